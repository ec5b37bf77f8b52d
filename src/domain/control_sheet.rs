//! The control sheet of a day: which deadlines were shown to whom.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::case::AccountId;

/// A control sheet as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlSheet {
    /// Its day.
    pub day: NaiveDate,
    /// Its number on that day, from 1: another one is written where facts have changed since.
    pub number: u32,
    /// The day of the sheet before it, if there is one of an earlier day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Where it was written, relative to the workspace.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Pages.
    pub pages: u32,
    /// SHA-256 of the data the template was given, its number aside: the same day and the same hash is the same sheet.
    pub facts_sha256: String,
    /// SHA-256 of the template folder.
    pub template_sha256: String,
    /// SHA-256 of the rule tables.
    pub rules_sha256: String,
    /// SHA-256 over the font faces in use.
    pub fonts_sha256: String,
    /// The program's version.
    pub program: String,
    /// What it shows, by handler.
    pub shown: Vec<ShownTo>,
}

/// What one handler was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownTo {
    /// The handler's name; none of accounts that nobody handles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// The deadlines, by account.
    pub accounts: BTreeMap<AccountId, Vec<ShownDeadline>>,
}

/// A deadline as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownDeadline {
    /// Its id in the account.
    pub id: String,
    /// Its day.
    pub due: NaiveDate,
    /// Under which heading it stood.
    pub under: Heading,
}

/// A heading of the sheet, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heading {
    /// Past its day.
    Late,
    /// It lapses within the week, or has to be acted on by then.
    Lapsing,
    /// Due within the week, hearings among it.
    Due,
    /// A warning layer is reached.
    Warned,
    /// Someone takes care of it; its warnings rest.
    Acknowledged,
    /// It became possible since the sheet before.
    Possible,
}

impl Heading {
    /// All, in the order of the sheet.
    pub const ALL: [Heading; 6] = [
        Heading::Late,
        Heading::Lapsing,
        Heading::Due,
        Heading::Warned,
        Heading::Acknowledged,
        Heading::Possible,
    ];

    /// The identifier in data and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Heading::Late => "late",
            Heading::Lapsing => "lapsing",
            Heading::Due => "due",
            Heading::Warned => "warned",
            Heading::Acknowledged => "acknowledged",
            Heading::Possible => "possible",
        }
    }
}
