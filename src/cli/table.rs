//! Rows for people: columns as wide as their widest cell, a CJK character counted as two.

use unicode_width::UnicodeWidthStr;

/// A table under construction.
pub struct Table {
    rows: Vec<Vec<String>>,
    right: Vec<usize>,
}

impl Table {
    /// A table with these headings.
    pub fn new<const N: usize>(headings: [String; N]) -> Self {
        Table { rows: vec![headings.to_vec()], right: Vec::new() }
    }

    /// Sets these columns flush right, as figures are.
    #[must_use]
    pub fn right(mut self, columns: &[usize]) -> Self {
        self.right = columns.to_vec();
        self
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// Lines without trailing spaces, each ended.
    pub fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width =
            |c: usize| self.rows.iter().filter_map(|r| r.get(c)).map(|s| s.width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (c, cell) in row.iter().enumerate() {
                let pad = " ".repeat(widths[c].saturating_sub(cell.width()));
                if c > 0 {
                    line.push_str("  ");
                }
                if self.right.contains(&c) {
                    line.push_str(&pad);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&pad);
                }
            }
            out.push_str(line.trim_end());
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
