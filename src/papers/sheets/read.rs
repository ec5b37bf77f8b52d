//! The rows of a workbook, one after the other.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use quick_xml::events::Event;

use super::cell::{COLUMNS, Cell, LAST_ROW, Range, SheetInfo, SheetRow, place};
use super::error::SheetError;
use super::guard::{self, Archive, Budget};
use super::number::{self, Format};
use super::parts::{self, Strings};
use super::xml::{Part, append, attribute, is_set};

/// Most text of one row.
const MOST_IN_ROW: u64 = 16_000_000;
/// Most merged ranges that are told.
const MOST_MERGED: usize = 100_000;

/// A workbook that may be read: a file of a kind that is taken, whose archive passed the guard.
pub struct Book {
    archive: Archive,
    budget: Arc<Budget>,
    sheets: Vec<SheetInfo>,
    places: Vec<String>,
    epoch_1904: bool,
    strings: Strings,
    formats: Vec<Format>,
    layouts: HashMap<String, Layout>,
}

/// What a sheet has beside its cells.
#[derive(Clone, Debug, Default)]
struct Layout {
    merged: Vec<Range>,
    hidden: Vec<(u32, u32)>,
}

impl Book {
    /// Opens a workbook and reads its list of sheets, its formats and its shared strings.
    ///
    /// # Errors
    /// [`SheetError`], by name.
    pub fn open(path: &Path) -> Result<Book, SheetError> {
        let (mut archive, budget) = guard::archive(path)?;
        let contents = parts::contents(&mut archive, &budget)?;
        let strings = match &contents.strings {
            Some(part) => parts::strings(&mut archive, &budget, part)?,
            None => Strings::default(),
        };
        let formats = match &contents.styles {
            Some(part) => parts::formats(&mut archive, &budget, part)?,
            None => Vec::new(),
        };
        let (sheets, places) = contents.sheets.into_iter().map(|s| (s.info, s.part)).unzip();
        let epoch_1904 = contents.epoch_1904;
        Ok(Book { archive, budget, sheets, places, epoch_1904, strings, formats, layouts: HashMap::new() })
    }

    /// The sheets in the order of their tabs, hidden ones included.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Whether days count from 1904 rather than 1900. Dates are told right either way.
    pub fn epoch_1904(&self) -> bool {
        self.epoch_1904
    }

    /// The merged ranges of a sheet.
    ///
    /// # Errors
    /// There is no such sheet; it cannot be read.
    pub fn merged(&mut self, sheet: &str) -> Result<Vec<Range>, SheetError> {
        self.layout(sheet).map(|layout| layout.merged)
    }

    /// The columns of a sheet that are hidden: first and last of each stretch, from 0.
    ///
    /// # Errors
    /// There is no such sheet; it cannot be read.
    pub fn hidden_columns(&mut self, sheet: &str) -> Result<Vec<(u32, u32)>, SheetError> {
        self.layout(sheet).map(|layout| layout.hidden)
    }

    fn layout(&mut self, sheet: &str) -> Result<Layout, SheetError> {
        if let Some(known) = self.layouts.get(sheet) {
            return Ok(known.clone());
        }
        let name = self.place_of(sheet)?;
        let mut part = opened(&mut self.archive, &self.budget, &name)?;
        let mut layout = Layout::default();
        loop {
            match part.next()? {
                Event::Start(tag) => noted(&tag, &mut layout),
                Event::Eof => break,
                _ => {}
            }
        }
        self.layouts.insert(sheet.to_owned(), layout.clone());
        Ok(layout)
    }

    /// Shows the rows that hold something to `visit`, in order, until it breaks off. One row is held at a time.
    ///
    /// # Errors
    /// There is no such sheet; it is damaged, or holds more than is read. Rows before that have been shown.
    pub fn rows(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
    ) -> Result<(), SheetError> {
        let name = self.place_of(sheet)?;
        let means = Means { strings: &self.strings, formats: &self.formats, epoch_1904: self.epoch_1904 };
        let mut part = opened(&mut self.archive, &self.budget, &name)?;
        let mut raw = Raw::default();
        let mut layout = Layout::default();
        let mut row = SheetRow { number: 0, hidden: false, cells: Vec::new() };
        let (mut column, mut size) = (0, 0_u64);
        loop {
            match part.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "c" => {
                        let stands = raw.begin(&tag);
                        let at = match stands.as_deref().map(place) {
                            None => Some((column, row.number)),
                            Some(at) => at.filter(|(_, number)| *number == row.number),
                        };
                        let Some((at, _)) = at.filter(|(at, _)| *at >= column && *at < COLUMNS) else {
                            let found = stands.unwrap_or_default();
                            return Err(part.damaged(format!("cell {found:.20} in row {}", row.number)));
                        };
                        column = at + 1;
                        raw.read(&mut part)?;
                        let Some(cell) = means.cell(&raw).map_err(|detail| {
                            part.damaged(format!("{}{}: {detail}", super::letters(at), row.number))
                        })?
                        else {
                            continue;
                        };
                        size += text_of(&cell);
                        if size > MOST_IN_ROW {
                            let part = format!("{}, row {}", part.name(), row.number);
                            return Err(SheetError::TooMuchText { part, limit: MOST_IN_ROW });
                        }
                        row.cells.push((at, cell));
                    }
                    "row" => {
                        let stated = attribute(&tag, "r");
                        let hidden = is_set(&tag, "hidden");
                        let number = stated.as_deref().map_or(Some(row.number + 1), |r| r.parse().ok());
                        match number.filter(|n| *n > row.number && *n <= LAST_ROW) {
                            Some(number) => row.number = number,
                            None => {
                                return Err(part.damaged(format!(
                                    "row {} after {}",
                                    stated.unwrap_or_default(),
                                    row.number
                                )));
                            }
                        }
                        (row.hidden, column, size) = (hidden, 0, 0);
                    }
                    _ => noted(&tag, &mut layout),
                },
                Event::End(tag) if tag.local_name().as_ref() == "row" && !row.cells.is_empty() => {
                    let cells = std::mem::take(&mut row.cells);
                    if visit(SheetRow { cells, ..row }).is_break() {
                        return Ok(());
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        self.layouts.insert(sheet.to_owned(), layout);
        Ok(())
    }

    fn place_of(&self, sheet: &str) -> Result<String, SheetError> {
        let at = self.sheets.iter().position(|s| s.name == sheet);
        let missing = || SheetError::NoSuchSheet { name: sheet.to_owned() };
        at.and_then(|at| self.places.get(at)).cloned().ok_or_else(missing)
    }
}

fn opened<'a>(archive: &'a mut Archive, budget: &Arc<Budget>, name: &str) -> Result<Part<'a>, SheetError> {
    budget.renew();
    let missing = || SheetError::Damaged { part: name.to_owned(), detail: "is missing".to_owned() };
    Part::open(archive, budget, name)?.ok_or_else(missing)
}

/// Notes merged ranges and hidden columns.
fn noted(tag: &quick_xml::events::BytesStart<'_>, layout: &mut Layout) {
    match tag.local_name().as_ref() {
        "mergeCell" if layout.merged.len() < MOST_MERGED => {
            layout.merged.extend(attribute(tag, "ref").as_deref().and_then(Range::parse));
        }
        "col" if is_set(tag, "hidden") && layout.hidden.len() < COLUMNS as usize => {
            let number = |name| attribute(tag, name).and_then(|n| n.parse::<u32>().ok());
            if let (Some(from @ 1..), Some(to @ 1..)) = (number("min"), number("max")) {
                layout.hidden.push((from - 1, to - 1));
            }
        }
        _ => {}
    }
}

fn text_of(cell: &Cell) -> u64 {
    match cell {
        Cell::Text(text)
        | Cell::Number(text)
        | Cell::Error(text)
        | Cell::FormulaWithoutValue(text)
        | Cell::NoDay(text) => text.len() as u64,
        Cell::Date(_) | Cell::Minute(_) | Cell::Flag(_) => 0,
    }
}

/// A cell as it stands in the file.
#[derive(Default)]
struct Raw {
    kind: String,
    style: usize,
    value: String,
    has_value: bool,
    formula: Option<String>,
    inline: String,
}

impl Raw {
    /// Takes the attributes; gives the cell's name, where it has one.
    fn begin(&mut self, tag: &quick_xml::events::BytesStart<'_>) -> Option<String> {
        let mut stands = None;
        self.kind.clear();
        (self.style, self.has_value, self.formula) = (0, false, None);
        self.value.clear();
        self.inline.clear();
        for found in tag.attributes().with_checks(false).flatten() {
            match found.key.as_ref() {
                "r" => stands = Some(found.value.into_owned()),
                "s" => self.style = found.value.parse().unwrap_or(0),
                "t" => self.kind.push_str(&found.value),
                _ => {}
            }
        }
        stands
    }

    /// Reads up to the end of the cell.
    fn read(&mut self, part: &mut Part<'_>) -> Result<(), SheetError> {
        enum Into {
            Nothing,
            Value,
            Formula,
            Inline,
        }
        let (mut into, mut phonetic) = (Into::Nothing, false);
        loop {
            let event = part.next()?;
            match &event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "v" => (into, self.has_value) = (Into::Value, true),
                    "f" => (into, self.formula) = (Into::Formula, Some(String::new())),
                    "rPh" => phonetic = true,
                    "t" if !phonetic => into = Into::Inline,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "c" => return Ok(()),
                    "rPh" => phonetic = false,
                    _ => into = Into::Nothing,
                },
                Event::Eof => return Ok(()),
                event => {
                    let known = match into {
                        Into::Nothing => Some(()),
                        Into::Value => append(event, &mut self.value),
                        Into::Formula => append(event, self.formula.get_or_insert_default()),
                        Into::Inline => append(event, &mut self.inline),
                    };
                    let held = self.value.len() + self.inline.len();
                    if held as u64 > MOST_IN_ROW {
                        let part = part.name().to_owned();
                        return Err(SheetError::TooMuchText { part, limit: MOST_IN_ROW });
                    }
                    if known.is_none() {
                        return Err(SheetError::Entity { part: part.name().to_owned() });
                    }
                }
            }
        }
    }
}

/// What the cells of this workbook mean.
struct Means<'a> {
    strings: &'a Strings,
    formats: &'a [Format],
    epoch_1904: bool,
}

impl Means<'_> {
    /// `None` for a cell that holds nothing.
    fn cell(&self, raw: &Raw) -> Result<Option<Cell>, String> {
        let text = |text: &str| (!text.is_empty()).then(|| Cell::Text(parts::unescaped(text).into_owned()));
        if let Some(formula) = &raw.formula {
            // A formula that gave the empty text is saved as such: `t="str"` with a value.
            let unsaved = !raw.has_value || (raw.value.is_empty() && raw.kind != "str");
            if unsaved && raw.inline.is_empty() {
                return Ok(Some(Cell::FormulaWithoutValue(formula.clone())));
            }
        }
        if raw.value.is_empty() && raw.kind != "inlineStr" {
            return Ok(None);
        }
        Ok(match raw.kind.as_str() {
            "s" => {
                let found = raw.value.trim().parse().ok().and_then(|at| self.strings.get(at));
                // The shared strings were read without their escapes already.
                let found = found.ok_or_else(|| format!("there is no shared string {:.20}", raw.value))?;
                (!found.is_empty()).then(|| Cell::Text(found.to_owned()))
            }
            "str" => text(&raw.value),
            "inlineStr" => text(&raw.inline),
            "b" => Some(Cell::Flag(matches!(raw.value.trim(), "1" | "true"))),
            "e" => Some(Cell::Error(raw.value.trim().to_owned())),
            "d" => Some(iso(raw.value.trim()).ok_or_else(|| format!("no date: {:.40}", raw.value))?),
            "" | "n" => {
                let format = self.formats.get(raw.style).copied().unwrap_or(Format::Number);
                let cell = number::cell(&raw.value, format, self.epoch_1904);
                Some(cell.ok_or_else(|| format!("no number: {:.40}", raw.value))?)
            }
            other => return Err(format!("unknown kind of cell {other:.20}")),
        })
    }
}

/// A cell of the kind that holds its date as text.
fn iso(text: &str) -> Option<Cell> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(Cell::Date(day));
    }
    let at: NaiveDateTime = text.trim_end_matches('Z').parse().ok()?;
    Some(if at.time() == NaiveTime::MIN { Cell::Date(at.date()) } else { Cell::Minute(at) })
}
