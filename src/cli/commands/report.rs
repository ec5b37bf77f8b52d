//! `sucheng report`: one file per report below `report/`.

mod contacts;

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::cli::desk::{Desk, with_schema};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::write;
use crate::reports::{self, Table};

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
    /// What the rules of collection find in the contact logs
    Contacts(contacts::ContactsArgs),
}

/// Makes the report.
///
/// # Errors
/// An argument that cannot be read; the registry; a file that cannot be written.
pub fn run(args: ReportArgs, desk: &mut Desk<'_>) -> Done {
    match args.report {
        Report::Contacts(args) => contacts::run(args, desk),
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
    Json,
}

impl Format {
    /// By the file's ending, so that a wrong one is told before any work is done.
    fn of(path: &Path) -> Result<Format, CommandError> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Ok(Format::Csv),
            "xlsx" => Ok(Format::Xlsx),
            "json" => Ok(Format::Json),
            _ => Err(CommandError::new(Exit::Usage, "E-REPORT-FORMAT")
                .with("found", path.display())
                .with("expected", ".csv, .xlsx, .json")),
        }
    }
}

/// Writes a report to a file: JSON from its body, a workbook from all its tables, CSV from the first.
fn save(
    path: &Path,
    format: Format,
    schema: &str,
    tables: impl FnOnce() -> Vec<Table>,
    body: impl FnOnce() -> Value,
) -> Result<(), CommandError> {
    let bytes = match format {
        Format::Csv => reports::write::csv(&tables().swap_remove(0)),
        Format::Xlsx => reports::write::xlsx(&tables()).map_err(|error| {
            CommandError::new(Exit::Failed, "E-WRITE").with("path", path.display()).with("reason", error)
        })?,
        Format::Json => {
            let document = with_schema(&format!("sucheng/{schema}/v1"), body());
            let mut bytes = serde_json::to_vec_pretty(&document).map_err(std::io::Error::from)?;
            bytes.push(b'\n');
            bytes
        }
    };
    write::file(path, &bytes)
}
