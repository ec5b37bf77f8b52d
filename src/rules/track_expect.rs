//! What is expected of a milestone beside its place on the track: bounds of the days in its facts, which a record must
//! keep, and what is usual, of which a person is warned where it does not hold. Both stand in the tables; what loading
//! proves of them is `track_expect_proof`.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::rulebook::Rulebook;
use super::schema::Sources;
use super::track::Milestone;
use super::track_deadlines::{Happened, Status};
use super::track_facts::{BadFact, Parties};
use crate::domain::Amount;
use crate::domain::date;
use crate::domain::event::MilestoneEvent;

/// The name in a bound for the milestone's own day.
pub(super) const DAY: &str = "day";

/// Something usual. Exactly one of `earlier`, `never`, `most`, `over`, `since` (alone), `least`, `within` and `percent`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// One of these milestones of the track has happened by then.
    #[serde(default)]
    pub earlier: Vec<String>,
    /// This milestone of the track has not happened yet.
    #[serde(default)]
    pub never: Option<String>,
    /// `never`: but may have where this one has happened since.
    #[serde(default)]
    pub unless: Option<String>,
    /// The number in this fact is no more than `most`.
    #[serde(default)]
    pub number: Option<String>,
    /// See `number`.
    #[serde(default)]
    pub most: Option<u32>,
    /// No clock of this period still runs, or what this event set is not still ahead.
    #[serde(default)]
    pub over: Option<String>,
    /// The day in this fact is not before the first `since`, lies at least `least` days after the milestone's own, or is
    /// in the period `within`.
    #[serde(default)]
    pub day: Option<String>,
    /// See `day` and `within`: a milestone of the track.
    #[serde(default)]
    pub since: Option<String>,
    /// See `day`.
    #[serde(default)]
    pub least: Option<u32>,
    /// `least`: counted from the day in this fact, where it is told.
    #[serde(default)]
    pub announced: Option<String>,
    /// See `day`: a period that runs from the last `since`.
    #[serde(default)]
    pub within: Option<String>,
    /// The sum in this fact is at least `percent` of `of`.
    #[serde(default)]
    pub amount: Option<String>,
    /// See `amount`: 1 to 100.
    #[serde(default)]
    pub percent: Option<u8>,
    /// See `amount`: the sum in the last `milestone/fact` that has it.
    #[serde(default)]
    pub of: Option<String>,
    /// Expected only where these facts have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Not expected where these facts have one of these values.
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    /// `when` and `except`: a fact that the milestone does not tell is the one of the last such milestone that says the
    /// same of itself.
    #[serde(default)]
    pub told_by: Option<String>,
    /// Only milestones with the same values of these facts are meant. What one of the two does not say is no difference for
    /// `earlier`, and no likeness for `never`.
    #[serde(default)]
    pub same: Vec<String>,
    /// `earlier`, `of`: one whose number in this fact is one less, where it has the fact. Nothing is expected of the first.
    #[serde(default)]
    pub one_less: Option<String>,
    /// What is unusual where it does not hold, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Where it stands.
    pub source: Option<Sources>,
}

/// Something usual that does not hold, and the bound that it would have kept, if it has one.
#[derive(Clone, Debug)]
pub struct Unusual<'r> {
    /// What is expected.
    pub expect: &'r Expect,
    /// What would be usual: the first or last day, the least sum.
    pub bound: Option<Bound>,
}

/// What would be usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Not before this day.
    From(NaiveDate),
    /// Not after this day.
    Until(NaiveDate),
    /// Not less than this.
    Least(Amount),
}

/// A new milestone and what was recorded before it on its track, up to its day.
struct Known<'k> {
    book: &'k Rulebook,
    earlier: Vec<&'k MilestoneEvent>,
    new: &'k MilestoneEvent,
}

impl Rulebook {
    /// What is usual and does not hold of a milestone that is to be recorded after `history`, other records of its track
    /// and days up to its own.
    pub fn unexpected(
        &self,
        history: &[MilestoneEvent],
        new: &MilestoneEvent,
        parties: &Parties,
    ) -> Vec<Unusual<'_>> {
        let Some(milestone) = self.milestone(&new.track, &new.milestone) else { return Vec::new() };
        let earlier = history.iter().filter(|e| e.track == new.track && e.on <= new.on).collect();
        let known = Known { book: self, earlier, new };
        let runs = |e: &Expect, rule: &str| {
            let mut states = self.deadlines(history, parties, new.on, false).states;
            states.retain(|s| s.rule == rule && e.concerns(&s.started_by, &known));
            let ahead =
                states.iter().any(|s| s.due > new.on && !matches!(s.status, Status::Met | Status::Waived));
            // Of several hearings, one that has been is meant.
            let been = states.iter().any(|s| s.due <= new.on && s.satisfied_by.is_none());
            ahead && (self.periods.get(rule).is_some() || !been)
        };
        let applied = milestone.expects.iter().filter(|e| e.applies(&known));
        let failing = applied.filter_map(|e| {
            let (fails, bound) = match (&e.never, &e.number, &e.over, &e.day, &e.amount) {
                (Some(id), ..) => (e.has_happened(id, &known), None),
                (_, Some(name), ..) => {
                    (number(new, name).zip(e.most).is_some_and(|(n, most)| n > most), None)
                }
                (_, _, Some(rule), ..) => (runs(e, rule), None),
                (_, _, _, Some(name), _) => {
                    let bound = e.bound_of_day(name, &known);
                    (bound.is_some(), bound)
                }
                (.., Some(name)) => {
                    let bound = e.bound_of_amount(name, &known);
                    (bound.is_some(), bound)
                }
                _ => (!e.has_come_before(&known), None),
            };
            fails.then_some(Unusual { expect: e, bound })
        });
        failing.collect()
    }
}

impl Expect {
    fn applies(&self, known: &Known<'_>) -> bool {
        let value = |name: &str| {
            let told = || known.earlier.iter().rev().filter(|e| self.is_told_by(e, known.new));
            let own = known.new.facts.get(name);
            own.or_else(|| self.told_by.as_ref().and_then(|_| told().find_map(|e| e.facts.get(name))))
        };
        let holds = |(name, values): (&String, &Vec<String>)| value(name).is_some_and(|v| values.contains(v));
        self.when.iter().all(holds) && !self.except.iter().any(holds)
    }

    fn is_told_by(&self, e: &MilestoneEvent, new: &MilestoneEvent) -> bool {
        Some(&e.milestone) == self.told_by.as_ref() && self.is_alike(e, new)
    }

    /// Whether both say these facts, and the same.
    fn is_alike(&self, e: &MilestoneEvent, new: &MilestoneEvent) -> bool {
        self.same.iter().all(|name| e.facts.get(name).is_some_and(|v| new.facts.get(name) == Some(v)))
    }

    /// Whether two milestones do not speak of different things.
    fn fits(&self, e: &MilestoneEvent, new: &MilestoneEvent) -> bool {
        !self.same.iter().any(|name| differs(e, new, name))
    }

    /// Whether a clock was started by what the new milestone may be about.
    fn concerns(&self, by: &Happened, known: &Known<'_>) -> bool {
        let mut started = known.earlier.iter().filter(|e| e.milestone == by.milestone && e.on == by.on);
        self.same.is_empty() || started.any(|e| self.fits(e, known.new))
    }

    /// The bound that the day in this fact does not keep.
    fn bound_of_day(&self, name: &str, known: &Known<'_>) -> Option<Bound> {
        let new = known.new;
        let told = |name: &str| new.facts.get(name).and_then(|text| day_of(text));
        let day = told(name)?;
        let mut since = known.earlier.iter().filter(|e| Some(&e.milestone) == self.since.as_ref());
        if let Some(rule) = &self.within {
            let last = since.rfind(|e| self.fits(e, new)).map(|e| e.on)?;
            let due = known.book.deadline(rule, last, None, false).ok()?.value.due;
            return (day > due).then_some(Bound::Until(due));
        }
        let from = self.announced.as_deref().and_then(told).unwrap_or(new.on);
        let least = self.least.and_then(|days| from.checked_add_days(Days::new(u64::from(days))));
        let earliest = since.map(|e| e.on).min().or(least)?;
        (day < earliest).then_some(Bound::From(earliest))
    }

    /// The least sum, which the one in this fact is below.
    fn bound_of_amount(&self, name: &str, known: &Known<'_>) -> Option<Bound> {
        let sum = |e: &MilestoneEvent, name: &str| e.facts.get(name)?.parse::<Amount>().ok();
        let (milestone, fact) = self.of.as_ref()?.split_once('/')?;
        let before = self.before(known.new);
        let meant = |e: &&&MilestoneEvent| {
            e.milestone == milestone && self.fits(e, known.new) && self.follows(e, before)
        };
        let of = known.earlier.iter().rev().filter(meant).find_map(|e| sum(e, fact))?;
        // Not rounded down: what is below the bound by less than a 分 is below it.
        let hundredths = i128::from(of.fen()) * i128::from(self.percent?);
        let least = Amount::from_fen(i64::try_from((hundredths + 99) / 100).ok()?);
        (sum(known.new, name)? < least).then_some(Bound::Least(least))
    }

    fn has_happened(&self, id: &str, known: &Known<'_>) -> bool {
        let alike = known.earlier.iter().filter(|e| e.milestone == id && self.is_alike(e, known.new));
        let Some(last) = alike.map(|e| e.on).max() else { return false };
        let undone = |e: &&&MilestoneEvent| Some(&e.milestone) == self.unless.as_ref() && e.on >= last;
        !known.earlier.iter().any(|e| undone(&e))
    }

    fn has_come_before(&self, known: &Known<'_>) -> bool {
        let before = self.before(known.new);
        let meant = |e: &&MilestoneEvent| {
            self.earlier.contains(&e.milestone) && self.fits(e, known.new) && self.follows(e, before)
        };
        before == Some(0) || known.earlier.iter().any(meant)
    }

    /// The number of the one before, where that is asked for.
    fn before(&self, new: &MilestoneEvent) -> Option<u32> {
        self.one_less.as_ref().and_then(|name| number(new, name)).map(|n| n.saturating_sub(1))
    }

    fn follows(&self, e: &MilestoneEvent, before: Option<u32>) -> bool {
        let own = self.one_less.as_ref().and_then(|name| number(e, name));
        own.zip(before).is_none_or(|(own, before)| own == before)
    }
}

/// Whether both say this of themselves, and not the same.
pub(super) fn differs(a: &MilestoneEvent, b: &MilestoneEvent, name: &str) -> bool {
    a.facts.get(name).zip(b.facts.get(name)).is_some_and(|(a, b)| a != b)
}

fn number(of: &MilestoneEvent, name: &str) -> Option<u32> {
    of.facts.get(name)?.parse().ok()
}

/// The day of a fact that is a date, or a day and hour.
fn day_of(text: &str) -> Option<NaiveDate> {
    date::parse(text).or_else(|| date::parse_minute(text).map(|at| at.date()))
}

/// Whether the days in a milestone's facts keep their bounds.
///
/// # Errors
/// [`BadFact`] with the bound.
pub(super) fn bounds(milestone: &Milestone, new: &MilestoneEvent) -> Result<(), BadFact> {
    let value = |name: &str| match name {
        DAY => Some(new.on),
        _ => new.facts.get(name).and_then(|text| day_of(text)),
    };
    for fact in &milestone.facts {
        let Some(found) = value(&fact.name) else { continue };
        let low = fact.not_before.as_deref().and_then(|name| Some((name, value(name)?)));
        let high = fact.not_after.as_deref().and_then(|name| Some((name, value(name)?)));
        let early = low.filter(|(_, day)| found < *day).map(|bound| (bound, ["不早于", "not before"]));
        let late = high.filter(|(_, day)| found > *day).map(|bound| (bound, ["不晚于", "not after"]));
        if let Some(((name, day), [zh, en])) = early.or(late) {
            let (whose_zh, whose_en) = match name {
                DAY => ("该节点之日".to_owned(), "the day of the milestone".to_owned()),
                name => (name.to_owned(), name.to_owned()),
            };
            return Err(BadFact {
                name: fact.name.clone(),
                found: new.facts.get(&fact.name).cloned().unwrap_or_default(),
                expected: [format!("{zh}{whose_zh}（{day}）的日期"), format!("a day {en} {whose_en}, {day}")],
                near: None,
            });
        }
    }
    Ok(())
}
