//! `sucheng agenda`.

use super::{all_cases, ends, shows};
use crate::support::Room;

#[test]
fn lists_what_is_due_soonest_first() {
    let room = all_cases();
    shows(&room, "agenda", &["agenda", "--within", "60d"]);
    shows(
        &room,
        "agenda-sources-zh",
        &["agenda", "--within", "4w", "CC-2026-000123", "PL-2025-000064", "-v", "--lang", "zh-CN"],
    );
    shows(&room, "agenda-nothing", &["agenda", "--within", "30d", "CC-2026-000981"]);
    shows(&room, "agenda-bad-days", &["agenda", "--within", "soon"]);
    let items = room.json(&["agenda"])["items"].as_array().unwrap().clone();
    let due: Vec<&str> = items.iter().map(|i| i["due"].as_str().unwrap()).collect();
    assert!(due.windows(2).all(|pair| pair[0] <= pair[1]), "{due:?}");
    let jsonl = ends(&room, 0, &["agenda", "--jsonl"]);
    assert_eq!(jsonl.stdout.lines().count(), items.len());
}

/// The statuses of the contract, each where the law puts it. The hearing is on 8 December 2026; the freeze ends by its
/// order on the 17th; 三个月 after 29 May 2026, when the enforcement was accepted, its round may end (法〔2016〕373号 1);
/// the guarantee ends on 15 August 2029 as the contract has it.
#[test]
fn statuses() {
    let room = all_cases();
    let items = room.json(&["agenda"])["items"].as_array().unwrap().clone();
    let status = |account: &str, rule: &str| {
        let found = items.iter().find(|i| i["account"] == account && i["rule"] == rule);
        let item = found.unwrap_or_else(|| panic!("no {rule} of {account}"));
        (
            item["status"].as_str().unwrap().to_owned(),
            item["due"].as_str().unwrap().to_owned(),
            item["days_left"].as_i64().unwrap(),
        )
    };
    assert_eq!(status("CC-2026-000123", "hearing"), ("open".into(), "2026-12-08".into(), 17));
    assert_eq!(status("PL-2025-000064", "freeze-bank-deposit"), ("lapsing".into(), "2026-12-17".into(), 26));
    assert_eq!(status("PL-2025-000064", "termination-of-this-execution").0, "allowed");
    assert_eq!(status("PL-2026-000217", "guarantee-period").1, "2029-08-15");
    // Nothing was done about the freeze by 18 December.
    let later = room.json(&["agenda", "--as-of", "2026-12-18", "PL-2025-000064"]);
    let renewal =
        later["items"].as_array().unwrap().iter().find(|i| i["rule"] == "renew-seal-in-enforcement").unwrap();
    assert_eq!(renewal["status"], "overdue");
}

#[test]
fn of_an_empty_registry() {
    let room = Room::workspace();
    assert_eq!(ends(&room, 0, &["agenda"]).stdout, "Nothing is due.\n");
    assert_eq!(room.json(&["agenda"])["items"], serde_json::json!([]));
}
