//! Payment in instalments as it was agreed: before any suit, in a court's mediation paper, or in enforcement.

use std::str::FromStr;

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::money::Amount;

/// Where a plan was agreed, and so what follows from its breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanSetting {
    /// A contract before any suit: after a breach the creditor files.
    PreAction,
    /// Confirmed by a court or tribunal: after a breach the creditor applies for enforcement.
    Decided,
    /// A settlement in enforcement: after a breach the creditor asks to resume.
    Enforcement,
}

/// One instalment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// The last day on which it is in time.
    pub due: NaiveDate,
    /// How much.
    pub amount: Amount,
}

/// A plan of instalments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Where it was agreed.
    pub setting: PlanSetting,
    /// The day it was agreed; payments count towards it from then on.
    pub agreed_on: NaiveDate,
    /// The instalments, by day, none of them zero.
    pub instalments: Vec<Instalment>,
    /// Days after an instalment's day that are still no breach; 0 where none were agreed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub grace_days: u16,
    /// So many instalments missed make a breach; 1 unless agreed otherwise.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub breach_after: u16,
    /// A breach makes everything due at once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_on_breach: bool,
    /// What the creditor gives up if the plan is kept, and claims again if it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived_if_kept: Option<Amount>,
    /// The debtors and guarantors who signed; all of them where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed_by: Vec<String>,
    /// Whether interest runs while the plan is kept; `None` where nothing was agreed on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Meanwhile>,
    /// What becomes of proceedings that are pending; `None` where nothing was agreed on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suit: Option<Pending>,
    /// Anything else that was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// What interest does while a plan is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meanwhile {
    /// It goes on, as the contract or decision has it.
    GoesOn,
    /// None is charged unless the plan is broken.
    Stops,
}

/// What becomes of proceedings that are pending when a plan is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pending {
    /// The creditor withdraws them.
    Withdrawn,
    /// The court or tribunal is asked for a mediation paper on the plan.
    MediationPaper,
    /// They go on.
    GoesOn,
}

/// How far instalments lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Months, to the corresponding day, or to the last of a month that has none.
    Months(u32),
    /// Weeks.
    Weeks(u32),
}

impl FromStr for Every {
    type Err = ();

    /// Reads `1m` or `2w`, from 1 to 60.
    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|n| plain && (1..=60).contains(n)).ok_or(())
        };
        match (text.strip_suffix('m'), text.strip_suffix('w')) {
            (Some(digits), _) => Ok(Every::Months(number(digits)?)),
            (_, Some(digits)) => Ok(Every::Weeks(number(digits)?)),
            _ => Err(()),
        }
    }
}

impl Every {
    /// The day that lies so many steps after the first. `None` beyond the range of dates.
    pub fn after(self, first: NaiveDate, steps: u32) -> Option<NaiveDate> {
        match self {
            // Counted from the first each time, so that the 31st does not become the 28th for good.
            Every::Months(n) => first.checked_add_months(Months::new(n.checked_mul(steps)?)),
            Every::Weeks(n) => first.checked_add_days(Days::new(u64::from(n) * 7 * u64::from(steps))),
        }
    }
}

/// Equal instalments of whole 分, what does not divide in the last. `None` where one would be nothing, or a day lies beyond
/// the range of dates.
pub fn equal(total: Amount, count: u16, first: NaiveDate, every: Every) -> Option<Vec<Instalment>> {
    let each = total.fen().checked_div(i64::from(count)).filter(|fen| *fen > 0)?;
    let last = total.fen() - each * (i64::from(count) - 1);
    (0..count)
        .map(|at| {
            let fen = if at + 1 == count { last } else { each };
            Some(Instalment { due: every.after(first, u32::from(at))?, amount: Amount::from_fen(fen) })
        })
        .collect()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(n: &u16) -> bool {
    *n == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_one(n: &u16) -> bool {
    *n == 1
}

const fn one() -> u16 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;

    fn days(first: &str, every: &str, count: u16) -> Vec<String> {
        let first = date::parse(first).unwrap();
        let list = equal(Amount::from_fen(100_000), count, first, every.parse().unwrap()).unwrap();
        list.iter().map(|i| i.due.to_string()).collect()
    }

    /// By the calendar: the 31st is the 28th of February 2027 and the 31st again in March.
    #[test]
    fn months_end_on_the_corresponding_day() {
        assert_eq!(days("2026-12-31", "1m", 4), ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]);
        assert_eq!(days("2026-11-30", "3m", 3), ["2026-11-30", "2027-02-28", "2027-05-30"]);
        assert_eq!(days("2026-12-20", "2w", 3), ["2026-12-20", "2027-01-03", "2027-01-17"]);
    }

    /// 1,000.00 in three: 333.33, 333.33 and 333.34.
    #[test]
    fn what_does_not_divide_is_in_the_last() {
        let first = date::parse("2026-12-31").unwrap();
        let list = equal(Amount::from_fen(100_000), 3, first, Every::Months(1)).unwrap();
        assert_eq!(list.iter().map(|i| i.amount.fen()).collect::<Vec<_>>(), [33_333, 33_333, 33_334]);
        assert_eq!(equal(Amount::from_fen(2), 3, first, Every::Months(1)), None);
        assert_eq!(equal(Amount::from_fen(2), 0, first, Every::Months(1)), None);
        for bad in ["", "m", "0m", "61w", "1y", "+1m", "一m"] {
            assert!(bad.parse::<Every>().is_err(), "{bad}");
        }
    }
}
