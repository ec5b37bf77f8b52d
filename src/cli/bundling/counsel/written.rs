//! The archive of a package: written aside, read back, then renamed.

use std::path::Path;

use chrono::NaiveDate;

use crate::bundles::counsel::{Package, PackageError};
use crate::cli::error::CommandError;
use crate::cli::write;
use crate::domain::problem::{Place, Problem};
use crate::papers::{Archive, hash};

/// An archive that was written.
pub struct Written {
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// Writes a package as an archive for its owner alone. Nobody ever sees half of it.
///
/// # Errors
/// A file of the package is another one by now (inner), or the archive cannot be written.
pub fn write(
    package: &Package,
    path: &Path,
    passphrase: Option<&str>,
    day: NaiveDate,
) -> Result<Result<Written, Vec<Problem>>, CommandError> {
    let failed = |e: &std::io::Error| CommandError::file("E-WRITE", path, e);
    let aside = write::aside(path)?;
    let file = aside.reopen().map_err(|e| failed(&e))?;
    let mut archive = Archive::new(file, passphrase, day);
    match package.write(&mut archive) {
        Ok(()) => {}
        Err(PackageError::Unwritable(error)) => return Err(failed(&error)),
        Err(PackageError::Changed { path: title } | PackageError::Unreadable { path: title, .. }) => {
            let place = Place { field: Some("evidence".to_owned()), ..Place::default() };
            return Ok(Err(vec![Problem::error("E-DRAFT-EVIDENCE-CHANGED", place).with("title", title)]));
        }
    }
    let file = archive.finish().map_err(|e| failed(&e))?;
    file.sync_all().map_err(|e| failed(&e))?;
    let (sha256, _) = hash::of_file(aside.path()).map_err(|e| failed(&e))?;
    aside.persist(path).map_err(|e| failed(&e.error))?;
    write::settle(path.parent().unwrap_or(Path::new(".")))?;
    Ok(Ok(Written { sha256 }))
}
