//! The small parts of a workbook: its sheets, its formats, its shared strings.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::Event;

use super::cell::SheetInfo;
use super::error::SheetError;
use super::guard::{Archive, Budget};
use super::number::Format;
use super::xml::{Part, append, attribute, is_set};

/// Most text of the shared strings: a million rows with forty different characters each are 120 MB.
const MOST_SHARED: u64 = 256_000_000;
/// Most shared strings, formats, sheets: a spreadsheet has at most 65,490 formats.
const MOST_STRINGS: usize = 20_000_000;
const MOST_FORMATS: usize = 100_000;

/// A sheet and the part it is kept in.
pub(super) struct Listed {
    pub(super) info: SheetInfo,
    pub(super) part: String,
}

/// What the workbook part says, and where its strings and styles are.
pub(super) struct Contents {
    pub(super) sheets: Vec<Listed>,
    pub(super) epoch_1904: bool,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
}

/// The relations of a part: id, kind (the last word of its type) and target.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// Finds the workbook part and reads it.
pub(super) fn contents(archive: &mut Archive, budget: &Arc<Budget>) -> Result<Contents, SheetError> {
    let roots = relations(archive, budget, "_rels/.rels", "")?;
    let workbook = roots
        .iter()
        .find(|r| r.kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |r| r.target.clone());
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = relations(archive, budget, &format!("{beside}_rels/{file}.rels"), folder)?;
    let of_kind = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
    let (strings, styles) = (of_kind("sharedStrings"), of_kind("styles"));
    let Some(mut part) = Part::open(archive, budget, &workbook)? else {
        return Err(SheetError::Damaged { part: workbook, detail: "is missing".to_owned() });
    };
    let by_id: HashMap<&str, &Relation> = relations.iter().map(|r| (r.id.as_str(), r)).collect();
    let (mut sheets, mut epoch_1904) = (Vec::new(), false);
    loop {
        match part.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "workbookPr" => {
                epoch_1904 = is_set(&tag, "date1904");
            }
            Event::Start(tag) if tag.local_name().as_ref() == "sheet" => {
                let (name, id) = (attribute(&tag, "name"), attribute(&tag, "id"));
                let visible = !matches!(attribute(&tag, "state").as_deref(), Some("hidden" | "veryHidden"));
                let (Some(name), Some(relation)) = (name, id.and_then(|id| by_id.get(id.as_str()))) else {
                    return Err(part.damaged("a sheet without a name or a place"));
                };
                // Sheets that are a chart have no cells.
                if relation.kind == "worksheet" {
                    let part = relation.target.clone();
                    sheets.push(Listed { info: SheetInfo { name, visible }, part });
                }
            }
            Event::Eof => return Ok(Contents { sheets, epoch_1904, strings, styles }),
            _ => {}
        }
    }
}

fn relations(
    archive: &mut Archive,
    budget: &Arc<Budget>,
    name: &str,
    folder: &str,
) -> Result<Vec<Relation>, SheetError> {
    let Some(mut part) = Part::open(archive, budget, name)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    loop {
        match part.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                let id = attribute(&tag, "Id").unwrap_or_default();
                let kind = attribute(&tag, "Type").unwrap_or_default();
                let target = attribute(&tag, "Target").unwrap_or_default();
                if found.len() >= MOST_FORMATS {
                    return Err(part.damaged("too many relations"));
                }
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relation { id, kind, target: resolved(folder, &target) });
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A target as the name of an entry: relative to the folder, or from the root with a leading `/`.
fn resolved(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(rooted) => rooted.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// The format of each style that a cell can name.
pub(super) fn formats(
    archive: &mut Archive,
    budget: &Arc<Budget>,
    name: &str,
) -> Result<Vec<Format>, SheetError> {
    let Some(mut part) = Part::open(archive, budget, name)? else { return Ok(Vec::new()) };
    let (mut own, mut styles, mut inside) = (HashMap::new(), Vec::new(), false);
    loop {
        match part.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                        own.insert(id, Format::of(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    styles.push(own.get(&id).copied().unwrap_or_else(|| Format::built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
        if styles.len() > MOST_FORMATS || own.len() > MOST_FORMATS {
            return Err(part.damaged("too many formats"));
        }
    }
}

/// The shared strings, one after the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// The string of this number.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// Reads the shared strings.
pub(super) fn strings(
    archive: &mut Archive,
    budget: &Arc<Budget>,
    name: &str,
) -> Result<Strings, SheetError> {
    let Some(mut part) = Part::open(archive, budget, name)? else { return Ok(Strings::default()) };
    let (mut strings, mut one) = (Strings::default(), String::new());
    let (mut in_text, mut phonetic) = (false, false);
    loop {
        let event = part.next()?;
        match &event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => one.clear(),
                "rPh" => phonetic = true,
                "t" => in_text = !phonetic,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => phonetic = false,
                "si" => {
                    let more = unescaped(&one);
                    let size = strings.text.len() as u64 + more.len() as u64;
                    if size > MOST_SHARED || strings.ends.len() >= MOST_STRINGS {
                        let part = part.name().to_owned();
                        return Err(SheetError::TooMuchText { part, limit: MOST_SHARED });
                    }
                    strings.text.push_str(&more);
                    strings.ends.push(size as u32);
                }
                _ => {}
            },
            Event::Eof => return Ok(strings),
            _ if in_text => {
                let known = append(&event, &mut one).is_some();
                if one.len() as u64 > MOST_SHARED {
                    let part = part.name().to_owned();
                    return Err(SheetError::TooMuchText { part, limit: MOST_SHARED });
                }
                if !known {
                    return Err(SheetError::Entity { part: part.name().to_owned() });
                }
            }
            _ => {}
        }
    }
}

/// Text of a cell with the standard's `_x000D_` read as the characters they stand for.
pub(super) fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let code = code.filter(|c| c.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}
