//! How the creditor's figures came about: period by period where the statements bear them out, else as totals.

use crate::domain::Case;
use crate::rules::answer::Refusal;
use crate::rules::attribution::{self, FromDay, OrderAsk};
use crate::rules::claim::{CapResult, Claim, Period};
use crate::rules::rulebook::Rulebook;

/// What a table of the debt is made of, all of it as of the creditor's own day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The periods, or why there are none to show.
    pub periods: Result<Periods, NoPeriods>,
    /// In which order payments are applied, each with the day overdue from which it holds; empty where that is unknown.
    pub orders: Vec<FromDay>,
    /// The test of the ceiling, or why there was none.
    pub ceiling: Result<CapResult, Refusal>,
}

/// The account as its statements make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Oldest first, without a gap.
    pub all: Vec<Period>,
    /// Whether interest is what the statements post, and not computed.
    pub interest_posted: bool,
}

/// Why there is nothing but the creditor's totals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPeriods {
    /// No statements.
    NoStatements,
    /// The statements come to other figures than the creditor's.
    Differ,
    /// The statements cannot be replayed: the reason.
    Refused(String),
}

impl Schedule {
    /// Of an account as its claim was figured on the day of the creditor's figures. Statements that do not bear these
    /// figures out explain nothing, so that their periods are left out.
    pub(super) fn of(case: &Case, claim: &Claim, rules: &Rulebook) -> Schedule {
        let periods = match &claim.ledger {
            None => Err(NoPeriods::NoStatements),
            Some(Err(refusal)) => Err(NoPeriods::Refused(refusal.missing.clone())),
            Some(Ok(check)) if !check.agrees => Err(NoPeriods::Differ),
            Some(Ok(check)) => Ok(Periods {
                all: check.ledger.periods.clone(),
                interest_posted: check.ledger.interest_posted,
            }),
        };
        let ask = OrderAsk {
            on: claim.as_of,
            product: case.product,
            overdue_since: case.debt.overdue_since,
            contract: case.contract.attribution.as_deref(),
            enforced: false,
        };
        Schedule {
            periods,
            orders: attribution::orders(rules, &ask).unwrap_or_default(),
            ceiling: claim.cap.clone(),
        }
    }
}
