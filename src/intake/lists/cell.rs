//! What stands in a cell, whichever kind of file it is of.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use crate::intake::normalise;
use crate::papers::sheets;

/// A cell's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing, or blanks only.
    Empty,
    /// Text, without surrounding blanks.
    Text(String),
    /// A number, as the file writes it.
    Number(String),
    /// A day.
    Date(NaiveDate),
    /// A day and a time.
    Minute(NaiveDateTime),
    /// True or false.
    Flag(bool),
    /// An error of the spreadsheet: `#N/A`.
    Error(String),
    /// A formula whose value the file does not hold.
    FormulaWithoutValue,
    /// A number formatted as a day that is no day.
    NoDay(String),
}

/// Digits that a spreadsheet keeps of a number.
const KEPT: u32 = 15;

impl Cell {
    /// A cell of a CSV file. `="0012"`, which some exports write to keep zeros, is the text in it.
    pub fn of_text(text: &str) -> Cell {
        let text = normalise::text(text);
        let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        const ERRORS: [&str; 7] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"];
        if text.is_empty() {
            Cell::Empty
        } else if ERRORS.contains(&text) || (text.len() > 2 && text.bytes().all(|b| b == b'#')) {
            Cell::Error(text.to_owned())
        } else {
            Cell::Text(text.to_owned())
        }
    }

    /// A cell of a workbook.
    pub fn of_sheet(cell: sheets::Cell) -> Cell {
        match cell {
            sheets::Cell::Text(text) => match normalise::text(&text) {
                "" => Cell::Empty,
                text => Cell::Text(text.to_owned()),
            },
            sheets::Cell::Number(number) => Cell::Number(number),
            sheets::Cell::Date(day) => Cell::Date(day),
            sheets::Cell::Minute(at) => Cell::Minute(at),
            sheets::Cell::Flag(flag) => Cell::Flag(flag),
            sheets::Cell::Error(error) => Cell::Error(error),
            sheets::Cell::FormulaWithoutValue(_) => Cell::FormulaWithoutValue,
            sheets::Cell::NoDay(number) => Cell::NoDay(number),
        }
    }

    /// Whether nothing stands here.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// The content as people see it, near enough to be recognised.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => text.clone(),
            Cell::NoDay(number) => number.clone(),
            Cell::Number(number) => plain(number).unwrap_or_else(|| number.clone()),
            Cell::Date(day) => day.to_string(),
            Cell::Minute(at) => at.format("%Y-%m-%d %H:%M").to_string(),
            Cell::Flag(true) => "TRUE".to_owned(),
            Cell::Flag(false) => "FALSE".to_owned(),
            Cell::FormulaWithoutValue => "=".to_owned(),
        }
    }
}

/// A number to the 15 digits that a spreadsheet keeps: what lies beyond is the noise of binary fractions.
pub fn decimal(number: &str) -> Option<Decimal> {
    let read = match number.find(['E', 'e']) {
        Some(_) => Decimal::from_scientific(number).ok()?,
        // More digits than a decimal holds are noise too.
        None => number.parse::<Decimal>().ok()?,
    };
    Some(read.round_sf(KEPT)?.normalize())
}

/// The same as text, without an exponent.
pub fn plain(number: &str) -> Option<String> {
    decimal(number).map(|value| value.to_string())
}

/// Whether a number has more digits before its point than a spreadsheet keeps: the last ones are lost.
pub fn is_rounded(number: &str) -> bool {
    decimal(number).is_none_or(|value| value.trunc().abs().to_string().len() > KEPT as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_of_binary_fractions_goes_and_digits_stay() {
        for (written, read) in [
            ("38652.410000000003", "38652.41"),
            ("0.30000000000000004", "0.3"),
            ("3.8652410000000003E4", "38652.41"),
            ("1.3800000001E10", "13800000001"),
            ("45296", "45296"),
            ("0.005", "0.005"),
            ("-5", "-5"),
        ] {
            assert_eq!(plain(written).as_deref(), Some(read), "{written}");
        }
        assert_eq!(plain("x"), None);
        // 110101198503153011 as a spreadsheet keeps it, and a 15-digit number that it keeps whole.
        assert!(is_rounded("1.10101198503153E+17") && is_rounded("110101198503153000"));
        assert!(!is_rounded("110101850315301"));
    }

    #[test]
    fn text_of_csv() {
        assert_eq!(Cell::of_text(" \u{3000} "), Cell::Empty);
        assert_eq!(Cell::of_text("=\"0012\""), Cell::Text("0012".into()));
        assert_eq!(Cell::of_text("#N/A"), Cell::Error("#N/A".into()));
        assert_eq!(Cell::of_text("######"), Cell::Error("######".into()));
        assert_eq!(Cell::of_text("#1"), Cell::Text("#1".into()));
    }
}
