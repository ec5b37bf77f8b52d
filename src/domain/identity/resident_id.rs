//! The resident identity number (公民身份号码, GB 11643-1999) and the 15-digit numbers before it.

use chrono::{Datelike, NaiveDate};

use super::{NumberError, characters};
use crate::domain::party::Sex;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The number of 18 characters that belongs to one of 15 digits: the century 19 put in, the check character computed.
/// `None` where the text is no 15-digit number.
pub fn lengthened(text: &str) -> Option<String> {
    if text.len() != 15 || read(text).is_err() {
        return None;
    }
    let body = format!("{}19{}", &text[..6], &text[6..]);
    let check = check_character(&body);
    Some(format!("{body}{check}"))
}

/// The check character of 17 digits (ISO 7064:1983, MOD 11-2).
fn check_character(text: &str) -> char {
    let sum: u32 = text.chars().zip(WEIGHTS).filter_map(|(c, w)| c.to_digit(10).map(|d| d * w)).sum();
    CHECK[(sum % 11) as usize]
}

/// What a resident identity number says about its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentId {
    /// Date of birth.
    pub birth: NaiveDate,
    /// Sex: an odd sequence number is male.
    pub sex: Sex,
}

/// Reads a resident identity number of 18 characters, or 15 digits issued before 1999.
///
/// # Errors
/// [`NumberError`] where length, characters, birth date or check character are wrong. A lower-case `x` is wrong: courts
/// send it back.
pub fn read(text: &str) -> Result<ResidentId, NumberError> {
    characters(text, &[15, 18], "18 (or 15)", |i, c| c.is_ascii_digit() || (i == 17 && c == 'X'))?;
    let (birth, sequence) = match text.len() {
        18 => {
            let expected = check_character(text);
            let found = text.chars().last().unwrap_or_default();
            if found != expected {
                return Err(NumberError::Checksum { found, expected });
            }
            (text[6..14].to_owned(), &text[16..17])
        }
        _ => (format!("19{}", &text[6..12]), &text[14..15]),
    };
    let birth = NaiveDate::parse_from_str(&birth, "%Y%m%d")
        .ok()
        .filter(|d| (1850..2200).contains(&d.year()))
        .ok_or(NumberError::BirthDate(birth))?;
    let odd = sequence.parse::<u32>().is_ok_and(|n| n % 2 == 1);
    Ok(ResidentId { birth, sex: if odd { Sex::Male } else { Sex::Female } })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published vectors of GB 11643-1999 (law-cn.md §5, Checksums).
    #[test]
    fn vectors() {
        let woman = read("11010519491231002X").unwrap();
        assert_eq!((woman.birth.to_string().as_str(), woman.sex), ("1949-12-31", Sex::Female));
        let man = read("440524188001010014").unwrap();
        assert_eq!((man.birth.to_string().as_str(), man.sex), ("1880-01-01", Sex::Male));
    }

    #[test]
    fn refuses_by_name() {
        assert!(matches!(read("11010519491231002x"), Err(NumberError::Character { position: 18, .. })));
        assert!(matches!(read("110105194912310021"), Err(NumberError::Checksum { expected: 'X', .. })));
        assert!(matches!(read("1101051949123100"), Err(NumberError::Length { found: 16, .. })));
        assert!(matches!(read("110105491331002"), Err(NumberError::BirthDate(_))));
    }
}
