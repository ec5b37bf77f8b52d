//! A table as data.

use super::board::percent;
use crate::domain::Amount;
use crate::papers::sheets::{Column, Field, Value};

/// A table: what it is called, its columns, its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The name of its sheet in a workbook.
    pub name: String,
    /// The columns, headed in the reader's language.
    pub columns: Vec<Column>,
    /// The rows; a cell for each column.
    pub rows: Vec<Vec<Field>>,
    /// Whether it prints on its side, all columns on one page.
    pub landscape: bool,
}

impl Table {
    /// A table without rows.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Self {
        Table { name: name.into(), columns, rows: Vec::new(), landscape: false }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Field>) {
        self.rows.push(row);
    }
}

/// A value as people read it.
pub fn read(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text.clone(),
        Value::Amount(amount) => Amount::grouped(*amount),
        Value::Date(day) => day.to_string(),
        Value::Integer(count) => count.to_string(),
        Value::Percent(rate) => percent(*rate),
    }
}
