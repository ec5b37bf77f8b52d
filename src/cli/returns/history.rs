//! What an account has, looked up without going through it row by row: a file may have thousands of rows of one account.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use chrono::NaiveDate;

use super::owners::number_key;
use crate::domain::event::MilestoneEvent;
use crate::rules::Rulebook;
use crate::rules::track::Repeat;

/// A milestone of a day.
type OnDay = (String, String, NaiveDate);

/// The milestones of an account in the order in which they were recorded.
#[derive(Default)]
pub struct History {
    all: Vec<MilestoneEvent>,
    /// The earliest and the latest of each kind, for each party: whether one has happened, and whether it has again since a
    /// suit was withdrawn, is all that a track asks of the past.
    ends: HashMap<(String, String, Option<String>), [usize; 2]>,
    days: BTreeMap<NaiveDate, Vec<usize>>,
    same_day: HashMap<OnDay, Vec<usize>>,
    /// Those that are one and the same by the facts that tell two of a day apart.
    same: HashMap<(OnDay, Vec<Option<String>>), Vec<usize>>,
}

impl History {
    /// Of these.
    pub fn of<'a>(events: impl Iterator<Item = &'a MilestoneEvent>, rules: &Rulebook) -> History {
        let mut history = History::default();
        events.for_each(|event| history.push(event.clone(), rules));
        history
    }

    /// One more.
    pub fn push(&mut self, event: MilestoneEvent, rules: &Rulebook) {
        let at = self.all.len();
        let kind = (event.track.clone(), event.milestone.clone(), event.facts.get("party").cloned());
        let [earliest, latest] = self.ends.entry(kind).or_insert([at; 2]);
        if self.all.get(*earliest).is_some_and(|first| event.on < first.on) {
            *earliest = at;
        }
        if self.all.get(*latest).is_some_and(|last| event.on >= last.on) {
            *latest = at;
        }
        self.days.entry(event.on).or_default().push(at);
        self.same_day.entry(on_day(&event)).or_default().push(at);
        self.same.entry((on_day(&event), apart(&event, rules))).or_default().push(at);
        self.all.push(event);
    }

    /// As much of it as decides whether something may happen on a day: the earliest and latest of each kind, and what is later.
    pub fn deciding(&self, on: NaiveDate) -> Vec<&MilestoneEvent> {
        let later = self.days.range((Bound::Excluded(on), Bound::Unbounded)).flat_map(|(_, at)| at);
        let chosen: BTreeSet<usize> = self.ends.values().flatten().chain(later).copied().collect();
        chosen.into_iter().filter_map(|at| self.all.get(at)).collect()
    }

    /// Those that a row means, if it means any that is there: the same milestone of the same day, told apart by nothing.
    pub fn same(&self, event: &MilestoneEvent, rules: &Rulebook) -> Vec<&MilestoneEvent> {
        let facts = apart(event, rules);
        let lacks = facts.iter().any(Option::is_none);
        let key = (on_day(event), facts);
        if let Some(found) = self.same.get(&key) {
            return found.iter().filter_map(|at| self.all.get(*at)).collect();
        }
        // A row that leaves out what tells two apart may mean any of the day that it does not contradict.
        let fits = |known: &&MilestoneEvent| {
            let theirs = apart(known, rules);
            key.1.iter().zip(&theirs).all(|(given, known)| given.is_none() || given == known)
        };
        let all = self.same_day.get(&key.0).filter(|_| lacks).into_iter().flatten();
        all.filter_map(|at| self.all.get(*at)).filter(fits).collect()
    }
}

fn on_day(event: &MilestoneEvent) -> OnDay {
    (event.track.clone(), event.milestone.clone(), event.on)
}

fn apart(event: &MilestoneEvent, rules: &Rulebook) -> Vec<Option<String>> {
    let known = rules.milestone(&event.track, &event.milestone);
    let names = known.map(|milestone| &milestone.told_apart_by).into_iter().flatten().map(String::as_str);
    let party = known.filter(|milestone| milestone.repeat == Repeat::Party).map(|_| "party");
    let value = |name: &str| {
        let value = event.facts.get(name)?;
        Some(if name == "case_number" { number_key(value) } else { value.clone() })
    };
    names.chain(party).map(value).collect()
}
