//! The contract: terms of interest, forum, securities.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::money::Amount;

/// A rate as a fraction: `0.0005` is five in ten thousand. From 0 to 10; at most 12 decimals. Written as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(Decimal);

impl Rate {
    /// The fraction.
    pub const fn fraction(self) -> Decimal {
        self.0
    }

    /// The rate of a fraction, or `None` outside 0 to 10.
    pub fn new(fraction: Decimal) -> Option<Self> {
        (fraction >= Decimal::ZERO && fraction <= Decimal::TEN && fraction.scale() <= 12)
            .then_some(Rate(fraction))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Rate {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        plain
            .then(|| Decimal::from_str_exact(text).ok())
            .flatten()
            .and_then(Rate::new)
            .ok_or("a fraction between 0 and 10, such as \"0.0005\"")
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What a rate is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// A day.
    Day,
    /// A year.
    Year,
}

/// Whether interest itself bears interest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compounding {
    /// No.
    #[default]
    None,
    /// Unpaid interest joins the principal each month.
    Monthly,
}

/// The contract's interest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterestTerm {
    /// The rate as a fraction.
    pub rate: Rate,
    /// By day or by year.
    pub per: Per,
    /// Days of a year for a yearly rate: 360, 365 or 366 (the actual year).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_basis: Option<u16>,
    /// Compounding.
    #[serde(default)]
    pub compounding: Compounding,
    /// The clause that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// A penalty (违约金) as the contract words it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyTerm {
    /// The wording.
    pub text: String,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// Whether the main terms were brought to the debtor's attention (提示说明).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Highlighted {
    /// Given or not.
    pub given: bool,
    /// In which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

/// Terms that a claim rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Interest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<InterestTerm>,
    /// Default interest (罚息) after the due date, where the contract sets its own rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue_interest: Option<InterestTerm>,
    /// Penalty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<PenaltyTerm>,
    /// What default entails besides the charges above (违约责任), in the contract's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liability: Option<String>,
    /// When the contract may be ended (解除条件), in its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub termination: Option<String>,
    /// Notice of the main terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub highlighted: Option<Highlighted>,
}

/// Who decides disputes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForumKind {
    /// A court.
    Court,
    /// An arbitration institution.
    Arbitration,
}

/// The forum that the contract names. Where it names both a court and an institution, the clause leaves the choice open
/// (或裁或审).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forum {
    /// Court or arbitration.
    pub kind: ForumKind,
    /// The court's full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// The arbitration institution's full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What connects the court with the dispute: 原告住所地, 合同履行地.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What proves that the place is connected with the dispute: 合同在该行西城支行柜面签订.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
}

impl Forum {
    /// Whether the clause keeps disputes from the courts: arbitration by a named institution, and no court beside it.
    pub fn excludes_courts(&self) -> bool {
        self.kind == ForumKind::Arbitration && self.institution.is_some() && self.court.is_none()
    }
}

/// How a loan was paid out (提供方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disbursement {
    /// 现金
    Cash,
    /// 转账
    Transfer,
    /// 其他
    Other,
}

/// The contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<NaiveDate>,
    /// Where it was signed (合同签订地).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<String>,
    /// A card's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_number: Option<String>,
    /// A loan's number (借据号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_number: Option<String>,
    /// A card's credit limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Amount>,
    /// The sum lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Amount>,
    /// When it was paid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disbursed_on: Option<NaiveDate>,
    /// How it was paid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disbursed_by: Option<Disbursement>,
    /// When the loan falls due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// How it is repaid: 等额本息, 等额本金, 到期一次性还本付息.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repayment: Option<String>,
    /// Terms of interest and penalty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// Court or arbitration clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forum: Option<Forum>,
    /// The contract's own order of attribution, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Vec<Component>>,
}

/// What a payment can be applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    /// Costs of enforcing the claim and fees.
    Fees,
    /// Interest of every kind.
    Interest,
    /// Penalty (违约金).
    Penalty,
    /// Principal.
    Principal,
}

/// Kinds of security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuaranteeKind {
    /// 保证
    Guarantee,
    /// 抵押
    Mortgage,
    /// 质押
    Pledge,
}

/// Forms of a personal guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuaranteeForm {
    /// 一般保证
    General,
    /// 连带责任保证
    Joint,
}

/// Whether a security is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registration {
    /// Not registered.
    No,
    /// 正式登记
    Formal,
    /// 预告登记
    Preliminary,
}

/// A guarantee or security.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// Which kind.
    pub kind: GuaranteeKind,
    /// General or joint, for a personal guarantee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<GuaranteeForm>,
    /// Who gives it.
    pub by: String,
    /// When it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<NaiveDate>,
    /// The last day of the guarantee period (保证期间).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_until: Option<NaiveDate>,
    /// The ceiling of a maximum-amount security.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Amount>,
    /// Registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<Registration>,
    /// Contract or registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day on which a maximum-amount security's claims are fixed (担保债权的确定时间).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_on: Option<NaiveDate>,
    /// The thing given as security (担保物).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}
