//! What is handed to a court or an arbitration institution.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::exhibits::{exhibit_of, source};
use super::super::wording::{Section, claims, day, narrative};
use super::parts::{Claimant, DebtTable, Respondent, Sum, claimant, debt_table, owed, respondents};
use crate::domain::contract::ForumKind;
use crate::domain::proof::Evidence;

#[derive(Serialize)]
struct Filing {
    title: &'static str,
    date: String,
    cause: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    claims: Vec<String>,
    total: Sum,
    facts: Vec<Section>,
    debt: DebtTable,
    exhibits: Vec<Exhibit>,
    /// Whom it is addressed to.
    forum: String,
    /// Copies for the other side (民诉法 art. 124: as many as there are defendants).
    copies: usize,
}

/// An exhibit as a filing names it.
#[derive(Serialize)]
pub struct Exhibit {
    number: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl Exhibit {
    /// The same by number and title alone.
    pub fn without_source(self) -> Self {
        Exhibit { source: None, ..self }
    }
}

fn filing(desk: &Desk, title: &'static str, forum: String) -> Filing {
    let brief = &desk.brief;
    owed(desk);
    let claimant = claimant(desk);
    let respondents = respondents(desk);
    let cause = cause(desk);
    let asked = claims(desk);
    Filing {
        title,
        date: day(brief.as_of),
        cause,
        claimant,
        copies: respondents.len(),
        respondents,
        claims: asked.texts,
        total: asked.total.into(),
        facts: narrative(desk),
        debt: debt_table(brief.case, brief.money),
        exhibits: exhibits(desk),
        forum,
    }
}

/// Every exhibit, by number.
pub fn exhibits(desk: &Desk) -> Vec<Exhibit> {
    let evidence = desk.brief.case.evidence.iter().enumerate();
    let named = |(i, e): (usize, &Evidence)| Exhibit {
        number: exhibit_of(i, e),
        title: e.title.clone(),
        source: e.source.as_deref().map(|s| source(desk.voice, s)),
    };
    evidence.map(named).collect()
}

/// The cause of action; without one, what decides it is missing.
pub fn cause(desk: &Desk) -> String {
    let case = desk.brief.case;
    if case.cause().is_none() {
        desk.missing(if case.product.is_some() { "creditor.lender" } else { "product" });
    }
    case.cause().unwrap_or_default().to_owned()
}

/// 民事起诉状.
pub fn complaint(desk: &Desk) -> Value {
    let forum = desk.brief.case.contract.forum.as_ref();
    let court = match forum {
        Some(f) if f.excludes_courts() => {
            let institution = f.institution.clone().unwrap_or_default();
            desk.refuse("E-DRAFT-ARBITRATION-CLAUSE", "contract.forum", &[("institution", &institution)]);
            String::new()
        }
        _ => desk.need("contract.forum.court", forum.and_then(|f| f.court.clone())),
    };
    value(&filing(desk, "民事起诉状", court))
}

/// 仲裁申请书.
pub fn arbitration_application(desk: &Desk) -> Value {
    let forum = desk.brief.case.contract.forum.as_ref();
    let institution = match forum {
        Some(f) if f.kind == ForumKind::Court => {
            desk.refuse("E-DRAFT-NO-ARBITRATION-CLAUSE", "contract.forum", &[]);
            String::new()
        }
        _ => desk.need("contract.forum.institution", forum.and_then(|f| f.institution.clone())),
    };
    value(&filing(desk, "仲裁申请书", institution))
}

/// A context as data. Nothing in one can fail to be written as JSON: there are no maps with other keys than text.
pub fn value(context: &impl Serialize) -> Value {
    serde_json::to_value(context).expect("contexts are structs, lists and texts")
}
