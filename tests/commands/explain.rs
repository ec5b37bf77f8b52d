//! `sucheng explain`.

use super::{all_cases, shows};

#[test]
fn explains_figures_and_deadlines() {
    let room = all_cases();
    shows(&room, "explain-interest", &["explain", "OL-2026-001508", "interest"]);
    shows(&room, "explain-fee", &["explain", "OL-2026-001508", "acceptance-fee"]);
    shows(&room, "explain-deadline", &["explain", "deadline", "CC-2026-000123", "defence"]);
    shows(&room, "explain-unknown-figure", &["explain", "OL-2026-001508", "intrest"]);
    shows(&room, "explain-unknown-deadline", &["explain", "deadline", "OL-2026-001508", "appeal-judgment"]);
    shows(&room, "explain-nothing", &["explain", "OL-2026-001508"]);
    let answer = room.json(&["explain", "OL-2026-001508", "total"]);
    assert_eq!((&answer["schema"], &answer["value"]), (&"sucheng/explain/v1".into(), &"17758.94".into()));
    assert!(!answer["because"].as_array().unwrap().is_empty());
}
