//! Our own workbooks: typed cells, a header that stays in sight, a filter; never a formula.
//!
//! Rows go out as they come and are not held, so that a sheet of 100,000 rows takes no more memory than one of ten. The
//! same rows give the same bytes: the document's date is fixed.

use std::io::{Seek, Write};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Note, Workbook, Worksheet, XlsxError,
};

use crate::domain::Amount;

/// Most characters (UTF-16) of a cell, and of a note without its author.
const MOST_TEXT: usize = 32_767;
const MOST_NOTE: usize = 32_000;
/// Digits a spreadsheet keeps of a number.
const MOST_DIGITS: u64 = 999_999_999_999_999;

/// Who writes our workbooks.
pub(super) const AUTHOR: &str = "sucheng";
/// Most characters of a subject.
pub(super) const MOST_SUBJECT: usize = 200;

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(String);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        WriteError(error.to_string())
    }
}

/// A column: its heading, in the reader's language, and its width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading.
    pub header: String,
    /// The width in digits; a Chinese character is two.
    pub width: u16,
}

impl Column {
    /// A column of this heading and width.
    pub fn new(header: impl Into<String>, width: u16) -> Self {
        Column { header: header.into(), width }
    }
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text, whatever it begins with; IDs, account and telephone numbers are text.
    Text(String),
    /// Yuan and fen.
    Amount(Amount),
    /// A day.
    Date(NaiveDate),
    /// A count.
    Integer(i64),
    /// A fraction, shown in percent: 0.24 as 24.00%.
    Percent(Decimal),
}

/// How a cell with a problem is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Red: it stops something.
    Error,
    /// Amber: someone should look.
    Warning,
}

/// A cell as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it holds.
    pub value: Value,
    /// How it is filled.
    pub mark: Option<Mark>,
    /// A note that opens over it.
    pub note: Option<String>,
}

impl From<Value> for Field {
    fn from(value: Value) -> Self {
        Field { value, mark: None, note: None }
    }
}

impl Field {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into()).into()
    }

    /// Filled, with a note that says why.
    #[must_use]
    pub fn noted(mut self, mark: Mark, note: impl Into<String>) -> Self {
        (self.mark, self.note) = (Some(mark), Some(note.into()));
        self
    }
}

/// A workbook being written.
pub struct Writer {
    workbook: Workbook,
    looks: Looks,
    /// Sheets begun.
    sheets: usize,
    /// Columns and rows of the sheet being written, its header included.
    columns: u16,
    rows: u32,
    /// Columns of that sheet whose days are coloured, and the day they are seen from.
    watched: Option<(Vec<u16>, NaiveDate)>,
}

/// The formats, made once.
struct Looks {
    header: Format,
    /// By kind of value (text, amount, date, integer, percent), then by mark (none, error, warning).
    values: [[Format; 3]; 5],
}

impl Looks {
    fn new() -> Self {
        let marked = |format: Format| {
            let fill = |color| format.clone().set_background_color(Color::RGB(color));
            [format.clone(), fill(0x00FF_C7CE), fill(0x00FF_EB9C)]
        };
        let numbered = |code: &str| marked(Format::new().set_num_format(code));
        Looks {
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E7_E6E6))
                .set_border_bottom(FormatBorder::Thin),
            // Text format, so that an ID stays text when someone edits its cell.
            values: ["@", "#,##0.00", "yyyy-mm-dd", "0", "0.00%"].map(numbered),
        }
    }

    fn of(&self, value: &Value, mark: Option<Mark>) -> &Format {
        let kind = match value {
            Value::Empty | Value::Text(_) => 0,
            Value::Amount(_) => 1,
            Value::Date(_) => 2,
            Value::Integer(_) => 3,
            Value::Percent(_) => 4,
        };
        let mark = match mark {
            None => 0,
            Some(Mark::Error) => 1,
            Some(Mark::Warning) => 2,
        };
        &self.values[kind][mark]
    }
}

impl Default for Writer {
    fn default() -> Self {
        Writer::new()
    }
}

impl Writer {
    /// A workbook without sheets.
    pub fn new() -> Self {
        Writer::about("")
    }

    /// The same, its subject in its properties, by which [`is_untouched`](super::is_untouched) knows it again.
    pub fn about(subject: &str) -> Self {
        let mut workbook = Workbook::new();
        // Any fixed day will do: the file says in its sheets what day it speaks of.
        if let Ok(day) = ExcelDateTime::from_ymd(2000, 1, 1) {
            let properties = DocProperties::new().set_author(AUTHOR).set_creation_datetime(&day);
            workbook.set_properties(&properties.set_subject(cut(subject, MOST_SUBJECT)));
        }
        Writer { workbook, looks: Looks::new(), sheets: 0, columns: 0, rows: 0, watched: None }
    }

    /// Ends the sheet before and begins the next. Of its name 31 characters count, and `[]:*?/\` become `_`.
    ///
    /// # Errors
    /// Two sheets of one name; no room for a temporary file.
    pub fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), WriteError> {
        self.close()?;
        let plain = |c: char| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c };
        let mut short = String::new();
        for c in name.chars().map(plain) {
            if short.encode_utf16().count() + c.len_utf16() <= 31 {
                short.push(c);
            }
        }
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(short.trim_matches('\''))?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(at, f64::from(column.width.clamp(4, 255)))?;
        }
        for (at, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, at, cut(&column.header, MOST_TEXT), &self.looks.header)?;
        }
        self.sheets += 1;
        (self.columns, self.rows) = (columns.len().try_into().unwrap_or(u16::MAX), 1);
        Ok(())
    }

    /// The sheet prints on A4 on its side, all columns on one page, the header on each.
    ///
    /// # Errors
    /// There is no sheet yet.
    pub fn landscape(&mut self) -> Result<(), WriteError> {
        let at = self.sheets.checked_sub(1).ok_or_else(|| WriteError("no sheet yet".to_owned()))?;
        let sheet = self.workbook.worksheet_from_index(at)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// The sheet prints on A4 on its side over as many pages as its columns take. The header and the first `columns`
    /// are on each, and stay where they are on the screen.
    ///
    /// # Errors
    /// There is no sheet yet, or it has not so many columns.
    pub fn wide(&mut self, columns: u16) -> Result<(), WriteError> {
        let at = self.sheets.checked_sub(1).ok_or_else(|| WriteError("no sheet yet".to_owned()))?;
        let last = columns.checked_sub(1).filter(|_| columns <= self.columns);
        let last = last.ok_or_else(|| WriteError("not so many columns".to_owned()))?;
        let sheet = self.workbook.worksheet_from_index(at)?;
        sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?.set_repeat_columns(0, last)?;
        sheet.set_freeze_panes(1, columns)?;
        Ok(())
    }

    /// Lets the days of these columns of the sheet, counted from 0, turn red once they are past on a day, amber within a
    /// week of it and yellow within thirty days. Cells without a day stay as they are.
    pub fn watch(&mut self, columns: Vec<u16>, on: NaiveDate) {
        self.watched = Some((columns, on));
    }

    /// Writes the next row of the sheet.
    ///
    /// # Errors
    /// More rows or columns than a spreadsheet can have; the temporary file cannot be written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Field>) -> Result<(), WriteError> {
        let at = self.sheets.checked_sub(1).ok_or_else(|| WriteError("a row before a sheet".to_owned()))?;
        let sheet = self.workbook.worksheet_from_index(at)?;
        for (column, field) in (0_u16..).zip(cells) {
            put(sheet, self.rows, column, field, self.looks.of(&field.value, field.mark))?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the workbook and writes it.
    ///
    /// # Errors
    /// There is no sheet; it cannot be written.
    pub fn finish<W: Write + Seek + Send>(mut self, to: W) -> Result<(), WriteError> {
        self.close()?;
        Ok(self.workbook.save_to_writer(to)?)
    }

    /// [`Writer::finish`] into memory.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn bytes(mut self) -> Result<Vec<u8>, WriteError> {
        self.close()?;
        Ok(self.workbook.save_to_buffer()?)
    }

    /// Sets the filter and the colours of days once the last row is known.
    fn close(&mut self) -> Result<(), WriteError> {
        let watched = self.watched.take();
        if let (Some(at), Some(last)) = (self.sheets.checked_sub(1), self.columns.checked_sub(1)) {
            let sheet = self.workbook.worksheet_from_index(at)?;
            sheet.autofilter(0, 0, self.rows - 1, last)?;
            if let Some((columns, on)) = watched.filter(|_| self.rows > 1) {
                for column in columns {
                    colour(sheet, column, self.rows - 1, on)?;
                }
            }
        }
        Ok(())
    }
}

/// Colours the days of a column by how far they are. An empty cell counts as day 0 and is in no span.
fn colour(sheet: &mut Worksheet, column: u16, last: u32, on: NaiveDate) -> Result<(), WriteError> {
    let Some(today) = serial(on) else { return Ok(()) };
    let spans = [
        (1.0, today - 1.0, 0x00FF_C7CE),
        (today, today + 7.0, 0x00FF_D08A),
        (today + 8.0, today + 30.0, 0x00FF_EB9C),
    ];
    for (from, to, fill) in spans {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::Between(from, to))
            .set_format(Format::new().set_background_color(Color::RGB(fill)));
        sheet.add_conditional_format(1, column, last, column, &rule)?;
    }
    Ok(())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, field: &Field, look: &Format) -> Result<(), WriteError> {
    let (digits, words) = match &field.value {
        Value::Empty => (None, String::new()),
        Value::Text(text) => (None, cut(text, MOST_TEXT)),
        Value::Amount(amount) => (number(&amount.to_string()), amount.to_string()),
        Value::Integer(count) => (number(&count.to_string()), count.to_string()),
        Value::Percent(rate) => (number(&rate.to_string()), rate.to_string()),
        Value::Date(day) => (serial(*day), day.to_string()),
    };
    // A number that a spreadsheet would round is text.
    match digits {
        Some(digits) => {
            sheet.write_number_with_format(row, column, digits, look)?;
        }
        None if words.is_empty() && field.mark.is_none() => {}
        None if words.is_empty() => {
            sheet.write_blank(row, column, look)?;
        }
        None => {
            sheet.write_string_with_format(row, column, words, look)?;
        }
    }
    if let Some(note) = &field.note {
        let note =
            Note::new(cut(note, MOST_NOTE)).add_author_prefix(false).set_author("sucheng").set_width(240);
        sheet.insert_note(row, column, &note)?;
    }
    Ok(())
}

/// A day as the number a spreadsheet keeps; `None` before 1 March 1900, the first day that all of them count alike.
fn serial(day: NaiveDate) -> Option<f64> {
    let days = day.signed_duration_since(NaiveDate::default()).num_days() + 25_569;
    (61..=2_958_465).contains(&days).then_some(days as f64)
}

/// Digits as the number that a spreadsheet keeps; `None` for more digits than it does.
fn number(digits: &str) -> Option<f64> {
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    plain.parse::<u64>().ok().filter(|n| *n <= MOST_DIGITS)?;
    digits.parse().ok()
}

/// Text within the limit; what is cut off is shown by `…`.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let (mut out, mut units) = (String::new(), 1);
    for c in text.chars() {
        units += c.len_utf16();
        if units > most {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}
