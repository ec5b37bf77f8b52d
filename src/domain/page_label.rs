//! The number printed on a page of a bundle: 12, or 12A for a page that was put in after 12 later.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A page's printed number. Pages put in after 12 are 12A, 12B … 12Z, 12AA, so that 13 keeps its number. In order: 12
/// before 12A before 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageLabel {
    /// The running number, from 1.
    pub number: u32,
    /// Which page after that number: 0 for the numbered page itself, 1 for A, 26 for Z, 27 for AA.
    pub insert: u32,
}

impl PageLabel {
    /// A page numbered from the start.
    pub const fn plain(number: u32) -> Self {
        PageLabel { number, insert: 0 }
    }

    /// The page after this one in the same run: 13 after 12, 12B after 12A. `None` where no number is left.
    pub fn next(self) -> Option<Self> {
        match self.insert {
            0 => Some(PageLabel { number: self.number.checked_add(1)?, insert: 0 }),
            insert => Some(PageLabel { insert: insert.checked_add(1)?, ..self }),
        }
    }

    /// The first page put in after this one, where no page was put in before: 12A after 12. `None` after a page that
    /// was put in itself: what follows 12A is its [`PageLabel::next`].
    pub const fn inserted(self) -> Option<Self> {
        if self.insert == 0 { Some(PageLabel { insert: 1, ..self }) } else { None }
    }
}

impl fmt::Display for PageLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = self.insert;
        // Letters count from 1: after Z comes AA, and there is no letter for nought.
        while rest > 0 {
            letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        write!(f, "{}{}", self.number, letters.iter().rev().collect::<String>())
    }
}

/// What is no page number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no page number such as 12 or 12A")]
pub struct NotAPageLabel(pub String);

impl FromStr for PageLabel {
    type Err = NotAPageLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAPageLabel(text.to_owned());
        let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, letters) = text.split_at(at);
        if digits.starts_with('0') {
            return Err(wrong());
        }
        let number = digits.parse().map_err(|_| wrong())?;
        let insert = letters.bytes().try_fold(0_u32, |sum, letter| {
            let value = letter.is_ascii_uppercase().then(|| u32::from(letter - b'A') + 1)?;
            sum.checked_mul(26)?.checked_add(value)
        });
        Ok(PageLabel { number, insert: insert.ok_or_else(wrong)? })
    }
}

impl Serialize for PageLabel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PageLabel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> PageLabel {
        text.parse().unwrap()
    }

    /// Columns of a spreadsheet count the same way: Z is 26, AA 27, ZZ 702, AAA 703.
    #[test]
    fn letters_count_as_columns_of_a_spreadsheet() {
        for (insert, text) in
            [(0, "12"), (1, "12A"), (26, "12Z"), (27, "12AA"), (702, "12ZZ"), (703, "12AAA")]
        {
            let written = PageLabel { number: 12, insert };
            assert_eq!(written.to_string(), text);
            assert_eq!(label(text), written);
        }
    }

    #[test]
    fn pages_follow_one_another() {
        let mut sorted = ["13", "12AA", "12", "12Z", "2", "12A"].map(label);
        sorted.sort();
        assert_eq!(sorted.map(|l| l.to_string()), ["2", "12", "12A", "12Z", "12AA", "13"]);
        assert_eq!(label("12").next(), Some(label("13")));
        assert_eq!(label("12Z").next(), Some(label("12AA")));
        assert_eq!(label("12").inserted(), Some(label("12A")));
        assert_eq!(label("12A").inserted(), None);
        assert_eq!(PageLabel::plain(u32::MAX).next(), None);
    }

    #[test]
    fn what_is_no_page_number_is_refused() {
        for text in
            ["", "A", "0", "012", "12a", "12-A", "12 A", "12A1", "99999999999", "1AAAAAAAAAAAAAAAA", "１２"]
        {
            assert!(text.parse::<PageLabel>().is_err(), "{text}");
        }
    }

    #[test]
    fn it_is_kept_as_text() {
        assert_eq!(serde_json::to_string(&label("12A")).unwrap(), "\"12A\"");
        assert_eq!(serde_json::from_str::<PageLabel>("\"12A\"").unwrap(), label("12A"));
        assert!(serde_json::from_str::<PageLabel>("12").is_err());
    }
}
