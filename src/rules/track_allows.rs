//! What milestones make possible, once every clock of the account is known.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::answer::Reason;
use super::period::{Actor, Roll};
use super::rulebook::Rulebook;
use super::track::{Milestone, Per, PeriodUse};
use super::track_clocks::{Fate, Kind, Running, Walk, dated, fact};
use crate::domain::date;
use crate::domain::event::MilestoneEvent;

/// What may follow on each track on a day, looked up once for a track.
pub(super) struct Follows<'e> {
    book: &'e Rulebook,
    history: &'e [MilestoneEvent],
    as_of: NaiveDate,
    found: BTreeMap<&'e str, Vec<&'e str>>,
}

impl<'e> Follows<'e> {
    pub(super) fn new(book: &'e Rulebook, history: &'e [MilestoneEvent], as_of: NaiveDate) -> Self {
        Follows { book, history, as_of, found: BTreeMap::new() }
    }

    fn can(&mut self, track: &str, milestone: &str) -> bool {
        let Some(track) = self.book.tracks.get(track) else { return false };
        let (history, as_of) = (self.history, self.as_of);
        let look = || track.allowed(history, as_of).into_iter().map(|m| m.id.as_str()).collect();
        self.found.entry(&track.id).or_insert_with(look).contains(&milestone)
    }
}

impl<'e> Walk<'e> {
    /// What a milestone makes possible, now that every clock is known.
    pub(super) fn allow(&mut self, at: usize, follows: &mut Follows<'e>) {
        let event = self.events[at];
        let book = self.book;
        let Some(milestone) = book.milestone(&event.track, &event.milestone) else { return };
        // What an earlier course made possible is not possible any more.
        if milestone.periods.iter().all(|p| p.allows.is_none()) || self.past(event) {
            return;
        }
        for period in milestone.periods.iter().filter(|p| p.allows.is_some()) {
            if let (Some(target), true) = (&period.allows, self.applies(period, event, follows.as_of)) {
                self.allow_one(target, period, event, milestone, follows);
            }
        }
    }

    fn allow_one(
        &mut self,
        target: &str,
        period: &PeriodUse,
        event: &'e MilestoneEvent,
        milestone: &Milestone,
        follows: &mut Follows<'e>,
    ) {
        let (track, id) = target.split_once('/').unwrap_or((&event.track, target));
        let done = |e: &&MilestoneEvent| e.track == track && e.milestone == id && e.on >= event.on;
        let barred = self.barred.keys().any(|name| name.split_once('/') == Some((track, id)));
        if barred || self.events.iter().any(done) || !follows.can(track, id) {
            return;
        }
        let source = self.book.tracks.get(&event.track).map_or_else(String::new, |t| t.source.to_string());
        let mut because = Vec::new();
        let (mut due, mut provisional) = (event.on, false);
        let mut seen: Vec<&str> = Vec::new();
        if let Some(rule) = &period.once_over {
            let clocks = self.running.iter().filter(|r| r.track == event.track && r.rule == *rule);
            let mut any = false;
            let counts =
                |r: &&Running<'_>| !matches!(r.fate, Fate::Stopped) && self.same_course(r.started, event);
            for clock in clocks.filter(counts) {
                any = true;
                seen.extend(clock.party);
                // What only runs is over on its last day; a time to act in, the day after.
                let over = clock.deadline.due;
                let over = if clock.by == Actor::Nobody { over } else { over.succ_opt().unwrap_or(over) };
                due = due.max(over);
                provisional |= clock.deadline.provisional;
                because.extend(clock.because.first().cloned());
            }
            if !any && period.per == Some(Per::Party) {
                return;
            }
        } else if period.per == Some(Per::Party) {
            let same = |e: &&&MilestoneEvent| {
                e.track == event.track && e.milestone == milestone.id && self.same_course(e, event)
            };
            for served in self.events.iter().filter(same) {
                seen.extend(fact(served, "party"));
                due = due.max(served.on);
            }
        }
        if period.per == Some(Per::Party) && !self.parties.debtors.iter().all(|d| seen.contains(&d.as_str()))
        {
            return;
        }
        let rule = target.replace('/', "-");
        let Some(title) = &period.title else { return };
        // Each service repeats the same permission; one is enough.
        if self.running.iter().any(|r| r.kind == Kind::Allowed && r.rule == rule && r.track == event.track) {
            return;
        }
        if period.per == Some(Per::Party)
            && self.parties.creditor.as_deref().is_some_and(|c| !seen.contains(&c))
        {
            let detail = "债权人自己的送达日没有登记，未计入；以最后收到的一方为准".to_owned();
            because.push(Reason::new(rule.as_str(), String::new(), detail));
        }
        let mut deadline = dated(&rule, title, event.on, due, period.by.unwrap_or(Actor::Creditor));
        deadline.provisional = provisional;
        deadline.roll = Roll::None;
        let detail = self.book.words(|| format!("{}：自{}起", title.zh, date::chinese(due)));
        because.push(Reason::new(rule.as_str(), source, detail));
        self.running.push(Running {
            id: format!("{}/{rule}", event.track),
            track: &event.track,
            rule,
            party: None,
            asset: None,
            started: event,
            by: deadline.by,
            deadline,
            because,
            kind: Kind::Allowed,
            fate: Fate::Open,
        });
    }
}
