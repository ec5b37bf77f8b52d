//! What is missing or doubtful for one document, all of it at once.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::brief::Brief;
use super::catalogue::Document;
use super::desk::Desk;
use super::redact::redact;
use super::wording::Voice;
use crate::docket::money::MoneyLine;
use crate::domain::case::Product;
use crate::domain::contract::{ForumKind, GuaranteeForm, GuaranteeKind};
use crate::domain::identity::{bank_card, resident_id, uscc};
use crate::domain::money::Amount;
use crate::domain::party::{IdentityKind, Role};
use crate::domain::problem::{Problem, Severity};
use crate::domain::proof::EvidenceKind;

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
    let mut problems = desk.into_problems();
    problems.retain(|p| p.severity == Severity::Error);
    if !problems.is_empty() {
        return Err(problems);
    }
    if redacted {
        redact(&mut data, brief.case);
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
    numbers(&desk);
    if document.argues {
        evidence(&desk);
        terms(&desk);
        forum(&desk);
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

/// Numbers whose checksum or content does not hold, and debtors who cannot be reached.
fn numbers(desk: &Desk) {
    let case = desk.brief.case;
    for (i, debtor) in case.debtors.iter().enumerate() {
        let path = |field: &str| format!("debtors[{i}].{field}");
        if let Some(id) = &debtor.id {
            let wrong = match id.kind {
                IdentityKind::ResidentId => resident_id::read(&id.number).err(),
                IdentityKind::Uscc => uscc::check(&id.number).err(),
                _ => None,
            };
            if let Some(why) = wrong {
                desk.doubt(
                    "W-DRAFT-NUMBER",
                    &path("id.number"),
                    &[("name", debtor.name.as_str()), ("why", &why.to_string())],
                );
            }
            let read = match id.kind {
                IdentityKind::ResidentId => resident_id::read(&id.number).ok(),
                _ => None,
            };
            if let (Some(sex), Some(read)) = (debtor.sex, read)
                && sex != read.sex
            {
                desk.doubt(
                    "W-DRAFT-SEX",
                    &path("sex"),
                    &[
                        ("name", debtor.name.as_str()),
                        ("found", sex.chinese()),
                        ("expected", read.sex.chinese()),
                    ],
                );
            }
        }
        if debtor.phones.is_empty() {
            desk.doubt("W-DRAFT-NO-PHONE", &path("phones"), &[("name", debtor.name.as_str())]);
        }
    }
    if let Some(creditor) = &case.creditor
        && let Some(number) = &creditor.uscc
        && let Err(why) = uscc::check(number)
    {
        desk.doubt(
            "W-DRAFT-NUMBER",
            "creditor.uscc",
            &[("name", creditor.name.as_str()), ("why", &why.to_string())],
        );
    }
    if let Some(number) = &case.contract.card_number
        && let Err(why) = bank_card::check(number)
    {
        desk.doubt("W-DRAFT-CARD", "contract.card_number", &[("why", &why.to_string())]);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checklist {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    items: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    #[serde(rename = "id")]
    _id: String,
    zh: String,
    en: String,
    any: Vec<EvidenceKind>,
    when: When,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    Always,
    Card,
    Loan,
    Interest,
    Guarantor,
    AttorneyFee,
}

static CHECKLIST: LazyLock<Checklist> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("tables/cn/checklist.yaml"))
        .expect("the built-in checklist is read by a test")
});

/// What a court usually asks for and the file lacks (law-cn.md §6.5).
fn evidence(desk: &Desk) {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let fee = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).is_some_and(|f| !f.is_zero());
    let applies = |when| match when {
        When::Always => true,
        When::Card => case.product == Some(Product::CreditCard),
        When::Loan => matches!(case.product, Some(Product::PersonalLoan | Product::OnlineLoan)),
        When::Interest => money.charges() > Amount::ZERO,
        When::Guarantor => !case.guarantees.is_empty() || case.guarantors().next().is_some(),
        When::AttorneyFee => fee,
    };
    for item in CHECKLIST.items.iter().filter(|i| applies(i.when)) {
        if !case.evidence.iter().any(|e| item.any.contains(&e.kind)) {
            desk.doubt("W-DRAFT-EVIDENCE", "evidence", &[("zh", &item.zh), ("en", &item.en)]);
        }
    }
    for (i, evidence) in case.evidence.iter().enumerate() {
        if evidence.stored.is_none() && evidence.from.is_none() {
            desk.doubt("W-DRAFT-NO-FILE", &format!("evidence[{i}].file"), &[("title", &evidence.title)]);
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
        // 民法典 693: once the guarantee period is over without a demand (joint) or a suit (general) the guarantor is free.
        let over = guarantee.period_until.is_some_and(|until| until < desk.brief.as_of);
        if guarantee.kind == GuaranteeKind::Guarantee && over {
            let form = if guarantee.form == Some(GuaranteeForm::General) {
                "一般保证"
            } else {
                "连带责任保证"
            };
            desk.doubt(
                "W-DRAFT-GUARANTEE-PERIOD",
                &format!("guarantees[{i}].period_until"),
                &[("name", guarantee.by.as_str()), ("form", form)],
            );
        }
    }
}

/// A forum clause without its connection to the dispute is void on objection (法释〔2025〕15号, from 2025-12-31).
fn forum(desk: &Desk) {
    // Where no suit is decided no agreement on a court counts.
    if desk.voice != Voice::Application
        && let Some(forum) = &desk.brief.case.contract.forum
        && forum.kind == ForumKind::Court
        && forum.link.is_none()
    {
        desk.doubt("W-DRAFT-FORUM-LINK", "contract.forum.link", &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checklist_reads() {
        assert!(CHECKLIST.items.iter().all(|i| !i.any.is_empty() && !i.zh.is_empty() && !i.en.is_empty()));
    }
}
