//! Files that are whole or not there: written aside, synced, then renamed.

use std::io::Write;
use std::path::Path;

use super::error::CommandError;

/// What a file is called while it is written: hidden, and told from anything of the user's.
const PREFIX: &str = ".sucheng-";
const SUFFIX: &str = ".part";

/// Takes away what a run that was killed left half-written in a folder. Only for who holds the registry, so that no
/// other run of the workspace is writing there.
pub fn sweep(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        if ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // One that stays is hidden and does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A line of CSV. A field that a spreadsheet would take for a formula begins with an apostrophe.
pub fn csv_line(fields: &[&str]) -> String {
    let field = |text: &&str| {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let text = if formula { format!("'{text}") } else { (*text).to_owned() };
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    fields.iter().map(field).collect::<Vec<_>>().join(",") + "\n"
}

/// Writes a file for its owner alone (0600), making the folders on the way. Nobody ever sees half of it.
///
/// # Errors
/// What the file system says; the file is then as it was.
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    one_of_many(path, bytes)?;
    settle(folder(path))
}

/// The same for one of many files of a folder, whose name lasts only once the folder is [settled](settle).
///
/// # Errors
/// As [`file()`].
pub fn one_of_many(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let mut aside = aside(path)?;
    aside.write_all(bytes).map_err(|e| CommandError::file("E-WRITE", path, &e))?;
    keep(aside, path)
}

/// Gives a file that was written [`aside`] its name. The name lasts once the folder is [settled](settle).
///
/// # Errors
/// What the file system says; the file of that name is then as it was.
pub fn keep(aside: tempfile::NamedTempFile, path: &Path) -> Result<(), CommandError> {
    let failed = |e: &std::io::Error| CommandError::file("E-WRITE", path, e);
    aside.as_file().sync_all().map_err(|e| failed(&e))?;
    aside.persist(path).map(|_| ()).map_err(|e| failed(&e.error))
}

/// Writes a file for its owner alone (0600) as it comes, making the folders on the way. Nobody ever sees half of it.
///
/// # Errors
/// Those of `write`, and what the file system says; the file is then as it was.
pub fn streamed(
    path: &Path,
    write: impl FnOnce(&mut tempfile::NamedTempFile) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let mut aside = aside(path)?;
    write(&mut aside)?;
    keep(aside, path)?;
    settle(folder(path))
}

/// Makes a folder and those above it that are missing, for their owner alone (0700). Those that are there stay as they
/// are.
///
/// # Errors
/// What the file system says.
pub fn folders(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Writes a new file for its owner alone (0600) into a folder that nobody looks at yet.
///
/// # Errors
/// What the file system says.
pub fn staged(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// An empty file beside the one that is to be written, for its owner alone (0600), to be renamed once it is whole.
///
/// # Errors
/// What the file system says.
pub fn aside(path: &Path) -> Result<tempfile::NamedTempFile, CommandError> {
    let failed = |e: &std::io::Error| CommandError::file("E-WRITE", path, e);
    let dir = folder(path);
    folders(dir).map_err(|e| failed(&e))?;
    // `tempfile` makes files of mode 0600.
    tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(dir).map_err(|e| failed(&e))
}

/// Makes the names of a folder's files survive a loss of power.
///
/// # Errors
/// What the file system says.
pub fn settle(dir: &Path) -> Result<(), CommandError> {
    let synced = std::fs::File::open(dir).and_then(|d| d.sync_all());
    synced.map_err(|e| CommandError::file("E-WRITE", dir, &e))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_csv() {
        assert_eq!(
            csv_line(&["甲", "a,b", "say \"x\"", "=1+1", "-"]),
            "甲,\"a,b\",\"say \"\"x\"\"\",'=1+1,'-\n"
        );
    }

    /// What a killed run left goes; what only looks like it, and what is whole, stays.
    #[test]
    fn leftovers_are_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        file(&dir.path().join("01.pdf"), b"whole").unwrap();
        for name in [".sucheng-x1y2.part", ".sucheng-notes", "mine.part"] {
            std::fs::write(dir.path().join(name), "half").unwrap();
        }
        sweep(dir.path());
        let mut left: Vec<String> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [".sucheng-notes", "01.pdf", "mine.part"]);
    }
}
