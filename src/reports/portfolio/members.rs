//! The accounts behind a number.

use chrono::NaiveDate;

use super::count::{STEPS, WITHIN, age, ages, at_risk, reached};
use super::facts::{AccountFacts, RiskKind};
use super::figure::Quantity;
use super::measure::{Measure, Share};
use super::months::{FLOWS, days};
use super::spread::LASTING;
use super::work::{PROBLEMS, When, major};
use crate::domain::Amount;

/// How an account counts in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// So much above the line, so much below.
    Over(Quantity, Quantity),
    /// It belongs, and the registry does not say how much, whether or since when.
    Unknown,
    /// So many days.
    Days(i64),
    /// This day.
    Day(NaiveDate),
    /// So much yuan.
    Sum(Amount),
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
    pub title: [String; 2],
    /// How it is figured; empty for plain counts.
    pub formula: [&'static str; 2],
    of: Box<Counts>,
    /// Only the largest of those that count.
    largest: bool,
}

/// Sums that are counts of accounts, by identifier.
type Plain = (&'static str, [&'static str; 2], fn(&AccountFacts, NaiveDate) -> bool);
const PLAIN: [Plain; 4] = [
    ("settled", ["已结清", "Settled"], |f, _| f.settled),
    ("in-suit", ["在诉", "In suit"], |f, on| f.in_suit(on)),
    ("in-enforcement", ["执行中", "In enforcement"], |f, _| f.course.enforcement.open),
    ("stock", ["存量", "In hand"], |f, on| f.in_stock(on)),
];
const LATE: &str = "late";
const MAJOR: (&str, [&str; 2], [&str; 2]) = (
    "major",
    ["重大案件", "Largest accounts"],
    ["欠款本金最大的十件未结清案件", "the ten open accounts of the largest principal"],
);

impl Followed {
    fn new(
        title: [&'static str; 2],
        formula: [&'static str; 2],
        of: impl Fn(&AccountFacts) -> Option<Counted> + Sync + 'static,
    ) -> Followed {
        Followed { title: title.map(str::to_owned), formula, of: Box::new(of), largest: false }
    }

    fn of_part(self, part: [&str; 2]) -> Followed {
        let [zh, en] = self.title;
        Followed { title: [format!("{zh}·{}", part[0]), format!("{en}·{}", part[1])], ..self }
    }

    /// The number of this identifier as of a day: a rate, a duration, a step of the funnel, a class of age, a kind of
    /// day that must not be missed, a problem; a number of a month as `closed-2026-03`; what is late or due as
    /// `next-month`, of one rule as `next-month/hearing`.
    pub fn find(id: &str, as_of: NaiveDate) -> Option<Followed> {
        const NONE: [&str; 2] = ["", ""];
        let one = |counts: bool| counts.then_some(Counted::One);
        if let Some(measure) = Measure::find(id) {
            let of = measure.of;
            return Some(Followed::new(measure.title, measure.formula, move |f| match of(f) {
                Share::Outside => None,
                Share::Unknown => Some(Counted::Unknown),
                Share::Counts { above, below } => Some(Counted::Over(above, below)),
            }));
        }
        if let Some(lasting) = LASTING.iter().find(|l| l.id == id) {
            let of = lasting.of;
            let counted =
                move |f: &AccountFacts| of(f).map(|days| days.map_or(Counted::Unknown, Counted::Days));
            return Some(Followed::new(lasting.title, lasting.formula, counted));
        }
        if let Some(at) = STEPS.iter().position(|(step, _)| *step == id) {
            return Some(Followed::new(STEPS[at].1, NONE, move |f| one(reached(f) >= at)));
        }
        if let Some((_, title, of)) = PLAIN.iter().find(|(plain, ..)| *plain == id) {
            return Some(Followed::new(*title, NONE, move |f| one(of(f, as_of))));
        }
        if let Some((found, title)) = ages().find(|(age, _)| *age == id) {
            return Some(Followed::new(title, NONE, move |f| one(age(f, as_of) == Some(found))));
        }
        if let Some(problem) = PROBLEMS.iter().find(|p| p.id == id) {
            let of = problem.of;
            return Some(Followed::new(problem.title, problem.formula, move |f| of(f, as_of)));
        }
        if id == MAJOR.0 {
            let principal = |f: &AccountFacts| Some(Counted::Sum(f.principal));
            return Some(Followed { largest: true, ..Followed::new(MAJOR.1, MAJOR.2, principal) });
        }
        Followed::at_risk(id, as_of)
            .or_else(|| Followed::due(id, as_of))
            .or_else(|| Followed::month(id, as_of))
    }

    /// `limitation`, `limitation-late`, `limitation-30`.
    fn at_risk(id: &str, as_of: NaiveDate) -> Option<Followed> {
        const ANY: [&str; 2] = ["已过期或者 90 日内到期", "past, or within 90 days"];
        let (kind, rest) = RiskKind::ALL.into_iter().find_map(|kind| {
            let rest = id.strip_prefix(kind.id())?;
            (rest.is_empty() || rest.starts_with('-')).then_some((kind, rest.strip_prefix('-')))
        })?;
        let Some(rest) = rest else {
            return Some(Followed::new(kind.title(), ANY, move |f| {
                let [next, lapsed] = at_risk(f, as_of, kind);
                next.or(lapsed).map(|_| Counted::Risk { next, lapsed })
            }));
        };
        let within = WITHIN.into_iter().find(|days| days.to_string() == rest);
        if within.is_none() && rest != LATE {
            return None;
        }
        let near = move |day: &NaiveDate| {
            let left = (*day - as_of).num_days();
            within.map_or(left < 0, |most| (0..=most).contains(&left))
        };
        let counted =
            move |f: &AccountFacts| f.risks[kind as usize].iter().copied().find(near).map(Counted::Day);
        let part = match within {
            None => ["已过期".to_owned(), "past".to_owned()],
            Some(days) => [format!("{days}日内"), format!("in {days} days")],
        };
        Some(Followed::new(kind.title(), ["", ""], counted).of_part(part.each_ref().map(String::as_str)))
    }

    /// `late`, `next-month/hearing`.
    fn due(id: &str, as_of: NaiveDate) -> Option<Followed> {
        let (id, rule) = id.split_once('/').map_or((id, None), |(id, rule)| (id, Some(rule.to_owned())));
        let when = When::ALL.into_iter().find(|when| when.id() == id)?;
        let part = rule.clone();
        let counted = move |f: &AccountFacts| when.first(f, as_of, rule.as_deref()).map(Counted::Day);
        let followed = Followed::new(when.title(), ["", ""], counted);
        Some(match part {
            Some(part) => followed.of_part([&part; 2]),
            None => followed,
        })
    }

    /// `closed-2026-03`.
    fn month(id: &str, as_of: NaiveDate) -> Option<Followed> {
        let (flow, rest) = FLOWS.iter().find_map(|flow| {
            let month = id.strip_prefix(flow.id)?.strip_prefix('-')?;
            Some((flow, month))
        })?;
        let month = format!("{rest}-01").parse::<NaiveDate>().ok().filter(|day| *day <= as_of)?;
        let (counts, days) = (flow.counts, days(month, as_of));
        let counted = move |f: &AccountFacts| (counts(f, days) > 0).then_some(Counted::One);
        Some(Followed::new(flow.title, flow.formula, counted).of_part([rest; 2]))
    }

    /// Every identifier, without those of months and rules.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        let rates = super::measure::MEASURES.iter().map(|m| m.id);
        let durations = LASTING.iter().map(|l| l.id);
        let steps = STEPS.iter().map(|(id, _)| *id);
        let risks = RiskKind::ALL.iter().map(|kind| kind.id());
        let plain = PLAIN.iter().map(|(id, ..)| *id);
        let problems = PROBLEMS.iter().map(|p| p.id).chain(When::ALL.iter().map(|when| when.id()));
        let known = rates.chain(durations).chain(steps).chain(risks).chain(ages().map(|(id, _)| id));
        known.chain(plain).chain(problems).chain([MAJOR.0])
    }

    /// How an account counts in it; `None` where it does not belong. Of the largest only
    /// [`Followed::among`] knows which they are.
    pub fn of(&self, facts: &AccountFacts) -> Option<Counted> {
        (self.of)(facts)
    }

    /// The accounts that count, in their order; the largest first where only these count.
    pub fn among<'a>(&self, all: &'a [AccountFacts]) -> Vec<(&'a AccountFacts, Counted)> {
        let listed = if self.largest { major(all.iter()) } else { all.iter().collect() };
        listed.into_iter().filter_map(|f| Some((f, self.of(f)?))).collect()
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
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        for id in ["closed-2026-03", "in-suit-2026-11", "limitation-late", "seizure-30", "late/hearing"] {
            assert!(Followed::find(id, day).is_some(), "{id}");
        }
        for id in
            ["nothing", "closed-", "closed-2026-13", "closed-2026-12", "limitation-8", "limitations", "x/y"]
        {
            assert!(Followed::find(id, day).is_none(), "{id}");
        }
    }
}
