//! Whether a payment order can be had (解释 427): money due, of a certain amount, of a debtor who can be served in the
//! country, nothing owed in return, and no preservation before it.

use super::super::rulebook::Rulebook;
use super::ask::{Desk, FilingAsk};
use super::forum::homes;
use super::places;
use crate::domain::case::Product;
use crate::domain::party::{Debtor, Whereabouts};
use crate::domain::problem::Problem;
use crate::domain::proof::{Channel, Contacted, Outcome};

impl Rulebook {
    /// What leaves no payment order to be had, whatever track the account is meant to take: a debtor missing or abroad,
    /// preservation before it.
    pub fn no_payment_order(&self, ask: &FilingAsk<'_>) -> Vec<Problem> {
        let mut found = Vec::new();
        Desk { book: self, ask }.ruled_out(&mut found);
        found
    }
}

impl Desk<'_> {
    /// The conditions without which there is no payment order.
    fn ruled_out(&self, found: &mut Vec<Problem>) {
        let case = self.ask.case;
        let Some(ground) = self.ground("payment-order") else { return };
        for (i, debtor) in case.debtors.iter().enumerate() {
            let whereabouts = format!("debtors[{i}].whereabouts");
            let code = match self.ask.whereabouts(debtor) {
                Some(Whereabouts::Unknown) => "W-ORDER-MISSING",
                Some(Whereabouts::Abroad) => "W-ORDER-ABROAD",
                _ => continue,
            };
            found.push(Self::doubt(code, &whereabouts, ground).with("name", &debtor.name));
        }
        let planned = case.preservation.as_ref().is_some_and(|p| p.wanted && p.pre_suit);
        let sought = self.ask.history.iter().any(|m| m.track == "preservation" && m.milestone == "applied");
        if planned || sought {
            found.push(Self::doubt("W-ORDER-PRESERVATION", "preservation", ground));
        }
    }

    /// The conditions of a payment order that the facts do not bear out.
    pub fn payment_order(&self, found: &mut Vec<Problem>) {
        let case = self.ask.case;
        let Some(ground) = self.ground("payment-order") else { return };
        self.ruled_out(found);
        if let Some(debtor) = case.primary()
            && self.ask.whereabouts(debtor) != Some(Whereabouts::Unknown)
            && (self.letter_returned() || !has_address(debtor))
        {
            found.push(Self::doubt("W-ORDER-DELIVERY", "debtors", ground).with("name", &debtor.name));
        }
        let loan = matches!(case.product, Some(Product::PersonalLoan | Product::OnlineLoan));
        if loan && case.contract.disbursed_on.is_none() {
            found.push(Self::doubt("W-ORDER-RECIPROCAL", "contract.disbursed_on", ground));
        }
        self.order_court(found);
        self.fixed_sum(found);
    }

    /// The debtor's last letter or visit came back, and nothing has reached them since.
    pub(super) fn letter_returned(&self) -> bool {
        let to_debtor = self.ask.contacts().filter(|c| c.party == Contacted::Debtor);
        let carried = to_debtor.filter(|c| matches!(c.channel, Channel::Letter | Channel::Visit));
        let known = carried.filter(|c| c.outcome != Outcome::Sent);
        known.max_by_key(|c| c.at).is_some_and(|c| c.outcome == Outcome::Returned)
    }

    /// A payment order is the debtor's own court's, whatever the contract agrees (解释 23).
    fn order_court(&self, found: &mut Vec<Problem>) {
        let (Some(ground), Some(debtor)) = (self.ground("payment-order-court"), self.ask.case.primary())
        else {
            return;
        };
        let court = self.ask.case.contract.forum.as_ref().and_then(|f| f.court.as_deref());
        let addresses = homes(debtor);
        if let (Some(court), Some(home)) = (court, addresses.last())
            && let Some(place) = places::of_court(court)
            && !addresses.iter().any(|a| places::holds(a, place))
        {
            let problem = Self::doubt("W-ORDER-COURT", "contract.forum.court", ground);
            found.push(problem.with("court", court).with("home", home));
        }
    }

    /// The sum is fixed on the day of the figures: old figures give up the interest since.
    fn fixed_sum(&self, found: &mut Vec<Problem>) {
        let Some(ground) = self.ground("payment-order-sum") else { return };
        let as_of = self.ask.case.debt.as_of;
        let old = self.ask.on.signed_duration_since(as_of).num_days();
        if ground.value.days.is_some_and(|days| old > i64::from(days)) {
            let problem = Self::note("N-ORDER-FIXED-SUM", "debt.as_of", ground);
            found.push(problem.with("as_of", as_of).with("days", old));
        }
    }
}

fn has_address(debtor: &Debtor) -> bool {
    let agreed = debtor.service_address.as_ref().filter(|s| s.agreed);
    !homes(debtor).is_empty() || agreed.is_some_and(|s| s.address.is_some())
}
