//! The finished file read again from disk, by another way than it was written, and compared with what was to be bound.

use std::collections::BTreeMap;
use std::path::Path;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::plan::{Binding, Bound, Label, PAGE_LINK, Paper};
use super::{skeleton, stamp};
use crate::papers::pdf;

/// Most bookmarks that are followed; a list that leads back into itself ends here.
const MOST: usize = 100_000;

/// Where a finished file is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What was looked at: `file`, `page`, `number`, `label`, `bookmark`, `link`.
    pub what: &'static str,
    /// The page of the file, counted from 1, where it is about one.
    pub page: Option<u32>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl Disagreement {
    /// The stable code of the message catalogue.
    pub const fn code(&self) -> &'static str {
        "E-BINDING-READ-BACK"
    }

    /// What the message fills in, beside the file's name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let page = self.page.map_or_else(|| "-".to_owned(), |page| page.to_string());
        let of = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        vec![
            ("what", self.what.to_owned()),
            ("page", page),
            ("found", of(&self.found)),
            ("expected", of(&self.expected)),
        ]
    }
}

/// Reads a finished file back: its hash; on every page the number that its content draws, upright and inside what is seen;
/// the number in the reader's page list; every bookmark with its page; every link of the typeset parts with its page.
///
/// Large streams are not read but for the hash, so that memory stays small.
///
/// # Errors
/// Everything that is not as planned.
pub fn read_back(path: &Path, binding: &Binding, bound: &Bound) -> Result<(), Vec<Disagreement>> {
    let alone = |found: String, expected: &str| {
        vec![Disagreement { what: "file", page: None, found, expected: expected.to_owned() }]
    };
    let file = skeleton::read(path).map_err(|found| alone(found, "a whole PDF"))?;
    let mut reading = Reading { document: &file.document, pages: Vec::new(), wrong: Vec::new() };
    reading.compare("file", None, &file.sha256, &bound.sha256);
    reading.compare("file", None, &file.bytes.to_string(), &bound.bytes.to_string());
    reading.pages = file.document.page_iter().collect();
    reading.compare("page", None, &reading.pages.len().to_string(), &bound.pages.to_string());
    if reading.wrong.is_empty() {
        reading.numbers(binding, bound);
        reading.labels(bound);
        reading.bookmarks(binding, bound);
        reading.links(binding, bound);
    }
    if reading.wrong.is_empty() { Ok(()) } else { Err(reading.wrong) }
}

struct Reading<'a> {
    document: &'a Document,
    pages: Vec<ObjectId>,
    wrong: Vec<Disagreement>,
}

impl<'a> Reading<'a> {
    fn compare(&mut self, what: &'static str, page: Option<usize>, found: &str, expected: &str) {
        if found != expected {
            let page = page.and_then(|at| u32::try_from(at + 1).ok());
            self.wrong.push(Disagreement {
                what,
                page,
                found: found.to_owned(),
                expected: expected.to_owned(),
            });
        }
    }

    /// The number that each page's content draws.
    fn numbers(&mut self, binding: &Binding, bound: &Bound) {
        for (_, place) in binding.parts.iter().zip(&bound.parts).filter(|(part, _)| part.stamp) {
            for at in place.at as usize..(place.at + place.pages) as usize {
                let expected = bound.labels.get(at).copied().flatten();
                let expected = expected.map_or_else(String::new, |label| label.to_string());
                let found = self.pages.get(at).map_or_else(String::new, |page| drawn(self.document, *page));
                self.compare("number", Some(at), &found, &expected);
            }
        }
    }

    /// The numbers of the reader's page list.
    fn labels(&mut self, bound: &Bound) {
        let ranges = self.document.catalog().and_then(|catalog| {
            catalog.get_deref(b"PageLabels", self.document)?.as_dict()?.get(b"Nums")?.as_array()
        });
        let mut ranges: Vec<(i64, &Dictionary)> = ranges
            .map_or(&[][..], Vec::as_slice)
            .chunks_exact(2)
            .filter_map(|pair| Some((pair[0].as_i64().ok()?, pair[1].as_dict().ok()?)))
            .collect();
        ranges.sort_by_key(|(at, _)| *at);
        let mut unnumbered = 0;
        for (at, label) in bound.labels.iter().enumerate() {
            let expected = label.map_or_else(
                || {
                    unnumbered += 1;
                    roman(unnumbered)
                },
                |label| label.to_string(),
            );
            let range = ranges.iter().rev().find(|(from, _)| *from <= at as i64);
            let found = range.map_or_else(String::new, |(from, range)| shown(range, at as i64 - from));
            self.compare("label", Some(at), &found, &expected);
        }
    }

    /// The bookmarks in order, each with its depth and its page.
    fn bookmarks(&mut self, binding: &Binding, bound: &Bound) {
        let mut expected = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for (part, place) in binding.parts.iter().zip(&bound.parts) {
            for bookmark in &part.bookmarks {
                open.retain(|depth| *depth < bookmark.depth);
                expected.push((open.len(), bookmark.title.clone(), (place.at + bookmark.page) as usize));
                open.push(bookmark.depth);
            }
        }
        let mut found = Vec::new();
        if let Some(root) = self.document.catalog().ok().and_then(|catalog| self.under(catalog, b"Outlines"))
        {
            self.collect(root, 0, &mut found);
        }
        for nth in 0..expected.len().max(found.len()) {
            let words = |list: &[(usize, String, usize)]| {
                list.get(nth)
                    .map_or_else(String::new, |(depth, title, at)| format!("{depth} {title} {}", at + 1))
            };
            self.compare(
                "bookmark",
                expected.get(nth).map(|(.., at)| *at),
                &words(&found),
                &words(&expected),
            );
        }
    }

    fn collect(&self, above: &'a Dictionary, depth: usize, found: &mut Vec<(usize, String, usize)>) {
        let mut next = self.under(above, b"First");
        while let Some(item) = next.filter(|_| found.len() < MOST && depth < 100) {
            let title = item.get(b"Title").and_then(Object::as_str).map(words).unwrap_or_default();
            found.push((depth, title, self.led(item).unwrap_or(usize::MAX - 1)));
            self.collect(item, depth + 1, found);
            next = self.under(item, b"Next");
        }
    }

    /// Links of the typeset parts: read from those parts, looked for in the file at the same place.
    fn links(&mut self, binding: &Binding, bound: &Bound) {
        let places: BTreeMap<Label, usize> =
            bound.labels.iter().enumerate().filter_map(|(at, label)| Some(((*label)?, at))).collect();
        for (part, place) in binding.parts.iter().zip(&bound.parts) {
            let Paper::Pdf(bytes) = &part.paper else { continue };
            let Ok((source, pages)) = pdf::open(bytes) else { continue };
            let first = part.pages.as_ref().map_or(0, |range| range.start as usize);
            for (nth, page) in pages.iter().skip(first).take(place.pages as usize).enumerate() {
                let at = place.at as usize + nth;
                let mut there: Vec<(Vec<u8>, Option<usize>)> = self
                    .pages
                    .get(at)
                    .map_or_else(Vec::new, |page| links(self.document, *page))
                    .into_iter()
                    .map(|link| (rectangle(link), self.led(link)))
                    .collect();
                for link in links(&source, *page) {
                    let Some(label) = named(&source, link) else { continue };
                    let Some(target) = places.get(&label) else { continue };
                    let wanted = (rectangle(link), Some(*target));
                    match there.iter().position(|found| *found == wanted) {
                        Some(place) => drop(there.swap_remove(place)),
                        None => self.compare("link", Some(at), "", &label.to_string()),
                    }
                }
            }
        }
    }

    fn under(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        dictionary.get_deref(key, self.document).and_then(Object::as_dict).ok()
    }

    /// The page that an entry's destination leads to.
    fn led(&self, entry: &Dictionary) -> Option<usize> {
        let page = entry.get(b"Dest").and_then(Object::as_array).ok()?.first()?.as_reference().ok()?;
        self.pages.iter().position(|other| *other == page)
    }
}

/// The numbers that a page's content draws in the stamp's font, where they stand upright inside what is seen.
fn drawn(document: &Document, page: ObjectId) -> String {
    // The number is the last thing drawn; nothing else is taken for it.
    let last = document.get_page_contents(page).pop();
    let Some(Ok(last)) = last.map(|id| document.get_object(id).and_then(Object::as_stream)) else {
        return String::new();
    };
    let Ok(content) = Content::decode(&last.content) else { return String::new() };
    let texts = content.operations.iter().enumerate().filter(|(_, operation)| operation.operator == "Tj");
    let mut drawn = Vec::new();
    for (at, text) in texts {
        let before = |operator: &str| content.operations[..at].iter().rev().find(|o| o.operator == operator);
        let (Some(font), Some(matrix), Some(place)) = (before("Tf"), before("cm"), before("Td")) else {
            continue;
        };
        if font.operands.first().and_then(|name| name.as_name().ok()) != Some(stamp::FONT.as_bytes()) {
            continue;
        }
        let number = text.operands.first().and_then(|text| text.as_str().ok()).map(words).unwrap_or_default();
        drawn.push(match upright(document, page, matrix, place) {
            true => number,
            false => format!("{number} (not upright or not seen)"),
        });
    }
    drawn.join(" ")
}

/// Whether text under this matrix runs to the right as the page is seen, and starts inside what is seen.
fn upright(document: &Document, page: ObjectId, matrix: &Operation, place: &Operation) -> bool {
    let numbers = |operation: &Operation| -> Vec<f32> {
        operation.operands.iter().filter_map(|operand| operand.as_float().ok()).collect()
    };
    let (matrix, place) = (numbers(matrix), numbers(place));
    let (&[a, b, c, d, e, f], &[x, y]) = (matrix.as_slice(), place.as_slice()) else { return false };
    let Ok(dictionary) = document.get_dictionary(page) else { return false };
    let turned = dictionary.get(b"Rotate").and_then(Object::as_i64).unwrap_or(0);
    // The direction in which the page's own coordinates must run for it to be seen as to the right.
    let right = match turned {
        0 => a > 0.0 && b == 0.0 && d > 0.0,
        90 => b > 0.0 && a == 0.0 && c < 0.0,
        180 => a < 0.0 && b == 0.0 && d < 0.0,
        270 => b < 0.0 && a == 0.0 && c > 0.0,
        _ => false,
    };
    let seen = dictionary.get(b"CropBox").or_else(|_| dictionary.get(b"MediaBox")).and_then(Object::as_array);
    let seen: Vec<f32> =
        seen.map_or(&[][..], Vec::as_slice).iter().filter_map(|n| n.as_float().ok()).collect();
    let &[left, lower, upper_right, upper] = seen.as_slice() else { return false };
    let (x, y) = (a * x + c * y + e, b * x + d * y + f);
    right && (left..=upper_right).contains(&x) && (lower..=upper).contains(&y)
}

fn links(document: &Document, page: ObjectId) -> Vec<&Dictionary> {
    let annotations = document.get_page_annotations(page).unwrap_or_default();
    annotations
        .into_iter()
        .filter(|a| a.get(b"Subtype").and_then(Object::as_name).is_ok_and(|k| k == b"Link"))
        .collect()
}

/// The page number that a link of a typeset part names.
fn named(document: &Document, link: &Dictionary) -> Option<Label> {
    let action = link.get_deref(b"A", document).and_then(Object::as_dict).ok()?;
    let uri = action.get_deref(b"URI", document).and_then(Object::as_str).ok()?;
    std::str::from_utf8(uri).ok()?.strip_prefix(PAGE_LINK)?.parse().ok()
}

/// A rectangle, as it is written.
fn rectangle(annotation: &Dictionary) -> Vec<u8> {
    let mut written = Vec::new();
    if let Ok(rectangle) = annotation.get(b"Rect") {
        // Writing to memory does not fail.
        let _ = lopdf::Writer::write_object(&mut written, rectangle);
    }
    written
}

/// What a range of page labels shows on its n-th page.
fn shown(range: &Dictionary, nth: i64) -> String {
    let prefix = range.get(b"P").and_then(Object::as_str).map(words).unwrap_or_default();
    let number = range.get(b"St").and_then(Object::as_i64).unwrap_or(1) + nth;
    match range.get(b"S").and_then(Object::as_name) {
        Ok(b"D") => format!("{prefix}{number}"),
        Ok(b"r") => format!("{prefix}{}", roman(number)),
        _ => prefix,
    }
}

fn roman(number: i64) -> String {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

/// A text string in either of its spellings.
fn words(text: &[u8]) -> String {
    let Some(wide) = text.strip_prefix(&[0xFE, 0xFF]) else {
        return String::from_utf8_lossy(text).into_owned();
    };
    let units: Vec<u16> = wide.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
