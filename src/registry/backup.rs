//! One file to keep elsewhere: the export and a closing line with its count and checksum, so that half a backup is not
//! taken for one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::disk;
use super::error::{BackupFault, RegistryError};
use super::ledger::Registry;
use super::record::Fingerprint;
use super::transfer::{self, Moved};

const SCHEMA: &str = "sucheng/backup/v1";
/// A closing line is shorter than this, in bytes.
const CLOSING: usize = 512;

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Streams.
    pub streams: u64,
    /// Events.
    pub events: u64,
    /// Over everything before the closing line.
    pub sha256: Fingerprint,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Closing {
    schema: String,
    streams: u64,
    events: u64,
    sha256: Fingerprint,
}

impl Registry {
    /// Writes a backup, mode 0600: whole or not at all. It holds the log, not the evidence files.
    ///
    /// # Errors
    /// [`RegistryError::Backup`] if the file exists; those of [`Registry::export`]; [`RegistryError::Io`].
    pub fn backup(&self, path: &Path) -> Result<BackedUp, RegistryError> {
        let index = self.index()?;
        let exists = || RegistryError::Backup { path: path.to_owned(), fault: BackupFault::Exists };
        if path.symlink_metadata().is_ok() {
            return Err(exists());
        }
        let written = disk::write_aside(path, false, |out| {
            let mut out = Summing { out, sum: Sha256::new() };
            let Moved { streams, events } = transfer::export(index, &mut out, path)?;
            let sha256 = Fingerprint::from_bytes(out.sum.finalize().into());
            let closing = Closing { schema: SCHEMA.to_owned(), streams, events, sha256 };
            let mut line = serde_json::to_vec(&closing).expect("invariant: text and numbers are JSON");
            line.push(b'\n');
            out.out.write_all(&line).map_err(RegistryError::write(path))?;
            Ok(BackedUp { streams, events, sha256 })
        });
        written.map_err(|error| match error {
            RegistryError::Io { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => exists(),
            other => other,
        })
    }

    /// Takes a backup into an empty registry, all of it or nothing.
    ///
    /// # Errors
    /// [`RegistryError::NotEmpty`]; [`RegistryError::Backup`] if the file is not whole; those of
    /// [`Registry::import`].
    pub fn restore(&mut self, path: &Path) -> Result<BackedUp, RegistryError> {
        if !self.is_empty()? {
            return Err(RegistryError::NotEmpty { events: self.stats()?.events });
        }
        let fault = |fault| RegistryError::Backup { path: path.to_owned(), fault };
        let mut file = File::open(path).map_err(RegistryError::read(path))?;
        let (len, closing, sha256) = read_through(&mut file).map_err(RegistryError::read(path))?;
        let closing = closing.ok_or_else(|| fault(BackupFault::Unclosed))?;
        if closing.sha256 != sha256 {
            return Err(fault(BackupFault::Checksum));
        }
        let count = |file: &mut File| {
            file.rewind()?;
            let lines = BufReader::new(file.take(len)).split(b'\n');
            lines.map(|line| line.map(|_| 1_u64)).sum::<io::Result<u64>>()
        };
        let found = count(&mut file).map_err(RegistryError::read(path))?;
        if closing.events != found {
            return Err(fault(BackupFault::Count { said: closing.events, found }));
        }
        file.rewind().map_err(RegistryError::read(path))?;
        let Moved { streams, events } = self.import_from(&mut BufReader::new(file.take(len)), path)?;
        Ok(BackedUp { streams, events, sha256 })
    }
}

/// The length of everything before the last line, that line, and the checksum of what is before it.
fn read_through(file: &mut File) -> io::Result<(u64, Option<Closing>, Fingerprint)> {
    let mut reader = BufReader::new(file);
    let (mut sum, mut len, mut last) = (Sha256::new(), 0_u64, Vec::new());
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        sum.update(&last);
        len += last.len() as u64;
        last = std::mem::take(&mut line);
    }
    let closing = last.strip_suffix(b"\n").filter(|line| line.len() < CLOSING);
    let closing = closing.and_then(|line| serde_json::from_slice::<Closing>(line).ok());
    let closing = closing.filter(|closing| closing.schema == SCHEMA);
    Ok((len, closing, Fingerprint::from_bytes(sum.finalize().into())))
}

/// Hashes what it passes on.
struct Summing<'a> {
    out: &'a mut dyn Write,
    sum: Sha256,
}

impl Write for Summing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
