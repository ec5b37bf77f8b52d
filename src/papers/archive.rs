//! ZIP archives that people open: names in UTF-8, one time stamp for all, and where there is a passphrase AES-256 as
//! WinZip has it (AE-2, which shows no checksum of what it hides).

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use zip::result::ZipError;
use zip::write::{FileOptions, StreamWriter};
use zip::{AesMode, CompressionMethod, DateTime, ZipWriter};

/// An archive being written. The same entries give the same bytes, unless there is a passphrase: its salt is random.
pub struct Archive {
    zip: Kind,
    passphrase: Option<String>,
    stamp: DateTime,
}

enum Kind {
    Open(ZipWriter<File>),
    /// Written without going back: the library's other way shows the checksum of each file's plain content (AE-1).
    Locked(ZipWriter<StreamWriter<File>>),
}

impl Archive {
    /// An empty archive in this file, every entry dated this day.
    pub fn new(file: File, passphrase: Option<&str>, day: NaiveDate) -> Archive {
        let year = u16::try_from(day.year()).unwrap_or(1980).clamp(1980, 2107);
        let (month, day) = (day.month() as u8, day.day() as u8);
        Archive {
            zip: match passphrase {
                Some(_) => Kind::Locked(ZipWriter::new_stream(file)),
                None => Kind::Open(ZipWriter::new(file)),
            },
            passphrase: passphrase.map(str::to_owned),
            stamp: DateTime::from_date_and_time(year, month, day, 0, 0, 0).unwrap_or_default(),
        }
    }

    /// Adds a file under a name with `/` between its parts.
    ///
    /// # Errors
    /// The disk is full; the name stands twice.
    pub fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let packed = [".pdf", ".docx", ".xlsx", ".jpg", ".png", ".zip"];
        let options = FileOptions::<'_, '_, ()>::default()
            .compression_method(match packed.iter().any(|ending| name.ends_with(ending)) {
                true => CompressionMethod::Stored,
                false => CompressionMethod::Deflated,
            })
            .large_file(content.len() as u64 >= u64::from(u32::MAX))
            .unix_permissions(0o600)
            .last_modified_time(self.stamp);
        match (&mut self.zip, &self.passphrase) {
            (Kind::Open(zip), _) => put(zip, name, content, options),
            (Kind::Locked(zip), Some(passphrase)) => {
                put(zip, name, content, options.with_aes_encryption(AesMode::Aes256, passphrase))
            }
            (Kind::Locked(_), None) => Err(io::Error::other("no passphrase")),
        }
    }

    /// Ends the archive and gives its file back.
    ///
    /// # Errors
    /// The disk is full.
    pub fn finish(self) -> io::Result<File> {
        match self.zip {
            Kind::Open(zip) => zip.finish().map_err(failed),
            Kind::Locked(zip) => Ok(zip.finish().map_err(failed)?.into_inner()),
        }
    }
}

/// Whether a file is an archive whose first entry needs a passphrase; of an archive of ours, all do or none.
///
/// # Errors
/// The file is there and cannot be read.
pub fn is_encrypted(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    let mut head = Vec::new();
    file.take(8).read_to_end(&mut head)?;
    // APPNOTE 4.3.7: the signature, the version needed, then flags, of which the lowest says that it is encrypted.
    Ok(matches!(head.as_slice(), [b'P', b'K', 3, 4, _, _, flags, ..] if flags & 1 == 1))
}

fn put<W: Write + io::Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    content: &[u8],
    options: FileOptions<'_, '_, ()>,
) -> io::Result<()> {
    zip.start_file(name, options).map_err(failed)?;
    zip.write_all(content)
}

fn failed(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    const ENTRIES: [(&str, &[u8]); 3] = [
        ("文书/01民事起诉状.pdf", b"%PDF-1.7 content"),
        ("说明.txt", b"line\nline\nline\nline\n"),
        ("a", b""),
    ];

    fn written(passphrase: Option<&str>) -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.zip");
        let day = "2026-11-21".parse().unwrap();
        let mut archive = Archive::new(File::create(&path).unwrap(), passphrase, day);
        ENTRIES.iter().for_each(|(name, content)| archive.add(name, content).unwrap());
        archive.finish().unwrap();
        std::fs::read(&path).unwrap()
    }

    #[test]
    fn what_went_in_comes_out_and_only_with_the_passphrase() {
        assert_eq!(written(None), written(None));
        let locked = written(Some("口令 with spaces"));
        assert_ne!(locked, written(Some("口令 with spaces")), "the salt is random");
        let mut zip = zip::ZipArchive::new(io::Cursor::new(locked)).unwrap();
        for (at, (name, content)) in ENTRIES.iter().enumerate() {
            assert!(zip.by_index_decrypt(at, b"another one").is_err());
            let mut file = zip.by_index_decrypt(at, "口令 with spaces".as_bytes()).unwrap();
            assert_eq!((file.name().unwrap().as_ref(), file.crc32()), (*name, 0), "AE-2 shows no checksum");
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, *content);
        }
    }
}
