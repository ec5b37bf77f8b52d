//! The events of one part of a workbook, counted while they are inflated.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::SheetError;
use super::guard::{Archive, Budget, Counted};

/// Deeper than any part of a workbook.
const DEEPEST: u32 = 200;

/// A part being read.
pub(super) struct Part<'a> {
    reader: Reader<BufReader<Counted<ZipFile<'a, BufReader<File>>>>>,
    budget: Arc<Budget>,
    name: String,
    buffer: Vec<u8>,
    depth: u32,
}

impl<'a> Part<'a> {
    /// Opens a part; `None` where the archive has none of that name.
    pub(super) fn open(
        archive: &'a mut Archive,
        budget: &Arc<Budget>,
        name: &str,
    ) -> Result<Option<Part<'a>>, SheetError> {
        // Some writers name parts with backslashes or in another case; the standard compares names without case.
        let wanted = |raw: &[u8]| {
            let same = |(a, b): (&u8, u8)| a.eq_ignore_ascii_case(&b) || (*a == b'\\' && b == b'/');
            raw.len() == name.len() && raw.iter().zip(name.bytes()).all(same)
        };
        let at = archive.index_for_name(name).or_else(|| archive.file_names_raw().position(wanted));
        let Some(at) = at else { return Ok(None) };
        let file = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => SheetError::Password,
            other => SheetError::Damaged { part: name.to_owned(), detail: other.to_string() },
        })?;
        budget.event();
        let counted = Counted { inner: file, budget: Arc::clone(budget) };
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, counted));
        reader.config_mut().expand_empty_elements = true;
        let (budget, name) = (Arc::clone(budget), name.to_owned());
        Ok(Some(Part { reader, budget, name, buffer: Vec::new(), depth: 0 }))
    }

    /// The next event; an empty element is two.
    pub(super) fn next(&mut self) -> Result<Event<'_>, SheetError> {
        self.buffer.clear();
        self.budget.event();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let part = self.name.clone();
                let damaged = SheetError::Damaged { part: part.clone(), detail: error.to_string() };
                return Err(self.budget.stopped(&part).unwrap_or(damaged));
            }
        };
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    let detail = format!("nested more than {DEEPEST} deep");
                    return Err(SheetError::Damaged { part: self.name.clone(), detail });
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(SheetError::Entity { part: self.name.clone() }),
            Event::Eof if self.depth > 0 => return Err(SheetError::CutShort),
            _ => {}
        }
        Ok(event)
    }

    /// This part is not as it must be.
    pub(super) fn damaged(&self, detail: impl Into<String>) -> SheetError {
        SheetError::Damaged { part: self.name.clone(), detail: detail.into() }
    }

    /// The name of this part.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// Appends the characters of a text event; anything else appends nothing. `None` for an entity that is not XML's own.
pub(super) fn append(event: &Event<'_>, to: &mut String) -> Option<()> {
    match event {
        Event::Text(text) => to.push_str(&text.xml10_content()),
        Event::CData(text) => to.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(c)) => to.push(c),
            Ok(None) => to.push_str(resolve_predefined_entity(reference)?),
            Err(_) => return None,
        },
        _ => {}
    }
    Some(())
}

/// An attribute by its local name, unescaped.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Whether an attribute says yes.
pub(super) fn is_set(tag: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(tag, name).as_deref(), Some("1" | "true" | "on"))
}
