//! Which procedure a suit takes: small claims by the average wage, and what a debtor who cannot be found rules out.

use rust_decimal::Decimal;

use super::super::rounding::rounded;
use super::ask::Desk;
use super::forum::homes;
use crate::domain::Amount;
use crate::domain::contract::Rate;
use crate::domain::party::{IdentityKind, Whereabouts};
use crate::domain::problem::Problem;
use crate::domain::proof::Contacted;

impl Desk<'_> {
    /// Small claims, or why not; and the debtor who cannot be found.
    pub fn procedure(&self, found: &mut Vec<Problem>) {
        let case = self.ask.case;
        let missing = case.debtors.iter().position(|d| self.ask.whereabouts(d) == Some(Whereabouts::Unknown));
        if let (Some(i), Some(ground)) = (missing, self.ground("debtor-missing")) {
            let problem = Self::note("N-PROCEDURE-MISSING", &format!("debtors[{i}].whereabouts"), ground);
            found.push(problem.with("name", &case.debtors[i].name));
        } else {
            self.hard_to_find(found);
        }
        let foreign = case.debtors.iter().any(|d| {
            self.ask.whereabouts(d) == Some(Whereabouts::Abroad)
                || d.id.as_ref().is_some_and(|id| {
                    matches!(id.kind, IdentityKind::Passport | IdentityKind::ForeignResidence)
                })
        });
        if missing.is_none() && !foreign {
            self.small_claims(found);
        }
    }

    /// Nobody says that the debtor is missing, but the log looks like it.
    fn hard_to_find(&self, found: &mut Vec<Problem>) {
        let Some(ground) = self.ground("debtor-silent") else { return };
        let days = i64::from(ground.value.days.unwrap_or_default());
        let reached = self.ask.contacts().any(|c| {
            c.party == Contacted::Debtor
                && self.ask.on.signed_duration_since(c.at.date()).num_days() <= days
                && c.came_through()
        });
        let known =
            self.ask.case.primary().is_some_and(|d| self.ask.whereabouts(d) == Some(Whereabouts::Known));
        if self.letter_returned() && !reached && !known {
            found.push(Self::doubt("W-PROCEDURE-SILENT", "contacts", ground).with("days", days));
        }
    }

    fn small_claims(&self, found: &mut Vec<Problem>) {
        let Some(ground) = self.ground("small-claims") else { return };
        let (Some(least), Some(most)) = (ground.value.least, ground.value.most) else { return };
        let case = self.ask.case;
        let court = case.contract.forum.as_ref().and_then(|f| f.court.as_deref());
        let link = case.contract.forum.as_ref().and_then(|f| f.link.as_deref()).unwrap_or_default();
        let seat = case.creditor.as_ref().and_then(|c| c.address.as_deref());
        let home = case.primary().and_then(|d| homes(d).last().copied());
        // The court's own name comes first; many leave out the province, which the seat that links them then names.
        let linked = if link.contains("被告") || link.contains("债务人") { home } else { seat.or(home) };
        let places: Vec<&str> = court.into_iter().chain(linked).collect();
        let Some(wage) = self.book.wage(&places, self.ask.on) else {
            found.push(Self::note("N-SMALL-CLAIMS-NO-WAGE", "", ground).with("place", places.join("、")));
            return;
        };
        let (Some(half), Some(twice)) = (share(wage.avg_wage, least), share(wage.avg_wage, most)) else {
            return;
        };
        let code = match self.claimed() {
            claim if claim <= half => "N-SMALL-CLAIMS",
            claim if claim <= twice => "N-SMALL-CLAIMS-AGREED",
            _ => return,
        };
        found.push(
            Self::note(code, "", ground)
                .with("claimed", self.claimed().grouped())
                .with("limit", if code == "N-SMALL-CLAIMS" { half } else { twice }.grouped())
                .with("province", &wage.province)
                .with("year", wage.year),
        );
    }

    /// The sum of all monetary claims, the lawyer's fee among them (解释 201).
    fn claimed(&self) -> Amount {
        let fee = self.ask.case.debt.costs.as_ref().and_then(|c| c.attorney_fee).unwrap_or(Amount::ZERO);
        self.ask.claimed.checked_add(fee).unwrap_or(self.ask.claimed)
    }
}

/// A share of an amount, rounded half up to the fen.
pub(super) fn share(of: Amount, fraction: Rate) -> Option<Amount> {
    rounded(Decimal::new(of.fen(), 2).checked_mul(fraction.fraction())?).ok()
}
