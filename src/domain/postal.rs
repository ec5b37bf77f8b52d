//! The postal register: letters that were posted, and what became of each.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::proof::{Contacted, StoredFile};

/// A letter that was handed to a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its id, unique in the registry: `p-` and what the carrier and number make.
    pub id: String,
    /// The carrier: 中国邮政EMS.
    pub carrier: String,
    /// The carrier's number.
    pub number: String,
    /// What it holds, by kind where it was drafted: `demand-letter`.
    pub kind: String,
    /// The draft it holds, by the hash of its file, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Who it is for.
    pub party: Contacted,
    /// The addressee's name.
    pub to_name: String,
    /// The address written on it.
    pub address: String,
    /// That address was the one for service that the contract fixed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub agreed: bool,
    /// The day it was handed over.
    pub on: NaiveDate,
    /// The receipt, where it was scanned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<StoredFile>,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// 妥投: handed to the addressee or one who may take it.
    Delivered,
    /// 退回
    Returned,
    /// 遗失
    Lost,
}

impl Fate {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Fate::Delivered => "delivered",
            Fate::Returned => "returned",
            Fate::Lost => "lost",
        }
    }
}

/// A letter's fate became known. The latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterFate {
    /// The letter.
    pub id: String,
    /// What.
    pub fate: Fate,
    /// The day.
    pub on: NaiveDate,
    /// Who took it, or why it came back: 本人签收, 拒收, 查无此人, 迁移新址不明, 逾期未领.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The proof of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<StoredFile>,
}
