//! May a milestone be recorded, over all tracks: its order on its own, the periods that it has to wait for, and whether
//! what was recorded for later days still stands, if it corrects an earlier record too.

use std::borrow::Borrow;

use super::rulebook::Rulebook;
use super::schema::Title;
use super::track::Track;
use super::track_check::TrackRefusal;
use super::track_clocks::Walk;
use super::track_course::grounded;
use super::track_facts::Parties;
use crate::domain::event::MilestoneEvent;
use chrono::NaiveDate;

/// A period that has to be over before a milestone can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The period.
    pub rule: String,
    /// Its name, with the party.
    pub title: Title,
    /// Its last day.
    pub due: NaiveDate,
    /// The legal source.
    pub source: String,
}

/// What a milestone has to wait for.
pub(super) enum Waits {
    /// A period has to be over.
    Period(Waiting),
    /// Another milestone has to reach these debtors.
    Unreached {
        /// The milestone.
        needed: String,
        /// The debtors.
        missing: Vec<String>,
        /// The legal source.
        law: String,
    },
}

impl Rulebook {
    /// As [`Track::check`], on the track that `new` names; and no period that it has to wait for may still run.
    ///
    /// # Errors
    /// [`TrackRefusal`].
    pub fn check_milestone<E: Borrow<MilestoneEvent>>(
        &self,
        history: &[E],
        new: &MilestoneEvent,
        parties: &Parties,
        today: NaiveDate,
    ) -> Result<(), TrackRefusal> {
        self.track_of(new)?.check(history, new, parties, today)?;
        let before: Vec<&MilestoneEvent> = history.iter().map(E::borrow).collect();
        if let Some(waits) = self.awaited(&before, new, parties) {
            let (track, milestone) = (new.track.clone(), new.milestone.clone());
            return Err(match waits {
                Waits::Period(waiting) => {
                    TrackRefusal::TooSoon { track, milestone, waiting: Box::new(waiting) }
                }
                Waits::Unreached { needed, missing, law } => {
                    TrackRefusal::Unreached { track, milestone, needed, missing, law }
                }
            });
        }
        let with: Vec<&MilestoneEvent> = before.iter().copied().chain([new]).collect();
        let early = |e: &MilestoneEvent| {
            worse(self.awaited(&before, e, parties).as_ref(), self.awaited(&with, e, parties).as_ref())
        };
        match before.iter().find(|e| e.on > new.on && e.track == new.track && early(e)) {
            Some(later) => Err(contradicts(new, later)),
            None => Ok(()),
        }
    }

    /// Whether `new` may take the place of the event at `old` in the history.
    ///
    /// # Errors
    /// [`TrackRefusal`]: those of [`Rulebook::check_milestone`] without the earlier record, and what was possible with
    /// that and no longer is.
    pub fn check_correction(
        &self,
        history: &[MilestoneEvent],
        old: usize,
        new: &MilestoneEvent,
        parties: &Parties,
        today: NaiveDate,
    ) -> Result<(), TrackRefusal> {
        let track = self.track_of(new)?;
        let before: Vec<&MilestoneEvent> = history.iter().collect();
        let kept: Vec<&MilestoneEvent> =
            history.iter().enumerate().filter(|(at, _)| *at != old).map(|(_, e)| e).collect();
        self.check_milestone(&kept, new, parties, today)?;
        let mut after = before.clone();
        if let Some(place) = after.get_mut(old) {
            *place = new;
        }
        let broken = |e: &&&MilestoneEvent| {
            let waits = |given: &[&MilestoneEvent]| self.awaited(given, e, parties);
            (track.stands(&before, e) && !track.stands(&after, e))
                || worse(waits(&before).as_ref(), waits(&after).as_ref())
        };
        // What other tracks rest on it: enforcement on a decision in force.
        let without: Vec<&MilestoneEvent> = after.iter().copied().filter(|e| e.track != new.track).collect();
        let ground = |e: &&&MilestoneEvent| {
            self.milestone(&e.track, &e.milestone)
                .is_some_and(|m| grounded(m, &before, e) && !grounded(m, &after, e))
        };
        if let Some(later) = without.iter().find(ground) {
            return Err(contradicts(new, later));
        }
        match kept.iter().filter(|e| e.track == new.track).find(broken) {
            Some(later) => Err(contradicts(new, later)),
            None => Ok(()),
        }
    }

    fn track_of(&self, new: &MilestoneEvent) -> Result<&Track, TrackRefusal> {
        self.tracks.get(&new.track).ok_or_else(|| TrackRefusal::UnknownTrack {
            found: new.track.clone(),
            near: self.tracks.nearest(&new.track).map(str::to_owned),
        })
    }

    /// What an event has to wait for, on its day.
    fn awaited(
        &self,
        history: &[&MilestoneEvent],
        event: &MilestoneEvent,
        parties: &Parties,
    ) -> Option<Waits> {
        let milestone = self.milestone(&event.track, &event.milestone)?;
        if milestone.periods.iter().all(|p| p.awaits.is_none()) {
            return None;
        }
        let known: Vec<&MilestoneEvent> =
            history.iter().copied().filter(|e| !std::ptr::eq(*e, event)).collect();
        Walk::awaited(self, known, event, parties)
    }
}

/// Whether something that a milestone has to wait for came up with a change. What was missing before is not held against
/// it, but a period that shows now is.
const fn worse(before: Option<&Waits>, after: Option<&Waits>) -> bool {
    match (before, after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(before), Some(after)) => {
            matches!(before, Waits::Unreached { .. }) && matches!(after, Waits::Period(_))
        }
    }
}

fn contradicts(new: &MilestoneEvent, later: &MilestoneEvent) -> TrackRefusal {
    TrackRefusal::Contradicts {
        track: new.track.clone(),
        milestone: new.milestone.clone(),
        later: later.milestone.clone(),
        on: later.on,
    }
}
