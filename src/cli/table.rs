//! Rows for people: columns as wide as their widest cell, a CJK character counted as two.

use unicode_width::UnicodeWidthStr;

/// A table under construction.
pub struct Table {
    /// Cells with their widths.
    rows: Vec<Vec<(String, usize)>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with these headings.
    pub fn new<const N: usize>(headings: [String; N]) -> Self {
        Table::wide(headings.into())
    }

    /// The same of as many columns as there are headings.
    pub fn wide(headings: Vec<String>) -> Self {
        let mut table = Table { rows: Vec::new(), right: Vec::new() };
        table.wide_row(headings);
        table
    }

    /// Sets these columns flush right, as figures are.
    #[must_use]
    pub fn right(mut self, columns: &[usize]) -> Self {
        self.right = columns.to_vec();
        self
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.wide_row(cells.into());
    }

    /// The same of as many cells as there are columns.
    pub fn wide_row(&mut self, cells: Vec<String>) {
        let measured = |cell: String| {
            let width = cell.width();
            (cell, width)
        };
        self.rows.push(cells.into_iter().map(measured).collect());
    }

    /// Whether it has nothing but its headings.
    pub fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// Lines without trailing spaces, each ended.
    pub fn render(&self) -> String {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(cell.1);
            }
        }
        let mut out = String::new();
        for row in &self.rows {
            let start = out.len();
            for (c, (cell, width)) in row.iter().enumerate() {
                let pad = std::iter::repeat_n(' ', widths[c] - width);
                if c > 0 {
                    out.push_str("  ");
                }
                if self.right.contains(&c) {
                    out.extend(pad);
                    out.push_str(cell);
                } else {
                    out.push_str(cell);
                    out.extend(pad);
                }
            }
            out.truncate(start + out[start..].trim_end().len());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_han_character_is_two_columns() {
        let mut table = Table::new(["名".to_owned(), "sum".to_owned()]).right(&[1]);
        table.row(["李示例".to_owned(), "5.00".to_owned()]);
        assert_eq!(table.render(), "名       sum\n李示例  5.00\n");
    }
}
