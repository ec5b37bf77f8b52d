//! The whole document.

use serde::Serialize;
use serde_json::Value;

use super::super::filing::{cause, value};
use super::super::parts::{claimant, owed, respondents};
use super::answers::Answers;
use super::form::{Form, Row, causes, form, table};
use super::{claims, contract, debt, parties, procedure, security};
use crate::documents::desk::Desk;
use crate::documents::wording::{day, narrative};
use crate::domain::contract::ForumKind;

/// What lists and files call it.
pub const TITLE: &str = "民事起诉状（要素式）";

#[derive(Serialize)]
struct Sheet {
    title: &'static str,
    form: Head,
    notes: Said,
    warning: Said,
    sections: Vec<Section>,
    sign: Sign,
}

/// What stands over the form.
#[derive(Serialize)]
struct Head {
    title: &'static str,
    cause: &'static str,
}

#[derive(Serialize)]
struct Said {
    heading: &'static str,
    lines: &'static [String],
}

#[derive(Serialize)]
struct Section {
    heading: &'static str,
    rows: Vec<PrintedRow>,
}

/// A row: a label beside its answer, or a prompt above it.
#[derive(Serialize)]
pub struct PrintedRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'static str>,
    lines: Vec<String>,
}

impl PrintedRow {
    /// A row of the table with its answer.
    pub fn new(row: &'static Row, lines: Vec<String>) -> Self {
        PrintedRow { label: row.label.as_deref(), prompt: row.prompt.as_deref(), lines }
    }
}

#[derive(Serialize)]
struct Sign {
    label: &'static str,
    name: String,
    dated: &'static str,
    date: String,
}

/// 民事起诉状（要素式）, the official form of the case's cause of action (法〔2025〕82号).
pub fn complaint_elements(desk: &Desk) -> Value {
    let case = desk.brief.case;
    // Whatever the complaint in prose requires of parties, debt and forum this one requires.
    owed(desk);
    claimant(desk);
    respondents(desk);
    if let Some(forum) = case.contract.forum.as_ref().filter(|f| f.kind == ForumKind::Arbitration) {
        let institution = forum.institution.clone().unwrap_or_default();
        desk.refuse("E-DRAFT-ARBITRATION-CLAUSE", "contract.forum", &[("institution", &institution)]);
    }
    let told = narrative(desk);
    let cause = cause(desk);
    let Some(form) = form(&cause) else {
        if !cause.is_empty() {
            let known = causes().collect::<Vec<_>>().join("、");
            desk.refuse("E-DRAFT-NO-FORM", "cause", &[("cause", &cause), ("causes", &known)]);
        }
        return Value::Null;
    };
    let mut answers = Answers::default();
    let blocks = parties::blocks(desk, &mut answers);
    claims::answer(desk, &mut answers);
    procedure::answer(desk, &mut answers);
    contract::answer(desk, form, &mut answers);
    debt::answer(desk, form, &told, &mut answers);
    security::answer(desk, &mut answers);
    remarks(desk, form, &answers);

    let table = table();
    let filled = |rows: &'static [Row]| -> Vec<PrintedRow> {
        rows.iter().map(|row| PrintedRow::new(row, row.lines(&answers.of(&row.id)))).collect()
    };
    let headings = &table.sections;
    let sections = vec![
        Section { heading: &headings.parties, rows: blocks },
        Section { heading: &headings.claims, rows: filled(&form.claims) },
        Section { heading: &headings.procedure, rows: filled(&table.procedure) },
        Section { heading: &headings.facts, rows: filled(&form.facts) },
        Section { heading: &headings.mediation, rows: filled(&table.mediation) },
    ];
    value(&Sheet {
        title: TITLE,
        form: Head { title: &table.title, cause: &form.cause_line },
        notes: Said { heading: &table.notes.heading, lines: &table.notes.lines },
        warning: Said { heading: &table.warning.heading, lines: &table.warning.lines },
        sections,
        sign: Sign {
            label: &table.sign,
            name: case.creditor.as_ref().map(|c| c.name.clone()).unwrap_or_default(),
            dated: &table.dated,
            date: day(desk.brief.as_of),
        },
    })
}

/// Rows to compare with the court's copy, and facts that the form asks for in vain: one note each.
fn remarks(desk: &Desk, form: &Form, answers: &Answers) {
    let of = |section: &str, rows: &[Row]| -> Vec<String> {
        let inferred = rows.iter().filter(|r| r.inferred);
        inferred.map(|r| format!("{section} {}", r.label.as_deref().unwrap_or_default())).collect()
    };
    let headings = &table().sections;
    let mut inferred = of(&headings.claims, &form.claims);
    inferred.extend(of(&headings.facts, &form.facts));
    if !inferred.is_empty() {
        let rows = inferred.join("；");
        desk.remark("N-DRAFT-FORM-INFERRED", "", &[("cause", &form.cause), ("rows", &rows)]);
    }
    if !answers.unknowns().is_empty() {
        desk.remark("N-DRAFT-FORM-BLANK", "", &[("fields", &answers.unknowns().join(", "))]);
    }
}
