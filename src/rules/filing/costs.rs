//! What filing costs against what it claims. The share is the house's own, not the law's.

use super::super::fees::{self, FeeAsk, FeeRounding};
use super::ask::Desk;
use super::procedure::share;
use crate::domain::problem::Problem;
use crate::domain::{Amount, TrackName};

impl Desk<'_> {
    /// Costs that eat up the claim.
    pub fn costs(&self, found: &mut Vec<Problem>) {
        let Some(ground) = self.ground("costs-share") else { return };
        let (Some(most), Some(costs)) = (ground.value.most, self.expected_costs()) else { return };
        if self.ask.claimed > Amount::ZERO && share(self.ask.claimed, most).is_some_and(|limit| costs > limit)
        {
            found.push(
                Self::doubt("W-FILING-COSTS", "", ground)
                    .with("costs", costs.grouped())
                    .with("claimed", self.ask.claimed.grouped())
                    .with("share", (most.fraction() * rust_decimal::Decimal::ONE_HUNDRED).normalize()),
            );
        }
    }

    /// The fee of court or institution, the fee of preservation where it is wanted or was paid, and the lawyer's fee.
    fn expected_costs(&self) -> Option<Amount> {
        let case = self.ask.case;
        let ask = |amount| FeeAsk { amount, on: self.ask.on, rounding: FeeRounding::Fen };
        let own = case.debt.costs.as_ref();
        let lawyer = own.and_then(|c| c.attorney_fee).unwrap_or(Amount::ZERO);
        let basis = ask(self.ask.claimed.checked_add(lawyer)?);
        let institution = case.contract.forum.as_ref().and_then(|f| f.institution.as_deref());
        let filing = match self.ask.track() {
            TrackName::Litigation => fees::acceptance(self.book, &basis, &[]).ok()?.value,
            TrackName::PaymentOrder => fees::payment_order(self.book, &basis).ok()?.value,
            TrackName::Arbitration => fees::arbitration(self.book, &basis, institution).ok()?.value.min,
        };
        let wanted = case.preservation.as_ref().filter(|p| p.wanted);
        let preservation = match (own.and_then(|c| c.preservation_fee), wanted) {
            (Some(paid), _) => paid,
            (None, Some(p)) => {
                let of = ask(p.amount.unwrap_or(self.ask.claimed));
                fees::preservation(self.book, &of).ok()?.value
            }
            (None, None) => Amount::ZERO,
        };
        filing.checked_add(preservation)?.checked_add(lawyer)
    }
}
