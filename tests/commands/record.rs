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
