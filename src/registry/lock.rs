//! One process at a time: an exclusive lock on a file, which also says who holds it.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::disk;
use super::error::RegistryError;

/// Who has the registry open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// What it runs: `sucheng import`.
    pub command: String,
}

/// Held as long as the value lives; the system releases it when the process dies, however it dies.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    /// The holder before left its note: it died.
    orphaned: bool,
}

impl Lock {
    /// Takes the lock, asking again at growing intervals for about `wait`.
    pub(super) fn take(path: &Path, wait: Duration, command: &str) -> Result<Lock, RegistryError> {
        let mut file = disk::open_or_create(path).map_err(RegistryError::write(path))?;
        let (mut waited, mut pause) = (Duration::ZERO, Duration::from_millis(4));
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(RegistryError::write(path)(source)),
                Err(TryLockError::WouldBlock) if waited >= wait => {
                    return Err(RegistryError::InUse { holder: holder(&mut file) });
                }
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(pause);
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_millis(100));
                }
            }
        }
        let orphaned = file.metadata().is_ok_and(|data| data.len() > 0);
        let holder = Holder { pid: std::process::id(), command: command.to_owned() };
        let line = serde_json::to_vec(&holder).expect("invariant: a number and a string are JSON");
        // The lock holds whether or not its note can be written.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&line));
        Ok(Lock { file, orphaned })
    }

    /// Whether the holder before died without closing the registry. Known until [`Lock::recovered`].
    pub(super) fn orphaned(&self) -> bool {
        self.orphaned
    }

    /// What a holder that died may have left has been put right.
    pub(super) fn recovered(&mut self) {
        self.orphaned = false;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A note that stays says that someone died and nobody has recovered from it yet.
        if !self.orphaned {
            let _ = self.file.set_len(0);
        }
    }
}

fn holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
