//! One document as bytes, in the format of its record.

use serde_json::Value;

use super::order::Format;
use super::says::options;
use crate::domain::event::DocumentRecord;
use crate::domain::problem::Problem;
use crate::papers::hash;
use crate::press::{Press, PressError, Unwritten};

/// A document, made.
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub sha256: String,
    /// Pages; 0 of a Word document, which breaks into pages where it is opened, with the fonts that are there.
    pub pages: u32,
}

/// Makes the document of a record, or says what is wrong with its Word template.
///
/// # Errors
/// It cannot be printed.
pub fn printed(
    press: &Press,
    record: &DocumentRecord,
    data: &Value,
) -> Result<Result<Printed, Vec<Problem>>, PressError> {
    let folder = press.library().folder(&record.kind)?;
    let (bytes, pages) = if record.format == Format::Docx.id() {
        match press.word(folder, data) {
            Ok(bytes) => (bytes, 0),
            Err(Unwritten::Data(error)) => return Err(error),
            Err(Unwritten::Template(problems)) => return Ok(Err(problems)),
        }
    } else {
        let pages = press.pages(folder, data, &options(record.as_of, record.standard))?;
        (pages.pdf, pages.pages)
    };
    Ok(Ok(Printed { sha256: hash::of_bytes(&bytes), bytes, pages }))
}
