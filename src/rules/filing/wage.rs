//! The average wage by province, against which small claims are measured (民诉法 165). No table comes with the program:
//! the figures differ by province and year, and a workspace's `rules/` says them.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::super::rulebook::Rulebook;
use super::super::schema::{Check, Confidence, Entry, Provenance, Sources, Title, day};
use crate::domain::Amount;

/// The average yearly wage of the employed (就业人员年平均工资) of one province and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wage {
    /// Its id: `beijing-2025`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The province as addresses and courts begin with it: 北京, 浙江.
    pub province: String,
    /// The year the figure is of.
    pub year: u16,
    /// Yuan a year.
    pub avg_wage: Amount,
    /// Where it was published.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

impl Entry for Wage {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.avg_wage <= Amount::ZERO {
            let report = check.report("E-RULES-BAD-VALUE", &["avg_wage:"]);
            report.put("found", self.avg_wage).put("expected", "> 0");
        }
        if self.province.trim().is_empty() {
            let report = check.report("E-RULES-BAD-VALUE", &["province:"]);
            report.put("found", "\"\"").put("expected", "北京, 浙江");
        }
        if !(2000..=2100).contains(&self.year) {
            check
                .report("E-RULES-BAD-VALUE", &["year:"])
                .put("found", self.year)
                .put("expected", "2000-2100");
        }
    }
}

impl Rulebook {
    /// The last wage published before the year of a day for the province that one of these places begins with.
    pub fn wage(&self, places: &[&str], on: NaiveDate) -> Option<&Wage> {
        let known = self.small_claims.iter().filter(|wage| i32::from(wage.year) < on.year());
        known
            .filter(|wage| places.iter().any(|place| place.trim().starts_with(&wage.province)))
            .max_by_key(|wage| wage.year)
    }
}
