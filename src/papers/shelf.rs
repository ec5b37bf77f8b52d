//! The workspace's `evidence/`: files by content, written once, never changed.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::PaperError;
use super::hash;
use super::identify::{Limits, inspect, read};
use crate::domain::proof::StoredFile;

/// Whether a stored file is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The same bytes.
    Same,
    /// No longer there, or no longer readable.
    Missing,
    /// There, with other bytes.
    Changed,
}

/// A folder that keeps files as `<aa>/<sha256>.<ending>`, where `aa` are the first two digits of the hash. Only the
/// owner may read them.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
    limits: Limits,
}

impl Shelf {
    /// The shelf in this folder, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Shelf { folder: folder.into(), limits: Limits::default() }
    }

    /// With other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Takes a copy of a file. The bytes that are written are those that were hashed and inspected; they are on disk
    /// under their name when this returns. A file already there is left as it is.
    ///
    /// # Errors
    /// [`PaperError`]; nothing is left behind under the final name.
    pub fn put(&self, path: &Path) -> Result<StoredFile, PaperError> {
        let bytes = read(path, self.limits)?;
        let stored = inspect(&bytes, path)?;
        self.keep(&bytes, &stored)?;
        Ok(stored)
    }

    /// [`Shelf::put`] of a file that was identified before: refused where its content is another one by now.
    ///
    /// # Errors
    /// [`PaperError::Changed`], and what reading and writing report.
    pub fn put_as(&self, path: &Path, expected: &StoredFile) -> Result<(), PaperError> {
        let bytes = read(path, self.limits)?;
        if hash::of_bytes(&bytes) != expected.sha256 {
            return Err(PaperError::Changed);
        }
        self.keep(&bytes, expected)
    }

    /// Where a stored file lies. Anything but hexadecimal digits in the hash is left out, so that no hash leads
    /// elsewhere.
    pub fn path_of(&self, file: &StoredFile) -> PathBuf {
        let name: String = file.sha256.chars().filter(char::is_ascii_hexdigit).collect();
        let shelf: String = name.chars().take(2).collect();
        self.folder.join(shelf).join(format!("{name}.{}", file.media.extension()))
    }

    /// Hashes a stored file again. One that is there and cannot be read counts as missing: nothing can be made of it.
    pub fn verify(&self, file: &StoredFile) -> Kept {
        let path = self.path_of(file);
        match fs::metadata(&path) {
            Ok(found) if !found.is_file() || found.len() != file.bytes => return Kept::Changed,
            Ok(_) => {}
            Err(_) => return Kept::Missing,
        }
        match hash::of_file(&path) {
            Ok((sha256, _)) if sha256 == file.sha256 => Kept::Same,
            Ok(_) => Kept::Changed,
            Err(_) => Kept::Missing,
        }
    }

    /// Writes aside, syncs, renames, syncs the folder. What lies there already and is whole is left alone; what was
    /// damaged is replaced by the right bytes.
    fn keep(&self, bytes: &[u8], file: &StoredFile) -> Result<(), PaperError> {
        if self.verify(file) == Kept::Same {
            return Ok(());
        }
        let path = self.path_of(file);
        let folder = path.parent().unwrap_or(&self.folder);
        make_private(folder)?;
        let mut aside = tempfile::Builder::new().prefix(".taking-").tempfile_in(folder)?;
        aside.write_all(bytes)?;
        own(aside.as_file())?;
        aside.as_file().sync_all()?;
        aside.persist(&path).map_err(|error| PaperError::Io(error.error))?;
        sync_folder(folder)?;
        sync_folder(&self.folder)
    }
}

/// Makes a folder and those above it that are missing, for the owner alone.
fn make_private(folder: &Path) -> Result<(), PaperError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(folder)?)
}

fn own(file: &File) -> Result<(), PaperError> {
    #[cfg(unix)]
    file.set_permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _: (&File, Option<Permissions>) = (file, None);
    Ok(())
}

/// A rename is durable once its folder is synced; elsewhere than on Unix a folder cannot be opened for that.
fn sync_folder(folder: &Path) -> Result<(), PaperError> {
    if cfg!(unix) { Ok(File::open(folder)?.sync_all()?) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::proof::Media;
    use crate::papers::specimens;

    fn shelf() -> (tempfile::TempDir, Shelf) {
        let home = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(home.path().join("evidence"));
        (home, shelf)
    }

    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let mut out = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => out.extend(files_below(&entry.path())),
                false => out.push(entry.path()),
            }
        }
        out
    }

    #[test]
    fn keeps_by_content_once_and_privately() {
        let (home, shelf) = shelf();
        let source = home.path().join("合同 扫描.PDF");
        fs::write(&source, specimens::pdf(3)).unwrap();
        let stored = shelf.put(&source).unwrap();
        assert_eq!((stored.pages, stored.media), (3, Media::Pdf));
        assert_eq!(stored.sha256, hash::of_bytes(&specimens::pdf(3)));
        let kept = shelf.path_of(&stored);
        assert!(kept.ends_with(format!("{}/{}.pdf", &stored.sha256[..2], stored.sha256)));
        assert_eq!(fs::read(&kept).unwrap(), specimens::pdf(3));
        assert_eq!(shelf.put(&source).unwrap(), stored);
        assert_eq!(files_below(&home.path().join("evidence")), std::slice::from_ref(&kept));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(fs::metadata(kept.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn verify_tells_missing_changed_and_same_apart_and_put_repairs() {
        let (home, shelf) = shelf();
        let source = home.path().join("a.png");
        fs::write(&source, specimens::png()).unwrap();
        let stored = shelf.put(&source).unwrap();
        assert_eq!(shelf.verify(&stored), Kept::Same);
        let kept = shelf.path_of(&stored);
        let mut other = specimens::png();
        let last = other.len() - 1;
        other[last] ^= 1;
        fs::write(&kept, &other).unwrap();
        assert_eq!(shelf.verify(&stored), Kept::Changed);
        shelf.put(&source).unwrap();
        assert_eq!(shelf.verify(&stored), Kept::Same);
        fs::remove_file(&kept).unwrap();
        assert_eq!(shelf.verify(&stored), Kept::Missing);
    }

    #[test]
    fn a_file_that_changed_since_it_was_identified_is_refused() {
        let (home, shelf) = shelf();
        let source = home.path().join("a.pdf");
        fs::write(&source, specimens::pdf(1)).unwrap();
        let seen = super::super::identify(&source).unwrap();
        fs::write(&source, specimens::pdf(2)).unwrap();
        assert!(matches!(shelf.put_as(&source, &seen), Err(PaperError::Changed)));
        assert!(!home.path().join("evidence").exists());
        fs::write(&source, specimens::pdf(1)).unwrap();
        shelf.put_as(&source, &seen).unwrap();
        assert_eq!(shelf.verify(&seen), Kept::Same);
    }

    #[test]
    fn what_is_refused_leaves_nothing_behind() {
        let (home, shelf) = shelf();
        let source = home.path().join("a.pdf");
        fs::write(&source, specimens::png()).unwrap();
        assert!(matches!(shelf.put(&source), Err(PaperError::Misnamed { found: Some("PNG"), .. })));
        assert!(!home.path().join("evidence").exists());
    }

    /// A hash from a tampered registry leads nowhere outside.
    #[test]
    fn no_hash_leads_out_of_the_shelf() {
        let (_home, shelf) = shelf();
        let file = StoredFile { sha256: "../../etc/passwd".into(), bytes: 1, pages: 1, media: Media::Pdf };
        assert!(shelf.path_of(&file).starts_with(&shelf.folder));
        assert!(!shelf.path_of(&file).to_string_lossy().contains(".."));
        assert_eq!(shelf.verify(&file), Kept::Missing);
    }
}
