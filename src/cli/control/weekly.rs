//! The state of everything to managers, once a week.

use chrono::Days;
use serde_json::{Value, json};

use super::overview::overview;
use super::posting::{self, Letter, Posted, Round};
use super::state::state;
use crate::cli::catalogue::Lang;
use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::select::Selection;
use crate::docket::REFERRED;
use crate::domain::date;
use crate::notices::reminder;
use crate::reports::agenda;
use crate::reports::board::percent;
use crate::reports::portfolio::Portfolio;
use crate::reports::status::{CHIEF, Count, State};
use crate::rules::Rulebook;

/// Queues the mails of the week, Monday to Sunday, in which the day lies.
///
/// # Errors
/// Nobody is named in `mail.managers`; the registry cannot be read or written; the message cannot be read.
pub fn weekly(desk: &mut Desk<'_>) -> Result<Posted, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    managers(desk)?;
    let all = overview(&Selection::default(), desk)?;
    let items = agenda::items(&all.rows, as_of, &rules);
    let state = state(&all.rows, all.broken.len(), &items, desk)?;
    weekly_of(&state, &all.portfolio, desk)
}

/// The same where everything is counted already.
///
/// # Errors
/// As [`weekly`].
pub fn weekly_of(state: &State, portfolio: &Portfolio, desk: &mut Desk<'_>) -> Result<Posted, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let managers = managers(desk)?;
    let data = data(state, portfolio, desk, &rules);
    let letter = |mailbox: &String| Letter::to(None, mailbox.trim().to_owned(), data.clone());
    let letters: Vec<Letter> = managers.iter().map(letter).collect();
    let (period, until) = posting::week(as_of);
    let (spared, unread) = (&[][..], &[][..]);
    let round = Round { kind: reminder::STATUS, period: &period, until, letters: &letters, spared, unread };
    posting::post(&round, desk)
}

fn managers(desk: &mut Desk<'_>) -> Result<Vec<String>, CommandError> {
    let managers = desk.workspace()?.config.mail.as_ref().map(|m| m.managers.clone()).unwrap_or_default();
    if managers.is_empty() {
        return Err(CommandError::new(Exit::NotReady, "E-NOTIFY-NO-MANAGERS"));
    }
    Ok(managers)
}

fn data(state: &State, portfolio: &Portfolio, desk: &Desk<'_>, rules: &Rulebook) -> Value {
    let as_of = desk.settings.as_of;
    let from = as_of.checked_sub_days(Days::new(agenda::WEEK.unsigned_abs() - 1)).unwrap_or(as_of);
    let named = |((track, milestone), count): &Count| {
        let of = rules.tracks().find(|t| t.id == *track).map_or(track.as_str(), |t| t.title.zh.as_str());
        let title = match milestone.as_str() {
            REFERRED => "已移送".to_owned(),
            other => dates::milestone(rules, track, other, Lang::Zh),
        };
        json!({"track": of, "title": title, "count": count})
    };
    let figures = CHIEF.iter().filter_map(|id| portfolio.figure(id)).map(|figure| {
        let value = figure.value.map_or_else(|| "无可计算案件".to_owned(), percent);
        json!({"title": figure.title[0], "value": value})
    });
    let sums = &portfolio.overall;
    json!({
        "date": date::chinese(as_of),
        "from": date::chinese(from),
        "accounts": state.accounts,
        "not_computed": state.broken,
        "stages": state.stages.iter().map(named).collect::<Vec<_>>(),
        "money": {
            "owed": state.owed,
            "uncomputed": state.uncomputed,
            "received_week": state.received_week,
            "payments_week": state.payments_week,
            "received_month": state.received,
            "payments_month": state.payments,
        },
        "figures": figures.collect::<Vec<_>>(),
        "portfolio": {
            "in_suit": sums.in_suit,
            "in_enforcement": sums.in_enforcement,
            "settled": sums.settled,
            "recovered": sums.recovered,
            "costs": sums.costs,
        },
        "deadlines": {
            "late": state.late,
            "week": state.week,
            "lapsing": state.lapsing,
            "acknowledged": state.acknowledged,
        },
        "waiting": {"court": state.waiting[0], "debtor": state.waiting[1]},
        "moved": state.moved.iter().map(named).collect::<Vec<_>>(),
        "moved_before": state.moved_before,
        "outbox": {"waiting": state.outbox.of_accounts[0], "in_doubt": state.outbox.of_accounts[1]},
    })
}
