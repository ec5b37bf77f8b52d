//! Mails about many accounts into the workspace's outbox: one to each addressee and period. While it waits, another state
//! of facts takes its place; once it has left, they are not written to again in that period.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::Value;

use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Exit};
use crate::cli::mailing;
use crate::cli::register::{self, registry_error};
use crate::domain::event::{NoticeRecord, NoticeStatus, Seen, StreamId};
use crate::domain::problem::Problem;
use crate::domain::{AccountId, Payload};
use crate::notices::gate;
use crate::notices::lint::lint_of_many;
use crate::notices::reminder::{self, Reminder};
use crate::notices::{Message, Notice, Outbox};
use crate::rules::Rulebook;

/// A mail to be put into the outbox.
pub struct Letter {
    /// The addressee's name, if known.
    pub name: Option<String>,
    /// Their mailbox.
    pub mailbox: String,
    /// The data of the template.
    pub data: Value,
    /// What tells the addressee from others of the round.
    pub whom: String,
    /// The accounts that it tells of, each with how many of its events were read; it does not leave once they changed.
    pub about: Vec<(AccountId, u64)>,
}

impl Letter {
    /// To somebody who is told from others by name, or where that is not known by mailbox.
    pub fn to(name: Option<String>, mailbox: String, data: Value) -> Letter {
        let whom = name.clone().unwrap_or_else(|| mailbox.clone());
        Letter { name, mailbox, data, whom, about: Vec::new() }
    }
}

/// The week of a day, Monday to Sunday, as mails of a week name it, and its last day.
pub fn week(day: NaiveDate) -> (String, NaiveDate) {
    let week = day.iso_week();
    let left = 6 - u64::from(day.weekday().num_days_from_monday());
    (format!("{}-W{:02}", week.year(), week.week()), day.checked_add_days(Days::new(left)).unwrap_or(day))
}

/// The mails of one kind and period.
pub struct Round<'a> {
    /// The kind of message.
    pub kind: &'a str,
    /// The day or week: `2026-11-21`, `2026-W47`.
    pub period: &'a str,
    /// The last day on which they may go out.
    pub until: NaiveDate,
    /// The mails.
    pub letters: &'a [Letter],
    /// Those of whom nothing that waits is withdrawn, although there is no mail to them here; see [`Letter::whom`].
    pub spared: &'a [String],
    /// Accounts that could not be read, so that nobody knows whether they still belong into a mail: one that waits and
    /// names such an account is neither withdrawn nor replaced.
    pub unread: &'a [AccountId],
}

impl Round<'_> {
    /// Which of the accounts that could not be read the mail names.
    fn unread_in(&self, notice: &Notice) -> Vec<AccountId> {
        self.unread.iter().filter(|account| names(&notice.record.text, account)).cloned().collect()
    }
}

/// Whether a text names an account, and not only one whose name begins or ends alike.
fn names(text: &str, account: &AccountId) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    text.split(|c| !part(c)).any(|word| word == account.as_str())
}

/// What came of posting.
#[derive(Default)]
pub struct Posted {
    /// Put into the outbox.
    pub queued: Vec<NoticeRecord>,
    /// There already, by addressee, in this state; `true` where facts have changed since it left.
    pub known: Vec<(String, String, NoticeStatus, bool)>,
    /// Not queued, by addressee, and why.
    pub failed: Vec<(String, Problem)>,
    /// Left as they wait, by id, since they name these accounts, which could not be read.
    pub spared: Vec<(String, Vec<AccountId>)>,
}

impl Posted {
    /// Whether there was nothing to write.
    pub fn is_empty(&self) -> bool {
        self.queued.is_empty() && self.known.is_empty() && self.failed.is_empty() && self.spared.is_empty()
    }
}

/// Puts the mails of a round into the outbox, and withdraws what must not leave any more: of earlier periods, and of this
/// one to whom there is nothing left to write.
///
/// # Errors
/// The registry cannot be read or written; the message cannot be read; there is no sender.
pub fn post(round: &Round<'_>, desk: &mut Desk<'_>) -> Result<Posted, CommandError> {
    let day = desk.settings.as_of;
    let events = desk.registry()?.events(&StreamId::Workspace).map_err(registry_error)?;
    let outbox = mailing::outbox_of(&StreamId::Workspace, &events)?;
    let mut payloads = withdrawn(&outbox, round, day);
    let mut done = Posted { spared: spared(&outbox, round, day), ..Posted::default() };
    if !round.letters.is_empty() {
        let config = desk.workspace()?;
        let Some(from) = config.config.mail.as_ref().and_then(|m| m.from.clone()) else {
            return Err(CommandError::new(Exit::Failed, "E-NOTIFY-NO-SENDER"));
        };
        let press = drafting::press(desk)?;
        let wrong = |problem: Box<Problem>| CommandError::problems(Exit::Failed, vec![*problem]);
        let message = Message::open(press.library(), round.kind).map_err(wrong)?;
        let rules = desk.rules()?;
        for letter in round.letters {
            let about = seen(&letter.about, desk)?;
            let asked = Reminder {
                about: &about,
                name: letter.name.as_deref(),
                mailbox: &letter.mailbox,
                whom: &letter.whom,
                from: &from,
                period: round.period,
                day,
                until: round.until,
                data: &letter.data,
                before: 0,
            };
            let key = asked.key(&message.kind);
            let of_it =
                |n: &Notice| done.spared.iter().any(|(id, _)| *id == n.record.id) && reminder::is_of(n, &key);
            if !outbox.notices().iter().any(of_it) {
                put(&message, &asked, &outbox, &rules, &mut payloads, &mut done);
            }
        }
    }
    if !desk.settings.dry_run && !payloads.is_empty() {
        register::append_all_to_workspace(desk, payloads, events.len() as u64)?;
    }
    Ok(done)
}

fn seen(about: &[(AccountId, u64)], desk: &mut Desk<'_>) -> Result<Vec<Seen>, CommandError> {
    let registry = &*desk.registry()?;
    let one = |(account, upto): &(AccountId, u64)| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        Ok(gate::seen(account, &events, *upto))
    };
    about.iter().map(one).collect()
}

fn put(
    message: &Message<'_>,
    asked: &Reminder<'_>,
    outbox: &Outbox,
    rules: &Rulebook,
    payloads: &mut Vec<Payload>,
    done: &mut Posted,
) {
    let who = asked.name.unwrap_or(asked.mailbox).to_owned();
    let key = asked.key(&message.kind);
    let of_period: Vec<&Notice> = outbox.notices().iter().filter(|n| reminder::is_of(n, &key)).collect();
    match reminder::compose(message, &Reminder { before: of_period.len(), ..*asked }) {
        Err(problems) => done.failed.extend(problems.into_iter().map(|p| (who.clone(), p))),
        Ok(record) => match stands(&of_period, &record) {
            Some((notice, changed)) => {
                done.known.push((who, notice.record.id.clone(), notice.status, changed));
            }
            None => {
                let against = lint_of_many(&record, asked.data, rules, asked.day);
                if !against.is_empty() {
                    done.failed.extend(against.into_iter().map(|p| (who.clone(), p)));
                    return;
                }
                payloads.extend(replaced(&of_period, &record));
                payloads.push(Payload::NoticeQueued(Box::new(record.clone())));
                done.queued.push(record);
            }
        },
    }
}

/// The mail of the period that stands: one that says the same, whatever became of it, or one that has left or may have.
/// The flag says whether facts have changed since.
fn stands<'a>(of_period: &[&'a Notice], record: &NoticeRecord) -> Option<(&'a Notice, bool)> {
    let says_the_same = |n: &Notice| {
        n.record.facts_sha256 == record.facts_sha256
            && n.record.template_sha256 == record.template_sha256
            && n.record.to == record.to
    };
    let left =
        |n: &Notice| matches!(n.status, NoticeStatus::Sent | NoticeStatus::Sending | NoticeStatus::InDoubt);
    // What waits and saw an account before its last change is held, though it would say the same.
    let holds = |n: &Notice| left(n) || !n.is_open() || n.record.about == record.about;
    // The last one counts: those before it gave way to it.
    let last = of_period.last().filter(|n| says_the_same(n) && holds(n));
    let gone = of_period.iter().rev().find(|n| left(n));
    last.map(|n| (*n, false)).or_else(|| gone.map(|n| (*n, !says_the_same(n))))
}

/// Those of the period with other facts, which give way to a new one.
fn replaced(of_period: &[&Notice], by: &NoticeRecord) -> Vec<Payload> {
    let open = of_period.iter().copied().filter(|n| n.is_open());
    cancelled(open, &format!("replaced by {}", by.id))
}

/// The mails that wait, are not over and name an account that could not be read.
fn spared(outbox: &Outbox, round: &Round<'_>, day: NaiveDate) -> Vec<(String, Vec<AccountId>)> {
    let waiting = outbox.notices().iter().filter(|n| reminder::is_waiting(n, round.kind, day));
    let stands = waiting.filter(|n| reminder::last_day(&n.record).is_none_or(|last| last >= day));
    let of = stands.map(|n| (n.record.id.clone(), round.unread_in(n)));
    of.filter(|(_, unread)| !unread.is_empty()).collect()
}

fn withdrawn(outbox: &Outbox, round: &Round<'_>, day: NaiveDate) -> Vec<Payload> {
    let named = round.letters.iter().map(|letter| &letter.whom);
    let kept: BTreeSet<String> =
        named.chain(round.spared).map(|to| reminder::key(round.kind, round.period, to)).collect();
    let waiting = || outbox.notices().iter().filter(|n| reminder::is_waiting(n, round.kind, day));
    let over = |n: &Notice| reminder::last_day(&n.record).is_some_and(|last| last < day);
    let mut out = cancelled(waiting().filter(|n| over(n)), "its day is over");
    let left = |n: &Notice| kept.iter().any(|key| reminder::is_of(n, key)) || !round.unread_in(n).is_empty();
    out.extend(cancelled(waiting().filter(|n| !over(n) && !left(n)), "nothing is left to remind of"));
    out
}

fn cancelled<'a>(notices: impl Iterator<Item = &'a Notice>, why: &str) -> Vec<Payload> {
    let moves = notices.filter_map(|n| n.move_to(NoticeStatus::Cancelled, Some(why), None).ok());
    moves.map(Payload::NoticeMoved).collect()
}
