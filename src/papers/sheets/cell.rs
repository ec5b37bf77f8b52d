//! What a sheet holds: rows of typed cells, and where they stand.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};

/// Rows a spreadsheet can have.
pub(super) const LAST_ROW: u64 = 1_048_576;
/// Columns a spreadsheet can have: XFD.
pub(super) const COLUMNS: u32 = 16_384;

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name.
    pub name: String,
    /// Whether a person who opens the workbook sees it. Hidden sheets are read like others.
    pub visible: bool,
}

/// A row with at least one cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// As the spreadsheet counts, from 1.
    pub number: u64,
    /// Whether it is hidden, by hand or by a filter.
    pub hidden: bool,
    /// The cells that are not empty, by column from 0, in order.
    pub cells: Vec<(u32, Cell)>,
}

/// A cell that is not empty. A formula counts as the value that was saved with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, with its spaces and line breaks, without phonetic guides.
    Text(String),
    /// A number in decimal digits, never with an exponent: `38652.41`. An integer that is written out in the file is kept
    /// digit by digit; anything else is held to the 15 digits that a spreadsheet shows. A percentage is the fraction.
    Number(String),
    /// A day.
    Date(NaiveDate),
    /// A day with a time, to the second; also where the format hides a time that is not midnight.
    Minute(NaiveDateTime),
    /// TRUE or FALSE.
    Flag(bool),
    /// An error, `#N/A`.
    Error(String),
    /// A formula whose value was never saved, as text without `=`; empty for one shared with another cell.
    FormulaWithoutValue(String),
    /// A number formatted as a day that is no day: 60, the 29 February 1900 that never was, or one out of range.
    NoDay(String),
}

impl Cell {
    /// Whether this is a number of more than 15 digits, which a spreadsheet cannot hold: an ID or card number that came
    /// as a number, and has most likely lost its last digits.
    pub fn is_long_integer(&self) -> bool {
        matches!(self, Cell::Number(text) if !text.contains('.') && text.trim_start_matches('-').len() > 15)
    }
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First row, from 1.
    pub first_row: u64,
    /// First column, from 0.
    pub first_column: u32,
    /// Last row.
    pub last_row: u64,
    /// Last column.
    pub last_column: u32,
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (letters(self.first_column), letters(self.last_column));
        write!(f, "{from}{}:{to}{}", self.first_row, self.last_row)
    }
}

impl Range {
    /// Reads `A1:B2` or `A1`.
    pub(super) fn parse(text: &str) -> Option<Range> {
        let (from, to) = text.split_once(':').unwrap_or((text, text));
        let ((first_column, first_row), (last_column, last_row)) = (place(from)?, place(to)?);
        (first_row <= last_row && first_column <= last_column).then_some(Range {
            first_row,
            first_column,
            last_row,
            last_column,
        })
    }
}

/// A column's letters in A1 notation, from 0: A, Z, AA.
pub fn letters(column: u32) -> String {
    let mut out = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        out.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}

/// The column, from 0, and row, from 1, of a cell's name, within what a spreadsheet can have.
pub fn place(name: &str) -> Option<(u32, u64)> {
    let at = name.find(|c: char| c.is_ascii_digit())?;
    let (column, row) = name.split_at(at);
    if column.is_empty() || column.len() > 3 || row.len() > 7 {
        return None;
    }
    let mut number = 0_u32;
    for byte in column.bytes() {
        let digit = byte.to_ascii_uppercase().checked_sub(b'A').filter(|d| *d < 26)?;
        number = number * 26 + u32::from(digit) + 1;
    }
    let row = row.bytes().all(|b| b.is_ascii_digit()).then(|| row.parse::<u64>().ok())??;
    ((1..=LAST_ROW).contains(&row) && number <= COLUMNS).then_some((number - 1, row))
}
