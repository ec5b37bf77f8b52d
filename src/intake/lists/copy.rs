//! A file of lists as its cells show it, for a copy that says what is wrong with it.

use std::ops::ControlFlow;
use std::path::Path;

use chrono::NaiveDate;

use super::cell::Cell;
use super::findings::display;
use super::grid::Grid;
use crate::domain::problem::Problem;

/// A row of a file, as it shows.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The sheet, in a workbook.
    pub sheet: Option<&'a str>,
    /// The row as a spreadsheet counts it.
    pub number: u64,
    /// Its cells, from the first column on.
    pub cells: Vec<ShownCell>,
}

/// A cell, as it shows.
#[derive(Clone, Debug, Default)]
pub struct ShownCell {
    /// What it shows.
    pub text: String,
    /// The day, where it holds one as such.
    pub day: Option<NaiveDate>,
}

/// Shows the rows of all sheets that hold something.
///
/// # Errors
/// The file cannot be read. Rows before that have been shown.
pub fn each_row(path: &Path, visit: &mut dyn FnMut(Shown<'_>) -> ControlFlow<()>) -> Result<(), Problem> {
    let mut grid = Grid::open(path, &display(path))?;
    for at in 0..grid.sheets() {
        let sheet = grid.sheet(at).map(str::to_owned);
        let mut stopped = false;
        grid.rows(at, &mut |row| {
            let cells = row.cells.iter().map(shown).collect();
            let step = visit(Shown { sheet: sheet.as_deref(), number: row.number, cells });
            stopped = step.is_break();
            step
        })?;
        if stopped {
            break;
        }
    }
    Ok(())
}

fn shown(cell: &Cell) -> ShownCell {
    let day = if let Cell::Date(day) = cell { Some(*day) } else { None };
    ShownCell { text: cell.shown(), day }
}
