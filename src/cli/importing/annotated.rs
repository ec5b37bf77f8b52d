//! The workbook beside a list: its values, and what is wrong with them.

use std::path::PathBuf;

use super::outcome::Imported;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;

/// Writes one for each file that there is something to say of, or for all.
///
/// # Errors
/// It cannot be written.
pub fn write(
    _files: &[PathBuf],
    _own: &Imported,
    _all: bool,
    _desk: &mut Desk<'_>,
) -> Result<Vec<String>, CommandError> {
    Ok(Vec::new())
}
