//! `sucheng undo`.

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::{Room, case};

const CARD: &str = "CC-2026-000123";
const LOAN: &str = "OL-2026-001508";

#[test]
fn takes_back_the_last_command() {
    let room = all_cases();
    let before = room.json(&["show", CARD]);
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    writes_nothing(&room, "undo-dry-run", &["undo"]);
    shows(&room, "undo", &["undo", "--reason", "paid twice"]);
    assert_eq!(room.json(&["show", CARD]), before, "as it was");
    assert!(ends(&room, 0, &["registry", "verify"]).stdout.contains("0 faults"));
}

#[test]
fn of_one_account() {
    let room = all_cases();
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    ends(&room, 0, &["pay", LOAN, "200", "--on", "2026-11-20"]);
    shows(&room, "undo-account", &["undo", "--account", CARD]);
    assert_eq!(room.json(&["show", CARD])["money"]["principal"], "38652.41");
    assert_eq!(room.json(&["list", LOAN])["accounts"][0]["owed"], "17558.94");
    let answer = room.json(&["undo"]);
    assert_eq!(
        (&answer["schema"], &answer["undone"][0]["account"]),
        (&"sucheng/undo/v1".into(), &LOAN.into())
    );
}

#[test]
fn until_nothing_is_left() {
    let room = Room::workspace();
    shows(&room, "undo-nothing", &["undo"]);
    let folder = case("payment-order");
    let folder = folder.to_str().unwrap();
    ends(&room, 0, &["import", folder]);
    shows(&room, "undo-import", &["undo"]);
    assert_eq!(room.json(&["list"])["accounts"], serde_json::json!([]));
    ends(&room, 1, &["show", "CC-2026-000981"]);
    shows(&room, "undo-nothing-left", &["undo", "--lang", "zh-CN"]);
    assert!(ends(&room, 0, &["import", folder]).stdout.contains("1 new"));
    assert_eq!(room.json(&["list"])["accounts"][0]["account"], "CC-2026-000981");
    assert!(ends(&room, 0, &["registry", "verify"]).stdout.contains("0 faults"));
}

/// Mail that left cannot be taken back by a note in the log.
#[test]
fn not_what_was_sent() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    ends(&room, 0, &["notify", "send"]);
    shows(&room, "undo-sent", &["undo"]);
}
