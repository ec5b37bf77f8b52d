//! What the tables expect of a milestone and does not hold: told, and recorded all the same.

use crate::docket::Docket;
use crate::domain::date::chinese;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::rules::Rulebook;
use crate::rules::track_expect::{Bound, Unusual};
use crate::rules::track_facts::Parties;

/// A warning for each; `earlier` is the number of the record that this one takes the place of.
pub fn unusual(
    docket: &Docket,
    event: &MilestoneEvent,
    earlier: Option<u64>,
    rules: &Rulebook,
) -> Vec<Problem> {
    let kept = docket.milestones.iter().filter(|m| Some(m.seq) != earlier);
    let history: Vec<MilestoneEvent> = kept.map(|m| m.what.clone()).collect();
    let found = rules.unexpected(&history, event, &Parties::of(&docket.case));
    let told = found.into_iter().map(|Unusual { expect, bound }| {
        let [zh, en] = bound.map_or_else(Default::default, words);
        let problem = Problem::warning("W-RECORD-UNUSUAL", Place::default())
            .with("milestone", format!("{}/{}", event.track, event.milestone))
            .with("why_zh", format!("{}{zh}", expect.zh))
            .with("why_en", format!("{}{en}", expect.en));
        match &expect.source {
            Some(source) => problem.resting_on(source),
            None => problem,
        }
    });
    told.chain(before_contract(docket, event)).collect()
}

/// What would be usual here, to follow what is usual at all.
fn words(bound: Bound) -> [String; 2] {
    match bound {
        Bound::From(day) => [format!("（此处不早于{}）", chinese(day)), format!(" (here not before {day})")],
        Bound::Until(day) => [format!("（此处不晚于{}）", chinese(day)), format!(" (here not after {day})")],
        Bound::Least(sum) => {
            let sum = sum.grouped();
            [format!("（此处不低于{sum}元）"), format!(" (here not below {sum})")]
        }
    }
}

/// Nothing happens over a contract before it is signed.
fn before_contract(docket: &Docket, event: &MilestoneEvent) -> Option<Problem> {
    let signed = docket.case.contract.signed_on.filter(|signed| event.on < *signed)?;
    Some(
        Problem::warning("W-RECORD-BEFORE-CONTRACT", Place::default())
            .with("milestone", format!("{}/{}", event.track, event.milestone))
            .with("on", event.on)
            .with("signed", signed),
    )
}
