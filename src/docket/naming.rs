//! Which milestone is meant by a name, and what was recorded so far.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::fold::Docket;
use super::standing::suit;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::rules::rulebook::Rulebook;
use crate::rules::track_check::TrackRefusal;
use crate::rules::track_facts::Parties;

/// Which track a milestone named without one is meant for, where that is not plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguous {
    /// What was typed.
    pub milestone: String,
    /// `track/milestone` for each that could be meant; none where no track has it.
    pub choices: Vec<String>,
    /// The nearest name, where no track has it.
    pub near: Option<String>,
}

impl Ambiguous {
    /// As a problem for the user.
    pub fn problem(&self, place: Place) -> Problem {
        if self.choices.is_empty() {
            let problem = Problem::error("E-TRACK-NO-MILESTONE", place).with("found", &self.milestone);
            return problem.with("near", self.near.as_deref().unwrap_or_default());
        }
        Problem::error("E-TRACK-WHICH", place)
            .with("found", &self.milestone)
            .with("choices", self.choices.join(", "))
    }
}

impl Docket {
    /// The milestone's own events: everything recorded, oldest first.
    pub fn history(&self, until: Option<NaiveDate>) -> Vec<MilestoneEvent> {
        let counts = |m: &&super::fold::Recorded<MilestoneEvent>| until.is_none_or(|day| m.what.on <= day);
        self.milestones.iter().filter(counts).map(|m| m.what.clone()).collect()
    }

    /// Everything recorded, whatever its day, oldest first.
    pub fn recorded_milestones(&self) -> Vec<MilestoneEvent> {
        self.history(None)
    }

    /// The number under which court or tribunal took the case up (案号), as known on a day: that of the suit filed last, on
    /// the account's own track where none is. A suit that was not accepted yet has none.
    pub fn case_number(&self, until: NaiveDate) -> Option<&str> {
        let mut known: Vec<&MilestoneEvent> =
            self.milestones.iter().map(|m| &m.what).filter(|m| m.on <= until).collect();
        known.sort_by_key(|m| m.on);
        let track = suit(&self.case, known.iter().copied());
        let taken = |m: &&&MilestoneEvent| {
            m.track == track && matches!(m.milestone.as_str(), "accepted" | "transferred")
        };
        known.iter().rev().filter(taken).find_map(|m| m.facts.get("case_number")).map(String::as_str)
    }

    /// The event that a milestone, named with or without its track, would be. A bare name means the account's own track
    /// if that has it, else the only begun one that does, else the only one of all.
    ///
    /// # Errors
    /// [`Ambiguous`] with the choices.
    pub fn milestone(
        &self,
        track: Option<&str>,
        milestone: &str,
        on: NaiveDate,
        facts: BTreeMap<String, String>,
        rules: &Rulebook,
    ) -> Result<MilestoneEvent, Ambiguous> {
        let track = match track {
            Some(track) => track.to_owned(),
            None => self.track_of(milestone, rules)?,
        };
        Ok(MilestoneEvent { track, milestone: milestone.to_owned(), on, facts, evidence: Vec::new() })
    }

    fn track_of(&self, milestone: &str, rules: &Rulebook) -> Result<String, Ambiguous> {
        let own = self.case.track().id();
        if rules.milestone(own, milestone).is_some() {
            return Ok(own.to_owned());
        }
        // What befell the debtor is told to the court; that it was noted before an action is the rarer meaning.
        if rules.milestone("changes", milestone).is_some()
            && rules.tracks().all(|t| {
                matches!(t.id.as_str(), "changes" | "pre-action") || t.milestone(milestone).is_none()
            })
        {
            return Ok("changes".to_owned());
        }
        let all: Vec<&str> =
            rules.tracks().filter(|t| t.milestone(milestone).is_some()).map(|t| t.id.as_str()).collect();
        let begun: Vec<&str> =
            all.iter().copied().filter(|t| self.milestones.iter().any(|m| m.what.track == *t)).collect();
        match (begun.as_slice(), all.as_slice()) {
            ([one], _) | ([], [one]) => Ok((*one).to_owned()),
            ([], _) => Err(self.ambiguous(milestone, &all, rules)),
            (several, _) => Err(self.ambiguous(milestone, several, rules)),
        }
    }

    fn ambiguous(&self, milestone: &str, tracks: &[&str], rules: &Rulebook) -> Ambiguous {
        let choices = tracks.iter().map(|t| format!("{t}/{milestone}")).collect();
        let own = rules.tracks().find(|t| t.id == self.case.track().id());
        let near = own.and_then(|t| t.nearest(milestone)).map(str::to_owned);
        Ambiguous { milestone: milestone.to_owned(), choices, near }
    }

    /// Whether the event may be recorded on a day.
    ///
    /// # Errors
    /// [`TrackRefusal`] with what is allowed.
    pub fn check_milestone(
        &self,
        event: &MilestoneEvent,
        today: NaiveDate,
        rules: &Rulebook,
    ) -> Result<(), TrackRefusal> {
        rules.check_milestone(&self.history(None), event, &Parties::of(&self.case), today)
    }
}
