//! The ceiling on all charges, tested over time.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::Amount;
use crate::domain::debt::{CapTest, CapUse};
use crate::rules::answer::Refusal;
use crate::rules::balances::Balances;
use crate::rules::caps::CapRates;
use crate::rules::rounding::{beyond_range, rounded};

/// Days of constant principal and the charges that fell into them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// First day, counted.
    pub from: NaiveDate,
    /// Last day, counted.
    pub to: NaiveDate,
    /// The principal throughout.
    pub principal: Amount,
    /// Charges of these days.
    pub charges: Amount,
    /// What the ceiling allows for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Amount>,
}

/// What the test knows of the time before the creditor's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapBasis {
    /// Only the creditor's totals: the principal is taken as constant since the first day.
    Totals,
    /// Every posting, from the statements.
    Ledger,
}

/// The ceiling of a claim, and how it is used.
#[derive(Clone, Debug)]
pub(super) struct Ceiling {
    pub rates: CapRates,
    pub test: CapTest,
    pub apply: CapUse,
}

/// The result of the test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CapResult {
    /// Cumulative or by stretch.
    pub test: CapTest,
    /// Applied, or only warned of.
    pub apply: CapUse,
    /// What was known.
    pub basis: CapBasis,
    /// First day of the test.
    pub from: NaiveDate,
    /// Last day of the test.
    pub to: NaiveDate,
    /// The ceilings.
    pub rates: CapRates,
    /// What the ceiling allows over the whole time.
    pub allowed: Amount,
    /// All charges of that time, paid ones among them.
    pub charged: Amount,
    /// By how much unpaid charges exceed the ceiling.
    pub excess: Amount,
    /// What the claim gives up: the excess, or nothing where the ceiling is only warned of.
    pub given_up: Amount,
    /// The same by component.
    pub given_up_by: Balances,
    /// The stretches that were tested.
    pub stretches: Vec<Stretch>,
    /// How it was tested, in plain words.
    pub note: String,
}

impl Ceiling {
    /// What the ceiling allows for a stretch, before rounding.
    fn exact(&self, stretch: &Stretch) -> Result<rust_decimal::Decimal, Refusal> {
        self.rates.allowance(stretch.principal, stretch.from, stretch.to)
    }

    /// What the ceiling allows over all stretches, and how much of the charges lies within it.
    ///
    /// Cumulative: one sum, rounded once. By stretch: each rounded, and what one leaves unused helps no other.
    pub fn allowed(&self, stretches: &[Stretch]) -> Result<(Amount, Amount), Refusal> {
        match self.test {
            CapTest::Cumulative => {
                let mut sum = rust_decimal::Decimal::ZERO;
                let mut charged = Amount::ZERO;
                for stretch in stretches {
                    sum += self.exact(stretch)?;
                    charged = charged.checked_add(stretch.charges).ok_or_else(beyond_range)?;
                }
                let allowed = rounded(sum)?;
                Ok((allowed, allowed.min(charged)))
            }
            CapTest::Segment => {
                let (mut allowed, mut within) = (Amount::ZERO, Amount::ZERO);
                for stretch in stretches {
                    let one = rounded(self.exact(stretch)?)?;
                    allowed = allowed.checked_add(one).ok_or_else(beyond_range)?;
                    within = within.checked_add(one.min(stretch.charges)).ok_or_else(beyond_range)?;
                }
                Ok((allowed, within))
            }
        }
    }

    /// By how much unpaid charges exceed what the ceiling still allows.
    pub fn over(&self, stretches: &[Stretch], unpaid: Amount, paid: Amount) -> Result<Amount, Refusal> {
        let (_, within) = self.allowed(stretches)?;
        let room = (within - paid).max(Amount::ZERO);
        Ok((unpaid - room).max(Amount::ZERO))
    }

    /// The stretches with what each is allowed.
    pub fn itemised(&self, stretches: &[Stretch]) -> Result<Vec<Stretch>, Refusal> {
        stretches
            .iter()
            .map(|stretch| {
                let allowed = Some(rounded(self.exact(stretch)?)?);
                Ok(Stretch { allowed, ..stretch.clone() })
            })
            .collect()
    }
}
