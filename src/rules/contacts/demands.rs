//! Effective demands (有效催收): how many demands arrived, were made by the rules, and lie far enough apart. A count for
//! whoever asks; it says nothing about anybody's intention and is no ground for a threat.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::table::{ContactRule, Test};
use crate::domain::case::Case;
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::Sources;

/// Demands on one account that may be effective ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demands<'b> {
    /// The rule.
    pub rule: &'b ContactRule,
    /// Its source.
    pub source: &'b Sources,
    /// The days from one to the next, at least.
    pub apart: u32,
    /// Entries of the log, from 1, with their days.
    entries: Vec<(u32, NaiveDate)>,
}

impl Demands<'_> {
    /// The days that count, soonest first, where `breaches` are the entries found to break a rule.
    pub fn days(&self, breaches: &BTreeSet<u32>) -> Vec<NaiveDate> {
        let kept = self.entries.iter().filter(|(entry, _)| !breaches.contains(entry));
        let mut days: Vec<NaiveDate> = kept.map(|(_, day)| *day).collect();
        days.sort_unstable();
        let mut last: Option<NaiveDate> = None;
        days.retain(|day| {
            let counts = last.is_none_or(|last| (*day - last).num_days() >= i64::from(self.apart));
            if counts {
                last = Some(*day);
            }
            counts
        });
        days
    }
}

impl Rulebook {
    /// The demands up to and including a day that may be effective: from the first day overdue, with a record that
    /// proves it arrived. `None` where no rule speaks of such an account, or the first day overdue is not known.
    pub fn demands<'b>(&'b self, case: &Case, until: NaiveDate) -> Option<Demands<'b>> {
        let rule = self.contacts.iter().find(|r| {
            let product = r.products.is_empty() || case.product.is_some_and(|p| r.products.contains(&p));
            r.test == Test::EffectiveDemand && product
        })?;
        let (overdue, dated) = (case.debt.overdue_since?, rule.values.on(until)?);
        let apart = dated.value.apart?;
        let entries = (1_u32..)
            .zip(&case.contacts)
            .filter(|(_, c)| c.record.is_some() && rule.covers(case, c))
            .map(|(entry, c)| (entry, c.settled_on()))
            .filter(|(_, day)| overdue <= *day && *day <= until && rule.values.on(*day).is_some())
            .collect();
        Some(Demands { rule, source: &dated.source, apart, entries })
    }
}
