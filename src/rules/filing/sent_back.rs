//! What courts send back that no other question asks (law-cn.md §6.6): debts not due, causes that do not fit, filings
//! without an account for refunds.

use super::ask::Desk;
use crate::domain::Amount;
use crate::domain::case::Product;
use crate::domain::contract::{Compounding, InterestTerm};
use crate::domain::problem::Problem;

impl Desk<'_> {
    /// What would come back.
    pub fn sent_back(&self, found: &mut Vec<Problem>) {
        let case = self.ask.case;
        let loan = matches!(case.product, Some(Product::PersonalLoan | Product::OnlineLoan));
        let called = case.debt.accelerated.as_ref().is_some_and(|a| a.on <= self.ask.on);
        if let (true, false, Some(due), Some(ground)) =
            (loan, called, case.contract.due_on.filter(|due| *due > self.ask.on), self.ground("not-due"))
        {
            found.push(Self::doubt("W-FILING-NOT-DUE", "debt.accelerated", ground).with("due", due));
        }
        self.terms(found);
        if let (Some(cause), Some(usual), Some(ground)) =
            (case.cause.as_deref(), case.usual_cause(), self.ground("cause"))
            && cause != usual
        {
            found.push(
                Self::doubt("W-FILING-CAUSE", "cause", ground).with("found", cause).with("expected", usual),
            );
        }
        if let (Some(creditor), Some(ground)) = (&case.creditor, self.ground("refund-account"))
            && creditor.bank_account.is_none()
        {
            found.push(Self::doubt("W-FILING-REFUND-ACCOUNT", "creditor.bank_account", ground));
        }
        if let Some(ground) = self.ground("service-address") {
            for (i, debtor) in case.debtors.iter().enumerate() {
                if !debtor.service_address.as_ref().is_some_and(|s| s.agreed) {
                    let field = format!("debtors[{i}].service_address");
                    found.push(
                        Self::note("N-FILING-SERVICE-ADDRESS", &field, ground).with("name", &debtor.name),
                    );
                }
            }
        }
    }

    /// Charges claimed that no recorded term of the contract bears. Interest without a term stops the complaint already.
    fn terms(&self, found: &mut Vec<Problem>) {
        let (debt, terms) = (&self.ask.case.debt, self.ask.case.contract.terms.as_ref());
        let Some(ground) = self.ground("charge-term") else { return };
        let compounds = |t: &InterestTerm| t.compounding == Compounding::Monthly;
        let overdue = terms.is_some_and(|t| t.overdue_interest.is_some());
        let compound =
            terms.is_some_and(|t| [&t.interest, &t.overdue_interest].into_iter().flatten().any(compounds));
        let charges = [
            (debt.overdue_interest, overdue, "contract.terms.overdue_interest", "罚息", "default interest"),
            (
                debt.compound_interest,
                compound,
                "contract.terms.interest.compounding",
                "复利",
                "compound interest",
            ),
            (
                debt.penalty,
                terms.is_some_and(|t| t.penalty.is_some()),
                "contract.terms.penalty",
                "违约金",
                "penalty",
            ),
        ];
        for (amount, borne, field, zh, en) in charges {
            let Some(amount) = amount.filter(|a| *a > Amount::ZERO && !borne) else { continue };
            let problem = Self::doubt("W-FILING-NO-TERM", field, ground).with("amount", amount.grouped());
            found.push(problem.with("zh", zh).with("en", en));
        }
    }
}
