//! What proves the claim: evidence, the contact log, statements.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::money::Amount;

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// 合同
    Contract,
    /// 申请材料
    Application,
    /// 身份材料
    Identity,
    /// 提示说明材料
    TermsNotice,
    /// 账单
    Statement,
    /// 催收记录
    ContactLog,
    /// 催收函及送达凭证
    DemandProof,
    /// 还款或放款凭证
    PaymentRecord,
    /// 担保材料
    Guarantee,
    /// 律师费合同及发票
    AttorneyFee,
    /// 公证书
    Notarisation,
    /// 财产线索
    Asset,
    /// 法院文书
    CourtPaper,
    /// 其他
    Other,
}

impl EvidenceKind {
    /// Every kind, in the order of lists.
    pub const ALL: [EvidenceKind; 14] = [
        EvidenceKind::Contract,
        EvidenceKind::Application,
        EvidenceKind::Identity,
        EvidenceKind::TermsNotice,
        EvidenceKind::Statement,
        EvidenceKind::ContactLog,
        EvidenceKind::DemandProof,
        EvidenceKind::PaymentRecord,
        EvidenceKind::Guarantee,
        EvidenceKind::AttorneyFee,
        EvidenceKind::Notarisation,
        EvidenceKind::Asset,
        EvidenceKind::CourtPaper,
        EvidenceKind::Other,
    ];

    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            EvidenceKind::Contract => "contract",
            EvidenceKind::Application => "application",
            EvidenceKind::Identity => "identity",
            EvidenceKind::TermsNotice => "terms-notice",
            EvidenceKind::Statement => "statement",
            EvidenceKind::ContactLog => "contact-log",
            EvidenceKind::DemandProof => "demand-proof",
            EvidenceKind::PaymentRecord => "payment-record",
            EvidenceKind::Guarantee => "guarantee",
            EvidenceKind::AttorneyFee => "attorney-fee",
            EvidenceKind::Notarisation => "notarisation",
            EvidenceKind::Asset => "asset",
            EvidenceKind::CourtPaper => "court-paper",
            EvidenceKind::Other => "other",
        }
    }

    /// What a paper of this kind is called in a list of evidence, where nobody named it.
    pub const fn title(self) -> &'static str {
        match self {
            EvidenceKind::Contract => "合同",
            EvidenceKind::Application => "申请材料",
            EvidenceKind::Identity => "身份材料",
            EvidenceKind::TermsNotice => "提示说明材料",
            EvidenceKind::Statement => "账单",
            EvidenceKind::ContactLog => "催收记录",
            EvidenceKind::DemandProof => "催收函及送达凭证",
            EvidenceKind::PaymentRecord => "还款或放款凭证",
            EvidenceKind::Guarantee => "担保材料",
            EvidenceKind::AttorneyFee => "律师费合同及发票",
            EvidenceKind::Notarisation => "公证书",
            EvidenceKind::Asset => "财产线索",
            EvidenceKind::CourtPaper => "法院文书",
            EvidenceKind::Other => "其他材料",
        }
    }
}

/// What a file was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    /// A PDF.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
}

impl Media {
    /// The usual file ending, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Png => "png",
            Media::Jpeg => "jpg",
        }
    }
}

/// A file of the workspace's `evidence/`, known by its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredFile {
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Pages; 1 for a picture.
    pub pages: u32,
    /// What it was found to be.
    pub media: Media,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its short name, unique in the account.
    pub id: String,
    /// Which kind.
    pub kind: EvidenceKind,
    /// Its name in the evidence list.
    pub title: String,
    /// The file, relative to the case folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Made from facts instead of a file: `contacts` or `statements`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DerivedFrom>,
    /// Where it comes from: 原告, 被告, 第三方.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether the original can be shown in court.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<bool>,
    /// What it proves (证明对象和内容).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proves: Option<String>,
    /// Pages that prove one fact each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The content as taken in. Written by the program, never by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<StoredFile>,
    /// The exhibit's number, from 1, where a bundle that went out makes it another than the place in the list. Never part
    /// of the facts.
    #[serde(skip)]
    pub number: Option<u32>,
}

/// A page that proves one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The fact, by its field in the case file: `contract.terms.interest`, `guarantees[0]`.
    pub fact: String,
    /// The page of this file, from 1.
    pub page: u32,
}

impl Mark {
    /// Whether it proves this fact, a part of it, or what it is a part of. Items of lists count as parts.
    pub fn proves(&self, fact: &str) -> bool {
        let within = |part: &str, whole: &str| {
            part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        within(&self.fact, fact) || within(fact, &self.fact)
    }
}

/// Facts that are themselves typeset as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DerivedFrom {
    /// The contact log.
    Contacts,
    /// The statements.
    Statements,
}

/// Ways of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// 电话
    Phone,
    /// 短信
    Sms,
    /// 邮件
    Email,
    /// 信函
    Letter,
    /// 外访
    Visit,
    /// 应用内
    App,
}

impl Channel {
    /// Every way, in the order of tables.
    pub const ALL: [Channel; 6] =
        [Channel::Phone, Channel::Sms, Channel::Email, Channel::Letter, Channel::Visit, Channel::App];

    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::Sms => "sms",
            Channel::Email => "email",
            Channel::Letter => "letter",
            Channel::Visit => "visit",
            Channel::App => "app",
        }
    }
}

/// Who was contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contacted {
    /// 本人
    Debtor,
    /// 保证人
    Guarantor,
    /// 联系人
    Contact,
    /// 其他
    Other,
}

impl Contacted {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Contacted::Debtor => "debtor",
            Contacted::Guarantor => "guarantor",
            Contacted::Contact => "contact",
            Contacted::Other => "other",
        }
    }
}

/// What came of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 接通
    Reached,
    /// 未接
    NoAnswer,
    /// 承诺还款
    Promised,
    /// 拒绝
    Refused,
    /// 送达
    Delivered,
    /// 退回
    Returned,
    /// 已读
    Read,
    /// 已发出: it left, and nothing says yet what became of it.
    Sent,
}

/// One entry of the contact log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// When, to the minute, local time in China.
    #[serde(with = "super::date::minute")]
    pub at: NaiveDateTime,
    /// By which way.
    pub channel: Channel,
    /// With whom.
    pub party: Contacted,
    /// The number or address used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// With which result.
    pub outcome: Outcome,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Number of the recording, message or tracking record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Where the registry knows of it from a letter or mail of its own; none for what a log states. Never part of the
    /// facts.
    #[serde(skip)]
    pub registered: Option<Registered>,
}

impl Contact {
    /// Whether it came through: answered, handed over or read.
    pub const fn came_through(&self) -> bool {
        !matches!(self.outcome, Outcome::NoAnswer | Outcome::Returned | Outcome::Sent)
    }

    /// The day on which it came through or came back; of an entry that states only one moment, that day.
    pub fn settled_on(&self) -> NaiveDate {
        self.registered.as_ref().and_then(|r| r.settled).unwrap_or_else(|| self.at.date())
    }
}

/// What the registry knows of a contact beyond what a log has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The letter's or notice's id.
    pub id: String,
    /// The day it arrived or came back, where that is known.
    pub settled: Option<NaiveDate>,
    /// It went to the address for service that was agreed, as it was when it left.
    pub agreed: bool,
    /// The carrier lost it.
    pub lost: bool,
}

/// Kinds of statement lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// 消费
    Purchase,
    /// 取现
    Cash,
    /// 分期
    Instalment,
    /// 利息
    Interest,
    /// 复利
    Compound,
    /// 违约金
    Penalty,
    /// 费用
    Fee,
    /// 还款
    Payment,
    /// 冲正
    Reversal,
}

/// One line of the statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    /// The day it was booked.
    pub date: NaiveDate,
    /// Which kind.
    pub kind: StatementKind,
    /// How much, always above zero; the kind says which way.
    pub amount: Amount,
    /// The bank's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<String>,
}

/// Which line each reversal undoes: for every line the index of that line, none for what is no reversal. Lines stand in the
/// order of their days; undone is the last one before of the same amount that is no reversal and was not undone yet.
///
/// # Errors
/// The index of the first reversal that has no such line before it.
pub fn undone(lines: &[&StatementLine]) -> Result<Vec<Option<usize>>, usize> {
    let mut standing: Vec<usize> = Vec::new();
    let mut undone = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        if line.kind != StatementKind::Reversal {
            standing.push(at);
            undone.push(None);
            continue;
        }
        let found = standing.iter().rposition(|&other| lines[other].amount == line.amount).ok_or(at)?;
        undone.push(Some(standing.remove(found)));
    }
    Ok(undone)
}
