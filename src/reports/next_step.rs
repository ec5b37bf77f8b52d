//! The command to type next for a deadline, read out of the tracks: the milestone that meets it, the facts that it
//! needs, the documents that it calls for.

use std::collections::BTreeMap;

use crate::domain::actor::Actor;
use crate::domain::date::parse_minute;
use crate::domain::identity::mask;
use crate::domain::summary::{OpenDeadline, Summary};
use crate::rules::Rulebook;
use crate::rules::track::{Milestone, START, Track};
use crate::rules::track_facts::FactKind;

/// What to type for a deadline. Words in capitals are to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The documents it takes.
    pub draft: Option<String>,
    /// The milestone that meets it, once it has happened.
    pub record: Option<String>,
}

impl Step {
    /// The command to type first.
    pub fn next(&self) -> Option<&str> {
        self.draft.as_deref().or(self.record.as_deref())
    }

    /// The one after it.
    pub fn then(&self) -> Option<&str> {
        self.draft.as_ref().and(self.record.as_deref())
    }
}

/// Which milestones meet which period, looked up once for many deadlines.
pub struct Steps<'a> {
    rules: &'a Rulebook,
    known: &'a (dyn Fn(&str) -> bool + Sync),
    meets: BTreeMap<&'a str, Vec<(&'a Track, &'a Milestone)>>,
    allows: BTreeMap<(&'a str, String), (&'a Track, &'a Milestone)>,
}

impl<'a> Steps<'a> {
    /// Reads the tracks; `known` says which kinds of document can be drafted.
    pub fn new(rules: &'a Rulebook, known: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        let mut meets: BTreeMap<&str, Vec<(&Track, &Milestone)>> = BTreeMap::new();
        let mut allows = BTreeMap::new();
        for track in rules.tracks() {
            for milestone in &track.milestones {
                for used in &milestone.periods {
                    if let Some(target) = &used.allows {
                        let (of, id) = target.split_once('/').unwrap_or((&track.id, target));
                        let found = rules.tracks().find(|t| t.id == of);
                        let found = found.and_then(|t| Some((t, t.milestone(id)?)));
                        allows.extend(found.map(|f| ((track.id.as_str(), allowed_rule(target)), f)));
                    }
                    for rule in used.satisfies.iter().chain(&used.renews) {
                        meets.entry(rule).or_default().push((track, milestone));
                    }
                }
            }
        }
        Steps { rules, known, meets, allows }
    }

    /// What to type for a deadline of an account.
    pub fn of(&self, row: &Summary, deadline: &OpenDeadline) -> Step {
        if let Some(command) = of_plan(row, deadline) {
            return Step { draft: None, record: Some(command) };
        }
        let Some((track, milestone)) = self.milestone(row, deadline) else { return Step::default() };
        let ours = matches!(deadline.by, Actor::Creditor | Actor::Party) || deadline.allowed;
        Step {
            draft: if ours { self.draft(row, track, milestone) } else { None },
            record: Some(record(row, deadline, track, milestone)),
        }
    }

    /// The milestone that meets it: of its own track before those of others.
    fn milestone(&self, row: &Summary, deadline: &OpenDeadline) -> Option<(&'a Track, &'a Milestone)> {
        let of_track = |id: &str| self.rules.tracks().find(|t| t.id == id);
        if deadline.track.is_empty() {
            // Limitation and the guarantee period end with the suit.
            let track = of_track(&row.track)?;
            return Some((track, track.milestones.iter().find(|m| begins(m) && !m.side)?));
        }
        if deadline.allowed
            && let Some(found) = self.allows.get(&(deadline.track.as_str(), deadline.rule.clone()))
        {
            return Some(*found);
        }
        if deadline.allowed
            && let Some(track) = of_track(&deadline.track)
            && let Some(milestone) = track.milestone(&deadline.rule)
        {
            return Some((track, milestone));
        }
        let meets = self.meets.get(deadline.rule.as_str())?;
        let on = |id: &str| meets.iter().find(|(t, _)| t.id == id);
        on(&deadline.track).or_else(|| on(&row.track)).or_else(|| meets.first()).copied()
    }

    fn draft(&self, row: &Summary, track: &Track, milestone: &Milestone) -> Option<String> {
        let kinds = match track.id.as_str() {
            "litigation" | "arbitration" | "payment-order" if begins(milestone) => "filing".to_owned(),
            "enforcement" if begins(milestone) => "enforcement".to_owned(),
            _ => {
                let known = milestone.documents.iter().filter(|kind| (self.known)(kind));
                known.map(String::as_str).collect::<Vec<_>>().join(",")
            }
        };
        (!kinds.is_empty()).then(|| format!("sucheng draft {kinds} {}", row.account))
    }
}

/// For what follows from a plan of instalments: the payment to record, or the end of a plan that is broken.
fn of_plan(row: &Summary, deadline: &OpenDeadline) -> Option<String> {
    match deadline.rule.as_str() {
        "plan-breach" => Some(format!("sucheng plan break {} --on DATE", row.account)),
        "instalment" => Some(format!("sucheng pay {} AMOUNT --on DATE", row.account)),
        _ => None,
    }
}

/// The rule of a deadline that says since when a milestone is possible: `enforcement/applied` has no `/` there.
pub fn allowed_rule(target: &str) -> String {
    target.replace('/', "-")
}

/// Whether a milestone begins its track.
fn begins(milestone: &Milestone) -> bool {
    milestone.after.iter().any(|after| after == START)
}

fn record(row: &Summary, deadline: &OpenDeadline, track: &Track, milestone: &Milestone) -> String {
    let mut command = format!("sucheng record {} {}/{} --on DATE", row.account, track.id, milestone.id);
    let needed = |name: &String| milestone.told_apart_by.contains(name);
    for fact in milestone.facts.iter().filter(|f| f.required || needed(&f.name)) {
        let value = known(deadline, &fact.name).unwrap_or_else(|| match fact.kind {
            FactKind::OneOf => fact.values.join("|"),
            _ => fact.name.to_uppercase(),
        });
        command.push_str(&format!(" --set {}", quoted(&format!("{}={value}", fact.name))));
    }
    command
}

/// What the deadline itself says of a fact: whose it is, which asset. A number that has to be masked is to be filled in.
fn known(deadline: &OpenDeadline, fact: &str) -> Option<String> {
    // An hour is no asset.
    let of = deadline.of.as_deref().filter(|of| parse_minute(of).is_none())?;
    let value = match fact {
        "party" => Some(of),
        // An asset is its kind and what it is.
        "asset" => of.split_once(' ').map(|(kind, _)| kind),
        "detail" => of.split_once(' ').map(|(_, detail)| detail),
        _ => None,
    }?;
    (mask::runs(value) == value && !value.is_empty()).then(|| value.to_owned())
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "=._/,:-（）".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
