//! A report that was written to a file, and what programs are told of it.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::not_computed;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::{workspace, write};
use crate::papers::hash;
use crate::reports::portfolio::NotComputed;

/// The file of a report; after a dry run the one that would be there.
pub(in crate::cli::commands) struct Saved {
    /// Where it lies; absolute.
    path: PathBuf,
    /// SHA-256 of its bytes.
    sha256: String,
}

impl Saved {
    /// What programs are told instead of the report, which is in the file: where it lies, its hash, how many accounts
    /// it counts, and which could not be computed.
    pub(super) fn body(&self, accounts: usize, broken: &[NotComputed], desk: &Desk<'_>) -> Value {
        json!({
            "as_of": desk.settings.as_of,
            "path": self.path,
            "sha256": self.sha256,
            "accounts": accounts,
            "not_computed": not_computed(broken),
            "dry_run": desk.settings.dry_run,
        })
    }

    /// Prints that for programs; people were told when the file was written. Another document than the report, so that
    /// its schema is `sucheng/<command>-file/v1`.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub(in crate::cli::commands) fn answer(
        &self,
        command: &str,
        accounts: usize,
        broken: &[NotComputed],
        desk: &mut Desk<'_>,
    ) -> Result<(), CommandError> {
        match desk.settings.for_programs() {
            true => desk.json(&schema(command), "", self.body(accounts, broken, desk)),
            false => Ok(()),
        }
    }
}

/// What the answer about the file of a report is called.
pub(super) fn schema(command: &str) -> String {
    format!("{command}-file")
}

/// Writes these bytes to a file, as [`stream`] does.
pub(in crate::cli::commands) fn save(
    path: &Path,
    bytes: &[u8],
    desk: &mut Desk<'_>,
) -> Result<Saved, CommandError> {
    stream(path, desk, |file, _| Ok(file.write_all(bytes)?))
}

/// Writes a file as it comes and says so. A dry run makes the same, keeps nothing and says what it would write.
pub(super) fn stream(
    path: &Path,
    desk: &mut Desk<'_>,
    fill: impl FnOnce(&mut NamedTempFile, &mut Desk<'_>) -> Result<(), CommandError>,
) -> Result<Saved, CommandError> {
    let (dry_run, mut sha256) = (desk.settings.dry_run, String::new());
    let filled = |file: &mut NamedTempFile| {
        fill(file, desk)?;
        file.flush()?;
        (sha256, _) = hash::of_file(file.path())?;
        Ok(())
    };
    let code = if dry_run {
        filled(&mut NamedTempFile::new()?)?;
        "M-REPORT-WOULD"
    } else {
        write::streamed(path, filled)?;
        "M-REPORT-WRITTEN"
    };
    desk.tell(code, &[("path", path.display().to_string())])?;
    Ok(Saved { path: workspace::absolute(path), sha256 })
}
