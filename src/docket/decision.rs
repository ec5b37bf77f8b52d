//! What was decided against the debtor and is in force: what a letter may still ask for.

use chrono::NaiveDate;

use super::fold::Recorded;
use crate::domain::event::MilestoneEvent;
use crate::domain::{Amount, date};

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// 民事判决书.
    Judgment,
    /// 民事调解书 of a court.
    Mediation,
    /// 裁决书.
    Award,
    /// 调解书 of a tribunal.
    TribunalMediation,
    /// 支付令.
    PaymentOrder,
}

/// A decision in force, as the milestones record it. What they do not record is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its kind.
    pub paper: Paper,
    /// The court or institution.
    pub by: Option<String>,
    /// Its number, else that of the proceedings.
    pub number: Option<String>,
    /// The day of the decision.
    pub on: NaiveDate,
    /// The day from which it is in force.
    pub effective: NaiveDate,
    /// How an appeal against it ended: the outcome as recorded, and its number.
    pub appeal: Option<(String, Option<String>)>,
    /// Principal.
    pub principal: Option<Amount>,
    /// Interest and penalty.
    pub interest: Option<Amount>,
    /// Costs that the debtor bears.
    pub costs: Option<Amount>,
    /// The day from which general interest goes on.
    pub interest_from: Option<NaiveDate>,
    /// Days for performance, from the day it is in force.
    pub within_days: Option<u32>,
    /// The last day for performance, where the decision names it.
    pub perform_by: Option<NaiveDate>,
}

impl Decision {
    /// The decision in force on a day; the latest where there are several. `None` where none is recorded.
    pub fn in_force(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Option<Decision> {
        let mut known: Vec<&MilestoneEvent> =
            history.iter().map(|m| &m.what).filter(|m| m.on <= on).collect();
        known.sort_by_key(|m| m.on);
        let (last, paper) = known.iter().rev().find_map(|m| Some((*m, paper(m)?)))?;
        let of = |milestone: &str| {
            known.iter().rev().copied().find(|m| m.track == last.track && m.milestone == milestone)
        };
        // What was decided: the milestone with the figures, an appeal's where that changed them.
        let first = match paper {
            Paper::Judgment => of("judgment"),
            Paper::PaymentOrder => of("issued"),
            Paper::Mediation | Paper::Award | Paper::TribunalMediation => Some(last),
        };
        let appeal = of("second-instance").filter(|_| paper == Paper::Judgment);
        let changed = appeal.filter(|m| fact(m, "outcome").as_deref() == Some("changed"));
        let figures = changed.or(first);
        let figure = |name: &str| figures.and_then(|m| fact(m, name));
        let named = |name: &str, places: &[&str]| {
            places.iter().filter_map(|place| of(place)).find_map(|m| fact(m, name))
        };
        Some(Decision {
            paper,
            by: named("court", &["accepted", "filed", "applied"])
                .or_else(|| named("institution", &["accepted", "applied"])),
            number: first
                .and_then(|m| fact(m, "case_number"))
                .or_else(|| named("case_number", &["accepted"])),
            on: first.unwrap_or(last).on,
            effective: last.on,
            appeal: appeal.map(|m| {
                let number = fact(m, "case_number").or_else(|| named("case_number", &["appeal-accepted"]));
                (fact(m, "outcome").unwrap_or_default(), number)
            }),
            principal: figure("principal").and_then(|text| text.parse().ok()),
            interest: figure("interest").and_then(|text| text.parse().ok()),
            costs: figure("costs").and_then(|text| text.parse().ok()),
            interest_from: first.and_then(|m| fact(m, "late_interest_from")).and_then(|t| date::parse(&t)),
            within_days: appeal
                .and_then(|m| fact(m, "perform_within_days"))
                .or_else(|| first.and_then(|m| fact(m, "perform_within_days")))
                .and_then(|text| text.parse().ok()),
            perform_by: figure("perform_by").and_then(|text| date::parse(&text)),
        })
    }
}

fn fact(of: &MilestoneEvent, name: &str) -> Option<String> {
    of.facts.get(name).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a milestone puts into force: an award from the day it is made (仲裁法 2025 art. 69, before 57).
fn paper(of: &MilestoneEvent) -> Option<Paper> {
    match (of.track.as_str(), of.milestone.as_str()) {
        ("litigation", "effective") => Some(Paper::Judgment),
        ("litigation", "mediated") => Some(Paper::Mediation),
        ("arbitration", "award") => Some(Paper::Award),
        ("arbitration", "mediated") => Some(Paper::TribunalMediation),
        ("payment-order", "effective") => Some(Paper::PaymentOrder),
        _ => None,
    }
}
