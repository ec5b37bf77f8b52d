//! What the page's script reads.

use serde_json::{Map, Value, json};

use super::content::{Board, MOST_ROWS, MOST_SECTIONS, Part, Section};
use super::panels::days;
use super::words::{word, words};

/// The facts as JSON. Rows beyond [`MOST_ROWS`] and sections beyond [`MOST_SECTIONS`] are left out, and the page says so.
pub(super) fn facts(board: &Board) -> Value {
    let columns = board.columns.iter().map(|c| json!({"title": c.title, "shape": c.shape.id()}));
    let rows = board.rows.iter().take(MOST_ROWS).map(|row| json!([row.cells, row.groups]));
    // Of the cases that the table begins with.
    let account = |row: &super::content::Row| row.cells.first().and_then(Value::as_str).map(str::to_owned);
    let named = board.rows.iter().filter_map(account).filter_map(|a| board.sections.get_key_value(&a));
    let sections: Map<String, Value> =
        named.take(MOST_SECTIONS).map(|(account, one)| (account.clone(), section(one))).collect();
    // What a table of many columns tells of a case, its row tells.
    let cut = board.wide.is_none() && board.rows.len() > sections.len();
    json!({
        "as_of": board.as_of,
        "selection": board.selection,
        "words": words(board.wording),
        "columns": columns.collect::<Vec<_>>(),
        "groups": board.groups,
        "all": board.rows.len(),
        "rows": rows.collect::<Vec<_>>(),
        "sections": sections,
        "wide": board.wide.as_ref().map(|wide| json!({"chief": wide.chief, "watched": wide.watched, "panels": wide.panels, "days": days(board.as_of)})),
        "cut": cut.then(|| word(board.wording, "cut", &[("most", MOST_SECTIONS)])),
    })
}

fn section(section: &Section) -> Value {
    let columns =
        |list: &[(String, bool)]| list.iter().map(|(t, figures)| json!([t, figures])).collect::<Vec<_>>();
    let parts = section.parts.iter().map(|part| match part {
        Part::Fields { title, rows } => json!({"shape": "fields", "title": title, "rows": rows}),
        Part::Timeline { title, rows } => json!({"shape": "timeline", "title": title, "rows": rows}),
        Part::Table { title, columns: heads, rows } => {
            json!({"shape": "table", "title": title, "columns": columns(heads), "rows": rows})
        }
    });
    json!({"title": section.title, "parts": parts.collect::<Vec<_>>()})
}

/// JSON that neither ends the element that holds it nor begins another. In JSON these characters occur within texts
/// only, where an escape means the same.
pub(super) fn embedded(facts: &Value) -> String {
    let json = facts.to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
