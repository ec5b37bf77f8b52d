//! Whether a notice is new to an outbox, and which of those in it give way to it.

use super::{Notice, Outbox};
use crate::domain::event::{NoticeMove, NoticeRecord, NoticeStatus};

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
    /// [`Input::again`](crate::notices::Input::again), it is a notice of its own.
    Again(u32),
    /// An older one of the same kind may have been sent; that must be decided first.
    InDoubt {
        /// Its id.
        id: String,
    },
}

impl Outbox {
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

/// The start of an occasion that stands for the facts stated.
pub(in crate::notices) const BY_FACTS: &str = "facts-";

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
