//! Writes each mail as a file `out/mail/<id>.eml`, to be looked at, or sent by another program.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Fault, FaultKind, Outgoing, Receipt, Transport, TransportError};

/// Where mails are kept, relative to the workspace.
pub const FOLDER: &str = "out/mail";

/// A folder of `.eml` files.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
    /// What kept a mail from being written. It would keep the next one too.
    barred: OnceLock<Fault>,
}

impl Spool {
    /// The spool of a workspace. The folder is made when the first mail is written.
    pub fn of_workspace(workspace: &Path) -> Self {
        Spool { folder: workspace.join(FOLDER), barred: OnceLock::new() }
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
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && fs::symlink_metadata(&path).is_ok() =>
            {
                match same_content(&path, bytes) {
                    Ok(true) => {}
                    Ok(false) => {
                        let words = format!("{FOLDER}/{name}: another mail has this name");
                        return Err(TransportError::Refused(words));
                    }
                    Err(error) => return Err(TransportError::TryAgain(self.trouble(&name, &error))),
                }
            }
            Err(error) => return Err(TransportError::TryAgain(self.trouble(&name, &error))),
        }
        sync_folder(&self.folder).map_err(|error| TransportError::Unknown(self.trouble(&name, &error)))?;
        Ok(format!("{FOLDER}/{name}"))
    }

    /// Keeps what an attempt is about to send. Where an earlier attempt, which did not come through, left other bytes
    /// (a signature names its second), those go aside as `<id>~1.eml`, `<id>~2.eml` and so on: nothing kept is lost.
    ///
    /// # Errors
    /// As [`Spool::keep`], though never [`TransportError::Unknown`]: nothing leaves by being kept.
    pub fn keep_attempt(&self, id: &str, bytes: &[u8]) -> Result<String, TransportError> {
        let again = |error: io::Error| TransportError::TryAgain(self.trouble(&format!("{id}.eml"), &error));
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

    /// In words what is wrong with a file. From now on no mail is [ready](Transport::ready) to leave.
    fn trouble(&self, name: &str, error: &io::Error) -> String {
        let reason = reason(error);
        self.barred.get_or_init(|| barred(reason.clone()));
        format!("{FOLDER}/{name}: {reason}")
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Made with mode 0600, and removed again if anything below fails.
        let mut aside =
            tempfile::Builder::new().prefix(".mail-").suffix(".part").tempfile_in(&self.folder)?;
        aside.as_file_mut().write_all(bytes)?;
        aside.as_file().sync_all()?;
        aside.persist_noclobber(path).map_err(|failed| failed.error)?;
        Ok(())
    }
}

/// Why no mail can be kept.
fn barred(reason: String) -> Fault {
    Fault { kind: FaultKind::Folder, server: FOLDER.to_owned(), step: "KEEP", reason }
}

/// The system's words. An error of the library that makes temporary files names this machine's paths in its own.
fn reason(error: &io::Error) -> String {
    error.raw_os_error().map_or_else(|| error.kind().to_string(), |_| error.to_string())
}

/// A file of that name is there: whether it is this mail, which an earlier run wrote before it ended.
fn same_content(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let about = fs::symlink_metadata(path)?;
    if !about.is_file() || about.len() != bytes.len() as u64 || fs::read(path)? != bytes {
        return Ok(false);
    }
    File::open(path).and_then(|file| file.sync_all())?;
    Ok(true)
}

/// Makes the new name durable. Where folders cannot be opened (Windows), the file system does it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Transport for Spool {
    fn name(&self) -> &'static str {
        "spool"
    }

    fn ready(&self) -> Result<(), Fault> {
        if let Some(fault) = self.barred.get() {
            return Err(fault.clone());
        }
        if self.folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder).map_err(|error| barred(reason(&error)))
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
        assert_eq!(spool.ready().unwrap_err().kind, FaultKind::Folder);
        let Err(TransportError::TryAgain(words)) = spool.keep("n-1", b"") else {
            panic!("nothing can be kept")
        };
        assert!(words.starts_with("out/mail/n-1.eml: "), "no path of this machine: {words}");
        fs::remove_file(workspace.path().join("out")).unwrap();
        assert!(spool.ready().is_err(), "what kept one mail back ends the run");
        assert_eq!(Spool::of_workspace(workspace.path()).ready(), Ok(()), "the next run tries again");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_takes_no_file_says_so_without_a_path_of_this_machine() {
        let workspace = tempfile::tempdir().unwrap();
        fs::create_dir(workspace.path().join("out")).unwrap();
        // A link to itself leads nowhere, whoever asks: root may write into a folder that is read-only.
        std::os::unix::fs::symlink("mail", workspace.path().join(FOLDER)).unwrap();
        let spool = Spool::of_workspace(workspace.path());
        let fault = spool.ready().unwrap_err();
        let Err(TransportError::TryAgain(words)) = spool.keep("n-1", b"") else {
            panic!("nothing can be kept")
        };
        for words in [&fault.reason, &words] {
            assert!(!words.contains(&*workspace.path().to_string_lossy()), "{words}");
        }
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
