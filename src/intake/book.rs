//! One table of rows from a CSV file or from the first sheet of a workbook that holds something: what people send as a
//! list, each cell with its place.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::NaiveDate;

use super::lists::two_readings;
use super::normalise;
use super::table::{self, Bad, Table};
use super::value::{self, Fault};
use crate::domain::date;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Shape;
use crate::papers::sheets::{Book, Cell, Content, SheetError, content};
use crate::papers::{Limits, read};

/// What is wrong with single cells, by line and column.
pub(super) type Faults = HashMap<(u64, usize), &'static str>;

/// A table and where it was found.
pub(super) struct Sheet {
    pub(super) table: Table,
    /// Rows that do not fit the header.
    pub(super) bad: Bad,
    pub(super) faults: Faults,
    /// Other sheets with content.
    pub(super) others: Vec<String>,
    /// Its own name, in a workbook.
    pub(super) name: Option<String>,
}

/// Reads the table of a file.
///
/// # Errors
/// The file cannot be read or holds nothing.
pub(super) fn sheet(path: &Path) -> Result<Sheet, Vec<Problem>> {
    let file = path.to_string_lossy().into_owned();
    match content(path).map_err(|e| vec![e.problem(path)])? {
        Content::Text => {
            let bytes = read(path, Limits::default()).map_err(|e| vec![e.problem(path)])?;
            let (table, bad) = table::read_rows(&bytes, &file)?;
            Ok(Sheet { table, bad, faults: HashMap::new(), others: Vec::new(), name: None })
        }
        Content::Workbook => workbook(path, &file),
    }
}

/// The day of a cell; of a moment, as systems write it, the day counts.
///
/// # Errors
/// It is no day, or could be two.
pub(super) fn day(cell: &str) -> Result<NaiveDate, Fault> {
    let moment = normalise::minute(cell);
    let day = moment.split_once(' ').map_or_else(|| normalise::date(cell), |(day, _)| day.to_owned());
    if let Some((one, other)) = two_readings(&day) {
        let args = vec![("one", one), ("other", other)];
        return Err(Fault { code: "E-LIST-DATE-TWO-READINGS", args });
    }
    value::scalar(&Shape::Date, &day)?;
    date::parse(&day).ok_or(Fault { code: "E-VALUE-DATE", args: Vec::new() })
}

/// The first visible sheet that holds something.
fn workbook(path: &Path, file: &str) -> Result<Sheet, Vec<Problem>> {
    let failed = |e: SheetError| vec![e.problem(path)];
    let mut book = Book::open(path).map_err(failed)?;
    let visible: Vec<String> = book.sheets().iter().filter(|s| s.visible).map(|s| s.name.clone()).collect();
    let (mut faults, mut others) = (HashMap::new(), Vec::new());
    let mut found: Option<((Table, Bad), String)> = None;
    for sheet in visible {
        if found.is_some() {
            let mut any = false;
            let mut seen = |_| {
                any = true;
                ControlFlow::Break(())
            };
            book.rows(&sheet, &mut seen).map_err(failed)?;
            others.extend(any.then_some(sheet));
            continue;
        }
        let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
        let mut long = false;
        let kept = book.rows(&sheet, &mut |row| {
            if rows.len() > table::MOST_ROWS {
                long = true;
                return ControlFlow::Break(());
            }
            let mut cells = Vec::new();
            for (at, cell) in row.cells {
                let at = at as usize;
                // Far beyond any heading; a row's cells are in order.
                if at >= table::MOST_COLUMNS {
                    break;
                }
                cells.resize(at + 1, String::new());
                let (text, fault) = written(cell);
                cells[at] = text;
                if let Some(code) = fault {
                    faults.insert((row.number, at), code);
                }
            }
            rows.push((row.number, cells));
            ControlFlow::Continue(())
        });
        kept.map_err(failed)?;
        if long {
            let place = Place { file: Some(file.to_owned()), sheet: Some(sheet), ..Place::default() };
            return Err(vec![Problem::error("E-CSV-LONG", place).with("expected", table::MOST_ROWS)]);
        }
        if !rows.is_empty() {
            found = Some((table::of_rows(file, rows)?, sheet));
        }
    }
    match found {
        Some(((table, bad), sheet)) => Ok(Sheet { table, bad, faults, others, name: Some(sheet) }),
        None => {
            let place = Place { file: Some(file.to_owned()), ..Place::default() };
            Err(vec![Problem::error("E-CSV-EMPTY", place)])
        }
    }
}

/// A cell as text, and what is wrong with it.
fn written(cell: Cell) -> (String, Option<&'static str>) {
    let long = cell.is_long_integer();
    match cell {
        Cell::Text(text) => (text, None),
        Cell::Number(digits) => (digits, long.then_some("E-PAY-CELL-LONG")),
        Cell::Date(day) => (day.to_string(), None),
        Cell::Minute(at) => (at.format("%Y-%m-%d %H:%M").to_string(), None),
        Cell::Flag(flag) => (flag.to_string(), None),
        Cell::Error(error) => (error, Some("E-PAY-CELL-ERROR")),
        Cell::FormulaWithoutValue(formula) => (format!("={formula}"), Some("E-PAY-CELL-FORMULA")),
        Cell::NoDay(digits) => (digits, Some("E-PAY-CELL-NO-DAY")),
    }
}
