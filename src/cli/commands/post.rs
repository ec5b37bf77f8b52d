//! `sucheng post`: one file per action below `post/`.

mod fate;
mod import;
mod list;
mod send;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::domain::proof::StoredFile;
use crate::papers::Shelf;

/// The postal register: letters that were posted, and what became of each
#[derive(Args, Debug)]
pub struct PostArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with letters.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Record that a letter was posted to a debtor or guarantor
    ///
    /// Without --to it is for the primary debtor; without --address it went to the address for service that was agreed, else
    /// to where they live, else to their domicile. A demand that arrives interrupts limitation.
    Send(send::SendArgs),
    /// Record that a letter was delivered
    Delivered(fate::DeliveredArgs),
    /// Record that a letter came back
    Returned(fate::ReturnedArgs),
    /// Record that the carrier lost a letter
    Lost(fate::LostArgs),
    /// List letters and what became of them
    List(list::ListArgs),
    /// Record what became of many letters, from a carrier's export
    ///
    /// CSV or XLSX with the columns number, on, status and detail (单号, 日期, 状态, 详情). Rows that cannot be taken are
    /// named with the reason, the others go in; the same file twice changes nothing.
    Import(import::ImportArgs),
}

/// Does it.
///
/// # Errors
/// The account or the letter is not there; what was typed cannot be meant; the registry cannot be read or written.
pub fn run(args: PostArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Send(args) => send::run(args, desk),
        Action::Delivered(args) => fate::delivered(args, desk),
        Action::Returned(args) => fate::returned(args, desk),
        Action::Lost(args) => fate::lost(args, desk),
        Action::List(args) => list::run(args, desk),
        Action::Import(args) => import::run(args, desk),
    }
}

/// Takes the papers into the evidence folder; a dry run only looks at them.
fn papers(paths: &[PathBuf], desk: &mut Desk<'_>) -> Result<Vec<StoredFile>, CommandError> {
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let take = |path: &PathBuf| {
        let stored = if desk.settings.dry_run { crate::papers::identify(path) } else { shelf.put(path) };
        stored.map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem(path)]))
    };
    paths.iter().map(take).collect()
}
