//! Tracks: the courses that proceedings take, as state machines in `tables/cn/tracks/*.yaml`.
//!
//! A milestone names what it may follow, the facts it needs, the periods it starts, meets or stops. Loading proves that
//! every milestone can be reached and leads to an end, and that every reference resolves (`track_proof`). `track_check`
//! decides what may be recorded, `track_deadlines` what is due. To add a milestone: its table, and a case in `tests/rules/cn/`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::period::Actor;
use super::rulebook::Rulebook;
use super::schema::{Confidence, Sources, Title, day, nearest};
use super::track_course::given;
use super::track_expect::Expect;
use super::track_facts::FactKind;
use crate::domain::event::MilestoneEvent;

/// The course of one kind of proceeding.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Its id: `litigation`.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The law it follows.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
    /// Its milestones, in the order in which they usually come.
    pub milestones: Vec<Milestone>,
}

/// Something that can happen on a track.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// Its id, unique on the track.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// What is recorded with it.
    #[serde(default)]
    pub facts: Vec<Fact>,
    /// It can happen once one of these has: milestones of the track, or `start`.
    pub after: Vec<String>,
    /// It can no longer happen once one of these has.
    #[serde(default)]
    pub until: Vec<String>,
    /// Once the first has happened, the second must have too: an appeal must be decided before the judgment is effective.
    #[serde(default)]
    pub pending: BTreeMap<String, String>,
    /// Whether it can happen again.
    #[serde(default)]
    pub repeat: Repeat,
    /// All of these must have happened.
    #[serde(default)]
    pub needs: Vec<String>,
    /// One of these milestones of other tracks, `track/milestone`, must have happened.
    #[serde(default)]
    pub given: Vec<String>,
    /// With this fact nothing need be given: what it rests on happened elsewhere.
    #[serde(default)]
    pub given_or: Option<String>,
    /// What takes away again what `given` names.
    #[serde(default)]
    pub undone: Vec<Undone>,
    /// Only where these facts of earlier milestones, `milestone/fact`, have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Not where these facts of earlier milestones have one of these values.
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    /// Once one of these has happened, the course begins again with this one: what came before no longer stands in its
    /// way.
    #[serde(default)]
    pub anew: Vec<Anew>,
    /// What may have been meant where it cannot follow.
    #[serde(default)]
    pub instead: Option<Instead>,
    /// It ends the track: only what names it in `after` can follow.
    #[serde(default)]
    pub ends: bool,
    /// Facts that tell two of one day apart, such as what was seized. Without any, two of one day are one, told twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_apart_by: Vec<String>,
    /// It happens beside the course and need not lead on.
    #[serde(default)]
    pub side: bool,
    /// What is usual; a person is told where it does not hold.
    #[serde(default)]
    pub expects: Vec<Expect>,
    /// What it does to periods.
    #[serde(default)]
    pub periods: Vec<PeriodUse>,
    /// Kinds of document it calls for.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Kinds of notice it calls for.
    #[serde(default)]
    pub notices: Vec<String>,
    /// Tracks that may begin with it.
    #[serde(default)]
    pub opens: Vec<String>,
    /// What else follows from it, to be told to whoever records it.
    #[serde(default)]
    pub effects: Vec<Effect>,
    /// Milestones, `track/milestone`, that cannot sensibly follow while it lasts. Where it concerns one of several
    /// debtors they can, against the others.
    #[serde(default)]
    pub bars: Vec<String>,
    /// Milestones of this track that end it, for `bars`.
    #[serde(default)]
    pub lifted_by: Vec<String>,
}

/// What makes a course begin again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anew {
    /// This milestone has happened.
    pub after: String,
    /// Only where these facts of it have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Not where these facts of it have one of these values.
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
}

/// What may have been meant by a milestone that cannot follow what has happened.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    /// `track/milestone`.
    pub milestone: String,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

/// What takes away what a milestone needs of another track: an award that was set aside is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// What is taken away, `track/milestone`.
    pub of: String,
    /// By this milestone of the same track, on its day or later.
    pub by: String,
    /// Only where these facts of it have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
}

/// What follows from a milestone by law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The law that says so.
    pub source: Sources,
}

/// Whether a milestone can happen again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Once.
    #[default]
    No,
    /// As often as it does.
    Yes,
    /// Once for each party.
    Party,
}

/// A fact of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The name that `--set` takes.
    pub name: String,
    /// What kind of value.
    #[serde(rename = "type")]
    pub kind: FactKind,
    /// For `one-of`: the values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// It cannot be left out.
    #[serde(default)]
    pub required: bool,
    /// Of a day: not before this one, another fact's or `day`, the milestone's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
    /// Of a day: not after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
}

/// What a milestone does to a period. Exactly one of `starts`, `satisfies`, `stops`, `renews`, `awaits`,
/// `allows`, `event`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodUse {
    /// The period begins.
    #[serde(default)]
    pub starts: Option<String>,
    /// The period is met.
    #[serde(default)]
    pub satisfies: Option<String>,
    /// The period no longer matters; `all` for every period of the track, `enforcement/all` for every one of another.
    #[serde(default)]
    pub stops: Option<String>,
    /// Open clocks of these periods begin again.
    #[serde(default)]
    pub renews: Vec<String>,
    /// It cannot happen before the last open clock of this period is over.
    #[serde(default)]
    pub awaits: Option<String>,
    /// `awaits`: nor before this milestone of the course has come to every debtor.
    #[serde(default)]
    pub every: Option<String>,
    /// A milestone becomes possible, of this track or `track/milestone`.
    #[serde(default)]
    pub allows: Option<String>,
    /// A day and hour to be there: the name of the event. `at` says which fact holds it.
    #[serde(default)]
    pub event: Option<String>,

    /// Each party or asset has a clock of its own.
    #[serde(default)]
    pub per: Option<Per>,
    /// The fact with the days that the court set; `judgment/perform_within_days` for another milestone's,
    /// `course/...` for the last that has it.
    #[serde(default)]
    pub days: Option<String>,
    /// The fact with the last day that the order names; where it is there, it wins.
    #[serde(default)]
    pub until_fact: Option<String>,
    /// With the clock begins one that counts from its end: the renewal that has to be asked for before a freeze lapses.
    #[serde(default)]
    pub then: Option<String>,
    /// It counts from the end of one of these periods, if one of them runs or has run, instead of from the milestone's day.
    #[serde(default)]
    pub anchor: Vec<String>,
    /// It counts from the day in this fact instead, if it is there.
    #[serde(default)]
    pub from_fact: Option<String>,
    /// It counts from the day of the last such milestone of the course, if there is one.
    #[serde(default)]
    pub since: Option<String>,
    /// `allows`: the day after the last period of this rule, once every debtor's has begun where it runs per party.
    #[serde(default)]
    pub once_over: Option<String>,
    /// `event`: the fact with the day and hour.
    #[serde(default)]
    pub at: Option<String>,
    /// Only where these facts have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Not where these facts have one of these values.
    #[serde(default)]
    pub except: BTreeMap<String, Vec<String>>,
    /// Only if one of these has happened by then: `track/milestone`.
    #[serde(default, rename = "if")]
    pub given: Vec<String>,
    /// Not if one of these has happened by then.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Only where the party that it names is the one debtor there is.
    #[serde(default)]
    pub alone: bool,
    /// Only the first time: while the clock runs, it does not begin again.
    #[serde(default)]
    pub first_only: bool,
    /// Who has to act, where it is not who the period says.
    #[serde(default)]
    pub by: Option<Actor>,
    /// Its name, for `allows` and `event`.
    #[serde(default)]
    pub title: Option<Title>,
}

/// What has a clock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// Each party, by the fact `party`.
    Party,
    /// Each asset, by the facts `asset` and `detail`.
    Asset,
}

impl Track {
    /// The milestone of that id.
    pub fn milestone(&self, id: &str) -> Option<&Milestone> {
        self.milestones.iter().find(|m| m.id == id)
    }

    /// The id that was most likely meant.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.milestones.iter().map(|m| m.id.as_str()))
    }
}

impl Milestone {
    /// Whether one of what it needs of other tracks has happened by a day, and was not undone since.
    pub fn is_given(&self, history: &[MilestoneEvent], on: NaiveDate) -> bool {
        given(self, history, on)
    }
}

impl Rulebook {
    /// Every track, by id.
    pub fn tracks(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter()
    }

    /// A milestone by `track/milestone`.
    pub fn milestone(&self, track: &str, milestone: &str) -> Option<&Milestone> {
        self.tracks.get(track)?.milestone(milestone)
    }
}

/// The name in `after` for a track on which nothing has happened.
pub const START: &str = "start";

/// In `course/fact`: the last milestone of the course that has the fact, whichever it is.
pub const COURSE: &str = "course";
