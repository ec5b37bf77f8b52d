//! The postal register: letters that were posted, and what became of each.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::proof::{Contacted, StoredFile};

/// A letter that was handed to a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its id, unique in the registry: [`Letter::id_of`].
    pub id: String,
    /// The carrier: 中国邮政EMS.
    pub carrier: String,
    /// The carrier's number.
    pub number: String,
    /// What it holds, by kind where it was drafted: `demand-letter`.
    pub kind: String,
    /// The draft it holds, by the hash of its file, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Who it is for.
    pub party: Contacted,
    /// The addressee's name.
    pub to_name: String,
    /// The address written on it.
    pub address: String,
    /// That address was the one for service that the contract fixed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed: bool,
    /// The day it was handed over.
    pub on: NaiveDate,
    /// The receipt, where it was scanned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<StoredFile>,
}

impl Letter {
    /// The id of the letter that has this number: `p-` and the number in small letters.
    pub fn id_of(number: &str) -> String {
        format!("p-{}", number.to_lowercase())
    }
}

/// Characters that a carrier's number has at least and at most.
pub const NUMBER_LENGTH: std::ops::RangeInclusive<usize> = 8..=30;

/// A carrier's number as it is kept: Latin capitals and digits without spaces; `None` for what is none.
pub fn number(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let all = kept.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (all && NUMBER_LENGTH.contains(&kept.len())).then_some(kept)
}

/// Whether the check digit of a number of the form UPU S10, `RR473124829GB`, is right; `None` for a number of another form.
pub fn check_digit(number: &str) -> Option<bool> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let [a, b, digits @ .., y, z] = number.as_bytes() else { return None };
    let letters = [a, b, y, z].into_iter().all(u8::is_ascii_uppercase);
    if !letters || digits.len() != WEIGHTS.len() + 1 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = |digit: &u8| u32::from(digit - b'0');
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| value(digit) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        check => check,
    };
    Some(digits.last().map(value) == Some(check))
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// 妥投: handed to the addressee or one who may take it.
    Delivered,
    /// 退回
    Returned,
    /// 遗失
    Lost,
}

impl Fate {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Fate::Delivered => "delivered",
            Fate::Returned => "returned",
            Fate::Lost => "lost",
        }
    }
}

/// A letter's fate became known. The latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterFate {
    /// The letter.
    pub id: String,
    /// What.
    pub fate: Fate,
    /// The day.
    pub on: NaiveDate,
    /// Who took it, or why it came back: 本人签收, 拒收, 查无此人, 迁移新址不明, 逾期未领.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The proof of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<StoredFile>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_in_one_form() {
        assert_eq!(number(" rr 473124829 gb ").as_deref(), Some("RR473124829GB"));
        assert_eq!(number("1234567890123").as_deref(), Some("1234567890123"));
        for none in ["", "1234567", "1234-567890123", "１２３４５６７８", "单号12345678", &"1".repeat(31)]
        {
            assert_eq!(number(none), None, "{none}");
        }
    }

    /// UPU S10-12: 47312482 with the weights 8 6 4 2 3 5 9 7 gives 200, of which 2 is left of elevens, so 9.
    #[test]
    fn the_check_digit_is_the_universal_postal_unions() {
        assert_eq!(check_digit("RR473124829GB"), Some(true));
        assert_eq!(check_digit("RR473124828GB"), Some(false));
        // 00000000 leaves nothing, for which 5 stands; 10000002 gives 22, too; 00000011 gives 16, of which 5 is left: 6.
        assert_eq!(check_digit("EA000000005CN"), Some(true));
        assert_eq!(check_digit("EA100000025CN"), Some(true));
        assert_eq!(check_digit("EA000000116CN"), Some(true));
        // 00300000 gives 12, of which 1 is left; 10 is written 0.
        assert_eq!(check_digit("EA003000000CN"), Some(true));
        for other in ["1234567890123", "RR47312482GB", "rr473124829gb", ""] {
            assert_eq!(check_digit(other), None, "{other}");
        }
    }
}
