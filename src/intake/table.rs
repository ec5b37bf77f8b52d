//! A CSV file as rows of cells that know where they stand.

use std::borrow::Cow;
use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::check::ENOUGH;
use super::value::shown;
use super::{encoding, normalise};
use crate::domain::problem::{Place, Problem};

/// Most rows of one file: a contact log of one account has hundreds.
pub(super) const MOST_ROWS: usize = 200_000;
/// Most columns of a sheet that are read.
pub(super) const MOST_COLUMNS: usize = 500;

/// Most columns of a text file in which something stands, and of a spreadsheet.
const WIDEST: usize = 1_000;
const SPREADSHEET: usize = 16_384;
/// Largest cell of a text file in bytes: twice what a spreadsheet's cell holds.
const LARGEST_CELL: usize = 64 * 1024;

/// A table: its header and the rows below.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) file: String,
    pub(super) headers: Vec<String>,
    /// Where the header stands, in rows as a spreadsheet counts them.
    header_row: u64,
    header_line: u64,
    pub(super) rows: Vec<Row>,
}

/// A row below the header.
#[derive(Debug)]
pub(super) struct Row {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// The row as a spreadsheet counts it, from 1.
    row: u64,
    pub(super) cells: Vec<String>,
}

impl Table {
    /// Where a cell stands.
    pub(super) fn cell(&self, row: &Row, column: usize, field: &str) -> Place {
        self.place(row.line, row.row, column, field)
    }

    /// Where a header stands.
    pub(super) fn header(&self, column: usize) -> Place {
        self.place(self.header_line, self.header_row, column, "")
    }

    fn place(&self, line: u64, row: u64, column: usize, field: &str) -> Place {
        Place {
            file: Some(self.file.clone()),
            line: Some(line),
            cell: Some(format!("{}{row}", letters(column))),
            field: (!field.is_empty()).then(|| field.to_owned()),
            ..Place::default()
        }
    }
}

/// A column's letters in A1 notation, from 0: A, Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        out.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}

/// Reads a table: encoding, separator, header, rows of the header's width. Rows without a single value are left out.
///
/// # Errors
/// Every row that is too short or too long, headers that stand twice; one problem where the text itself cannot be read.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Table, Vec<Problem>> {
    let (table, bad) = read_with_bad(bytes, file, true)?;
    if bad.is_empty() { Ok(table) } else { Err(bad.into_iter().map(|(_, problem)| problem).collect()) }
}

/// Rows that do not fit the header, by their line. Their cells are in the table as they stand, so that nothing is lost.
pub(super) type Bad = Vec<(u64, Problem)>;

/// Reads a table of which some rows may be wrong. A line break inside quotation marks is a part of its cell, unless it
/// looks as if the mark was never closed.
///
/// # Errors
/// Headers that stand twice; one problem where the text itself cannot be read.
pub(super) fn read_rows(bytes: &[u8], file: &str) -> Result<(Table, Bad), Vec<Problem>> {
    read_with_bad(bytes, file, false)
}

fn read_with_bad(bytes: &[u8], file: &str, strict: bool) -> Result<(Table, Bad), Vec<Problem>> {
    let text = line_ends(encoding::utf8_or_gb18030(bytes, file).map_err(|problem| vec![problem])?);
    let (mut problems, mut bad) = (Vec::new(), Vec::new());
    let mut table: Option<Table> = None;
    let mut records = Records::of(&text, 1);
    while let Some(record) = records.next() {
        let whole = |code| Problem::error(code, Place { file: Some(file.to_owned()), ..Place::default() });
        let (line, row, record) = record.map_err(|problem| vec![in_file(problem, file)])?;
        if record.iter().all(|cell| normalise::text(cell).is_empty()) {
            continue;
        }
        let Some(table) = &mut table else {
            let headers = record.iter().map(|header| normalise::text(header).to_owned()).collect();
            let new = Table {
                file: file.to_owned(),
                headers,
                header_row: row,
                header_line: line,
                rows: Vec::new(),
            };
            problems.extend(doubled(&new));
            table = Some(new);
            continue;
        };
        if table.rows.len() == MOST_ROWS {
            problems.push(whole("E-CSV-LONG").with("expected", MOST_ROWS));
            break;
        }
        if strict && problems.len() + bad.len() >= ENOUGH {
            break;
        }
        match row_of(table, &record, line, row, !strict && records.closed) {
            Ok(row) => table.rows.push(row),
            Err(problem) => {
                bad.push((line, problem));
                if !strict {
                    let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
                    cells.resize(cells.len().max(table.headers.len()), String::new());
                    table.rows.push(Row { line, row, cells });
                }
            }
        }
    }
    match table {
        Some(table) if problems.is_empty() => Ok((table, bad)),
        Some(_) => Err(problems.into_iter().chain(bad.into_iter().map(|(_, problem)| problem)).collect()),
        None => {
            let place = Place { file: Some(file.to_owned()), ..Place::default() };
            Err(vec![Problem::error("E-CSV-EMPTY", place)])
        }
    }
}

/// A table from the rows of a sheet, the header first; short rows are filled up, since a sheet does not keep empty cells.
///
/// # Errors
/// Headers that stand twice.
pub(super) fn of_rows(file: &str, rows: Vec<(u64, Vec<String>)>) -> Result<(Table, Bad), Vec<Problem>> {
    let mut rows = rows.into_iter();
    let (header_row, headers) = rows.next().unwrap_or_default();
    let headers: Vec<String> = headers.iter().map(|header| normalise::text(header).to_owned()).collect();
    let width = headers.len();
    let mut table =
        Table { file: file.to_owned(), headers, header_row, header_line: header_row, rows: Vec::new() };
    let problems = doubled(&table);
    let mut bad = Vec::new();
    for (row, mut cells) in rows {
        if cells.iter().all(|cell| normalise::text(cell).is_empty()) {
            continue;
        }
        if cells.iter().skip(width).any(|cell| !normalise::text(cell).is_empty()) {
            let place = table.place(row, row, width, "");
            let problem = Problem::error("E-CSV-RAGGED", place).with("found", cells.len());
            bad.push((row, problem.with("expected", width)));
            cells.resize(cells.len().max(width), String::new());
        } else {
            cells.resize(width, String::new());
        }
        table.rows.push(Row { line: row, row, cells });
    }
    if problems.is_empty() { Ok((table, bad)) } else { Err(problems) }
}

/// The text with line ends that count as such: a lone carriage return is one too, as old spreadsheets write it.
pub(super) fn line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(alone) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        out.push(if c == '\r' && alone(at) { '\n' } else { c });
    }
    Cow::Owned(out)
}

/// A problem of a record, in its file.
pub(super) fn in_file(problem: Problem, file: &str) -> Problem {
    Problem { place: Place { file: Some(file.to_owned()), ..problem.place }, ..problem }
}

/// The records of a CSV text with where they stand: the line each begins on and the row as a spreadsheet counts it, both
/// from 1.
pub(super) struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    separator: u8,
    /// A spreadsheet gives a record one row, however many line breaks its cells hold.
    breaks: u64,
    /// Whether every quotation mark of the last record was closed.
    closed: bool,
}

impl<'a> Records<'a> {
    /// The records, split at the separator that the first so many lines with content speak for.
    pub(super) fn of(text: &'a str, lines: usize) -> Self {
        let separator = separator(text, lines);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        Records { text, reader, separator, breaks: 0, closed: true }
    }

    /// What makes the record at a byte larger than is read, before memory holds it.
    fn too_large(&self, from: usize) -> Option<Problem> {
        let bytes = self.text.as_bytes().get(from..).unwrap_or_default();
        let begin = bytes.iter().position(|b| !matches!(b, b'\r' | b'\n'))?;
        let (mut quoted, mut column, mut size, mut said) = (false, 0_usize, 0_usize, false);
        for byte in &bytes[begin..] {
            quoted ^= *byte == b'"';
            if !quoted && matches!(byte, b'\r' | b'\n') {
                break;
            }
            if !quoted && *byte == self.separator {
                (column, size, said) = (column + 1, 0, false);
            } else {
                size += 1;
                said |= !matches!(byte, b' ' | b'"' | b'\t');
            }
            let line = || {
                let before = &self.text.as_bytes()[..from + begin];
                let number = before.iter().filter(|b| **b == b'\n').count() as u64 + 1;
                let row = number.saturating_sub(self.breaks);
                let cell = Some(format!("{}{row}", letters(column)));
                Place { line: Some(number), cell, ..Place::default() }
            };
            // Spreadsheets write empty cells up to their own last column.
            if (said && column >= WIDEST) || column > SPREADSHEET {
                return Some(Problem::error("E-CSV-WIDE", line()).with("expected", WIDEST));
            }
            if size > LARGEST_CELL {
                return Some(Problem::error("E-CSV-CELL", line()).with("expected", LARGEST_CELL / 1024));
            }
        }
        None
    }
}

impl Iterator for Records<'_> {
    /// Line, row, cells; or why there are none, without the file's name. Nothing is read after that.
    type Item = Result<(u64, u64, StringRecord), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        if let Some(problem) = self.too_large(self.reader.position().byte() as usize) {
            return Some(Err(problem));
        }
        match self.reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                return Some(Err(Problem::error("E-CSV-SYNTAX", Place::default()).with("detail", error)));
            }
        }
        let line = record.position().map_or(1, |position| {
            // The position is that of the end of the record before; blank lines may follow it.
            let rest = self.text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
            let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n');
            position.line() + blank.count() as u64
        });
        let from = record.position().map_or(0, |position| position.byte() as usize);
        let raw = self.text.as_bytes().get(from..self.reader.position().byte() as usize).unwrap_or_default();
        self.closed = raw.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2);
        let row = line - self.breaks;
        self.breaks += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        Some(Ok((line, row, record)))
    }
}

/// A row of the header's width. Empty cells beyond it, which spreadsheets like to write, are no cells. `breaks`: whether
/// cells may hold line breaks, though not whole rows.
fn row_of(table: &Table, record: &StringRecord, line: u64, row: u64, breaks: bool) -> Result<Row, Problem> {
    let width = table.headers.len();
    let is_row = |line: &str| width > 2 && line.matches([',', ';', '\t']).count() + 1 >= width;
    let swallowed = |cell: &str| cell.contains(['\n', '\r']) && (!breaks || cell.lines().any(is_row));
    // A quotation mark that is not closed swallows the lines below; that is worth saying before the width is.
    if let Some(column) = record.iter().position(swallowed) {
        let place = table.place(line, row, column, "");
        return Err(Problem::error("E-CSV-LINE-BREAK", place)
            .with("found", shown(record.get(column).unwrap_or_default())));
    }
    let beyond = record.iter().skip(width).any(|cell| !normalise::text(cell).is_empty());
    if record.len() < width || beyond {
        let place = table.place(line, row, record.len().min(width), "");
        return Err(Problem::error("E-CSV-RAGGED", place)
            .with("found", record.len())
            .with("expected", width));
    }
    Ok(Row { line, row, cells: record.iter().take(width).map(str::to_owned).collect() })
}

/// Headers that stand twice.
fn doubled(table: &Table) -> Vec<Problem> {
    let mut seen = HashMap::new();
    let mut problems = Vec::new();
    for (column, header) in table.headers.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
        match seen.get(header) {
            Some(first) => problems.push(
                Problem::error("E-CSV-HEADER-TWICE", table.header(column))
                    .with("found", shown(header))
                    .with("first", letters(*first)),
            ),
            None => {
                seen.insert(header, column);
            }
        }
    }
    problems
}

/// The separator that stands most often in the first so many lines with content, outside quotation marks; a comma where
/// none does.
fn separator(text: &str, lines: usize) -> u8 {
    let mut counts = [(b',', 0_u32), (b'\t', 0), (b';', 0)];
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(lines) {
        let mut quoted = false;
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            if let Some((_, count)) = counts.iter_mut().find(|(b, _)| *b == byte && !quoted) {
                *count += 1;
            }
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(byte, _)| *byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<(&'static str, Option<String>, Option<u64>)> {
        let found = read(text.as_bytes(), "t.csv").unwrap_err();
        crate::intake::wording::assert_worded(&found);
        found.into_iter().map(|p| (p.code, p.place.cell, p.place.line)).collect()
    }

    #[test]
    fn columns_have_letters() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn comma_tab_and_semicolon() {
        for text in ["a,b;c\n1,2\n", "a\tb;c\n1\t2\n", "\"a,x,y\";b\n1;2\n", "\r\n\r\na,b\r\n1,2\r\n"] {
            let table = read(text.as_bytes(), "t.csv").unwrap();
            assert_eq!(table.headers.len(), 2, "{text}");
            assert_eq!(table.rows[0].cells, ["1", "2"]);
        }
    }

    /// Blank lines are rows to a spreadsheet; the second line of a cell is not.
    #[test]
    fn cells_are_named_as_a_spreadsheet_names_them() {
        assert_eq!(problems("a,b\n\n1\n"), [("E-CSV-RAGGED", Some("B3".into()), Some(3))]);
        assert_eq!(
            problems("a,b\n\"x\ny\",2\n1\n"),
            [("E-CSV-LINE-BREAK", Some("A2".into()), Some(2)), ("E-CSV-RAGGED", Some("B3".into()), Some(4)),]
        );
    }

    /// A lone carriage return ends a line, as a table of an old spreadsheet has it; so does one inside quotation marks.
    #[test]
    fn carriage_returns_end_lines() {
        let table = read(b"a,b\r1,2\r\r3,4\r", "t.csv").unwrap();
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(problems("a,b\r1,\"2\r3\"\r"), [("E-CSV-LINE-BREAK", Some("B2".into()), Some(2))]);
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_read() {
        let wide = format!("a,b\n{}\n", "y,".repeat(2_000_000));
        assert_eq!(problems(&wide), [("E-CSV-WIDE", Some("ALM2".into()), Some(2))]);
        let empty = format!("a,b\n1,2{}\n", ",".repeat(16_000));
        assert_eq!(read(empty.as_bytes(), "t.csv").unwrap().rows.len(), 1);
        let long = format!("a,b\n1,\"{}\n", "x\n".repeat(40_000));
        assert_eq!(problems(&long), [("E-CSV-CELL", Some("B2".into()), Some(2))]);
    }

    #[test]
    fn odd_tables() {
        assert_eq!(problems(""), [("E-CSV-EMPTY", None, None)]);
        assert_eq!(problems("\u{FEFF}\n,,\n"), [("E-CSV-EMPTY", None, None)]);
        assert_eq!(problems("a,b,a\n1,2,3\n"), [("E-CSV-HEADER-TWICE", Some("C1".into()), Some(1))]);
        assert_eq!(problems("a,b\n1,2,3\n"), [("E-CSV-RAGGED", Some("C2".into()), Some(2))]);
        assert_eq!(problems("a,b\n1,\"2\n3,4\n"), [("E-CSV-LINE-BREAK", Some("B2".into()), Some(2))]);
        // A header alone is a table without rows; empty cells beyond the header are no cells.
        assert!(read(b"a,b\n", "t.csv").unwrap().rows.is_empty());
        assert_eq!(read(b"a,b\n1,2,,\n,,,\n", "t.csv").unwrap().rows.len(), 1);
    }
}
