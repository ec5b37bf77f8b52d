//! Contact logs as the rules find them: read for many accounts, worded, and in short for `check`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::desk::Desk;
use super::error::CommandError;
use super::register::{fold, registry_error};
use super::select::{Selection, Unless};
use super::{rows, workers};
use crate::docket::Docket;
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::proof::{Channel, Contacted};
use crate::reports::contacts::{ContactReport, Log, Window};
use crate::rules::Rulebook;
use crate::rules::contacts::{Finding, Found, Test};

/// The report on the selected accounts. All accounts are read, one at a time, on all processors: a limit counts what a
/// person has on other accounts too.
///
/// # Errors
/// The selection or the registry cannot be read.
pub fn report<'b>(
    desk: &mut Desk<'_>,
    selection: &Selection,
    default: Unless,
    window: Window,
    rules: &'b Rulebook,
) -> Result<ContactReport<'b>, CommandError> {
    let selected = selection.accounts(desk, default)?;
    let everything = rows::known(desk)?;
    let accounts: Vec<(AccountId, bool)> = everything
        .into_iter()
        .map(|row| {
            let asked = selected.binary_search(&row.account).is_ok();
            (row.account, asked)
        })
        .collect();
    let numbered: Vec<(u32, &AccountId, bool)> =
        (0_u32..).zip(&accounts).map(|(n, (account, asked))| (n, account, *asked)).collect();
    let bar = desk.progress(accounts.len());
    let registry = &*desk.registry()?;
    let logs = workers::each(&numbered, |(n, account, asked)| {
        let events = registry.events(&StreamId::Account((*account).clone())).map_err(registry_error)?;
        bar.inc(1);
        Ok(match fold(account, &events)? {
            Some(docket) if *asked => {
                let case = docket.heard(window.until, rules);
                Log::asked(&case, &docket.recorded_milestones(), *n, window, rules)
            }
            Some(docket) => Log::beside(&docket.heard(window.until, rules), *n, window, rules),
            None => Log::default(),
        })
    })?;
    bar.finish_and_clear();
    Ok(ContactReport::of(&accounts, logs, window, rules))
}

/// What the rules find in one account's log, one problem a rule. Limits count this account alone: the others of the
/// person are not looked at, `report contacts` does that.
pub fn problems(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Vec<Problem> {
    let window = Window { since: None, until: as_of };
    let case = docket.heard(as_of, rules);
    let log = Log::asked(&case, &docket.recorded_milestones(), 0, window, rules);
    let account = (docket.case.account.clone(), true);
    let report = ContactReport::of(&[account], vec![log], window, rules);
    let mut by_rule: BTreeMap<(Severity, &str), Vec<&Finding<'_>>> = BTreeMap::new();
    for (_, finding) in &report.findings {
        by_rule.entry((finding.severity, &finding.rule.id)).or_default().push(finding);
    }
    by_rule.into_values().filter_map(|findings| problem(&findings)).collect()
}

/// Findings of one rule as one problem: how many, and the first.
fn problem(findings: &[&Finding<'_>]) -> Option<Problem> {
    let first = findings.first()?;
    let place =
        Place { field: Some(format!("contacts[{}]", first.entry.saturating_sub(1))), ..Place::default() };
    let [way_zh, way_en] = both(first.channel);
    let mut problem = Problem::warning(first.rule.test.code(), place)
        .with("count", findings.len())
        .with("entry", first.entry)
        .with("at", first.at.format("%Y-%m-%d %H:%M"))
        .with("way_zh", way_zh)
        .with("way_en", way_en)
        .with("source", &first.dated.source)
        .resting_on(&first.dated.source);
    problem.severity = first.severity;
    Some(match first.found {
        Found::Hours(hours) => problem.with("hours", hours),
        Found::TooMany { nth, most, .. } => problem.with("nth", nth).with("most", most),
        Found::ThirdParty { failed, .. } => problem.with("failed", failed),
        Found::Plan { signed } => problem.with("signed", signed),
        Found::NoConsent => problem,
    })
}

/// What was found, in words.
pub fn found(finding: &Finding<'_>, desk: &Desk<'_>) -> String {
    let text = match finding.found {
        Found::Hours(hours) => desk.text("M-CONTACT-HOURS", &[("hours", hours.to_string())]),
        Found::TooMany { nth, most, accounts } => {
            let dials = finding.rule.test == Test::NumberPerDay;
            let code = if dials { "M-CONTACT-DIALS" } else { "M-CONTACT-CALLS" };
            let mut text = desk.text(code, &[("nth", nth.to_string()), ("most", most.to_string())]);
            if accounts > 1 {
                text.push_str(&desk.text("M-CONTACT-ACROSS", &[("accounts", accounts.to_string())]));
            }
            text
        }
        Found::ThirdParty { failed: 0, reached: None } => desk.text("M-CONTACT-THIRD-NEVER", &[]),
        Found::ThirdParty { failed: 0, reached: Some(on) } => {
            desk.text("M-CONTACT-THIRD-REACHED", &[("on", on.to_string())])
        }
        Found::ThirdParty { failed, .. } => {
            desk.text("M-CONTACT-THIRD-FAILED", &[("failed", failed.to_string())])
        }
        Found::Plan { signed } => desk.text("M-CONTACT-PLAN", &[("signed", signed.to_string())]),
        Found::NoConsent => desk.text("M-CONTACT-NO-CONSENT", &[]),
    };
    match finding.stated {
        Some(words) => text + &desk.text("M-CONTACT-STATED", &[("words", words.to_owned())]),
        None => text,
    }
}

/// A finding for programs.
pub fn for_programs(account: &AccountId, finding: &Finding<'_>, desk: &Desk<'_>) -> Value {
    let mut body = json!({
        "account": account,
        "entry": finding.entry,
        "at": finding.at.format("%Y-%m-%d %H:%M").to_string(),
        "channel": finding.channel,
        "party": finding.party,
        "rule": finding.rule.id,
        "code": finding.rule.test.code(),
        "severity": finding.severity,
        "source": finding.dated.source.to_string(),
        "confidence": finding.dated.confidence.code(),
        "message": found(finding, desk),
        "stated": finding.stated,
    });
    let more = match finding.found {
        Found::Hours(hours) => json!({"hours": hours.to_string()}),
        Found::TooMany { nth, most, accounts } => json!({"count": nth, "most": most, "accounts": accounts}),
        Found::ThirdParty { failed, reached } => json!({"failed_attempts": failed, "reached_on": reached}),
        Found::Plan { signed } => json!({ "plan_signed_on": signed }),
        Found::NoConsent => json!({}),
    };
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}

/// The message that names a way of contact.
pub fn channel_code(channel: Channel) -> String {
    format!("S-CHANNEL-{}", channel.id().to_uppercase())
}

/// The message that names whom a contact was with.
pub fn party_code(party: Contacted) -> String {
    format!("S-PARTY-{}", party.id().to_uppercase())
}

/// A way of contact in Chinese and English.
fn both(channel: Channel) -> [String; 2] {
    use super::catalogue::{Lang, text};
    [Lang::Zh, Lang::En].map(|lang| text(lang, &channel_code(channel), &[]))
}
