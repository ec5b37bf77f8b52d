//! What was decided against the debtor and is in force: what a letter may still ask for.

use chrono::NaiveDate;
use serde::Serialize;

use super::fold::{Docket, Recorded};
use crate::domain::contract::Rate;
use crate::domain::event::MilestoneEvent;
use crate::domain::{Amount, date};
use crate::rules::lpr::LprTerm;
use crate::rules::track_facts::names;

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    /// 民事裁定书 by which a court confirmed an agreement made before mediators (民诉法 206).
    Confirmation,
    /// 公证债权文书, with the certificate of enforcement issued on it (民诉法 249, 法释〔2018〕18号 3).
    NotarisedDeed,
}

impl Paper {
    /// What it is called.
    pub const fn chinese(self) -> &'static str {
        match self {
            Paper::Judgment => "民事判决书",
            Paper::Mediation => "民事调解书",
            Paper::Award => "裁决书",
            Paper::TribunalMediation => "调解书",
            Paper::PaymentOrder => "支付令",
            Paper::Confirmation => "民事裁定书",
            Paper::NotarisedDeed => "公证债权文书",
        }
    }

    /// The track that led to it.
    pub const fn track(self) -> &'static str {
        match self {
            Paper::Judgment | Paper::Mediation => "litigation",
            Paper::Award | Paper::TribunalMediation => "arbitration",
            Paper::PaymentOrder => "payment-order",
            Paper::Confirmation => "judicial-confirmation",
            Paper::NotarisedDeed => "notarised-deed",
        }
    }

    /// Whether a court made it: that court certifies that it is in force, and enforces it.
    pub const fn is_of_a_court(self) -> bool {
        matches!(self, Paper::Judgment | Paper::Mediation | Paper::PaymentOrder | Paper::Confirmation)
    }
}

/// How a decision lets general interest go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterestPer {
    /// So much a day.
    Day,
    /// So much a year of 360 days.
    #[serde(rename = "year-360")]
    Year360,
    /// So much a year of 365 days.
    #[serde(rename = "year-365")]
    Year365,
    /// So much a year, as many days as it has.
    YearActual,
    /// As the contract has it.
    AsClaimed,
}

impl InterestPer {
    fn read(text: &str) -> Option<Self> {
        match text {
            "day" => Some(InterestPer::Day),
            "year-360" => Some(InterestPer::Year360),
            "year-365" => Some(InterestPer::Year365),
            "year-actual" => Some(InterestPer::YearActual),
            "as-claimed" => Some(InterestPer::AsClaimed),
            _ => None,
        }
    }
}

/// A decision in force, as the milestones record it. What they do not record is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Its kind.
    pub paper: Paper,
    /// The court, institution or notary.
    pub by: Option<String>,
    /// Its number, else that of the proceedings; of a notarised deed its own.
    pub number: Option<String>,
    /// The number of the certificate of enforcement (执行证书) issued on a notarised deed.
    pub certificate: Option<String>,
    /// The day of the decision.
    pub on: NaiveDate,
    /// The day of the decision that has the figures, an appeal's where that changed them: they consider what was paid until
    /// then.
    pub figures_on: NaiveDate,
    /// The milestone that has, or lacks, the figures: `litigation/judgment`.
    pub figures_in: String,
    /// The day from which it is in force.
    pub effective: NaiveDate,
    /// Whether it dismissed the claims, so that nothing is owed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dismisses: bool,
    /// How an appeal against it ended: the outcome as recorded, and its number.
    pub appeal: Option<(String, Option<String>)>,
    /// Principal.
    pub principal: Option<Amount>,
    /// Interest and penalty.
    pub interest: Option<Amount>,
    /// What of that is penalty, where it is told apart.
    pub penalty: Option<Amount>,
    /// Costs that the debtor bears.
    pub costs: Option<Amount>,
    /// The day from which general interest goes on.
    pub interest_from: Option<NaiveDate>,
    /// The rate at which it does.
    pub interest_rate: Option<Rate>,
    /// What the rate is counted by.
    pub interest_per: Option<InterestPer>,
    /// Where interest floats with the LPR: how many times it.
    pub interest_lpr_multiple: Option<Rate>,
    /// The LPR of which term.
    pub interest_lpr_term: Option<LprTerm>,
    /// Those who must perform, where not every debtor must.
    pub against: Vec<String>,
    /// Days for performance, from the day it is in force.
    pub within_days: Option<u32>,
    /// The last day for performance, where the decision names it.
    pub perform_by: Option<NaiveDate>,
}

impl Decision {
    /// The decision in force on a day; the latest where there are several. `None` where none is recorded.
    pub fn in_force(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Option<Decision> {
        Decision::all(history, on).pop()
    }

    /// The latest decision in force on a day that this debtor must perform.
    pub fn binding(history: &[Recorded<MilestoneEvent>], on: NaiveDate, debtor: &str) -> Option<Decision> {
        let binds = |d: &Decision| d.against.is_empty() || d.against.iter().any(|name| name == debtor);
        Decision::all(history, on).into_iter().rfind(binds)
    }

    /// Whether anything of what it awards is recorded.
    pub const fn has_figures(&self) -> bool {
        self.principal.is_some() || self.interest.is_some() || self.costs.is_some()
    }

    /// Whether every figure is recorded, and each is zero.
    pub fn awards_nothing(&self) -> bool {
        [self.principal, self.interest, self.costs].iter().all(|sum| *sum == Some(Amount::ZERO))
    }

    /// Every decision in force on a day, by the day it took effect. An award that was set aside is none.
    fn all(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Vec<Decision> {
        let mut known: Vec<&MilestoneEvent> =
            history.iter().map(|m| &m.what).filter(|m| m.on <= on).collect();
        known.sort_by_key(|m| m.on);
        let set_aside = |m: &MilestoneEvent| known.iter().any(|by| undoes(by, m));
        let decided = known.iter().filter(|m| !set_aside(m));
        decided.filter_map(|m| Some(Decision::of(&known, m, paper(m)?))).collect()
    }

    /// What is recorded of the decision that a milestone put into force.
    fn of(known: &[&MilestoneEvent], last: &MilestoneEvent, paper: Paper) -> Decision {
        let of = |milestone: &str| {
            known.iter().rev().copied().find(|m| m.track == last.track && m.milestone == milestone)
        };
        // What was decided: the milestone with the figures, an appeal's where that changed them.
        let first = match paper {
            Paper::Judgment => of("judgment"),
            Paper::PaymentOrder => of("issued"),
            Paper::Mediation
            | Paper::Award
            | Paper::TribunalMediation
            | Paper::Confirmation
            | Paper::NotarisedDeed => Some(last),
        };
        let noted = of("interest-ordered");
        let appeal = of("second-instance").filter(|_| paper == Paper::Judgment);
        let changed = appeal.filter(|m| fact(m, "outcome").as_deref() == Some("changed"));
        let figures = changed.or(first);
        let figure = |name: &str| figures.and_then(|m| fact(m, name));
        let named = |name: &str, places: &[&str]| {
            places.iter().filter_map(|place| of(place)).find_map(|m| fact(m, name))
        };
        let places = || [noted, figures, first].into_iter().flatten();
        let going_on = |name: &str| places().find_map(|m| fact(m, name));
        // A rate, a multiple and the contract's rate are ways to say the same: the last to say one of them decides.
        let says = |m: &&MilestoneEvent| {
            ["interest_rate", "interest_lpr_multiple"].iter().any(|name| fact(m, name).is_some())
                || fact(m, "interest_per").as_deref() == Some("as-claimed")
        };
        let rate = |name: &str| places().find(says).and_then(|m| fact(m, name));
        let figures_in = figures.map_or_else(
            || format!("{}/{}", last.track, if paper == Paper::PaymentOrder { "issued" } else { "judgment" }),
            |m| format!("{}/{}", m.track, m.milestone),
        );
        let own = first.and_then(|m| fact(m, "case_number")).or_else(|| named("case_number", &["accepted"]));
        // A deed is known by its own number; that of the proceedings is the certificate's.
        let (number, certificate) = match paper {
            Paper::NotarisedDeed => (fact(last, "deed_number"), own),
            _ => (own, None),
        };
        Decision {
            paper,
            by: named("court", &["accepted", "filed", "applied"])
                .or_else(|| named("institution", &["accepted", "applied"]))
                .or_else(|| named("notary", &["certificate-sought"])),
            number,
            certificate,
            on: first.unwrap_or(last).on,
            figures_on: figures.unwrap_or(last).on,
            figures_in,
            effective: last.on,
            dismisses: false,
            appeal: appeal.map(|m| {
                let number = fact(m, "case_number").or_else(|| named("case_number", &["appeal-accepted"]));
                (fact(m, "outcome").unwrap_or_default(), number)
            }),
            principal: figure("principal").and_then(|text| text.parse().ok()),
            interest: figure("interest").and_then(|text| text.parse().ok()),
            penalty: figure("penalty").and_then(|text| text.parse().ok()),
            costs: figure("costs").and_then(|text| text.parse().ok()),
            interest_from: going_on("late_interest_from").and_then(|text| date::parse(&text)),
            interest_rate: rate("interest_rate").and_then(|text| text.parse().ok()),
            interest_per: going_on("interest_per").and_then(|text| InterestPer::read(&text)),
            interest_lpr_multiple: rate("interest_lpr_multiple").and_then(|text| text.parse().ok()),
            interest_lpr_term: going_on("interest_lpr_term").and_then(|text| LprTerm::read(&text)),
            against: figure("against")
                .or_else(|| first.and_then(|m| fact(m, "against")))
                .map(|text| names(&text).map(str::to_owned).collect())
                .unwrap_or_default(),
            within_days: appeal
                .and_then(|m| fact(m, "perform_within_days"))
                .or_else(|| first.and_then(|m| fact(m, "perform_within_days")))
                .and_then(|text| text.parse().ok()),
            perform_by: figure("perform_by").and_then(|text| date::parse(&text)),
        }
    }
}

impl Docket {
    /// The agreement made before mediators that stands on a day, whether or not a court has confirmed it; `None` where
    /// none is recorded, or a court refused to confirm it.
    pub fn mediated(&self, on: NaiveDate) -> Option<&MilestoneEvent> {
        let of = |m: &&MilestoneEvent| m.track == "judicial-confirmation" && m.on <= on;
        let known = || self.milestones.iter().map(|m| &m.what).filter(of);
        let agreed = known().filter(|m| m.milestone == "agreed").max_by_key(|m| m.on)?;
        let refused = known().any(|m| m.milestone == "rejected" && m.on >= agreed.on);
        (!refused).then_some(agreed)
    }
}

/// Whether one milestone takes away what another put into force: the award was set aside, sent back, or its enforcement
/// or that of a notarised deed refused. An award made anew after it stands.
pub(super) fn undoes(by: &MilestoneEvent, of: &MilestoneEvent) -> bool {
    let outcome = by.facts.get("outcome").map(String::as_str);
    if of.track == "notarised-deed" {
        return by.track == of.track && by.milestone == "non-enforcement-ruled" && by.on >= of.on;
    }
    of.track == "arbitration"
        && by.track == "arbitration"
        && by.on >= of.on
        && matches!(
            (by.milestone.as_str(), outcome),
            ("set-aside-decided", Some("set-aside" | "remitted"))
                | ("non-enforcement-decided", Some("refused-enforcement"))
        )
}

/// A fact of a milestone that says something.
pub(super) fn fact(of: &MilestoneEvent, name: &str) -> Option<String> {
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
        ("judicial-confirmation", "confirmed") => Some(Paper::Confirmation),
        ("notarised-deed", "certificate-issued") => Some(Paper::NotarisedDeed),
        _ => None,
    }
}
