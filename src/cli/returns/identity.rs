//! Identity numbers as people write them: whole, masked, or only their end.

use crate::intake::normalise::half_width;

/// What stands for characters that are not shown.
const MASK: char = '*';
/// Length of an identity card's number now, and before 2000 without century and check digit.
const WHOLE: usize = 18;
const OLD: usize = 15;

/// The last four letters or digits of an identity number, whole, masked or cut.
pub fn id_end(number: &str) -> Option<String> {
    let kept: Vec<char> = half_width(number).chars().filter(char::is_ascii_alphanumeric).collect();
    let from = kept.len().checked_sub(4)?;
    Some(kept[from..].iter().map(char::to_ascii_uppercase).collect())
}

/// Whether every character that a row shows of a number is that of the number: of a masked one, what stands before and
/// after the mask; of one that was cut, its end. Nothing shown contradicts nothing.
pub fn agrees(given: &str, known: &str) -> bool {
    let (given, known) = (shown(given), shown(known));
    if given.len() == known.len() {
        return given.iter().zip(&known).all(|(a, b)| *a == MASK || a == b);
    }
    let first = given.iter().position(|c| *c == MASK);
    let last = given.iter().rposition(|c| *c == MASK);
    let (Some(first), Some(last)) = (first, last) else {
        let old = given.len() == OLD && known.len() == WHOLE;
        let before = || [&known[..6], &known[8..WHOLE - 1]].concat();
        return known.ends_with(&given) || (old && before() == given);
    };
    // A mask of another length than what it hides: the ends are still to be those of the number.
    known.starts_with(&given[..first]) && known.ends_with(&given[last + 1..])
}

/// Letters, digits and masked places.
fn shown(number: &str) -> Vec<char> {
    let plain: Vec<char> = half_width(number).chars().collect();
    let is_x =
        |at: Option<usize>| at.and_then(|at| plain.get(at)).is_some_and(|c| c.eq_ignore_ascii_case(&'x'));
    let place = |(at, c): (usize, &char)| match c {
        // A row of them hides something; a single one is the check digit 10.
        'x' | 'X' if is_x(at.checked_sub(1)) || is_x(at.checked_add(1)) => Some(MASK),
        '*' | '×' | '•' | '●' | '·' | '#' | '_' | '…' | '?' => Some(MASK),
        c => c.is_ascii_alphanumeric().then(|| c.to_ascii_uppercase()),
    };
    plain.iter().enumerate().filter_map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB 11643: 18 characters, the last a check digit that may be X; 15 before, without century and check digit.
    #[test]
    fn every_character_shown_counts() {
        let number = "33010219850315003X";
        for same in [
            "33010219850315003x",
            "330102********003X",
            "330102*003X",
            "３３０１０２＊＊＊＊＊＊＊＊００３Ｘ",
            "330102XXXXXXXX003X",
            "003X",
            "尾号003X",
            "330102850315003",
            "330102 1985 0315 003X",
            "",
        ] {
            assert!(agrees(same, number), "{same}");
        }
        for other in [
            "33010219850316003X",
            "110102********003X",
            "110102*003X",
            "330102********0031",
            "5003X1",
            "1003X",
            "330102850315004",
            "3301021985031500033X",
        ] {
            assert!(!agrees(other, number), "{other}");
        }
    }
}
