//! `sucheng draft`.

use std::path::Path;

use super::{all_cases, edited, ends, shows, writes_nothing};
use crate::support::{Room, installed};

/// The text of a drafted page, or nothing where poppler is not installed.
pub fn text_of(pdf: &Path, test: &str) -> Option<String> {
    if !installed("pdftotext", "poppler-utils", test) {
        return None;
    }
    let output = std::process::Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn drafts_what_the_track_files() {
    let room = all_cases();
    writes_nothing(&room, "draft-dry-run", &["draft", "filing", "CC-2026-000123"]);
    shows(&room, "draft-filing", &["draft", "filing", "CC-2026-000123"]);
    shows(&room, "draft-kinds", &["draft", "complaint,demand-letter", "PL-2026-000217", "PL-2025-000064"]);
    shows(&room, "draft-arbitration", &["draft", "filing", "OL-2026-001508", "--lang", "zh-CN"]);
    shows(&room, "show-drafted", &["show", "CC-2026-000123"]);
}

/// What a complaint must print (民诉法 124; law-cn.md §6.3): parties, claims with amounts, court. The acceptance fee is not
/// the claimant's to state; the sum is 38,652.41 + 4,987.46 + 298.83 + 600.00 = 44,538.70.
#[test]
fn a_complaint_prints_full_numbers_and_the_sum() {
    let room = all_cases();
    ends(&room, 0, &["draft", "complaint", "CC-2026-000123"]);
    let pdf = room.path().join("out/CC-2026-000123/01民事起诉状.pdf");
    let Some(text) = text_of(&pdf, "a_complaint_prints_full_numbers_and_the_sum") else { return };
    let text: String = text.split_whitespace().collect();
    for needed in
        ["民事起诉状", "110101198503153011", "38652.41", "44538.70", "北京市西城区人民法院", "李示例"]
    {
        assert!(text.replace(',', "").contains(needed), "{needed} in {text}");
    }
}

#[test]
fn what_cannot_be_drafted_is_said_and_the_rest_is_done() {
    let room = all_cases();
    shows(&room, "draft-not-ready", &["draft", "complaint", "OL-2026-001508"]);
    shows(&room, "draft-nothing-owed", &["draft", "filing", "MF-2026-000045"]);
    shows(&room, "draft-all", &["draft", "filing", "--all"]);
    shows(&room, "draft-some-failed", &["draft", "complaint", "OL-2026-001508", "PL-2026-000217"]);
    shows(&room, "draft-unknown-kind", &["draft", "complant", "CC-2026-000123"]);
    shows(&room, "draft-nothing-selected", &["draft", "filing"]);
    shows(&room, "draft-unknown-format", &["draft", "filing", "--all", "--format", "odt"]);
}

/// A character that no font has stops the document that prints it, by name and field.
#[test]
fn a_character_without_a_glyph_is_named() {
    let room = Room::workspace();
    // A place of the last private plane: some registers keep rare names in private areas, and hardly a font fills this one.
    let folder = edited(&room, "card-litigation", &[("李示例", "李\u{10ABCD}例")]);
    std::fs::write(
        folder.join("milestones.csv"),
        std::fs::read_to_string(folder.join("milestones.csv")).unwrap().replace("李示例", "李\u{10ABCD}例"),
    )
    .unwrap();
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    shows(&room, "draft-glyph", &["draft", "complaint", "CC-2026-000123"]);
    let answer = room.json(&["draft", "complaint", "CC-2026-000123"]);
    assert_eq!(answer["failed"][0]["code"], "E-DRAFT-GLYPH", "{answer}");
}

/// `check` puts accounts that are before a court or tribunal on the pile not to file: over a selection their filing is left
/// out, and said to be; named, it is drafted, with the note.
#[test]
fn what_is_before_a_court_is_left_out_unless_it_is_named() {
    let room = all_cases();
    let check = room.json(&["check", "--all"]);
    let mut underway: Vec<String> = check["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["problems"].as_array().unwrap().iter().any(|p| p["code"] == "N-FILING-UNDERWAY"))
        .map(|a| a["account"].as_str().unwrap().to_owned())
        .collect();
    underway.sort();
    assert!(underway.contains(&"CC-2026-000123".to_owned()), "{underway:?}");
    for selection in [&["--all"][..], &["--where", "principal>=0"]] {
        let answer = room.json(&[&["draft", "filing"][..], selection].concat());
        let list = |name: &str| -> Vec<String> {
            let mut of: Vec<String> = answer[name]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s["account"].as_str().unwrap().to_owned())
                .collect();
            of.sort();
            of.dedup();
            of
        };
        assert_eq!(list("skipped"), underway);
        assert!(list("drafted").iter().all(|a| !underway.contains(a)), "{answer}");
        assert_eq!(answer["skipped"][0]["code"], "N-DRAFT-UNDERWAY");
        assert_eq!(answer["skipped"][0]["severity"], "note");
        assert_eq!(answer["failed"], serde_json::json!([]));
    }
    ends(&room, 0, &["draft", "filing", "--all"]);
    // Another document of it is not its filing.
    let letters = room.json(&["draft", "demand-letter", "--all"]);
    assert_eq!(letters["skipped"], serde_json::json!([]));
    let named = room.json(&["draft", "filing", "CC-2026-000123"]);
    assert_eq!(named["notes"][0]["code"], "N-FILING-UNDERWAY");
    assert!(named["drafted"].as_array().unwrap().len() > 5, "{named}");
}

/// Who names an account is told how much `check` warns of.
#[test]
fn warnings_are_counted() {
    let room = all_cases();
    let check = room.json(&["check", "PL-2026-000217", "--for", "complaint-elements"]);
    let problems = check["accounts"][0]["problems"].as_array().unwrap();
    let warned = problems.iter().filter(|p| p["severity"] == "warning").count();
    let answer = room.json(&["draft", "complaint-elements", "PL-2026-000217"]);
    let told = answer["warnings"].as_array().unwrap().iter().find(|w| w["account"] == "PL-2026-000217");
    assert_eq!(told.map_or(0, |w| w["count"].as_u64().unwrap()), warned as u64, "{answer}");
    assert!(room.json(&["draft", "complaint", "--all"])["warnings"].as_array().unwrap().is_empty());
}

/// What failed may not be taken for what an earlier run left in the folder: that is named, and stays.
#[test]
fn an_earlier_draft_of_what_failed_is_named() {
    let room = all_cases();
    ends(&room, 0, &["draft", "complaint", "CC-2026-000123"]);
    let old = room.path().join("out/CC-2026-000123/01民事起诉状.pdf");
    let before = std::fs::read(&old).unwrap();
    let address = "debtors[0].residence=北京市\u{10ABCD}路9号";
    let amend = ["amend", "CC-2026-000123", "--set", address, "--reason", "moved"];
    ends(&room, 0, &amend);
    let answer = room.json(&["draft", "complaint,evidence-list", "CC-2026-000123"]);
    assert_eq!(answer["failed"][0]["code"], "E-DRAFT-GLYPH", "{answer}");
    assert!(answer["failed"][0]["older_file"].as_str().unwrap().ends_with("01民事起诉状.pdf"), "{answer}");
    assert_eq!(std::fs::read(&old).unwrap(), before);
    shows(&room, "draft-older", &["draft", "complaint", "CC-2026-000123"]);
    // Nothing of the letter was ever drafted.
    let letter = room.json(&["draft", "lawyers-letter", "CC-2026-000123"]);
    assert!(letter["failed"][0]["older_file"].is_null(), "{letter}");
}

#[test]
fn leaves_alone_what_has_not_changed() {
    let room = all_cases();
    let account = "CC-2026-000123";
    ends(&room, 0, &["draft", "filing", account]);
    shows(&room, "draft-unchanged", &["draft", "filing", account, "--changed-only"]);
    ends(
        &room,
        0,
        &["amend", account, "--set", "debtors[0].residence=北京市朝阳区示例路10号", "--reason", "moved"],
    );
    shows(&room, "draft-changed-only", &["draft", "complaint,evidence-list", account, "--changed-only"]);
}

#[test]
fn redacts() {
    let room = all_cases();
    shows(&room, "draft-redacted", &["draft", "complaint", "CC-2026-000123", "--redact", "-o", "elsewhere"]);
    let pdf = std::fs::read_dir(room.path().join("elsewhere/CC-2026-000123"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let Some(text) = text_of(&pdf, "redacts") else { return };
    let text: String = text.split_whitespace().collect();
    for hidden in ["110101198503153011", "6225880123456783", "13800000001", "li@example.com"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let room = all_cases();
    let one = room.json(&["draft", "complaint", "--all", "--jobs", "1", "-o", "one"]);
    let two = room.json(&["draft", "complaint", "--all", "--jobs", "2", "-o", "two"]);
    let hashes = |answer: &serde_json::Value| -> Vec<String> {
        answer["drafted"].as_array().unwrap().iter().map(|d| d["sha256"].to_string()).collect()
    };
    assert_eq!(hashes(&one), hashes(&two));
    assert!(hashes(&one).len() >= 3);
}

/// What an application for enforcement needs; and each document that a fact is missing for says which.
#[test]
fn drafts_what_enforcement_needs() {
    let room = all_cases();
    shows(&room, "draft-enforcement", &["draft", "enforcement", "PL-2025-000064"]);
    shows(
        &room,
        "draft-enforcement-lacks",
        &[
            "draft",
            "dishonest-list,resumption-application,settlement-certificate,seal-renewal,consumption-restriction",
            "PL-2025-000064",
        ],
    );
    shows(&room, "draft-settled", &["draft", "settlement-certificate,complaint", "MF-2026-000045"]);
}
