//! Facts as YAML: every text in quotes unless it is a plain word or a day, so that no reader takes it for anything else.

use serde_json::{Map, Value};

/// Words that a reader may take for a value of another kind.
const TAKEN: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "null", "nan", "y", "n"];

/// A record as a YAML document.
pub fn document(record: &Map<String, Value>) -> String {
    let mut out = String::new();
    entries(record, 0, &mut out);
    out
}

fn entries(record: &Map<String, Value>, depth: usize, out: &mut String) {
    for (key, value) in record {
        out.push_str(&"  ".repeat(depth));
        entry(key, value, depth, out);
    }
}

fn entry(key: &str, value: &Value, depth: usize, out: &mut String) {
    out.push_str(key);
    out.push(':');
    match value {
        Value::Object(record) if !record.is_empty() => {
            out.push('\n');
            entries(record, depth + 1, out);
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            out.push('\n');
            for item in items {
                list_item(item, depth, out);
            }
        }
        other => {
            out.push(' ');
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

/// An item of a list of records; its first entry stands behind the dash.
fn list_item(item: &Value, depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
    out.push_str("- ");
    match item {
        Value::Object(record) if !record.is_empty() => {
            for (i, (key, value)) in record.iter().enumerate() {
                if i > 0 {
                    out.push_str(&"  ".repeat(depth + 1));
                }
                entry(key, value, depth + 1, out);
            }
        }
        other => {
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

/// What stands on one line.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", ")),
        Value::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}

/// A word such as `credit-card`, or a day.
fn is_plain(text: &str) -> bool {
    let word = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        && !TAKEN.contains(&text);
    word || crate::domain::date::parse(text).is_some()
}

/// In quotation marks, with every character that could end a line or be lost written as its number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}') =>
            {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// serde_yaml is another reader than the one of case files.
    #[test]
    fn another_reader_finds_the_same() {
        let value = json!({
            "a": "0012", "b": "x: y # z", "c": "- 1", "d": "行1\n行2\t\"引\"\\", "e": "", "f": " 前后 ", "g": "yes",
            "h": true, "i": 365, "j": null, "k": [], "l": {}, "m": ["13800000001", "a,b", "[x]"], "n": "1e5", "o": "~",
            "p": [{"q": "0x10", "r": {"s": "1_000", "t": ["u"]}}, {"v": [{"w": "\u{85}\u{2028}𬭚"}]}], "x": "*a", "y": "credit-card",
        });
        let text = document(value.as_object().unwrap());
        let read: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(read, value, "{text}");
    }
}
