//! Letters to debtors: 催收函 from the creditor, 律师函 from its law firm. Before a decision they ask for what the contract
//! says, after it for what was decided.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{
    Citation, Section, borrowers_named, capacity, card_collection, cited, day, decided, guarantee_contracts,
    narrative, ongoing, quoted, security_only, shares, until,
};
use super::filing::{cause, value};
use super::parts::{DebtTable, Lawyer, Sum, creditor, debt_table, owed};
use crate::docket::Pursuit;
use crate::domain::Case;
use crate::domain::case::{Product, TrackName};
use crate::domain::party::{BankAccount, Debtor, Role, Sex};

/// What letters say that no law fixes: `tables/cn/letters.yaml`.
#[derive(Deserialize)]
struct Terms {
    #[serde(rename = "lawyers-letter")]
    lawyers_letter: Term,
}

#[derive(Deserialize)]
struct Term {
    /// Days to pay within, from receipt.
    pay_within_days: u32,
}

#[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../tables/cn/letters.yaml"))
        .expect("the terms of letters are well formed")
});

/// A letter to debtors.
#[derive(Serialize)]
pub struct Letter {
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    date: String,
    creditor: Sender,
    addressees: Vec<Addressee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
    card: bool,
    facts: Vec<Section>,
    /// The decision in force, as it is called in the letter. Then nothing is said of the contract's figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    debt: Option<DebtTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Sum>,
    /// The day of the figures, and what was taken off the total since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What accrues until payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    ongoing: Option<String>,
    /// The law cited.
    law: String,
    /// Who is asked to pay the whole: 您, 贵方, or the borrowers by name.
    payer: String,
    /// What guarantors and givers of things answer for, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    shares: Option<String>,
    /// What the guarantors' contracts are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    guarantee_contract: Option<String>,
    account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_by: Option<String>,
    /// Days from receipt to pay within, where the letter gives no last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_within: Option<u32>,
    /// 诉讼, 仲裁 or 申请支付令: the way the creditor may take, or is on already.
    remedy: &'static str,
    /// What is asked for on that way: a court 判令, a tribunal 裁决.
    #[serde(skip_serializing_if = "Option::is_none")]
    plea: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counsel: Option<Lawyer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
}

#[derive(Default, Serialize)]
struct Sender {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Serialize)]
struct Addressee {
    name: String,
    /// 先生 or 女士; none for a company or where the sex is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    salutation: Option<&'static str>,
    /// 持卡人, 保证人.
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<&'static str>,
    guarantor: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// A contract as letters name it.
#[derive(Serialize)]
pub struct Contract {
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

#[derive(Serialize)]
struct Account {
    name: String,
    bank: String,
    number: String,
}

fn salutation(debtor: &Debtor) -> Option<&'static str> {
    let read = || {
        let id = debtor.id.as_ref()?;
        crate::domain::identity::resident_id::read(&id.number).ok().map(|r| r.sex)
    };
    if debtor.is_company() {
        return None;
    }
    debtor.sex.or_else(read).map(|sex| match sex {
        Sex::Male => "先生",
        Sex::Female => "女士",
    })
}

/// Where a letter goes: the agreed address for service, else the residence, else the domicile.
fn address(debtor: &Debtor) -> Option<String> {
    let agreed = debtor.service_address.as_ref().filter(|s| s.agreed).and_then(|s| s.address.as_ref());
    agreed.or(debtor.residence.as_ref()).or(debtor.domicile.as_ref()).cloned()
}

/// 您 to one person, 贵方 to a company or to several.
fn you(case: &Case) -> &'static str {
    match case.debtors.as_slice() {
        [one] if salutation(one).is_some() => "您",
        _ => "贵方",
    }
}

fn letter(desk: &Desk, title: &'static str) -> Letter {
    let brief = &desk.brief;
    let case = brief.case;
    owed(desk);
    let creditor = creditor(desk);
    let nowhere = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    let account = creditor.map(|creditor| {
        creditor.bank_account.clone().unwrap_or_else(|| {
            desk.missing("creditor.bank_account");
            nowhere.clone()
        })
    });
    let account = account.unwrap_or(nowhere);
    let card = case.product == Some(Product::CreditCard);
    let mut facts = narrative(desk);
    let decision = decided(desk);
    let open = decision.is_none();
    let (paper, law) = match decision {
        Some(decision) => {
            // Which contract it was; its terms are merged into the decision.
            facts.retain(|section| section.part == "contract");
            facts.iter_mut().for_each(|section| section.paragraphs.truncate(1));
            facts.push(decision.section);
            (Some(decision.paper), decision.law)
        }
        None => {
            let mut law = cited(brief, None);
            if card {
                law.extend(card_collection(brief));
            }
            (None, Citation::joined(&law))
        }
    };
    // Who owes what was decided, the decision says.
    let shares = if open { shares(desk.voice, case) } else { String::new() };
    Letter {
        title,
        reference: brief.reference.map(str::to_owned),
        date: day(brief.as_of),
        creditor: creditor
            .map_or_else(Sender::default, |c| Sender { name: c.name.clone(), ..Sender::default() }),
        addressees: case
            .debtors
            .iter()
            .map(|d| Addressee {
                name: d.name.clone(),
                salutation: salutation(d),
                capacity: None,
                guarantor: d.role == Role::Guarantor && security_only(case, d).is_none(),
                address: None,
            })
            .collect(),
        contract: None,
        card,
        facts,
        decided: paper,
        debt: open.then(|| debt_table(case, brief.money)),
        total: open.then(|| brief.money.total().into()),
        until: None,
        ongoing: ongoing(case, brief.money).filter(|_| open),
        law,
        payer: if shares.is_empty() { you(case).to_owned() } else { borrowers_named(desk) },
        shares: (!shares.is_empty()).then_some(shares),
        guarantee_contract: None,
        account: Account { name: account.name, bank: account.bank, number: account.number },
        pay_by: brief.pay_by.map(day),
        pay_within: None,
        remedy: remedy(desk),
        plea: None,
        counsel: None,
        cause: None,
    }
}

/// What the creditor may do; where something is under way already, that.
fn remedy(desk: &Desk) -> &'static str {
    let fresh = match desk.brief.case.track() {
        TrackName::Litigation => "向人民法院提起诉讼",
        TrackName::Arbitration => "申请仲裁",
        TrackName::PaymentOrder => "向人民法院申请支付令或者提起诉讼",
    };
    pursuit(desk).chinese().unwrap_or(fresh)
}

/// What is asked for on that way.
fn plea(desk: &Desk) -> &'static str {
    match (pursuit(desk), desk.brief.case.track()) {
        (Pursuit::PaymentOrder, _) => "督促",
        (Pursuit::Arbitration, _) | (Pursuit::None, TrackName::Arbitration) => "裁决",
        _ => "判令",
    }
}

fn pursuit(desk: &Desk) -> Pursuit {
    Pursuit::of(desk.brief.history, desk.brief.as_of)
}

impl Letter {
    /// Names the guarantors' contracts, where it is written to a guarantor.
    pub fn name_contracts(&mut self, case: &Case) {
        let written = self.addressees.iter().any(|to| to.guarantor);
        self.guarantee_contract = written.then(|| guarantee_contracts(case));
    }
}

/// A letter on the creditor's own paper: where it sits and how to reach it.
pub fn from_creditor(desk: &Desk, title: &'static str) -> Letter {
    let mut letter = letter(desk, title);
    if let Some(creditor) = &desk.brief.case.creditor {
        letter.creditor.address = creditor.address.clone();
        letter.creditor.phone = Some(desk.need("creditor.phone", creditor.phone.clone()));
        letter.creditor.email = creditor.email.clone();
    }
    letter
}

/// 催收函, with the seven contents of 商业银行信用卡业务监督管理办法 art. 69.
pub fn demand_letter(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let mut letter = from_creditor(desk, "催收函");
    letter.contract = Some(Contract {
        title: quoted(desk.need("contract.title", case.contract.title.as_deref())),
        number: case.contract.number.clone(),
    });
    value(&letter)
}

/// 律师函.
pub fn lawyers_letter(desk: &Desk) -> Value {
    let mut letter = letter(desk, "律师函");
    if letter.decided.is_none() {
        letter.until = Some(until(desk.brief.money, |_| true));
        letter.plea = Some(plea(desk));
        letter.name_contracts(desk.brief.case);
    }
    if letter.shares.is_none() {
        letter.payer = "贵方".to_owned();
    }
    letter.cause = Some(cause(desk));
    letter.pay_within = letter.pay_by.is_none().then(|| TERMS.lawyers_letter.pay_within_days);
    for (to, debtor) in letter.addressees.iter_mut().zip(&desk.brief.case.debtors) {
        to.capacity = Some(capacity(desk.brief.case, debtor));
        to.address = address(debtor);
    }
    match &desk.brief.case.counsel {
        Some(counsel) => {
            letter.counsel = Some(Lawyer {
                firm: counsel.firm.clone(),
                name: desk.need("counsel.lawyer", counsel.lawyer.clone()),
                licence: counsel.licence.clone(),
                phone: Some(desk.need("counsel.phone", counsel.phone.clone())),
                email: counsel.email.clone(),
            });
        }
        None => desk.missing("counsel"),
    }
    value(&letter)
}
