//! Whether a workbook is one of ours that nobody has saved since.

use std::path::Path;

use quick_xml::events::Event;

use super::guard;
use super::write::{AUTHOR, MOST_SUBJECT, cut};
use super::xml::{Part, append};

/// The part with a workbook's properties.
const PROPERTIES: &str = "docProps/core.xml";
/// Most bytes of text of a property that is looked at.
const MOST: usize = 4_096;

/// Whether a file is a workbook that [`Writer::about`](super::Writer::about) wrote of this subject, and as it was written:
/// a spreadsheet that saves it sets the day and the name of who did.
pub fn is_untouched(path: &Path, subject: &str) -> bool {
    let Some(said) = properties(path) else { return false };
    let is = |name: &str, value: &str| said.iter().any(|(of, text)| of == name && text == value);
    let day =
        |name: &str| said.iter().any(|(of, text)| of == name && text.starts_with("2000-01-01T00:00:00"));
    is("subject", &cut(subject, MOST_SUBJECT))
        && is("creator", AUTHOR)
        && is("lastModifiedBy", AUTHOR)
        && day("created")
        && day("modified")
}

fn properties(path: &Path) -> Option<Vec<(String, String)>> {
    let (mut archive, budget) = guard::archive(path).ok()?;
    let mut part = Part::open(&mut archive, &budget, PROPERTIES).ok()??;
    let mut all: Vec<(String, String)> = Vec::new();
    loop {
        match part.next().ok()? {
            Event::Start(tag) => all.push((tag.local_name().as_ref().to_owned(), String::new())),
            Event::Eof => return Some(all),
            Event::End(_) => {}
            event => {
                let Some((_, text)) = all.last_mut().filter(|(_, text)| text.len() < MOST) else { continue };
                append(&event, text);
            }
        }
    }
}
