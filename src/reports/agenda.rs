//! What is to be done over all accounts: how urgent each deadline is, and which of its warnings is reached.

use chrono::NaiveDate;

use crate::domain::actor::Actor;
use crate::domain::control_sheet::Heading;
use crate::domain::handling::HandlingAct;
use crate::domain::identity::mask;
use crate::domain::summary::{OpenDeadline, Summary};
use crate::rules::Rulebook;

/// Days that count as this week.
pub const WEEK: i64 = 7;

/// How soon something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Its day is past.
    Late,
    /// Today is its day, or the day by which to act.
    Today,
    /// Within seven days.
    Week,
    /// Later.
    Later,
    /// Nothing has to be done; something may be.
    Possible,
}

impl Urgency {
    /// All, the most urgent first.
    pub const ALL: [Urgency; 5] =
        [Urgency::Late, Urgency::Today, Urgency::Week, Urgency::Later, Urgency::Possible];

    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Urgency::Late => "late",
            Urgency::Today => "today",
            Urgency::Week => "week",
            Urgency::Later => "later",
            Urgency::Possible => "possible",
        }
    }

    /// That of a deadline on a day: what lapses is measured by the workday by which to have acted.
    pub fn of(deadline: &OpenDeadline, as_of: NaiveDate) -> Urgency {
        match (act_on(deadline) - as_of).num_days() {
            _ if deadline.allowed => Urgency::Possible,
            _ if deadline.due < as_of => Urgency::Late,
            ..=0 => Urgency::Today,
            1..=WEEK => Urgency::Week,
            _ => Urgency::Later,
        }
    }
}

/// The day by which to act.
fn act_on(deadline: &OpenDeadline) -> NaiveDate {
    deadline.act_by.filter(|_| deadline.lapses).unwrap_or(deadline.due)
}

/// Whether a deadline was acknowledged, and its warnings rest: its day has neither come nor moved, or was past already
/// when someone took it on.
pub fn rests(deadline: &OpenDeadline, as_of: NaiveDate) -> bool {
    deadline.handled.as_ref().is_some_and(|h| {
        let seen = h.act == HandlingAct::Acknowledged && h.moved_from(deadline.due).is_none();
        seen && (act_on(deadline) > as_of || h.on > deadline.due)
    })
}

/// An open deadline of an account, as it stands on a day.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The account.
    pub row: &'a Summary,
    /// The deadline.
    pub deadline: &'a OpenDeadline,
    /// Days until its day; below zero once that is past.
    pub days_left: i64,
    /// How soon something has to be done.
    pub urgency: Urgency,
    /// The last layer of warnings that is reached, in days: 30 of 90, 60, 30 and 7.
    pub warning: Option<i64>,
    /// It was acknowledged: see [`rests`].
    pub rests: bool,
}

impl<'a> Item<'a> {
    /// A deadline on a day.
    pub fn of(row: &'a Summary, deadline: &'a OpenDeadline, as_of: NaiveDate, rules: &Rulebook) -> Self {
        let (days_left, urgency) = ((deadline.due - as_of).num_days(), Urgency::of(deadline, as_of));
        let rests = rests(deadline, as_of);
        Item { row, deadline, days_left, urgency, warning: warning(deadline, as_of, rules), rests }
    }

    /// Whether something has to be done or thought of now: it is due, or a warning is reached.
    pub fn is_warned(&self) -> bool {
        matches!(self.urgency, Urgency::Late | Urgency::Today) || self.warning.is_some()
    }

    /// The title in Chinese and English, with numbers of cards and persons masked.
    pub fn title(&self) -> [String; 2] {
        [mask::runs(&self.deadline.title[0]), mask::runs(&self.deadline.title[1])]
    }

    /// The day it had when a person decided about it, where it has another now.
    pub fn moved_from(&self) -> Option<NaiveDate> {
        self.deadline.handled.as_ref().and_then(|h| h.moved_from(self.deadline.due))
    }

    /// Whether it is the creditor's move: its own, or a party's whose clock runs.
    pub fn is_ours(&self) -> bool {
        matches!(self.deadline.by, Actor::Creditor | Actor::Party)
    }

    /// The heading of the control sheet under which it stands, if it stands there. `since` is the day of the sheet
    /// before: what became possible after it is new.
    pub fn heading(&self, as_of: NaiveDate, since: NaiveDate) -> Option<Heading> {
        let d = self.deadline;
        match self.urgency {
            _ if self.rests => Some(Heading::Acknowledged),
            Urgency::Possible => (d.due <= as_of && d.due > since).then_some(Heading::Possible),
            Urgency::Late => Some(Heading::Late),
            Urgency::Today | Urgency::Week if d.lapses => Some(Heading::Lapsing),
            Urgency::Today | Urgency::Week => Some(Heading::Due),
            Urgency::Later => self.warning.map(|_| Heading::Warned),
        }
    }
}

/// Every open deadline of these rows, soonest first.
pub fn items<'a>(
    rows: impl IntoIterator<Item = &'a Summary>,
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Vec<Item<'a>> {
    some(rows, as_of, rules, |_| true)
}

/// Those that are wanted, soonest first.
pub fn some<'a>(
    rows: impl IntoIterator<Item = &'a Summary>,
    as_of: NaiveDate,
    rules: &Rulebook,
    wanted: impl Fn(&Item<'a>) -> bool,
) -> Vec<Item<'a>> {
    let of = |row: &'a Summary| row.deadlines.iter().map(move |d| Item::of(row, d, as_of, rules));
    let mut items: Vec<Item<'a>> = rows.into_iter().flat_map(of).filter(wanted).collect();
    items.sort_by(|a, b| {
        (a.deadline.due, &a.row.account, &a.deadline.id).cmp(&(
            b.deadline.due,
            &b.row.account,
            &b.deadline.id,
        ))
    });
    items
}

/// The layer of the warning day that is reached. A warning on a rest day comes earlier, so that the day's distance is
/// that of its layer or more.
fn warning(deadline: &OpenDeadline, as_of: NaiveDate, rules: &Rulebook) -> Option<i64> {
    if deadline.allowed {
        return None;
    }
    let reached = deadline.warnings.iter().rev().find(|day| **day <= as_of)?;
    let ahead = (deadline.due - *reached).num_days();
    let layers = rules.period(&deadline.rule).map(|p| p.warn.as_slice()).unwrap_or_default();
    let layer = layers.iter().map(|days| i64::from(*days)).find(|days| *days <= ahead);
    Some(layer.unwrap_or(ahead))
}
