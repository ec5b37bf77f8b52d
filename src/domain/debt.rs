//! The debt as the creditor's system states it, payments since, costs, known property.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::money::Amount;

/// The debt up to and including one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debt {
    /// The first day overdue, day 1. The due date is the day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_since: Option<NaiveDate>,
    /// The figures below hold up to and including this day (截止日).
    pub as_of: NaiveDate,
    /// Principal outstanding.
    pub principal: Amount,
    /// Interest, default and compound interest included where not stated apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Amount>,
    /// Default interest (罚息), where stated apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_interest: Option<Amount>,
    /// Compound interest (复利), where stated apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compound_interest: Option<Amount>,
    /// Penalty (违约金).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<Amount>,
    /// Fees (费用, 手续费).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Amount>,
    /// Principal and interest paid back before `as_of`, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaid: Option<Repaid>,
    /// A loan called before its due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accelerated: Option<Accelerated>,
    /// The file of statements the figures can be recomputed from, as named in the case file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ledger: Option<String>,
    /// Costs of the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Costs>,
}

/// What was paid back before the figures were drawn up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repaid {
    /// Principal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Amount>,
    /// Interest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<Amount>,
    /// Interest is paid up to and including this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_until: Option<NaiveDate>,
}

/// A loan called early (提前到期).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accelerated {
    /// From which day.
    pub on: NaiveDate,
    /// The clause or letter that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// Costs of the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// Lawyer's fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attorney_fee: Option<Amount>,
    /// The clause that makes the debtor bear the lawyer's fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attorney_fee_clause: Option<String>,
    /// Preservation fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preservation_fee: Option<Amount>,
}

/// Whether the court is asked to preserve property (财产保全), and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preservation {
    /// Whether it is asked for.
    pub wanted: bool,
    /// How much is to be preserved; by default what the filing claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Before the suit (诉前保全) rather than with it (诉讼保全).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pre_suit: bool,
    /// The court that ordered it before the suit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// When that court ordered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_on: Option<NaiveDate>,
    /// That order's case number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    /// The security offered, or why none is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<String>,
}

/// Whether the creditor would try mediation first (先行调解).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mediation {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not decided; wants to know more.
    Undecided,
}

/// A payment that came in after the figures were drawn up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The day it came in.
    pub on: NaiveDate,
    /// How much; above zero.
    pub amount: Amount,
    /// Who paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its number in the creditor's core system (流水号): one number is one payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A payment that the creditor's core system took back (冲正): it counts as never made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentReversal {
    /// The event that recorded the payment.
    pub payment: u64,
    /// The day it was taken back.
    pub on: NaiveDate,
    /// How much; the amount of the payment.
    pub amount: Amount,
    /// The reversal's own number in the core system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Whether and how the cap on all charges is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Cut the claim to the cap, or only warn.
    #[serde(default)]
    pub apply: CapUse,
    /// Tested over the whole time, or for each stretch of constant principal.
    #[serde(default)]
    pub test: CapTest,
}

/// What is done where charges exceed the cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapUse {
    /// The claim is cut to the cap.
    #[default]
    Yes,
    /// The claim stands; `check` warns.
    Warn,
}

/// Over which time the cap is tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapTest {
    /// Over the whole time.
    #[default]
    Cumulative,
    /// For each segment of constant principal.
    Segment,
}

/// Kinds of known property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// 银行存款
    BankAccount,
    /// 车辆
    Vehicle,
    /// 不动产
    RealEstate,
    /// 股权
    Equity,
    /// 工资收入
    Wage,
    /// Anything else.
    Other,
}

/// Property of a debtor that could be frozen or seized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Which kind.
    pub kind: AssetKind,
    /// What exactly: account, plate, title number.
    pub detail: String,
    /// Estimated value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Amount>,
    /// Anything else about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
