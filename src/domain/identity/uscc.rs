//! The unified social credit code (统一社会信用代码, GB 32100-2015).

use super::{NumberError, characters};

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// Checks an 18-character code.
///
/// # Errors
/// [`NumberError`] where length, characters (I, O, S, V and Z do not occur) or the check character are wrong.
pub fn check(text: &str) -> Result<(), NumberError> {
    characters(text, &[18], "18", |_, c| ALPHABET.contains(c))?;
    let value = |c: char| ALPHABET.find(c).unwrap_or_default();
    let sum: usize = text.chars().zip(WEIGHTS).map(|(c, w)| value(c) * w).sum();
    let expected = ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or_default();
    let found = text.chars().last().unwrap_or_default();
    if found == expected { Ok(()) } else { Err(NumberError::Checksum { found, expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes published with the standard's algorithm (law-cn.md §5, Checksums).
    #[test]
    fn vectors() {
        for valid in ["91100000100003962T", "9144030010001686XA", "9144030071526726XG"] {
            assert_eq!(check(valid), Ok(()));
        }
        assert!(matches!(check("91100000100003962A"), Err(NumberError::Checksum { expected: 'T', .. })));
        assert!(matches!(
            check("9110000010000396OT"),
            Err(NumberError::Character { character: 'O', position: 17 })
        ));
    }
}
