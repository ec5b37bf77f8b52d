//! `sucheng import`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::importing::{self, Imported, Lists};
use crate::cli::typed;
use crate::intake;

/// Take case folders and account lists into the registry; the same files twice change nothing
///
/// A list is CSV or XLSX, a row an account, with Chinese or English headers; a bank's own headers are mapped in
/// mapping.yaml. Further sheets or files (debtors, payments, contacts, statements) are joined by account. A list changes
/// only what it has a column for: an empty cell changes nothing, 无 or - takes away what was known. Beside a list that
/// there is something to say of, NAME.checked.xlsx shows each problem in its cell.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// Case folders, their case.yaml, lists (CSV, XLSX), or folders of these
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Why the facts differ from before, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// What the columns of lists mean [default: mapping.yaml beside each list]
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Print a mapping.yaml for the lists, with guesses to be confirmed; import nothing
    #[arg(long)]
    pub suggest_mapping: bool,
    /// Write NAME.checked.xlsx beside each list even where all is well
    #[arg(long)]
    pub annotate: bool,
}

/// Imports and reports.
///
/// # Errors
/// The registry or the evidence folder cannot be written. What is wrong with a case is reported, not an error.
pub fn run(args: ImportArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept_if_any("--reason", args.reason.as_deref())?;
    if args.suggest_mapping {
        return suggest(&args, desk);
    }
    let done = take_in(&args, desk)?;
    importing::report(&done, desk)?;
    Ok(if done.refused_items == 0 { Exit::Done } else { Exit::Partial })
}

/// Imports case folders and lists: what is good goes in, the rest is refused.
///
/// # Errors
/// As [`run`].
pub fn import(paths: &[PathBuf], desk: &mut Desk<'_>) -> Result<Imported, CommandError> {
    let args = ImportArgs {
        paths: paths.to_vec(),
        reason: None,
        mapping: None,
        suggest_mapping: false,
        annotate: false,
    };
    take_in(&args, desk)
}

fn take_in(args: &ImportArgs, desk: &mut Desk<'_>) -> Result<Imported, CommandError> {
    desk.workspace()?;
    let found = intake::discover(&args.paths);
    let mut done =
        Imported { refused_items: found.problems.len(), refused: found.problems, ..Imported::default() };
    let reason = args.reason.as_deref();
    let seen = importing::folders(&found.folders, reason, desk, &mut done)?;
    if !found.lists.is_empty() {
        let lists =
            Lists { files: &found.lists, mapping: args.mapping.as_deref(), reason, annotate: args.annotate };
        lists.take_in(&seen, desk, &mut done)?;
    }
    Ok(done)
}

/// Prints a mapping for the lists; needs no workspace.
fn suggest(args: &ImportArgs, desk: &mut Desk<'_>) -> Done {
    let found = intake::discover(&args.paths);
    if found.lists.is_empty() || !found.problems.is_empty() {
        let none = CommandError::new(Exit::Usage, "E-IMPORT-NO-LIST");
        return Err(if found.problems.is_empty() {
            none
        } else {
            CommandError::problems(Exit::Failed, found.problems)
        });
    }
    let text = |code: &str| desk.text(code, &[]);
    let comments = intake::lists::Comments {
        confirm: text("S-MAPPING-CONFIRM"),
        unit: text("S-MAPPING-UNIT"),
        constants: text("S-MAPPING-CONSTANTS"),
        known: text("S-MAPPING-KNOWN"),
        why: ["S-MAPPING-NAME", "S-MAPPING-VALUES", "S-MAPPING-UNKNOWN"].map(text),
    };
    let mapping = intake::lists::suggestion(&found.lists, &comments)
        .map_err(|problem| CommandError::problems(Exit::Failed, vec![problem]))?;
    if desk.settings.for_programs() {
        desk.json("import", "", serde_json::json!({"mapping": mapping}))?;
    } else {
        desk.print_raw(mapping.as_bytes())?;
    }
    Ok(Exit::Done)
}
