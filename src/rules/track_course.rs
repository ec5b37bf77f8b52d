//! The course a track is on: where a suit is filed again, or tried again, what came before belongs to an earlier course.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::rulebook::Rulebook;
use super::track::{Anew, Milestone, PeriodUse, Track};
use super::track_clocks::{Running, Walk};
use super::track_correct::{Waiting, Waits};
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
            // Against the other debtors everything stays possible, while there are any.
            let befell = |debtor: &String| {
                history.iter().any(|e| {
                    (&e.track, &e.milestone) == (&event.track, &event.milestone)
                        && e.on <= on
                        && e.facts.get("party") == Some(debtor)
                })
            };
            let others = parties.debtors.len() > 1 && !parties.debtors.iter().all(befell);
            if milestone.bars.is_empty() || (party.is_some() && others) {
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

impl<'e> Walk<'e> {
    /// Whether what an event says of one debtor has come to every one of them by its day.
    pub(super) fn befell_all(&self, event: &MilestoneEvent) -> bool {
        let same = |e: &&&MilestoneEvent| {
            (&e.track, &e.milestone) == (&event.track, &event.milestone) && e.on <= event.on
        };
        let of = |debtor: &String| {
            event.facts.get("party") == Some(debtor)
                || self.events.iter().filter(same).any(|e| e.facts.get("party") == Some(debtor))
        };
        self.parties.debtors.len() <= 1 || self.parties.debtors.iter().all(of)
    }

    /// What `event` has to wait for, on its day: debtors whom the milestone that it takes has not reached, else the open
    /// period that ends last.
    pub(super) fn awaited(
        book: &'e Rulebook,
        mut history: Vec<&'e MilestoneEvent>,
        event: &'e MilestoneEvent,
        parties: &'e Parties,
    ) -> Option<Waits> {
        let milestone = book.milestone(&event.track, &event.milestone)?;
        history.retain(|e| e.on <= event.on);
        let mut walk = Walk::over(book, history, parties, false);
        walk.events.push(event);
        let applies = |p: &&PeriodUse| p.awaits.is_some() && walk.applies(p, event, event.on);
        let uses: Vec<&PeriodUse> = milestone.periods.iter().filter(applies).collect();
        for id in uses.iter().filter_map(|p| p.every.as_deref()) {
            let reached = |debtor: &&String| {
                walk.events.iter().any(|e| {
                    e.track == event.track
                        && e.milestone == id
                        && e.facts.get("party") == Some(*debtor)
                        && walk.same_course(e, event)
                })
            };
            let missing: Vec<String> = parties.debtors.iter().filter(|d| !reached(d)).cloned().collect();
            if !missing.is_empty() {
                let law = book.tracks.get(&event.track).map_or_else(String::new, |t| t.source.to_string());
                return Some(Waits::Unreached { needed: id.to_owned(), missing, law });
            }
        }
        let awaited = |r: &&Running<'_>| {
            r.is_open()
                && r.track == event.track
                && r.deadline.due >= event.on
                && uses.iter().any(|p| p.awaits.as_deref() == Some(&r.rule))
                && walk.same_course(r.started, event)
        };
        let last = walk.running.iter().filter(awaited).max_by_key(|r| r.deadline.due)?;
        Some(Waits::Period(Waiting {
            rule: last.rule.clone(),
            title: last.deadline.title.with(last.party),
            due: last.deadline.due,
            source: last.because.first().map_or_else(String::new, |r| r.source.clone()),
        }))
    }

    /// Whether nothing made the track begin again between two of its events.
    pub(super) fn same_course(&self, a: &MilestoneEvent, b: &MilestoneEvent) -> bool {
        // Most tracks begin once.
        let mut own = self.anew.iter().copied().filter(|at| self.events[*at].track == a.track).peekable();
        if own.peek().is_none() {
            return true;
        }
        let place = |e: &MilestoneEvent| self.events.iter().position(|x| std::ptr::eq(*x, e));
        let (Some(a), Some(b)) = (place(a), place(b)) else { return false };
        !own.any(|at| (a < at) != (b < at))
    }

    /// Whether its track began again after an event.
    pub(super) fn past(&self, event: &MilestoneEvent) -> bool {
        let own = self.anew.iter().rev().find(|at| self.events[**at].track == event.track);
        own.is_some_and(|at| !self.same_course(event, self.events[*at]))
    }

    /// The day of the last milestone of that name on the course.
    pub(super) fn since(&self, id: &str, event: &MilestoneEvent) -> Option<NaiveDate> {
        let of = |e: &&&MilestoneEvent| {
            e.track == event.track && e.milestone == id && e.on <= event.on && self.same_course(e, event)
        };
        self.events.iter().rev().find(of).map(|e| e.on)
    }
}

/// Whether what a milestone takes for granted on other tracks has happened.
pub(super) fn given<E: Borrow<MilestoneEvent>>(milestone: &Milestone, history: &[E], on: NaiveDate) -> bool {
    let happened = || history.iter().map(E::borrow).filter(|e| e.on <= on);
    let is = |name: &str, e: &MilestoneEvent| name.split_once('/') == Some((&e.track, &e.milestone));
    let undone = |e: &MilestoneEvent| {
        milestone.undone.iter().filter(|u| is(&u.of, e)).any(|u| {
            happened().any(|by| {
                let holds = |(name, values): (&String, &Vec<String>)| {
                    by.facts.get(name).is_some_and(|v| values.contains(v))
                };
                by.track == e.track && by.milestone == u.by && by.on >= e.on && u.when.iter().all(holds)
            })
        })
    };
    let named = |e: &MilestoneEvent| milestone.given.iter().any(|name| is(name, e)) && !undone(e);
    // Once it said what it rests on, it may happen again.
    let said = |e: &MilestoneEvent| {
        e.milestone == milestone.id
            && milestone.given_or.as_ref().is_some_and(|fact| e.facts.contains_key(fact))
    };
    milestone.given.is_empty() || happened().any(|e| named(e) || said(e))
}

/// The same, or the event says what it rests on.
pub(super) fn grounded<E: Borrow<MilestoneEvent>>(
    milestone: &Milestone,
    history: &[E],
    event: &MilestoneEvent,
) -> bool {
    milestone.given_or.as_ref().is_some_and(|fact| event.facts.contains_key(fact))
        || given(milestone, history, event.on)
}

/// Where in events by day a track begins again.
pub(super) fn begins_anew(book: &Rulebook, events: &[&MilestoneEvent]) -> Vec<usize> {
    let mut starts = Vec::new();
    for track in book.tracks().filter(|t| t.milestones.iter().any(|m| !m.anew.is_empty())) {
        let places: Vec<usize> = (0..events.len()).filter(|at| events[*at].track == track.id).collect();
        let own: Vec<&MilestoneEvent> = places.iter().map(|at| events[*at]).collect();
        starts.extend(track.starts_of_courses(&own).into_iter().map(|at| places[at]));
    }
    starts.sort_unstable();
    starts
}
