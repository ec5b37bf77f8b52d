//! What a person decided about a deadline.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandlingAct {
    /// Seen: someone takes care of it. It stays open, and its warnings rest until its day.
    Acknowledged,
    /// Nothing will be done about it.
    Waived,
    /// What was decided before no longer counts.
    Reopened,
}

/// A decision about one deadline of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineHandling {
    /// The deadline's id: `litigation/appeal-judgment:李示例`.
    pub id: String,
    /// The day it had when it was decided. A deadline that a correction moves keeps its state, and the difference is
    /// reported.
    pub due: NaiveDate,
    /// What.
    pub act: HandlingAct,
    /// Why.
    pub reason: String,
    /// The day of the decision.
    pub on: NaiveDate,
}

impl HandlingAct {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            HandlingAct::Acknowledged => "acknowledged",
            HandlingAct::Waived => "waived",
            HandlingAct::Reopened => "reopened",
        }
    }
}

impl DeadlineHandling {
    /// The day the deadline had when it was decided, where that is not the day it has now.
    pub fn moved_from(&self, due: NaiveDate) -> Option<NaiveDate> {
        (self.due != due).then_some(self.due)
    }
}
