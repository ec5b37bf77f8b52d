//! What is expected of a milestone beside its place on the track: bounds of the days in its facts, which a record must
//! keep, and what is usual, of which a person is warned where it does not hold. Both stand in the tables.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::period::Roll;
use super::rulebook::Rulebook;
use super::schema::{Check, Sources};
use super::track::{Fact, Milestone, Track};
use super::track_deadlines::{Happened, Status};
use super::track_facts::{BadFact, FactKind, Parties};
use crate::domain::date;
use crate::domain::event::MilestoneEvent;

/// The name in a bound for the milestone's own day.
const DAY: &str = "day";

/// Something usual. Exactly one of `earlier`, `never`, `most`, `over`, `since` and `least`.
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
    /// The day in this fact is not before the first `since`, or lies at least `least` days after the milestone's own.
    #[serde(default)]
    pub day: Option<String>,
    /// See `day`: a milestone of the track.
    #[serde(default)]
    pub since: Option<String>,
    /// See `day`.
    #[serde(default)]
    pub least: Option<u32>,
    /// Expected only where these facts have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Only milestones with the same values of these facts are meant. What one of the two does not say is no difference for
    /// `earlier`, and no likeness for `never`.
    #[serde(default)]
    pub same: Vec<String>,
    /// `earlier`: one whose number in this fact is one less, where it has the fact. Nothing is expected of the first.
    #[serde(default)]
    pub one_less: Option<String>,
    /// What is unusual where it does not hold, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Where it stands.
    pub source: Option<Sources>,
}

impl Rulebook {
    /// What is usual and does not hold of a milestone that is to be recorded after `history`, other records of its track
    /// and days up to its own.
    pub fn unexpected(
        &self,
        history: &[MilestoneEvent],
        new: &MilestoneEvent,
        parties: &Parties,
    ) -> Vec<&Expect> {
        let Some(milestone) = self.milestone(&new.track, &new.milestone) else { return Vec::new() };
        let known: Vec<&MilestoneEvent> =
            history.iter().filter(|e| e.track == new.track && e.on <= new.on).collect();
        let runs = |e: &Expect, rule: &str| {
            let mut states = self.deadlines(history, parties, new.on, false).states;
            states.retain(|s| s.rule == rule && e.concerns(&s.started_by, &known, new));
            let ahead =
                states.iter().any(|s| s.due > new.on && !matches!(s.status, Status::Met | Status::Waived));
            // Of several hearings, one that has been is meant.
            let been = states.iter().any(|s| s.due <= new.on && s.satisfied_by.is_none());
            ahead && (self.periods.get(rule).is_some() || !been)
        };
        let fails = |e: &&Expect| match (&e.never, &e.number, &e.over, &e.day) {
            (Some(id), ..) => e.has_happened(id, &known, new),
            (_, Some(name), ..) => number(new, name).zip(e.most).is_some_and(|(n, most)| n > most),
            (_, _, Some(rule), _) => runs(e, rule),
            (.., Some(name)) => e.is_too_early(name, &known, new),
            _ => !e.has_come_before(&known, new),
        };
        milestone.expects.iter().filter(|e| e.applies(new)).filter(fails).collect()
    }
}

impl Expect {
    fn applies(&self, new: &MilestoneEvent) -> bool {
        self.when.iter().all(|(name, values)| new.facts.get(name).is_some_and(|v| values.contains(v)))
    }

    /// Whether a clock was started by what the new milestone may be about.
    fn concerns(&self, by: &Happened, known: &[&MilestoneEvent], new: &MilestoneEvent) -> bool {
        let mut started = known.iter().filter(|e| e.milestone == by.milestone && e.on == by.on);
        self.same.is_empty() || started.any(|e| !self.same.iter().any(|name| differs(e, new, name)))
    }

    fn is_too_early(&self, name: &str, known: &[&MilestoneEvent], new: &MilestoneEvent) -> bool {
        let Some(day) = new.facts.get(name).and_then(|text| day_of(text)) else { return false };
        let first = known.iter().filter(|e| Some(&e.milestone) == self.since.as_ref()).map(|e| e.on).min();
        let least = self.least.and_then(|days| new.on.checked_add_days(Days::new(u64::from(days))));
        first.or(least).is_some_and(|earliest| day < earliest)
    }

    fn has_happened(&self, id: &str, known: &[&MilestoneEvent], new: &MilestoneEvent) -> bool {
        let alike = |e: &MilestoneEvent| {
            self.same.iter().all(|name| e.facts.get(name).is_some_and(|v| new.facts.get(name) == Some(v)))
        };
        let Some(last) = known.iter().filter(|e| e.milestone == id && alike(e)).map(|e| e.on).max() else {
            return false;
        };
        let undone = |e: &&&MilestoneEvent| Some(&e.milestone) == self.unless.as_ref() && e.on >= last;
        !known.iter().any(|e| undone(&e))
    }

    fn has_come_before(&self, known: &[&MilestoneEvent], new: &MilestoneEvent) -> bool {
        let before = self.one_less.as_ref().and_then(|name| number(new, name)).map(|n| n.saturating_sub(1));
        if before == Some(0) {
            return true;
        }
        let follows = |e: &MilestoneEvent| {
            let own = self.one_less.as_ref().and_then(|name| number(e, name));
            own.zip(before).is_none_or(|(own, before)| own == before)
        };
        known.iter().any(|e| {
            self.earlier.contains(&e.milestone) && !self.same.iter().any(|n| differs(e, new, n)) && follows(e)
        })
    }
}

/// Whether both say this of themselves, and not the same.
fn differs(a: &MilestoneEvent, b: &MilestoneEvent, name: &str) -> bool {
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

/// Whether a fact holds a day.
fn is_day(fact: &Fact) -> bool {
    matches!(fact.kind, FactKind::Date | FactKind::At)
}

impl Track {
    /// What loading proves of bounds and of what is expected: every name is there, every bound is one of days, and each
    /// expectation says one thing.
    pub(super) fn check_expected(&self, milestone: &Milestone, at: &str, check: &mut Check<'_>) {
        let own = |name: &str| milestone.facts.iter().find(|f| f.name == name);
        for fact in &milestone.facts {
            for name in fact.not_before.iter().chain(&fact.not_after) {
                let fits = name == DAY || (own(name).is_some_and(is_day) && *name != fact.name);
                if !fits || !is_day(fact) {
                    let label = format!("name: {}", fact.name);
                    check.report("E-TRACK-BOUND", &[at, &label]).put("fact", &fact.name).put("found", name);
                }
            }
        }
        for expect in &milestone.expects {
            let says = [
                !expect.earlier.is_empty(),
                expect.never.is_some(),
                expect.number.is_some() && expect.most.is_some(),
                expect.over.is_some(),
                expect.since.is_some(),
                expect.least.is_some(),
            ];
            let whole = expect.number.is_some() == expect.most.is_some()
                && expect.day.is_some() == (expect.since.is_some() || expect.least.is_some());
            if says.iter().filter(|s| **s).count() != 1 || !whole {
                check.report("E-TRACK-EXPECT-SHAPE", &[at, "expects:"]).put("milestone", &milestone.id);
            }
            let named = expect.earlier.iter().chain(&expect.never).chain(&expect.unless).chain(&expect.since);
            for name in named.filter(|name| self.milestone(name).is_none()) {
                let report = check.report("E-TRACK-UNKNOWN-MILESTONE", &[at, "expects:", name]);
                report.put("milestone", &milestone.id).put("found", name);
            }
            let numbers = expect.one_less.iter().chain(&expect.number);
            let numbers = numbers.map(|name| (name, own(name).is_some_and(|f| f.kind == FactKind::Number)));
            let days = expect.day.iter().map(|name| (name, own(name).is_some_and(is_day)));
            let facts = expect.same.iter().chain(expect.when.keys());
            let facts = facts.map(|name| (name, own(name).is_some()));
            for (name, _) in facts.chain(numbers).chain(days).filter(|(_, fits)| !fits) {
                check.report("E-TRACK-UNKNOWN-FACT", &[at, "expects:", name]).put("found", name);
            }
        }
    }

    /// Whether what is expected to be over is an event of the track, or a period of the tables that ends by itself.
    pub(super) fn resolve_expected(
        &self,
        milestone: &Milestone,
        at: &str,
        book: &Rulebook,
        check: &mut Check<'_>,
    ) {
        let uses = || self.milestones.iter().flat_map(|m| &m.periods);
        let is_event = |rule: &&String| uses().any(|p| p.event.as_ref() == Some(rule));
        for rule in milestone.expects.iter().filter_map(|e| e.over.as_ref()).filter(|rule| !is_event(rule)) {
            if book.periods.get(rule).is_none_or(|p| matches!(p.roll, Roll::Back)) {
                let report = check.report("E-RULES-UNKNOWN-REFERENCE", &[at, "expects:", rule]);
                report.put("found", rule).put("table", "periods");
            }
        }
    }
}
