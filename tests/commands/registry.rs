//! `sucheng registry`, and a registry that another process has.

use std::time::Duration;

use sucheng::registry::{Registry, StoreKind};

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::{Room, Run};

const CARD: &str = "CC-2026-000123";

fn worked() -> Room {
    let room = all_cases();
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    ends(&room, 0, &["record", CARD, "fee-noticed", "--on", "2026-11-19", "--set", "amount=10"]);
    ends(&room, 0, &["undo"]);
    room
}

#[test]
fn counts_and_verifies() {
    let room = worked();
    let answer = room.json(&["registry", "stats"]);
    // Six imports and 6 + 18 + 2 + 6 milestones of their files, a payment, a milestone and its reversal.
    assert_eq!((&answer["accounts"], &answer["events"]), (&6.into(), &(6 + 32 + 3).into()), "{answer}");
    let run = room.run(&["registry", "stats"]);
    assert!(run.stdout.starts_with("6 accounts, 41 events, journal "), "{run}");
    shows(&room, "registry-verify", &["registry", "verify"]);
    shows(&room, "registry-verify-zh", &["registry", "verify", "--lang", "zh-CN"]);
}

/// Every place of the journal is under a hash: a digit changed by hand is found.
#[test]
fn a_changed_journal_is_damage() {
    let room = worked();
    let file = room.path().join("registry/journal.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("38652.41"));
    std::fs::write(&file, text.replacen("38652.41", "38652.40", 1)).unwrap();
    let run = room.run(&["registry", "verify"]);
    assert_eq!(run.status, 7, "{run}");
    super::holds("registry-damaged", &["registry", "verify"], &run);
}

#[test]
fn exports_what_import_reads_back() {
    let room = worked();
    let lines = ends(&room, 0, &["registry", "export"]);
    for line in lines.stdout.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event.is_object(), "{line}");
    }
    writes_nothing(&room, "registry-export-dry-run", &["registry", "export", "all.jsonl"]);
    shows(&room, "registry-export", &["registry", "export", "all.jsonl"]);
    assert_eq!(room.read("all.jsonl"), lines.stdout);
    // The export depends only on the log.
    assert_eq!(
        ends(&room, 0, &["registry", "export", "--as-of", "2027-01-01", "--lang", "zh-CN"]).stdout,
        lines.stdout
    );

    let other = Room::workspace();
    other.write("all.jsonl", &lines.stdout);
    writes_nothing(&other, "registry-import-dry-run", &["registry", "import", "all.jsonl"]);
    shows(&other, "registry-import", &["registry", "import", "all.jsonl"]);
    for account in ["CC-2026-000123", "PL-2025-000064", "MF-2026-000045"] {
        assert_eq!(room.json(&["show", account]), other.json(&["show", account]), "{account}");
    }
    assert_eq!(room.json(&["list"]), other.json(&["list"]));
    assert_eq!(ends(&other, 0, &["registry", "export"]).stdout, lines.stdout);
    shows(&other, "registry-import-not-empty", &["registry", "import", "all.jsonl"]);
    let third = Room::workspace();
    third.write("bad.jsonl", "{\"not\": \"an event\"}\n");
    shows(&third, "registry-import-bad", &["registry", "import", "bad.jsonl"]);
}

/// Amounts are strings in yuan with two decimals, dates are ISO, in the export too (`cli.md`).
#[test]
fn the_export_keeps_the_conventions() {
    let room = worked();
    let lines = ends(&room, 0, &["registry", "export"]).stdout;
    assert!(
        lines.contains("\"38652.41\"") && lines.contains("\"1000.00\"") && lines.contains("\"2026-11-20\"")
    );
    assert!(lines.lines().all(|l| l.starts_with('{') && l.ends_with('}')));
}

#[test]
fn backs_up_and_restores() {
    let room = worked();
    writes_nothing(&room, "registry-backup-dry-run", &["registry", "backup", "all.backup"]);
    shows(&room, "registry-backup", &["registry", "backup", "all.backup"]);
    let other = Room::workspace();
    std::fs::copy(room.path().join("all.backup"), other.path().join("all.backup")).unwrap();
    shows(&other, "registry-restore", &["registry", "restore", "all.backup"]);
    assert_eq!(room.json(&["show", CARD]), other.json(&["show", CARD]));
    shows(&other, "registry-restore-not-empty", &["registry", "restore", "all.backup"]);
    let third = Room::workspace();
    let mut bytes = std::fs::read(room.path().join("all.backup")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    third.write("bad.backup", bytes);
    let run = third.run(&["registry", "restore", "bad.backup"]);
    assert_eq!(run.status, 7, "{run}");
    shows(&third, "registry-restore-missing", &["registry", "restore", "nowhere.backup"]);
}

#[test]
fn a_lost_index_is_made_again() {
    let room = worked();
    let before = room.json(&["show", CARD]);
    std::fs::remove_dir_all(room.path().join("registry/index")).unwrap();
    shows(&room, "registry-index-lost", &["list", CARD]);
    assert_eq!(room.json(&["show", CARD]), before);
    std::fs::remove_dir_all(room.path().join("registry/index")).unwrap();
    shows(&room, "registry-rebuild", &["registry", "rebuild"]);
    assert_eq!(room.json(&["show", CARD]), before);
    assert!(ends(&room, 0, &["registry", "verify"]).stdout.contains("0 faults"));
}

#[test]
fn a_second_process_is_told_who_has_it() {
    let room = worked();
    let dir = room.path().join("registry");
    let held = Registry::open(&dir, StoreKind::Sled, Duration::ZERO, "sucheng import").unwrap();
    let run: Run = room.run(&["list"]);
    assert_eq!(run.status, 6, "{run}");
    let process = format!("process {}", std::process::id());
    let shown = Run { stderr: run.stderr.replace(&process, "process [pid]"), ..run };
    super::holds("registry-in-use", &["list"], &shown);
    let json = room.run(&["pay", CARD, "1", "--on", "2026-11-20", "--json"]);
    assert_eq!(json.status, 6, "{json}");
    let answer: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((&answer["schema"], &answer["exit"]), (&"sucheng/error/v1".into(), &6.into()));
    drop(held);
    ends(&room, 0, &["list"]);
}
