//! Whether a notice may leave now.
//!
//! Each rule is a function of the notice, its outbox and the [`Gate`]; [`hold`](hold()) asks them in order: first what a person
//! must mend, then what passes by itself. A hold that passes at a known moment is recorded as `postponed` until then.
//!
//! | file | what it holds |
//! |---|---|
//! | `hold` | [`Hold`]: the reasons |
//! | `changed` | whether the accounts that a mail about many tells of are still as it saw them |
//! | `recipient` | whether the mailbox is that of the debtor it is for |
//! | `owners` | whether it is also a mailbox of somebody who owes on another account |
//! | `pace` | how many mails a minute go to one domain |
//!
//! To add a rule: a variant of [`Hold`], a function here, its place in `RULES`.

mod changed;
mod hold;
mod owners;
mod pace;
mod recipient;

pub use changed::{Changed, changed, seen};
pub use hold::Hold;
pub use owners::{Owner, Owners, shared};
pub use pace::{Pace, domain};
pub use recipient::recipient;

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use super::outbox::{Notice, Outbox, reversed};
use super::reminder;
use super::suppression::Suppressed;
use crate::docket::{Docket, PlanState};
use crate::domain::date;
use crate::domain::event::{Audience, Event, MilestoneEvent, NoticeRecord, NoticeStatus, Payload};
use crate::domain::party::Role;
use crate::domain::problem::Problem;
use crate::domain::proof::Contacted;
use crate::rules::Rulebook;
use crate::rules::contacts::{Asked, Hours, last_mail, next_demand};

/// Under what a notice leaves: the moment, the law, the workspace's settings and what is known of the account.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    /// The moment.
    pub now: DateTime<FixedOffset>,
    /// The day stood on.
    pub today: NaiveDate,
    /// The law.
    pub rules: &'a Rulebook,
    /// The account; none for a notice that is about many.
    pub docket: Option<&'a Docket>,
    /// Of a mail about many accounts: the first of them that changed since; found by whoever can read them.
    pub changed: Option<&'a Changed>,
    /// Hours without mail to debtors, where the workspace has its own. From and to the same: none.
    pub quiet: Option<Hours>,
    /// Mailboxes that get nothing.
    pub suppressed: &'a Suppressed,
    /// The mailboxes of everyone who owes or guarantees.
    pub owners: &'a Owners,
    /// What left within the last minute; none where nobody counts.
    pub pace: Option<&'a Pace>,
    /// The mailbox that every mail goes to instead of its addressee's.
    pub test_address: Option<&'a str>,
}

/// Where a rule of the gate stands, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The source.
    pub source: String,
    /// `V`, `V2`, `K` or `U`.
    pub confidence: &'static str,
    /// What a reader must know about it; may be empty.
    pub note: String,
}

impl Basis {
    fn of<T>(asked: &Asked<'_, T>) -> Self {
        Basis {
            source: asked.dated.source.to_string(),
            confidence: asked.dated.confidence.code(),
            note: asked.dated.note.clone().unwrap_or_default(),
        }
    }

    /// Says it in a problem.
    fn on(&self, problem: Problem) -> Problem {
        problem.with("source", &self.source).with("confidence", self.confidence).with("note", &self.note)
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

type Rule = fn(&Notice, &Outbox, &Gate<'_>) -> Option<Hold>;

const RULES: [Rule; 14] = [
    standing, approval, figures, lost, day, over, suppressed, owner, others, plan, tried, postponed, quiet,
    apart,
];

/// Why a notice may not leave; `None` where it may.
pub fn hold(notice: &Notice, outbox: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    // Last, so that only what leaves takes a place in the minute.
    RULES.iter().find_map(|rule| rule(notice, outbox, gate)).or_else(|| pace(notice, gate))
}

fn standing(notice: &Notice, _: &Outbox, _: &Gate<'_>) -> Option<Hold> {
    match notice.status {
        NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed => None,
        NoticeStatus::Sending | NoticeStatus::InDoubt => Some(Hold::InDoubt),
        closed @ (NoticeStatus::Sent | NoticeStatus::Failed | NoticeStatus::Cancelled) => {
            Some(Hold::Closed(closed))
        }
    }
}

fn approval(notice: &Notice, _: &Outbox, _: &Gate<'_>) -> Option<Hold> {
    (notice.needs_approval() && !notice.is_approved()).then_some(Hold::NotApproved)
}

fn figures(notice: &Notice, outbox: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let stale = outbox.stale(&notice.record.id).cloned().map(Hold::Stale);
    stale.or_else(|| outdated(&notice.record, gate.changed))
}

/// Why a mail about many accounts is out of date, if it is. `changed` is the first of its accounts that changed.
pub fn outdated(record: &NoticeRecord, changed: Option<&Changed>) -> Option<Hold> {
    changed.cloned().map(Hold::Changed).or_else(|| changed::unseen(record))
}

/// Nothing goes to a debtor on a claim that a decision in force awards nothing of: the time for an appeal may have ended
/// after the notice was made.
fn lost(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let docket = gate.docket.filter(|_| notice.record.audience == Audience::Debtor)?;
    docket.lost(gate.today, gate.rules).map(|decision| Hold::Lost(decision.effective))
}

fn day(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    (notice.record.due > gate.today).then_some(Hold::NotBefore(notice.record.due))
}

/// What is announced is past: the hearing, the instalment's day, the day that a reminder tells of.
fn over(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let until = reminder::last_day(&notice.record)?;
    (until < gate.today).then_some(Hold::Over(until))
}

/// A test mailbox may be on the list as well: it gets what is for others, and nothing either once it is listed.
fn suppressed(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let instead = || listed(gate.test_address?, gate.suppressed);
    refused(&notice.record, gate.suppressed).or_else(instead)
}

/// Why nothing goes to the mailbox of a notice, whoever it is for.
pub fn refused(record: &NoticeRecord, suppressed: &Suppressed) -> Option<Hold> {
    listed(&record.to, suppressed)
}

fn listed(mailbox: &str, suppressed: &Suppressed) -> Option<Hold> {
    let listed = suppressed.of(mailbox)?;
    Some(Hold::Suppressed { mailbox: listed.mailbox.clone(), reason: listed.reason.clone() })
}

fn owner(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    recipient(&notice.record, &gate.docket?.case)
}

/// Whoever approved a notice was told of a mailbox that is somebody else's too, and said why it is right.
fn others(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let case = gate.docket.map(|docket| &docket.case);
    shared(&notice.record, gate.owners, case).filter(|_| !notice.is_approved())
}

/// No demand while an instalment plan is kept (信用卡办法 art. 70). Where its instalments are on record they say whether it
/// is; else the milestones do.
fn plan(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let docket = gate.docket.filter(|_| is_demand(&notice.record))?;
    let product = docket.case.product;
    let asked = match docket.plan(gate.today, gate.rules) {
        Some(Ok(plan)) => {
            let kept = matches!(plan.state, PlanState::Running | PlanState::Late);
            kept.then(|| gate.rules.mail_in_agreed_plan(product, plan.plan.agreed_on, gate.today))?
        }
        _ => {
            let milestones: Vec<MilestoneEvent> = docket.milestones.iter().map(|m| m.what.clone()).collect();
            gate.rules.mail_in_plan(product, &milestones, gate.today)
        }
    }?;
    Some(Hold::InPlan { since: asked.value, basis: Basis::of(&asked) })
}

fn tried(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let mailbox = gate.test_address?;
    notice.was_tried(mailbox).then(|| Hold::Tried(mailbox.to_owned()))
}

/// Whoever postponed it to a moment: a server, or a rule below in an earlier run.
fn postponed(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let (until, why) = notice.until()?;
    (gate.now < until).then(|| Hold::Until(until, why.map(str::to_owned)))
}

/// Hours without mail to a debtor or guarantor, by the clock of China.
fn quiet(notice: &Notice, _: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    if notice.record.audience != Audience::Debtor {
        return None;
    }
    let now = date::in_china(gate.now);
    let (hours, basis) = quiet_hours(gate, now.date())?;
    let until = from_china(hours.hold(now).then(|| hours.end(now))?, gate.now);
    Some(Hold::Quiet { hours, until, basis })
}

fn quiet_hours(gate: &Gate<'_>, on: NaiveDate) -> Option<(Hours, Option<Basis>)> {
    if let Some(own) = gate.quiet {
        return Some((own, None));
    }
    let product = gate.docket.and_then(|docket| docket.case.product);
    let asked = gate.rules.mail_quiet(product, on)?;
    Some((asked.value, Some(Basis::of(&asked))))
}

/// So many days between demands to one person on one account, whether the last one left from here or stands in the
/// contact log. What came back unread counts in neither. A reminder of an instalment that is late keeps the same distance
/// from a demand, and a demand from it, but not two reminders from each other.
fn apart(notice: &Notice, outbox: &Outbox, gate: &Gate<'_>) -> Option<Hold> {
    let docket = gate.docket.filter(|_| presses(&notice.record))?;
    let now = date::in_china(gate.now);
    let asked = gate.rules.mail_apart(docket.case.product, now.date())?;
    let same = outbox.notices().iter().filter(|other| {
        presses(&other.record)
            && (is_demand(&notice.record) || is_demand(&other.record))
            && other.record.to_name == notice.record.to_name
            && !outbox.came_back(&other.record.id)
    });
    let sent = same.filter_map(Notice::sent_at).map(|at| date::in_china(at).date()).max();
    let guarantor = docket
        .case
        .debtors
        .iter()
        .any(|d| d.role == Role::Guarantor && Some(&d.name) == notice.record.to_name.as_ref());
    let party = if guarantor { Contacted::Guarantor } else { Contacted::Debtor };
    let logged = is_demand(&notice.record).then(|| last_mail(&docket.case, party, now.date())).flatten();
    let last = sent.max(logged)?;
    let day = next_demand(last, asked.value);
    if now.date() >= day {
        return None;
    }
    let first = day.and_time(chrono::NaiveTime::MIN);
    let after =
        quiet_hours(gate, day).filter(|(hours, _)| hours.hold(first)).map(|(hours, _)| hours.end(first));
    let until = from_china(after.unwrap_or(first), gate.now);
    Some(Hold::TooSoon { last, apart: asked.value, until, basis: Basis::of(&asked) })
}

fn pace(notice: &Notice, gate: &Gate<'_>) -> Option<Hold> {
    let pace = gate.pace?;
    let mailbox = gate.test_address.unwrap_or(&notice.record.to);
    let until = pace.until(mailbox, gate.now)?;
    Some(Hold::Pace { domain: domain(mailbox), most: pace.most(), until })
}

/// Whether a notice asks for payment: every one to a debtor or guarantor, unless it is known to ask for nothing.
pub fn is_demand(record: &NoticeRecord) -> bool {
    record.audience == Audience::Debtor && (record.demand || !NO_DEMANDS.contains(&record.kind.as_str()))
}

/// Whether a notice asks for what is late.
fn presses(record: &NoticeRecord) -> bool {
    is_demand(record) || record.kind == "instalment-overdue"
}

/// Messages to debtors that ask for nothing but what was agreed, or for nothing at all: a plan that is kept does not stop
/// them, and they lie as near to each other as was agreed.
const NO_DEMANDS: [&str; 3] = ["instalment-due", "instalment-overdue", "settlement-confirmation"];

/// The moment at which clocks in China show a time, in the offset of `like`.
fn from_china(time: NaiveDateTime, like: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    (time - chrono::TimeDelta::hours(8)).and_utc().with_timezone(like.offset())
}

/// Parts of a case that no message states. A change of anything else makes a notice stale.
const UNSTATED: [&str; 3] = ["contacts", "statements", "assets"];

/// Parts of a case that no message to a debtor states.
const UNSTATED_TO_DEBTORS: [&str; 6] =
    ["evidence", "handler", "counsel", "batch", "referred_on", "guarantees"];

/// Milestones after which another sum is owed, or no demand may be made (信用卡办法 art. 70: not while a plan is kept).
const MILESTONES: [&str; 15] = [
    "judgment",
    "mediated",
    "award",
    "distributed",
    "sold",
    "settled",
    "settlement-broken",
    "plan-signed",
    "plan-broken",
    "instalments-agreed",
    "instalments-broken",
    "withdrawn",
    "dismissed",
    "dismissal-stands",
    "closed",
];

/// Milestones that move a hearing, of which handlers and counsel are told.
const HEARINGS: [&str; 4] = ["hearing-set", "adjourned", "hearing-cancelled", "heard"];

fn changes_what_is_stated(payload: &Payload, to: Audience) -> bool {
    match payload {
        Payload::Imported { .. } | Payload::Paid(_) | Payload::PaymentReversed(_) => true,
        Payload::Amended { changes, .. } => changes.iter().any(|change| {
            let top = change.path.split(['.', '[']).next().unwrap_or_default();
            !(UNSTATED.contains(&top) || to == Audience::Debtor && UNSTATED_TO_DEBTORS.contains(&top))
        }),
        Payload::Milestone(milestone) => moves(&milestone.milestone, to),
        Payload::MilestoneCorrected(c) => moves(&c.to.milestone, to),
        _ => false,
    }
}

fn moves(milestone: &str, to: Audience) -> bool {
    MILESTONES.contains(&milestone) || (to != Audience::Debtor && HEARINGS.contains(&milestone))
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
