//! What is due: every clock that the milestones of an account started, met, stopped or renewed, over all its tracks.
//!
//! Pure: the same milestones give the same deadlines, in whatever order they were recorded.

use chrono::NaiveDate;
use serde::Serialize;

use super::answer::{Reason, Refusal};
use super::period::{Actor, Roll};
use super::rulebook::Rulebook;
use super::schema::Title;
use super::track_clocks::{Fate, Kind, Running, Walk, fact};
use super::track_facts::Parties;
use crate::domain::event::MilestoneEvent;

/// Where a deadline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not yet due.
    Open,
    /// Past, and nothing met it.
    Overdue,
    /// Met, or it ran out as it should.
    Met,
    /// The other side let it pass, or a person waived it.
    Waived,
    /// It lapses on its day: act before.
    Lapsing,
    /// Something becomes possible on its day.
    Allowed,
}

/// A milestone, by name and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// The track.
    pub track: String,
    /// The milestone.
    pub milestone: String,
    /// The day.
    pub on: NaiveDate,
}

impl Happened {
    fn of(event: &MilestoneEvent) -> Self {
        Happened { track: event.track.clone(), milestone: event.milestone.clone(), on: event.on }
    }
}

/// One deadline of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeadlineState {
    /// Unique in the account and stable: `litigation/appeal-judgment:李示例`.
    pub id: String,
    /// The track.
    pub track: String,
    /// The period's id, or the name of an event or of what becomes possible.
    pub rule: String,
    /// Its name, with the party or asset.
    pub title: Title,
    /// The day it counts from.
    pub from: NaiveDate,
    /// The last day, or the first for what becomes possible.
    pub due: NaiveDate,
    /// The last day before rest days were looked at.
    pub raw_due: NaiveDate,
    /// Where it stands.
    pub status: Status,
    /// Who has to act.
    pub by: Actor,
    /// The legal source.
    pub source: String,
    /// The party whose clock it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// The asset whose clock it is: its kind and what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// It lapses by itself on its day, rather than being a day to act by.
    pub lapses: bool,
    /// Once its day is past, nothing is left to do: a right let pass, a time that merely ran.
    pub fades: bool,
    /// The hour, for an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The calendar of that day is not published yet.
    pub provisional: bool,
    /// For what lapses: the workday by which to have acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act_by: Option<NaiveDate>,
    /// Workdays on which to warn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<NaiveDate>,
    /// What started it.
    pub started_by: Happened,
    /// What met it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfied_by: Option<Happened>,
    /// It was met after its day.
    pub late: bool,
    /// Why it is that day.
    pub because: Vec<Reason>,
}

/// What is due, and what could not be computed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AccountDeadlines {
    /// By day, then id.
    pub states: Vec<DeadlineState>,
    /// Deadline ids whose rule refused, with the reason: to be shown, never dropped.
    pub refused: Vec<(String, Refusal)>,
}

impl Rulebook {
    /// Every deadline that follows from an account's milestones, over all its tracks, as it stands on `as_of`.
    ///
    /// Milestones that no track knows start nothing. A period that refuses is listed in `refused`; `strict` makes those
    /// refuse that depend on an unpublished calendar.
    pub fn deadlines(
        &self,
        history: &[MilestoneEvent],
        parties: &Parties,
        as_of: NaiveDate,
        strict: bool,
    ) -> AccountDeadlines {
        let (running, refused) = Walk::through(self, history, parties, as_of, strict);
        let mut states: Vec<DeadlineState> = running.into_iter().filter_map(|r| state(r, as_of)).collect();
        states.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        AccountDeadlines { states, refused }
    }
}

fn state(clock: Running<'_>, as_of: NaiveDate) -> Option<DeadlineState> {
    let due = clock.deadline.due;
    let (past, lapses) = (due < as_of, clock.lapses());
    let satisfied = match clock.fate {
        Fate::Stopped => return None,
        Fate::Met(event) => Some(event),
        Fate::Early(event) => (due <= as_of).then_some(event),
        Fate::Open => None,
    };
    let status = match (satisfied, clock.deadline.roll, clock.by) {
        (Some(_), ..) => Status::Met,
        (None, Roll::None, _) => Status::Allowed,
        (None, ..) if lapses => {
            if past {
                Status::Overdue
            } else {
                Status::Lapsing
            }
        }
        _ if !past => Status::Open,
        // The other side's time ran out: nothing is left to do about it.
        (None, _, Actor::Debtor) => Status::Waived,
        _ if clock.deadline.optional => Status::Waived,
        (None, _, Actor::Nobody) => Status::Met,
        _ => Status::Overdue,
    };
    let asset = clock.asset.map(|(kind, detail)| format!("{kind} {detail}").trim_end().to_owned());
    let whose = clock.party.or(clock.asset.map(|(_, d)| d).filter(|d| !d.is_empty()));
    let title = clock.deadline.title.with(whose);
    let at = (clock.kind == Kind::Event).then(|| fact(clock.started, "at")).flatten();
    Some(DeadlineState {
        source: clock.because.first().map_or_else(String::new, |r| r.source.clone()),
        id: clock.id,
        track: clock.track.to_owned(),
        rule: clock.rule,
        title,
        from: clock.deadline.from,
        due,
        raw_due: clock.deadline.raw_due,
        status,
        by: clock.by,
        party: clock.party.map(str::to_owned),
        asset,
        lapses,
        fades: matches!(clock.by, Actor::Debtor | Actor::Nobody) || clock.deadline.optional,
        at: at.map(str::to_owned),
        provisional: clock.deadline.provisional,
        act_by: clock.deadline.act_by,
        warnings: clock.deadline.warnings,
        started_by: Happened::of(clock.started),
        late: satisfied.is_some_and(|e| e.on > due),
        satisfied_by: satisfied.map(Happened::of),
        because: clock.because,
    })
}
