//! Costs of pursuing a claim: what the creditor advanced, what came back and from whom, and what is still out.

use chrono::NaiveDate;
use serde::Serialize;

use super::balance::Balance;
use super::fold::Docket;
use crate::domain::Amount;
use crate::domain::cost::{CostEntry, CostKind, CostWay};
use crate::domain::event::MilestoneEvent;
use crate::rules::answer::Refusal;
use crate::rules::rounding::sum;

/// A cost and where it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CostLine {
    /// The cost.
    #[serde(flatten)]
    pub entry: CostEntry,
    /// The milestone that told of it, as `track/milestone`; none where it was entered by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// The amount is that of the notice, since the milestone of payment has none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_noticed: bool,
}

/// Costs of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CostOf {
    /// The kind.
    pub kind: CostKind,
    /// What the creditor paid.
    pub advanced: Amount,
    /// What court or institution gave back.
    pub refunded: Amount,
    /// What the debtor made good, entered as such.
    pub recovered: Amount,
}

/// The costs of an account until a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CostSummary {
    /// Every cost, oldest first.
    pub lines: Vec<CostLine>,
    /// By kind; kinds without any are left out.
    pub kinds: Vec<CostOf>,
    /// What the creditor paid.
    pub advanced: Amount,
    /// What court or institution gave back.
    pub refunded: Amount,
    /// What the debtor made good: entered as such, and out of payments and proceeds that went to costs.
    pub recovered: Amount,
    /// What is still out; below zero where more came back than is entered as advanced.
    pub out: Amount,
    /// Fees that were paid, of which no milestone says how much.
    pub unknown: Vec<String>,
}

/// Milestones that say the creditor paid a fee: track, milestone, the milestone of the notice, kind.
const PAID: [(&str, &str, &str, CostKind); 5] = [
    ("litigation", "fee-paid", "fee-noticed", CostKind::AcceptanceFee),
    ("litigation", "appeal-fee-paid", "appeal-fee-noticed", CostKind::AcceptanceFee),
    ("payment-order", "fee-paid", "fee-noticed", CostKind::AcceptanceFee),
    ("arbitration", "fee-paid", "fee-noticed", CostKind::ArbitrationFee),
    ("preservation", "fee-paid", "ruled", CostKind::PreservationFee),
];

impl Docket {
    /// Every cost up to and including a day, oldest first: those that milestones tell of, and those entered.
    pub fn cost_lines(&self, until: NaiveDate) -> (Vec<CostLine>, Vec<String>) {
        let (mut lines, mut unknown) = (Vec::new(), Vec::new());
        let known: Vec<&MilestoneEvent> =
            self.milestones.iter().map(|m| &m.what).filter(|m| m.on <= until).collect();
        for m in &known {
            let Some((track, id, notice, kind)) = PAID
                .into_iter()
                .find(|(track, id, ..)| (m.track.as_str(), m.milestone.as_str()) == (*track, *id))
            else {
                continue;
            };
            let of = |event: &MilestoneEvent| event.facts.get("amount")?.trim().parse::<Amount>().ok();
            let noticed = || {
                let notices =
                    known.iter().filter(|n| n.track == track && n.milestone == notice && n.on <= m.on);
                notices.max_by_key(|n| n.on).and_then(|n| of(n))
            };
            let own = of(m);
            match own.or_else(noticed) {
                Some(amount) => lines.push(CostLine {
                    entry: CostEntry {
                        kind,
                        way: CostWay::Advanced,
                        on: m.on,
                        amount,
                        party: None,
                        reference: None,
                        collected_by_court: false,
                    },
                    milestone: Some(format!("{track}/{id}")),
                    as_noticed: own.is_none(),
                }),
                None => unknown.push(format!("{track}/{id} {}", m.on)),
            }
        }
        let entered = self.costs.iter().map(|c| &c.what).filter(|c| c.on <= until);
        lines.extend(entered.map(|c| CostLine { entry: c.clone(), milestone: None, as_noticed: false }));
        lines.sort_by_key(|line| line.entry.on);
        (lines, unknown)
    }

    /// The costs until a day. `balance` says what payments and proceeds made good; without it only what was entered counts.
    ///
    /// # Errors
    /// `R-MONEY-RANGE`.
    pub fn cost_summary(&self, until: NaiveDate, balance: Option<&Balance>) -> Result<CostSummary, Refusal> {
        let (lines, unknown) = self.cost_lines(until);
        let total = |kind: Option<CostKind>, way: CostWay| {
            let of = lines.iter().map(|line| &line.entry).filter(|e| e.way == way);
            sum(of.filter(|e| kind.is_none_or(|k| k == e.kind)).map(|e| e.amount))
        };
        let mut kinds = Vec::new();
        for kind in CostKind::ALL.into_iter().filter(|k| lines.iter().any(|line| line.entry.kind == *k)) {
            kinds.push(CostOf {
                kind,
                advanced: total(Some(kind), CostWay::Advanced)?,
                refunded: total(Some(kind), CostWay::Refunded)?,
                recovered: total(Some(kind), CostWay::Recovered)?,
            });
        }
        let advanced = total(None, CostWay::Advanced)?;
        let refunded = total(None, CostWay::Refunded)?;
        // After a decision what was entered as recovered is among what came in; before one it stands alone.
        let recovered = match balance.and_then(|b| b.judged.as_ref()) {
            Some(judged) => {
                let before = lines
                    .iter()
                    .map(|line| &line.entry)
                    .filter(|e| e.way == CostWay::Recovered && e.on <= judged.decision.figures_on);
                sum(before.map(|e| e.amount).chain([judged.followed.costs_recovered()?]))?
            }
            None => total(None, CostWay::Recovered)?,
        };
        Ok(CostSummary {
            out: advanced - refunded - recovered,
            lines,
            kinds,
            advanced,
            refunded,
            recovered,
            unknown,
        })
    }

    /// A cost that is there already with the same kind, way and amount, so that another may be it once more.
    pub fn looks_entered(&self, entry: &CostEntry) -> Option<CostLine> {
        let (lines, _) = self.cost_lines(NaiveDate::MAX);
        lines.into_iter().find(|line| {
            let (known, numbers) = (&line.entry, [&line.entry.reference, &entry.reference]);
            let differ = numbers.iter().all(|n| n.is_some()) && numbers[0] != numbers[1];
            (known.kind, known.way, known.amount) == (entry.kind, entry.way, entry.amount) && !differ
        })
    }
}
