//! One mail to each handler and day, with everything of the day. While it waits, another state of facts takes its place;
//! once it has left, the handler is not written to again that day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Exit};
use crate::cli::mailing;
use crate::cli::register::{self, registry_error};
use crate::cli::workers;
use crate::domain::event::{NoticeRecord, NoticeStatus, StreamId};
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Payload};
use crate::notices::reminder::{self, Reminder};
use crate::notices::{Message, Notice, Outbox};
use crate::reports::control_sheet::{Part, mail};
use crate::reports::next_step::Steps;

/// What came of reminding.
#[derive(Default)]
pub struct Reminded {
    /// Put into the outbox.
    pub queued: Vec<NoticeRecord>,
    /// There already, by handler, in this state; `true` where facts have changed since it left.
    pub known: Vec<(String, String, NoticeStatus, bool)>,
    /// Not queued, by handler, and why.
    pub failed: Vec<(String, Problem)>,
    /// Handlers without a mailbox, with how many items they have to be told of otherwise.
    pub no_mailbox: Vec<(Option<String>, usize)>,
}

/// Queues the mails of the day.
///
/// # Errors
/// The registry cannot be read or written; the message cannot be read.
pub fn remind(
    parts: &[Part<'_>],
    rows: &[Summary],
    since: NaiveDate,
    steps: &Steps<'_>,
    desk: &mut Desk<'_>,
) -> Result<Reminded, CommandError> {
    let day = desk.settings.as_of;
    let mut done = Reminded::default();
    let reminding: Vec<Part<'_>> =
        parts.iter().map(|p| p.reminds(day, since)).filter(|p| !p.items.is_empty()).collect();
    let events = desk.registry()?.events(&StreamId::Workspace).map_err(registry_error)?;
    let outbox = mailing::outbox_of(&StreamId::Workspace, &events)?;
    if reminding.is_empty() {
        let payloads = withdrawn(&outbox, &[], day);
        return keep(payloads, events.len(), desk).map(|()| done);
    }
    let config = desk.workspace()?;
    let Some(from) = config.config.mail.as_ref().and_then(|m| m.from.clone()) else {
        return Err(CommandError::new(Exit::Failed, "E-NOTIFY-NO-SENDER"));
    };
    let press = drafting::press(desk)?;
    let wrong = |problem: Problem| CommandError::problems(Exit::Failed, vec![problem]);
    let message = Message::open(press.library(), reminder::KIND).map_err(|p| wrong(*p))?;
    let handlers: Vec<&str> = reminding.iter().filter_map(|part| part.handler).collect();
    let mut payloads = withdrawn(&outbox, &handlers, day);
    for part in &reminding {
        let Some(handler) = part.handler else {
            done.no_mailbox.push((None, part.items.len()));
            continue;
        };
        let mailboxes = mailboxes(handler, part, rows, desk)?;
        let mut those = mailboxes.iter();
        let (Some(mailbox), None) = (those.next(), those.next()) else {
            match mailboxes.len() {
                0 => done.no_mailbox.push((Some(handler.to_owned()), part.items.len())),
                _ => {
                    let masked: Vec<String> = mailboxes.iter().map(|m| mask::email(m)).collect();
                    let problem = Problem::error("E-DAILY-MAILBOXES", Place::default());
                    done.failed.push((handler.to_owned(), problem.with("found", masked.join(", "))));
                }
            }
            continue;
        };
        let data = mail(part, day, steps);
        let of_day: Vec<&Notice> =
            outbox.notices().iter().filter(|n| reminder::is_of(n, handler, day)).collect();
        let asked = Reminder { handler, mailbox, from: &from, day, data: &data, before: of_day.len() };
        match reminder::compose(&message, &asked) {
            Err(problems) => done.failed.extend(problems.into_iter().map(|p| (handler.to_owned(), p))),
            Ok(record) => match stands(&of_day, &record) {
                Some((notice, changed)) => {
                    let id = notice.record.id.clone();
                    done.known.push((handler.to_owned(), id, notice.status, changed));
                }
                None => {
                    payloads.extend(replaced(&of_day, &record));
                    payloads.push(Payload::NoticeQueued(Box::new(record.clone())));
                    done.queued.push(record);
                }
            },
        }
    }
    keep(payloads, events.len(), desk).map(|()| done)
}

fn keep(payloads: Vec<Payload>, version: usize, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.dry_run || payloads.is_empty() {
        return Ok(());
    }
    register::append_all_to_workspace(desk, payloads, version as u64)
}

/// The mail of the day that stands: one that says the same, whatever became of it, or one that has left or may have. The
/// flag says whether facts have changed since.
fn stands<'a>(of_day: &[&'a Notice], record: &NoticeRecord) -> Option<(&'a Notice, bool)> {
    let says_the_same = |n: &Notice| {
        n.record.facts_sha256 == record.facts_sha256
            && n.record.template_sha256 == record.template_sha256
            && n.record.to == record.to
    };
    let left =
        |n: &Notice| matches!(n.status, NoticeStatus::Sent | NoticeStatus::Sending | NoticeStatus::InDoubt);
    // The last one counts: those before it gave way to it.
    let last = of_day.last().filter(|n| says_the_same(n));
    let gone = of_day.iter().rev().find(|n| left(n));
    last.map(|n| (*n, false)).or_else(|| gone.map(|n| (*n, !says_the_same(n))))
}

/// Those of the day with other facts, which give way to a new one.
fn replaced(of_day: &[&Notice], by: &NoticeRecord) -> Vec<Payload> {
    let open = of_day.iter().copied().filter(|n| n.is_open());
    cancelled(open, &format!("replaced by {}", by.id))
}

/// Those that must not leave any more: of earlier days, and of the day where the handler has nothing left.
fn withdrawn(outbox: &Outbox, handlers: &[&str], day: NaiveDate) -> Vec<Payload> {
    let left = |n: &Notice| n.record.to_name.as_deref().is_some_and(|name| handlers.contains(&name));
    let waiting = || outbox.notices().iter().filter(|n| reminder::is_waiting(n, day));
    let mut out = cancelled(waiting().filter(|n| n.record.due < day), "its day is over");
    out.extend(cancelled(
        waiting().filter(|n| n.record.due == day && !left(n)),
        "nothing is left to remind of",
    ));
    out
}

fn cancelled<'a>(notices: impl Iterator<Item = &'a Notice>, why: &str) -> Vec<Payload> {
    let moves = notices.filter_map(|n| n.move_to(NoticeStatus::Cancelled, Some(why), None).ok());
    moves.map(Payload::NoticeMoved).collect()
}

/// The mailboxes that the accounts of a handler name: those the mail is about, and if none of them does, the others.
fn mailboxes(
    handler: &str,
    part: &Part<'_>,
    rows: &[Summary],
    desk: &mut Desk<'_>,
) -> Result<BTreeSet<String>, CommandError> {
    let named: BTreeMap<&AccountId, ()> = part.items.iter().map(|(_, i)| (&i.row.account, ())).collect();
    let about: Vec<AccountId> = named.into_keys().cloned().collect();
    let found = emails(handler, &about, desk)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let theirs = rows.iter().filter(|row| row.handler.as_deref() == Some(handler));
    let others: Vec<AccountId> =
        theirs.map(|row| row.account.clone()).filter(|account| !about.contains(account)).collect();
    emails(handler, &others, desk)
}

fn emails(
    handler: &str,
    accounts: &[AccountId],
    desk: &mut Desk<'_>,
) -> Result<BTreeSet<String>, CommandError> {
    let registry = &*desk.registry()?;
    let found = workers::each(accounts, |account| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        let named = register::fold(account, &events)?.and_then(|docket| docket.case.handler);
        Ok(named.filter(|h| h.name == handler).and_then(|h| h.email))
    })?;
    Ok(found.into_iter().flatten().map(|email| email.trim().to_owned()).filter(|e| !e.is_empty()).collect())
}
