//! Whether the accounts that a mail about many tells of are still as it saw them.

use super::Hold;
use crate::domain::AccountId;
use crate::domain::event::{Event, NoticeRecord, Payload, Seen};
use crate::notices::reminder;

/// An account that changed after a mail about many had been made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The account.
    pub account: AccountId,
    /// The first event that changed it.
    pub event: u64,
    /// That event's type.
    pub what: &'static str,
}

/// Whether an event leaves everything as it is that such a mail can say: papers, proof, costs and mail are not told of.
const fn is_silent(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::CostEntered(_)
            | Payload::Drafted(_)
            | Payload::EvidenceAdded(_)
            | Payload::EvidenceWithdrawn(_)
            | Payload::Bundled(_)
            | Payload::NoticeQueued(_)
            | Payload::NoticeMoved(_)
            | Payload::NoticeAnswered(_)
    )
}

/// What is seen of an account whose events up to a number were read.
pub fn seen(account: &AccountId, events: &[Event], upto: u64) -> Seen {
    let last = events.iter().rfind(|e| e.seq <= upto && !is_silent(&e.payload));
    Seen { account: account.clone(), event: last.map_or(0, |e| e.seq) }
}

/// The change of an account since it was seen, if there is one.
pub fn changed(seen: &Seen, events: &[Event]) -> Option<Changed> {
    let later = events.iter().find(|e| e.seq > seen.event && !is_silent(&e.payload))?;
    Some(Changed { account: seen.account.clone(), event: later.seq, what: later.payload.name() })
}

/// A mail to counsel that does not say of which accounts it tells, as earlier versions made them: nobody knows whether
/// they are still that firm's.
pub(super) fn unseen(record: &NoticeRecord) -> Option<Hold> {
    (record.kind == reminder::COUNSEL && record.about.is_empty()).then_some(Hold::Unseen)
}
