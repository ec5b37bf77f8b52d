//! A CSV file or a workbook as sheets of rows.

use std::ops::ControlFlow;
use std::path::Path;

use super::cell::Cell;
use crate::domain::problem::{Place, Problem};
use crate::intake::encoding;
use crate::intake::inside;
use crate::intake::table::{self, Records, letters};
use crate::papers::sheets::{self, Book, SheetError, SheetRow};
use crate::papers::{self, Limits, hash};

/// Largest CSV file in bytes: 100,000 accounts of forty columns are about 50 MB.
const LARGEST: u64 = 500_000_000;

/// A row with a value.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// As a spreadsheet counts, from 1.
    pub number: u64,
    /// The line it begins on, in a text file.
    pub line: Option<u64>,
    /// Its cells from the first column on. In a text file as many as it has, else up to the last that holds something.
    pub cells: Vec<Cell>,
}

/// Cells that are merged into one.
#[derive(Clone, Copy, Debug)]
pub struct Merged {
    /// First row, from 1.
    pub first_row: u64,
    /// Last row.
    pub last_row: u64,
    /// First column, from 0.
    pub first_column: usize,
    /// Last column.
    pub last_column: usize,
}

impl Merged {
    /// `A1:C1`.
    pub fn shown(&self) -> String {
        let (from, to) = (letters(self.first_column), letters(self.last_column));
        format!("{from}{}:{to}{}", self.first_row, self.last_row)
    }
}

/// A file of lists, opened.
pub struct Grid {
    file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    content: Content,
}

enum Content {
    Text { text: String, stem: String },
    Book(Box<Book>),
}

impl Grid {
    /// Opens a file; `file` is its name as shown.
    ///
    /// # Errors
    /// One problem: it cannot be read, it is neither text nor a workbook, its encoding is not known.
    pub fn open(path: &Path, file: &str) -> Result<Grid, Problem> {
        let place = Place { file: Some(file.to_owned()), ..Place::default() };
        let refused = |error: &papers::PaperError| inside::refused(error, file, place.clone());
        let content = match sheets::content(path).map_err(|error| of_sheet(&error, file))? {
            sheets::Content::Workbook => {
                let (sha256, _) = hash::of_file(path).map_err(|error| refused(&error.into()))?;
                let book = Book::open(path).map_err(|error| of_sheet(&error, file))?;
                return Ok(Grid { file: file.to_owned(), sha256, content: Content::Book(Box::new(book)) });
            }
            sheets::Content::Text => papers::read(path, Limits { bytes: LARGEST }),
        };
        let bytes = content.map_err(|error| refused(&error))?;
        let sha256 = hash::of_bytes(&bytes);
        let text = table::line_ends(encoding::utf8_or_gb18030(&bytes, file)?).into_owned();
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Ok(Grid { file: file.to_owned(), sha256, content: Content::Text { text, stem } })
    }

    /// How many sheets there are.
    pub fn sheets(&self) -> usize {
        match &self.content {
            Content::Text { .. } => 1,
            Content::Book(book) => book.sheets().len(),
        }
    }

    /// A sheet's name, in a workbook.
    pub fn sheet(&self, at: usize) -> Option<&str> {
        match &self.content {
            Content::Text { .. } => None,
            Content::Book(book) => book.sheets().get(at).map(|sheet| sheet.name.as_str()),
        }
    }

    /// What speaks for a kind of list: the sheet's name, or that of the file.
    pub fn name(&self, at: usize) -> &str {
        match &self.content {
            Content::Text { stem, .. } => stem,
            Content::Book(_) => self.sheet(at).unwrap_or_default(),
        }
    }

    /// Cells of a sheet that are merged.
    ///
    /// # Errors
    /// The workbook is damaged.
    pub fn merged(&mut self, at: usize) -> Result<Vec<Merged>, Problem> {
        let Content::Book(book) = &mut self.content else { return Ok(Vec::new()) };
        let Some(name) = book.sheets().get(at).map(|sheet| sheet.name.clone()) else { return Ok(Vec::new()) };
        let ranges = book.merged(&name).map_err(|error| of_sheet(&error, &self.file))?;
        let merged = ranges.iter().map(|range| Merged {
            first_row: range.first_row,
            last_row: range.last_row,
            first_column: range.first_column as usize,
            last_column: range.last_column as usize,
        });
        Ok(merged.collect())
    }

    /// Shows the rows of a sheet that hold something to `visit`, in order, until it breaks off.
    ///
    /// # Errors
    /// The file is damaged. Rows before that have been shown.
    pub fn rows(
        &mut self,
        at: usize,
        visit: &mut dyn FnMut(GridRow) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        match &mut self.content {
            Content::Text { text, .. } => {
                for record in Records::of(text, super::header::WITHIN) {
                    let (line, number, record) =
                        record.map_err(|problem| table::in_file(problem, &self.file))?;
                    let cells: Vec<Cell> = record.iter().map(Cell::of_text).collect();
                    if cells.iter().any(|cell| !cell.is_empty())
                        && visit(GridRow { number, line: Some(line), cells }).is_break()
                    {
                        break;
                    }
                }
                Ok(())
            }
            Content::Book(book) => {
                let Some(name) = book.sheets().get(at).map(|sheet| sheet.name.clone()) else { return Ok(()) };
                let shown = book.rows(&name, &mut |row| match grid_row(row) {
                    Some(row) => visit(row),
                    None => ControlFlow::Continue(()),
                });
                shown.map_err(|error| of_sheet(&error, &self.file))
            }
        }
    }
}

/// A row of a workbook with all its cells; `None` where they hold blanks only.
fn grid_row(row: SheetRow) -> Option<GridRow> {
    let mut cells = Vec::new();
    for (column, cell) in row.cells {
        let cell = Cell::of_sheet(cell);
        if !cell.is_empty() {
            cells.resize(column as usize, Cell::Empty);
            cells.push(cell);
        }
    }
    (!cells.is_empty()).then_some(GridRow { number: row.number, line: None, cells })
}

fn of_sheet(error: &SheetError, file: &str) -> Problem {
    error.problem(Path::new(file))
}
