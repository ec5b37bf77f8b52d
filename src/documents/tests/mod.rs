//! Documents from whole cases: what they say, what they refuse, how they look when printed.

mod account_statement;
mod agreements;
mod applications;
mod authority;
mod content;
mod elements;
mod enforcement;
mod later;
mod printed;
mod proof;
mod ready;
mod security;
mod specimens;
mod statements;

use serde_json::Value;

use super::*;
use crate::docket::money::Money;
use crate::domain::Case;
use crate::domain::problem::Problem;

/// The data of a document of a case as of the specimens' day.
fn drawn(kind: &str, case: &Case, money: &Money) -> Result<Value, Vec<Problem>> {
    data(find(kind).unwrap(), &specimens::brief(kind, case, money), false)
}

/// The same with everything that a command may add.
fn drawn_in_full(kind: &str, case: &Case, money: &Money) -> Value {
    let brief = Brief {
        reference: Some("（2026）示例函字第12号"),
        pay_by: crate::domain::date::parse("2026-07-30"),
        ..specimens::brief(kind, case, money)
    };
    data(find(kind).unwrap(), &brief, false).unwrap()
}

/// Every text of the data with its path, list items as `[]`.
fn texts(value: &Value) -> Vec<(String, String)> {
    fn walk(path: &str, value: &Value, out: &mut Vec<(String, String)>) {
        match value {
            Value::Object(fields) => fields.iter().for_each(|(k, v)| walk(&format!("{path}.{k}"), v, out)),
            Value::Array(items) => {
                if items.is_empty() {
                    out.push((format!("{path}[]"), String::new()));
                }
                items.iter().for_each(|v| walk(&format!("{path}[]"), v, out));
            }
            Value::String(text) => out.push((path.to_owned(), text.clone())),
            other => out.push((path.to_owned(), other.to_string())),
        }
    }
    let mut out = Vec::new();
    walk("", value, &mut out);
    out
}

/// All texts, for looking for words.
fn all_text(value: &Value) -> String {
    texts(value).into_iter().map(|(_, t)| t).collect::<Vec<_>>().join("\n")
}
