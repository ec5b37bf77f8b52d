//! Payment in instalments as it was agreed: before any suit, in a court's mediation paper, or in enforcement.

use chrono::NaiveDate;
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
    /// Anything else that was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
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
