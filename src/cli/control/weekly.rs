//! The state of everything to managers, once a week.

use chrono::{Datelike, Days};
use serde_json::{Value, json};

use super::posting::{self, Letter, Posted, Round};
use super::state::{Count, State};
use crate::cli::catalogue::Lang;
use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::docket::REFERRED;
use crate::domain::date;
use crate::notices::reminder;
use crate::reports::agenda;
use crate::rules::Rulebook;

/// Queues the mails of the week, Monday to Sunday, in which the day lies.
///
/// # Errors
/// Nobody is named in `mail.managers`; the registry cannot be read or written; the message cannot be read.
pub fn weekly(desk: &mut Desk<'_>) -> Result<Posted, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let managers = desk.workspace()?.config.mail.as_ref().map(|m| m.managers.clone()).unwrap_or_default();
    if managers.is_empty() {
        return Err(CommandError::new(Exit::NotReady, "E-NOTIFY-NO-MANAGERS"));
    }
    let (rows, broken) = super::all(desk)?;
    let items = agenda::items(&rows, as_of, &rules);
    let state = State::of(&rows, broken.len(), &items, desk)?;
    let data = data(&state, desk, &rules);
    let letter =
        |mailbox: &String| Letter { name: None, mailbox: mailbox.trim().to_owned(), data: data.clone() };
    let letters: Vec<Letter> = managers.iter().map(letter).collect();
    let week = as_of.iso_week();
    let left = 6 - u64::from(as_of.weekday().num_days_from_monday());
    let round = Round {
        kind: reminder::STATUS,
        period: &format!("{}-W{:02}", week.year(), week.week()),
        until: as_of.checked_add_days(Days::new(left)).unwrap_or(as_of),
        letters: &letters,
        spared: &[],
    };
    posting::post(&round, desk)
}

fn data(state: &State, desk: &Desk<'_>, rules: &Rulebook) -> Value {
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
        "deadlines": {
            "late": state.late,
            "week": state.week,
            "lapsing": state.lapsing,
            "acknowledged": state.acknowledged,
        },
        "waiting": {"court": state.waiting[0], "debtor": state.waiting[1]},
        "moved": state.moved.iter().map(named).collect::<Vec<_>>(),
        "outbox": {"waiting": state.outbox_of_accounts[0], "in_doubt": state.outbox_of_accounts[1]},
    })
}
