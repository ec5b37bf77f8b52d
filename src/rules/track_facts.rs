//! The facts of a milestone: which kinds there are, and whether a text is one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::schema::nearest;
use super::track::Fact;
use crate::domain::Amount;
use crate::domain::contract::Rate;
use crate::domain::date;

/// Kinds of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// Any text of one line.
    Text,
    /// An amount in yuan, not below zero: `38652.41`.
    Amount,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM`.
    At,
    /// A rate as a fraction, from 0 to 1: `0.0005`.
    Rate,
    /// How many times something, above 0 and at most 10: `4`, `1.5`.
    Multiple,
    /// A number of days, 0 to 3660.
    Days,
    /// A whole number from 1 to 99.
    Number,
    /// A debtor, guarantor or the creditor, by name.
    Party,
    /// Debtors and guarantors by name, several separated by `、` or a comma.
    Parties,
    /// One of the values of the table.
    OneOf,
}

impl FactKind {
    /// What is expected, in Chinese and English, for a message.
    pub const fn expected(self) -> [&'static str; 2] {
        match self {
            FactKind::Text => ["一行文字", "text of one line"],
            FactKind::Amount => ["金额，如 38652.41", "an amount such as 38652.41"],
            FactKind::Date => ["日期 YYYY-MM-DD", "a date YYYY-MM-DD"],
            FactKind::At => ["时间 YYYY-MM-DD HH:MM", "a time YYYY-MM-DD HH:MM"],
            FactKind::Rate => [
                "以小数表示且不大于 1 的利率：日万分之五填 0.0005，年利率 5% 填 0.05",
                "a rate as a fraction, at most 1: 0.0005 for 0.05% a day, 0.05 for 5% a year",
            ],
            FactKind::Multiple => {
                ["大于 0 且不大于 10 的倍数，如 4、1.5", "a multiple above 0, at most 10: 4, 1.5"]
            }
            FactKind::Days => ["天数 0–3660", "a number of days, 0 to 3660"],
            FactKind::Number => ["整数 1–99", "a whole number, 1 to 99"],
            FactKind::Party => ["本案当事人的姓名或名称", "the name of a party to the case"],
            FactKind::Parties => {
                ["债务人的姓名或名称，多人以顿号或逗号分隔", "names of debtors, separated by commas"]
            }
            FactKind::OneOf => ["表中所列之一", "one of the listed values"],
        }
    }
}

/// The names in a `parties` fact.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '，', ';', '；']).map(str::trim)
}

/// The names a `party` fact can have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// The creditor, if known.
    pub creditor: Option<String>,
    /// Debtors and guarantors.
    pub debtors: Vec<String>,
}

impl Parties {
    /// The parties of a case.
    pub fn of(case: &crate::domain::Case) -> Self {
        Parties {
            creditor: case.creditor.as_ref().map(|c| c.name.clone()),
            debtors: case.debtors.iter().map(|d| d.name.clone()).collect(),
        }
    }

    /// The debtors that a `parties` fact names, each as the case has it; `None` where one of them is no debtor. A name
    /// that holds a separator itself is taken whole.
    pub fn several<'p>(&'p self, text: &str) -> Option<Vec<&'p str>> {
        let debtor = |name: &str| self.debtors.iter().find(|d| *d == name).map(String::as_str);
        if let Some(one) = debtor(text.trim()) {
            return Some(vec![one]);
        }
        names(text).map(debtor).collect()
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.debtors.iter().chain(&self.creditor).map(String::as_str)
    }
}

/// A fact that does not fit its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFact {
    /// Its name.
    pub name: String,
    /// What was given.
    pub found: String,
    /// What is expected, in Chinese and English.
    pub expected: [String; 2],
    /// What was most likely meant.
    pub near: Option<String>,
}

/// Facts that are part of another, and what they are part of.
const PARTS: [(&str, &str); 2] = [("to_costs", "amount"), ("penalty", "interest")];

/// Whether amounts that are part of another are no more than that.
///
/// # Errors
/// [`BadFact`].
pub fn parts(facts: &BTreeMap<String, String>) -> Result<(), BadFact> {
    let sum = |name: &str| facts.get(name).and_then(|text| text.trim().parse::<Amount>().ok());
    for (part, whole) in PARTS {
        let (Some(some), Some(all)) = (sum(part), sum(whole)) else { continue };
        if some > all {
            return Err(BadFact {
                name: part.to_owned(),
                found: some.to_string(),
                expected: [
                    format!("不大于 {whole} 的金额（{all}），它是其中的一部分"),
                    format!("no more than {whole}, {all}, of which it is a part"),
                ],
                near: None,
            });
        }
    }
    Ok(())
}

impl Fact {
    /// Whether a text is such a fact.
    ///
    /// # Errors
    /// [`BadFact`].
    pub fn check(&self, text: &str, parties: &Parties) -> Result<(), BadFact> {
        let plain = |max: u32, min: u32| {
            let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            digits && text.parse::<u32>().is_ok_and(|n| (min..=max).contains(&n))
        };
        let good = match self.kind {
            FactKind::Text => !text.trim().is_empty() && !text.chars().any(char::is_control),
            FactKind::Amount => text.parse::<Amount>().is_ok_and(|a| !a.is_negative()),
            FactKind::Date => date::parse(text).is_some(),
            FactKind::At => date::parse_minute(text).is_some(),
            // Above one it is a percentage that lost its sign: 5 for 5 %.
            FactKind::Rate => text.parse::<Rate>().is_ok_and(|r| r.fraction() <= rust_decimal::Decimal::ONE),
            FactKind::Multiple => text.parse::<Rate>().is_ok_and(|r| !r.fraction().is_zero()),
            FactKind::Days => plain(3660, 0),
            FactKind::Number => plain(99, 1),
            FactKind::Party => parties.names().any(|n| n == text),
            FactKind::Parties => parties.several(text).is_some(),
            FactKind::OneOf => self.values.iter().any(|v| v == text),
        };
        if good {
            return Ok(());
        }
        let listed = |names: Vec<&str>| {
            let near = nearest(text, names.iter().copied()).map(str::to_owned);
            ([names.join("、"), names.join(", ")], near)
        };
        let (expected, near) = match self.kind {
            FactKind::Party => listed(parties.names().collect()),
            FactKind::Parties => listed(parties.debtors.iter().map(String::as_str).collect()),
            FactKind::OneOf => listed(self.values.iter().map(String::as_str).collect()),
            kind => (kind.expected().map(str::to_owned), None),
        };
        Err(BadFact { name: self.name.clone(), found: text.to_owned(), expected, near })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: FactKind) -> Fact {
        serde_json::from_value(serde_json::json!({"name": "f", "type": kind, "zh": "x", "en": "x"})).unwrap()
    }

    /// Above one a rate is a slip: 5 where 5 % was meant.
    #[test]
    fn a_rate_above_one_is_a_slip() {
        let rate = fact(FactKind::Rate);
        for good in ["0", "0.0005", "0.05", "1"] {
            rate.check(good, &Parties::default()).unwrap();
        }
        for bad in ["1.01", "5", "18.25"] {
            let found = rate.check(bad, &Parties::default()).unwrap_err();
            assert!(found.expected[0].contains("0.0005") && found.expected[1].contains("5%"), "{found:?}");
        }
    }

    /// A part is never more than the whole.
    #[test]
    fn a_part_is_no_more_than_the_whole() {
        let of = |list: [(&str, &str); 2]| parts(&list.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        of([("amount", "20000.00"), ("to_costs", "20000.00")]).unwrap();
        of([("principal", "1.00"), ("penalty", "9999.00")]).unwrap();
        assert_eq!(of([("amount", "20000"), ("to_costs", "30000")]).unwrap_err().name, "to_costs");
        assert_eq!(of([("interest", "5588.80"), ("penalty", "9999")]).unwrap_err().name, "penalty");
    }
}
