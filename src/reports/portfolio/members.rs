//! The accounts behind a number.

use chrono::NaiveDate;

use super::count::{STEPS, age, ages, at_risk, reached};
use super::facts::{AccountFacts, RiskKind};
use super::figure::Quantity;
use super::measure::{Measure, Share};
use super::spread::LASTING;

/// How an account counts in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// So much above the line, so much below.
    Over(Quantity, Quantity),
    /// It belongs, and the registry does not say how much, whether or since when.
    Unknown,
    /// So many days.
    Days(i64),
    /// Days that must not be missed, one at least: the soonest that comes, and the last that has passed.
    Risk {
        /// The soonest that comes within the time that is told.
        next: Option<NaiveDate>,
        /// The last that has passed.
        lapsed: Option<NaiveDate>,
    },
    /// It is one of them.
    One,
}

/// How an account counts; `None` where it does not.
type Counts = dyn Fn(&AccountFacts) -> Option<Counted> + Sync;

/// A number that can be followed to its accounts.
pub struct Followed {
    /// Its name.
    pub title: [&'static str; 2],
    /// How it is figured; empty for plain counts.
    pub formula: [&'static str; 2],
    of: Box<Counts>,
}

impl Followed {
    /// The number of this identifier as of a day: a rate, a duration, a step of the funnel, a class of age, a kind of
    /// day that must not be missed.
    pub fn find(id: &str, as_of: NaiveDate) -> Option<Followed> {
        const PLAIN: [&str; 2] = ["", ""];
        const AT_RISK: [&str; 2] = ["已过期或者 90 日内到期", "past, or within 90 days"];
        if let Some(measure) = Measure::find(id) {
            let of = measure.of;
            let counted = move |f: &AccountFacts| match of(f) {
                Share::Outside => None,
                Share::Unknown => Some(Counted::Unknown),
                Share::Counts { above, below } => Some(Counted::Over(above, below)),
            };
            return Some(Followed { title: measure.title, formula: measure.formula, of: Box::new(counted) });
        }
        if let Some(lasting) = LASTING.iter().find(|l| l.id == id) {
            let of = lasting.of;
            let counted =
                move |f: &AccountFacts| of(f).map(|days| days.map_or(Counted::Unknown, Counted::Days));
            return Some(Followed { title: lasting.title, formula: lasting.formula, of: Box::new(counted) });
        }
        if let Some(at) = STEPS.iter().position(|(step, _)| *step == id) {
            let counted = move |f: &AccountFacts| (reached(f) >= at).then_some(Counted::One);
            return Some(Followed { title: STEPS[at].1, formula: PLAIN, of: Box::new(counted) });
        }
        if let Some(kind) = RiskKind::ALL.into_iter().find(|kind| kind.id() == id) {
            let counted = move |f: &AccountFacts| {
                let [next, lapsed] = at_risk(f, as_of, kind);
                next.or(lapsed).map(|_| Counted::Risk { next, lapsed })
            };
            return Some(Followed { title: kind.title(), formula: AT_RISK, of: Box::new(counted) });
        }
        let (found, title) = ages().find(|(age, _)| *age == id)?;
        let counted = move |f: &AccountFacts| (age(f, as_of) == Some(found)).then_some(Counted::One);
        Some(Followed { title, formula: PLAIN, of: Box::new(counted) })
    }

    /// Every identifier.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        let rates = super::measure::MEASURES.iter().map(|m| m.id);
        let durations = LASTING.iter().map(|l| l.id);
        let steps = STEPS.iter().map(|(id, _)| *id);
        let risks = RiskKind::ALL.iter().map(|kind| kind.id());
        rates.chain(durations).chain(steps).chain(risks).chain(ages().map(|(id, _)| id))
    }

    /// How an account counts in it; `None` where it does not belong.
    pub fn of(&self, facts: &AccountFacts) -> Option<Counted> {
        (self.of)(facts)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_number_has_a_name_of_its_own() {
        let ids: Vec<&str> = Followed::ids().collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
        assert!(ids.iter().all(|id| Followed::find(id, NaiveDate::default()).is_some()));
        assert!(Followed::find("nothing", NaiveDate::default()).is_none());
    }
}
