//! The list of what was not drafted, beside what was: `failed.csv`.

use std::path::{Path, PathBuf};

use super::order::Outcome;
use crate::cli::catalogue::{self, Lang};
use crate::cli::error::CommandError;
use crate::cli::write;

const NAME: &str = "failed.csv";
const HEAD: [&str; 7] = ["account", "kind", "code", "field", "message", "hint", "older_file"];

/// Writes the list where something failed; takes away that of an earlier run where nothing did, which would be untrue.
///
/// # Errors
/// The folder cannot be written.
pub fn keep(output: &Path, outcome: &Outcome, lang: Lang) -> Result<Option<PathBuf>, CommandError> {
    let path = output.join(NAME);
    if outcome.failed.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(CommandError::file("E-WRITE", &path, &e))
            }
            _ => Ok(None),
        };
    }
    // The mark of byte order tells Excel that this is UTF-8.
    let mut text = format!("\u{FEFF}{}", write::csv_line(&HEAD));
    for f in &outcome.failed {
        text.push_str(&write::csv_line(&[
            f.account.as_str(),
            &f.kind,
            f.problem.code,
            f.problem.place.field.as_deref().unwrap_or_default(),
            &catalogue::text(lang, f.problem.code, &f.problem.args),
            &catalogue::hint(lang, f.problem.code, &f.problem.args).unwrap_or_default(),
            &f.older.as_ref().map(|path| path.display().to_string()).unwrap_or_default(),
        ]));
    }
    write::file(&path, text.as_bytes())?;
    Ok(Some(path))
}
