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
