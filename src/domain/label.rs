//! Page numbers of a bundle: 12, and after it 12A, 12B for what came in late.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The number printed on a page. They sort as the pages lie: 12, 12A, 12Z, 12AA, 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label {
    /// The running number, from 1.
    pub number: u32,
    /// 0 for the page itself, 1 for A, 2 for B, 27 for AA.
    pub insert: u32,
}

impl Label {
    /// The page of this running number.
    pub const fn page(number: u32) -> Self {
        Label { number, insert: 0 }
    }

    /// The page inserted after this one: 12 → 12A, 12A → 12B.
    #[must_use]
    pub const fn inserted(self) -> Self {
        Label { number: self.number, insert: self.insert.saturating_add(1) }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut letters) = (self.insert, Vec::new());
        while rest > 0 {
            letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
            rest = (rest - 1) / 26;
        }
        f.pad(&format!("{}{}", self.number, letters.iter().rev().collect::<String>()))
    }
}

impl FromStr for Label {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "a page number is digits and, for an inserted page, letters from A to Z";
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, letters) = text.split_at(digits);
        let number = number.parse().ok().filter(|n| *n > 0).ok_or(WRONG)?;
        let insert = letters.bytes().try_fold(0_u32, |sum, letter| {
            let place = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
            sum.checked_mul(26)?.checked_add(place)
        });
        Ok(Label { number, insert: insert.ok_or(WRONG)? })
    }
}

impl TryFrom<String> for Label {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> String {
        label.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters count as the columns of a spreadsheet do: Z is 26, AA 27, ZZ 702.
    #[test]
    fn printed_and_read_again() {
        for (insert, text) in
            [(0, "12"), (1, "12A"), (26, "12Z"), (27, "12AA"), (702, "12ZZ"), (703, "12AAA")]
        {
            let label = Label { number: 12, insert };
            assert_eq!(label.to_string(), text);
            assert_eq!(text.parse(), Ok(label));
        }
        for bad in ["", "A", "0", "12a", "-1", "12 A", "99999999999"] {
            assert!(bad.parse::<Label>().is_err(), "{bad}");
        }
    }

    #[test]
    fn inserted_pages_lie_before_the_next_number() {
        let page = Label::page(12);
        assert!(page < page.inserted() && page.inserted() < page.inserted().inserted());
        assert!(page.inserted().inserted() < Label::page(13));
    }
}
