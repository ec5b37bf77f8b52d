//! 财产线索表: every piece of property and every clue that is recorded.

use serde::Serialize;
use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{day, measure};
use super::super::filing::value;
use super::super::parts::{Party, creditor, parties};
use super::basis::{fact, known, latest};
use crate::domain::money::Amount;

#[derive(Serialize)]
struct Clues {
    title: &'static str,
    date: String,
    claimant: Party,
    respondents: Vec<Party>,
    /// The number of the case in enforcement, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: String,
    kind: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// Who says so, and since when.
    source: String,
}

/// 财产线索表: 执行工作规定 art. 18, 财产调查规定 art. 2.
pub fn property_clues(desk: &Desk) -> Value {
    let (claimant, respondents) = parties(desk, creditor(desk));
    let mut rows: Vec<Row> = Vec::new();
    for asset in &desk.brief.case.assets {
        let note = asset.note.as_deref().map_or_else(String::new, |note| format!("（{note}）"));
        rows.push(Row {
            number: String::new(),
            kind: &measure(asset.kind).zh,
            detail: format!("{}{note}", asset.detail),
            value: asset.value.map(Amount::grouped),
            source: "申请执行人提供".to_owned(),
        });
    }
    for m in known(desk).into_iter().filter(|m| m.track == "enforcement") {
        let (name, who) = match m.milestone.as_str() {
            "clue-given" => ("what", "申请执行人提供"),
            "property-reported" => ("what", "被执行人报告"),
            "searched" => ("found", "网络查控"),
            _ => continue,
        };
        let Some(detail) = fact(m, name) else { continue };
        rows.push(Row {
            number: String::new(),
            kind: "线索",
            detail,
            value: None,
            source: format!("{who}（{}）", day(m.on)),
        });
    }
    if rows.is_empty() {
        desk.missing("assets");
    }
    for (i, row) in rows.iter_mut().enumerate() {
        row.number = (i + 1).to_string();
    }
    value(&Clues {
        title: "财产线索表",
        date: day(desk.brief.as_of),
        claimant,
        respondents,
        case_number: ["resumed", "accepted"].iter().find_map(|m| fact(latest(desk, m)?, "case_number")),
        rows,
    })
}
