//! A CSV file or a workbook as sheets of rows.

use std::path::Path;

use super::cell::Cell;
use crate::domain::problem::{Place, Problem};
use crate::intake::encoding;
use crate::intake::inside;
use crate::intake::table::{Records, letters};
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
}

impl Grid {
    /// Opens a file; `file` is its name as shown.
    ///
    /// # Errors
    /// One problem: it cannot be read, it is neither text nor a workbook, its encoding is not known.
    pub fn open(path: &Path, file: &str) -> Result<Grid, Problem> {
        let place = Place { file: Some(file.to_owned()), ..Place::default() };
        let bytes = papers::read(path, Limits { bytes: LARGEST })
            .map_err(|error| inside::refused(&error, file, place.clone()))?;
        let sha256 = hash::of_bytes(&bytes);
        let text = encoding::utf8_or_gb18030(&bytes, file)?.into_owned();
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        Ok(Grid { file: file.to_owned(), sha256, content: Content::Text { text, stem } })
    }

    /// How many sheets there are.
    pub fn sheets(&self) -> usize {
        match &self.content {
            Content::Text { .. } => 1,
        }
    }

    /// A sheet's name, in a workbook.
    pub fn sheet(&self, _at: usize) -> Option<&str> {
        match &self.content {
            Content::Text { .. } => None,
        }
    }

    /// What speaks for a kind of list: the sheet's name, or that of the file.
    pub fn name(&self, _at: usize) -> &str {
        match &self.content {
            Content::Text { stem, .. } => stem,
        }
    }

    /// Cells of a sheet that are merged.
    ///
    /// # Errors
    /// The workbook is damaged.
    pub fn merged(&mut self, _at: usize) -> Result<Vec<Merged>, Problem> {
        match &mut self.content {
            Content::Text { .. } => Ok(Vec::new()),
        }
    }

    /// The rows of a sheet that hold something, one after the other.
    ///
    /// # Errors
    /// The workbook is damaged; a row that cannot be read ends them.
    pub fn rows(&mut self, _at: usize) -> Result<Rows<'_>, Problem> {
        let file = self.file.clone();
        match &mut self.content {
            Content::Text { text, .. } => Ok(Box::new(
                Records::of(text, super::header::WITHIN)
                    .map(move |record| {
                        let (line, number, record) = record.map_err(|detail| {
                            let place = Place { file: Some(file.clone()), ..Place::default() };
                            Problem::error("E-CSV-SYNTAX", place).with("detail", detail)
                        })?;
                        let cells = record.iter().map(Cell::of_text).collect();
                        Ok(GridRow { number, line: Some(line), cells })
                    })
                    .filter(|row| !matches!(row, Ok(row) if row.cells.iter().all(Cell::is_empty))),
            )),
        }
    }
}

/// Rows, or the problem that ends them.
pub type Rows<'a> = Box<dyn Iterator<Item = Result<GridRow, Problem>> + 'a>;
