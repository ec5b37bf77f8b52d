//! `sucheng report`: one file per report below `report/`.

mod compare;
mod contacts;
mod display;
mod ledger;
mod portfolio;
mod saved;
pub(super) mod scope;
mod status;

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::desk::{Desk, with_schema};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings::Asked;
use crate::reports::portfolio::NotComputed;
use crate::reports::{self, Table};
pub(super) use saved::save;
use saved::{Saved, stream};

/// Reports for managers and for compliance
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Which report
    #[command(subcommand)]
    pub report: Report,
}

/// The reports.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// What moved between two days, and what did not
    Compare(compare::CompareArgs),
    /// What the rules of collection find in the contact logs
    Contacts(contacts::ContactsArgs),
    /// The case ledger, a row an account
    Ledger(ledger::LedgerArgs),
    /// Key figures of the portfolio, each with its formula and its accounts
    Portfolio(portfolio::PortfolioArgs),
    /// Where everything stands, on one page; with --firm, the cases of a law firm as its lawyers may see them
    Status(status::StatusArgs),
}

/// Makes the report.
///
/// # Errors
/// An argument that cannot be read; the registry; a file that cannot be written.
pub fn run(args: ReportArgs, desk: &mut Desk<'_>) -> Done {
    match args.report {
        Report::Compare(args) => compare::run(args, desk),
        Report::Contacts(args) => contacts::run(args, desk),
        Report::Ledger(args) => ledger::run(args, desk),
        Report::Portfolio(args) => portfolio::run(args, desk),
        Report::Status(args) => status::run(args, desk),
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    /// By the file's ending, so that a wrong one is told before any work is done.
    pub(super) fn of(path: &Path) -> Result<Format, CommandError> {
        Format::beside(path, "")
    }

    /// The same where a report can be written as more than that: `, .html`.
    fn beside(path: &Path, more: &str) -> Result<Format, CommandError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Ok(Format::Csv),
            "xlsx" => Ok(Format::Xlsx),
            "json" => Ok(Format::Json),
            _ => Err(CommandError::new(Exit::Usage, "E-REPORT-FORMAT")
                .with("found", path.display())
                .with("expected", format!(".csv, .xlsx, .json{more}"))),
        }
    }
}

/// A workbook that cannot be written.
fn not_written(path: &Path) -> impl Fn(reports::WriteError) -> CommandError {
    let path = path.display().to_string();
    move |error| CommandError::new(Exit::Failed, "E-WRITE").with("path", &path).with("reason", error)
}

/// Says so where a selection means no account: an empty report may come of a slip of the pen.
pub(super) fn nothing(selection: &Selection, asked: &Asked, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let none = asked.accounts.is_empty() && asked.broken.is_empty();
    if none { nobody(selection, desk) } else { Ok(()) }
}

/// The same once it is known that no account is meant.
pub(super) fn nobody(selection: &Selection, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    match scope::selection(selection, None, desk) {
        Some(selection) => desk.insist("M-REPORT-NOTHING-SELECTED", &[("selection", selection)]),
        None => Ok(()),
    }
}

/// Tells of accounts that could not be computed; says how the program ends.
fn told(broken: &[NotComputed], desk: &mut Desk<'_>) -> Done {
    for one in broken {
        let args = [
            ("account", one.account.to_string()),
            ("code", one.code.clone()),
            ("reason", one.reason.clone()),
        ];
        desk.insist(if one.whole { "M-REPORT-NOT-READ" } else { "M-REPORT-NOT-COMPUTED" }, &args)?;
    }
    Ok(if broken.is_empty() { Exit::Done } else { Exit::Partial })
}

/// The same for programs.
pub(super) fn not_computed(broken: &[NotComputed]) -> Value {
    let one =
        |b: &NotComputed| json!({"account": b.account, "code": b.code, "reason": b.reason, "whole": b.whole});
    broken.iter().map(one).collect()
}

/// A report as a file has it: JSON from its body, a workbook from all its tables, CSV from the first.
pub(super) fn bytes(
    path: &Path,
    format: Format,
    schema: &str,
    tables: impl FnOnce() -> Vec<Table>,
    body: impl FnOnce() -> Value,
) -> Result<Vec<u8>, CommandError> {
    Ok(match format {
        Format::Csv => reports::write::csv(&tables().swap_remove(0)),
        Format::Xlsx => reports::write::xlsx(&tables()).map_err(not_written(path))?,
        Format::Json => {
            let document = with_schema(&format!("sucheng/{schema}/v1"), body());
            let mut bytes = serde_json::to_vec_pretty(&document).map_err(std::io::Error::from)?;
            bytes.push(b'\n');
            bytes
        }
    })
}
