//! What documents of later stages ask the rules for: what was owed on a day, until when an appeal may be filed and what it costs.

use chrono::NaiveDate;

use crate::docket::{Balance, Docket, Recorded};
use crate::domain::Amount;
use crate::domain::event::MilestoneEvent;
use crate::rules::Rulebook;
use crate::rules::fees::{self, FeeAsk, FeeRounding};
use crate::rules::track_facts::Parties;

/// Answers of the rules; `None` where they refuse, or there is nothing to ask.
#[derive(Clone, Debug, Default)]
pub struct Later {
    /// What was owed at the end of the day before a debtor's bankruptcy was accepted.
    pub stopped: Option<Balance>,
    /// The last day on which the creditor may appeal.
    pub appeal_by: Option<NaiveDate>,
    /// The acceptance fee of an appeal on the part that is not accepted.
    pub appeal_fee: Option<Amount>,
}

impl Later {
    /// As far as the rules answer on a day.
    pub fn of(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Later {
        let case = &docket.case;
        let own = case.creditor.as_ref().map(|c| c.name.as_str());
        // Periods to appeal follow from milestones alone; a whole standing would work out the money once more.
        let history = docket.history(Some(as_of));
        let clocks = rules.deadlines(&history, &Parties::of(case), as_of, false).states;
        let mine = |of: &Option<String>| of.as_deref().is_none_or(|name| Some(name) == own);
        let appeal = |rule: &str| matches!(rule, "appeal-judgment" | "appeal-ruling");
        let appeal_by = clocks.iter().filter(|d| appeal(&d.rule) && mine(&d.party)).map(|d| d.due).max();
        let disputed = case.pleas.as_ref().and_then(|p| p.appeal_disputed).filter(|sum| *sum > Amount::ZERO);
        let fee = |amount| {
            let ask = FeeAsk { amount, on: as_of, rounding: FeeRounding::Fen };
            fees::acceptance(rules, &ask, &[]).ok().map(|answer| answer.value)
        };
        let before = insolvency(&docket.milestones, as_of).and_then(|m| m.on.pred_opt());
        Later {
            stopped: before.and_then(|on| docket.balance(on, rules).ok()).map(|answer| answer.value),
            appeal_by,
            appeal_fee: disputed.and_then(fee),
        }
    }
}

/// The milestone that tells of a debtor's bankruptcy accepted by a court and not closed since, the latest up to a day, on
/// whatever track it stands.
pub fn insolvency(history: &[Recorded<MilestoneEvent>], on: NaiveDate) -> Option<&MilestoneEvent> {
    let known = || history.iter().map(|m| &m.what).filter(|m| m.on <= on);
    let closed = |of: &MilestoneEvent| {
        let same = |m: &&MilestoneEvent| m.facts.get("party") == of.facts.get("party") && m.on >= of.on;
        known().filter(|m| m.milestone == "bankruptcy-closed").any(|m| same(&m))
    };
    known().filter(|m| m.milestone == "bankruptcy-accepted" && !closed(m)).max_by_key(|m| m.on)
}
