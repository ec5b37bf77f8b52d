//! The ledger and the key figures of a portfolio, against figures reckoned apart from the program.

mod cells;
mod compare;
mod generated;
mod ledger;
mod portfolio;
mod reckoned;
mod scope;
mod small;
mod status;
mod triage;

use serde_json::{Value, json};

use crate::support::Room;

/// A workspace with this log in its registry.
pub fn with_log(log: &str) -> Room {
    let room = Room::workspace();
    room.write("log.jsonl", log);
    let run = room.run(&["registry", "import", "log.jsonl"]);
    assert_eq!(run.status, 0, "{run}");
    room
}

/// A log of accounts: what of the case is its own, then events.
pub fn log(accounts: &[(&str, Value, Vec<Value>)]) -> String {
    let mut out = String::new();
    for (account, own, events) in accounts {
        let mut case = json!({"account": account, "product": "personal-loan", "referred_on": "2026-01-05",
            "debtors": [{"role": "primary", "name": format!("李示例{account}")}]});
        for (key, value) in own.as_object().unwrap() {
            case[key] = value.clone();
        }
        let imported = json!({"type": "imported", "case": case, "source": {"file": "x", "sha256": "0"}});
        for (seq, payload) in (1..).zip(std::iter::once(&imported).chain(events)) {
            let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": format!("{account}-{seq}"), "payload": payload});
            out += &json!({"schema": "sucheng/event/v1", "stream": account, "event": event}).to_string();
            out.push('\n');
        }
    }
    out
}

/// A milestone, `track/milestone`.
pub fn step(on: &str, name: &str, facts: Value) -> Value {
    let (track, milestone) = name.split_once('/').unwrap();
    json!({"type": "milestone", "track": track, "milestone": milestone, "on": on, "facts": facts})
}
