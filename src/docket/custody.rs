//! The way of one piece of evidence through the house: when it came, by whom, from whom, and when it went.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::fold::{Docket, FoldError};
use super::proof::is_of_evidence;
use crate::domain::PageLabel;
use crate::domain::bundle::BundleFor;
use crate::domain::event::{Event, Payload};
use crate::domain::proof::Evidence;

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event's number.
    pub seq: u64,
    /// When it was recorded.
    pub at: DateTime<FixedOffset>,
    /// Who ran the command.
    pub actor: String,
    /// The command.
    pub command: String,
    /// What happened.
    pub what: Happened,
    /// The content from here on, by its SHA-256; `None` where there is none.
    pub sha256: Option<String>,
}

/// What happened to a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It came with a case file.
    Filed {
        /// The file's name in the case folder; `None` where it is made from facts or has none.
        named: Option<String>,
    },
    /// It was taken in by command.
    Added {
        /// Its file's name when it came.
        named: String,
        /// Who handed it over.
        from: Option<String>,
        /// The day it was handed over.
        received: Option<NaiveDate>,
    },
    /// What is said of it was corrected, or its content replaced.
    Changed {
        /// Why.
        reason: String,
    },
    /// It was withdrawn.
    Withdrawn {
        /// Why; `None` where a case file left it out.
        reason: Option<String>,
    },
    /// It left in a bundle.
    Bundled {
        /// For whom.
        whom: BundleFor,
        /// Its first and last page there, where pages are numbered.
        pages: Option<(PageLabel, PageLabel)>,
    },
    /// An earlier step was taken back.
    Undone,
}

/// Every step of the evidence of this id, oldest first; none where there never was any.
///
/// # Errors
/// The events contradict each other.
pub fn custody(events: &[Event], id: &str) -> Result<Vec<Step>, FoldError> {
    let mut steps = Vec::new();
    let mut before: Option<Evidence> = None;
    for (i, event) in events.iter().enumerate() {
        if let Payload::Bundled(bundle) = &event.payload {
            let parts = bundle.parts.iter().filter(|part| part.exhibit && part.id == id);
            steps.extend(parts.map(|part| {
                let what = Happened::Bundled { whom: bundle.whom, pages: part.first.zip(part.last) };
                step(event, what, (!part.sha256.is_empty()).then(|| part.sha256.clone()))
            }));
            continue;
        }
        let touches = match &event.payload {
            Payload::Imported { .. } | Payload::Reversed { .. } => true,
            Payload::Amended { changes, .. } => changes.iter().any(|c| is_of_evidence(&c.path)),
            Payload::EvidenceAdded(added) => added.evidence.id == id,
            Payload::EvidenceWithdrawn(gone) => gone.id == id,
            _ => false,
        };
        if !touches {
            continue;
        }
        let docket = Docket::fold(&events[..=i])?;
        let after = docket.and_then(|d| d.case.evidence.into_iter().find(|e| e.id == id));
        if after != before {
            let sha256 = after.as_ref().and_then(|e| e.stored.as_ref()).map(|s| s.sha256.clone());
            steps.push(step(event, happened(&event.payload, before.as_ref(), after.as_ref()), sha256));
        }
        before = after;
    }
    Ok(steps)
}

fn step(event: &Event, what: Happened, sha256: Option<String>) -> Step {
    Step {
        seq: event.seq,
        at: event.at,
        actor: event.actor.clone(),
        command: event.command.clone(),
        what,
        sha256,
    }
}

fn happened(payload: &Payload, before: Option<&Evidence>, after: Option<&Evidence>) -> Happened {
    let reason = match payload {
        Payload::EvidenceAdded(added) => {
            return Happened::Added {
                named: added.named.clone(),
                from: added.from.clone(),
                received: added.received,
            };
        }
        Payload::EvidenceWithdrawn(gone) => {
            return Happened::Withdrawn { reason: Some(gone.reason.clone()) };
        }
        Payload::Reversed { .. } => return Happened::Undone,
        Payload::Amended { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    match (before, after) {
        (Some(_), None) => Happened::Withdrawn { reason },
        (Some(_), Some(_)) => Happened::Changed { reason: reason.unwrap_or_default() },
        (None, after) => Happened::Filed { named: after.and_then(|e| e.file.clone()) },
    }
}

#[cfg(test)]
mod tests;
