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
    /// Registered address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
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
    /// 工作单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
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
