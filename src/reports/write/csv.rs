//! A table as CSV: UTF-8 with its mark, so that Excel reads Chinese; lines ended as RFC 4180 has them.

use std::io::{self, Write};

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::papers::sheets::{Column, Field, Value};
use crate::reports::Table;

/// A table written line by line. Text that a spreadsheet would run as a formula begins with `'`.
pub struct Lines<W: Write> {
    writer: Writer<W>,
}

impl<W: Write> Lines<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// What the writer says.
    pub fn new(mut to: W, columns: &[Column]) -> io::Result<Self> {
        to.write_all(b"\xEF\xBB\xBF")?;
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .flexible(true)
            .from_writer(to);
        writer.write_record(columns.iter().map(|column| harmless(&column.header)))?;
        Ok(Lines { writer })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// What the writer says.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Field>) -> io::Result<()> {
        Ok(self.writer.write_record(cells.into_iter().map(|field| text(&field.value)))?)
    }

    /// Ends the table and gives the writer back.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|e| io::Error::from(e.error().kind()))
    }
}

/// The table with its header.
pub fn csv(table: &Table) -> Vec<u8> {
    // Writing into memory does not fail.
    let written = || {
        let mut lines = Lines::new(Vec::new(), &table.columns)?;
        table.rows.iter().try_for_each(|row| lines.row(row))?;
        lines.finish()
    };
    written().unwrap_or_default()
}

fn text(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => harmless(text),
        Value::Amount(amount) => amount.to_string(),
        Value::Date(day) => day.to_string(),
        Value::Integer(count) => count.to_string(),
        Value::Percent(rate) => rate.normalize().to_string(),
    }
}

/// Text that no spreadsheet takes for a formula (OWASP, CSV injection). A number below zero runs nothing and stays one.
fn harmless(text: &str) -> String {
    let number = text.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
    });
    if number {
        return text.to_owned();
    }
    // Spreadsheets of East Asia take the wide signs for the narrow ones.
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::{Column, Field};

    #[test]
    fn formulas_are_text_and_figures_are_figures() {
        let mut table = Table::new("x", vec![Column::new("摘要", 10), Column::new("=金额", 10)]);
        for (text, value) in [
            ("=1+1", Value::Amount("-5.00".parse().unwrap())),
            ("+86", Value::Integer(-3)),
            ("-x", Value::Empty),
            ("@SUM", Value::Percent("0.2400".parse().unwrap())),
            ("-1,000.50", Value::Empty),
            ("-1+1", Value::Empty),
            ("\tx", Value::Date("2026-01-05".parse().unwrap())),
            ("\rx", Value::Text("110101198503153011".to_owned())),
            ("＝1+1", Value::Text("＠SUM".to_owned())),
            ("＋86", Value::Text("－1".to_owned())),
            (" =1", Value::Text("'=1".to_owned())),
            ("a,\"b\"", Value::Text("x=1".to_owned())),
        ] {
            table.push(vec![Field::text(text), value.into()]);
        }
        assert_eq!(
            String::from_utf8(csv(&table)).unwrap(),
            "\u{FEFF}摘要,'=金额\r\n'=1+1,-5.00\r\n'+86,-3\r\n'-x,\r\n'@SUM,0.24\r\n\"-1,000.50\",\r\n'-1+1,\r\n'\tx,2026-01-05\r\n\"'\rx\",110101198503153011\r\n'＝1+1,'＠SUM\r\n'＋86,'－1\r\n =1,'=1\r\n\"a,\"\"b\"\"\",x=1\r\n"
        );
    }
}
