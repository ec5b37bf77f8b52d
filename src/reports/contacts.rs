//! What the rules of collection find in contact logs. Accounts are read one at a time and leave little behind; who was
//! called too often is known when all were read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::case::{AccountId, Case};
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::Severity;
use crate::domain::proof::Channel;
use crate::rules::Rulebook;
use crate::rules::contacts::{Calls, ContactRule, Demands, Finding, Judged};

/// The days a report is of, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first; `None` for the beginning of the logs.
    pub since: Option<NaiveDate>,
    /// The last.
    pub until: NaiveDate,
}

impl Window {
    fn holds(self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && day <= self.until
    }
}

/// What one account's log leaves behind.
#[derive(Clone, Debug, Default)]
pub struct Log<'b> {
    judged: Judged<'b>,
    calls: Calls,
    demands: Option<Demands<'b>>,
    registered: u32,
    channels: [u32; Channel::ALL.len()],
}

impl<'b> Log<'b> {
    /// Reads the log of an account that is asked for. `number` is its place in the list that [`ContactReport::of`] is
    /// given.
    pub fn asked(
        case: &Case,
        milestones: &[MilestoneEvent],
        number: u32,
        window: Window,
        book: &'b Rulebook,
    ) -> Self {
        let mut log = Log::beside(case, number, window, book);
        log.judged = book.judge_contacts(case, milestones, window.since, window.until);
        log.demands = book.demands(case, window.until);
        for contact in case.contacts.iter().filter(|c| window.holds(c.at.date())) {
            log.channels[place(contact.channel)] += 1;
            log.registered += u32::from(contact.registered.is_some());
        }
        log
    }

    /// Reads of the log of another account only what counts for a person's daily limits.
    pub fn beside(case: &Case, number: u32, window: Window, book: &Rulebook) -> Self {
        let mut log = Log::default();
        log.calls.add(case, number, window.until, book);
        log
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCount<'b> {
    /// The rule.
    pub rule: &'b ContactRule,
    /// Warnings.
    pub warnings: u32,
    /// Notes.
    pub notes: u32,
    /// Findings by way of contact, in the order of [`Channel::ALL`].
    pub channels: [u32; Channel::ALL.len()],
    /// Entries that it does not judge because they are older than it.
    pub too_old: u32,
}

/// Effective demands on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemandCount {
    /// The account.
    pub account: AccountId,
    /// The days that count.
    pub days: Vec<NaiveDate>,
}

/// The report.
#[derive(Clone, Debug)]
pub struct ContactReport<'b> {
    /// The days it is of.
    pub window: Window,
    /// Accounts asked for.
    pub accounts: usize,
    /// Entries of these accounts in the window.
    pub entries: u64,
    /// Of these, the ones that the case files' logs lack: mails that left and letters that were posted.
    pub registered: u64,
    /// Entries by way of contact, in the order of [`Channel::ALL`].
    pub channels: [u32; Channel::ALL.len()],
    /// Findings, by account and entry.
    pub findings: Vec<(AccountId, Finding<'b>)>,
    /// What each rule found, rules that found nothing among them.
    pub rules: Vec<RuleCount<'b>>,
    /// Effective demands by account, from the first to the window's last day.
    pub demands: Vec<DemandCount>,
    /// Unanswered dials that could not be counted because the log has no number for them, of all accounts read.
    pub without_number: u32,
}

impl<'b> ContactReport<'b> {
    /// Puts together what the logs left behind: one for each account, `asked` saying whether its findings are wanted.
    pub fn of(
        accounts: &[(AccountId, bool)],
        logs: Vec<Log<'b>>,
        window: Window,
        book: &'b Rulebook,
    ) -> Self {
        let mut calls = Calls::default();
        let mut found: Vec<(u32, Finding<'b>)> = Vec::new();
        let mut demands = Vec::new();
        let mut report = ContactReport {
            window,
            accounts: accounts.iter().filter(|(_, asked)| *asked).count(),
            entries: 0,
            registered: 0,
            channels: [0; Channel::ALL.len()],
            findings: Vec::new(),
            rules: Vec::new(),
            demands: Vec::new(),
            without_number: 0,
        };
        let mut too_old: BTreeMap<&str, u32> = BTreeMap::new();
        for (log, n) in logs.into_iter().zip(0_u32..) {
            calls.append(log.calls);
            found.extend(log.judged.findings.into_iter().map(|f| (n, f)));
            demands.extend(log.demands.map(|d| (n, d)));
            report.entries += u64::from(log.judged.entries);
            report.registered += u64::from(log.registered);
            for (sum, one) in report.channels.iter_mut().zip(log.channels) {
                *sum += one;
            }
            for (rule, count) in log.judged.too_old {
                *too_old.entry(rule).or_default() += count;
            }
        }
        report.without_number = calls.without_number;
        let over = calls.over(book);
        let is_asked = |n: u32| accounts.get(n as usize).is_some_and(|(_, asked)| *asked);
        let over = over.iter().filter(|o| is_asked(o.call.account));
        found.extend(over.filter_map(|o| Some((o.call.account, Finding::of_over(o)?))));
        found.sort_by(|(a, f), (b, g)| (a, f.entry, &f.rule.id).cmp(&(b, g.entry, &g.rule.id)));

        // What came before the window counts here: a demand is effective or not whenever one asks.
        let breaches: BTreeSet<(u32, u32)> = found
            .iter()
            .filter(|(_, f)| f.severity == Severity::Warning)
            .map(|(n, f)| (*n, f.entry))
            .collect();
        for (n, demand) in demands {
            let of_account = breaches.range((n, 0)..=(n, u32::MAX)).map(|(_, entry)| *entry).collect();
            let (Some((account, _)), days) = (accounts.get(n as usize), demand.days(&of_account)) else {
                continue;
            };
            report.demands.push(DemandCount { account: account.clone(), days });
        }
        found.retain(|(_, f)| window.holds(f.at.date()));
        report.rules = rules(&found, &too_old, book);
        let named = |(n, f): (u32, Finding<'b>)| Some((accounts.get(n as usize)?.0.clone(), f));
        report.findings = found.into_iter().filter_map(named).collect();
        report
    }

    /// Findings that are as bad as this.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|(_, f)| f.severity == severity).count()
    }
}

fn rules<'b>(
    found: &[(u32, Finding<'b>)],
    too_old: &BTreeMap<&str, u32>,
    book: &'b Rulebook,
) -> Vec<RuleCount<'b>> {
    let mut out: Vec<RuleCount<'b>> = book
        .contacts
        .iter()
        .filter(|rule| rule.test.judges())
        .map(|rule| RuleCount {
            rule,
            warnings: 0,
            notes: 0,
            channels: [0; Channel::ALL.len()],
            too_old: too_old.get(rule.id.as_str()).copied().unwrap_or_default(),
        })
        .collect();
    for (_, finding) in found {
        let Ok(at) = out.binary_search_by(|count| count.rule.id.cmp(&finding.rule.id)) else { continue };
        let count = &mut out[at];
        match finding.severity {
            Severity::Note => count.notes += 1,
            Severity::Warning | Severity::Error => count.warnings += 1,
        }
        count.channels[place(finding.channel)] += 1;
    }
    out
}

/// The place of a way of contact in [`Channel::ALL`].
fn place(channel: Channel) -> usize {
    Channel::ALL.iter().position(|c| *c == channel).unwrap_or_default()
}
