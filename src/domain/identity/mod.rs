//! Numbers that identify: their checksums, what can be read out of them, and how they are masked.

pub mod bank_card;
pub mod case_number;
pub mod mask;
pub mod person;
pub mod phone;
pub mod resident_id;
pub mod uscc;

/// Why a number is not what it claims to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The wrong number of characters.
    #[error("{found} characters, {expected} expected")]
    Length {
        /// Characters found.
        found: usize,
        /// Lengths that are allowed.
        expected: &'static str,
    },
    /// A character that cannot stand there.
    #[error("{character:?} cannot stand at position {position}")]
    Character {
        /// The character found.
        character: char,
        /// Its place, from 1.
        position: usize,
    },
    /// The birth date inside it does not exist.
    #[error("no such birth date: {0}")]
    BirthDate(String),
    /// The check character is another one.
    #[error("check character is {found:?}, {expected:?} expected")]
    Checksum {
        /// The check character found.
        found: char,
        /// The one computed from the other characters.
        expected: char,
    },
    /// Not written in the form of its kind.
    #[error("not of the form {0}")]
    Form(&'static str),
}

/// Refuses any length but those listed and any character `allowed` (given its position from 0) does not accept.
fn characters(
    text: &str,
    lengths: &[usize],
    expected: &'static str,
    allowed: impl Fn(usize, char) -> bool,
) -> Result<(), NumberError> {
    if let Some((i, character)) = text.chars().enumerate().find(|&(i, c)| !allowed(i, c)) {
        return Err(NumberError::Character { character, position: i + 1 });
    }
    let found = text.chars().count();
    if !lengths.contains(&found) {
        return Err(NumberError::Length { found, expected });
    }
    Ok(())
}
