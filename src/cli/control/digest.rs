//! What moved since the day before, to each handler: the sibling of the reminder of deadlines, which it counts and does
//! not repeat. Where nothing moved and no mail waits for a decision, none is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::mailboxes::{self, Found};
use super::moves::{self, What};
use super::posting::{self, Letter, Posted, Round};
use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::{dates, mailing};
use crate::domain::event::NoticeStatus;
use crate::domain::identity::mask;
use crate::domain::summary::Summary;
use crate::domain::{AccountId, date};
use crate::notices::reminder;
use crate::reports::agenda::{Item, Urgency};
use crate::rules::Rulebook;

/// The most records that a mail lists.
const MOST: usize = 100;

/// What a handler is told.
#[derive(Default)]
struct Told {
    about: BTreeSet<AccountId>,
    moved: Vec<Value>,
    paid: Vec<Value>,
    doubtful: Vec<Value>,
    failed: Vec<Value>,
}

/// Queues the digests of the day. `since` is the day of the last sheet, whose own records are told too; `None` for
/// yesterday. What is recorded on the day itself is told on the next.
///
/// # Errors
/// The registry cannot be read or written; the message cannot be read.
pub fn digest(
    rows: &[Summary],
    items: &[Item<'_>],
    since: Option<NaiveDate>,
    desk: &mut Desk<'_>,
) -> Result<Posted, CommandError> {
    let (rules, day) = (desk.rules()?, desk.settings.as_of);
    let yesterday = day.pred_opt().unwrap_or(day);
    let since = since.unwrap_or(yesterday).min(yesterday);
    let mut by: BTreeMap<&str, Told> = BTreeMap::new();
    moved(since, rows, &rules, &mut by, desk)?;
    outbox(rows, &mut by, desk)?;
    let (mut letters, mut spared, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for (handler, told) in by {
        match mailboxes::mailbox(handler, &told.about, rows, desk)? {
            Found::One(mailbox) => {
                let data = data(handler, &told, items, [since, yesterday], day);
                letters.push(Letter::to(Some(handler.to_owned()), mailbox, data));
            }
            // The reminder of deadlines says so.
            Found::Nowhere => spared.push(handler.to_owned()),
            Found::Several(problem) => {
                spared.push(handler.to_owned());
                failed.push((handler.to_owned(), problem));
            }
        }
    }
    let round = Round {
        kind: reminder::DIGEST,
        period: &day.to_string(),
        until: day,
        letters: &letters,
        spared: &spared,
        unread: &[],
    };
    let mut posted = posting::post(&round, desk)?;
    posted.failed.extend(failed);
    Ok(posted)
}

fn moved<'a>(
    since: NaiveDate,
    rows: &'a [Summary],
    rules: &Rulebook,
    by: &mut BTreeMap<&'a str, Told>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let day = desk.settings.as_of;
    for one in moves::since(since, rows, desk)?.into_iter().rev() {
        let Some(handler) = one.row.handler.as_deref().filter(|_| one.on >= since && one.on < day) else {
            continue;
        };
        let (account, debtor) = (&one.row.account, mask::runs(&one.row.debtor));
        let told = by.entry(handler).or_default();
        told.about.insert(account.clone());
        match one.what {
            What::Milestone(m) => {
                let title = dates::milestone(rules, &m.track, &m.milestone, Lang::Zh);
                told.moved.push(json!({"account": account, "debtor": debtor, "title": title, "on": m.on}));
            }
            What::Paid(p) => {
                told.paid.push(json!({"account": account, "debtor": debtor, "amount": p.amount, "on": p.on}));
            }
        }
    }
    Ok(())
}

/// Mail of their accounts that nobody knows to have left, or that was refused.
fn outbox<'a>(
    rows: &'a [Summary],
    by: &mut BTreeMap<&'a str, Told>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let handlers: BTreeMap<&AccountId, &str> =
        rows.iter().filter_map(|row| Some((&row.account, row.handler.as_deref()?))).collect();
    for found in mailing::about(rows, desk)? {
        let Some((account, handler)) = found.account().and_then(|a| handlers.get_key_value(a)) else {
            continue;
        };
        let told = |told: &'_ mut Told| told.about.insert((*account).clone());
        let record = &found.notice.record;
        let line = json!({"account": account, "id": record.id, "subject": record.subject});
        match found.notice.status {
            NoticeStatus::InDoubt | NoticeStatus::Sending => {
                let one = by.entry(*handler).or_default();
                told(one);
                one.doubtful.push(line);
            }
            NoticeStatus::Failed => {
                let one = by.entry(*handler).or_default();
                told(one);
                one.failed.push(line);
            }
            _ => {}
        }
    }
    Ok(())
}

fn data(
    handler: &str,
    told: &Told,
    items: &[Item<'_>],
    [since, until]: [NaiveDate; 2],
    day: NaiveDate,
) -> Value {
    let theirs = || items.iter().filter(|item| item.row.handler.as_deref() == Some(handler) && !item.rests);
    let of = |urgency: Urgency| theirs().filter(|item| item.urgency == urgency).count();
    let more = |list: &[Value]| list.len().saturating_sub(MOST);
    let first = |list: &[Value]| list.iter().take(MOST).cloned().collect::<Vec<_>>();
    json!({
        "date": date::chinese(day),
        "handler": handler,
        "since": date::chinese(since),
        "until": Some(until).filter(|day| *day != since).map(date::chinese),
        "moved": first(&told.moved),
        "paid": first(&told.paid),
        "more": more(&told.moved) + more(&told.paid),
        "deadlines": {"late": of(Urgency::Late), "today": of(Urgency::Today), "week": of(Urgency::Week)},
        "outbox": {"in_doubt": told.doubtful, "failed": told.failed},
    })
}
