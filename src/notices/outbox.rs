//! The notices of an account: a pure projection of its events.
//!
//! | file | what it does |
//! |---|---|
//! | `notice` | one notice: where it stands, which moves are allowed |
//! | `admission` | whether a notice is new, and which ones give way to it |

mod admission;
mod notice;

use std::collections::{BTreeMap, BTreeSet};

use super::gate::{self, Staleness};
use crate::domain::event::{Event, NoticeMove, NoticeStatus, Payload};
use crate::domain::problem::{Place, Problem};

pub use admission::Admission;
pub(super) use admission::BY_FACTS;
pub use notice::{MoveError, Notice, next};

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
