//! What is owed at the end of a day, whatever it rests on.

use chrono::NaiveDate;
use serde::Serialize;

use super::fold::Docket;
use crate::domain::Amount;
use crate::rules::answer::Ruled;
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
}

impl Docket {
    /// What is owed at the end of a day: of the decision in force, else of the contract.
    ///
    /// # Errors
    /// Those of [`Docket::owed`].
    pub fn balance(&self, on: NaiveDate, rules: &Rulebook) -> Ruled<Balance> {
        let answer = self.owed(on, rules)?;
        let received = sum(self.payments_until(on).iter().map(|p| p.amount))?;
        Ok(answer.map(|claim| Balance {
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
        }))
    }
}
