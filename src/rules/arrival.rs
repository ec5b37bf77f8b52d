//! How long a mail that a server took may still come back.

use chrono::NaiveDate;
use serde::Deserialize;

use super::rulebook::Rulebook;
use super::schema::{Dated, Series, Title, Valued};

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

impl Valued for Wait {
    type Value = u16;

    fn parts(&self) -> (&str, &Title, &Series<u16>) {
        (&self.id, &self.title, &self.values)
    }
}

impl Rulebook {
    /// How many whole days a mail that a server took on a day may still come back; `None` where no table says so.
    pub fn mail_bounces_within(&self, taken: NaiveDate) -> Option<&Dated<u16>> {
        self.arrivals.get(WAIT)?.values.on(taken)
    }
}
