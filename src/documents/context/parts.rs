//! Objects that several documents share.

use serde::Serialize;

use crate::docket::money::{Money, Part};
use crate::documents::desk::Desk;
use crate::documents::wording::{day, numeral, principal_word};
use crate::domain::Case;
use crate::domain::identity::resident_id;
use crate::domain::money::Amount;
use crate::domain::party::{Counsel, Creditor, CreditorKind, Debtor, Head, IdentityKind};
use crate::domain::words::in_words;

/// A sum in figures and in words.
#[derive(Serialize)]
pub struct Sum {
    /// `38,652.41`.
    figure: String,
    /// `人民币叁万…`.
    words: String,
}

impl From<Amount> for Sum {
    fn from(amount: Amount) -> Self {
        Sum { figure: amount.grouped(), words: in_words(amount) }
    }
}

/// Who acts for a legal person.
#[derive(Serialize)]
pub struct Agent {
    /// 法定代表人 or 负责人.
    label: &'static str,
    name: String,
    /// Post, where it says more than the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
}

impl Agent {
    fn new(label: &'static str, head: &Head) -> Self {
        let title = head.title.clone().filter(|t| t != label);
        Agent { label, name: head.name.clone(), title }
    }
}

/// A party by no more than name and title.
#[derive(Serialize)]
pub struct Party {
    role: String,
    name: String,
}

/// The two sides of a list or table.
pub fn parties(desk: &Desk, creditor: Option<&Creditor>) -> (Party, Vec<Party>) {
    let word = desk.voice.respondent().unwrap_or_default();
    let claimant = Party {
        role: desk.voice.claimant().to_owned(),
        name: creditor.map(|c| c.name.clone()).unwrap_or_default(),
    };
    let debtors = desk.brief.case.debtors.iter();
    (claimant, debtors.map(|d| Party { role: word.to_owned(), name: d.name.clone() }).collect())
}

/// The creditor as party.
#[derive(Serialize)]
pub struct Claimant {
    /// 原告, 申请人.
    pub role: &'static str,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    pub address: String,
    pub head: Agent,
    pub phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counsel: Option<Advocate>,
}

impl Claimant {
    /// An organisation that is not the creditor of the case: nobody is known to speak for it.
    pub fn of(who: Principal) -> Claimant {
        let Principal { name, uscc, address, head, phone } = who;
        Claimant { role: "申请人", name, uscc, address, head, phone, email: None, counsel: None }
    }
}

/// Who speaks for the claimant.
#[derive(Serialize)]
pub struct Advocate {
    name: String,
    /// `示例律师事务所律师`, `该单位工作人员`.
    post: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

/// The creditor as the one who gives a power, or confirms.
#[derive(Serialize)]
pub struct Principal {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    pub address: String,
    pub head: Agent,
    pub phone: String,
}

/// The creditor's lawyer.
#[derive(Serialize)]
pub struct Lawyer {
    pub firm: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The creditor; noted as missing as a whole where there is none.
pub fn creditor<'a>(desk: &Desk<'a>) -> Option<&'a Creditor> {
    let creditor = desk.brief.case.creditor.as_ref();
    if creditor.is_none() {
        desk.missing("creditor");
    }
    creditor
}

/// Name, seat, legal representative or head with post, and telephone of the creditor.
pub fn principal(desk: &Desk) -> Option<Principal> {
    Some(particulars(desk, creditor(desk)?, "creditor"))
}

/// The same of an organisation that stands elsewhere in the case.
pub fn particulars(desk: &Desk, of: &Creditor, path: &str) -> Principal {
    let at = |field: &str| format!("{path}.{field}");
    let label = match of.kind {
        Some(CreditorKind::Branch) => "负责人",
        Some(CreditorKind::Company) => "法定代表人",
        None => desk.need(&at("kind"), None),
    };
    if of.uscc.is_none() {
        desk.doubt("W-DRAFT-NO-USCC", &at("uscc"), &[("name", &of.name)]);
    }
    let nobody = Head { name: String::new(), title: None };
    let head = of.head.as_ref().unwrap_or_else(|| {
        desk.missing(&at("head"));
        &nobody
    });
    Principal {
        name: of.name.clone(),
        uscc: of.uscc.clone(),
        address: desk.need(&at("address"), of.address.clone()),
        head: Agent::new(label, head),
        phone: desk.need(&at("phone"), of.phone.clone()),
    }
}

/// 民诉法 art. 124(1): name, seat, legal representative or head with post and contact of a legal person.
pub fn claimant(desk: &Desk) -> Option<Claimant> {
    let Principal { name, uscc, address, head, phone } = principal(desk)?;
    let case = desk.brief.case;
    let counsel = case.counsel.as_ref().and_then(|c| {
        let name = c.lawyer.clone()?;
        Some(Advocate {
            post: if staff(case, c) {
                "该单位工作人员".to_owned()
            } else {
                format!("{}律师", c.firm)
            },
            name,
            phone: c.phone.clone(),
        })
    });
    Some(Claimant {
        role: desk.voice.listed(),
        name,
        uscc,
        address,
        head,
        phone,
        email: case.creditor.as_ref().and_then(|c| c.email.clone()),
        counsel,
    })
}

/// Whether who acts for the creditor is of its own staff: then the case names the creditor as the firm.
pub fn staff(case: &Case, counsel: &Counsel) -> bool {
    case.creditor.as_ref().is_some_and(|c| c.name == counsel.firm)
}

/// A defendant or respondent.
#[derive(Serialize)]
pub struct Respondent {
    /// 被告, 被告一.
    role: String,
    name: String,
    company: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ethnicity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Paper>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domicile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    residence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Agent>,
    phones: Vec<String>,
    emails: Vec<String>,
}

/// An identity paper.
#[derive(Serialize)]
struct Paper {
    label: &'static str,
    number: String,
}

/// Every debtor and guarantor as party. 民诉法解释 art. 209: name, abode and the like, so that the defendant can be told
/// from others.
pub fn respondents(desk: &Desk) -> Vec<Respondent> {
    let word = desk.voice.respondent().unwrap_or("债务人");
    let alone = desk.brief.case.debtors.len() == 1;
    let sued_as = desk.voice.sued_as().unwrap_or_default();
    respondents_as(desk, |i, _| {
        let number = if alone { String::new() } else { numeral(i + 1) };
        Some(format!("{word}{number}{sued_as}"))
    })
}

/// The debtors and guarantors who have a role here, by their places.
pub fn respondents_as(desk: &Desk, role: impl Fn(usize, &Debtor) -> Option<String>) -> Vec<Respondent> {
    let all = desk.brief.case.debtors.iter().enumerate();
    all.filter_map(|(i, debtor)| Some(respondent(desk, &format!("debtors[{i}]"), role(i, debtor)?, debtor)))
        .collect()
}

fn respondent(desk: &Desk, path: &str, role: String, debtor: &Debtor) -> Respondent {
    let company = debtor.is_company();
    if debtor.domicile.is_none() && debtor.residence.is_none() {
        desk.missing(&format!("{path}.domicile"));
    }
    let read = debtor
        .id
        .as_ref()
        .filter(|id| id.kind == IdentityKind::ResidentId)
        .and_then(|id| resident_id::read(&id.number).ok());
    let sex = debtor.sex.or(read.map(|r| r.sex)).filter(|_| !company).map(|s| s.chinese());
    if debtor.id.is_none() {
        if sex.is_none() {
            desk.missing(&format!("{path}.id"));
        } else {
            desk.doubt("W-DRAFT-NO-ID", &format!("{path}.id"), &[("name", &debtor.name)]);
        }
    }
    let people = |name: &String| if name.ends_with('族') { name.clone() } else { format!("{name}族") };
    let residence = debtor.residence.clone().filter(|r| debtor.domicile.as_ref() != Some(r));
    Respondent {
        role,
        name: debtor.name.clone(),
        company,
        sex,
        birth: read.map(|r| day(r.birth)),
        ethnicity: debtor.ethnicity.as_ref().filter(|_| !company).map(people),
        id: debtor.id.as_ref().map(|id| Paper { label: id.kind.chinese(), number: id.number.clone() }),
        domicile: debtor.domicile.clone(),
        residence,
        employer: debtor.employer.clone(),
        head: debtor.head.as_ref().map(|h| Agent::new("法定代表人", h)),
        phones: debtor.phones.clone(),
        emails: debtor.emails.clone(),
    }
}

/// The table of the debt.
#[derive(Serialize)]
pub struct DebtTable {
    as_of: String,
    rows: Vec<DebtRow>,
    total: DebtRow,
    /// Whether any row has payments applied, and whether any is cut to the cap: the columns.
    has_paid: bool,
    has_given_up: bool,
    has_standard: bool,
}

#[derive(Serialize)]
struct DebtRow {
    label: String,
    stated: String,
    paid: String,
    given_up: String,
    claimed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard: Option<String>,
}

/// The table of the debt: a row for each part that the figures state as more than nothing.
pub fn debt_table(case: &Case, money: &Money) -> DebtTable {
    let row = |label: String, sums: [Amount; 4], standard| DebtRow {
        label,
        stated: sums[0].grouped(),
        paid: sums[1].grouped(),
        given_up: sums[2].grouped(),
        claimed: sums[3].grouped(),
        standard,
    };
    let mut total = [Amount::ZERO; 4];
    let mut rows = Vec::new();
    for line in money.lines.iter().filter(|l| !l.stated.is_zero() || !l.claimed.is_zero()) {
        let sums = [line.stated, line.paid, line.given_up, line.claimed];
        for (all, one) in total.iter_mut().zip(sums) {
            *all = *all + one;
        }
        let label =
            if line.part == Part::Principal { principal_word(case) } else { line.part.chinese() }.to_owned();
        rows.push(row(label, sums, crate::documents::wording::standard(case, line.part)));
    }
    DebtTable {
        as_of: day(money.as_of),
        has_paid: rows.iter().any(|r| r.paid != "0.00"),
        has_given_up: rows.iter().any(|r| r.given_up != "0.00"),
        has_standard: rows.iter().any(|r| r.standard.is_some()),
        rows,
        total: row("合计".to_owned(), total, None),
    }
}

/// Refuses what no claim can be made of: nothing owed, or a debt of which too little is known.
pub fn owed(desk: &Desk) {
    if desk.brief.money.total() <= Amount::ZERO {
        desk.refuse("E-DRAFT-NOTHING-OWED", "debt.principal", &[]);
    }
    // Without a figure for interest nobody knows whether there is none or it was left out.
    if desk.brief.case.debt.interest.is_none() {
        desk.missing("debt.interest");
    }
    if desk.brief.case.product.is_none() {
        desk.missing("product");
    }
}
