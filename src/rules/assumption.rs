//! What is assumed of suits where a portfolio has too little history of its own: an entry of the table `triage`. Not
//! law: a house replaces each figure by its own.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Series, Title, Valued};

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
        for dated in self.values.iter() {
            let Assumed(value) = dated.value;
            let (fits, expected) = match self.unit {
                Unit::Share => (value >= Decimal::ZERO && value <= Decimal::ONE, "a share from 0 to 1"),
                Unit::Days | Unit::Accounts => {
                    (value >= Decimal::ONE && value.is_integer(), "a whole number from 1 on")
                }
            };
            if !fits {
                let report = check.report("E-RULES-BAD-VALUE", &[&format!("from: {}", dated.from)]);
                report.put("found", value).put("expected", expected);
            }
        }
    }
}

impl Rulebook {
    /// An assumption as it holds on a day.
    ///
    /// # Errors
    /// `R-TRIAGE-ASSUMPTION` where no table has it for that day.
    pub fn assumed(&self, id: &str, on: NaiveDate) -> Result<&Dated<Assumed>, Refusal> {
        self.triage.get(id).and_then(|entry| entry.values.on(on)).ok_or_else(|| {
            Refusal::new(
                "R-TRIAGE-ASSUMPTION",
                format!("{id}（{on}）"),
                "表 triage 中没有该日有效的假定值，请在工作区 rules/ 中补充",
            )
        })
    }
}
