//! `sucheng record`.

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::case;

const LOAN: &str = "PL-2026-000217";
const CARD: &str = "CC-2026-000123";

#[test]
fn records_what_happened_and_says_what_it_started() {
    let room = all_cases();
    let filed = ["record", LOAN, "filed", "--on", "2026-11-16", "--set", "court=杭州市上城区人民法院"];
    writes_nothing(&room, "record-dry-run", &filed);
    shows(&room, "record-filed", &filed);
    shows(
        &room,
        "record-accepted-zh",
        &[
            "record",
            LOAN,
            "litigation/accepted",
            "--on",
            "2026-11-20",
            "--set",
            "case_number=（2026）浙0102民初1234号",
            "--lang",
            "zh-CN",
        ],
    );
    assert_eq!(room.json(&["list", LOAN])["accounts"][0]["stage"], "accepted");
}

/// 诉讼费用交纳办法 22: seven days from the day after the notice. Noticed on Friday 13 November 2026, due on Friday the 20th.
/// 民诉法 128: fifteen days to defend from service on 10 November, the 25th.
#[test]
fn starts_the_periods_of_the_law() {
    let room = all_cases();
    let noticed = room.json(&["record", CARD, "fee-noticed", "--on", "2026-11-13", "--set", "amount=100.00"]);
    let due = |answer: &serde_json::Value, rule: &str| {
        let all = answer["started"].as_array().unwrap();
        all.iter().find(|d| d["rule"] == rule).unwrap_or_else(|| panic!("no {rule}: {answer}"))["due"].clone()
    };
    assert_eq!(due(&noticed, "fee-payment"), "2026-11-20");
    ends(&room, 0, &["record", LOAN, "filed", "--on", "2026-11-02", "--set", "court=杭州市上城区人民法院"]);
    ends(
        &room,
        0,
        &["record", LOAN, "accepted", "--on", "2026-11-05", "--set", "case_number=（2026）浙0102民初1234号"],
    );
    let served = room.json(&["record", LOAN, "served", "--on", "2026-11-10", "--set", "party=赵示例"]);
    assert_eq!(due(&served, "defence"), "2026-11-25");
}

#[test]
fn what_cannot_have_happened_is_refused() {
    let room = all_cases();
    let before = super::files(&room);
    shows(
        &room,
        "record-out-of-order",
        &["record", LOAN, "judgment-served", "--on", "2026-11-16", "--set", "party=赵示例"],
    );
    shows(&room, "record-before-predecessor", &["record", CARD, "heard", "--on", "2026-09-01"]);
    shows(&room, "record-future", &["record", CARD, "heard", "--on", "2026-12-08"]);
    shows(&room, "record-missing-facts", &["record", CARD, "judgment", "--on", "2026-11-20"]);
    shows(
        &room,
        "record-missing-facts-zh",
        &["record", CARD, "judgment", "--on", "2026-11-20", "--lang", "zh-CN"],
    );
    shows(
        &room,
        "record-bad-fact",
        &["record", CARD, "fee-noticed", "--on", "2026-11-20", "--set", "amount=abc"],
    );
    shows(
        &room,
        "record-unknown-fact",
        &[
            "record",
            LOAN,
            "filed",
            "--on",
            "2026-11-16",
            "--set",
            "court=杭州市上城区人民法院",
            "--set",
            "colour=red",
        ],
    );
    shows(
        &room,
        "record-twice",
        &["record", CARD, "accepted", "--on", "2026-09-22", "--set", "case_number=（2026）京0102民初21873号"],
    );
    shows(&room, "record-unknown", &["record", CARD, "judgement", "--on", "2026-11-20"]);
    shows(
        &room,
        "record-not-name-value",
        &["record", CARD, "fee-noticed", "--on", "2026-11-20", "--set", "amount"],
    );
    shows(&room, "record-bad-date", &["record", CARD, "heard", "--on", "20.11.2026"]);
    assert!(before == super::files(&room), "a refusal writes nothing");
}

/// `applied` is no milestone of litigation, and no proceeding with one is open: the user must say which is meant.
#[test]
fn a_bare_id_of_several_tracks_is_refused_with_the_choices() {
    let room = all_cases();
    let run = shows(&room, "record-ambiguous", &["record", CARD, "applied", "--on", "2026-11-20"]);
    for choice in ["preservation/applied", "enforcement/applied"] {
        assert!(run.stderr.contains(choice), "{run}");
    }
    ends(
        &room,
        0,
        &[
            "record",
            CARD,
            "preservation/applied",
            "--on",
            "2026-11-20",
            "--set",
            "court=北京市西城区人民法院",
        ],
    );
    // Now one proceeding that has `ruled` is open, so that the bare id is enough.
    ends(
        &room,
        0,
        &["record", CARD, "ruled", "--on", "2026-11-20", "--set", "case_number=（2026）京0102民初21873号"],
    );
    let tracks: Vec<String> = room.json(&["show", CARD])["milestones"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["milestone"] == "ruled")
        .map(|m| m["track"].to_string())
        .collect();
    assert_eq!(tracks, ["\"preservation\""]);
}

#[test]
fn keeps_the_paper_that_proves_it() {
    let room = all_cases();
    let paper = case("enforcement").join("evidence/judgment.pdf");
    shows(
        &room,
        "record-evidence",
        &[
            "record",
            CARD,
            "hearing-set",
            "--on",
            "2026-11-20",
            "--set",
            "at=2026-12-09 09:30",
            "--evidence",
            paper.to_str().unwrap(),
        ],
    );
    assert!(ends(&room, 0, &["verify", CARD]).stdout.contains("0 bad"));
    room.write("note.txt", "no paper");
    shows(
        &room,
        "record-evidence-not-paper",
        &["record", CARD, "heard", "--on", "2026-11-20", "--evidence", "note.txt"],
    );
}

/// 民诉法 128: fifteen days from service. Served on the 12th, not the 10th, the defence ends on Friday 27 November, not on
/// Wednesday the 25th. One command corrects it, and one undo takes it back.
#[test]
fn a_correction_moves_what_depended_on_it() {
    let room = all_cases();
    ends(&room, 0, &["record", LOAN, "filed", "--on", "2026-11-02", "--set", "court=杭州市上城区人民法院"]);
    ends(
        &room,
        0,
        &["record", LOAN, "accepted", "--on", "2026-11-05", "--set", "case_number=（2026）浙0102民初1号"],
    );
    ends(
        &room,
        0,
        &["record", LOAN, "served", "--on", "2026-11-10", "--set", "party=赵示例", "--set", "how=邮寄"],
    );
    let defence = |room: &crate::support::Room| {
        let shown = room.json(&["show", LOAN]);
        let all = shown["deadlines"].as_array().unwrap().clone();
        all.iter().find(|d| d["rule"] == "defence").unwrap()["due"].clone()
    };
    assert_eq!(defence(&room), "2026-11-25");
    let correct = ["record", LOAN, "served", "--on", "2026-11-12", "--set", "party=赵示例", "--correct"];
    writes_nothing(&room, "record-correct-dry-run", &correct);
    let answer = room.json(&correct);
    assert_eq!(answer["corrected"]["on"], "2026-11-10");
    assert_eq!(answer["facts"]["how"], "邮寄", "what is not named stays");
    let moved = answer["moved"].as_array().unwrap();
    let moved = moved.iter().find(|d| d["rule"] == "defence").unwrap();
    assert_eq!((&moved["was"], &moved["due"]), (&"2026-11-25".into(), &"2026-11-27".into()));
    assert_eq!(defence(&room), "2026-11-27");
    assert_eq!(room.json(&["show", LOAN])["milestones"].as_array().unwrap().len(), 3, "one record, not two");
    assert_eq!(room.json(&correct)["recorded_before"], true);
    ends(&room, 0, &["undo"]);
    assert_eq!(defence(&room), "2026-11-25");
    ends(&room, 0, &["registry", "verify"]);
}

/// 办法 22: noticed on the 6th instead of the 9th, the fee was due on Friday 13 November, and 16 November was late.
#[test]
fn a_correction_says_what_was_late_after_all() {
    let room = all_cases();
    ends(&room, 0, &["record", LOAN, "filed", "--on", "2026-11-02", "--set", "court=杭州市上城区人民法院"]);
    ends(&room, 0, &["record", LOAN, "fee-noticed", "--on", "2026-11-09", "--set", "amount=100.00"]);
    ends(&room, 0, &["record", LOAN, "fee-paid", "--on", "2026-11-16"]);
    shows(&room, "record-correct-late", &["record", LOAN, "fee-noticed", "--on", "2026-11-06", "--correct"]);
}

#[test]
fn a_correction_needs_something_to_correct_and_says_which() {
    let room = all_cases();
    let before = super::files(&room);
    shows(&room, "record-correct-nothing", &["record", LOAN, "filed", "--on", "2026-11-02", "--correct"]);
    assert!(before == super::files(&room), "a refusal writes nothing");
    for day in ["2026-11-02", "2026-11-03"] {
        ends(&room, 0, &["record", LOAN, "filed", "--on", day, "--set", "court=杭州市上城区人民法院"]);
    }
    shows(&room, "record-correct-which", &["record", LOAN, "filed", "--on", "2026-11-04", "--correct"]);
    let corrected = ["record", LOAN, "filed", "--on", "2026-11-04", "--correct", "--was", "2026-11-03"];
    assert_eq!(room.json(&corrected)["corrected"]["on"], "2026-11-03");
}

/// 解释438-439 begin a suit after a payment order; to file one beside it is another thing, and is said.
#[test]
fn a_suit_on_an_account_meant_for_a_payment_order_is_told() {
    let room = all_cases();
    let run = shows(
        &room,
        "record-other-track",
        &["record", "CC-2026-000981", "filed", "--on", "2026-11-16", "--set", "court=示例市人民法院"],
    );
    assert!(run.stderr.contains("W-RECORD-OTHER-TRACK"), "{run}");
    // With the track named there is nothing to tell.
    ends(&room, 0, &["undo", "--account", "CC-2026-000981"]);
    let named = room.json(&[
        "record",
        "CC-2026-000981",
        "litigation/filed",
        "--on",
        "2026-11-16",
        "--set",
        "court=示例市人民法院",
    ]);
    assert_eq!(named["warnings"], serde_json::json!([]));
}

/// What befalls the parties says what follows, and keeps impossible steps from being offered.
#[test]
fn a_turn_of_fate_says_what_follows() {
    let room = all_cases();
    let party = room.json(&["show", "CC-2026-000981"])["debtor"].as_str().unwrap().to_owned();
    let missing = format!("party={party}");
    shows(
        &room,
        "record-debtor-missing",
        &["record", "CC-2026-000981", "debtor-missing", "--on", "2026-11-16", "--set", &missing],
    );
    let applied = [
        "record",
        "CC-2026-000981",
        "payment-order/applied",
        "--on",
        "2026-11-17",
        "--set",
        "court=示例市人民法院",
    ];
    let answer = room.json(&applied);
    assert_eq!(answer["warnings"][0]["code"], "W-RECORD-BARRED");
    let found = ["record", "CC-2026-000981", "debtor-found", "--on", "2026-11-18", "--set", &missing];
    ends(&room, 0, &found);
}

/// 民诉法解释 518: what may follow a closed enforcement depends on how it ended. A seizure is released by the name under which
/// it was made.
#[test]
fn what_changes_nothing_or_leaves_a_debt_is_said() {
    let room = all_cases();
    let released = [
        "record",
        "PL-2025-000064",
        "enforcement/released",
        "--on",
        "2026-11-19",
        "--set",
        "asset=bank-deposit",
    ];
    let run = ends(&room, 0, &[&released[..], &["--set", "detail=另一账户"]].concat());
    assert!(run.stderr.contains("W-RECORD-NOT-HELD"), "{run}");
    let run = ends(
        &room,
        0,
        &["record", "PL-2025-000064", "enforcement/closed", "--on", "2026-11-20", "--set", "how=paid"],
    );
    assert!(run.stderr.contains("W-RECORD-CLOSED-OWED"), "{run}");
}

/// The codes of the warnings of an answer.
fn warned(answer: &serde_json::Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().filter_map(|w| w["code"].as_str()).collect()
}

/// 民诉法 205: thirty days from the agreement of 12 October 2026, the last is 11 November, a Wednesday. The 11th is in time,
/// the 12th is not.
#[test]
fn what_was_met_after_its_day_is_told() {
    for (applied, late) in [("2026-11-11", false), ("2026-11-12", true)] {
        let room = all_cases();
        ends(&room, 0, &["record", LOAN, "judicial-confirmation/agreed", "--on", "2026-10-12"]);
        let answer = room.json(&[
            "record",
            LOAN,
            "judicial-confirmation/applied",
            "--on",
            applied,
            "--set",
            "court=杭州市上城区人民法院",
        ]);
        assert_eq!(warned(&answer).contains(&"W-RECORD-LATE"), late, "{answer}");
        let settled = answer["settled"].as_array().unwrap();
        let met = settled.iter().find(|d| d["rule"] == "judicial-confirmation").map(|d| &d["late"]);
        assert_eq!(met, Some(&if late { true.into() } else { serde_json::Value::Null }), "{answer}");
    }
}

/// A hearing set for 19 November was not held on the 18th; on the 19th it may have been.
#[test]
fn a_hearing_before_its_day_is_told() {
    for (heard, early) in [("2026-11-18", true), ("2026-11-19", false)] {
        let room = all_cases();
        ends(
            &room,
            0,
            &["record", LOAN, "filed", "--on", "2026-10-08", "--set", "court=杭州市上城区人民法院"],
        );
        let number = "case_number=（2026）浙0102民初1234号";
        ends(&room, 0, &["record", LOAN, "accepted", "--on", "2026-10-12", "--set", number]);
        ends(
            &room,
            0,
            &["record", LOAN, "hearing-set", "--on", "2026-10-26", "--set", "at=2026-11-19 09:30"],
        );
        let answer = room.json(&["record", LOAN, "heard", "--on", heard]);
        assert_eq!(warned(&answer).contains(&"W-RECORD-UNUSUAL"), early, "{answer}");
    }
}

/// Nothing can be agreed before mediators over a contract that is not signed yet.
#[test]
fn a_day_before_the_contract_is_told() {
    let room = all_cases();
    let answer = room.json(&["record", LOAN, "judicial-confirmation/agreed", "--on", "2001-01-02"]);
    assert!(warned(&answer).contains(&"W-RECORD-BEFORE-CONTRACT"), "{answer}");
}
