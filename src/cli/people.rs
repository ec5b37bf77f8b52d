//! People across accounts: who is meant, what of them is open, and what about them is doubtful.

use std::collections::BTreeSet;

use super::desk::Desk;
use super::error::CommandError;
use super::select::Selection;
use super::{mailing, register, rows};
use crate::domain::AccountId;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::summary::Summary;
use crate::reports::people::{People, Person, Tie};
use crate::rules::Rulebook;
use crate::rules::contacts::{Addressee, Calls, Test};

/// What of a person's accounts only their events say.
#[derive(Clone, Debug, Default)]
pub struct Open {
    /// Notices that may still leave, by account.
    pub notices: Vec<(AccountId, usize)>,
    /// Effective calls with them today, over all accounts, and how many there may be.
    pub calls: Option<(u32, u32)>,
    /// Unanswered dials today to the number of theirs that was dialled most, and how many there may be.
    pub dials: Option<(u32, u32)>,
}

/// Reads the events of a person's accounts.
///
/// # Errors
/// The registry cannot be read.
pub fn open(person: &Person<'_>, rules: &Rulebook, desk: &mut Desk<'_>) -> Result<Open, CommandError> {
    let today = desk.settings.as_of;
    let mut out = Open::default();
    let mut calls = Calls::default();
    for (tie, n) in person.ties.iter().filter(|t| !t.again).zip(0_u32..) {
        let account = &tie.row.account;
        let events = register::events(desk, account)?;
        let Some(docket) = register::fold(account, &events)? else { continue };
        let outbox = mailing::outbox(account, &events)?;
        out.notices.push((account.clone(), outbox.notices().iter().filter(|n| n.is_open()).count()));
        let mut case = docket.heard(today, rules).into_owned();
        let log = std::mem::take(&mut case.contacts);
        let theirs: Vec<usize> =
            person.ties.iter().filter(|t| t.row.account == *account).map(|t| t.place).collect();
        let with_them = |contact: &_| matches!(Addressee::of(&case, contact), Addressee::Known(place, _) if theirs.contains(&place));
        let log = log.into_iter().filter(|c| c.at.date() == today && with_them(c)).collect();
        case.contacts = log;
        calls.add(&case, n, today, rules);
    }
    for rule in rules.contacts.iter().filter(|r| r.values.on(today).is_some()) {
        let most = rule.values.on(today).and_then(|d| d.value.most);
        match (rule.test, most) {
            (Test::PersonPerDay, Some(most)) => out.calls = Some((0, most)),
            (Test::NumberPerDay, Some(most)) => out.dials = Some((0, most)),
            _ => {}
        }
    }
    for total in calls.totals(rules) {
        let count = if total.rule.test == Test::PersonPerDay { &mut out.calls } else { &mut out.dials };
        let before = count.map_or(0, |(n, _)| n);
        *count = Some((before.max(total.nth), total.most));
    }
    Ok(out)
}

/// What is doubtful about a person, or worth knowing.
pub fn doubts(person: &Person<'_>, people: &People<'_>, unmask: bool) -> Vec<Problem> {
    let mut out = Vec::new();
    let names = person.names();
    if names.len() > 1 {
        let all: Vec<String> = names.iter().map(|(name, accounts)| used(name, accounts)).collect();
        out.push(Problem::warning("W-DEBTOR-TWO-NAMES", Place::default()).with("names", all.join("；")));
    }
    if person.owes_and_guarantees() {
        let of = |guarantor: bool| -> String {
            let ties = person.ties.iter().filter(|t| t.is_guarantor() == guarantor);
            ties.map(|t| t.row.account.to_string()).collect::<Vec<_>>().join("、")
        };
        out.push(note("W-DEBTOR-BOTH").with("owes", of(false)).with("guarantees", of(true)));
    }
    let namesakes = people.namesakes(person);
    if !namesakes.is_empty() {
        let all: Vec<String> = namesakes.iter().take(LISTED).map(|p| who(p, unmask)).collect();
        out.push(
            note("W-DEBTOR-NAMESAKE")
                .with("name", names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("、"))
                .with("count", namesakes.len())
                .with("others", all.join("；")),
        );
    }
    if person.id.is_none() {
        out.push(Problem::warning("W-DEBTOR-NO-ID", Place::default()).with("name", person.name()));
    }
    out
}

/// As many of a list are named in a message.
const LISTED: usize = 5;

fn note(code: &'static str) -> Problem {
    Problem { severity: Severity::Note, ..Problem::warning(code, Place::default()) }
}

/// A name and the accounts that use it.
fn used(name: &str, accounts: &[&AccountId]) -> String {
    let mut shown: Vec<&str> = accounts.iter().take(LISTED).map(|a| a.as_str()).collect();
    if accounts.len() > LISTED {
        shown.push("…");
    }
    format!("{name} ({})", shown.join(", "))
}

/// A person in a list: the number and the first account.
fn who(person: &Person<'_>, unmask: bool) -> String {
    let account = person.ties.first().map_or("", |t| t.row.account.as_str());
    match number(person, unmask) {
        Some(number) => format!("{number} ({account})"),
        None => format!("({account})"),
    }
}

/// Their number as it may be shown.
pub fn number(person: &Person<'_>, unmask: bool) -> Option<String> {
    person.id.map(|id| if unmask { id.number().to_owned() } else { id.masked() })
}

/// What was typed as it may be shown again: a number is masked.
pub fn typed(who: &str, unmask: bool) -> String {
    let digits = who.chars().filter(char::is_ascii_digit).count();
    // `CC-2026-000123` and not `138-0000-7777`.
    let lettered = who.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_account = lettered && who.parse::<AccountId>().is_ok() && who.contains(['-', '_', '.']);
    match digits {
        _ if unmask || is_account => who.to_owned(),
        0..=5 => who.to_owned(),
        6..=12 => mask::phone(who),
        _ => mask::number(who),
    }
}

/// Everybody in the registry, for commands that look at all accounts anyway; nobody for one that was given names.
pub struct Neighbours {
    rows: Vec<Summary>,
}

impl Neighbours {
    /// Reads the rows, unless accounts were named: one account is not to cost a look at all of them.
    ///
    /// # Errors
    /// The registry cannot be read.
    pub fn of(selection: &Selection, desk: &mut Desk<'_>) -> Result<Self, CommandError> {
        let rows = if selection.accounts.is_empty() { rows::known(desk)? } else { Vec::new() };
        Ok(Neighbours { rows })
    }

    /// The people of these rows.
    pub fn people(&self) -> People<'_> {
        People::of(&self.rows)
    }

    /// The accounts of which a debtor has another name elsewhere, or owes or guarantees elsewhere, with the problems.
    pub fn problems(&self) -> Vec<(AccountId, Problem)> {
        let people = self.people();
        let two = people.with_two_names().into_iter().flat_map(|person| {
            let all: Vec<String> = person.names().iter().map(|(name, on)| used(name, on)).collect();
            let problem = move |tie: &Tie<'_>| {
                Problem::warning("W-CHECK-TWO-NAMES", at(tie, "name")).with("names", all.join("；"))
            };
            person.ties.iter().map(move |tie| (tie.row.account.clone(), problem(tie))).collect::<Vec<_>>()
        });
        let mut out: Vec<(AccountId, Problem)> = two.collect();
        for (person, _) in people.with_several() {
            for tie in person.ties.iter().filter(|t| !t.again) {
                let account = &tie.row.account;
                let elsewhere = || person.ties.iter().filter(|t| t.row.account != *account && !t.again);
                let listed: Vec<&str> = elsewhere().take(LISTED).map(|t| t.row.account.as_str()).collect();
                let problem = note("W-CHECK-ELSEWHERE")
                    .with("name", &tie.party.name)
                    .with("count", elsewhere().count())
                    .with("accounts", listed.join(", "));
                out.push((account.clone(), Problem { place: at(tie, "id"), ..problem }));
            }
        }
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    }
}

/// A field of a debtor.
fn at(tie: &Tie<'_>, field: &str) -> Place {
    Place { field: Some(format!("debtors[{}].{field}", tie.place)), ..Place::default() }
}

/// Accounts of people, each once.
pub fn accounts<'p>(people: impl IntoIterator<Item = &'p Person<'p>>) -> BTreeSet<AccountId> {
    people.into_iter().flat_map(|p| &p.ties).map(|t| t.row.account.clone()).collect()
}

/// Adds to an account's problems those of its people, worst first.
pub fn add(all: &[(AccountId, Problem)], account: &AccountId, problems: &mut Vec<Problem>) {
    let from = all.partition_point(|(of, _)| of < account);
    problems.extend(all[from..].iter().take_while(|(of, _)| of == account).map(|(_, p)| p.clone()));
    problems.sort_by_key(|p| p.severity);
}
