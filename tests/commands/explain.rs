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

/// law-cn.md §1.1: the base of the acceptance fee is “all monetary claims added together (民诉法解释 201) incl. accrued
/// interest/违约金/律师费 computed to the stated date”. By hand: 38,652.41 + 4,987.46 + 298.83 + 600.00 + 3,000.00 =
/// 47,538.70, what the complaint asks for; 47,538.70 × 2.5 % − 200 = 988.4675.
#[test]
fn the_lawyers_fee_is_claimed_and_counts_for_the_fee_of_the_suit() {
    let room = all_cases();
    assert_eq!(room.json(&["explain", "CC-2026-000123", "claim"])["value"], "47538.70");
    assert_eq!(room.json(&["explain", "CC-2026-000123", "acceptance-fee"])["value"], "988.47");
}
