//! What was typed: days, amounts, and text that is kept: reasons, names, facts of milestones.

use chrono::NaiveDate;

use super::error::{CommandError, Exit};
use crate::domain::money::Amount;
use crate::domain::{date, shape};

/// Refuses line breaks, control characters and those that turn or hide text, as import does.
///
/// # Errors
/// The text holds one; `option` is where it was typed.
pub fn kept(option: &str, text: &str) -> Result<(), CommandError> {
    match shape::forbidden_character(text) {
        None => Ok(()),
        Some(c) => Err(CommandError::new(Exit::Usage, "E-CHARACTER")
            .with("found", format!("U+{:04X}", c as u32))
            .with("option", option)),
    }
}

/// The same for what may be left out.
///
/// # Errors
/// As [`kept`].
pub fn kept_if_any(option: &str, text: Option<&str>) -> Result<(), CommandError> {
    text.map_or(Ok(()), |text| kept(option, text))
}

/// A day, `YYYY-MM-DD`.
///
/// # Errors
/// It is none; `option` is where it was typed.
pub fn day(option: &str, text: &str) -> Result<NaiveDate, CommandError> {
    date::parse(text)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-DATE").with("found", text).with("option", option))
}

/// An amount above zero, `1000.00` or `1,000.00`.
///
/// # Errors
/// It is none, or its separators do not stand before three digits each.
pub fn amount(found: &str) -> Result<Amount, CommandError> {
    let plain = found.replace('，', ",");
    let (yuan, fen) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut groups = yuan.split(',');
    let first = groups.next().is_some_and(|g| !g.is_empty() && (g.len() <= 3 || !yuan.contains(',')));
    let grouped = first && groups.all(|g| g.len() == 3) && !fen.contains(',');
    let read = grouped.then(|| plain.replace(',', "").parse::<Amount>().ok()).flatten();
    read.filter(|a| *a > Amount::ZERO)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-PAY-AMOUNT").with("found", found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_stand_before_three_digits() {
        let read = |text: &str| amount(text).ok().map(|a| a.to_string());
        for (text, sum) in [
            ("1000", "1000.00"),
            ("1,000", "1000.00"),
            ("1，000.5", "1000.50"),
            ("1,234,567.89", "1234567.89"),
        ] {
            assert_eq!(read(text).as_deref(), Some(sum), "{text}");
        }
        for text in ["", "0", "-1", "1,00", "1000,000", ",100", "1,,000", "1.0,00", "1,000,", "1 000"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
