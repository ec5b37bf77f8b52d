//! Effective demands (有效催收): how many demands arrived, were made by the rules, and lie far enough apart. A count for
//! whoever asks; it says nothing about anybody's intention and is no ground for a threat.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::table::{ContactRule, Test};
use crate::domain::case::Case;
use crate::rules::rulebook::Rulebook;

/// Effective demands on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demands<'b> {
    /// The rule.
    pub rule: &'b ContactRule,
    /// Its source.
    pub source: String,
    /// The days from one to the next, at least.
    pub apart: u32,
    /// The days that count, soonest first.
    pub days: Vec<NaiveDate>,
}

impl Rulebook {
    /// The effective demands up to and including a day. An entry counts from the first day overdue, with a record that
    /// proves it arrived, and if it is not among `breaches`, the entries found to break a rule. `None` where no rule
    /// speaks of such an account, or the first day overdue is not known.
    pub fn effective_demands<'b>(
        &'b self,
        case: &Case,
        until: NaiveDate,
        breaches: &BTreeSet<u32>,
    ) -> Option<Demands<'b>> {
        let rule = self.contacts.iter().find(|r| {
            let product = r.products.is_empty() || case.product.is_some_and(|p| r.products.contains(&p));
            r.test == Test::EffectiveDemand && product
        })?;
        let (overdue, dated) = (case.debt.overdue_since?, rule.values.on(until)?);
        let apart = dated.value.apart?;
        let mut days: Vec<NaiveDate> = (1_u32..)
            .zip(&case.contacts)
            .filter(|(entry, c)| c.record.is_some() && rule.covers(case, c) && !breaches.contains(entry))
            .map(|(_, c)| c.at.date())
            .filter(|day| overdue <= *day && *day <= until && rule.values.on(*day).is_some())
            .collect();
        days.sort_unstable();
        let mut last: Option<NaiveDate> = None;
        days.retain(|day| {
            let counts = last.is_none_or(|last| (*day - last).num_days() >= i64::from(apart));
            if counts {
                last = Some(*day);
            }
            counts
        });
        Some(Demands { rule, source: dated.source.to_string(), apart, days })
    }
}
