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
    /// Refunded because the court collects it from the debtor itself (民诉法解释 207): the debtor owes the creditor that
    /// much less.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub collected_by_court: bool,
}

impl CostKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [CostKind; 9] = [
        CostKind::AcceptanceFee,
        CostKind::PreservationFee,
        CostKind::EnforcementFee,
        CostKind::ArbitrationFee,
        CostKind::AttorneyFee,
        CostKind::NoticeFee,
        CostKind::AppraisalFee,
        CostKind::SecurityPremium,
        CostKind::Other,
    ];

    /// Its identifier: `acceptance-fee`.
    pub const fn id(self) -> &'static str {
        match self {
            CostKind::AcceptanceFee => "acceptance-fee",
            CostKind::PreservationFee => "preservation-fee",
            CostKind::EnforcementFee => "enforcement-fee",
            CostKind::ArbitrationFee => "arbitration-fee",
            CostKind::AttorneyFee => "attorney-fee",
            CostKind::NoticeFee => "notice-fee",
            CostKind::AppraisalFee => "appraisal-fee",
            CostKind::SecurityPremium => "security-premium",
            CostKind::Other => "other",
        }
    }

    /// The kind of that identifier.
    pub fn read(id: &str) -> Option<Self> {
        CostKind::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
