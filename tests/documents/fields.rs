//! Meanings of fields.

use std::collections::BTreeMap;

use super::*;

fn leaves(path: &str, value: &Value, out: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                leaves(&if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, field, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(&format!("{path}[]"), item, out)),
        leaf => {
            out.entry(path.to_owned()).or_insert_with(|| leaf.clone());
        }
    }
}

#[test]
fn dump() {
    let mut all: BTreeMap<&str, BTreeMap<String, Value>> = BTreeMap::new();
    for case in manifests::cases() {
        for document in documents::all() {
            if let Some(Ok(data)) = drawn(document, &case) {
                leaves("", &data, all.entry(document.kind).or_default());
            }
        }
    }
    std::fs::write("/tmp/doctor/fields.json", serde_json::to_string_pretty(&all).unwrap()).unwrap();
}
