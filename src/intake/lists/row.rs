//! One row of a list → its values by column, or every problem of it.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use super::cell::Cell;
use super::grid::GridRow;
use super::header::Layout;
use super::spool::Row;
use super::values::{self, Read};
use crate::domain::problem::{Place, Problem};
use crate::intake::value::shown;

/// The values of a row by column, or every problem of it.
pub fn read_row(layout: &Layout, row: &GridRow) -> (Vec<(usize, Option<Value>)>, Vec<Problem>) {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    if row.line.is_some()
        && let Some(problem) = ragged(layout, row)
    {
        return (values, vec![problem]);
    }
    for (column, chosen) in layout.columns.iter().enumerate() {
        let Some(chosen) = chosen else { continue };
        let cell = row.cells.get(column).unwrap_or(&Cell::Empty);
        let missing = match values::read(cell, &chosen.to, &chosen.form, &chosen.words, chosen.unit) {
            Ok(Read::Value(value)) => {
                values.push((column, Some(value)));
                false
            }
            Ok(Read::Clear) => {
                values.push((column, None));
                true
            }
            Ok(Read::Nothing) => true,
            Err(fault) => {
                let place = layout.place(row.number, row.line, column);
                problems.push(fault.of_list(place, &cell.shown(), &chosen.words));
                false
            }
        };
        if missing && layout.kind.required().contains(&chosen.to.as_str()) {
            let place = layout.place(row.number, row.line, column);
            problems.push(Problem::error("E-CSV-BLANK", place).with("expected", shown(&chosen.header)));
        }
    }
    (values, problems)
}

/// A row of a text file that is not as wide as its header: a separator or a quotation mark is amiss, so that nothing in it
/// can be trusted.
fn ragged(layout: &Layout, row: &GridRow) -> Option<Problem> {
    if let Some(column) =
        row.cells.iter().position(|cell| matches!(cell, Cell::Text(text) if text.contains(['\n', '\r'])))
    {
        let place = layout.place(row.number, row.line, column);
        return Some(
            Problem::error("E-CSV-LINE-BREAK", place).with("found", shown(&row.cells[column].shown())),
        );
    }
    let beyond = row.cells.iter().skip(layout.width).any(|cell| !cell.is_empty());
    (row.cells.len() < layout.width || beyond).then(|| {
        let place =
            Place { field: None, ..layout.place(row.number, row.line, row.cells.len().min(layout.width)) };
        Problem::error("E-CSV-RAGGED", place).with("found", row.cells.len()).with("expected", layout.width)
    })
}

/// Whether a cell is the word that a row of totals begins with.
pub fn is_totals(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if says_totals(text))
}

/// Whether a text is the word that a row of totals begins with.
pub fn says_totals(text: &str) -> bool {
    if text.chars().count() > 12 {
        return false;
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .flat_map(char::to_lowercase)
        .collect();
    const WORDS: [&str; 9] =
        ["合计", "总计", "小计", "总和", "本页合计", "本页小计", "total", "subtotal", "grandtotal"];
    WORDS.contains(&plain.as_str())
}

/// The hash of what a row says, wherever its columns stand.
pub fn said(layout: &Layout, row: &Row) -> u64 {
    let mut all: Vec<(&str, String)> = row
        .values
        .iter()
        .filter_map(|(column, value)| {
            let chosen = layout.columns.get(*column)?.as_ref()?;
            Some((chosen.to.as_str(), value.as_ref().map_or_else(String::new, Value::to_string)))
        })
        .collect();
    all.sort();
    let mut hasher = DefaultHasher::new();
    all.hash(&mut hasher);
    hasher.finish()
}
