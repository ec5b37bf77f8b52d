//! How long a mail that a server took may still come back.

use chrono::NaiveDate;
use serde::Deserialize;

use super::rulebook::Rulebook;
use super::schema::{Check, Dated, Entry, Provenance, Series, Title};

/// The entry that says how long.
const WAIT: &str = "mail-bounces-within";

/// A number of days within which something must have shown itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// Whole days, over time.
    pub values: Series<u16>,
}

impl Entry for Wait {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        self.values.provenance()
    }

    fn check(&self, check: &mut Check<'_>) {
        self.values.check(check);
    }
}

impl Rulebook {
    /// How many whole days a mail that a server took on a day may still come back; `None` where no table says so.
    pub fn mail_bounces_within(&self, taken: NaiveDate) -> Option<&Dated<u16>> {
        self.arrivals.get(WAIT)?.values.on(taken)
    }
}
