//! What decides a claim.

use chrono::NaiveDate;

use crate::domain::contract::{Component, InterestTerm};
use crate::domain::debt::{Cap, Payment};
use crate::domain::party::Lender;
use crate::domain::proof::StatementLine;
use crate::domain::{Case, Product};
use crate::rules::answer::Refusal;
use crate::rules::balances::Balances;
use crate::rules::interest::Term;

/// The facts a claim rests on, and the day it is asked for.
#[derive(Clone, Debug)]
pub struct ClaimInput {
    /// The creditor's figures, which hold up to and including `as_of`.
    pub stated: Balances,
    /// 截止日.
    pub as_of: NaiveDate,
    /// The day asked for.
    pub on: NaiveDate,
    /// The contract's interest.
    pub interest: Option<InterestTerm>,
    /// The contract's default interest.
    pub overdue_interest: Option<InterestTerm>,
    /// The first day for which default interest runs on the whole principal; `None` where it does not run.
    pub default_from: Option<NaiveDate>,
    /// Whether the creditor states default and compound interest apart from interest.
    pub stated_apart: StatedApart,
    /// The last day for which interest accrues, where the law stops it.
    pub interest_until: Option<NaiveDate>,
    /// First and last days, both counted and in their order, for which no interest accrues by agreement.
    pub paused: Vec<(NaiveDate, NaiveDate)>,
    /// Payments; those up to `as_of` are in the creditor's figures already.
    pub payments: Vec<Payment>,
    /// What was lent.
    pub product: Option<Product>,
    /// The first day overdue, day 1.
    pub overdue_since: Option<NaiveDate>,
    /// Interest is paid up to and including this day.
    pub interest_paid_until: Option<NaiveDate>,
    /// The contract's own order of attribution.
    pub attribution: Option<Vec<Component>>,
    /// The kind of lender.
    pub lender: Option<Lender>,
    /// When the contract was made.
    pub signed_on: Option<NaiveDate>,
    /// How the ceiling is used.
    pub cap: Cap,
    /// Statements the figures can be recomputed from.
    pub statements: Vec<StatementLine>,
    /// Whether a table past its end is refused.
    pub strict: bool,
}

/// Which kinds of interest the creditor states apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatedApart {
    /// 罚息
    pub overdue: bool,
    /// 复利
    pub compound: bool,
}

/// The day up to which interest is paid: as stated; for a sum lent whole, repaid in one go and owed whole, the day before
/// it was paid out, since its stated interest runs from then. Otherwise not known.
fn interest_paid_until(case: &Case) -> Option<NaiveDate> {
    let stated = case.debt.repaid.as_ref().and_then(|r| r.interest_until);
    let by_and_by = ["等额", "按月", "按季", "按年", "先息"];
    let in_one_go =
        !case.contract.repayment.as_ref().is_some_and(|how| by_and_by.iter().any(|word| how.contains(word)));
    let whole = case.contract.principal == Some(case.debt.principal) && case.debt.repaid.is_none();
    let paid_out = case.contract.disbursed_on.filter(|_| in_one_go && whole);
    stated.or_else(|| paid_out.and_then(|day| day.pred_opt()))
}

impl ClaimInput {
    /// The facts of a case and all payments known, for a day.
    pub fn of(case: &Case, payments: &[Payment], on: NaiveDate) -> Self {
        let debt = &case.debt;
        let terms = case.contract.terms.as_ref();
        ClaimInput {
            stated: Balances::stated(debt),
            as_of: debt.as_of,
            on,
            interest: terms.and_then(|t| t.interest.clone()),
            overdue_interest: terms.and_then(|t| t.overdue_interest.clone()),
            default_from: default_from(case),
            stated_apart: StatedApart {
                overdue: debt.overdue_interest.is_some(),
                compound: debt.compound_interest.is_some(),
            },
            interest_until: None,
            paused: Vec::new(),
            payments: payments.to_vec(),
            product: case.product,
            overdue_since: debt.overdue_since,
            interest_paid_until: interest_paid_until(case),
            attribution: case.contract.attribution.clone(),
            lender: case.creditor.as_ref().and_then(|c| c.lender),
            signed_on: case.contract.signed_on,
            cap: case.cap,
            statements: case.statements.clone(),
            strict: false,
        }
    }

    /// The rates that apply over time.
    ///
    /// # Errors
    /// `R-CLAIM-TERMS` where the contract's interest is not stated, `R-INTEREST-DAY-BASIS`.
    pub fn rates(&self) -> Result<Rates, Refusal> {
        let of = |term: &InterestTerm, field| Term::of(term, field);
        let ordinary = self.interest.as_ref().map(|t| of(t, "contract.terms.interest")).transpose()?;
        let overdue =
            self.overdue_interest.as_ref().map(|t| of(t, "contract.terms.overdue_interest")).transpose()?;
        let overdue = overdue.and_then(|term| Some((self.default_from?, term)));
        // Default interest alone is enough where it already runs on the day after the figures.
        let covered = overdue.as_ref().is_some_and(|(from, _)| *from <= self.as_of);
        if ordinary.is_none() && !covered {
            return Err(Refusal::new(
                "R-CLAIM-TERMS",
                "contract.terms.interest",
                format!("未填写约定利率，无法计算{}之后的利息", crate::domain::date::chinese(self.as_of)),
            ));
        }
        Ok(Rates { ordinary, overdue })
    }
}

/// Default interest runs on the whole principal once the loan is called or past its due date. Where neither day is known,
/// from the first day overdue; where the due date lies ahead, only instalments are overdue and it does not run yet.
fn default_from(case: &Case) -> Option<NaiveDate> {
    let due = case.contract.due_on.and_then(|due| due.succ_opt());
    let called = case.debt.accelerated.as_ref().map(|a| a.on);
    match (due, called) {
        (Some(due), Some(called)) => Some(due.min(called)),
        (Some(day), None) | (None, Some(day)) => Some(day),
        (None, None) => case.debt.overdue_since,
    }
}

/// Which rate applies when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Interest; `None` only where default interest has taken its place throughout.
    pub ordinary: Option<Term>,
    /// Default interest and its first day.
    pub overdue: Option<(NaiveDate, Term)>,
}
