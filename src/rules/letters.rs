//! What mails and letters are, by their kind: whether one asserts the claim, and which milestone it may be recorded as.
//! The table `letters`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rulebook::Rulebook;
use super::schema::{Check, Series, Title, Valued};

/// A kind of mail or letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterKind {
    /// The kind of its template: `demand-letter`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// It asserts the claim (主张权利): it counts as a contact, and for limitation and guarantee periods.
    pub demand: bool,
    /// The milestone that may be recorded once it arrived: `pre-action/demand-sent`. Nothing records it by itself.
    #[serde(default)]
    pub milestone: Option<String>,
    /// The fact that may be corrected once it arrived: `debt.accelerated`.
    #[serde(default)]
    pub fact: Option<String>,
    /// What the law says of it, over time.
    pub values: Series<String>,
}

impl Valued for LetterKind {
    type Value = String;

    fn parts(&self) -> (&str, &Title, &Series<String>) {
        (&self.id, &self.title, &self.values)
    }

    fn resolve_values(&self, book: &Rulebook, check: &mut Check<'_>) {
        for name in self.milestone.iter() {
            let (track, milestone) = name.split_once('/').unwrap_or((name, ""));
            if book.tracks.get(track).and_then(|t| t.milestone(milestone)).is_none() {
                check.report("E-RULES-UNKNOWN-REFERENCE", &[name]).put("found", name).put("table", "tracks");
            }
        }
    }
}

impl Rulebook {
    /// The kind of a mail or letter that asserts the claim on a day; `None` for every other.
    pub fn demand_kind(&self, kind: &str, on: NaiveDate) -> Option<&LetterKind> {
        self.letters.get(kind).filter(|k| k.demand && k.values.on(on).is_some())
    }
}
