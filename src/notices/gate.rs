//! Whether a notice may leave now.
//!
//! Each rule is a function of the notice, the outbox and the day; [`hold`] asks them in order. Quiet hours, limits on
//! frequency and the list of mailboxes that want no mail belong here.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::outbox::{Notice, Outbox, reversed};
use super::reminder;
use crate::domain::event::{Audience, Event, NoticeRecord, NoticeStatus, Payload};
use crate::domain::problem::{Place, Problem};

/// Why a notice stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It was sent or cancelled, or failed and was not approved again.
    Closed(NoticeStatus),
    /// It may have been sent; someone must decide.
    InDoubt,
    /// Nobody approved it.
    NotApproved,
    /// Its day has not come.
    NotBefore(NaiveDate),
    /// It was postponed to a moment that has not come.
    Until(DateTime<FixedOffset>),
    /// It reminds of a day that is over.
    Over(NaiveDate),
    /// What it states is no longer so.
    Stale(Staleness),
}

impl Hold {
    /// As a problem for the user.
    pub fn problem(&self, id: &str) -> Problem {
        let at = |code| Problem::error(code, Place::default()).with("id", id);
        match self {
            Hold::Closed(status) => at("E-NOTICE-CLOSED").with("status", status.id()),
            Hold::InDoubt => at("E-NOTICE-IN-DOUBT"),
            Hold::NotApproved => at("E-NOTICE-APPROVAL"),
            Hold::NotBefore(day) => at("E-NOTICE-NOT-BEFORE").with("day", day),
            Hold::Until(moment) => at("E-NOTICE-UNTIL").with("until", moment.format("%Y-%m-%d %H:%M")),
            Hold::Over(day) => at("E-NOTICE-OVER").with("day", day),
            Hold::Stale(stale) => at("E-NOTICE-STALE")
                .with("facts", stale.facts)
                .with("event", stale.event)
                .with("what", stale.what),
        }
    }
}

/// What a notice states is older than the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staleness {
    /// It saw the account's events up to here.
    pub facts: u64,
    /// The first event since that changed what it states.
    pub event: u64,
    /// That event's type: `paid`, `amended`, `milestone`, `reversed`.
    pub what: &'static str,
}

type Rule = fn(&Notice, &Outbox, NaiveDate) -> Option<Hold>;

const RULES: [Rule; 5] = [standing, approval, figures, day, over];

/// Why a notice may not leave at this moment, standing on this day; `None` where it may.
pub fn hold(notice: &Notice, outbox: &Outbox, now: DateTime<FixedOffset>, today: NaiveDate) -> Option<Hold> {
    RULES.iter().find_map(|rule| rule(notice, outbox, today)).or_else(|| until(notice, now))
}

/// What was postponed to a moment waits for it.
fn until(notice: &Notice, now: DateTime<FixedOffset>) -> Option<Hold> {
    notice.until().filter(|moment| *moment > now).map(Hold::Until)
}

fn standing(notice: &Notice, _: &Outbox, _: NaiveDate) -> Option<Hold> {
    match notice.status {
        NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed => None,
        NoticeStatus::Sending | NoticeStatus::InDoubt => Some(Hold::InDoubt),
        closed @ (NoticeStatus::Sent | NoticeStatus::Failed | NoticeStatus::Cancelled) => {
            Some(Hold::Closed(closed))
        }
    }
}

fn approval(notice: &Notice, _: &Outbox, _: NaiveDate) -> Option<Hold> {
    (notice.needs_approval() && !notice.is_approved()).then_some(Hold::NotApproved)
}

fn figures(notice: &Notice, outbox: &Outbox, _: NaiveDate) -> Option<Hold> {
    outbox.stale(&notice.record.id).cloned().map(Hold::Stale)
}

fn day(notice: &Notice, _: &Outbox, today: NaiveDate) -> Option<Hold> {
    (notice.record.due > today).then_some(Hold::NotBefore(notice.record.due))
}

/// A reminder tells of its own day: the next one tells what is left of it.
fn over(notice: &Notice, _: &Outbox, today: NaiveDate) -> Option<Hold> {
    (notice.record.kind == reminder::KIND && notice.record.due < today)
        .then_some(Hold::Over(notice.record.due))
}

/// Parts of a case that no message states. A change of anything else makes a notice stale.
const UNSTATED: [&str; 3] = ["contacts", "statements", "assets"];

/// Parts of a case that no message to a debtor states.
const UNSTATED_TO_DEBTORS: [&str; 6] =
    ["evidence", "handler", "counsel", "batch", "referred_on", "guarantees"];

/// Milestones after which another sum is owed, or no demand may be made (信用卡办法 art. 70: not while a plan is kept).
const MILESTONES: [&str; 12] = [
    "judgment",
    "mediated",
    "award",
    "distributed",
    "sold",
    "settled",
    "settlement-broken",
    "plan-signed",
    "plan-broken",
    "withdrawn",
    "dismissed",
    "closed",
];

fn changes_what_is_stated(payload: &Payload, to: Audience) -> bool {
    match payload {
        Payload::Imported { .. } | Payload::Paid(_) | Payload::PaymentReversed(_) => true,
        Payload::Amended { changes, .. } => changes.iter().any(|change| {
            let top = change.path.split(['.', '[']).next().unwrap_or_default();
            !(UNSTATED.contains(&top) || to == Audience::Debtor && UNSTATED_TO_DEBTORS.contains(&top))
        }),
        Payload::Milestone(milestone) => MILESTONES.contains(&milestone.milestone.as_str()),
        Payload::MilestoneCorrected(c) => MILESTONES.contains(&c.to.milestone.as_str()),
        _ => false,
    }
}

/// Whether the events that count for what a notice states are still those it saw: a payment, an amendment, a milestone
/// that changes the sum, or the reversal of one.
pub(super) fn staleness(record: &NoticeRecord, events: &[Event]) -> Option<Staleness> {
    let standing = |upto: u64| -> BTreeSet<u64> {
        let dead = reversed(events, upto);
        let counts = |e: &&Event| changes_what_is_stated(&e.payload, record.audience);
        let upto = events.iter().filter(|e| e.seq <= upto && !dead.contains(&e.seq));
        upto.filter(counts).map(|e| e.seq).collect()
    };
    let (then, now) = (standing(record.facts), standing(u64::MAX));
    if then == now {
        return None;
    }
    // What differs is either itself later than the notice, or older and taken back or restored since.
    let culprit = events
        .iter()
        .filter(|e| e.seq > record.facts)
        .find(|e| now.contains(&e.seq) || matches!(e.payload, Payload::Reversed { .. }))?;
    Some(Staleness { facts: record.facts, event: culprit.seq, what: culprit.payload.name() })
}
