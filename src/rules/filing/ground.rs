//! What a finding turns on: an entry of the tables `forum` and `eligibility`.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::super::rulebook::Rulebook;
use super::super::schema::{Check, Dated, Series, Title, Valued};
use crate::domain::contract::Rate;

/// The values of a ground. Which of them it reads, the comment in its table says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Words that are looked for in a fact.
    #[serde(default)]
    pub words: Vec<String>,
    /// The smaller share, as a fraction.
    #[serde(default)]
    pub least: Option<Rate>,
    /// The larger share, as a fraction.
    #[serde(default)]
    pub most: Option<Rate>,
    /// Days of looking ahead or back.
    #[serde(default)]
    pub days: Option<u16>,
    /// Not asked: how a workspace silences a ground.
    #[serde(default)]
    pub off: bool,
}

impl Terms {
    /// Whether a text holds one of the words.
    pub fn named_in(&self, text: &str) -> bool {
        self.words.iter().any(|word| text.contains(word.as_str()))
    }
}

/// A ground on which a filing is doubted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its id: `forum-links`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// Its values over time.
    pub values: Series<Terms>,
}

impl Valued for Ground {
    type Value = Terms;

    fn parts(&self) -> (&str, &Title, &Series<Terms>) {
        (&self.id, &self.title, &self.values)
    }

    fn check_values(&self, check: &mut Check<'_>) {
        for dated in self.values.iter() {
            let terms = &dated.value;
            let from = format!("from: {}", dated.from);
            if terms.words.iter().any(|word| word.trim().is_empty()) {
                let report = check.report("E-RULES-BAD-VALUE", &[&from]);
                report.put("found", "words: \"\"").put("expected", "words that are not blank");
            }
            if let (Some(least), Some(most)) = (terms.least, terms.most)
                && (least > most || least.fraction() == Decimal::ZERO)
            {
                let report = check.report("E-RULES-BAD-VALUE", &[&from]);
                report
                    .put("found", format!("least: {least}"))
                    .put("expected", format!("0 < least <= {most}"));
            }
        }
    }
}

impl Rulebook {
    /// A ground as it holds on a day; `None` before it held, after it ended, and where it is off.
    pub fn ground(&self, id: &str, on: NaiveDate) -> Option<&Dated<Terms>> {
        let ground = self.forum.get(id).or_else(|| self.eligibility.get(id))?;
        ground.values.on(on).filter(|dated| !dated.value.off)
    }
}
