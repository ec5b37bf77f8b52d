//! Sends what may leave.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::approving::{Account, changed};
use super::found::{Found, all};
use super::moving::settle_doubt;
use super::terms::Terms;
use super::way_out;
use crate::cli::clock;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register;
use crate::domain::event::{Attachment, NoticeMove, NoticeStatus, Payload};
use crate::domain::problem::{Place, Problem};
use crate::notices::gate::{self, Hold, Pace};
use crate::notices::transport::Transport;
use crate::notices::{Assume, Outcome, Trial, dispatch};

/// What is to be sent, and how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// At most so many.
    pub limit: Option<usize>,
    /// What becomes of mail in doubt.
    pub assume: Option<Assume>,
    /// Whether to wait where as many as may leave in a minute have left, and go on.
    pub wait: bool,
}

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Left, with the file kept.
    pub sent: Vec<(String, String)>,
    /// Went to the test mailbox, with the file kept.
    pub tried: Vec<(String, String)>,
    /// Did not leave, and why.
    pub failed: Vec<(String, Problem)>,
    /// May have left.
    pub in_doubt: Vec<String>,
    /// May not leave yet, and why.
    pub postponed: Vec<(String, Problem)>,
    /// Why the run ended before every notice had its turn: no mail can leave now. Those left are as they were.
    pub stopped: Option<Problem>,
    /// Ctrl-C ended it; what was under way is recorded.
    pub interrupted: bool,
}

impl Sent {
    fn reached(&self, limit: Option<usize>) -> bool {
        limit.is_some_and(|limit| self.sent.len() + self.tried.len() + self.failed.len() >= limit)
    }
}

/// Sends what may leave now, oldest first. What an earlier run left with the transport stays in doubt until the order
/// decides.
///
/// # Errors
/// The registry cannot be read; a failure to record stops everything, since nothing may leave unrecorded.
pub fn send(desk: &mut Desk<'_>, order: &Order) -> Result<Sent, CommandError> {
    let mut done = Sent::default();
    settle_doubt(desk, order.assume)?;
    let terms = Terms::read(desk)?;
    let transport = way_out::transport(desk)?;
    let mut found = all(desk)?;
    let mut pace = terms.most.map(|most| Pace::new(most, found.iter().map(|f| &f.notice)));
    found.sort_by(|a, b| {
        (a.notice.record.due, a.notice.queued_at).cmp(&(b.notice.record.due, b.notice.queued_at))
    });
    let mut waiting = VecDeque::new();
    for found in found {
        match found.notice.status {
            NoticeStatus::InDoubt => done.in_doubt.push(found.notice.record.id.clone()),
            NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed => {
                waiting.push_back(found)
            }
            _ => {}
        }
    }
    let bar = desk.progress(waiting.len());
    let stop = desk.interruption();
    // What the minute has no place for, with the moment at which it has.
    let mut later: Vec<(DateTime<FixedOffset>, Found)> = Vec::new();
    loop {
        while let Some(found) = waiting.pop_front() {
            if stop.load(Ordering::Relaxed) || done.reached(order.limit) || done.stopped.is_some() {
                break;
            }
            clock::tick(desk, Duration::ZERO)?;
            match one(&found, &terms, &*transport, pace.as_mut(), order.wait, &mut done, desk)? {
                Some(until) => later.push((until, found)),
                None => bar.inc(1),
            }
        }
        done.interrupted = stop.load(Ordering::Relaxed);
        let Some(until) = later.iter().map(|(until, _)| *until).min() else { break };
        if done.interrupted || done.reached(order.limit) || done.stopped.is_some() {
            break;
        }
        pause(until, later.len(), &stop, desk)?;
        waiting.extend(later.drain(..).map(|(_, found)| found));
    }
    bar.finish_and_clear();
    Ok(done)
}

/// Sends one notice or says why not; the moment to wait for where the order is to wait.
fn one(
    found: &Found,
    terms: &Terms,
    transport: &dyn Transport,
    mut pace: Option<&mut Pace>,
    wait: bool,
    done: &mut Sent,
    desk: &mut Desk<'_>,
) -> Result<Option<DateTime<FixedOffset>>, CommandError> {
    let workspace = desk.workspace()?;
    let id = found.notice.record.id.clone();
    let account = Account::read(&found.stream, desk)?;
    let Some(notice) = account.outbox.find(&id) else { return Ok(None) };
    let now = desk.settings.now;
    let changed = changed(&notice.record, desk)?;
    let gate = terms.gate(now, account.docket.as_ref(), changed.as_ref(), pace.as_deref());
    if desk.settings.dry_run {
        match (gate::hold(notice, &account.outbox, &gate), terms.test_address.is_some()) {
            (Some(hold), _) => done.postponed.push((id.clone(), hold.problem(&id))),
            (None, true) => done.tried.push((id, String::new())),
            (None, false) => done.sent.push((id, String::new())),
        }
        return Ok(None);
    }
    let full = wait.then(|| gate::hold(notice, &account.outbox, &gate)).flatten();
    if let Some(until) = full.filter(Hold::is_pace).and_then(|hold| hold.until()) {
        return Ok(Some(until));
    }
    let label = desk.text("S-NOTICE-TEST", &[]);
    let mut version = account.version();
    let stream = found.stream.clone();
    let mut read = |attachment: &Attachment| std::fs::read(workspace.absolute(&attachment.path));
    let mut record = |change: NoticeMove| {
        register::append_to(desk, &stream, version, vec![Payload::NoticeMoved(change)])?;
        version += 1;
        Ok::<(), CommandError>(())
    };
    let mut hands = dispatch::Desk { transport, read: &mut read, record: &mut record };
    let outcome = match terms.test_address.as_deref() {
        Some(mailbox) => {
            let trial = Trial { mailbox, label: &label };
            dispatch::try_out(notice, &account.outbox, &gate, &trial, &mut hands)
        }
        None => dispatch::send(notice, &account.outbox, &gate, &mut hands),
    };
    let mut left = |mailbox: &str| {
        if let Some(pace) = pace.as_deref_mut() {
            pace.count(mailbox, now);
        }
    };
    match outcome {
        Outcome::Sent(sent) => {
            left(&notice.record.to);
            done.sent.push((id, sent.path));
        }
        Outcome::Tried(sent) => {
            left(sent.instead.as_deref().unwrap_or_default());
            done.tried.push((id, sent.path));
        }
        Outcome::Held(hold) => done.postponed.push((id.clone(), hold.problem(&id))),
        Outcome::Unfit(problems) => done.failed.extend(problems.into_iter().map(|p| (id.clone(), p))),
        Outcome::Failed(words) => done.failed.push((id.clone(), said("E-NOTICE-REFUSED", &id, &words))),
        Outcome::Postponed { words, until: None } => {
            done.postponed.push((id.clone(), said("E-NOTICE-TRY-AGAIN", &id, &words)));
            // It was no notice's fault, and may have been the last one's turn.
            done.stopped = transport.ready().err().map(|fault| fault.problem());
        }
        Outcome::Postponed { words, until: Some(until) } => {
            let problem = said("E-NOTICE-LATER", &id, &words).with("until", until.format("%Y-%m-%d %H:%M"));
            done.postponed.push((id.clone(), problem));
        }
        Outcome::NoWay(fault) => done.stopped = Some(fault.problem()),
        Outcome::InDoubt(_) => done.in_doubt.push(id),
        Outcome::Unrecorded { error, .. } => return Err(error),
    }
    Ok(None)
}

/// Waits until a moment, or until Ctrl-C.
fn pause(
    until: DateTime<FixedOffset>,
    count: usize,
    stop: &Arc<AtomicBool>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    const STEP: Duration = Duration::from_millis(100);
    let clock = until.format("%H:%M:%S").to_string();
    desk.tell("M-NOTIFY-WAITS", &[("count", count.to_string()), ("until", clock)])?;
    let mut slept = Duration::ZERO;
    let start = desk.settings.now;
    let wanted = (until - start).max(TimeDelta::zero()).to_std().unwrap_or_default();
    while slept < wanted && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(STEP);
        slept += STEP;
    }
    clock::tick(desk, slept)
}

fn said(code: &'static str, id: &str, words: &str) -> Problem {
    Problem::error(code, Place::default()).with("id", id).with("reason", words)
}
