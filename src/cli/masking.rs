//! Facts as they may be shown: numbers that identify a person masked, unless they were asked for in full.

use serde_json::Value;

use crate::domain::change::Change;
use crate::domain::identity::mask;

/// Fields whose numbers identify a person or a card, by the end of their path.
const MASKED: [&str; 3] = ["id.number", "card_number", "loan_number"];

/// Masks, in what stands at `path`, every number that identifies.
pub fn value(path: &str, value: &mut Value) {
    match value {
        Value::String(text) if MASKED.iter().any(|end| path.ends_with(end)) => *text = mask::number(text),
        Value::Array(list) => list.iter_mut().for_each(|item| self::value(path, item)),
        Value::Object(map) => {
            map.iter_mut().for_each(|(key, item)| self::value(&format!("{path}.{key}"), item))
        }
        _ => {}
    }
}

/// A mailbox as it may be shown.
pub fn mailbox(mailbox: &str, unmask: bool) -> String {
    if unmask { mailbox.to_owned() } else { mask::email(mailbox) }
}

/// Changes as they may be shown.
pub fn changes(changes: &[Change], unmask: bool) -> Vec<Change> {
    let mut shown = changes.to_vec();
    if !unmask {
        for change in &mut shown {
            value(&change.path, &mut change.from);
            value(&change.path, &mut change.to);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_masked_wherever_they_stand() {
        let mut facts = json!({"debtors": [{"name": "李示例", "id": {"type": "resident-id", "number": "110101198503153011"}}], "contract": {"card_number": "6225880123456783", "number": "HT-2021-0456"}});
        value("", &mut facts);
        assert_eq!(facts["debtors"][0]["id"]["number"], "110101********3011");
        assert_eq!(facts["contract"]["card_number"], "622588******6783");
        assert_eq!(facts["contract"]["number"], "HT-2021-0456");
        let mut id = json!({"number": "110101198503153011"});
        value("debtors[0].id", &mut id);
        assert_eq!(id["number"], "110101********3011");
    }
}
