//! `sucheng rules`.

use super::{ends, shows};
use crate::support::Room;

#[test]
fn lists_and_shows() {
    let room = Room::new();
    let list = ends(&room, 0, &["rules", "list"]);
    for id in ["appeal-judgment", "acceptance-fee", "litigation", "limitation"] {
        assert!(list.stdout.lines().any(|l| l.split_whitespace().nth(1) == Some(id)), "{id}\n{list}");
    }
    let answer = room.json(&["rules", "list"]);
    assert!(
        answer["rules"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["id"].is_string() && r["table"].is_string() && r["source"].is_string())
    );
    shows(&room, "rules-show", &["rules", "show", "appeal-judgment"]);
    shows(&room, "rules-show-unknown", &["rules", "show", "apeal-judgment"]);
    shows(&room, "rules-show-unknown-zh", &["rules", "show", "apeal-judgment", "--lang", "zh-CN"]);
}

/// A lawyer's table with mistakes: each with its line and what would be right.
#[test]
fn checks_a_file() {
    let room = Room::new();
    room.write(
        "periods.yaml",
        "table: periods\nentries:\n- id: our-reply\n  title: {zh: 内部答复期, en: Our reply}\n  starts: {zh: 收到之日, en: receipt}\n  roll: foward\n  by: creditor\n  counting: civil-procedure\n  values:\n  - {from: 2026-01-01, value: {length: 15d}, source: {instrument: 内部规定, artcle: \"3\"}, checked_on: 2026-13-01, confidence: V}\n",
    );
    shows(&room, "rules-check-broken", &["rules", "check", "periods.yaml"]);
    shows(&room, "rules-check-broken-zh", &["rules", "check", "periods.yaml", "--lang", "zh-CN"]);
    room.write("nonsense.yaml", "table: [periods\n");
    shows(&room, "rules-check-syntax", &["rules", "check", "nonsense.yaml"]);
    shows(&room, "rules-check-missing", &["rules", "check", "nowhere.yaml"]);
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/tables/cn/fees.yaml");
    assert!(ends(&room, 0, &["rules", "check", own.to_str().unwrap()]).stderr.contains("0 problem(s)"));
    let answer: serde_json::Value =
        serde_json::from_str(&room.run(&["rules", "check", "periods.yaml", "--json"]).stdout).unwrap();
    assert!(answer["problems"].as_array().unwrap().iter().all(|p| p["line"].is_u64()), "{answer}");
}

/// A workspace's broken table stops every command that would use it, with the same words.
#[test]
fn a_broken_table_of_the_workspace_stops_the_commands() {
    let room = Room::with_case("payment-order");
    room.write("rules/fees.yaml", "table: fees\nentries:\n- id: acceptance-fee\n  colour: red\n");
    shows(&room, "rules-workspace-broken", &["list"]);
    shows(&room, "rules-check-workspace", &["rules", "check"]);
}
