//! Who takes part: creditor, debtors and guarantors, the handler and counsel.

use serde::{Deserialize, Serialize};

/// A person's sex, as identity papers and court forms have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// 男
    #[serde(rename = "男", alias = "male", alias = "M")]
    Male,
    /// 女
    #[serde(rename = "女", alias = "female", alias = "F")]
    Female,
}

impl Sex {
    /// 男 or 女.
    pub const fn chinese(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }
}

/// The person or team who works the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handler {
    /// Name as the ledger shows it.
    pub name: String,
    /// Where reminders go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// How a creditor takes part in a suit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditorKind {
    /// A legal person, acting through its legal representative (法定代表人).
    Company,
    /// A branch with its own licence, acting through its head (负责人; 法释〔2015〕5号 art. 52(6)).
    Branch,
}

/// What kind of lender the creditor is: decides the cap and the cause of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lender {
    /// A licensed financial institution.
    Licensed,
    /// A microloan company (小额贷款公司).
    Microloan,
    /// Private lending (民间借贷).
    Private,
}

/// What kind of legal person or organisation a party is, as the official complaint lists them (法〔2025〕82号, 类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityType {
    /// 有限责任公司
    Limited,
    /// 股份有限公司
    JointStock,
    /// 上市公司
    Listed,
    /// 其他企业法人
    OtherEnterprise,
    /// 事业单位
    PublicInstitution,
    /// 社会团体
    Association,
    /// 基金会
    Foundation,
    /// 社会服务机构
    SocialService,
    /// 机关法人
    StateOrgan,
    /// 农村集体经济组织法人
    RuralCollective,
    /// 城镇农村的合作经济组织法人
    Cooperative,
    /// 基层群众性自治组织法人
    SelfGoverning,
    /// 个人独资企业
    SoleProprietorship,
    /// 合伙企业
    Partnership,
    /// 不具有法人资格的专业服务机构
    ProfessionalService,
}

impl EntityType {
    /// The identifier in files and in the table of the official forms.
    pub const fn id(self) -> &'static str {
        match self {
            EntityType::Limited => "limited",
            EntityType::JointStock => "joint-stock",
            EntityType::Listed => "listed",
            EntityType::OtherEnterprise => "other-enterprise",
            EntityType::PublicInstitution => "public-institution",
            EntityType::Association => "association",
            EntityType::Foundation => "foundation",
            EntityType::SocialService => "social-service",
            EntityType::StateOrgan => "state-organ",
            EntityType::RuralCollective => "rural-collective",
            EntityType::Cooperative => "cooperative",
            EntityType::SelfGoverning => "self-governing",
            EntityType::SoleProprietorship => "sole-proprietorship",
            EntityType::Partnership => "partnership",
            EntityType::ProfessionalService => "professional-service",
        }
    }
}

/// Who owns a party that is no person, as the official complaint lists it (所有制性质).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// 国有
    State,
    /// 国有控股
    StateControlled,
    /// 国有参股
    StateInvested,
    /// 民营
    Private,
    /// 其他
    Other,
}

/// The creditor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creditor {
    /// Registered name.
    pub name: String,
    /// Company or branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<CreditorKind>,
    /// Kind of lender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lender: Option<Lender>,
    /// Unified social credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    /// Seat: where it mainly does business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where it is registered, if that is another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_address: Option<String>,
    /// What kind of legal person or organisation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<EntityType>,
    /// Who owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// Legal representative or head of the branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where debtors pay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_account: Option<BankAccount>,
    /// Where a court pays back fees, if not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_account: Option<BankAccount>,
    /// Where court papers are to be sent, as far as it differs from the above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
}

/// Where and how the creditor itself is served (送达地址确认书). What is absent is the creditor's own address, telephone and
/// mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Postal code (邮政编码), as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Who takes delivery (代收人).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The recipient's telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mailbox for electronic service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the creditor agrees to electronic service (民诉法 art. 90: only with consent).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electronic: Option<bool>,
}

/// The person who represents the creditor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Name.
    pub name: String,
    /// Post: 董事长, 负责人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// An account to pay into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// Account holder.
    pub name: String,
    /// Bank and branch.
    pub bank: String,
    /// Account number, as text.
    pub number: String,
}

/// How a debtor is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The borrower or cardholder; exactly one.
    Primary,
    /// A joint borrower.
    Joint,
    /// A guarantor.
    Guarantor,
}

/// Kinds of identity papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityKind {
    /// 居民身份证
    ResidentId,
    /// 护照
    Passport,
    /// 港澳居民来往内地通行证
    HkMacauPermit,
    /// 台湾居民来往大陆通行证
    TaiwanPermit,
    /// 外国人永久居留身份证
    ForeignResidence,
    /// 统一社会信用代码 of a company that owes
    Uscc,
    /// Anything else.
    Other,
}

impl IdentityKind {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            IdentityKind::ResidentId => "resident-id",
            IdentityKind::Passport => "passport",
            IdentityKind::HkMacauPermit => "hk-macau-permit",
            IdentityKind::TaiwanPermit => "taiwan-permit",
            IdentityKind::ForeignResidence => "foreign-residence",
            IdentityKind::Uscc => "uscc",
            IdentityKind::Other => "other",
        }
    }

    /// The name that a filing prints.
    pub const fn chinese(self) -> &'static str {
        match self {
            IdentityKind::ResidentId => "公民身份号码",
            IdentityKind::Passport => "护照号码",
            IdentityKind::HkMacauPermit => "港澳居民来往内地通行证号码",
            IdentityKind::TaiwanPermit => "台湾居民来往大陆通行证号码",
            IdentityKind::ForeignResidence => "外国人永久居留身份证号码",
            IdentityKind::Uscc => "统一社会信用代码",
            IdentityKind::Other => "证件号码",
        }
    }

    /// What the paper is called where its kind is asked for (证件类型).
    pub const fn paper(self) -> &'static str {
        match self {
            IdentityKind::ResidentId => "居民身份证",
            IdentityKind::Passport => "护照",
            IdentityKind::HkMacauPermit => "港澳居民来往内地通行证",
            IdentityKind::TaiwanPermit => "台湾居民来往大陆通行证",
            IdentityKind::ForeignResidence => "外国人永久居留身份证",
            IdentityKind::Uscc => "统一社会信用代码",
            IdentityKind::Other => "其他",
        }
    }
}

impl Role {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Role::Primary => "primary",
            Role::Joint => "joint",
            Role::Guarantor => "guarantor",
        }
    }
}

/// An identity paper and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Which paper.
    #[serde(rename = "type")]
    pub kind: IdentityKind,
    /// Its number, as text.
    pub number: String,
}

/// An address for service that the contract fixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceAddress {
    /// Whether the debtor agreed to it.
    pub agreed: bool,
    /// The clause that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Postal address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the debtor agreed to electronic service (电子送达).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electronic: Option<bool>,
}

/// Whether a debtor can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whereabouts {
    /// 可以联系
    Known,
    /// 下落不明
    Unknown,
    /// 不在境内
    Abroad,
}

/// Someone who owes or guarantees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debtor {
    /// How they are bound.
    pub role: Role,
    /// Name as on the identity paper.
    pub name: String,
    /// Sex; none for a company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// 民族.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<String>,
    /// Identity paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Identity>,
    /// 户籍所在地, or a company's seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domicile: Option<String>,
    /// 经常居住地, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<String>,
    /// Whether the debtor can be found; not said where nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whereabouts: Option<Whereabouts>,
    /// 工作单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    /// 职务.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Where a company is registered, if not at its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_address: Option<String>,
    /// What kind of legal person or organisation a company is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity_type: Option<EntityType>,
    /// Who owns a company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// A company's legal representative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
    /// Telephones, the reserved one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Mailboxes, the reserved one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Agreed address for service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_address: Option<ServiceAddress>,
}

impl Debtor {
    /// Their mailboxes: those on file, and the one given for service.
    pub fn mailboxes(&self) -> impl Iterator<Item = &str> {
        let served = self.service_address.as_ref().and_then(|s| s.email.as_ref());
        self.emails.iter().chain(served).map(String::as_str)
    }

    /// Whether this debtor is a company rather than a person.
    pub fn is_company(&self) -> bool {
        self.id.as_ref().is_some_and(|id| id.kind == IdentityKind::Uscc)
    }
}

/// What counsel may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// 一般授权
    General,
    /// 特别授权 (the powers are listed in the document: 民事诉讼法 art. 62)
    Special,
}

/// Outside counsel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counsel {
    /// Law firm.
    pub firm: String,
    /// Lawyer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lawyer: Option<String>,
    /// Practising licence number (执业证号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Mailbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Extent of the power of attorney.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// Whether the special authority reaches into enforcement: giving up rights, settling, collecting the proceeds
    /// (执行工作规定 art. 20 wants each named).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enforcement: bool,
}
