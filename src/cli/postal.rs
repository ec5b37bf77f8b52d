//! The postal register over the whole registry: whose letter a number is, what may be recorded of it, what to do next.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::register;
use super::{rows, workers};
use crate::docket::Docket;
use crate::docket::given::{Course, Form, Given, Posted};
use crate::domain::AccountId;
use crate::domain::event::{Payload, StreamId};
use crate::domain::identity::mask;
use crate::domain::postal::{Fate, LetterFate};
use crate::domain::problem::{Place, Problem};
use crate::rules::Rulebook;
use crate::rules::limitation_acts::WhyNot;

/// The account of every letter by its number. All accounts are read, on all processors: nothing else knows a number.
///
/// # Errors
/// The registry cannot be read.
pub fn numbers(desk: &mut Desk<'_>) -> Result<BTreeMap<String, AccountId>, CommandError> {
    let accounts: Vec<AccountId> = rows::known(desk)?.into_iter().map(|row| row.account).collect();
    let bar = desk.progress(accounts.len());
    let registry = &*desk.registry()?;
    let each = workers::each(&accounts, |account| {
        let events =
            registry.events(&StreamId::Account(account.clone())).map_err(register::registry_error)?;
        bar.inc(1);
        if !events.iter().any(|e| matches!(e.payload, Payload::LetterPosted(_))) {
            return Ok(Vec::new());
        }
        let docket = register::fold(account, &events)?;
        let letters = docket.iter().flat_map(letters).map(|(_, posted)| posted.letter.what.number.clone());
        Ok(letters.map(|number| (number, account.clone())).collect())
    })?;
    bar.finish_and_clear();
    Ok(each.into_iter().flatten().collect())
}

/// The letters of an account, in the order in which they were recorded.
pub fn letters(docket: &Docket) -> impl Iterator<Item = (&Given, &Posted)> {
    docket.given.iter().filter_map(|given| match &given.form {
        Form::Letter(posted) => Some((given, &**posted)),
        Form::Mail(_) => None,
    })
}

/// The letter of this number.
pub fn letter<'d>(docket: &'d Docket, number: &str) -> Option<(&'d Given, &'d Posted)> {
    letters(docket).find(|(_, posted)| posted.letter.what.number == number)
}

/// What recording a fate comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is new.
    New,
    /// It is recorded already.
    Known,
    /// It is new, and another was recorded before.
    Changed(Fate),
}

/// Whether a fate may be recorded of a letter on a day.
///
/// # Errors
/// It lies in the future or before the letter was posted; the problem says so.
pub fn verdict(posted: &Posted, fate: &LetterFate, as_of: NaiveDate) -> Result<Verdict, Problem> {
    let letter = &posted.letter.what;
    let refused =
        |code| Problem::error(code, Place::default()).with("number", &letter.number).with("on", fate.on);
    if fate.on > as_of {
        return Err(refused("E-POST-FUTURE").with("as_of", as_of));
    }
    if fate.on < letter.on {
        return Err(refused("E-POST-BEFORE").with("posted", letter.on));
    }
    let Some(last) = posted.fates.last().map(|f| &f.what) else { return Ok(Verdict::New) };
    if (last.fate, last.on) == (fate.fate, fate.on) && fate.evidence.is_empty() {
        return Ok(Verdict::Known);
    }
    Ok(if last.fate == fate.fate { Verdict::New } else { Verdict::Changed(last.fate) })
}

/// What may be recorded now that a letter arrived, as a command; none where nothing follows from it.
pub fn next(
    docket: &Docket,
    given: &Given,
    posted: &Posted,
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Option<String> {
    let account = &docket.case.account;
    let letter = &posted.letter.what;
    let on = match given.course(as_of) {
        Course::UnderWay => {
            let late = look_up_from(letter.on, rules).is_some_and(|day| day <= as_of);
            return late.then(|| format!("sucheng post delivered {} --on DATE", letter.number));
        }
        Course::Arrived { on, .. } => on,
        Course::CameBack { .. } | Course::Lost { .. } => return None,
    };
    let kind = rules.letters.get(&letter.kind)?;
    if let Some(name) = &kind.milestone {
        let (track, milestone) = name.split_once('/')?;
        let recorded = docket.milestones.iter().any(|m| {
            (m.what.track.as_str(), m.what.milestone.as_str()) == (track, milestone)
                && m.what.facts.get("tracking") == Some(&letter.number)
        });
        let party = shell(&letter.to_name);
        return (!recorded).then(|| {
            format!(
                "sucheng record {account} {name} --on {on} --set party={party} --set tracking={}",
                letter.number
            )
        });
    }
    let is_open = kind.fact.as_deref() == Some("debt.accelerated") && docket.case.debt.accelerated.is_none();
    is_open.then(|| {
        format!(
            "sucheng amend {account} --set debt.accelerated='{{on: {on}, notice: {} {}}}' --reason REASON",
            letter.carrier, letter.number
        )
    })
}

/// The day from which a letter without a fate is to be looked up.
pub fn look_up_from(posted: NaiveDate, rules: &Rulebook) -> Option<NaiveDate> {
    let days = rules.ground("letter-fate", posted)?.value.days?;
    posted.checked_add_days(chrono::Days::new(u64::from(days)))
}

/// A name as a shell takes it for one word.
fn shell(text: &str) -> String {
    if text.contains(|c: char| c.is_whitespace() || "'\"\\$`&|;<>()*?[]{}!#~".contains(c)) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    text.to_owned()
}

/// A letter for programs.
pub fn for_programs(
    docket: &Docket,
    given: &Given,
    posted: &Posted,
    desk: &mut Desk<'_>,
) -> Result<Value, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let letter = &posted.letter.what;
    let address = if desk.settings.unmask { letter.address.clone() } else { mask::address(&letter.address) };
    let (fate, on, detail) = match given.course(as_of) {
        Course::UnderWay => (None, None, None),
        Course::Arrived { on, how, .. } => (Some(Fate::Delivered), Some(on), Some(how)),
        Course::CameBack { on, why } => (Some(Fate::Returned), Some(on), Some(why)),
        Course::Lost { on } => (Some(Fate::Lost), Some(on), None),
    };
    let demand = rules.demand_kind(&letter.kind, letter.on).is_some();
    Ok(json!({
        "id": letter.id,
        "account": docket.case.account,
        "carrier": letter.carrier,
        "number": letter.number,
        "kind": letter.kind,
        "demand": demand,
        "document": letter.document,
        "party": letter.party,
        "to": letter.to_name,
        "address": address,
        "agreed_address": letter.agreed,
        "posted_on": letter.on,
        "fate": fate,
        "on": on,
        "detail": detail.filter(|d| !d.is_empty()),
        "days": (as_of - letter.on).num_days(),
        "look_up": fate.is_none() && look_up_from(letter.on, &rules).is_some_and(|day| day <= as_of),
        "evidence": letter.evidence.iter().chain(posted.fates.iter().flat_map(|f| &f.what.evidence)).map(|e| &e.sha256).collect::<Vec<_>>(),
        "in_contact_log": docket.logged(given, as_of).is_some(),
        "next": next(docket, given, posted, as_of, &rules),
    }))
}

/// The last day of limitation on the day stood on, where that clock runs.
pub fn limitation(docket: &Docket, desk: &mut Desk<'_>) -> Result<Option<NaiveDate>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let standing = crate::docket::Standing::new(docket, as_of, &rules);
    Ok(standing.deadlines.iter().find(|d| d.rule == "limitation").map(|d| d.due))
}

/// Whether a letter as it stands does not interrupt the limitation of the debt, because it did not arrive.
pub fn is_passed_over(docket: &Docket, given: &Given, as_of: NaiveDate, rules: &Rulebook) -> bool {
    let record = given.record();
    let mut contacts = docket.contacts(as_of, rules).into_owned();
    contacts.retain(|c| c.record.as_ref() == Some(&record));
    let facts = rules.limitation_facts_until(&docket.case, &contacts, &[], &[], as_of);
    facts.passed_over.iter().any(|p| p.why == WhyNot::DidNotArrive)
}

/// A number as it was typed.
///
/// # Errors
/// It is none of a carrier.
pub fn typed(number: &str) -> Result<String, CommandError> {
    crate::domain::postal::number(number)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-POST-NUMBER").with("found", number))
}
