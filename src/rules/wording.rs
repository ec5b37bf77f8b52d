//! Figures as they stand in a reason, in Chinese.

use rust_decimal::Decimal;

use crate::domain::Amount;

/// `38,652.41元`, and `10,000元` where there is no 分.
pub(super) fn yuan(amount: Amount) -> String {
    let mut words = amount.grouped();
    if words.ends_with(".00") {
        words.truncate(words.len() - 3);
    }
    words.push('元');
    words
}

/// An exact sum with all its decimals: `766.31025元`.
pub(super) fn exact(yuan: Decimal) -> String {
    // A quotient that never ends is shown with six decimals: enough to see how it rounds.
    let shown = if yuan.scale() > SHOWN { yuan.round_dp(SHOWN) } else { yuan };
    format!("{}元", shown.normalize())
}

const SHOWN: u32 = 6;

/// A fraction in percent: `2.5%`.
pub(super) fn percent(fraction: Decimal) -> String {
    format!("{}%", (fraction * Decimal::ONE_HUNDRED).normalize())
}
