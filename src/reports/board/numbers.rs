//! How figures are written for managers.

use rust_decimal::{Decimal, RoundingStrategy};

use super::content::Wording;
use crate::domain::Amount;

/// What is shown where there is no figure.
pub(super) const NONE: &str = "—";

/// The unit of sums beside which it stands apart.
pub const UNIT: [&str; 2] = ["万元", "¥ thousand"];

/// In 万元 or thousands of yuan, two decimals, rounded half away from zero.
pub fn scaled(amount: Amount, chinese: bool) -> String {
    let unit = Decimal::from(if chinese { 10_000 } else { 1_000 });
    Amount::round(amount.to_decimal() / unit).map_or_else(|| NONE.to_owned(), Amount::grouped)
}

/// The same with its unit.
pub(super) fn in_unit(amount: Option<Amount>, wording: Wording) -> String {
    let chinese = wording(["zh", "en"]) == "zh";
    amount.map_or_else(
        || NONE.to_owned(),
        |amount| match scaled(amount, chinese) {
            sum if chinese => sum + "万元",
            sum => format!("¥{sum}k"),
        },
    )
}

/// A fraction of four decimals as a percentage of two.
pub fn percent(fraction: Decimal) -> String {
    let of_hundred = fraction * Decimal::ONE_HUNDRED;
    format!("{:.2}%", of_hundred.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// A value of an axis: in the unit from one of it on, else in yuan. The names are those of the two.
pub(super) fn axis(fen: i64, unit: i64, [large, yuan]: [&str; 2]) -> String {
    let (of, name) = if fen < unit { (100, yuan) } else { (unit, large) };
    let value = Amount::round(Decimal::from(fen) / Decimal::from(of)).unwrap_or_default().grouped();
    let value = value.trim_end_matches('0').trim_end_matches('.');
    if fen == 0 { "0".to_owned() } else { format!("{value}{name}") }
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
        assert_eq!(axis(200_000_000, 1_000_000, ["万", "元"]), "200万");
        assert_eq!(axis(500_000, 1_000_000, ["万", "元"]), "5,000元");
        assert_eq!(axis(2_500_000, 1_000_000, ["万", "元"]), "2.5万");
        assert_eq!(axis(0, 1_000_000, ["万", "元"]), "0");
    }
}
