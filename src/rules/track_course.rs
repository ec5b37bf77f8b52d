//! The course a track is on: where a suit is filed again, or tried again, what came before belongs to an earlier course.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::rulebook::Rulebook;
use super::track::{Anew, Track};
use super::track_facts::Parties;
use crate::domain::event::MilestoneEvent;

impl Anew {
    /// Whether what it names has happened on this course.
    pub(super) fn holds(&self, course: &[&MilestoneEvent]) -> bool {
        let Some(last) = course.iter().rev().find(|e| e.milestone == self.after) else { return false };
        let holds = |(name, values): (&String, &Vec<String>)| {
            last.facts.get(name).is_some_and(|v| values.contains(v))
        };
        self.when.iter().all(holds) && !self.except.iter().any(holds)
    }
}

impl Track {
    /// Of events of this track, by day, those since it last began again.
    pub(super) fn course<'s, 'e>(&self, events: &'s [&'e MilestoneEvent]) -> &'s [&'e MilestoneEvent] {
        &events[self.starts_of_courses(events).last().copied().unwrap_or(0)..]
    }

    /// Where in events of this track, by day, each course after the first begins.
    pub(super) fn starts_of_courses(&self, events: &[&MilestoneEvent]) -> Vec<usize> {
        let (mut starts, mut from) = (Vec::new(), 0);
        for (at, event) in events.iter().enumerate() {
            let Some(milestone) = self.milestone(&event.milestone) else { continue };
            if milestone.anew.iter().any(|a| a.holds(&events[from..at])) {
                from = at;
                starts.push(at);
            }
        }
        starts
    }
}

impl Rulebook {
    /// What cannot sensibly follow on a day because of what has befallen the parties: `track/milestone`, and what stands
    /// against it.
    pub fn barred<'e>(
        &self,
        history: &'e [MilestoneEvent],
        parties: &Parties,
        on: NaiveDate,
    ) -> BTreeMap<&str, &'e MilestoneEvent> {
        let mut barred = BTreeMap::new();
        for event in history.iter().filter(|e| e.on <= on) {
            let Some(milestone) = self.milestone(&event.track, &event.milestone) else { continue };
            let party = event.facts.get("party");
            // Against the other debtors everything stays possible.
            if milestone.bars.is_empty() || (party.is_some() && parties.debtors.len() > 1) {
                continue;
            }
            let lifted = history.iter().any(|e| {
                let same = e.facts.get("party").is_none_or(|p| party.is_none_or(|q| p == q));
                e.track == event.track
                    && milestone.lifted_by.contains(&e.milestone)
                    && (event.on..=on).contains(&e.on)
                    && same
            });
            if !lifted {
                barred.extend(milestone.bars.iter().map(|name| (name.as_str(), event)));
            }
        }
        barred
    }
}
