//! Tracks: the courses that proceedings take, as state machines in `tables/cn/tracks/*.yaml`.
//!
//! A milestone names what it may follow, the facts it needs, the periods it starts, meets or stops. Loading proves that
//! every milestone can be reached and leads to an end, and that every reference resolves. `track_check` decides what may
//! be recorded, `track_deadlines` what is due. To add a milestone: its table, and a case in `tests/rules/cn/`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::period::Actor;
use super::rulebook::Rulebook;
use super::schema::{Check, Confidence, Entry, Provenance, Sources, Title, day, nearest};
use super::track_facts::FactKind;

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
    /// It ends the track: only what names it in `after` can follow.
    #[serde(default)]
    pub ends: bool,
    /// Facts that tell two of one day apart, such as what was seized. Without any, two of one day are one, told twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told_apart_by: Vec<String>,
    /// It happens beside the course and need not lead on.
    #[serde(default)]
    pub side: bool,
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
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
}

/// What a milestone does to a period. Exactly one of `starts`, `satisfies`, `stops`, `renews`, `allows`, `event`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodUse {
    /// The period begins.
    #[serde(default)]
    pub starts: Option<String>,
    /// The period is met.
    #[serde(default)]
    pub satisfies: Option<String>,
    /// The period no longer matters; `all` for every period of the track.
    #[serde(default)]
    pub stops: Option<String>,
    /// Open clocks of these periods begin again.
    #[serde(default)]
    pub renews: Vec<String>,
    /// A milestone becomes possible, of this track or `track/milestone`.
    #[serde(default)]
    pub allows: Option<String>,
    /// A day and hour to be there: the name of the event. `at` says which fact holds it.
    #[serde(default)]
    pub event: Option<String>,

    /// Each party or asset has a clock of its own.
    #[serde(default)]
    pub per: Option<Per>,
    /// The fact with the days that the court set; `judgment/perform_within_days` for another milestone's.
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

impl Entry for Track {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        let mut ids = BTreeSet::new();
        for milestone in &self.milestones {
            let at = format!("- id: {}", milestone.id);
            if milestone.id == START || !ids.insert(milestone.id.as_str()) {
                check.report("E-TRACK-DUPLICATE-MILESTONE", &[&at, &at]).put("milestone", &milestone.id);
            }
        }
        for milestone in &self.milestones {
            self.check_milestone(milestone, &ids, check);
        }
        let reachable =
            self.closure(|m, seen| m.after.iter().any(|a| a == START || seen.contains(a.as_str())));
        let ending = self.closure(|m, seen| {
            m.ends
                || m.side
                || self.milestones.iter().any(|n| seen.contains(n.id.as_str()) && n.after.contains(&m.id))
        });
        for milestone in &self.milestones {
            let at = format!("- id: {}", milestone.id);
            if !reachable.contains(milestone.id.as_str()) {
                check.report("E-TRACK-UNREACHABLE", &[&at]).put("milestone", &milestone.id);
            } else if !ending.contains(milestone.id.as_str()) {
                check.report("E-TRACK-NO-END", &[&at]).put("milestone", &milestone.id);
            }
        }
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        for milestone in &self.milestones {
            let at = format!("- id: {}", milestone.id);
            let unknown = |check: &mut Check<'_>, name: &str, table: &'static str| {
                check
                    .report("E-RULES-UNKNOWN-REFERENCE", &[&at, name])
                    .put("found", name)
                    .put("table", table);
            };
            for name in milestone.opens.iter().filter(|o| book.tracks.get(o).is_none()) {
                unknown(check, name, "tracks");
            }
            for period in &milestone.periods {
                let named =
                    [&period.starts, &period.satisfies, &period.stops, &period.once_over, &period.then];
                let rules = named.into_iter().flatten().chain(&period.renews).chain(&period.anchor);
                for rule in rules {
                    let event = self.events().any(|e| e == rule) && period.starts.is_none();
                    if rule != "all" && !event && book.periods.get(rule).is_none() {
                        unknown(check, rule, "periods");
                    }
                }
                let elsewhere = period.given.iter().chain(&period.unless).chain(&period.allows);
                for name in elsewhere {
                    let (track, id) = name.split_once('/').unwrap_or((&self.id, name));
                    if book.milestone(track, id).is_none() {
                        unknown(check, name, "tracks");
                    }
                }
                // A period that nothing starts cannot be met.
                if let Some(rule) = &period.satisfies {
                    let started =
                        |p: &PeriodUse| [&p.starts, &p.event, &p.then].contains(&&Some(rule.clone()));
                    let ever =
                        book.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.periods).any(started);
                    if !ever && book.periods.get(rule).is_some() {
                        check.report("E-TRACK-NEVER-STARTED", &[&at, rule]).put("rule", rule);
                    }
                }
            }
        }
    }
}

impl Track {
    /// The names of dated events of this track.
    fn events(&self) -> impl Iterator<Item = &String> {
        self.milestones.iter().flat_map(|m| &m.periods).filter_map(|p| p.event.as_ref())
    }

    /// Grows a set of milestones until `joins` adds no more.
    fn closure(&self, joins: impl Fn(&Milestone, &BTreeSet<&str>) -> bool) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        loop {
            let before = seen.len();
            for milestone in &self.milestones {
                if !seen.contains(milestone.id.as_str()) && joins(milestone, &seen) {
                    seen.insert(milestone.id.as_str());
                }
            }
            if seen.len() == before {
                return seen;
            }
        }
    }

    fn check_milestone(&self, milestone: &Milestone, ids: &BTreeSet<&str>, check: &mut Check<'_>) {
        let at = format!("- id: {}", milestone.id);
        let named = milestone.after.iter().chain(&milestone.until);
        for name in named.chain(milestone.pending.keys()).chain(milestone.pending.values()) {
            if name != START && !ids.contains(name.as_str()) {
                check
                    .report("E-TRACK-UNKNOWN-MILESTONE", &[&at, name])
                    .put("milestone", &milestone.id)
                    .put("found", name);
            }
        }
        let mut names = BTreeSet::new();
        for fact in &milestone.facts {
            let label = format!("name: {}", fact.name);
            if !names.insert(fact.name.as_str()) {
                check.report("E-TRACK-DUPLICATE-FACT", &[&at, &label, &label]).put("found", &fact.name);
            }
            if (fact.kind == FactKind::OneOf) == fact.values.is_empty() {
                check.report("E-TRACK-FACT-VALUES", &[&at, &label]).put("found", &fact.name);
            }
        }
        if milestone.repeat == Repeat::Party && self.fact(milestone, "party").is_none() {
            check.report("E-TRACK-UNKNOWN-FACT", &[&at]).put("found", "party");
        }
        for name in milestone.told_apart_by.iter().filter(|name| !names.contains(name.as_str())) {
            check.report("E-TRACK-UNKNOWN-FACT", &[&at, "told_apart_by:", name]).put("found", name);
        }
        for (i, period) in milestone.periods.iter().enumerate() {
            self.check_period(milestone, period, &at, check);
            // Two clocks of one rule from one milestone fight unless their conditions keep them apart.
            let fights = milestone.periods[..i].iter().any(|other| {
                let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
                (same(&other.starts, &period.starts)
                    && other.when.is_empty()
                    && period.when.is_empty()
                    && other.given == period.given
                    && other.unless == period.unless)
                    || same(&other.satisfies, &period.starts)
                    || same(&other.starts, &period.satisfies)
                    || same(&other.stops, &period.satisfies)
                    || same(&other.satisfies, &period.stops)
            });
            if fights {
                let rule = period.starts.as_ref().or(period.satisfies.as_ref()).or(period.stops.as_ref());
                let rule = rule.map_or("", String::as_str);
                check.report("E-TRACK-PERIODS-FIGHT", &[&at, rule, rule]).put("rule", rule);
            }
        }
    }

    fn check_period(&self, milestone: &Milestone, period: &PeriodUse, at: &str, check: &mut Check<'_>) {
        let does = [
            period.starts.is_some(),
            period.satisfies.is_some(),
            period.stops.is_some(),
            !period.renews.is_empty(),
            period.allows.is_some(),
            period.event.is_some(),
        ];
        if does.iter().filter(|d| **d).count() != 1
            || (period.event.is_some() && (period.at.is_none() || period.title.is_none()))
            || (period.allows.is_some() && period.title.is_none())
        {
            check.report("E-TRACK-PERIOD-SHAPE", &[at, "periods:"]).put("milestone", &milestone.id);
        }
        let per = match period.per {
            // What is satisfied or stopped without naming the party or asset ends every clock of the rule.
            _ if period.starts.is_none() => None,
            Some(Per::Party) => Some("party"),
            Some(Per::Asset) => Some("asset"),
            None => None,
        };
        let facts = [
            (per, None),
            (period.days.as_deref(), Some(FactKind::Days)),
            (period.until_fact.as_deref(), Some(FactKind::Date)),
            (period.from_fact.as_deref(), Some(FactKind::Date)),
            (period.at.as_deref(), Some(FactKind::At)),
        ];
        let conditions = period.when.keys().chain(period.except.keys()).map(|k| (Some(k.as_str()), None));
        for (name, kind) in facts.into_iter().chain(conditions) {
            let Some(name) = name else { continue };
            let fits = self.fact(milestone, name).is_some_and(|f| kind.is_none_or(|k| f.kind == k));
            if !fits {
                check.report("E-TRACK-UNKNOWN-FACT", &[at, "periods:", name]).put("found", name);
            }
        }
    }

    /// The fact `name` of the milestone, or `other/name` of another milestone of the track.
    pub(super) fn fact<'t>(&'t self, milestone: &'t Milestone, name: &str) -> Option<&'t Fact> {
        let (holder, name) = match name.split_once('/') {
            Some((id, name)) => (self.milestone(id)?, name),
            None => (milestone, name),
        };
        holder.facts.iter().find(|f| f.name == name)
    }
}
