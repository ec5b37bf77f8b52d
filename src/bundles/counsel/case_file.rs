//! An account as the case folder that `import` reads: its facts with every correction, payments recorded since among them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::csv_table::csv_table;
use super::yaml;
use crate::docket::Docket;
use crate::domain::shape::{CASE, CASE_SCHEMA, CONTACT, Field, STATEMENT};

/// The files of a case folder, by their paths in it; evidence aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// `case.yaml` first.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The statements, where the facts name no file for them.
const STATEMENTS: &str = "statements.csv";

impl CaseFile {
    /// The case folder of an account. `evidence` says under which path each piece of evidence lies, by its id.
    pub fn of(docket: &Docket, evidence: &BTreeMap<String, String>) -> CaseFile {
        let mut files = Vec::new();
        let mut facts = match docket.case.to_facts() {
            Value::Object(facts) => facts,
            _ => Map::new(),
        };
        facts.insert("schema".to_owned(), CASE_SCHEMA.into());
        // Left out, the workspace that reads it would put its own creditor there.
        facts.entry("creditor").or_insert(Value::Null);
        payments(&mut facts, docket);
        if let Some(rows) = taken(&mut facts, "contacts") {
            files.push(("contacts.csv".to_owned(), table(CONTACT, &rows)));
            facts.insert("contacts".to_owned(), "contacts.csv".into());
        }
        let statements = taken(&mut facts, "statements");
        if let Some(debt) = facts.get_mut("debt").and_then(Value::as_object_mut) {
            let named =
                debt.get("ledger").and_then(Value::as_str).filter(|name| is_free(name)).map(str::to_owned);
            debt.remove("ledger");
            if statements.is_some() || named.is_some() {
                let rows = statements.unwrap_or_default();
                let name = named.unwrap_or_else(|| STATEMENTS.to_owned());
                debt.insert("ledger".to_owned(), name.clone().into());
                files.push((name, table(STATEMENT, &rows)));
            }
        }
        for item in facts.get_mut("evidence").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(item) = item.as_object_mut() else { continue };
            item.remove("stored");
            let path = item.get("id").and_then(Value::as_str).and_then(|id| evidence.get(id)).cloned();
            match path {
                Some(path) => item.insert("file".to_owned(), path.into()),
                None => item.shift_remove("file"),
            };
        }
        if !docket.milestones.is_empty() {
            facts.insert("milestones".to_owned(), "milestones.csv".into());
            files.push(("milestones.csv".to_owned(), milestones(docket)));
        }
        files.insert(0, ("case.yaml".to_owned(), yaml::document(&in_order(facts)).into_bytes()));
        CaseFile { files }
    }
}

/// Whether statements may lie under a name: it stays in the folder, and no other file of ours has it.
fn is_free(name: &str) -> bool {
    super::package::is_inside(name) && !["case.yaml", "contacts.csv", "milestones.csv"].contains(&name)
}

/// Payments of the case file, then those recorded since that were not taken back.
fn payments(facts: &mut Map<String, Value>, docket: &Docket) {
    let recorded = docket.payments.iter().map(|p| &p.what);
    let all: Vec<Value> = docket
        .case
        .payments
        .iter()
        .chain(recorded)
        .filter_map(|payment| serde_json::to_value(payment).ok())
        .collect();
    if !all.is_empty() {
        facts.insert("payments".to_owned(), all.into());
    }
}

fn taken(facts: &mut Map<String, Value>, name: &str) -> Option<Vec<Value>> {
    match facts.shift_remove(name) {
        Some(Value::Array(rows)) if !rows.is_empty() => Some(rows),
        _ => None,
    }
}

/// Rows as a table of these fields.
fn table(fields: &[Field], rows: &[Value]) -> Vec<u8> {
    let headers: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    csv_table(&headers, rows.iter().map(|row| headers.iter().map(|name| text(&row[*name])).collect()))
}

/// The milestones in the order in which they were recorded: so each was allowed after those before it.
fn milestones(docket: &Docket) -> Vec<u8> {
    let all = || docket.milestones.iter().map(|m| &m.what);
    let facts: BTreeSet<&str> = all().flat_map(|m| m.facts.keys()).map(String::as_str).collect();
    let headers: Vec<&str> =
        ["account", "milestone", "on"].into_iter().chain(facts.iter().copied()).collect();
    let rows = all().map(|m| {
        let own = [docket.case.account.to_string(), format!("{}/{}", m.track, m.milestone), m.on.to_string()];
        let values = facts.iter().map(|name| m.facts.get(*name).cloned().unwrap_or_default());
        own.into_iter().chain(values).collect()
    });
    csv_table(&headers, rows)
}

/// The fields in the order of the documented case file.
fn in_order(mut facts: Map<String, Value>) -> Map<String, Value> {
    let known =
        CASE.iter().filter_map(|field| Some((field.name.to_owned(), facts.shift_remove(field.name)?)));
    let mut out: Map<String, Value> = known.collect();
    out.extend(facts);
    out
}
