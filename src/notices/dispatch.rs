//! The order of recording and sending, so that nothing is sent twice unsaid.
//!
//! 1. Everything that can fail without a wire is done first: the gate, the attachments, the mail. Nothing is recorded.
//! 2. The transport makes itself ready. If it cannot, that is no notice's fault, and nothing is recorded.
//! 3. `sending` is recorded, durably. If that fails, nothing leaves.
//! 4. The transport has the mail, once.
//! 5. The outcome is recorded. If the program ends before that, the log says `sending`, and the next run finds the
//!    notice in doubt ([`Outbox::left_in_doubt`]): it is not sent again until someone decides.
//!
//! Recording is the caller's: a callback that returns only when the event is durable.

use std::io;

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::compose::{ComposeError, compose};
use super::gate::{self, Gate, Hold};
use super::outbox::{MoveError, Notice, Outbox};
use super::transport::{Fault, Outgoing, Transport, TransportError};
use super::trial::{self, Trial};
use crate::domain::event::{Attachment, NoticeMove, NoticeStatus, SentMail};
use crate::domain::problem::{Place, Problem};

/// What sending needs from outside.
pub struct Desk<'a, E> {
    /// The way out.
    pub transport: &'a dyn Transport,
    /// Reads an attachment by its path.
    pub read: &'a mut dyn FnMut(&Attachment) -> io::Result<Vec<u8>>,
    /// Appends a move to the account's log. `Ok` means durable.
    pub record: &'a mut dyn FnMut(NoticeMove) -> Result<(), E>,
}

/// Minutes until the next attempt, after the first that a server put off, after the second and so on. After one more the
/// notice has failed: a mail that a server does not want for five hours is someone's to look at.
const WAITS: [i64; 4] = [5, 15, 60, 240];

/// What became of a notice.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<E> {
    /// It left, and the log says so.
    Sent(SentMail),
    /// It may not leave now. Where it may at a known moment, the log says it is postponed until then.
    Held(Hold),
    /// A copy went to the test mailbox, and the log says so. The notice itself waits.
    Tried(SentMail),
    /// It cannot be made into a mail: an attachment changed or is gone. Nothing was recorded.
    Unfit(Vec<Problem>),
    /// The transport refused it for good, and the log says so.
    Failed(String),
    /// No mail can leave now. Nothing was recorded.
    NoWay(Fault),
    /// The transport could not take it now, and the log says so.
    Postponed {
        /// Why.
        words: String,
        /// When it is tried next; none where that depends on nobody's patience.
        until: Option<DateTime<FixedOffset>>,
    },
    /// It may have left, and the log says so.
    InDoubt(String),
    /// A move could not be recorded. Where it is to `sending`, nothing left; otherwise the log still says `sending`
    /// and the next run finds the notice in doubt.
    Unrecorded {
        /// The move that the log lacks.
        wanted: Box<NoticeMove>,
        /// Why.
        error: E,
    },
}

/// Sends one notice, if the gate lets it out. The outbox must be of the account's latest events.
pub fn send<E>(notice: &Notice, outbox: &Outbox, gate: &Gate<'_>, desk: &mut Desk<'_, E>) -> Outcome<E> {
    if let Some(hold) = gate::hold(notice, outbox, gate) {
        return held(notice, hold, desk);
    }
    let contents = match read_attachments(notice, desk.read) {
        Ok(contents) => contents,
        Err(problems) => return Outcome::Unfit(problems),
    };
    let mail = match compose(&notice.record, notice.ready_at(), &contents) {
        Ok(mail) => mail,
        Err(error) => return Outcome::Unfit(vec![of(notice, error.problem())]),
    };
    let sending = match notice.move_to(NoticeStatus::Sending, None, None) {
        Ok(sending) => sending,
        Err(error) => return Outcome::Unfit(vec![error.problem()]),
    };
    if let Err(fault) = desk.transport.ready() {
        return Outcome::NoWay(fault);
    }
    if let Err(error) = (desk.record)(sending.clone()) {
        return Outcome::Unrecorded { wanted: Box::new(sending), error };
    }

    let id = notice.record.id.as_str();
    let mut until = None;
    let (to, detail, sent) = match desk.transport.send(Outgoing { id, mail: &mail }) {
        Ok(receipt) => {
            let transport = desk.transport.name().to_owned();
            let sent = SentMail {
                sha256: receipt.sha256,
                path: receipt.path,
                transport,
                server: receipt.server,
                instead: None,
                sizes: sizes(&contents),
            };
            (NoticeStatus::Sent, receipt.words, Some(sent))
        }
        Err(TransportError::Refused(words)) => (NoticeStatus::Failed, Some(words), None),
        Err(TransportError::TryAgain(words)) => (NoticeStatus::Postponed, Some(words), None),
        Err(TransportError::Wait(words)) => match WAITS.get(notice.tries()) {
            Some(minutes) => {
                until = Some(gate.now + TimeDelta::minutes(*minutes));
                (NoticeStatus::Postponed, Some(words), None)
            }
            None => (NoticeStatus::Failed, Some(words), None),
        },
        Err(TransportError::Unknown(words)) => (NoticeStatus::InDoubt, Some(words), None),
    };
    let outcome = NoticeMove { id: id.to_owned(), to, detail: detail.clone(), sent: sent.clone(), until };
    if let Err(error) = (desk.record)(outcome.clone()) {
        return Outcome::Unrecorded { wanted: Box::new(outcome), error };
    }
    let words = detail.unwrap_or_default();
    match (to, sent) {
        (_, Some(sent)) => Outcome::Sent(sent),
        (NoticeStatus::Failed, _) => Outcome::Failed(words),
        (NoticeStatus::Postponed, _) => Outcome::Postponed { words, until },
        _ => Outcome::InDoubt(words),
    }
}

/// Records until when a rule postpones a notice; the same only once.
fn held<E>(notice: &Notice, hold: Hold, desk: &mut Desk<'_, E>) -> Outcome<E> {
    let postponed = hold.postpones().and_then(|(until, why)| notice.postpone(until, &why));
    match postponed.map(|change| ((desk.record)(change.clone()), change)) {
        Some((Err(error), change)) => Outcome::Unrecorded { wanted: Box::new(change), error },
        Some((Ok(()), _)) | None => Outcome::Held(hold),
    }
}

/// Sends a copy of one notice to the test mailbox, if the gate would let the notice out. A test can be made again: nothing
/// is recorded before the transport has the copy, and a run that ends in between leaves no doubt.
pub fn try_out<E>(
    notice: &Notice,
    outbox: &Outbox,
    gate: &Gate<'_>,
    trial: &Trial<'_>,
    desk: &mut Desk<'_, E>,
) -> Outcome<E> {
    if let Some(hold) = gate::hold(notice, outbox, gate) {
        return held(notice, hold, desk);
    }
    let contents = match read_attachments(notice, desk.read) {
        Ok(contents) => contents,
        Err(problems) => return Outcome::Unfit(problems),
    };
    let mail = match compose(&trial::record(&notice.record, trial), notice.ready_at(), &contents) {
        Ok(mail) => mail,
        Err(error) => return Outcome::Unfit(vec![of(notice, error.problem())]),
    };
    if let Err(fault) = desk.transport.ready() {
        return Outcome::NoWay(fault);
    }
    let id = trial::name(&notice.record.id, &mail.sha256);
    let (sent, words) = match desk.transport.send(Outgoing { id: &id, mail: &mail }) {
        Ok(receipt) => {
            let sent = SentMail {
                sha256: receipt.sha256,
                path: receipt.path,
                transport: desk.transport.name().to_owned(),
                server: receipt.server,
                instead: Some(trial.mailbox.to_owned()),
                sizes: sizes(&contents),
            };
            (sent, receipt.words)
        }
        Err(error) => return Outcome::Unfit(vec![error.problem(&notice.record.id)]),
    };
    let change = notice.tried(sent.clone(), words);
    match (desk.record)(change.clone()) {
        Ok(()) => Outcome::Tried(sent),
        Err(error) => Outcome::Unrecorded { wanted: Box::new(change), error },
    }
}

/// What is assumed of a notice in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assume {
    /// It was sent.
    Sent,
    /// It was not; it may be sent again.
    Unsent,
}

/// The move that decides a notice in doubt, with the reason or, without one, the choice itself.
///
/// # Errors
/// [`MoveError`] where the notice is not in doubt.
pub fn decide(notice: &Notice, assume: Assume, reason: Option<&str>) -> Result<NoticeMove, MoveError> {
    let (to, choice) = match assume {
        Assume::Sent => (NoticeStatus::Sent, "assume-sent"),
        Assume::Unsent => (NoticeStatus::Approved, "assume-unsent"),
    };
    if notice.status != NoticeStatus::InDoubt {
        return Err(MoveError::NotAllowed { id: notice.record.id.clone(), from: notice.status, to });
    }
    let detail = match reason.map(str::trim).filter(|r| !r.is_empty()) {
        Some(reason) => format!("{choice}: {reason}"),
        None => choice.to_owned(),
    };
    notice.move_to(to, Some(&detail), None)
}

/// Reads every attachment; all that are missing are named at once.
fn read_attachments(
    notice: &Notice,
    read: &mut dyn FnMut(&Attachment) -> io::Result<Vec<u8>>,
) -> Result<Vec<Vec<u8>>, Vec<Problem>> {
    let mut contents = Vec::new();
    let mut problems = Vec::new();
    for attachment in &notice.record.attachments {
        match read(attachment) {
            Ok(content) => match check_content(attachment, &content) {
                Ok(()) => contents.push(content),
                Err(error) => problems.push(of(notice, error.problem())),
            },
            Err(error) => problems.push(of(
                notice,
                Problem::error(
                    "E-NOTICE-ATTACHMENT-GONE",
                    Place { file: Some(attachment.path.clone()), ..Place::default() },
                )
                .with("name", &attachment.name)
                .with("reason", error),
            )),
        }
    }
    if problems.is_empty() { Ok(contents) } else { Err(problems) }
}

fn sizes(contents: &[Vec<u8>]) -> Vec<u64> {
    contents.iter().map(|content| content.len() as u64).collect()
}

fn check_content(attachment: &Attachment, content: &[u8]) -> Result<(), ComposeError> {
    let found = super::fingerprint::sha256(content);
    if found == attachment.sha256 {
        return Ok(());
    }
    Err(ComposeError::AttachmentChanged {
        name: attachment.name.clone(),
        expected: attachment.sha256.clone(),
        found,
    })
}

fn of(notice: &Notice, problem: Problem) -> Problem {
    problem.with("id", &notice.record.id)
}
