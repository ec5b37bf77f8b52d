//! What differs between two versions of an account's facts, and how to apply it.
//!
//! A path is written as in `amend --set`: `debt.interest`, `debtors[0].phones`. Lists of records of equal length differ
//! item by item; any other list differs as a whole.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One difference. A missing value is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Where.
    pub path: String,
    /// What stood there.
    pub from: Value,
    /// What stands there now.
    pub to: Value,
}

/// Why a change cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The path is not of the form `a.b[0].c`.
    #[error("not a path: {0}")]
    Malformed(String),
    /// It leads through something that is neither a record nor a list.
    #[error("{path} leads through {at}, which has no parts")]
    NoParts {
        /// The path.
        path: String,
        /// The part that has none.
        at: String,
    },
    /// It names an item beyond the end of a list; the item right after the last may be named, to add one.
    #[error("{path}: the list has {len} items")]
    BeyondEnd {
        /// The path.
        path: String,
        /// Items in the list.
        len: usize,
    },
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field.
    Key(String),
    /// An item, from 0.
    Item(usize),
}

/// Splits a path into steps.
///
/// # Errors
/// [`PathError::Malformed`].
pub fn steps(path: &str) -> Result<Vec<Step>, PathError> {
    let malformed = || PathError::Malformed(path.to_owned());
    let mut out = Vec::new();
    for part in path.split('.') {
        let (name, mut items) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
        {
            return Err(malformed());
        }
        out.push(Step::Key(name.to_owned()));
        while let Some(rest) = items.strip_prefix('[') {
            let (index, rest) = rest.split_once(']').ok_or_else(malformed)?;
            if index.is_empty() || index.len() > 6 || !index.bytes().all(|b| b.is_ascii_digit()) {
                return Err(malformed());
            }
            out.push(Step::Item(index.parse().map_err(|_| malformed())?));
            items = rest;
        }
        if !items.is_empty() {
            return Err(malformed());
        }
    }
    Ok(out)
}

/// Every difference between `old` and `new`, in the order of their fields.
pub fn between(old: &Value, new: &Value) -> Vec<Change> {
    let mut out = Vec::new();
    compare(String::new(), old, new, &mut out);
    out
}

fn compare(path: String, old: &Value, new: &Value, out: &mut Vec<Change>) {
    let records = |list: &[Value]| list.iter().all(Value::is_object);
    match (old, new) {
        (a, b) if a == b => {}
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|k| !a.contains_key(*k)));
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(path, a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() && records(a) && records(b) => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(format!("{path}[{i}]"), a, b, out);
            }
        }
        _ => out.push(Change { path, from: old.clone(), to: new.clone() }),
    }
}

/// The value at a path; `null` where there is none.
///
/// # Errors
/// [`PathError::Malformed`].
pub fn get<'a>(root: &'a Value, path: &str) -> Result<&'a Value, PathError> {
    let mut at = root;
    for step in steps(path)? {
        at = match &step {
            Step::Key(key) => at.get(key),
            Step::Item(i) => at.get(i),
        }
        .unwrap_or(&Value::Null);
    }
    Ok(at)
}

/// Puts a value at a path. `null` removes a field or, in a list, the item; records on the way are made; the item right
/// after the last is appended.
///
/// # Errors
/// [`PathError`].
pub fn set(root: &mut Value, path: &str, value: Value) -> Result<(), PathError> {
    let steps = steps(path)?;
    let mut at = root;
    for (i, step) in steps.iter().enumerate() {
        let last = i + 1 == steps.len();
        if at.is_null() {
            *at = if matches!(step, Step::Key(_)) {
                Value::Object(Map::new())
            } else {
                Value::Array(Vec::new())
            };
        }
        match (step, at) {
            (Step::Key(key), Value::Object(map)) => {
                if last {
                    if value.is_null() {
                        map.shift_remove(key);
                    } else {
                        map.insert(key.clone(), value);
                    }
                    return Ok(());
                }
                at = map.entry(key.clone()).or_insert(Value::Null);
            }
            (Step::Item(n), Value::Array(list)) => {
                if *n > list.len() {
                    return Err(PathError::BeyondEnd { path: path.to_owned(), len: list.len() });
                }
                if last {
                    match (value.is_null(), *n < list.len()) {
                        (true, true) => drop(list.remove(*n)),
                        (true, false) => {}
                        (false, true) => list[*n] = value,
                        (false, false) => list.push(value),
                    }
                    return Ok(());
                }
                if *n == list.len() {
                    list.push(Value::Null);
                }
                at = &mut list[*n];
            }
            (step, _) => {
                let at = match step {
                    Step::Key(key) => key.clone(),
                    Step::Item(n) => format!("[{n}]"),
                };
                return Err(PathError::NoParts { path: path.to_owned(), at });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn field_by_field() {
        let old = json!({"debt": {"interest": "1.00", "fees": "0.00"}, "debtors": [{"name": "甲"}], "phones": ["1"]});
        let new = json!({"debt": {"interest": "2.00"}, "debtors": [{"name": "乙"}], "phones": ["1", "2"]});
        let found: Vec<String> = between(&old, &new).into_iter().map(|c| c.path).collect();
        assert_eq!(found, ["debt.interest", "debt.fees", "debtors[0].name", "phones"]);
    }

    #[test]
    fn names_what_is_wrong_with_a_path() {
        let mut value = json!({"debtors": [{"name": "甲"}]});
        for bad in ["", "a..b", "a[", "a[x]", "a[1]b", "A", "debtors[1234567]"] {
            assert!(matches!(set(&mut value, bad, json!(1)), Err(PathError::Malformed(_))), "{bad}");
        }
        assert!(matches!(
            set(&mut value, "debtors[2].name", json!("乙")),
            Err(PathError::BeyondEnd { len: 1, .. })
        ));
        assert!(matches!(set(&mut value, "debtors[0].name.x", json!("乙")), Err(PathError::NoParts { .. })));
        set(&mut value, "debtors[1].name", json!("乙")).unwrap();
        assert_eq!(value["debtors"][1]["name"], "乙");
    }

    fn facts() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![Just(json!("a")), Just(json!("b")), Just(json!(true))];
        leaf.prop_recursive(3, 24, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-c]", inner, 0..3)
                    .prop_map(|m| Value::Object(m.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Applying the differences to the old facts gives the new facts.
        #[test]
        fn differences_lead_from_old_to_new(a in facts(), b in facts()) {
            let (old, new) = (json!({"r": {"k": a}}), json!({"r": {"k": b}}));
            let mut value = old.clone();
            for change in between(&old, &new) {
                prop_assert_eq!(get(&value, &change.path).unwrap(), &change.from);
                set(&mut value, &change.path, change.to).unwrap();
            }
            prop_assert_eq!(value, new);
        }
    }
}
