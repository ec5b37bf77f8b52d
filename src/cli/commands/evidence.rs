//! `sucheng evidence`: one file per action below `evidence/`.

mod add;
mod list;
mod remove;
mod show;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::docket::Docket;
use crate::domain::proof::{DerivedFrom, Evidence};
use crate::papers::{Kept, Shelf};

/// The evidence of accounts: take papers in, list them, show where each came from, withdraw them
#[derive(Args, Debug)]
pub struct EvidenceArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with evidence.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Take files, or all files of folders, in as evidence of an account
    ///
    /// PDF, PNG and JPEG. Each file is checked for what it is, its pages are counted, its content is hashed and kept
    /// once. The good ones go in, the others are listed with the reason. New exhibits go last, so that those before
    /// keep their numbers. A file that is evidence of the account already changes nothing.
    Add(add::AddArgs),
    /// List the evidence of accounts
    List(list::ListArgs),
    /// Show one piece of evidence, or all of an account: what it is, and every step since it came
    Show(show::ShowArgs),
    /// Withdraw a piece of evidence; its file and its history are kept
    Remove(remove::RemoveArgs),
}

/// Does it.
///
/// # Errors
/// The account or the evidence is not there; the registry or the evidence folder cannot be read or written.
pub fn run(args: EvidenceArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Add(args) => add::run(args, desk),
        Action::List(args) => list::run(args, desk),
        Action::Show(args) => show::run(args, desk),
        Action::Remove(args) => remove::run(args, desk),
    }
}

/// The place of a piece of evidence in the account's list, from 0.
///
/// # Errors
/// There is none of this id; those that are there are named.
fn index_of(docket: &Docket, id: &str) -> Result<usize, CommandError> {
    docket.case.evidence.iter().position(|e| e.id == id).ok_or_else(|| {
        let known: Vec<&str> = docket.case.evidence.iter().map(|e| e.id.as_str()).collect();
        CommandError::new(Exit::Failed, "E-EVIDENCE-UNKNOWN")
            .with("found", id)
            .with("account", &docket.case.account)
            .with("known", known.join(", "))
    })
}

/// Whether the file of a piece of evidence is as it was: `same`, `missing`, `changed`; `made` where it is typeset from
/// facts, `none` where it has no file.
fn state(shelf: &Shelf, evidence: &Evidence) -> &'static str {
    match (&evidence.stored, evidence.from) {
        (Some(stored), _) => match shelf.verify(stored) {
            Kept::Same => "same",
            Kept::Missing => "missing",
            Kept::Changed => "changed",
        },
        (None, Some(DerivedFrom::Contacts | DerivedFrom::Statements)) => "made",
        (None, None) => "none",
    }
}

/// A piece of evidence for programs; `index` from 0.
fn for_programs(index: usize, evidence: &Evidence, state: &str) -> Value {
    let stored = evidence.stored.as_ref();
    json!({
        "number": index + 1,
        "id": evidence.id,
        "kind": evidence.kind,
        "title": evidence.title,
        "source": evidence.source,
        "original": evidence.original,
        "proves": evidence.proves,
        "marks": evidence.marks,
        "sha256": stored.map(|s| &s.sha256),
        "bytes": stored.map(|s| s.bytes),
        "pages": stored.map(|s| s.pages),
        "media": stored.map(|s| s.media),
        "state": state,
    })
}
