//! The clocks of an account while its history is walked: started, met, stopped and renewed. What they make possible is
//! `track_allows`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::period::{Actor, Deadline, Roll};
use super::rulebook::Rulebook;
use super::schema::Title;
use super::track::{COURSE, Per, PeriodUse};
use super::track_allows::Follows;
use super::track_course::begins_anew;
use super::track_expect::differs;
use super::track_facts::Parties;
use crate::domain::date;
use crate::domain::event::MilestoneEvent;

/// A clock while the history is walked.
pub(super) struct Running<'e> {
    pub(super) id: String,
    pub(super) track: &'e str,
    pub(super) rule: String,
    pub(super) party: Option<&'e str>,
    pub(super) asset: Option<(&'e str, &'e str)>,
    pub(super) started: &'e MilestoneEvent,
    pub(super) deadline: Deadline,
    pub(super) because: Vec<Reason>,
    pub(super) by: Actor,
    pub(super) kind: Kind,
    pub(super) fate: Fate<'e>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Period,
    Event,
    Allowed,
}

#[derive(Clone, Copy)]
pub(super) enum Fate<'e> {
    Open,
    /// Told of before its day: still ahead until then, met from then on.
    Early(&'e MilestoneEvent),
    Met(&'e MilestoneEvent),
    Stopped,
}

impl Running<'_> {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.fate, Fate::Open | Fate::Early(_))
    }

    /// The same clock for the same party or asset.
    fn key(&self) -> (Option<&str>, Option<(&str, &str)>) {
        (self.party, self.asset)
    }
}

pub(super) struct Walk<'e> {
    pub(super) book: &'e Rulebook,
    pub(super) parties: &'e Parties,
    strict: bool,
    /// By day; those of one day as recorded.
    pub(super) events: Vec<&'e MilestoneEvent>,
    /// Where in `events` a track begins again.
    pub(super) anew: Vec<usize>,
    /// What cannot sensibly follow now.
    pub(super) barred: BTreeMap<&'e str, &'e MilestoneEvent>,
    pub(super) running: Vec<Running<'e>>,
    refused: Vec<(String, Refusal)>,
}

impl Running<'_> {
    /// It lapses by itself on its day, rather than being a day to act by.
    pub(super) fn lapses(&self) -> bool {
        self.deadline.roll == Roll::Back && self.deadline.act_by.is_some()
    }
}

pub(super) fn fact<'e>(event: &'e MilestoneEvent, name: &str) -> Option<&'e str> {
    event.facts.get(name).map(String::as_str)
}

impl<'e> Walk<'e> {
    /// Every clock that `history` started by `as_of`, and what could not be computed.
    pub(super) fn through(
        book: &'e Rulebook,
        history: &'e [MilestoneEvent],
        parties: &'e Parties,
        as_of: NaiveDate,
        strict: bool,
    ) -> (Vec<Running<'e>>, Vec<(String, Refusal)>) {
        let mut walk = Walk::over(book, history.iter().filter(|e| e.on <= as_of).collect(), parties, strict);
        walk.barred = book.barred(history, parties, as_of);
        let mut follows = Follows::new(book, history, as_of);
        for at in 0..walk.events.len() {
            walk.allow(at, &mut follows);
        }
        (walk.running, walk.refused)
    }

    /// Every clock that these events start.
    pub(super) fn over(
        book: &'e Rulebook,
        mut events: Vec<&'e MilestoneEvent>,
        parties: &'e Parties,
        strict: bool,
    ) -> Walk<'e> {
        events.sort_by_key(|e| e.on);
        let anew = begins_anew(book, &events);
        let (running, refused, barred) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut walk = Walk { book, parties, strict, events, anew, barred, running, refused };
        for at in 0..walk.events.len() {
            walk.take(at);
        }
        walk
    }

    fn take(&mut self, at: usize) {
        let event = self.events[at];
        let book = self.book;
        let Some(milestone) = book.milestone(&event.track, &event.milestone) else { return };
        let uses: Vec<&'e PeriodUse> =
            milestone.periods.iter().filter(|p| self.applies(p, event, event.on)).collect();
        // First what ends, then what begins: a milestone never meets the clock that it starts.
        for period in &uses {
            if let Some(rule) = &period.satisfies {
                self.satisfy(rule, period, event);
            }
            if let Some(rule) = &period.stops {
                self.stop(rule, period, event);
            }
            if !period.renews.is_empty() {
                self.renew(period, event);
            }
        }
        for period in &uses {
            if let Some(name) = &period.event {
                self.event(name, period, event);
            }
            if let Some(rule) = &period.starts {
                self.start(rule, period, event);
            }
        }
    }

    /// The value of `name`, of this event or, as `milestone/name`, of the last such milestone of its track.
    fn value(&self, name: &str, event: &'e MilestoneEvent) -> Option<&'e str> {
        match name.split_once('/') {
            None => fact(event, name),
            Some((id, name)) => {
                let of = |e: &&&'e MilestoneEvent| {
                    e.track == event.track
                        && (id == COURSE || e.milestone == id)
                        && e.on <= event.on
                        && e.facts.contains_key(name)
                        && self.same_course(e, event)
                };
                self.events.iter().rev().find(of).and_then(|e| fact(e, name))
            }
        }
    }

    pub(super) fn applies(&self, period: &PeriodUse, event: &'e MilestoneEvent, by: NaiveDate) -> bool {
        let holds = |(name, values): (&String, &Vec<String>)| {
            self.value(name, event).is_some_and(|v| values.iter().any(|x| x == v))
        };
        let happened = |name: &String| {
            let (track, id) = name.split_once('/').unwrap_or((&event.track, name));
            let same = |e: &MilestoneEvent| track != event.track || self.same_course(e, event);
            self.events.iter().any(|e| e.track == track && e.milestone == id && e.on <= by && same(e))
        };
        // What befalls one of several debtors changes nothing for the others, until it has befallen them all.
        if period.alone && event.facts.contains_key("party") && !self.befell_all(event) {
            return false;
        }
        period.when.iter().all(holds)
            && !period.except.iter().any(holds)
            && (period.given.is_empty() || period.given.iter().any(happened))
            && !period.unless.iter().any(happened)
    }

    /// Whether a clock is the one that `event` speaks of: a party or asset that it does not name leaves all in.
    fn concerns(period: &PeriodUse, event: &MilestoneEvent, clock: &Running<'_>) -> bool {
        match period.per {
            None => true,
            Some(Per::Party) => fact(event, "party").is_none_or(|p| clock.party == Some(p)),
            Some(Per::Asset) => {
                fact(event, "asset").is_none_or(|a| clock.asset.is_some_and(|(kind, _)| kind == a))
                    && fact(event, "detail")
                        .is_none_or(|d| clock.asset.is_some_and(|(_, detail)| detail == d))
            }
        }
    }

    fn satisfy(&mut self, rule: &str, period: &PeriodUse, event: &'e MilestoneEvent) {
        let book = self.book;
        let meant = |r: &&mut Running<'e>| {
            r.rule == rule
                && r.is_open()
                && Self::concerns(period, event, r)
                && (r.kind != Kind::Event || !told_apart(book, r.started, event))
        };
        let (mut been, mut ahead) = (false, None::<&mut Running<'e>>);
        for clock in self.running.iter_mut().filter(meant) {
            // Of several hearings, those that have been.
            if clock.kind != Kind::Event || clock.deadline.due <= event.on {
                clock.fate = Fate::Met(event);
                been = true;
            } else if ahead.as_ref().is_none_or(|soonest| clock.deadline.due < soonest.deadline.due) {
                ahead = Some(clock);
            }
        }
        // A hearing does not leave the agenda before its day, whatever was recorded.
        if let Some(clock) = ahead.filter(|_| !been) {
            clock.fate = Fate::Early(event);
        }
    }

    fn stop(&mut self, rule: &str, period: &PeriodUse, event: &'e MilestoneEvent) {
        for clock in self.running.iter_mut().filter(|r| r.is_open()) {
            let named = match rule.split_once('/') {
                None if rule == "all" => clock.track == event.track,
                None => clock.rule == rule,
                Some((track, _)) => clock.track == track,
            };
            if named && Self::concerns(period, event, clock) {
                clock.fate = Fate::Stopped;
            }
        }
    }

    fn renew(&mut self, period: &'e PeriodUse, event: &'e MilestoneEvent) {
        let asset = PeriodUse { per: Some(Per::Asset), ..PeriodUse::default() };
        let mut again = Vec::new();
        for clock in self.running.iter_mut().filter(|r| r.is_open() && period.renews.contains(&r.rule)) {
            if clock.track == event.track && Self::concerns(&asset, event, clock) {
                clock.fate = Fate::Met(event);
                again.push((clock.rule.clone(), clock.party, clock.asset));
            }
        }
        for (rule, party, asset) in again {
            self.begin(&rule, period, event, event.on, party, asset);
        }
    }

    fn start(&mut self, rule: &str, period: &'e PeriodUse, event: &'e MilestoneEvent) {
        let party = (period.per == Some(Per::Party)).then(|| fact(event, "party")).flatten();
        let asset = (period.per == Some(Per::Asset))
            .then(|| Some((fact(event, "asset")?, fact(event, "detail").unwrap_or_default())))
            .flatten();
        let same = |r: &Running<'e>| {
            r.track == event.track && r.rule == rule && r.key() == (party, asset) && r.is_open()
        };
        if period.first_only && self.running.iter().any(same) {
            return;
        }
        for clock in self.running.iter_mut().filter(|r| same(r)) {
            clock.fate = Fate::Stopped;
        }
        let stated = period.from_fact.as_ref().and_then(|f| self.value(f, event)).and_then(date::parse);
        let since = || self.since(period.since.as_deref()?, event);
        let from = stated.or_else(|| self.anchor(period, event)).or_else(since).unwrap_or(event.on);
        self.begin(rule, period, event, from, party, asset);
    }

    /// The end of the latest clock that this one counts from.
    fn anchor(&self, period: &PeriodUse, event: &MilestoneEvent) -> Option<NaiveDate> {
        let ends = self.running.iter().filter(|r| r.track == event.track && period.anchor.contains(&r.rule));
        ends.filter(|r| !matches!(r.fate, Fate::Stopped)).map(|r| r.deadline.due).max()
    }

    fn begin(
        &mut self,
        rule: &str,
        period: &'e PeriodUse,
        event: &'e MilestoneEvent,
        from: NaiveDate,
        party: Option<&'e str>,
        asset: Option<(&'e str, &'e str)>,
    ) {
        let until = period.until_fact.as_ref().and_then(|f| self.value(f, event)).and_then(date::parse);
        let days = match period.days.as_ref().map(|name| self.value(name, event)) {
            None => None,
            // The court gave no time, or none at all: there is no clock.
            Some(None | Some("0")) if until.is_none() => return,
            Some(days) => days.and_then(|d| d.parse().ok()),
        };
        let answer = match until {
            Some(until) => self.book.deadline_until(rule, from, until, self.strict),
            None => self.book.deadline(rule, from, days, self.strict),
        };
        let Some(end) = self.push(rule, period, event, answer, party, asset, until.is_some()) else { return };
        if let Some(then) = &period.then {
            let answer = self.book.deadline(then, end, None, self.strict);
            self.push(then, period, event, answer, party, asset, false);
        }
    }

    /// Adds a clock; gives back the day that a clock after it counts from.
    #[allow(clippy::too_many_arguments, reason = "what a clock is, once, in one place")]
    fn push(
        &mut self,
        rule: &str,
        period: &PeriodUse,
        event: &'e MilestoneEvent,
        answer: Ruled<Deadline>,
        party: Option<&'e str>,
        asset: Option<(&'e str, &'e str)>,
        ordered: bool,
    ) -> Option<NaiveDate> {
        let id = self.id(event, rule, party, asset);
        let Answer { value: deadline, because } = match answer {
            Ok(answer) => answer,
            Err(refusal) => {
                self.refused.push((id, refusal));
                return None;
            }
        };
        let by = match period.by.unwrap_or(deadline.by) {
            Actor::Party if party.is_some() && party == self.parties.creditor.as_deref() => Actor::Creditor,
            Actor::Party if party.is_some() => Actor::Debtor,
            by => by,
        };
        // A date that the law counts may stand a day earlier in the order: what has to be done before assumes that.
        let end = match deadline.due.pred_opt() {
            Some(eve) if deadline.roll == Roll::Back && !ordered => eve,
            _ => deadline.due,
        };
        self.running.push(Running {
            id,
            track: &event.track,
            rule: rule.to_owned(),
            party,
            asset,
            started: event,
            deadline,
            because,
            by,
            kind: Kind::Period,
            fate: Fate::Open,
        });
        Some(end)
    }

    fn id(
        &self,
        event: &MilestoneEvent,
        rule: &str,
        party: Option<&str>,
        asset: Option<(&str, &str)>,
    ) -> String {
        let mut id = format!("{}/{rule}", event.track);
        if let Some(whose) =
            party.or(asset.map(|(kind, detail)| if detail.is_empty() { kind } else { detail }))
        {
            id.push(':');
            id.push_str(whose);
        }
        let numbered =
            |other: &str| other.strip_prefix(&id).is_some_and(|r| r.is_empty() || r.starts_with('#'));
        let before = self.running.iter().filter(|r| numbered(&r.id)).count()
            + self.refused.iter().filter(|(r, _)| numbered(r)).count();
        if before > 0 {
            id.push_str(&format!("#{}", before + 1));
        }
        id
    }

    fn event(&mut self, name: &str, period: &PeriodUse, event: &'e MilestoneEvent) {
        let at = period.at.as_ref().and_then(|f| self.value(f, event)).and_then(date::parse_minute);
        let (Some(at), Some(title)) = (at, &period.title) else { return };
        let detail = self.book.words(|| format!("{}：{}", title.zh, date::chinese_minute(at)));
        let deadline = dated(name, title, event.on, at.date(), period.by.unwrap_or(Actor::Creditor));
        let id = self.id(event, name, None, None);
        let source = self.book.tracks.get(&event.track).map_or_else(String::new, |t| t.source.to_string());
        self.running.push(Running {
            id,
            track: &event.track,
            rule: name.to_owned(),
            party: None,
            asset: None,
            started: event,
            by: deadline.by,
            deadline,
            because: vec![Reason::new(name, source, detail)],
            kind: Kind::Event,
            fate: Fate::Open,
        });
    }
}

/// Whether two milestones are of different things: another round, another asset. What one of them does not say is no
/// difference.
fn told_apart(book: &Rulebook, set: &MilestoneEvent, event: &MilestoneEvent) -> bool {
    let names = book.milestone(&set.track, &set.milestone).map_or(&[][..], |m| &m.told_apart_by);
    names.iter().any(|name| differs(set, event, name))
}

/// A day that no period counted.
pub(super) fn dated(rule: &str, title: &Title, from: NaiveDate, due: NaiveDate, by: Actor) -> Deadline {
    Deadline {
        rule: rule.to_owned(),
        title: title.clone(),
        from,
        due,
        raw_due: due,
        rolled: false,
        provisional: false,
        roll: Roll::Forward,
        by,
        optional: false,
        act_by: None,
        warnings: Vec::new(),
        note: None,
    }
}
