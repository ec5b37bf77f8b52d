//! How figures are written for managers.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::domain::Amount;

/// What is shown where there is no figure.
pub(super) const NONE: &str = "—";

/// In 万元 or thousands of yuan, two decimals, rounded half away from zero.
pub(super) fn scaled(amount: Amount, chinese: bool) -> String {
    let unit = Decimal::from(if chinese { 10_000 } else { 1_000 });
    Amount::round(amount.to_decimal() / unit).map_or_else(|| NONE.to_owned(), Amount::grouped)
}

/// A fraction of four decimals as a percentage of two.
pub(super) fn percent(fraction: Decimal) -> String {
    let of_hundred = fraction * Decimal::ONE_HUNDRED;
    format!("{:.2}%", of_hundred.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// A value of an axis: in the unit where it is a whole number of it, else in yuan.
pub(super) fn axis(fen: i64, unit: i64, name: &str) -> String {
    let whole = |n: i64| Amount::from_fen(n.saturating_mul(100)).grouped().trim_end_matches(".00").to_owned();
    if fen != 0 && fen % unit == 0 { whole(fen / unit) + name } else { whole(fen / 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_managers_read_them() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!(scaled(amount("12345678.90"), true), "1,234.57");
        assert_eq!(scaled(amount("12345678.90"), false), "12,345.68");
        // Half of the last digit goes away from zero.
        assert_eq!(scaled(amount("50.00"), true), "0.01");
        assert_eq!(percent("0.1833".parse().unwrap()), "18.33%");
        assert_eq!(percent("-0.0210".parse().unwrap()), "-2.10%");
        assert_eq!(axis(200_000_000, 1_000_000, "万"), "200万");
        assert_eq!(axis(500_000, 1_000_000, "万"), "5,000");
        assert_eq!(axis(0, 1_000_000, "万"), "0");
    }
}
