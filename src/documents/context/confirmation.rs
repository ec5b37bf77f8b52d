//! Forms in which the creditor confirms something to the court: 送达地址确认书, 诉讼费退费账户确认书, 执行款收款账户确认书.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::day;
use super::enforcement::{fact, latest};
use super::filing::{cause, value};
use super::parts::{Agent as Representative, Principal, principal, staff};
use crate::docket::Decision;
use crate::domain::case::TrackName;
use crate::domain::party::{BankAccount, Service};

/// What both forms open with.
#[derive(Serialize)]
struct Form {
    title: &'static str,
    date: String,
    cause: String,
    /// Blank until court or tribunal has given one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    /// 原告, 申请人.
    role: &'static str,
    party: Party,
    /// Whom it is handed to, where the case says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    forum: Option<String>,
}

#[derive(Serialize)]
struct Party {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uscc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<Representative>,
}

/// The opening, and the address and telephone that the creditor is known by.
fn form(desk: &Desk, title: &'static str) -> (Form, String, String) {
    let forum = desk.brief.case.contract.forum.as_ref();
    let principal = principal(desk);
    let (party, address, phone) = match principal {
        Some(Principal { name, uscc, address, head, phone }) => {
            (Party { name, uscc, head: Some(head) }, address, phone)
        }
        None => (Party { name: String::new(), uscc: None, head: None }, String::new(), String::new()),
    };
    let form = Form {
        title,
        date: day(desk.brief.as_of),
        cause: cause(desk),
        case_number: desk.brief.case_number.map(str::to_owned),
        role: desk.voice.claimant(),
        party,
        forum: forum.and_then(|f| f.court.clone().or_else(|| f.institution.clone())),
    };
    (form, address, phone)
}

#[derive(Serialize)]
struct ServiceAddress {
    #[serde(flatten)]
    form: Form,
    /// Whether an institution of arbitration serves, or a court; and whether it is in the proceedings of a payment order.
    arbitration: bool,
    payment_order: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    counsel: Option<Agent>,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<String>,
    phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Whether electronic service is agreed to; without an answer both boxes stay open.
    #[serde(skip_serializing_if = "Option::is_none")]
    electronic: Option<bool>,
}

#[derive(Serialize)]
struct Agent {
    name: String,
    firm: String,
    staff: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

/// 送达地址确认书 of the creditor itself: 法释〔2004〕13号 art. 4, 民诉法解释 arts. 136, 137. A form that is signed by hand: what
/// the case does not know stays an empty cell and is said to be one.
pub fn service_address_confirmation(desk: &Desk) -> Value {
    let case = desk.brief.case;
    let (form, seat, telephone) = form(desk, "送达地址确认书");
    let creditor = case.creditor.as_ref();
    let own = creditor.and_then(|c| c.service.clone()).unwrap_or_default();
    let Service { address, postcode, recipient, phone, email, electronic } = own;
    let blanks: Vec<[&str; 2]> = [
        (postcode.is_none(), ["邮政编码", "postal code"]),
        (recipient.is_none(), ["代收人", "recipient"]),
        (electronic.is_none(), ["是否接受电子送达", "consent to electronic service"]),
    ]
    .into_iter()
    .filter_map(|(blank, name)| blank.then_some(name))
    .collect();
    if creditor.is_some() && !blanks.is_empty() {
        let listed = |i: usize, by: &str| blanks.iter().map(|name| name[i]).collect::<Vec<_>>().join(by);
        desk.doubt(
            "W-DRAFT-BY-HAND",
            "creditor.service",
            &[("zh", &listed(0, "、")), ("en", &listed(1, ", "))],
        );
    }
    let counsel = case.counsel.as_ref().and_then(|c| {
        let staff = staff(case, c);
        Some(Agent {
            name: c.lawyer.clone()?,
            firm: c.firm.clone(),
            staff,
            licence: c.licence.clone().filter(|_| !staff),
            phone: c.phone.clone(),
        })
    });
    value(&ServiceAddress {
        arbitration: case.track() == TrackName::Arbitration,
        payment_order: case.track() == TrackName::PaymentOrder,
        counsel,
        address: address.unwrap_or(seat),
        postcode,
        phone: phone.unwrap_or(telephone),
        recipient,
        email: email.or_else(|| creditor.and_then(|c| c.email.clone())),
        electronic,
        form,
    })
}

#[derive(Serialize)]
struct RefundAccount {
    #[serde(flatten)]
    form: Form,
    address: String,
    phone: String,
    account: BankAccount,
}

/// 诉讼费退费账户确认书: where the court pays back what it does not keep (诉讼费用交纳办法 art. 53, 民诉法解释 art. 207).
pub fn refund_account(desk: &Desk) -> Value {
    let (form, address, phone) = form(desk, "诉讼费退费账户确认书");
    let creditor = desk.brief.case.creditor.as_ref();
    let account = creditor.and_then(|c| c.refund_account.as_ref().or(c.bank_account.as_ref()));
    let nowhere = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    if let (Some(creditor), Some(account)) = (creditor, account)
        && account.name != creditor.name
    {
        let at = if creditor.refund_account.is_some() { "refund_account" } else { "bank_account" };
        desk.doubt(
            "W-DRAFT-REFUND-HOLDER",
            &format!("creditor.{at}.name"),
            &[("holder", &account.name), ("name", &creditor.name)],
        );
    }
    if creditor.is_some() && account.is_none() {
        desk.missing("creditor.refund_account");
    }
    value(&RefundAccount { form, address, phone, account: account.cloned().unwrap_or(nowhere) })
}

/// 执行款收款账户确认书: where the court that enforces pays what it collects. The creditor's own account (law-cn.md §6.4).
pub fn payment_account(desk: &Desk) -> Value {
    let (mut form, address, phone) = form(desk, "执行款收款账户确认书");
    let enforced = |milestone: &str, name: &str| fact(latest(desk, milestone)?, name);
    form.case_number = enforced("resumed", "case_number").or_else(|| enforced("accepted", "case_number"));
    let decision = Decision::in_force(desk.brief.history, desk.brief.as_of);
    if decision.is_none() {
        desk.refuse("E-DRAFT-NO-DECISION", "", &[]);
    }
    let of_court = decision.filter(|d| d.paper.is_of_a_court());
    form.forum = enforced("applied", "court").or_else(|| of_court?.by);
    let creditor = desk.brief.case.creditor.as_ref();
    let account = creditor.and_then(|c| c.bank_account.as_ref());
    let nowhere = BankAccount { name: String::new(), bank: String::new(), number: String::new() };
    if let (Some(creditor), Some(account)) = (creditor, account)
        && account.name != creditor.name
    {
        let path = "creditor.bank_account.name";
        desk.doubt("W-DRAFT-PAYEE-HOLDER", path, &[("holder", &account.name), ("name", &creditor.name)]);
    }
    if creditor.is_some() && account.is_none() {
        desk.missing("creditor.bank_account");
    }
    value(&RefundAccount { form, address, phone, account: account.cloned().unwrap_or(nowhere) })
}
