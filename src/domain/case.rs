//! The facts of one account, as a case file states them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::contract::{Contract, Guarantee};
use super::debt::{Asset, Cap, Debt, Mediation, Payment, Preservation};
use super::party::{Counsel, Creditor, Debtor, Handler, Lender, Role};
use super::pleas::{Assignment, Participation, Pleas};
use super::proof::{Contact, Evidence, StatementLine};

/// An account's name in the registry: 1 to 64 of `A-Z a-z 0-9 . _ -`, not `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

impl AccountId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            && text != "."
            && text != "..";
        if good { Ok(AccountId(text.to_owned())) } else { Err("1 to 64 of A-Z a-z 0-9 . _ -") }
    }
}

impl TryFrom<String> for AccountId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> String {
        id.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What was lent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// 信用卡
    CreditCard,
    /// 个人贷款
    PersonalLoan,
    /// 互联网贷款
    OnlineLoan,
}

impl Product {
    /// Every product.
    pub const ALL: [Product; 3] = [Product::CreditCard, Product::PersonalLoan, Product::OnlineLoan];

    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Product::CreditCard => "credit-card",
            Product::PersonalLoan => "personal-loan",
            Product::OnlineLoan => "online-loan",
        }
    }
}

/// The track an account is meant to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrackName {
    /// Suit in court.
    Litigation,
    /// Arbitration.
    Arbitration,
    /// Payment order (督促程序).
    PaymentOrder,
}

impl TrackName {
    /// The identifier in files, JSON and the track tables.
    pub const fn id(self) -> &'static str {
        match self {
            TrackName::Litigation => "litigation",
            TrackName::Arbitration => "arbitration",
            TrackName::PaymentOrder => "payment-order",
        }
    }
}

/// The facts of one account. Only what a spreadsheet must have is required; what else a filing needs is reported by
/// `check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in the registry.
    pub account: AccountId,
    /// What was lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// The batch it was referred in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// When it was referred (移送).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_on: Option<NaiveDate>,
    /// Who works it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<Handler>,
    /// Who is owed; the workspace's where the file says `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<Creditor>,
    /// Who owes: one primary debtor, then joint debtors and guarantors.
    pub debtors: Vec<Debtor>,
    /// The contract.
    #[serde(default)]
    pub contract: Contract,
    /// The debt.
    pub debt: Debt,
    /// Payments since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// The contact log, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// The statements, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementLine>,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Known property.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// Outside counsel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counsel: Option<Counsel>,
    /// Cause of action (案由), where it is not the usual one of the product and lender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Guarantees and securities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guarantees: Vec<Guarantee>,
    /// Use of the cap on charges.
    #[serde(default)]
    pub cap: Cap,
    /// Preservation of property: wanted or not, and for how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preservation: Option<Preservation>,
    /// Whether the creditor would try mediation first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    /// The track to take; by default what the forum clause asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<TrackName>,
    /// What the creditor or its lawyer says in a later stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pleas: Option<Pleas>,
    /// The enforcement of another creditor of which a share is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participation: Option<Participation>,
    /// The claim assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
}

impl Case {
    /// The facts as JSON, as paths address them.
    pub fn to_facts(&self) -> serde_json::Value {
        serde_json::to_value(self).expect("a case has string keys only")
    }

    /// Reads what [`Case::to_facts`] wrote.
    ///
    /// # Errors
    /// What the reader says where a value does not fit its field.
    pub fn from_facts(facts: &serde_json::Value) -> Result<Case, String> {
        Case::deserialize(facts).map_err(|e: serde_json::Error| e.to_string())
    }

    /// The primary debtor. Every case has exactly one: the readers of files refuse others.
    pub fn primary(&self) -> Option<&Debtor> {
        self.debtors.iter().find(|d| d.role == Role::Primary)
    }

    /// Guarantors, in the order of the file.
    pub fn guarantors(&self) -> impl Iterator<Item = &Debtor> {
        self.debtors.iter().filter(|d| d.role == Role::Guarantor)
    }

    /// The track to take: the case's own, else what the forum clause asks for, else litigation.
    pub fn track(&self) -> TrackName {
        use super::contract::ForumKind;
        self.track.unwrap_or_else(|| match self.contract.forum.as_ref().map(|f| f.kind) {
            Some(ForumKind::Arbitration) => TrackName::Arbitration,
            _ => TrackName::Litigation,
        })
    }

    /// The cause of action: the case's own, else the usual one of product and lender. `None` where neither is known.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref().or_else(|| self.usual_cause())
    }

    /// The usual cause of action of product and lender. `None` where neither is known.
    pub fn usual_cause(&self) -> Option<&'static str> {
        match (self.product?, self.creditor.as_ref().and_then(|c| c.lender)) {
            (Product::CreditCard, _) => Some("信用卡纠纷"),
            (_, Some(Lender::Licensed)) => Some("金融借款合同纠纷"),
            (_, Some(Lender::Microloan)) => Some("小额借款合同纠纷"),
            (_, Some(Lender::Private)) => Some("民间借贷纠纷"),
            (_, None) => None,
        }
    }
}
