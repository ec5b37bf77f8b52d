//! The row of an account that lists need, so that 100,000 accounts are listed without reading their events.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::case::{AccountId, Case};
use super::contract::GuaranteeKind;
use super::handling::DeadlineHandling;
use super::identity::person::PersonId;
use super::identity::phone;
use super::money::Amount;
use super::party::{Debtor, Role};

/// One account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The account.
    pub account: AccountId,
    /// Events seen.
    pub version: u64,
    /// Hash of the rule tables the row was computed with; a row of others is computed again.
    pub rules: String,
    /// The day of `principal` and `owed`, which are others every day. All else holds longer: see [`Summary::holds`].
    pub as_of: NaiveDate,
    /// The first day for which stage, track, court and deadlines hold.
    pub since: NaiveDate,
    /// The last such day, where a fact dated after it is known already; none where only a new event ends it.
    pub until: Option<NaiveDate>,
    /// Batch.
    pub batch: Option<String>,
    /// Primary debtor's name.
    pub debtor: String,
    /// Everyone who owes or guarantees, in the order of the file. A row without them is of an older program and is
    /// computed again.
    pub parties: Vec<Party>,
    /// Product identifier.
    pub product: Option<String>,
    /// Principal outstanding on `as_of`.
    pub principal: Amount,
    /// Owed on `as_of`, if it can be computed.
    pub owed: Option<Amount>,
    /// The latest milestone, or `referred`.
    pub stage: String,
    /// The track it is on.
    pub track: String,
    /// Handler's name.
    pub handler: Option<String>,
    /// Court or arbitration institution.
    pub court: Option<String>,
    /// Notices ever queued, so that the outbox need not read every account.
    pub notices: u64,
    /// Deadlines that are neither met nor waived, soonest first.
    pub deadlines: Vec<OpenDeadline>,
}

impl Summary {
    /// Whether stage, track, court and deadlines are those of a day, after [`Summary::pass`].
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.since <= on && self.until.is_none_or(|until| on <= until)
    }

    /// Lets days pass, to one for which the row holds: what is over by then goes.
    pub fn pass(&mut self, to: NaiveDate) {
        self.deadlines.retain(|deadline| !deadline.is_over(to));
    }

    /// What is to be done next on a day: see [`next`].
    pub fn next(&self, on: NaiveDate) -> Option<&OpenDeadline> {
        next(&self.deadlines, on)
    }
}

/// Days ahead within which what has to be done goes before what is lost already: the first layer of warnings.
const SOON: i64 = 90;

/// What is to be done next on a day, of deadlines in the order of their days: what is late or comes soon and can still
/// be done, then what has lapsed (a dead seal, and its renewal that came to nothing), then what is far off, then the
/// rights that a party who won has no use for, and last the limits that a court let pass, for which one waits. Only
/// where there is none of these, what has become possible.
pub fn next(open: &[OpenDeadline], on: NaiveDate) -> Option<&OpenDeadline> {
    let lapsed: BTreeSet<&str> =
        open.iter().filter(|d| d.lapses && d.due < on).filter_map(|d| d.of.as_deref()).collect();
    let rank = |d: &&OpenDeadline| {
        let past = d.due < on;
        let dead = past && (d.lapses || d.of.as_deref().is_some_and(|of| lapsed.contains(of)));
        match d.by {
            _ if dead => 1,
            Actor::Court if past => 4,
            _ if AFTER_THE_END.contains(&d.rule.as_str()) => 3,
            _ if (d.due - on).num_days() > SOON => 2,
            _ => 0,
        }
    };
    // The first of equals, so that the soonest comes first.
    open.iter().filter(|d| !d.allowed).min_by_key(rank).or_else(|| open.first())
}

/// Rules of remedies against what is in force: who won enforces it.
const AFTER_THE_END: [&str; 2] = ["retrial", "arbitration-set-aside"];

/// Someone who owes or guarantees, so that a person is found across accounts without reading their events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// How they are bound.
    pub role: Role,
    /// Name as the file has it.
    pub name: String,
    /// Who it is, where the file has an identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PersonId>,
    /// Telephones, their digits only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Mailboxes, the one given for service among them, in small letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mailboxes: Vec<String>,
    /// The ceiling of what a guarantor answers for, where every guarantee given has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Amount>,
}

impl Party {
    /// What the row keeps of a debtor or guarantor of a case.
    pub fn of(case: &Case, debtor: &Debtor) -> Party {
        let given = case.guarantees.iter().filter(|g| g.kind == GuaranteeKind::Guarantee);
        let ceilings: Option<Vec<Amount>> =
            given.filter(|g| g.by == debtor.name).map(|g| g.maximum).collect();
        let ceiling = ceilings.filter(|all| debtor.role == Role::Guarantor && !all.is_empty());
        let mut phones: Vec<String> = debtor.phones.iter().map(|p| phone::plain(p)).collect();
        phones.retain(|p| !p.is_empty());
        Party {
            role: debtor.role,
            name: debtor.name.clone(),
            id: debtor.id.as_ref().and_then(PersonId::of),
            phones,
            mailboxes: debtor.mailboxes().map(str::to_ascii_lowercase).collect(),
            ceiling: ceiling
                .and_then(|all| all.into_iter().try_fold(Amount::ZERO, |sum, one| sum.checked_add(one))),
        }
    }
}

/// A deadline that is neither met nor waived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenDeadline {
    /// Its id, unique in the account.
    pub id: String,
    /// The track; empty for what runs without one: limitation, a guarantee period.
    pub track: String,
    /// The rule it comes from.
    pub rule: String,
    /// Title, in Chinese and English.
    pub title: [String; 2],
    /// The last day, or the first for what becomes allowed.
    pub due: NaiveDate,
    /// Whether it becomes possible on that day rather than being due by it.
    pub allowed: bool,
    /// Whether it lapses: a freeze, a seal, a guarantee period.
    pub lapses: bool,
    /// Once its day is past, nothing is left to do: a right let pass, a time that merely ran.
    pub fades: bool,
    /// Who has to act.
    pub by: Actor,
    /// Whose or which one it is: a party, an asset, an hour.
    pub of: Option<String>,
    /// For what lapses: the workday by which to have acted.
    pub act_by: Option<NaiveDate>,
    /// Workdays on which to warn, first to last.
    pub warnings: Vec<NaiveDate>,
    /// What a person decided about it, where that leaves it open.
    pub handled: Option<DeadlineHandling>,
    /// Legal source.
    pub source: String,
}

impl OpenDeadline {
    /// Whether its day is past and nothing is left to do about it.
    pub fn is_over(&self, on: NaiveDate) -> bool {
        self.fades && !self.lapses && !self.allowed && self.due < on
    }
}
