//! What is assumed of suits where a portfolio has too little history of its own: an entry of the table `triage`. Not
//! law: a house replaces each figure by its own.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued, nearest};

/// The ids that the program looks up. An entry of another id would never count.
pub const KNOWN: [&str; 10] = [
    "history-least",
    "shrinkage-accounts",
    "recovery-share-litigation",
    "recovery-share-arbitration",
    "recovery-share-payment-order",
    "days-litigation",
    "days-arbitration",
    "days-payment-order",
    "objection-chance",
    "attorney-fee-share",
];

/// Days that no proceeding takes: a hundred years.
const MOST_DAYS: u32 = 36_500;
/// Accounts that no registry asks for.
const MOST_ACCOUNTS: u32 = 1_000_000;

/// What an assumption counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A fraction from 0 to 1.
    Share,
    /// Whole days, at least one.
    Days,
    /// Whole accounts, at least one.
    Accounts,
}

/// A figure, written in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Assumed(pub Decimal);

impl<'de> Deserialize<'de> for Assumed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = |_| de::Error::custom("a figure in quotes, such as \"0.25\" or \"180\"");
        Decimal::from_str_exact(&text).map(Assumed).map_err(wrong)
    }
}

/// An assumption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Its id: `days-litigation`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// What it counts.
    pub unit: Unit,
    /// Its values over time.
    pub values: Series<Assumed>,
}

impl Valued for Assumption {
    type Value = Assumed;

    fn parts(&self) -> (&str, &Title, &Series<Assumed>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        if !KNOWN.contains(&self.id.as_str()) {
            let near = nearest(&self.id, KNOWN.iter().copied()).unwrap_or_default().to_owned();
            let report = check.report("E-RULES-UNKNOWN-VALUE", &[]);
            report.put("found", &self.id).put("expected", KNOWN.join(", ")).put("near", near);
        }
        for dated in self.values.iter() {
            let Assumed(value) = dated.value;
            let (fits, expected) = match self.unit {
                Unit::Share => (value >= Decimal::ZERO && value <= Decimal::ONE, "a share from 0 to 1"),
                Unit::Days => (counts(value, MOST_DAYS), "a whole number from 1 to 36500"),
                Unit::Accounts => (counts(value, MOST_ACCOUNTS), "a whole number from 1 to 1000000"),
            };
            if !fits {
                let report = check.report("E-RULES-BAD-VALUE", &[&format!("from: {}", dated.from)]);
                report.put("found", value).put("expected", expected);
            }
        }
    }
}

fn counts(value: Decimal, most: u32) -> bool {
    value >= Decimal::ONE && value <= Decimal::from(most) && value.is_integer()
}

impl Rulebook {
    /// An assumption as it holds on a day.
    ///
    /// # Errors
    /// `R-TRIAGE-ASSUMPTION` where no table has it for that day.
    pub fn assumed(&self, id: &str, on: NaiveDate) -> Result<&Dated<Assumed>, Refusal> {
        self.triage.get(id).and_then(|entry| entry.values.on(on)).ok_or_else(|| {
            // An entry of the workspace takes the place of the built-in one, all its values included.
            let file = self.triage.file(id).and_then(|at| self.file_name(at)).unwrap_or("rules/");
            let first = self.triage.get(id).and_then(|entry| entry.values.first_day());
            let first = first.map_or_else(String::new, |day| format!(", from: {day}"));
            Refusal::new(
                "R-TRIAGE-ASSUMPTION",
                format!("{id}（{on}）: {file}{first}"),
                format!("{file} 的表 triage 中 {id} 没有在 {on} 有效的值：请补充一项 from 不晚于该日的值"),
            )
        })
    }
}
