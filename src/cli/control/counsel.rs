//! Where their cases stand, to outside counsel, once a week: one mail to each mailbox, about the cases that name it and no
//! other, however the law firm is spelt in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::posting::{self, Letter, Posted, Round};
use crate::cli::catalogue::Lang;
use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::docket::REFERRED;
use crate::domain::identity::mask;
use crate::domain::{AccountId, date};
use crate::notices::reminder;
use crate::reports::portfolio::NotComputed;
use crate::reports::status::{Case, order, side_of_counsel, spellings};
use crate::rules::Rulebook;

/// The most cases that a mail lists.
const MOST: usize = 100;

/// What came of writing to counsel.
#[derive(Default)]
pub struct Counselled {
    /// The mails.
    pub posted: Posted,
    /// Open cases with a law firm and without a mailbox, by firm.
    pub no_mailbox: BTreeMap<String, Vec<AccountId>>,
    /// Names of law firms that may be one, spelt in several ways.
    pub spellings: Vec<Vec<String>>,
}

/// Queues the mails of the week about these cases, which are those of all accounts; with a firm, to that firm alone:
/// mail to others stays as it is. So does what waits and names an account that is `broken`.
///
/// # Errors
/// The registry cannot be read or written; the message cannot be read; there is no sender.
pub fn counsel(
    cases: &[Case],
    broken: &[NotComputed],
    only: Option<&str>,
    desk: &mut Desk<'_>,
) -> Result<Counselled, CommandError> {
    let rules = desk.rules()?;
    let mut by: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
    let spellings = spellings(cases).into_iter().map(owned).collect();
    let mut done = Counselled { spellings, ..Counselled::default() };
    for case in cases.iter().filter(|case| case.is_open()) {
        let Some(firm) = case.firm.as_deref() else { continue };
        match case.mailbox.as_deref().filter(|mailbox| !mailbox.is_empty()) {
            Some(mailbox) => by.entry(folded(mailbox)).or_default().push(case),
            None if only.is_none_or(|only| only == firm) => {
                done.no_mailbox.entry(firm.to_owned()).or_default().push(case.account.clone());
            }
            None => {}
        }
    }
    let (mut letters, mut spared) = (Vec::new(), Vec::new());
    for (mailbox, theirs) in by {
        let names: BTreeSet<&str> = theirs.iter().filter_map(|case| case.firm.as_deref()).collect();
        if only.is_some_and(|only| !names.contains(only)) {
            spared.push(mailbox);
            continue;
        }
        let firm = &names.into_iter().collect::<Vec<_>>().join("、");
        let lawyer = lawyer(&theirs);
        letters.push(Letter {
            name: Some(lawyer.unwrap_or(firm).to_owned()),
            about: theirs.iter().map(|case| (case.account.clone(), case.version)).collect(),
            data: data(firm, lawyer, theirs, desk, &rules),
            whom: mailbox.clone(),
            mailbox,
        });
    }
    let (period, until) = posting::week(desk.settings.as_of);
    let unread: Vec<AccountId> = broken.iter().map(|one| one.account.clone()).collect();
    let round = Round {
        kind: reminder::COUNSEL,
        period: &period,
        until,
        letters: &letters,
        spared: &spared,
        unread: &unread,
    };
    done.posted = posting::post(&round, desk)?;
    Ok(done)
}

/// A mailbox with its domain in small letters: the part before `@` is the server's own to tell apart (RFC 5321, 2.4).
fn folded(mailbox: &str) -> String {
    match mailbox.trim().rsplit_once('@') {
        Some((user, domain)) => format!("{user}@{}", domain.to_ascii_lowercase()),
        None => mailbox.trim().to_owned(),
    }
}

/// The lawyer of all these cases, if it is one.
fn lawyer<'a>(cases: &[&'a Case]) -> Option<&'a str> {
    let first = cases.first()?.lawyer.as_deref()?;
    cases.iter().all(|case| case.lawyer.as_deref() == Some(first)).then_some(first)
}

fn data(firm: &str, lawyer: Option<&str>, mut cases: Vec<&Case>, desk: &Desk<'_>, rules: &Rulebook) -> Value {
    let as_of = desk.settings.as_of;
    cases.sort_by_cached_key(|case| order(case, as_of));
    let sum = |of: &dyn Fn(&Case) -> usize| cases.iter().map(|case| of(case)).sum::<usize>();
    json!({
        "date": date::chinese(as_of),
        "firm": mask::runs(firm),
        "lawyer": lawyer.map(mask::runs),
        "counts": {
            "cases": cases.len(),
            "late": sum(&|case| case.late(as_of)),
            "week": sum(&|case| case.week(as_of)),
            "asks": sum(&|case| case.asks(as_of).len()),
        },
        "cases": cases.iter().take(MOST).map(|case| told(case, desk, rules)).collect::<Vec<_>>(),
        "more": cases.len().saturating_sub(MOST),
    })
}

/// A case as the mail has it: masked, whatever a report shows.
fn told(case: &Case, desk: &Desk<'_>, rules: &Rulebook) -> Value {
    let as_of = desk.settings.as_of;
    let track =
        rules.tracks().find(|t| t.id == case.track).map_or(case.track.as_str(), |t| t.title.zh.as_str());
    let stage = match case.stage.as_str() {
        REFERRED => "已移送".to_owned(),
        other => dates::milestone(rules, &case.track, other, Lang::Zh),
    };
    let next = case.next(as_of);
    let asks = case.asks(as_of);
    let ask = asks.iter().map(|ask| {
        let title = ask.title().map(|title| mask::runs(&title[0]));
        let step = ask.step().map(|step| step[0]);
        json!({"kind": ask.id(), "on": ask.on(), "title": title, "step": step, "since": ask.since()})
    });
    json!({
        "account": case.account,
        "debtor": mask::runs(&case.debtor),
        "case_number": case.case_number.as_deref().map(mask::runs),
        "court": case.court.as_deref().map(mask::runs),
        "track": track,
        "stage": stage,
        "settled": case.settled,
        "next_on": next.map(|d| d.due),
        "next_title": next.map(|d| mask::runs(&d.title[0])),
        "next_by": next.map(|d| side_of_counsel(d.by)[0]),
        "asks": ask.collect::<Vec<_>>(),
    })
}
