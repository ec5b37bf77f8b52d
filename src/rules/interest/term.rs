//! A rate that can be computed with.

use rust_decimal::Decimal;

use super::DayBasis;
use crate::domain::contract::{Compounding, InterestTerm, Per, Rate};
use crate::rules::answer::Refusal;
use crate::rules::wording::percent;

/// A rate by day, or by year with its day basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As a fraction.
    pub rate: Rate,
    /// The day basis of a yearly rate; `None` for a daily one.
    pub basis: Option<DayBasis>,
    /// Compounding.
    pub compounding: Compounding,
    /// The clause that says so.
    pub clause: Option<String>,
}

impl Term {
    /// A daily rate.
    pub const fn daily(rate: Rate) -> Self {
        Term { rate, basis: None, compounding: Compounding::None, clause: None }
    }

    /// A yearly rate.
    pub const fn yearly(rate: Rate, basis: DayBasis) -> Self {
        Term { rate, basis: Some(basis), compounding: Compounding::None, clause: None }
    }

    /// The contract's term; `field` is its path in the case file, named where something is missing.
    ///
    /// # Errors
    /// `R-INTEREST-DAY-BASIS` where a yearly rate has no day basis, or one that is not 360, 365 or 366.
    pub fn of(term: &InterestTerm, field: &str) -> Result<Self, Refusal> {
        let basis = match term.per {
            Per::Day => None,
            Per::Year => Some(term.day_basis.and_then(|b| DayBasis::try_from(b).ok()).ok_or_else(|| {
                Refusal::new(
                    "R-INTEREST-DAY-BASIS",
                    format!("{field}.day_basis"),
                    "年利率须说明计息基准天数：360、365，或者366（按实际天数）",
                )
            })?),
        };
        Ok(Term { rate: term.rate, basis, compounding: term.compounding, clause: term.clause.clone() })
    }

    /// By day or by year.
    pub const fn per(&self) -> Per {
        match self.basis {
            None => Per::Day,
            Some(_) => Per::Year,
        }
    }

    /// `日利率0.05%` or `年利率18%÷360`.
    pub fn words(&self) -> String {
        let rate = percent(self.rate.fraction());
        match self.basis {
            None => format!("日利率{rate}"),
            Some(DayBasis::Actual) => format!("年利率{rate}÷当年实际天数"),
            Some(basis) => format!("年利率{rate}÷{}", u16::from(basis)),
        }
    }

    /// What one yuan bears in a number of days of one year, exactly as a dividend and its divisor.
    pub(in crate::rules) fn per_yuan(&self, days: i64, within: chrono::NaiveDate) -> (Decimal, Decimal) {
        let dividend = self.rate.fraction() * Decimal::from(days);
        (dividend, self.basis.map_or(Decimal::ONE, |basis| basis.divisor(within)))
    }
}
