//! One notice: where it stands, what happened to it, and the moves that are allowed from there.
//!
//! ```text
//! queued ──────► approved ─────► sending ─► sent
//!   │ (no approval needed) ───────▲ │ │ └─► failed ──► approved (retry)
//!   └─► cancelled ◄─ approved ──────┘ │ └─► postponed ─► sending
//!                                     └───► in-doubt ──► sent (assumed) or approved (assumed not sent)
//! ```

use chrono::{DateTime, FixedOffset};

use crate::domain::event::{Audience, Event, NoticeMove, NoticeRecord, NoticeStatus, SentMail};
use crate::domain::notice::{NoticeAnswer, NoticeStep};
use crate::domain::problem::{Place, Problem};

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
    pub history: Vec<NoticeStep>,
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
    pub(super) fn new(event: &Event, record: &NoticeRecord) -> Self {
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
        let instead = |step: &NoticeStep| step.sent.as_ref().and_then(|sent| sent.instead.clone());
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
        let approves = |step: &NoticeStep| step.to == NoticeStatus::Approved && step.sent.is_none();
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

    pub(super) fn apply(&mut self, event: &Event, change: &NoticeMove) -> Result<(), MoveError> {
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
        self.history.push(NoticeStep::of(event, change));
        Ok(())
    }
}
