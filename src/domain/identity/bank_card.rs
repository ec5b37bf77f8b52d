//! Bank card numbers: 13 to 19 digits with a Luhn check digit. Some old debit cards fail it, so a failure is a doubt.

use super::{NumberError, characters};

/// Checks length, digits and the Luhn check digit.
///
/// # Errors
/// [`NumberError`]; a wrong check digit is a doubt rather than proof of a wrong number.
pub fn check(text: &str) -> Result<(), NumberError> {
    let lengths: Vec<usize> = (13..=19).collect();
    characters(text, &lengths, "13 to 19", |_, c| c.is_ascii_digit())?;
    let sum: u32 = text
        .chars()
        .rev()
        .skip(1)
        .enumerate()
        .filter_map(|(i, c)| c.to_digit(10).map(|d| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }))
        .sum();
    let expected = char::from_digit((10 - sum % 10) % 10, 10).unwrap_or_default();
    let found = text.chars().last().unwrap_or_default();
    if found == expected { Ok(()) } else { Err(NumberError::Checksum { found, expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 79927398713 is the textbook Luhn number; padded here to the length of a card with zeros, which change no digit's
    /// parity from the right.
    #[test]
    fn luhn() {
        assert_eq!(check("0079927398713"), Ok(()));
        assert!(matches!(check("0079927398710"), Err(NumberError::Checksum { expected: '3', .. })));
        assert!(matches!(check("622588"), Err(NumberError::Length { found: 6, .. })));
    }
}
