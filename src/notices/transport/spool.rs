//! Writes each mail as a file `out/mail/<id>.eml`, to be looked at, or sent by another program.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Outgoing, Receipt, Transport, TransportError};

/// Where mails are kept, relative to the workspace.
pub const FOLDER: &str = "out/mail";

/// A folder of `.eml` files.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

impl Spool {
    /// The spool of a workspace. The folder is made when the first mail is written.
    pub fn of_workspace(workspace: &Path) -> Self {
        Spool { folder: workspace.join(FOLDER) }
    }

    /// Keeps a mail under its notice's id: written aside, synced, then given its name, readable by its owner only.
    /// The same content under the same name is fine; another content stays as it is.
    ///
    /// # Errors
    /// [`TransportError::Refused`] where another content has the name, [`TransportError::TryAgain`] where the file
    /// could not be written, [`TransportError::Unknown`] where it has its name but may not be durable.
    pub fn keep(&self, id: &str, bytes: &[u8]) -> Result<String, TransportError> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            return Err(TransportError::Refused(format!("not an id: {id:?}")));
        }
        let name = format!("{id}.eml");
        let path = self.folder.join(&name);
        match self.write(&path, bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => same_content(&path, bytes)?,
            Err(error) => return Err(TransportError::TryAgain(format!("{}: {error}", path.display()))),
        }
        sync_folder(&self.folder).map_err(|e| TransportError::Unknown(format!("{}: {e}", path.display())))?;
        Ok(format!("{FOLDER}/{name}"))
    }

    /// Keeps what an attempt is about to send. Where an earlier attempt, which did not come through, left other bytes
    /// (a signature names its second), those go aside as `<id>~1.eml`, `<id>~2.eml` and so on: nothing kept is lost.
    ///
    /// # Errors
    /// As [`Spool::keep`], though never [`TransportError::Unknown`]: nothing leaves by being kept.
    pub fn keep_attempt(&self, id: &str, bytes: &[u8]) -> Result<String, TransportError> {
        let again = |error: io::Error| TransportError::TryAgain(format!("{FOLDER}/{id}.eml: {error}"));
        let kept = match self.keep(id, bytes) {
            Err(TransportError::Refused(words)) => {
                let path = self.folder.join(format!("{id}.eml"));
                if !fs::symlink_metadata(&path).is_ok_and(|about| about.is_file()) {
                    return Err(TransportError::Refused(words));
                }
                let mut aside = (1_u32..).map(|n| self.folder.join(format!("{id}~{n}.eml")));
                let free = aside.find(|path| fs::symlink_metadata(path).is_err());
                fs::rename(&path, free.unwrap_or_default()).map_err(again)?;
                self.keep(id, bytes)
            }
            kept => kept,
        };
        kept.map_err(|error| match error {
            TransportError::Unknown(words) => TransportError::TryAgain(words),
            error => error,
        })
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Made with mode 0600, and removed again if anything below fails.
        let mut aside =
            tempfile::Builder::new().prefix(".mail-").suffix(".part").tempfile_in(&self.folder)?;
        aside.write_all(bytes)?;
        aside.as_file().sync_all()?;
        aside.persist_noclobber(path).map_err(|failed| failed.error)?;
        Ok(())
    }
}

/// A file of that name is there: fine if it is this mail, which an earlier run wrote before it ended.
fn same_content(path: &Path, bytes: &[u8]) -> Result<(), TransportError> {
    let again = |error: io::Error| TransportError::TryAgain(format!("{}: {error}", path.display()));
    let other = || TransportError::Refused(format!("{}: another mail has this name", path.display()));
    let about = fs::symlink_metadata(path).map_err(again)?;
    if !about.is_file() || about.len() != bytes.len() as u64 || fs::read(path).map_err(again)? != bytes {
        return Err(other());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(again)
}

/// Makes the new name durable. Where folders cannot be opened (Windows), the file system does it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Transport for Spool {
    fn name(&self) -> &'static str {
        "spool"
    }

    fn send(&self, outgoing: Outgoing<'_>) -> Result<Receipt, TransportError> {
        let path = self.keep(outgoing.id, &outgoing.mail.bytes)?;
        Ok(Receipt { path, sha256: outgoing.mail.sha256.clone(), server: None, words: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_once_and_never_over_another() {
        let workspace = tempfile::tempdir().unwrap();
        let spool = Spool::of_workspace(workspace.path());
        let kept = spool.keep("n-0123456789", b"one\r\n").unwrap();
        assert_eq!(kept, "out/mail/n-0123456789.eml");
        let path = workspace.path().join(&kept);
        assert_eq!(fs::read(&path).unwrap(), b"one\r\n");
        assert_eq!(spool.keep("n-0123456789", b"one\r\n").unwrap(), kept, "the same again is fine");
        for other in [&b"two\r\n"[..], b"one\r\n "] {
            assert!(matches!(spool.keep("n-0123456789", other), Err(TransportError::Refused(_))));
        }
        assert_eq!(fs::read(&path).unwrap(), b"one\r\n");
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing is left aside");
    }

    #[test]
    fn an_earlier_attempt_goes_aside() {
        let workspace = tempfile::tempdir().unwrap();
        let spool = Spool::of_workspace(workspace.path());
        for bytes in [&b"one"[..], b"two", b"two", b"three"] {
            assert_eq!(spool.keep_attempt("n-1", bytes).unwrap(), "out/mail/n-1.eml");
        }
        let read = |name: &str| fs::read(workspace.path().join(FOLDER).join(name)).unwrap();
        assert_eq!(read("n-1.eml"), b"three");
        assert_eq!((read("n-1~1.eml"), read("n-1~2.eml")), (b"one".to_vec(), b"two".to_vec()));
        fs::create_dir(workspace.path().join(FOLDER).join("n-2.eml")).unwrap();
        assert!(
            matches!(spool.keep_attempt("n-2", b"x"), Err(TransportError::Refused(_))),
            "no file of ours"
        );
    }

    #[test]
    fn an_id_is_no_path() {
        let workspace = tempfile::tempdir().unwrap();
        let spool = Spool::of_workspace(workspace.path());
        for bad in ["", "../x", "a/b", "A", "n-1.eml", "n 1"] {
            assert!(matches!(spool.keep(bad, b""), Err(TransportError::Refused(_))), "{bad}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_tried_again() {
        let workspace = tempfile::tempdir().unwrap();
        fs::write(workspace.path().join("out"), b"in the way").unwrap();
        let spool = Spool::of_workspace(workspace.path());
        assert!(matches!(spool.keep("n-1", b""), Err(TransportError::TryAgain(_))));
    }

    #[cfg(unix)]
    #[test]
    fn readable_by_the_owner_only_and_no_link_is_followed() {
        use std::os::unix::fs::PermissionsExt;
        let workspace = tempfile::tempdir().unwrap();
        let spool = Spool::of_workspace(workspace.path());
        let path = workspace.path().join(spool.keep("n-1", b"x").unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let elsewhere = workspace.path().join("elsewhere");
        fs::write(&elsewhere, b"x").unwrap();
        std::os::unix::fs::symlink(&elsewhere, path.with_file_name("n-2.eml")).unwrap();
        assert!(matches!(spool.keep("n-2", b"x"), Err(TransportError::Refused(_))));
        assert!(matches!(spool.keep("n-2", b"y"), Err(TransportError::Refused(_))));
        assert_eq!(fs::read(&elsewhere).unwrap(), b"x");
    }
}
