//! Costs of pursuing a claim, as the creditor advanced them and got them back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::money::Amount;

/// What a cost was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CostKind {
    /// 案件受理费, of first instance, second instance or a payment order.
    AcceptanceFee,
    /// 财产保全费.
    PreservationFee,
    /// 申请执行费; never advanced, only ever named in a distribution.
    EnforcementFee,
    /// 仲裁费.
    ArbitrationFee,
    /// 律师费.
    AttorneyFee,
    /// 公告费.
    NoticeFee,
    /// 评估费.
    AppraisalFee,
    /// Security for preservation: premium of an insurer or bank.
    SecurityPremium,
    /// Anything else.
    Other,
}

/// Which way the money went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CostWay {
    /// The creditor paid it.
    Advanced,
    /// The court or institution gave it back: a halved fee, a withdrawn suit, a winner's fee (诉讼费用交纳办法 27, 53).
    Refunded,
    /// The debtor made it good.
    Recovered,
}

/// A cost advanced, refunded or recovered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostEntry {
    /// What for.
    pub kind: CostKind,
    /// Which way.
    pub way: CostWay,
    /// The day.
    pub on: NaiveDate,
    /// How much; above zero.
    pub amount: Amount,
    /// Who received or paid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Number of the receipt or transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
