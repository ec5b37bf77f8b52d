//! What is owed at the end of a day, whatever it rests on.

use chrono::NaiveDate;
use serde::Serialize;

use super::fold::Docket;
use super::judgment::Judged;
use crate::domain::{Amount, date};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::claim::Claim;
use crate::rules::judgment_debt::Way;
use crate::rules::rounding::sum;
use crate::rules::rulebook::Rulebook;

/// What a balance rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The contract and the creditor's figures.
    Contract,
    /// What was decided and is in force.
    Decision,
}

/// What is owed at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// The day.
    pub as_of: NaiveDate,
    /// What it rests on.
    pub basis: Basis,
    /// Principal.
    pub principal: Amount,
    /// Interest of every kind but the doubled part; general interest (一般债务利息) of a decision.
    pub interest: Amount,
    /// Penalty (违约金).
    pub penalty: Amount,
    /// Fees under the contract.
    pub fees: Amount,
    /// Costs that a decision puts on the debtor.
    pub costs: Amount,
    /// The doubled part of late performance (加倍部分债务利息).
    pub late_interest: Amount,
    /// The sum of all parts.
    pub total: Amount,
    /// What was paid beyond everything owed.
    pub overpaid: Amount,
    /// Everything that came in until then: paid, transferred, realised.
    pub received: Amount,
    /// What a plan that was kept let go: what was given up, and what accrued while it was kept.
    pub let_go: Amount,
    /// A part that cannot be computed, and why: what is owed is more by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// Where the figures of a decision in force should be, which were not recorded (`litigation/mediated`): what is owed is
    /// that of the contract, for want of better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrecorded: Option<String>,
    /// Whom alone the decision in force binds, where none of them is a borrower: the contract says what the borrower owes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binds_others: Option<String>,
    /// The decision and how the balance follows from it; `None` where the contract says what is owed.
    #[serde(skip)]
    pub judged: Option<Box<Judged>>,
}

impl Balance {
    /// Whether nothing is owed: everything is known and nothing is left.
    pub fn is_nothing(&self) -> bool {
        // What a contract without a rate may still bear is not claimed, so that it does not stand against that.
        let unknown = self.basis == Basis::Decision && self.refused.is_some();
        self.total <= Amount::ZERO && !unknown
    }

    /// Why nobody can be told what is owed, or that nothing is: a decision is in force of which no figure is recorded.
    pub fn without_figures(&self) -> Option<Refusal> {
        let hint = "法律文书已经生效，欠款以其确定的数额为准：请记录 principal、interest、costs";
        self.unrecorded.as_ref().map(|place| Refusal::new("R-JUDGMENT-FIGURES", place, hint))
    }

    /// The balance of a claim under the contract.
    pub(super) fn of_claim(claim: &Claim, received: Amount) -> Balance {
        Balance {
            as_of: claim.holds_on,
            basis: Basis::Contract,
            principal: claim.balances.principal,
            interest: claim.balances.all_interest(),
            penalty: claim.balances.penalty,
            fees: claim.balances.fees,
            costs: Amount::ZERO,
            late_interest: Amount::ZERO,
            total: claim.total,
            overpaid: claim.overpaid,
            received,
            let_go: Amount::ZERO,
            refused: claim.accrued.as_ref().err().cloned(),
            unrecorded: None,
            binds_others: None,
            judged: None,
        }
    }
}

impl Docket {
    /// What is owed at the end of a day: of the decision in force, else of the contract.
    ///
    /// # Errors
    /// Those of [`Docket::owed`]; after a decision `R-JUDGMENT-FIGURES`, `R-JUDGMENT-PENALTY`, `R-JUDGMENT-RATE`,
    /// `R-JUDGMENT-AS-CLAIMED` and those of [`crate::rules::judgment_debt::follow`].
    pub fn balance(&self, on: NaiveDate, rules: &Rulebook) -> Ruled<Balance> {
        let ruled = self.decided_balance(on, rules);
        self.settle(ruled.unwrap_or_else(|| self.contract_balance(&self.owed(on, rules), on)), on, rules)
    }

    /// The balance of a claim that was worked out before.
    pub(super) fn contract_balance(&self, claim: &Ruled<Claim>, on: NaiveDate) -> Ruled<Balance> {
        let Answer { value, because } = claim.as_ref().map_err(Clone::clone)?;
        let (received, unrecorded) = (self.received(on)?, self.unrecorded(on));
        let mut because = because.clone();
        because.extend(unrecorded.iter().map(|place| {
            let detail = format!("生效法律文书确定的数额未记录（{place}），暂按合同和债权人的数额计算");
            Reason::new("decision", "", detail)
        }));
        let binds_others = self.binds_others(on);
        because.extend(binds_others.iter().map(|names| {
            let detail = format!("生效法律文书只由{names}履行，借款人的欠款仍按合同和债权人的数额计算");
            Reason::new("decision", "", detail)
        }));
        let balance = Balance { unrecorded, binds_others, ..Balance::of_claim(value, received) };
        Ok(Answer::new(balance, because))
    }

    /// The balance of the decision in force; `None` where there is none.
    pub(super) fn decided_balance(&self, on: NaiveDate, rules: &Rulebook) -> Option<Ruled<Balance>> {
        let judged = self.judged(on, rules)?;
        Some(judged.and_then(|answer| {
            let received = self.received(on)?;
            let Answer { value: judged, because } = answer;
            let owed = judged.followed.owed;
            let parts = [owed.principal, owed.interest, owed.penalty, owed.fees, owed.late_performance];
            let total = sum(parts)?;
            let detail = format!(
                "截至{}，按生效裁判尚欠{}元：本金{}元、一般债务利息{}元、违约金{}元、费用{}元、加倍部分债务利息{}元",
                date::chinese(on),
                total.grouped(),
                owed.principal.grouped(),
                owed.interest.grouped(),
                owed.penalty.grouped(),
                owed.fees.grouped(),
                owed.late_performance.grouped(),
            );
            let balance = Balance {
                as_of: on,
                basis: Basis::Decision,
                principal: owed.principal,
                interest: owed.interest,
                penalty: owed.penalty,
                fees: Amount::ZERO,
                costs: owed.fees,
                late_interest: owed.late_performance,
                total,
                overpaid: judged.followed.overpaid,
                received,
                let_go: Amount::ZERO,
                refused: judged.followed.refused.clone(),
                unrecorded: None,
                binds_others: None,
                judged: Some(Box::new(judged)),
            };
            Ok(Answer::new(balance, vec![Reason::new("judgment", "", detail).resting_on(because)]))
        }))
    }

    /// Everything that came in until a day.
    fn received(&self, on: NaiveDate) -> Result<Amount, Refusal> {
        let from_debtor = self.receipts(on).into_iter().filter(|r| r.way != Way::CostRefunded);
        sum(from_debtor.map(|r| r.amount))
    }
}
