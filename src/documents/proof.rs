//! Which facts a filing relies on, and which evidence proves them: what is unproved, and what proves nothing.
//!
//! The table is `tables/cn/checklist.yaml`. Everything here is a warning: evidence never stops a draft.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::called_for::filing;
use super::desk::Desk;
use super::exhibits::exhibit_of;
use crate::domain::case::Product;
use crate::domain::money::Amount;
use crate::domain::proof::{Evidence, EvidenceKind, Mark};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checklist {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    items: Vec<Item>,
}

/// A fact that a claim must prove.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    #[serde(rename = "id")]
    _id: String,
    zh: String,
    en: String,
    fields: Vec<String>,
    any: Vec<EvidenceKind>,
    papers: Papers,
    when: When,
    /// A filing without it is sent back.
    #[serde(default)]
    needed: bool,
    /// Nothing is said where it is missing.
    #[serde(default)]
    optional: bool,
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Papers {
    zh: String,
    en: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    Always,
    Card,
    Loan,
    Online,
    Interest,
    Accelerated,
    Guarantor,
    AttorneyFee,
    Service,
    Forum,
}

static CHECKLIST: LazyLock<Checklist> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("tables/cn/checklist.yaml"))
        .expect("the built-in checklist is read by a test")
});

impl Item {
    /// Whether a mark names this fact: items of lists count whichever they are.
    fn is_marked(&self, mark: &Mark) -> bool {
        let anyone = Mark { fact: without_indexes(&mark.fact), page: mark.page };
        self.fields.iter().any(|field| anyone.proves(&without_indexes(field)))
    }

    fn is_proved_by(&self, evidence: &Evidence) -> bool {
        self.any.contains(&evidence.kind) || evidence.marks.iter().any(|mark| self.is_marked(mark))
    }
}

/// `debtors[0].service_address` as `debtors.service_address`.
fn without_indexes(path: &str) -> String {
    path.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect::<Vec<_>>().join(".")
}

/// Facts without proof, and evidence that proves nothing of what is claimed.
pub(super) fn doubts(desk: &Desk) {
    let case = desk.brief.case;
    let relied: Vec<&Item> = CHECKLIST.items.iter().filter(|item| applies(desk, item.when)).collect();
    unproved(desk, &relied);
    for (i, evidence) in case.evidence.iter().enumerate() {
        if evidence.stored.is_none() && evidence.from.is_none() {
            desk.doubt("W-DRAFT-NO-FILE", &format!("evidence[{i}].file"), &[("title", &evidence.title)]);
        }
        let known = CHECKLIST.items.iter().any(|item| item.any.contains(&evidence.kind));
        // What is none of the known kinds has its use where it says so itself.
        let says = !known && evidence.proves.is_some();
        if !says && !relied.iter().any(|item| item.is_proved_by(evidence)) {
            let number = exhibit_of(i, evidence);
            let args = [("number", number.as_str()), ("title", evidence.title.as_str())];
            desk.doubt("W-DRAFT-EVIDENCE-IDLE", &format!("evidence[{i}]"), &args);
        }
    }
}

/// Facts that nothing proves; those that lack the same evidence in one warning.
fn unproved(desk: &Desk, relied: &[&Item]) {
    let case = desk.brief.case;
    let documents: Vec<_> = filing(case).into_iter().filter(|d| d.argues).collect();
    let names = |of: fn(&super::Document) -> &'static str, between: &str| {
        documents.iter().map(|d| of(d)).collect::<Vec<_>>().join(between)
    };
    let (documents_zh, documents_en) = (names(|d| d.title, "、"), names(|d| d.english, ", "));
    let lacks =
        |item: &&&Item| !item.optional && !case.evidence.iter().any(|evidence| item.is_proved_by(evidence));
    let lacking: Vec<&Item> = relied.iter().filter(lacks).copied().collect();
    let mut told: Vec<&Item> = Vec::new();
    for item in &lacking {
        let alike = |other: &&&Item| other.any == item.any;
        if told.iter().any(|other| alike(&other)) {
            continue;
        }
        told.push(item);
        let together: Vec<&Item> = lacking.iter().filter(alike).copied().collect();
        let each = |of: fn(&Item) -> &str, between: &str| {
            together.iter().map(|i| of(i)).collect::<Vec<_>>().join(between)
        };
        let (facts_zh, facts_en) = (each(|i| &i.zh, "；"), each(|i| &i.en, "; "));
        let kinds: Vec<&str> = item.any.iter().map(|kind| kind.id()).collect();
        let code = if together.iter().any(|item| item.needed) {
            "W-DRAFT-EVIDENCE-NEEDED"
        } else {
            "W-DRAFT-EVIDENCE"
        };
        desk.doubt(
            code,
            "evidence",
            &[
                ("facts_zh", &facts_zh),
                ("facts_en", &facts_en),
                ("zh", &item.papers.zh),
                ("en", &item.papers.en),
                ("kinds", &kinds.join(", ")),
                ("documents_zh", &documents_zh),
                ("documents_en", &documents_en),
            ],
        );
    }
}

/// Whether the account claims or relies on what must then be proved.
fn applies(desk: &Desk, when: When) -> bool {
    let (case, money) = (desk.brief.case, desk.brief.money);
    let fee = || case.debt.costs.as_ref().and_then(|c| c.attorney_fee).is_some_and(|f| !f.is_zero());
    match when {
        When::Always => true,
        When::Card => case.product == Some(Product::CreditCard),
        When::Loan => matches!(case.product, Some(Product::PersonalLoan | Product::OnlineLoan)),
        When::Online => case.product == Some(Product::OnlineLoan),
        When::Interest => money.charges() > Amount::ZERO,
        When::Accelerated => case.debt.accelerated.is_some(),
        When::Guarantor => !case.guarantees.is_empty() || case.guarantors().next().is_some(),
        When::AttorneyFee => fee(),
        When::Service => case.debtors.iter().any(|d| d.service_address.as_ref().is_some_and(|s| s.agreed)),
        When::Forum => case.contract.forum.as_ref().is_some_and(|forum| forum.clause.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shape;

    #[test]
    fn the_checklist_reads_and_names_fields_of_the_case_file() {
        for item in &CHECKLIST.items {
            assert!(!item.any.is_empty() && !item.zh.is_empty() && !item.en.is_empty(), "{}", item._id);
            for field in &item.fields {
                assert!(shape::at(field).is_some(), "{}: {field}", item._id);
            }
        }
    }

    #[test]
    fn a_mark_proves_the_fact_it_names_and_what_that_is_part_of() {
        let item = |id: &str| CHECKLIST.items.iter().find(|i| i._id == id).unwrap();
        let mark = |fact: &str| Mark { fact: fact.to_owned(), page: 1 };
        assert!(item("terms").is_marked(&mark("contract.terms.interest")));
        assert!(item("terms").is_marked(&mark("contract.terms")));
        assert!(item("terms").is_marked(&mark("contract.terms.interest.rate")));
        assert!(!item("terms").is_marked(&mark("contract.terms.highlighted")));
        assert!(item("service").is_marked(&mark("debtors[1].service_address.address")));
        assert!(item("guarantee").is_marked(&mark("guarantees[0]")));
        assert!(!item("contract").is_marked(&mark("contract.principals")));
    }
}
