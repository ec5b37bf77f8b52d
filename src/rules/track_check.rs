//! What may be recorded: a milestone in its order, not before what it follows, not in the future, with its facts.
//!
//! Order is judged on the milestone's own day, so that something can be recorded late; what was already recorded for
//! later days must stay possible.

use std::borrow::Borrow;

use chrono::NaiveDate;

use super::rulebook::Rulebook;
use super::schema::nearest;
use super::track::{Milestone, Repeat, START, Track};
use super::track_facts::{BadFact, Parties};
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};

/// Why a milestone is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackRefusal {
    /// No track of that id.
    #[error("unknown track {found}")]
    UnknownTrack {
        /// What was asked for.
        found: String,
        /// The nearest.
        near: Option<String>,
    },
    /// The track has no such milestone.
    #[error("unknown milestone {track}/{found}")]
    UnknownMilestone {
        /// The track.
        track: String,
        /// What was asked for.
        found: String,
        /// The nearest.
        near: Option<String>,
    },
    /// It cannot follow what has happened.
    #[error("{track}/{milestone} is out of order")]
    OutOfOrder {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// What can happen on that day.
        allowed: Vec<String>,
    },
    /// It has happened already.
    #[error("{track}/{milestone} is already recorded on {on}")]
    AlreadyRecorded {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// When.
        on: NaiveDate,
    },
    /// It can follow only what happened later.
    #[error("{track}/{milestone} before {predecessor} of {on}")]
    BeforePredecessor {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// What it follows.
        predecessor: String,
        /// When that happened.
        on: NaiveDate,
    },
    /// With it, something already recorded could not have happened.
    #[error("{track}/{milestone} contradicts {later} of {on}")]
    Contradicts {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// What could not have happened.
        later: String,
        /// When that happened.
        on: NaiveDate,
    },
    /// It has not happened yet.
    #[error("{on} is after {today}")]
    InFuture {
        /// The milestone.
        milestone: String,
        /// The day given.
        on: NaiveDate,
        /// The day one stands on.
        today: NaiveDate,
    },
    /// Required facts are missing.
    #[error("{track}/{milestone} lacks facts")]
    MissingFacts {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// Which: name, and what it means in Chinese and English.
        facts: Vec<(String, [String; 2])>,
    },
    /// A fact does not fit its kind.
    #[error("bad fact {}", fact.name)]
    BadFact {
        /// The milestone.
        milestone: String,
        /// The fact.
        fact: Box<BadFact>,
    },
    /// The milestone has no such fact.
    #[error("unknown fact {found}")]
    UnknownFact {
        /// The milestone.
        milestone: String,
        /// What was given.
        found: String,
        /// The facts it has.
        known: Vec<String>,
        /// The nearest.
        near: Option<String>,
    },
}

impl TrackRefusal {
    /// The refusal as a problem with a stable code.
    pub fn problem(&self) -> Problem {
        let at = |field: &str| Place { field: Some(field.to_owned()), ..Place::default() };
        let near = |problem: Problem, near: &Option<String>| match near {
            Some(near) => problem.with("near", near),
            None => problem,
        };
        match self {
            TrackRefusal::UnknownTrack { found, near: n } => {
                near(Problem::error("E-TRACK-UNKNOWN", Place::default()).with("found", found), n)
            }
            TrackRefusal::UnknownMilestone { track, found, near: n } => near(
                Problem::error("E-MILESTONE-UNKNOWN", Place::default())
                    .with("track", track)
                    .with("found", found),
                n,
            ),
            TrackRefusal::OutOfOrder { track, milestone, allowed } => {
                let problem = Problem::error("E-MILESTONE-ORDER", Place::default())
                    .with("track", track)
                    .with("milestone", milestone);
                // Where the track is over there is nothing to name, and the hint is left out.
                if allowed.is_empty() { problem } else { problem.with("allowed", allowed.join(", ")) }
            }
            TrackRefusal::AlreadyRecorded { track, milestone, on } => {
                Problem::error("E-MILESTONE-TWICE", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("on", on)
            }
            TrackRefusal::BeforePredecessor { track, milestone, predecessor, on } => {
                Problem::error("E-MILESTONE-TOO-EARLY", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("predecessor", predecessor)
                    .with("on", on)
            }
            TrackRefusal::Contradicts { track, milestone, later, on } => {
                Problem::error("E-MILESTONE-CONTRADICTS", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("later", later)
                    .with("on", on)
            }
            TrackRefusal::InFuture { milestone, on, today } => {
                Problem::error("E-MILESTONE-FUTURE", Place::default())
                    .with("milestone", milestone)
                    .with("on", on)
                    .with("today", today)
            }
            TrackRefusal::MissingFacts { track, milestone, facts } => {
                let names: Vec<&str> = facts.iter().map(|(n, _)| n.as_str()).collect();
                let means = |i: usize| {
                    facts.iter().map(|(n, m)| format!("{n}={}", m[i])).collect::<Vec<_>>().join(", ")
                };
                Problem::error("E-MILESTONE-FACTS", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("facts", names.join(", "))
                    .with("means_zh", means(0))
                    .with("means_en", means(1))
            }
            TrackRefusal::BadFact { milestone, fact } => near(
                Problem::error("E-MILESTONE-BAD-FACT", at(&fact.name))
                    .with("milestone", milestone)
                    .with("name", &fact.name)
                    .with("found", &fact.found)
                    .with("expected_zh", &fact.expected[0])
                    .with("expected_en", &fact.expected[1]),
                &fact.near,
            ),
            TrackRefusal::UnknownFact { milestone, found, known, .. } if known.is_empty() => {
                Problem::error("E-MILESTONE-NO-FACTS", at(found))
                    .with("milestone", milestone)
                    .with("found", found)
            }
            TrackRefusal::UnknownFact { milestone, found, known, near: n } => near(
                Problem::error("E-MILESTONE-UNKNOWN-FACT", at(found))
                    .with("milestone", milestone)
                    .with("found", found)
                    .with("known", known.join(", ")),
                n,
            ),
        }
    }
}

impl Track {
    /// What can happen on a day, given what has happened on this track; other tracks in `history` are ignored.
    pub fn allowed<E: Borrow<MilestoneEvent>>(&self, history: &[E], on: NaiveDate) -> Vec<&Milestone> {
        let past: Vec<&MilestoneEvent> = self.own(history).filter(|e| e.on <= on).collect();
        self.milestones.iter().filter(|m| self.possible(m, &past, None)).collect()
    }

    fn own<'e, E: Borrow<MilestoneEvent>>(
        &self,
        history: &'e [E],
    ) -> impl Iterator<Item = &'e MilestoneEvent> {
        history.iter().map(E::borrow).filter(|e| e.track == self.id)
    }

    /// Whether a milestone can follow `past`. `party`: for whom, where it happens once for each.
    fn possible(&self, milestone: &Milestone, past: &[&MilestoneEvent], party: Option<&str>) -> bool {
        let happened = |id: &str| past.iter().any(|e| e.milestone == id);
        let over = past
            .iter()
            .filter_map(|e| self.milestone(&e.milestone))
            .any(|m| m.ends && !milestone.after.contains(&m.id));
        let again = match milestone.repeat {
            Repeat::Yes => true,
            Repeat::No => !happened(&milestone.id),
            Repeat::Party => party.is_none_or(|p| {
                !past.iter().any(|e| {
                    e.milestone == milestone.id && e.facts.get("party").map(String::as_str) == Some(p)
                })
            }),
        };
        again
            && !over
            && milestone.after.iter().any(|a| a == START || happened(a))
            && !milestone.until.iter().any(|u| happened(u))
            && milestone.pending.iter().all(|(open, closed)| !happened(open) || happened(closed))
    }

    /// Decides whether `new` may be recorded after `history` (this track's events in the order recorded; others are
    /// ignored). `today` is the day one stands on.
    ///
    /// # Errors
    /// [`TrackRefusal`].
    pub fn check<E: Borrow<MilestoneEvent>>(
        &self,
        history: &[E],
        new: &MilestoneEvent,
        parties: &Parties,
        today: NaiveDate,
    ) -> Result<(), TrackRefusal> {
        let milestone = self.milestone(&new.milestone).ok_or_else(|| TrackRefusal::UnknownMilestone {
            track: self.id.clone(),
            found: new.milestone.clone(),
            near: self.nearest(&new.milestone).map(str::to_owned),
        })?;
        if new.on > today {
            let (milestone, on) = (new.milestone.clone(), new.on);
            return Err(TrackRefusal::InFuture { milestone, on, today });
        }
        let party = new.facts.get("party").map(String::as_str);
        let past: Vec<&MilestoneEvent> = self.own(history).filter(|e| e.on <= new.on).collect();
        let (track, id) = (self.id.clone(), new.milestone.clone());
        if !self.possible(milestone, &past, party) {
            let again = self.own(history).find(|e| {
                let same =
                    milestone.repeat != Repeat::Party || e.facts.get("party").map(String::as_str) == party;
                e.milestone == new.milestone && milestone.repeat != Repeat::Yes && same
            });
            if let Some(again) = again {
                return Err(TrackRefusal::AlreadyRecorded { track, milestone: id, on: again.on });
            }
            let all: Vec<&MilestoneEvent> = self.own(history).collect();
            let predecessor = self
                .own(history)
                .filter(|e| e.on > new.on && milestone.after.contains(&e.milestone))
                .min_by_key(|e| e.on);
            return Err(match predecessor {
                Some(p) if self.possible(milestone, &all, party) => TrackRefusal::BeforePredecessor {
                    track,
                    milestone: id,
                    predecessor: p.milestone.clone(),
                    on: p.on,
                },
                _ => TrackRefusal::OutOfOrder {
                    track,
                    milestone: id,
                    allowed: self.allowed(history, new.on).iter().map(|m| m.id.clone()).collect(),
                },
            });
        }
        if let Some(later) = self.broken_by(history, new) {
            let (later, on) = (later.milestone.clone(), later.on);
            return Err(TrackRefusal::Contradicts { track, milestone: id, later, on });
        }
        check_facts(&self.id, milestone, new, parties)
    }

    /// The first event of a later day that was possible without `new` and no longer is with it.
    fn broken_by<'e, E: Borrow<MilestoneEvent>>(
        &self,
        history: &'e [E],
        new: &'e MilestoneEvent,
    ) -> Option<&'e MilestoneEvent> {
        let mut later: Vec<&MilestoneEvent> = self.own(history).filter(|e| e.on > new.on).collect();
        later.sort_by_key(|e| e.on);
        later.into_iter().find(|event| {
            let Some(milestone) = self.milestone(&event.milestone) else { return false };
            let party = event.facts.get("party").map(String::as_str);
            let mut past: Vec<&MilestoneEvent> =
                self.own(history).filter(|e| e.on <= event.on && !std::ptr::eq(*e, *event)).collect();
            let before = self.possible(milestone, &past, party);
            past.push(new);
            before && !self.possible(milestone, &past, party)
        })
    }
}

fn check_facts(
    track: &str,
    milestone: &Milestone,
    new: &MilestoneEvent,
    parties: &Parties,
) -> Result<(), TrackRefusal> {
    let known = || milestone.facts.iter().map(|f| f.name.as_str());
    for (name, text) in &new.facts {
        let Some(fact) = milestone.facts.iter().find(|f| f.name == *name) else {
            return Err(TrackRefusal::UnknownFact {
                milestone: milestone.id.clone(),
                found: name.clone(),
                known: known().map(str::to_owned).collect(),
                near: nearest(name, known()).map(str::to_owned),
            });
        };
        fact.check(text, parties).map_err(|fact| TrackRefusal::BadFact {
            milestone: milestone.id.clone(),
            fact: Box::new(fact),
        })?;
    }
    let missing: Vec<(String, [String; 2])> = milestone
        .facts
        .iter()
        .filter(|f| f.required && !new.facts.contains_key(&f.name))
        .map(|f| (f.name.clone(), [f.zh.clone(), f.en.clone()]))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(TrackRefusal::MissingFacts {
        track: track.to_owned(),
        milestone: milestone.id.clone(),
        facts: missing,
    })
}

impl Rulebook {
    /// As [`Track::check`], on the track that `new` names.
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
        let track = self.tracks.get(&new.track).ok_or_else(|| TrackRefusal::UnknownTrack {
            found: new.track.clone(),
            near: self.tracks.nearest(&new.track).map(str::to_owned),
        })?;
        track.check(history, new, parties, today)
    }
}
