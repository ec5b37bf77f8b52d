//! Files that are whole or not there: written aside, synced, then renamed.

use std::io::Write;
use std::path::Path;

use super::error::CommandError;

/// Writes a file for its owner alone (0600), making the folders on the way. Nobody ever sees half of it.
///
/// # Errors
/// What the file system says; the file is then as it was.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let failed = |e: &std::io::Error| CommandError::file("E-WRITE", path, e);
    let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).map_err(|e| failed(&e))?;
    // `tempfile` makes files of mode 0600.
    let mut aside = tempfile::NamedTempFile::new_in(dir).map_err(|e| failed(&e))?;
    aside.write_all(bytes).and_then(|()| aside.as_file().sync_all()).map_err(|e| failed(&e))?;
    aside.persist(path).map_err(|e| failed(&e.error))?;
    std::fs::File::open(dir).and_then(|d| d.sync_all()).map_err(|e| failed(&e))
}
