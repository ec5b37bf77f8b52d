//! What people decided about deadlines, laid over what the rules say. A day that moved since the decision keeps its state.

use chrono::NaiveDate;

use super::deadline::Deadline;
use super::fold::Docket;
use crate::domain::actor::Actor;
use crate::domain::handling::{DeadlineHandling, HandlingAct};
use crate::rules::period::Roll;
use crate::rules::rulebook::Rulebook;
use crate::rules::track_deadlines::Status;

/// From so many days ahead the tables warn of what is lost for good: limitation, a freeze, the time to apply for
/// enforcement.
const FOR_GOOD: u16 = 90;

impl Docket {
    /// The decision about a deadline that is in force on a day: the latest one, unless that reopened it.
    pub fn decision(&self, id: &str, as_of: NaiveDate) -> Option<&DeadlineHandling> {
        let latest = self.handled.iter().rev().map(|h| &h.what).find(|h| h.id == id && h.on <= as_of)?;
        (latest.act != HandlingAct::Reopened).then_some(latest)
    }
}

impl Deadline {
    /// The day it had when a person decided about it, where it has another now.
    pub fn moved_from(&self) -> Option<NaiveDate> {
        self.handled.as_ref().and_then(|h| h.moved_from(self.due))
    }

    /// Whether a person, and not the law, let it pass.
    pub fn is_waived_by_hand(&self) -> bool {
        let waived = self.handled.as_ref().is_some_and(|h| h.act == HandlingAct::Waived);
        waived && self.status == Status::Waived
    }

    /// Whether letting it pass gives up a right of the creditor that nothing brings back.
    pub fn is_lost_for_good(&self, rules: &Rulebook) -> bool {
        // The law asks for the renewal before the seizure ends; the thirty days are the house's own.
        if self.rule == "renew-seal-in-enforcement" {
            return false;
        }
        let of_rule = rules.period(&self.rule).is_ok_and(|p| {
            let ours = p.by == Actor::Creditor && !p.optional;
            ours && (p.roll == Roll::Back || p.warn.first().is_some_and(|first| *first >= FOR_GOOD))
        });
        of_rule || (self.lapses && self.by == Actor::Creditor)
    }
}

/// Lets decisions count. What was met stays met, whatever was decided about it.
pub(super) fn decide(docket: &Docket, as_of: NaiveDate, deadlines: &mut [Deadline]) {
    if docket.handled.is_empty() {
        return;
    }
    for deadline in deadlines {
        let Some(decision) = docket.decision(&deadline.id, as_of) else { continue };
        if decision.act == HandlingAct::Waived && deadline.is_open() {
            deadline.status = Status::Waived;
        }
        deadline.handled = Some(decision.clone());
    }
}
