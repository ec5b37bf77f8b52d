//! The one place where a computed figure becomes an amount, and where sums are kept inside its range.

use rust_decimal::Decimal;

use super::answer::Refusal;
use crate::domain::Amount;

/// Rounds to 分, half up.
///
/// # Errors
/// `R-MONEY-RANGE` beyond the range of [`Amount`].
pub(super) fn rounded(yuan: Decimal) -> Result<Amount, Refusal> {
    Amount::round(yuan).ok_or_else(beyond_range)
}

/// The refusal of a figure beyond the range of [`Amount`].
pub(crate) fn beyond_range() -> Refusal {
    Refusal::new("R-MONEY-RANGE", "金额", "金额超出可计算范围，请核对单位")
}

/// Adds two amounts.
pub(super) fn plus(a: Amount, b: Amount) -> Result<Amount, Refusal> {
    a.checked_add(b).ok_or_else(beyond_range)
}

/// Adds up amounts.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Amount>) -> Result<Amount, Refusal> {
    amounts.into_iter().try_fold(Amount::ZERO, plus)
}
