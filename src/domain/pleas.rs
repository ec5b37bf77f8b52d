//! What only the creditor or its lawyer can say of the later stages, and no milestone records: why a suit is withdrawn, what an
//! appeal wants, in whose enforcement a share is asked for, to whom the claim went.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::money::Amount;
use super::party::Creditor;

/// Words of the creditor or its lawyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pleas {
    /// Why the suit is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<String>,
    /// What the court of appeal is asked for, one each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appeal_requests: Vec<String>,
    /// The part of the judgment that is not accepted, in money; what the appeal fee is reckoned on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_disputed: Option<Amount>,
    /// The grounds of the appeal, a paragraph each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appeal_grounds: Vec<String>,
    /// The court of appeal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_court: Option<String>,
    /// The court that enforcement is applied to, before the application is recorded; of an award there is no other way to
    /// know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforcement_court: Option<String>,
}

/// Another creditor's enforcement that holds property of a debtor, of whose proceeds a share is asked for (参与分配).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participation {
    /// The debtor whose property it is.
    pub debtor: String,
    /// The court that holds it.
    pub court: String,
    /// The number of the case in enforcement there.
    pub case_number: String,
    /// What is held, and why it does not cover every creditor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The claim assigned (债权转让): the creditor of the case bought it `from` another, or sells it `to` another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The day of the contract of assignment.
    pub on: NaiveDate,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The creditor before, where the creditor of the case is the assignee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The assignee, where the creditor of the case is the assignor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Creditor>,
    /// The assignor said in writing that the assignee has the claim (变更追加规定 art. 9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<bool>,
}
