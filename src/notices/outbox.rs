//! Where each notice of an account stands: a pure projection of its events, and the moves that are allowed from there.
//!
//! ```text
//! queued ──────► approved ─────► sending ─► sent
//!   │ (no approval needed) ───────▲ │ │ └─► failed ──► approved (retry)
//!   └─► cancelled ◄─ approved ──────┘ │ └─► postponed ─► sending
//!                                     └───► in-doubt ──► sent (assumed) or approved (assumed not sent)
//! ```

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset};

use crate::domain::event::{Audience, Event, NoticeMove, NoticeRecord, NoticeStatus, Payload, SentMail};
use crate::domain::notice::NoticeAnswer;
use crate::domain::problem::{Place, Problem};

use super::gate::{self, Staleness};

/// A step in a notice's life, the queueing excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By whom.
    pub actor: String,
    /// To which state.
    pub to: NoticeStatus,
    /// Why, or the server's words.
    pub detail: Option<String>,
    /// The mail that left, or went to a test mailbox.
    pub sent: Option<SentMail>,
    /// Not before this moment, where it was postponed to one.
    pub until: Option<DateTime<FixedOffset>>,
}

/// A notice and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// As it was composed.
    pub record: NoticeRecord,
    /// Where it stands.
    pub status: NoticeStatus,
    /// The event that queued it.
    pub queued_seq: u64,
    /// When it was queued.
    pub queued_at: DateTime<FixedOffset>,
    /// When it was first approved; none where it was not.
    pub approved_at: Option<DateTime<FixedOffset>>,
    /// How often it was handed to a transport.
    pub attempts: u32,
    /// What happened to it since, oldest first.
    pub history: Vec<Step>,
    /// What came back for it, in the order in which it was recorded.
    pub answers: Vec<NoticeAnswer>,
}

/// Why a notice cannot go where it was asked to go.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// No way leads there from where it stands.
    #[error("{id}: {} to {}", from.id(), to.id())]
    NotAllowed {
        /// The notice.
        id: String,
        /// Where it stands.
        from: NoticeStatus,
        /// Where it was asked to go.
        to: NoticeStatus,
    },
    /// A message to a debtor leaves only after someone approved it.
    #[error("{id} is not approved")]
    NotApproved {
        /// The notice.
        id: String,
    },
    /// Approval, cancelling and assumptions need a reason.
    #[error("{id}: no reason given")]
    NoReason {
        /// The notice.
        id: String,
        /// Where it was asked to go.
        to: NoticeStatus,
    },
}

impl MoveError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            MoveError::NotAllowed { .. } => "E-NOTICE-MOVE",
            MoveError::NotApproved { .. } => "E-NOTICE-APPROVAL",
            MoveError::NoReason { .. } => "E-NOTICE-REASON",
        }
    }

    /// As a problem for the user.
    pub fn problem(&self) -> Problem {
        let problem = Problem::error(self.code(), Place::default());
        match self {
            MoveError::NotAllowed { id, from, to } => {
                let next: Vec<&str> = next(*from).iter().map(|s| s.id()).collect();
                let problem = problem.with("id", id).with("from", from.id()).with("to", to.id());
                if next.is_empty() { problem } else { problem.with("allowed", next.join(", ")) }
            }
            MoveError::NotApproved { id } => problem.with("id", id),
            MoveError::NoReason { id, to } => problem.with("id", id).with("to", to.id()),
        }
    }
}

/// The states that can follow, approval and reasons apart.
pub const fn next(from: NoticeStatus) -> &'static [NoticeStatus] {
    use NoticeStatus::*;
    match from {
        Queued => &[Approved, Sending, Postponed, Cancelled],
        Approved => &[Sending, Postponed, Cancelled],
        Postponed => &[Approved, Sending, Postponed, Cancelled],
        Sending => &[Sent, Failed, Postponed, InDoubt],
        Failed => &[Approved, Cancelled],
        InDoubt => &[Sent, Approved],
        Sent | Cancelled => &[],
    }
}

impl Notice {
    fn new(event: &Event, record: &NoticeRecord) -> Self {
        Notice {
            record: record.clone(),
            status: NoticeStatus::Queued,
            queued_seq: event.seq,
            queued_at: event.at,
            approved_at: None,
            attempts: 0,
            history: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// Whether someone must approve it before it leaves.
    pub fn needs_approval(&self) -> bool {
        self.record.audience == Audience::Debtor
    }

    /// Whether someone did.
    pub fn is_approved(&self) -> bool {
        self.approved_at.is_some()
    }

    /// The moment it became ready to leave: the first approval, else the queueing. It dates the mail, and stays the
    /// same however often the mail is tried.
    pub fn ready_at(&self) -> DateTime<FixedOffset> {
        self.approved_at.unwrap_or(self.queued_at)
    }

    /// What was last said about it.
    pub fn last_detail(&self) -> Option<&str> {
        self.history.iter().rev().find_map(|step| step.detail.as_deref())
    }

    /// The mail that left, if one did. What went to a test mailbox did not.
    pub fn sent(&self) -> Option<&SentMail> {
        self.history.iter().rev().find_map(|step| step.sent.as_ref().filter(|sent| sent.instead.is_none()))
    }

    /// When it left, if it did.
    pub fn sent_at(&self) -> Option<DateTime<FixedOffset>> {
        self.history.iter().rev().find(|step| step.to == NoticeStatus::Sent).map(|step| step.at)
    }

    /// Whether it went to this test mailbox.
    pub fn was_tried(&self, mailbox: &str) -> bool {
        let instead = |step: &Step| step.sent.as_ref().and_then(|sent| sent.instead.clone());
        self.history.iter().filter_map(instead).any(|to| to.eq_ignore_ascii_case(mailbox))
    }

    /// The moment before which it stays, and why, where it is postponed to one. Whoever postponed it, a server that
    /// asked for patience or a rule of the gate, this holds.
    pub fn until(&self) -> Option<(DateTime<FixedOffset>, Option<&str>)> {
        let step = self.history.last().filter(|_| self.status == NoticeStatus::Postponed)?;
        Some((step.until?, step.detail.as_deref()))
    }

    /// The event that postpones it to a moment. `None` where that stands there already, or cannot be.
    pub fn postpone(&self, until: DateTime<FixedOffset>, why: &str) -> Option<NoticeMove> {
        if self.until() == Some((until, Some(why))) {
            return None;
        }
        let change = self.move_to(NoticeStatus::Postponed, Some(why), None).ok()?;
        Some(NoticeMove { until: Some(until), ..change })
    }

    /// The event that says it went to a test mailbox: it stays where it stands.
    pub fn tried(&self, sent: SentMail, words: Option<String>) -> NoticeMove {
        NoticeMove {
            id: self.record.id.clone(),
            to: self.status,
            detail: words,
            sent: Some(sent),
            until: self.until().map(|(until, _)| until),
        }
    }

    /// How often it was handed to a transport since someone last approved it. What went to a test mailbox is no approval.
    pub fn tries(&self) -> usize {
        let approves = |step: &Step| step.to == NoticeStatus::Approved && step.sent.is_none();
        let since = self.history.iter().rev().take_while(|step| !approves(step));
        since.filter(|step| step.to == NoticeStatus::Sending).count()
    }

    /// Whether it can still leave: neither sent nor cancelled.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, NoticeStatus::Sent | NoticeStatus::Cancelled)
    }

    /// The event that moves it, if the move is allowed.
    ///
    /// # Errors
    /// [`MoveError`].
    pub fn move_to(
        &self,
        to: NoticeStatus,
        detail: Option<&str>,
        sent: Option<SentMail>,
    ) -> Result<NoticeMove, MoveError> {
        let id = || self.record.id.clone();
        if !next(self.status).contains(&to) {
            return Err(MoveError::NotAllowed { id: id(), from: self.status, to });
        }
        if to == NoticeStatus::Sending && self.needs_approval() && !self.is_approved() {
            return Err(MoveError::NotApproved { id: id() });
        }
        let reason = match (self.status, to) {
            (_, NoticeStatus::Approved) => self.needs_approval(),
            (NoticeStatus::InDoubt, NoticeStatus::Sent) | (_, NoticeStatus::Cancelled) => true,
            _ => false,
        };
        let detail = detail.map(str::trim).filter(|d| !d.is_empty());
        if reason && detail.is_none() {
            return Err(MoveError::NoReason { id: id(), to });
        }
        Ok(NoticeMove { id: id(), to, detail: detail.map(str::to_owned), sent, until: None })
    }

    fn apply(&mut self, event: &Event, change: &NoticeMove) -> Result<(), MoveError> {
        let tried = change.sent.as_ref().is_some_and(|sent| sent.instead.is_some());
        if !(tried && change.to == self.status) {
            self.move_to(change.to, change.detail.as_deref(), change.sent.clone())?;
        }
        self.status = change.to;
        match change.to {
            NoticeStatus::Approved if !tried => self.approved_at = self.approved_at.or(Some(event.at)),
            NoticeStatus::Sending => self.attempts += 1,
            _ => {}
        }
        self.history.push(Step {
            seq: event.seq,
            at: event.at,
            actor: event.actor.clone(),
            to: change.to,
            detail: change.detail.clone(),
            sent: change.sent.clone(),
            until: change.until,
        });
        Ok(())
    }
}

/// A log that no sequence of allowed moves could have written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// A notice that was never queued moved.
    #[error("event {seq} moves {id}, which was never queued")]
    Unknown {
        /// The event.
        seq: u64,
        /// The notice.
        id: String,
    },
    /// A notice was queued a second time.
    #[error("event {seq} queues {id} a second time")]
    Twice {
        /// The event.
        seq: u64,
        /// The notice.
        id: String,
    },
    /// A move that is not allowed.
    #[error("event {seq}: {error}")]
    Move {
        /// The event.
        seq: u64,
        /// What is wrong with it.
        error: MoveError,
    },
}

impl OutboxError {
    /// As a problem for the user.
    pub fn problem(&self) -> Problem {
        let (OutboxError::Unknown { seq, .. }
        | OutboxError::Twice { seq, .. }
        | OutboxError::Move { seq, .. }) = self;
        Problem::error("E-NOTICE-LOG", Place::default()).with("seq", seq).with("reason", self)
    }
}

/// What becomes of a notice that is to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is new. Those that it makes pointless are cancelled first, in the same batch of events.
    New {
        /// The moves that cancel them.
        replaces: Vec<NoticeMove>,
    },
    /// The same notice is there already; nothing is to be done.
    Known {
        /// Its id.
        id: String,
        /// Where it stands.
        status: NoticeStatus,
    },
    /// The same facts were queued before and cancelled, or what was queued for the occasion holds no more. Composed with this as
    /// [`Input::again`](super::Input::again), it is a notice of its own.
    Again(u32),
    /// An older one of the same kind may have been sent; that must be decided first.
    InDoubt {
        /// Its id.
        id: String,
    },
}

/// The notices of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    notices: Vec<Notice>,
    stale: BTreeMap<String, Staleness>,
}

impl Outbox {
    /// Projects an account's events, all of them, in order.
    ///
    /// A reversed event does not count, except that a notice which a transport has had cannot be called back: of such
    /// a notice every event counts.
    ///
    /// # Errors
    /// [`OutboxError`], for a log this program cannot have written.
    pub fn fold(events: &[Event]) -> Result<Self, OutboxError> {
        let dead = reversed(events, u64::MAX);
        let gone: BTreeSet<&str> = events
            .iter()
            .filter_map(|event| match &event.payload {
                Payload::NoticeMoved(m) if m.to == NoticeStatus::Sending => Some(m.id.as_str()),
                _ => None,
            })
            .collect();
        let mut notices: Vec<Notice> = Vec::new();
        let mut taken_back = BTreeSet::new();
        for event in events {
            let counts = |id: &str| !dead.contains(&event.seq) || gone.contains(id);
            match &event.payload {
                Payload::NoticeQueued(record) if counts(&record.id) => {
                    if notices.iter().any(|n| n.record.id == record.id) {
                        return Err(OutboxError::Twice { seq: event.seq, id: record.id.clone() });
                    }
                    notices.push(Notice::new(event, record));
                }
                Payload::NoticeQueued(record) => {
                    taken_back.insert(record.id.as_str());
                }
                Payload::NoticeMoved(change) if counts(&change.id) => {
                    match notices.iter_mut().find(|n| n.record.id == change.id) {
                        Some(notice) => notice
                            .apply(event, change)
                            .map_err(|error| OutboxError::Move { seq: event.seq, error })?,
                        None if taken_back.contains(change.id.as_str()) => {}
                        None => {
                            return Err(OutboxError::Unknown { seq: event.seq, id: change.id.clone() });
                        }
                    }
                }
                // An answer that was taken for another notice's is taken back for good, also where the notice left.
                Payload::NoticeAnswered(answer) if !dead.contains(&event.seq) => {
                    if let Some(notice) = notices.iter_mut().find(|n| n.record.id == answer.id) {
                        notice.answers.push((**answer).clone());
                    }
                }
                _ => {}
            }
        }
        let stale = notices
            .iter()
            .filter(|n| n.is_open())
            .filter_map(|n| Some((n.record.id.clone(), gate::staleness(&n.record, events)?)))
            .collect();
        Ok(Outbox { notices, stale })
    }

    /// The notices, in the order in which they were queued.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// One notice.
    pub fn find(&self, id: &str) -> Option<&Notice> {
        self.notices.iter().find(|n| n.record.id == id)
    }

    /// Why a notice's figures no longer hold, if they do not.
    pub fn stale(&self, id: &str) -> Option<&Staleness> {
        self.stale.get(id)
    }

    /// Whether a notice came back undelivered.
    pub fn came_back(&self, id: &str) -> bool {
        self.find(id).is_some_and(|notice| notice.bounced().is_some())
    }

    /// Notices that a run which ended too early left with a transport. Nothing may be sent before these moves are
    /// recorded; called only where no other run can be under way.
    pub fn left_in_doubt(&self) -> Vec<NoticeMove> {
        self.notices.iter().filter_map(|n| n.move_to(NoticeStatus::InDoubt, None, None).ok()).collect()
    }

    /// What becomes of a notice that is to be queued. An open one of the same kind, to the same mailbox, with other
    /// facts is replaced: nobody gets two figures for one debt. Occasions named by the caller stand beside each other.
    pub fn admit(&self, record: &NoticeRecord) -> Admission {
        let same: Vec<&Notice> =
            self.notices.iter().filter(|n| of_same_facts(&n.record.key, &record.key)).collect();
        let alive = same.iter().rev().find(|n| n.status != NoticeStatus::Cancelled);
        if let Some(old) = alive.filter(|n| self.stale(&n.record.id).is_some()) {
            // The same occasion, of which something else is to be said by now, or the same words, which still hold.
            return match old.move_to(
                NoticeStatus::Cancelled,
                Some(&format!("replaced by {}", record.id)),
                None,
            ) {
                Err(_) => Admission::InDoubt { id: old.record.id.clone() },
                Ok(_) if same.iter().any(|n| n.record.key == record.key) => {
                    Admission::Again(same.len() as u32)
                }
                Ok(cancel) => Admission::New { replaces: vec![cancel] },
            };
        }
        let taken = same.iter().find(|n| n.record.key == record.key);
        match (alive.or(taken), alive) {
            (Some(_), None) if by_facts(&record.key) => return Admission::Again(same.len() as u32),
            (Some(known), _) => {
                return Admission::Known { id: known.record.id.clone(), status: known.status };
            }
            (None, _) => {}
        }
        let siblings = self.notices.iter().filter(|n| {
            n.is_open()
                && n.record.kind == record.kind
                && n.record.to == record.to
                && by_facts(&n.record.key)
                && by_facts(&record.key)
        });
        let mut replaces = Vec::new();
        for old in siblings {
            match old.move_to(NoticeStatus::Cancelled, Some(&format!("replaced by {}", record.id)), None) {
                Ok(cancel) => replaces.push(cancel),
                Err(_) => return Admission::InDoubt { id: old.record.id.clone() },
            }
        }
        Admission::New { replaces }
    }
}

/// Events up to `upto` that a reversal took back. A reversal can itself be reversed.
pub(super) fn reversed(events: &[Event], upto: u64) -> BTreeSet<u64> {
    let mut dead = BTreeSet::new();
    for event in events.iter().rev().filter(|e| e.seq <= upto) {
        if let Payload::Reversed { events: of, .. } = &event.payload
            && !dead.contains(&event.seq)
        {
            dead.extend(of.iter().copied());
        }
    }
    dead
}

/// The start of an occasion that stands for the facts stated.
pub(super) const BY_FACTS: &str = "facts-";

/// Whether two keys are the same, or the same facts or occasion composed again (`facts-…`, `facts-…~2`).
fn of_same_facts(one: &str, other: &str) -> bool {
    fn base(key: &str) -> &str {
        key.rsplit_once('~').map_or(key, |(base, _)| base)
    }
    base(one) == base(other)
}

/// Whether a key was made from the facts and not named by the caller.
fn by_facts(key: &str) -> bool {
    key.splitn(3, '/').nth(2).is_some_and(|occasion| occasion.starts_with(BY_FACTS))
}
