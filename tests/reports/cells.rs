//! Each cell of the ledger in the situations of `cells.yaml`, reckoned by hand there.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::Room;

/// An account and its row.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    account: String,
    what: String,
    /// Where the expectations come from.
    law: String,
    as_of: String,
    #[serde(default)]
    debtors: Vec<Value>,
    /// Day, milestone, facts.
    steps: Vec<(String, String, BTreeMap<String, String>)>,
    /// Day and amount.
    #[serde(default)]
    paid: Vec<(String, String)>,
    /// Day, kind, amount, which way.
    #[serde(default)]
    costs: Vec<(String, String, String, String)>,
    cells: BTreeMap<String, Option<String>>,
}

/// Looked at only where a row names them.
const NOT_ASKED: [&str; 5] = ["next_action", "responsible", "due", "limitation_until", "enforcement_due"];

/// What people typed and counsel sent back, in a workspace.
fn room(accounts: &[Account]) -> Room {
    let room = Room::workspace();
    let run = |args: &[&str]| {
        let run = room.run(&[args, &["--as-of", "2026-11-21"]].concat());
        assert_eq!(run.status, 0, "{run}");
    };
    let facts: Vec<&String> = accounts.iter().flat_map(|a| &a.steps).flat_map(|(.., f)| f.keys()).collect();
    let names: Vec<&String> =
        facts.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["account", "milestone", "on"].into_iter().chain(names.iter().map(|n| n.as_str()));
    file.write_record(head).unwrap();
    for a in accounts {
        let primary = json!({"role": "primary", "name": "李示例"});
        let debtors: Vec<&Value> = std::iter::once(&primary).chain(&a.debtors).collect();
        let case = json!({
            "schema": "sucheng/case/v1", "account": a.account, "product": "personal-loan", "debtors": debtors,
            "creditor": {"name": "示例银行股份有限公司", "kind": "company", "lender": "licensed"},
            "contract": {"principal": "50000.00", "due_on": "2025-01-10"},
            "debt": {"overdue_since": "2025-01-11", "as_of": "2025-12-31", "principal": "50000.00", "interest": "6000.00"},
        });
        room.write(&format!("in/{}/case.yaml", a.account), case.to_string());
        for (on, milestone, facts) in &a.steps {
            let row = [&a.account, milestone, on].map(String::as_str).into_iter();
            let told = names.iter().map(|name| facts.get(*name).map_or("", String::as_str));
            file.write_record(row.chain(told)).unwrap();
        }
    }
    run(&["import", "in"]);
    room.write("r.csv", file.into_inner().unwrap());
    run(&["record", "--file", "r.csv"]);
    for a in accounts {
        for (on, amount) in &a.paid {
            run(&["pay", &a.account, amount, "--on", on]);
        }
        for (on, kind, amount, way) in &a.costs {
            run(&["cost", &a.account, kind, amount, "--on", on, way]);
        }
    }
    room
}

#[test]
fn every_cell_is_what_a_legal_department_expects() {
    let accounts: Vec<Account> = serde_yaml::from_str(include_str!("cells.yaml")).unwrap();
    let room = room(&accounts);
    let mut wrong = String::new();
    for a in &accounts {
        let answer = room.json(&["report", "ledger", &a.account, "--as-of", &a.as_of]);
        let row = answer["accounts"][0].as_object().unwrap();
        assert!(a.cells.keys().all(|name| row.contains_key(name)), "{}: a name is no column", a.account);
        let known = [
            ("account", a.account.as_str()),
            ("debtor", "李示例"),
            ("product", "personal-loan"),
            ("branch", "示例银行股份有限公司"),
            ("recovered", "0.00"),
        ];
        for (name, found) in row {
            let always = known.iter().find(|(known, _)| known == name).map(|(_, value)| json!(value));
            let want = match (a.cells.get(name), always) {
                (Some(value), _) => json!(value),
                (None, Some(value)) => value,
                (None, None) if NOT_ASKED.contains(&name.as_str()) => continue,
                (None, None) => Value::Null,
            };
            if *found != want {
                wrong += &format!("{} ({}; {}): {name} is {found}, not {want}\n", a.account, a.what, a.law);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
