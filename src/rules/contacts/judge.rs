//! What each entry of one account's log is found to be, its neighbours in the same log considered.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::counts::Over;
use super::table::{ContactRule, Hours, Limit, Test};
use crate::domain::case::Case;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::Severity;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome};
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::Dated;

/// An entry that does not keep to a rule, or that one should know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding<'b> {
    /// The rule.
    pub rule: &'b ContactRule,
    /// Its figures on that day, with their source.
    pub dated: &'b Dated<Limit>,
    /// Which entry of the log, from 1, the heading not counted.
    pub entry: u32,
    /// When.
    pub at: NaiveDateTime,
    /// By which way.
    pub channel: Channel,
    /// With whom.
    pub party: Contacted,
    /// How bad: the rule's own, or less where the entry states an exception. `None` never stands here.
    pub severity: Severity,
    /// The words that state the exception.
    pub stated: Option<&'b str>,
    /// What was found.
    pub found: Found,
}

/// What was found, by kind of test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It lies in these hours.
    Hours(Hours),
    /// It is one too many on its day.
    TooMany {
        /// Which of the day it is.
        nth: u32,
        /// How many there may be.
        most: u32,
        /// On how many accounts the day's entries stand.
        accounts: u32,
    },
    /// It went to somebody who owes nothing.
    ThirdParty {
        /// Failed attempts to reach the debtor since they were last reached.
        failed: u32,
        /// The day they were last reached before.
        reached: Option<NaiveDate>,
    },
    /// A plan had been signed and was being kept.
    Plan {
        /// The day it was signed.
        signed: NaiveDate,
    },
    /// Nothing says that the debtor agreed.
    NoConsent,
}

/// A log as the rules find it, but for what they count across accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged<'b> {
    /// Findings, by entry and rule.
    pub findings: Vec<Finding<'b>>,
    /// Entries from `since` on.
    pub entries: u32,
    /// Of these, the ones that a rule looks at but does not judge because they are older than it, by rule.
    pub too_old: BTreeMap<&'b str, u32>,
}

impl Rulebook {
    /// What the rules find in the log of an account up to and including a day. Daily limits are not among it: they
    /// count across accounts, see [`super::Calls`]. Entries are counted from `since` on.
    pub fn judge_contacts<'b>(
        &'b self,
        case: &Case,
        milestones: &[MilestoneEvent],
        since: Option<NaiveDate>,
        until: NaiveDate,
    ) -> Judged<'b> {
        let mut out = Judged::default();
        let known = || (1_u32..).zip(&case.contacts).filter(|(_, c)| c.at.date() <= until);
        let asked = |contact: &Contact| since.is_none_or(|since| contact.at.date() >= since);
        out.entries = known().filter(|(_, c)| asked(c)).count() as u32;
        for rule in self.contacts.iter().filter(|r| r.test.judges()) {
            let plans =
                if rule.test == Test::DuringPlan { plans(rule, milestones, until) } else { Vec::new() };
            for (entry, contact) in known().filter(|(_, c)| rule.covers(case, c)) {
                let Some(dated) = rule.values.on(contact.at.date()) else {
                    let older = rule.values.first_day().is_some_and(|first| contact.at.date() < first);
                    *out.too_old.entry(&rule.id).or_default() += u32::from(older && asked(contact));
                    continue;
                };
                let Some((found, severity)) = test(rule, &dated.value, case, contact, &plans) else {
                    continue;
                };
                out.findings.extend(Finding::of(rule, dated, entry, contact, severity, found));
            }
        }
        out.too_old.retain(|_, n| *n > 0);
        out.findings.sort_by(|a, b| (a.entry, &a.rule.id).cmp(&(b.entry, &b.rule.id)));
        out
    }
}

impl<'b> Finding<'b> {
    /// A finding, unless an exception that the entry states leaves nothing of it.
    fn of(
        rule: &'b ContactRule,
        dated: &'b Dated<Limit>,
        entry: u32,
        contact: &Contact,
        severity: Severity,
        found: Found,
    ) -> Option<Self> {
        let stated = rule.exception(contact);
        let severity = lessened(severity, stated.is_some())?;
        let Contact { at, channel, party, .. } = *contact;
        Some(Finding { rule, dated, entry, at, channel, party, severity, stated, found })
    }

    /// The same of an entry that a daily limit found to be one too many.
    pub fn of_over(over: &Over<'b>) -> Option<Self> {
        let (rule, call) = (over.rule, over.call);
        let stated = call.stated.and_then(|n| rule.stated.get(usize::from(n))).map(String::as_str);
        let severity = lessened(rule.severity, stated.is_some())?;
        Some(Finding {
            rule,
            dated: over.dated,
            entry: call.entry,
            at: call.at,
            channel: call.channel,
            party: call.party,
            severity,
            stated,
            found: Found::TooMany { nth: over.nth, most: over.most, accounts: over.accounts },
        })
    }
}

/// A stated exception makes a note of a warning, and nothing of a note.
fn lessened(severity: Severity, stated: bool) -> Option<Severity> {
    match (severity, stated) {
        (_, false) => Some(severity),
        (Severity::Note, true) => None,
        (_, true) => Some(Severity::Note),
    }
}

fn test(
    rule: &ContactRule,
    limit: &Limit,
    case: &Case,
    contact: &Contact,
    plans: &[(NaiveDate, Option<NaiveDate>)],
) -> Option<(Found, Severity)> {
    let severity = rule.severity;
    match rule.test {
        Test::QuietHours => {
            let hours = limit.quiet.filter(|hours| hours.hold(contact.at))?;
            Some((Found::Hours(hours), severity))
        }
        Test::ThirdParty => {
            let (failed, reached) = attempts(case, contact);
            // That nobody answered is in the log; that the debtor is out of reach is for a person to say.
            let unreachable = failed >= limit.failed_attempts?;
            let severity = if unreachable { Severity::Note } else { severity };
            Some((Found::ThirdParty { failed, reached }, severity))
        }
        Test::DuringPlan => {
            let day = contact.at.date();
            let in_plan =
                |(from, to): &&(NaiveDate, Option<NaiveDate>)| *from < day && to.is_none_or(|to| day < to);
            let (signed, _) = *plans.iter().find(in_plan)?;
            Some((Found::Plan { signed }, severity))
        }
        Test::Consent => Some((Found::NoConsent, severity)),
        Test::PersonPerDay | Test::NumberPerDay | Test::EffectiveDemand | Test::DemandApart => None,
    }
}

/// Before this entry: failed attempts to reach the debtor since they were last reached, and the day of that.
fn attempts(case: &Case, contact: &Contact) -> (u32, Option<NaiveDate>) {
    let before = || case.contacts.iter().filter(|c| c.party == Contacted::Debtor && c.at < contact.at);
    let reached = |c: &&Contact| {
        matches!(c.outcome, Outcome::Reached | Outcome::Promised | Outcome::Refused | Outcome::Read)
    };
    let last = before().filter(reached).map(|c| c.at).max();
    let failed = before()
        .filter(|c| matches!(c.outcome, Outcome::NoAnswer | Outcome::Returned))
        .filter(|c| last.is_none_or(|last| c.at > last))
        .count();
    (failed as u32, last.map(|at| at.date()))
}

/// The stretches in which a plan was kept: the days of signing and of the end, neither inside.
pub(super) fn plans(
    rule: &ContactRule,
    milestones: &[MilestoneEvent],
    until: NaiveDate,
) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let is = |names: &[String], e: &MilestoneEvent| {
        names.iter().any(|n| n.split_once('/') == Some((e.track.as_str(), e.milestone.as_str())))
    };
    let mut events: Vec<&MilestoneEvent> = milestones.iter().filter(|m| m.on <= until).collect();
    events.sort_by_key(|m| m.on);
    let mut out: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for event in events {
        let open = out.last_mut().filter(|(_, to)| to.is_none());
        match open {
            Some(plan) if is(&rule.ends, event) => plan.1 = Some(event.on),
            None if is(&rule.begins, event) => out.push((event.on, None)),
            _ => {}
        }
    }
    out
}
