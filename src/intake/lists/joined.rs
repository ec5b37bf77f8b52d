//! Rows of other lists, joined to their account: debtors, payments, the contact log, statements.

use serde_json::{Value, json};

use super::columns::SheetKind;
use super::facts::{Drawn, Said, said};
use super::header::Layout;
use super::spool::Row;
use crate::domain::debt::Payment;
use crate::domain::problem::{Place, Problem};

/// Puts in all rows that are not of a list of accounts.
pub fn rows(drawn: &mut Drawn, layouts: &[Layout], rows: &[Row], paid: &[Payment]) {
    let of = |kind: SheetKind| rows.iter().filter(move |row| layouts[row.layout].kind == kind);
    for row in of(SheetKind::Debtors) {
        debtor(drawn, &layouts[row.layout], row);
    }
    let record = |row: &Row| {
        let layout = &layouts[row.layout];
        let mut fields = serde_json::Map::new();
        for Said { to, value, .. } in said(layout, row) {
            if let Some(value) = value.filter(|_| to != "account" && !to.starts_with('=')) {
                fields.insert(to.to_owned(), value.clone());
            }
        }
        (Value::Object(fields), layout.place(row.number, row.line, layout.column("account").unwrap_or(0)))
    };
    let known: Vec<Value> = paid.iter().filter_map(|payment| serde_json::to_value(payment).ok()).collect();
    add(drawn, "payments", of(SheetKind::Payments).map(record), known, &[]);
    add(drawn, "contacts", of(SheetKind::Contacts).map(record), Vec::new(), &["at", "channel", "to"]);
    add(drawn, "statements", of(SheetKind::Statements).map(record), Vec::new(), &[]);
}

/// Adds the records that are not there yet. The same record twice in a file is two; the same in two files is one. Where
/// a record has a key, one with the same key takes its place.
fn add(
    drawn: &mut Drawn,
    list: &str,
    records: impl Iterator<Item = (Value, Place)>,
    known: Vec<Value>,
    key: &[&str],
) {
    let mut all: Vec<Value> = drawn.facts[list].as_array().cloned().unwrap_or_default();
    // What stands there already and no row of the file has claimed.
    let mut free: Vec<Option<usize>> = (0..all.len()).map(Some).collect();
    let mut elsewhere = known;
    let mut left = Vec::new();
    for (record, place) in records {
        if let Some(slot) = free.iter_mut().find(|slot| slot.is_some_and(|at| same(&all[at], &record))) {
            *slot = None;
        } else if let Some(at) = elsewhere.iter().position(|other| same(other, &record)) {
            elsewhere.swap_remove(at);
        } else {
            left.push((record, place));
        }
    }
    if left.is_empty() {
        return;
    }
    for (record, place) in left {
        let alike =
            |other: &Value| !key.is_empty() && key.iter().all(|field| other[*field] == record[*field]);
        let slot = free.iter_mut().find(|slot| slot.is_some_and(|at| alike(&all[at])));
        let at = match slot.and_then(Option::take) {
            Some(at) => {
                all[at] = record;
                at
            }
            None => {
                all.push(record);
                all.len() - 1
            }
        };
        if let Some(fields) = all[at].as_object() {
            for field in fields.keys() {
                drawn.places.insert(format!("{list}[{at}].{field}"), place.clone());
            }
        }
        drawn.places.insert(format!("{list}[{at}]"), place);
    }
    drawn.facts[list] = Value::Array(all);
}

/// Whether two records say the same; who paid may be known of one only.
fn same(one: &Value, other: &Value) -> bool {
    let (Some(a), Some(b)) = (one.as_object(), other.as_object()) else { return one == other };
    let fields = |of: &serde_json::Map<String, Value>, against: &serde_json::Map<String, Value>| {
        of.iter().all(|(name, value)| match against.get(name) {
            Some(found) => found == value,
            None => name == "from",
        })
    };
    fields(a, b) && fields(b, a)
}

/// A debtor beside the primary one, or more about one that is known: the same ID, or the same name and role.
fn debtor(drawn: &mut Drawn, layout: &Layout, row: &Row) {
    let all = said(layout, row);
    let value = |to: &str| all.iter().find(|said| said.to == to).and_then(|said| said.value);
    let (role, name, number) = (value("role"), value("name"), value("id.number"));
    let place = layout.place(row.number, row.line, layout.column("name").unwrap_or(0));
    let debtors = drawn.facts["debtors"].as_array().cloned().unwrap_or_default();
    let same = |other: &Value| match (number, other["id"]["number"].as_str()) {
        (Some(number), Some(known)) => number == known,
        _ => role == Some(&other["role"]) && name == Some(&other["name"]),
    };
    let primary = role.is_some_and(|role| role == "primary");
    let at = match debtors.iter().position(same) {
        Some(at) => at,
        None if primary => {
            // The list of accounts names the primary debtor; another one here contradicts it.
            let at = drawn.primary();
            let known = debtors.get(at).and_then(|d| d["name"].as_str()).unwrap_or_default();
            if !known.is_empty() && name.is_some_and(|name| name != known) {
                let problem = Problem::error("E-LIST-TWO-PRIMARIES", place.clone());
                drawn.problems.push(
                    problem
                        .with("found", name.and_then(Value::as_str).unwrap_or_default())
                        .with("other", known),
                );
                return;
            }
            at
        }
        None => debtors.len(),
    };
    let path = format!("debtors[{at}]");
    drawn.places.insert(path.clone(), place);
    for said in &all {
        if said.to != "account" && !said.to.starts_with('=') {
            drawn.set(&format!("{path}.{}", said.to), said.value, said.place.clone());
        }
    }
    drawn.identity(&path);
    drawn.service(&path);
    guarantee(drawn, &all);
}

/// The guarantee that a guarantor's row describes.
fn guarantee(drawn: &mut Drawn, all: &[Said<'_>]) {
    let terms: Vec<(&str, &Said<'_>)> =
        all.iter().filter_map(|said| Some((said.to.strip_prefix("=guarantee.")?, said))).collect();
    let name = all.iter().find(|said| said.to == "name").and_then(|said| said.value);
    let Some(name) = name.filter(|_| terms.iter().any(|(_, said)| said.value.is_some())) else { return };
    let known = drawn.facts["guarantees"].as_array().cloned().unwrap_or_default();
    let at = known.iter().position(|g| g["kind"] == "guarantee" && g["by"] == *name).unwrap_or(known.len());
    if at == known.len() {
        let place = terms.first().map(|(_, said)| said.place.clone()).unwrap_or_default();
        drawn.set(&format!("guarantees[{at}]"), Some(&json!({"kind": "guarantee", "by": name})), place);
    }
    for (field, said) in terms {
        drawn.set(&format!("guarantees[{at}].{field}"), said.value, said.place.clone());
    }
}
