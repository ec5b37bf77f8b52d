//! The clocks of an account while its history is walked: started, met, stopped, renewed, and what they make possible.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::answer::{Answer, Reason, Refusal, Ruled};
use super::period::{Actor, Deadline, Roll};
use super::rulebook::Rulebook;
use super::schema::Title;
use super::track::{COURSE, Milestone, Per, PeriodUse};
use super::track_course::begins_anew;
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
    Met(&'e MilestoneEvent),
    Stopped,
}

impl Running<'_> {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.fate, Fate::Open)
    }

    /// The same clock for the same party or asset.
    fn key(&self) -> (Option<&str>, Option<(&str, &str)>) {
        (self.party, self.asset)
    }
}

pub(super) struct Walk<'e> {
    book: &'e Rulebook,
    pub(super) parties: &'e Parties,
    strict: bool,
    /// By day; those of one day as recorded.
    pub(super) events: Vec<&'e MilestoneEvent>,
    /// Where in `events` a track begins again.
    pub(super) anew: Vec<usize>,
    /// What cannot sensibly follow now.
    barred: BTreeMap<&'e str, &'e MilestoneEvent>,
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
        for at in 0..walk.events.len() {
            walk.allow(at, history, as_of);
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
        let open = |r: &Running<'e>| r.rule == rule && r.is_open() && Self::concerns(period, event, r);
        let alone = self.running.iter().filter(|r| open(r)).count() == 1;
        for clock in self.running.iter_mut().filter(|r| open(r)) {
            // Of several hearings, those that have been.
            if clock.kind != Kind::Event || alone || clock.deadline.due <= event.on {
                clock.fate = Fate::Met(event);
            }
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

    /// What a milestone makes possible, now that every clock is known.
    fn allow(&mut self, at: usize, history: &[MilestoneEvent], as_of: NaiveDate) {
        let event = self.events[at];
        let book = self.book;
        let Some(milestone) = book.milestone(&event.track, &event.milestone) else { return };
        // What an earlier course made possible is not possible any more.
        if milestone.periods.iter().all(|p| p.allows.is_none()) || self.past(event) {
            return;
        }
        for period in milestone.periods.iter().filter(|p| p.allows.is_some()) {
            if let (Some(target), true) = (&period.allows, self.applies(period, event, as_of)) {
                self.allow_one(target, period, event, milestone, history, as_of);
            }
        }
    }

    fn allow_one(
        &mut self,
        target: &str,
        period: &PeriodUse,
        event: &'e MilestoneEvent,
        milestone: &Milestone,
        history: &[MilestoneEvent],
        as_of: NaiveDate,
    ) {
        let (track, id) = target.split_once('/').unwrap_or((&event.track, target));
        let Some(on_track) = self.book.tracks.get(track) else { return };
        let done = |e: &&MilestoneEvent| e.track == track && e.milestone == id && e.on >= event.on;
        let barred = self.barred.keys().any(|name| name.split_once('/') == Some((track, id)));
        if barred
            || self.events.iter().any(done)
            || !on_track.allowed(history, as_of).iter().any(|m| m.id == id)
        {
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

/// A day that no period counted.
fn dated(rule: &str, title: &Title, from: NaiveDate, due: NaiveDate, by: Actor) -> Deadline {
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
