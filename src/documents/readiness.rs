//! What is missing or doubtful for one document, all of it at once.

use serde_json::Value;

use super::brief::Brief;
use super::desk::Desk;
use super::document::Document;
use super::halted::halted;
use super::proof;
use super::redact::redact;
use super::wording::{Voice, capped_penalty, unproved};
use crate::docket::money::MoneyLine;
use crate::domain::contract::GuaranteeKind;
use crate::domain::money::Amount;
use crate::domain::party::Role;
use crate::domain::problem::{Problem, Severity};

/// The data of a document, ready for its template; `redacted` masks personal particulars.
///
/// # Errors
/// Everything that stops this document, each once.
pub fn data(document: &Document, brief: &Brief, redacted: bool) -> Result<Value, Vec<Problem>> {
    let desk = Desk::new(document.kind, (document.voice)(brief.case.track()), brief);
    if !reckonable(&desk) {
        return Err(desk.into_problems());
    }
    let mut data = (document.build)(&desk);
    halted(&desk, document);
    let mut problems = desk.into_problems();
    problems.retain(|p| p.severity == Severity::Error);
    if !problems.is_empty() {
        return Err(problems);
    }
    if redacted {
        redact(&mut data, brief);
    }
    if let Some(fields) = data.as_object_mut() {
        fields.insert("redacted".to_owned(), Value::Bool(redacted));
    }
    Ok(data)
}

/// Everything missing or doubtful for a document: errors stop it, warnings do not.
pub fn readiness(document: &Document, brief: &Brief) -> Vec<Problem> {
    let desk = Desk::new(document.kind, (document.voice)(brief.case.track()), brief);
    if !reckonable(&desk) {
        return desk.into_problems();
    }
    (document.build)(&desk);
    halted(&desk, document);
    telephones(&desk);
    if document.argues {
        proof::doubts(&desk);
        terms(&desk);
        unproved(&desk);
    }
    desk.into_problems()
}

/// Whether the amounts can be added up at all; noted where they cannot. Everything after this adds freely.
fn reckonable(desk: &Desk) -> bool {
    let costs = desk.brief.case.debt.costs.as_ref();
    let costs = costs.and_then(|c| c.attorney_fee).into_iter();
    let sum = |of: fn(&MoneyLine) -> Amount| {
        let lines = desk.brief.money.lines.iter().map(of);
        lines.chain(costs.clone()).try_fold(Amount::ZERO, Amount::checked_add)
    };
    let sums = [sum(|l| l.stated), sum(|l| l.paid), sum(|l| l.given_up), sum(|l| l.claimed)];
    let holds = sums.iter().all(Option::is_some);
    if !holds {
        desk.refuse("E-DRAFT-AMOUNT", "debt", &[]);
    }
    holds
}

/// Debtors who cannot be reached. Whether their numbers hold is the reader's to say (`intake::doubts`).
fn telephones(desk: &Desk) {
    let case = desk.brief.case;
    for (i, debtor) in case.debtors.iter().enumerate() {
        let path = |field: &str| format!("debtors[{i}].{field}");
        if debtor.phones.is_empty() {
            desk.doubt("W-DRAFT-NO-PHONE", &path("phones"), &[("name", debtor.name.as_str())]);
        }
    }
}

/// Terms whose weakness loses part of the claim.
fn terms(desk: &Desk) {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let highlighted = case.contract.terms.as_ref().and_then(|t| t.highlighted.as_ref());
    if money.charges() > Amount::ZERO && !highlighted.is_some_and(|h| h.given) {
        desk.doubt("W-DRAFT-TERMS-NOTICE", "contract.terms.highlighted", &[]);
    }
    // A payment order is for a fixed sum.
    if money.ongoing.is_some() && money.cap.is_none() && desk.voice != Voice::Application {
        desk.doubt("W-DRAFT-NO-CAP", "cap", &[]);
    }
    if desk.voice != Voice::Application
        && let Some(text) = capped_penalty(case, money)
    {
        desk.doubt("W-DRAFT-PENALTY-CAPPED", "contract.terms.penalty.text", &[("text", text)]);
    }
    if !case.contacts.iter().any(|c| c.at.date() <= desk.brief.as_of) {
        desk.doubt("W-DRAFT-NO-CONTACTS", "contacts", &[]);
    }
    // 民法典 392: without an agreement on the order, the debtor's own thing is realised before others answer.
    let own = case.guarantees.iter().position(|g| {
        g.kind != GuaranteeKind::Guarantee && case.primary().is_some_and(|debtor| debtor.name == g.by)
    });
    if let Some(i) = own
        && case.guarantees.iter().any(|g| g.by != case.guarantees[i].by)
    {
        desk.doubt("W-DRAFT-MIXED-SECURITY", &format!("guarantees[{i}]"), &[]);
    }
    for (i, guarantee) in case.guarantees.iter().enumerate() {
        let named = case.debtors.iter().any(|d| d.role == Role::Guarantor && d.name == guarantee.by);
        if guarantee.kind == GuaranteeKind::Guarantee && !named {
            desk.doubt(
                "W-DRAFT-GUARANTOR-NOT-SUED",
                &format!("guarantees[{i}].by"),
                &[("name", guarantee.by.as_str())],
            );
        }
    }
}
