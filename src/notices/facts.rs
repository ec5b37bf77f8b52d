//! The data a message template is given.
//!
//! Every message gets the same shape, so that a template is written without looking here twice. Identity, card and
//! telephone numbers are masked before a template sees them: none can put a full one into a mail. Amounts are texts in
//! yuan, dates are `YYYY-MM-DD`; a fact that is not known is `null`, never left out.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::occasion::Topic;
use crate::docket::money::Money;
use crate::docket::{Balance, Pursuit};
use crate::domain::case::{Case, Product, TrackName};
use crate::domain::contract::ForumKind;
use crate::domain::event::Audience;
use crate::domain::identity::mask;
use crate::domain::money::Amount;
use crate::domain::party::{Creditor, Debtor, Lender, Role};
use crate::domain::summary::OpenDeadline;

/// What is owed, as a message states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Up to and including this day.
    pub as_of: NaiveDate,
    /// The parts, in the order in which they are listed: 本金, 利息, 违约金.
    pub lines: Vec<Line>,
    /// What payments after `as_of` took off the parts; the parts are what is left.
    pub paid: Amount,
    /// The first day of further interest; `None` where the claim is a fixed sum.
    pub ongoing: Option<NaiveDate>,
    /// The decision in force by which it is owed, by number and name; `None` where it is owed under the contract.
    pub decided: Option<String>,
}

/// A part of the debt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name, as a filing has it.
    pub title: String,
    /// What of it is claimed.
    pub amount: Amount,
}

impl Figures {
    /// All of it. `None` beyond the range of [`Amount`].
    pub fn total(&self) -> Option<Amount> {
        self.lines.iter().try_fold(Amount::ZERO, |sum, line| sum.checked_add(line.amount))
    }
}

impl From<&Money> for Figures {
    /// The parts that are claimed, without those of which nothing is left.
    fn from(money: &Money) -> Self {
        let claimed = money.lines.iter().filter(|line| !line.claimed.is_zero());
        Figures {
            as_of: money.as_of,
            lines: claimed
                .map(|line| Line { title: line.part.chinese().to_owned(), amount: line.claimed })
                .collect(),
            paid: money.lines.iter().map(|line| line.paid).sum(),
            ongoing: money.ongoing.as_ref().map(|ongoing| ongoing.from),
            decided: None,
        }
    }
}

impl From<&Balance> for Figures {
    /// The parts that are left of what was decided: nothing of the contract is asked for any more.
    fn from(balance: &Balance) -> Self {
        let parts = [
            ("本金", balance.principal),
            ("利息", balance.interest),
            ("违约金", balance.penalty),
            ("费用", balance.fees),
            ("由债务人负担的费用", balance.costs),
            ("迟延履行期间的加倍部分债务利息", balance.late_interest),
        ];
        let judged = balance.judged.as_ref();
        let decided = judged.map(|judged| {
            let number = judged.decision.number.as_deref().unwrap_or_default();
            format!("{number}{}", judged.decision.paper.chinese())
        });
        Figures {
            as_of: balance.as_of,
            lines: parts
                .into_iter()
                .filter(|(_, sum)| !sum.is_zero())
                .map(|(title, amount)| Line { title: title.to_owned(), amount })
                .collect(),
            paid: judged.map_or(Amount::ZERO, |judged| judged.followed.received - judged.followed.overpaid),
            ongoing: balance.as_of.succ_opt(),
            decided,
        }
    }
}

/// A drafted document that could go with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Available {
    /// Its kind: `complaint`.
    pub kind: String,
    /// Its title, as the addressee reads it: 民事起诉状.
    pub title: String,
    /// The name of the file.
    pub name: String,
    /// Where it lies, relative to the workspace where it lies inside.
    pub path: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Pages.
    pub pages: u32,
}

/// What is not attached although the message would carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The document's kind.
    pub kind: String,
    /// Its title.
    pub title: String,
}

/// Who a message goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// Name.
    pub name: Option<String>,
    /// Mailbox, as the case file has it.
    pub mailbox: Option<String>,
}

/// Who a message for this audience goes to. To a debtor: to the primary one alone, at the mailbox agreed for service
/// or else the reserved one. A manager's mailbox is no fact of a case.
pub fn addressee(case: &Case, audience: Audience) -> Addressee {
    match audience {
        Audience::Debtor => {
            let debtor = case.primary();
            Addressee { name: debtor.map(|d| d.name.clone()), mailbox: debtor.and_then(debtor_mailbox) }
        }
        Audience::Counsel => {
            let counsel = case.counsel.as_ref();
            Addressee {
                name: counsel.map(|c| c.lawyer.as_ref().unwrap_or(&c.firm).clone()),
                mailbox: counsel.and_then(|c| c.email.clone()),
            }
        }
        Audience::Handler => Addressee {
            name: case.handler.as_ref().map(|h| h.name.clone()),
            mailbox: case.handler.as_ref().and_then(|h| h.email.clone()),
        },
        Audience::Manager => Addressee { name: None, mailbox: None },
    }
}

fn debtor_mailbox(debtor: &Debtor) -> Option<String> {
    let agreed = debtor.service_address.as_ref().filter(|s| s.agreed).and_then(|s| s.email.clone());
    agreed.or_else(|| debtor.emails.first().cloned())
}

/// What else the data is made from.
pub(super) struct Around<'a> {
    pub as_of: NaiveDate,
    pub figures: Option<(&'a Figures, Amount)>,
    pub topic: &'a Topic,
    pub pursuit: Pursuit,
    pub deadlines: &'a [OpenDeadline],
    pub attached: &'a [(Available, String)],
    pub missing: &'a [Missing],
    pub to: &'a Addressee,
    pub from: &'a str,
}

/// The data of a message.
pub(super) fn data(case: &Case, around: &Around<'_>) -> Value {
    json!({
        "account": case.account.as_str(),
        "as_of": day(around.as_of),
        "from": around.from,
        "to": {"name": around.to.name, "mailbox": around.to.mailbox},
        "product": case.product.map(Product::id),
        "cause": case.cause(),
        "track": case.track().id(),
        "batch": case.batch,
        "referred_on": case.referred_on.map(day),
        "creditor": case.creditor.as_ref().map(creditor),
        "debtor": case.primary().map(debtor),
        "debtors": case.debtors.iter().map(debtor).collect::<Vec<_>>(),
        "contract": contract(case),
        "forum": forum(case, around.pursuit),
        "debt": around.figures.map(|(figures, total)| debt(case, figures, total)),
        "hearing": around.topic.hearing,
        "plan": around.topic.plan,
        "settled": around.topic.settled,
        "guarantees": case.guarantees.iter().map(|g| json!({"by": g.by, "object": g.object})).collect::<Vec<_>>(),
        "counsel": case.counsel.as_ref().map(|c| json!({"firm": c.firm, "lawyer": c.lawyer})),
        "handler": case.handler.as_ref().map(|h| json!({"name": h.name, "email": h.email})),
        "deadlines": around.deadlines.iter().map(deadline).collect::<Vec<_>>(),
        "attached": around.attached.iter().map(attached).collect::<Vec<_>>(),
        "missing": around.missing.iter().map(|m| json!({"kind": m.kind, "title": m.title})).collect::<Vec<_>>(),
        "evidence": case.evidence.iter().map(|e| json!({
            "id": e.id,
            "title": e.title,
            "pages": e.stored.as_ref().map(|s| s.pages),
            "on_file": e.stored.is_some() || e.from.is_some(),
        })).collect::<Vec<_>>(),
    })
}

fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

fn debt(case: &Case, figures: &Figures, total: Amount) -> Value {
    json!({
        "as_of": day(figures.as_of),
        "overdue_since": case.debt.overdue_since.map(day),
        "lines": figures.lines.iter()
            .map(|l| json!({"title": l.title, "amount": l.amount.to_string()}))
            .collect::<Vec<_>>(),
        "paid": (!figures.paid.is_zero()).then(|| figures.paid.to_string()),
        "ongoing": figures.ongoing.map(day),
        "decided": figures.decided,
        "total": total.to_string(),
        "attorney_fee": case.debt.costs.as_ref().and_then(|c| c.attorney_fee).map(|a| a.to_string()),
    })
}

fn creditor(creditor: &Creditor) -> Value {
    json!({
        "name": creditor.name,
        "licensed": creditor.lender == Some(Lender::Licensed),
        "address": creditor.address,
        "phone": creditor.phone,
        "email": creditor.email,
        "bank_account": creditor.bank_account.as_ref()
            .map(|a| json!({"name": a.name, "bank": a.bank, "number": a.number})),
    })
}

fn debtor(debtor: &Debtor) -> Value {
    json!({
        "role": match debtor.role {
            Role::Primary => "primary",
            Role::Joint => "joint",
            Role::Guarantor => "guarantor",
        },
        "name": debtor.name,
        "company": debtor.is_company(),
        "sex": debtor.sex.map(|s| s.chinese()),
        "id_kind": debtor.id.as_ref().map(|id| id.kind.chinese()),
        "id_masked": debtor.id.as_ref().map(|id| mask::number(&id.number)),
        "phone_masked": debtor.phones.first().map(|p| mask::phone(p)),
    })
}

fn contract(case: &Case) -> Value {
    let contract = &case.contract;
    json!({
        "title": contract.title,
        "number": contract.number,
        "signed_on": contract.signed_on.map(day),
        "card_masked": contract.card_number.as_deref().map(mask::number),
        "loan_masked": contract.loan_number.as_deref().map(mask::number),
    })
}

fn forum(case: &Case, pursuit: Pursuit) -> Value {
    let forum = case.contract.forum.as_ref();
    let body = forum.and_then(|f| match f.kind {
        ForumKind::Court => f.court.clone(),
        ForumKind::Arbitration => f.institution.clone(),
    });
    json!({
        "arbitration": case.track() == TrackName::Arbitration,
        "body": body,
        "clause": forum.and_then(|f| f.clause.clone()),
        "link": forum.and_then(|f| f.link.clone()),
        "underway": pursuit.chinese(),
    })
}

fn deadline(deadline: &OpenDeadline) -> Value {
    json!({
        "title": deadline.title[0],
        "due": day(deadline.due),
        "allowed": deadline.allowed,
        "lapses": deadline.lapses,
        "source": deadline.source,
    })
}

fn attached((document, name): &(Available, String)) -> Value {
    json!({
        "kind": document.kind,
        "title": document.title,
        "name": name,
        "pages": document.pages,
        "sha256": document.sha256,
    })
}
