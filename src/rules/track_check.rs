//! What may be recorded: a milestone in its order, not before what it follows, not in the future, with its facts.
//!
//! Order is judged on the milestone's own day, so that something can be recorded late; what was already recorded for
//! later days must stay possible.

use std::borrow::Borrow;

use chrono::NaiveDate;

use super::schema::nearest;
use super::track::{COURSE, Milestone, Repeat, START, Track};
use super::track_correct::Waiting;
use super::track_course::{given, grounded};
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
        /// What may have been meant: `track/milestone`, and why in Chinese and English.
        instead: Option<Box<[String; 3]>>,
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
    /// A period has to be over first.
    #[error("{track}/{milestone} while {} runs", waiting.rule)]
    TooSoon {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// The period; the one that ends last.
        waiting: Box<Waiting>,
    },
    /// Another milestone has to reach every debtor first.
    #[error("{track}/{milestone} before {needed} reached everyone")]
    Unreached {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// What has to come to every debtor.
        needed: String,
        /// Those to whom it has not.
        missing: Vec<String>,
        /// The legal source.
        law: String,
    },
    /// None of what it needs of other tracks has happened, or what had was undone.
    #[error("{track}/{milestone} without ground")]
    Groundless {
        /// The track.
        track: String,
        /// The milestone.
        milestone: String,
        /// What it needs one of, `track/milestone`.
        given: Vec<String>,
        /// The fact that says it happened elsewhere.
        fact: String,
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
            TrackRefusal::OutOfOrder { track, milestone, instead: Some(instead), .. } => {
                let [name, zh, en] = instead.as_ref();
                Problem::error("E-MILESTONE-INSTEAD", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("instead", name)
                    .with("why_zh", zh)
                    .with("why_en", en)
            }
            TrackRefusal::OutOfOrder { track, milestone, allowed, instead: None } => {
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
            TrackRefusal::TooSoon { track, milestone, waiting } => {
                let problem = Problem::error("E-MILESTONE-WAITS", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("period_zh", &waiting.title.zh)
                    .with("period_en", &waiting.title.en)
                    .with("due", waiting.due)
                    .with("possible", waiting.due.succ_opt().unwrap_or(waiting.due));
                problem.resting_on(&waiting.source)
            }
            TrackRefusal::Unreached { track, milestone, needed, missing, law } => {
                Problem::error("E-MILESTONE-UNREACHED", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("needed", needed)
                    .with("missing_zh", missing.join("、"))
                    .with("missing_en", missing.join(", "))
                    .resting_on(law)
            }
            TrackRefusal::Groundless { track, milestone, given, fact } => {
                Problem::error("E-MILESTONE-GROUNDLESS", Place::default())
                    .with("track", track)
                    .with("milestone", milestone)
                    .with("given", given.join(", "))
                    .with("fact", fact)
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
        let past = self.until(history, on);
        let course = self.course(&past);
        let possible = |m: &&Milestone| self.possible(m, course, None) && given(m, history, on);
        self.milestones.iter().filter(possible).collect()
    }

    fn own<'e, E: Borrow<MilestoneEvent>>(
        &self,
        history: &'e [E],
    ) -> impl Iterator<Item = &'e MilestoneEvent> {
        history.iter().map(E::borrow).filter(|e| e.track == self.id)
    }

    /// What happened on this track up to and including a day, by day; what happened on one day as recorded.
    fn until<'e, E: Borrow<MilestoneEvent>>(
        &self,
        history: &'e [E],
        on: NaiveDate,
    ) -> Vec<&'e MilestoneEvent> {
        let mut past: Vec<&MilestoneEvent> = self.own(history).filter(|e| e.on <= on).collect();
        past.sort_by_key(|e| e.on);
        past
    }

    /// Whether a milestone can follow what happened on its course. `party`: for whom, where it happens once for each.
    fn possible(&self, milestone: &Milestone, course: &[&MilestoneEvent], party: Option<&str>) -> bool {
        if milestone.anew.iter().any(|a| a.holds(course)) {
            return true;
        }
        let happened = |id: &str| course.iter().any(|e| e.milestone == id);
        // An end that something other than a side step followed was none.
        let followed = |end: &Milestone, later: &[&MilestoneEvent]| {
            let mut later = later.iter().filter_map(|e| self.milestone(&e.milestone));
            later.any(|m| !m.side && m.after.contains(&end.id))
        };
        let over = course.iter().enumerate().any(|(at, e)| {
            self.milestone(&e.milestone).is_some_and(|end| {
                end.ends && !milestone.after.contains(&end.id) && !followed(end, &course[at + 1..])
            })
        });
        let again = match milestone.repeat {
            Repeat::Yes => true,
            Repeat::No => !happened(&milestone.id),
            Repeat::Party => party.is_none_or(|p| {
                !course.iter().any(|e| {
                    e.milestone == milestone.id && e.facts.get("party").map(String::as_str) == Some(p)
                })
            }),
        };
        let has = |(name, values): (&String, &Vec<String>)| {
            let (id, name) = name.split_once('/').unwrap_or_default();
            let value = |e: &&MilestoneEvent| {
                (id == COURSE || e.milestone == id).then(|| e.facts.get(name).cloned())?
            };
            course.iter().rev().find_map(value).is_some_and(|v| values.contains(&v))
        };
        again
            && !over
            && milestone.after.iter().any(|a| a == START || happened(a))
            && milestone.needs.iter().all(|n| happened(n))
            && milestone.when.iter().all(has)
            && !milestone.except.iter().any(has)
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
        let past = self.until(history, new.on);
        let course = self.course(&past);
        let (track, id) = (self.id.clone(), new.milestone.clone());
        let possible = self.possible(milestone, course, party);
        if let (true, false, Some(fact)) =
            (possible, grounded(milestone, history, new), milestone.given_or.clone())
        {
            let given = milestone.given.clone();
            return Err(TrackRefusal::Groundless { track, milestone: id, given, fact });
        }
        if !possible || !grounded(milestone, history, new) {
            let all = self.until(history, NaiveDate::MAX);
            let again = course.iter().chain(self.course(&all)).find(|e| {
                let same =
                    milestone.repeat != Repeat::Party || e.facts.get("party").map(String::as_str) == party;
                e.milestone == new.milestone && milestone.repeat != Repeat::Yes && same
            });
            if let Some(again) = again {
                return Err(TrackRefusal::AlreadyRecorded { track, milestone: id, on: again.on });
            }
            let predecessor = self
                .own(history)
                .filter(|e| e.on > new.on && milestone.after.contains(&e.milestone))
                .min_by_key(|e| e.on);
            return Err(match predecessor {
                Some(p) if self.possible(milestone, self.course(&all), party) => {
                    TrackRefusal::BeforePredecessor {
                        track,
                        milestone: id,
                        predecessor: p.milestone.clone(),
                        on: p.on,
                    }
                }
                _ => TrackRefusal::OutOfOrder {
                    track,
                    milestone: id,
                    allowed: self.allowed(history, new.on).iter().map(|m| m.id.clone()).collect(),
                    instead: (milestone.instead.as_ref())
                        .filter(|_| !course.iter().any(|e| milestone.after.contains(&e.milestone)))
                        .map(|i| Box::new([i.milestone.clone(), i.zh.clone(), i.en.clone()])),
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
        new: &MilestoneEvent,
    ) -> Option<&'e MilestoneEvent> {
        let before: Vec<&MilestoneEvent> = self.own(history).collect();
        let mut later: Vec<&MilestoneEvent> = before.iter().copied().filter(|e| e.on > new.on).collect();
        later.sort_by_key(|e| e.on);
        let with: Vec<&MilestoneEvent> = before.iter().copied().chain([new]).collect();
        later.into_iter().find(|event| self.stands(&before, event) && !self.stands(&with, event))
    }

    /// Whether an event of the history is possible, given all others up to its day.
    pub(super) fn stands(&self, history: &[&MilestoneEvent], event: &MilestoneEvent) -> bool {
        let Some(milestone) = self.milestone(&event.milestone) else { return false };
        let others: Vec<&MilestoneEvent> =
            history.iter().copied().filter(|e| !std::ptr::eq(*e, event)).collect();
        let past = self.until(&others, event.on);
        self.possible(milestone, self.course(&past), event.facts.get("party").map(String::as_str))
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
    super::track_facts::parts(&new.facts)
        .and_then(|()| super::track_expect::bounds(milestone, new))
        .map_err(|fact| TrackRefusal::BadFact { milestone: milestone.id.clone(), fact: Box::new(fact) })?;
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
