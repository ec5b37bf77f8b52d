//! The clocks of an account that no milestone starts: limitation of the claim, and the clocks of guarantors.

use chrono::NaiveDate;

use super::deadline::Deadline;
use super::fold::Docket;
use super::guarantors::Guarantors;
use super::instalment_clocks;
use super::instalments::PlanStanding;
use super::pursuit::Pursuit;
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::{Reason, Refusal};
use crate::rules::limitation::Limitation;
use crate::rules::period::Actor;
use crate::rules::rulebook::Rulebook;
use crate::rules::track_deadlines::Status;

/// The clocks that run without a milestone: limitation until there is a suit, and the guarantee periods. Gives the day the
/// claim is time-barred on if only interruptions with proof count, where that is sooner.
pub(super) fn clocks(
    docket: &Docket,
    as_of: NaiveDate,
    rules: &Rulebook,
    history: &[MilestoneEvent],
    plan: Option<&PlanStanding>,
    deadlines: &mut Vec<Deadline>,
    refused: &mut Vec<(String, Refusal)>,
) -> Option<NaiveDate> {
    let mut without_proof = None;
    let sued = |m: &MilestoneEvent| {
        matches!(
            (m.track.as_str(), m.milestone.as_str()),
            ("litigation", "filed" | "deemed-filed") | ("arbitration" | "payment-order", "applied")
        )
    };
    // A suit that came to nothing, withdrawn or not accepted, leaves the claim to its limitation again; one in which the
    // claims were dismissed does not.
    let lost =
        |m: &MilestoneEvent| m.milestone == "dismissed" && m.facts.get("what").is_some_and(|w| w == "claims");
    let over = Pursuit::of(&docket.milestones, as_of) == Pursuit::None && !history.iter().any(lost);
    // A decision in force, or enforcement that names one made elsewhere, has a time of its own.
    let settled = |m: &MilestoneEvent| match (m.track.as_str(), m.milestone.as_str()) {
        ("litigation" | "payment-order", "effective")
        | ("litigation" | "arbitration", "mediated")
        | ("judicial-confirmation", "confirmed")
        | ("notarised-deed", "certificate-issued") => true,
        ("arbitration", "award") => !voided(history, m),
        ("enforcement", "applied") => m.facts.contains_key("basis"),
        _ => false,
    };
    let decided = history.iter().any(settled);
    // What went to mediators and was not accepted as a suit interrupts, and holds nothing up.
    let asked_only = |m: &MilestoneEvent| !decided && rules.is_done_on_its_day(m, history);
    // What was sued for and led to an award that no longer stands is not sued for any more.
    let stands = |m: &&MilestoneEvent| sued(m) && !over && !voided(history, m) && !asked_only(m);
    let suit = history.iter().find(stands);
    let due = Rulebook::limitation_start(&docket.case)?;
    if !decided || suit.is_some() {
        // Later contacts and payments are not known yet on that day.
        let (contacts, payments) = (docket.contacts(as_of, rules), docket.paid_until(as_of));
        let mut facts = rules.limitation_facts_until(&docket.case, &contacts, &payments, history, as_of);
        // What came before the clock started, every payment of better times, has no bearing on it.
        facts.interruptions.retain(|i| i.on > due);
        if let Some(plan) = plan {
            instalment_clocks::restart(plan, &mut facts);
        }
        match rules.limitation(due, &facts.interruptions, false) {
            Ok(answer) => {
                let title = rules.period("limitation").map(|p| [p.title.zh.clone(), p.title.en.clone()]);
                let Ok(title) = title else { return None };
                if suit.is_none() && answer.value.rests_on_unproved {
                    without_proof = Some(answer.value.expires_proved);
                }
                deadlines.push(limitation(answer.value, answer.because, title, suit, as_of));
            }
            Err(refusal) => refused.push(("limitation".to_owned(), refusal)),
        }
    }
    Guarantors { docket, as_of, rules, history, suit, due }.clocks(deadlines, refused);
    without_proof
}

/// Whether an award that these proceedings led to was set aside, or its enforcement refused, and nothing of theirs came
/// after it: the claim can be sued for, or go to arbitration on a new agreement (仲裁法 2025 art. 9).
fn voided(history: &[MilestoneEvent], of: &MilestoneEvent) -> bool {
    of.track == "arbitration"
        && history.iter().any(|m| {
            let outcome = m.facts.get("outcome").map(String::as_str);
            m.track == "arbitration"
                && m.on >= of.on
                && matches!(
                    (m.milestone.as_str(), outcome),
                    ("set-aside-decided", Some("set-aside"))
                        | ("non-enforcement-decided", Some("refused-enforcement"))
                )
        })
}

pub(super) fn limitation(
    found: Limitation,
    because: Vec<Reason>,
    title: [String; 2],
    suit: Option<&MilestoneEvent>,
    as_of: NaiveDate,
) -> Deadline {
    let status = match suit {
        Some(_) => Status::Met,
        None if found.expires < as_of => Status::Overdue,
        None => Status::Open,
    };
    Deadline {
        id: "limitation".to_owned(),
        track: String::new(),
        rule: "limitation".to_owned(),
        title,
        from: found.interruptions.iter().rev().map(|w| w.interruption.on).next().unwrap_or(found.due),
        due: found.expires,
        raw_due: found.raw_expires,
        status,
        by: Actor::Creditor,
        of: None,
        source: because.first().map_or_else(String::new, |r| r.source.clone()),
        provisional: found.provisional,
        lapses: false,
        fades: false,
        act_by: None,
        warnings: found.warnings,
        late: false,
        handled: None,
        because,
    }
}
