//! A file as the mails it holds: one, or the many of an mbox.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use mail_parser::mailbox::mbox::MessageIterator;

use super::letter::{LARGEST, Unreadable};

/// What stands at the start of every mail of an mbox.
const MBOX: &[u8] = b"From ";

/// One mail of a file.
pub struct Item {
    /// Its place among those of an mbox, from 1; none where the file is the mail.
    pub number: Option<usize>,
    /// Its bytes, or why they are not read.
    pub bytes: Result<Vec<u8>, Unreadable>,
}

/// Hands each mail of a file on. One that is too large is handed on as that, unread.
///
/// # Errors
/// The file cannot be read.
pub fn open(path: &Path, mut each: impl FnMut(Item)) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    if reader.fill_buf()?.starts_with(MBOX) {
        for (at, mail) in MessageIterator::new(reader).enumerate() {
            let bytes = mail?.unwrap_contents();
            let bytes = if bytes.len() > LARGEST { Err(Unreadable::TooLarge) } else { Ok(bytes) };
            each(Item { number: Some(at + 1), bytes });
        }
        return Ok(());
    }
    let mut bytes = Vec::new();
    reader.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    let bytes = if bytes.len() > LARGEST { Err(Unreadable::TooLarge) } else { Ok(bytes) };
    each(Item { number: None, bytes });
    Ok(())
}
