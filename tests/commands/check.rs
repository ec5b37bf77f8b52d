//! `sucheng check`.

use super::{all_cases, edited, ends, shows};
use crate::support::Room;

#[test]
fn says_what_is_missing_account_by_account() {
    let room = all_cases();
    shows(&room, "check", &["check"]);
    shows(&room, "check-zh", &["check", "--lang", "zh-CN", "MF-2026-000045", "PL-2026-000217"]);
    shows(&room, "check-ready", &["check", "CC-2026-000123", "--for", "complaint"]);
    shows(&room, "check-other-forum", &["check", "OL-2026-001508", "--for", "complaint"]);
    shows(&room, "check-unknown-kind", &["check", "--for", "complait"]);
}

#[test]
fn a_missing_fact_blocks_what_must_print_it() {
    let room = Room::workspace();
    let folder = edited(
        &room,
        "card-litigation",
        &[("  head: {name: 周示例, title: 负责人}\n", ""), ("  address: 北京市西城区示例大街1号\n", "")],
    );
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    shows(&room, "check-blocked", &["check", "--for", "complaint"]);
    let answer = room.json(&["check"]);
    let account = &answer["accounts"][0];
    assert_eq!(account["ready"], false);
    let fields: Vec<&str> = account["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["severity"] == "error")
        .map(|p| p["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["creditor.head", "creditor.address"]);
    for problem in account["problems"].as_array().unwrap() {
        if problem["severity"] == "error" {
            assert!(problem["blocks"].as_array().unwrap().contains(&"complaint".into()), "{problem}");
        }
    }
}

/// Three years (民法典 188) after the last demand the claim is time-barred: a warning, since a court does not raise it
/// by itself (民法典 193).
#[test]
fn a_time_barred_claim_is_a_warning() {
    let room = Room::with_case("payment-order");
    let run = ends(&room, 0, &["check", "--as-of", "2029-12-01"]);
    assert!(run.stdout.contains("W-CHECK-LIMITATION"), "{run}");
    assert!(!ends(&room, 0, &["check"]).stdout.contains("W-CHECK-LIMITATION"));
}

/// cases/README.md: one call lies in quiet hours on purpose; it blocks nothing.
#[test]
fn a_call_in_quiet_hours_blocks_nothing() {
    let room = Room::with_case("loan-guarantor");
    let answer = room.json(&["check"]);
    assert_eq!(answer["accounts"][0]["ready"], true);
    let problems = answer["accounts"][0]["problems"].as_array().unwrap();
    let told: Vec<_> = problems.iter().filter(|p| p["code"] == "W-CONTACT-QUIET-HOURS").collect();
    assert_eq!(told.len(), 1, "one problem for a rule");
    assert_eq!((&told[0]["severity"], &told[0]["field"]), (&"warning".into(), &"contacts[2]".into()));
    let message = told[0]["message"].as_str().unwrap();
    assert!(message.contains("2026-03-25 07:46") && message.contains("entry 3"), "{message}");
}

/// The statements of the case add up to an interest of 4987.46; a creditor who states a yuan more is told both figures.
#[test]
fn figures_that_the_statements_do_not_bear_out_are_told() {
    let room = Room::workspace();
    let folder = edited(&room, "card-litigation", &[("\"4987.46\"", "\"4988.46\"")]);
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    let answer = room.json(&["check", "--for", "complaint"]);
    let problems = answer["accounts"][0]["problems"].as_array().unwrap();
    let told = problems.iter().find(|p| p["code"] == "W-CHECK-LEDGER").unwrap();
    let message = told["message"].as_str().unwrap();
    assert!(message.contains("利息 4,988.46 / 4,987.46"), "{message}");
    assert_eq!(answer["accounts"][0]["ready"], true);
}
