//! `sucheng report`: one file per report below `report/`.

mod contacts;

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::write;

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

/// Writes the answer for programs to a file, by the file's ending.
fn save(path: &Path, schema: &str, body: Value) -> Result<(), CommandError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "json" => {
            let document = crate::cli::desk::with_schema(&format!("sucheng/{schema}/v1"), body);
            let mut bytes = serde_json::to_vec_pretty(&document).map_err(std::io::Error::from)?;
            bytes.push(b'\n');
            write::file(path, &bytes)
        }
        _ => Err(CommandError::new(Exit::Usage, "E-REPORT-FORMAT")
            .with("found", path.display())
            .with("expected", "json")),
    }
}
