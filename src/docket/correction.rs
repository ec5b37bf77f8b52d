//! What a corrected milestone changes: which deadlines move, and what becomes of those that are met or decided on.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::deadline::Deadline;
use super::fold::{Docket, Recorded};
use super::standing::Standing;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;
    use crate::domain::event::Source;
    use serde_json::json;

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    fn happened(milestone: &str, on: &str) -> MilestoneEvent {
        let facts = json!({"court": "c", "amount": "1.00"});
        let facts = facts.as_object().into_iter().flatten();
        MilestoneEvent {
            track: "litigation".to_owned(),
            milestone: milestone.to_owned(),
            on: day(on),
            facts: facts.map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect(),
            evidence: Vec::new(),
        }
    }

    fn docket() -> Docket {
        let case = serde_json::from_value(json!({
            "account": "A-1", "product": "personal-loan",
            "debtors": [{"role": "primary", "name": "李示例"}],
            "debt": {"overdue_since": "2026-01-11", "as_of": "2026-06-30", "principal": "1000.00"},
        }))
        .unwrap();
        let mut docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
        for (milestone, on) in [("filed", "2026-11-02"), ("fee-noticed", "2026-11-09")] {
            docket = docket.with_milestone(happened(milestone, on));
            docket.version += 1;
        }
        docket
    }

    /// 办法 22: noticed on Friday 6 November instead of Monday the 9th, the fee is due on the 13th instead of the 16th. Who
    /// acknowledged it is not asked again; a decision taken back counts for nothing.
    #[test]
    fn a_decision_of_a_person_outlives_the_correction() {
        let decide = |act: HandlingAct| DeadlineHandling {
            id: "litigation/fee-payment".to_owned(),
            due: day("2026-11-16"),
            act,
            reason: "已安排付款".to_owned(),
            on: day("2026-11-10"),
        };
        let rules = Rulebook::builtin();
        let of = |acts: &[HandlingAct]| {
            let mut docket = docket();
            let handled: Vec<_> = acts.iter().map(|act| docket.imagined(decide(*act))).collect();
            docket.handled = handled;
            let after = docket.with_correction(2, happened("fee-noticed", "2026-11-06"));
            let standing = |docket: &Docket| Standing::new(docket, day("2026-11-12"), rules);
            assert_eq!((after.milestones.len(), after.corrected.len()), (2, 1));
            assert!(after.has_recorded(&happened("fee-noticed", "2026-11-09")), "a file may still say so");
            Difference::between(&standing(&docket), &standing(&after), &docket.handled)
        };
        let kept = of(&[HandlingAct::Acknowledged]);
        assert_eq!(kept.moved.len(), 1);
        assert_eq!((kept.moved[0].0, kept.moved[0].1.due), (day("2026-11-16"), day("2026-11-13")));
        assert_eq!(kept.kept.len(), 1);
        assert_eq!(kept.kept[0].0.act, HandlingAct::Acknowledged);
        assert_eq!(of(&[HandlingAct::Waived, HandlingAct::Reopened]).kept.len(), 0);
    }

    /// Where what was corrected is undone, what corrected it still happened.
    #[test]
    fn a_correction_of_what_is_gone_is_a_record() {
        let after = docket().with_correction(99, happened("fee-noticed", "2026-11-06"));
        assert_eq!((after.milestones.len(), after.corrected.len()), (3, 0));
    }
}
