//! What a corrected milestone changes: which deadlines move, and what becomes of those that are met or decided on.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fold::{Docket, Recorded};
use super::standing::{Deadline, Standing};
use crate::domain::event::MilestoneEvent;
use crate::domain::handling::{DeadlineHandling, HandlingAct};
use crate::rules::rulebook::Rulebook;
use crate::rules::track_check::TrackRefusal;
use crate::rules::track_deadlines::Status;
use crate::rules::track_facts::Parties;

/// What differs between an account before and after a correction.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Deadlines with another day: the day they had, and as they are now.
    pub moved: Vec<(NaiveDate, Deadline)>,
    /// Deadlines that are met, and with the corrected day met too late.
    pub now_late: Vec<Deadline>,
    /// Deadlines that a person decided about and that moved: the decision, and as they are now. They keep their state.
    pub kept: Vec<(DeadlineHandling, Deadline)>,
    /// Deadlines that are no more.
    pub gone: Vec<Deadline>,
}

impl Difference {
    /// What differs for the account from one standing to another on the same day.
    pub fn between(
        before: &Standing,
        after: &Standing,
        handled: &[Recorded<DeadlineHandling>],
    ) -> Difference {
        let mut decided: BTreeMap<&str, &DeadlineHandling> = BTreeMap::new();
        for one in handled {
            decided.insert(&one.what.id, &one.what);
        }
        decided.retain(|_, last| last.act != HandlingAct::Reopened);
        let mut found = Difference::default();
        for old in &before.deadlines {
            let Some(new) = after.deadlines.iter().find(|d| d.id == old.id) else {
                // What was merely possible is no date that anyone kept.
                if old.status != Status::Allowed {
                    found.gone.push(old.clone());
                }
                continue;
            };
            if new.due != old.due {
                found.moved.push((old.due, new.clone()));
                if let Some(decision) = decided.get(new.id.as_str()) {
                    found.kept.push(((*decision).clone(), new.clone()));
                }
            }
            if new.late && !old.late {
                found.now_late.push(new.clone());
            }
        }
        found
    }
}

impl Docket {
    /// Whether a milestone is recorded, or was until it was corrected: a file that still says so says nothing new.
    pub fn has_recorded(&self, event: &MilestoneEvent) -> bool {
        let same = |m: &Recorded<MilestoneEvent>| {
            (&m.what.track, &m.what.milestone, m.what.on, &m.what.facts)
                == (&event.track, &event.milestone, event.on, &event.facts)
        };
        self.milestones.iter().any(same) || self.corrected.iter().any(same)
    }

    /// The account as if the milestone of event `of` had been recorded like this.
    pub fn with_correction(&self, of: u64, to: MilestoneEvent) -> Docket {
        let mut docket = self.clone();
        let to = docket.imagined(to);
        docket.correct(of, to);
        docket
    }

    /// Puts a milestone in the place of an earlier record, so that those of one day keep their order.
    pub(super) fn correct(&mut self, of: u64, to: Recorded<MilestoneEvent>) {
        match self.milestones.iter_mut().find(|m| m.seq == of) {
            Some(place) => self.corrected.push(std::mem::replace(place, to)),
            // Where the earlier record was undone, what corrected it still happened.
            None => self.milestones.push(to),
        }
    }

    /// Whether a milestone may take the place of the one that event `of` recorded.
    ///
    /// # Errors
    /// [`TrackRefusal`].
    pub fn check_correction(
        &self,
        of: u64,
        to: &MilestoneEvent,
        today: NaiveDate,
        rules: &Rulebook,
    ) -> Result<(), TrackRefusal> {
        let parties = Parties::of(&self.case);
        let history = self.recorded_milestones();
        match self.milestones.iter().position(|m| m.seq == of) {
            Some(at) => rules.check_correction(&history, at, to, &parties, today),
            None => rules.check_milestone(&history, to, &parties, today),
        }
    }
}
