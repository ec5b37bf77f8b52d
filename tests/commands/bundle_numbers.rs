//! What `sucheng bundle --for court` keeps of what went out, and what the other side gets of it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::bundle::{CARD, bundled, real, text};
use super::ends;
use crate::support::{Room, installed};

fn warned(bundle: &Value) -> String {
    bundle["warnings"].to_string()
}

/// Evidence taken out again: what is left keeps the numbers that went out, a gap stays, and both are said. Only --renumber
/// closes it, and says that numbers change.
#[test]
fn evidence_taken_out_leaves_a_gap() {
    let room = Room::workspace();
    let plain = super::edited(&room, "card-litigation", &[]);
    ends(&room, 0, &["import", plain.to_str().unwrap()]);
    bundled(&room, &[CARD]);
    let less =
        super::edited(&room, "card-litigation", &[("  - {id: terms-notice,", "  # {id: terms-notice,")]);
    ends(&room, 0, &["import", less.to_str().unwrap()]);
    let answer = bundled(&room, &[CARD]);
    assert!(warned(&answer["bundles"][0]).contains("W-BUNDLE-GAP"), "{answer:#}");
    let shown = room.json(&["show", CARD]);
    let parts = |at: usize| shown["bundles"][at]["parts"].as_array().unwrap().clone();
    for part in parts(1).iter().filter(|p| p["exhibit"] == true) {
        let before = parts(0).iter().find(|p| p["id"] == part["id"]).unwrap().clone();
        assert_eq!((&part["first"], &part["number"]), (&before["first"], &before["number"]));
    }
    assert!(parts(1).iter().all(|p| p["id"] != "terms-notice"));
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
    // Quiet or not, that is told.
    assert!(ends(&room, 0, &["bundle", "--for", "court", CARD, "-q"]).stderr.contains("W-BUNDLE-GAP"));
    let answer = bundled(&room, &[CARD, "--renumber"]);
    assert!(warned(&answer["bundles"][0]).contains("W-BUNDLE-AFRESH-CHANGED"), "{answer:#}");
    assert!(!warned(&answer["bundles"][0]).contains("W-BUNDLE-GAP"), "{answer:#}");
}

/// What went out as one profile asks keeps its numbers, whatever was bundled in between, and wherever.
#[test]
fn numbers_are_kept_for_each_profile() {
    let room = Room::workspace();
    let plain = super::edited(&room, "card-litigation", &[]);
    ends(&room, 0, &["import", plain.to_str().unwrap()]);
    bundled(&room, &[CARD]);
    bundled(&room, &[CARD, "--profile", "separate"]);
    bundled(&room, &[CARD, "--profile", "separate", "-o", "elsewhere"]);
    let shown = room.json(&["show", CARD]);
    // One folder: the later one took the place of the earlier, whole.
    assert_eq!(shown["bundles"][0]["replaced"], true);
    assert_eq!(shown["bundles"][1]["replaced"], false);
    let sound = room.json(&["verify", CARD]);
    assert_eq!(sound["sound"], true, "{sound:#}");
    let late = super::edited(
        &room,
        "card-litigation",
        &[(
            "  - {id: terms-notice,",
            "  - {id: late, kind: contract, title: 领用合约补充协议, file: evidence/application.pdf, source: 原告, original: true, proves: 补充约定}\n  - {id: terms-notice,",
        )],
    );
    ends(&room, 0, &["import", late.to_str().unwrap()]);
    let answer = bundled(&room, &[CARD]);
    let bundle = &answer["bundles"][0];
    assert!(!warned(bundle).contains("W-BUNDLE-AFRESH"), "{answer:#}");
    assert!(warned(bundle).contains("N-BUNDLE-INSERTED"), "{answer:#}");
    let shown = room.json(&["show", CARD]);
    let parts = |at: usize| shown["bundles"][at]["parts"].as_array().unwrap().clone();
    for part in parts(0).iter().filter(|p| p["exhibit"] == true) {
        let now = parts(3).iter().find(|p| p["id"] == part["id"]).unwrap().clone();
        assert_eq!((&now["first"], &now["number"]), (&part["first"], &part["number"]));
    }
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
    // What was tampered with is found all the same.
    std::fs::write(real(&room, &bundle["path"]), "another volume").unwrap();
    assert_eq!(room.json(&["verify", CARD])["sound"], false);
}

/// The package for counsel holds the court bundle as the court gets it, and leaves the one on disk as it is.
#[test]
fn counsel_gets_the_bundle_of_the_profile_used_last() {
    let room = Room::with_case("card-litigation");
    let court = bundled(&room, &[CARD, "--profile", "separate"]);
    let files = |answer: &Value| -> BTreeSet<String> {
        let files = answer["bundles"][0]["files"].as_array().unwrap().iter();
        files.map(|f| f["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
    };
    let package = room.json(&["bundle", CARD, "--for", "counsel"]);
    let (court, package) = (files(&court), files(&package));
    assert!(court.is_subset(&package), "{court:?} {package:?}");
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
}

/// The other side gets the complaint, the index and the exhibits (民诉法 art. 128, 证据规定 art. 19), never what asks the court
/// to freeze its accounts.
#[test]
fn copies_hold_no_more_than_the_other_side_gets() {
    let room = Room::with_case("card-litigation");
    let profile = |parts: &str| {
        format!(
            "schema: sucheng/court-profiles/v1\nprofiles:\n  - {{id: x, title: {{zh: 甲, en: A}}, source: 电话询问, confidence: K, max_file_mb: 90, \
             copies: files, volume: {{name: 全卷, parts: [{parts}]}}, files: [{{name: 表, parts: [complaint-elements]}}, \
             {{name: 保, parts: [preservation-application]}}, {{name: 退, parts: [refund-account]}}], others: true}}\n"
        )
    };
    for (parts, whole) in [
        ("filing, evidence-list, exhibits", true),
        ("cover, filing, refund-account, evidence-list, exhibits", false),
    ] {
        room.write("bundles/court-profiles.yaml", profile(parts));
        let answer = bundled(&room, &[CARD, "--profile", "x"]);
        let bundle = &answer["bundles"][0];
        let files = bundle["files"].as_array().unwrap();
        let copies: Vec<&Value> =
            files.iter().filter(|f| f["path"].as_str().unwrap().contains("副本1_")).collect();
        let mut names: Vec<&str> =
            copies.iter().map(|f| f["path"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["全卷.pdf", "表.pdf"], "{bundle:#}");
        let volume = copies.iter().find(|f| f["path"].as_str().unwrap().ends_with("全卷.pdf")).unwrap();
        assert_eq!(volume["sha256"] == bundle["sha256"], whole);
        assert_eq!(volume["pages"].as_u64() < bundle["pages"].as_u64(), !whole);
        if installed("pdftotext", "poppler-utils", "copies_hold_no_more_than_the_other_side_gets") {
            let pdf = real(&room, &volume["path"]);
            let pages = volume["pages"].as_u64().unwrap() as usize;
            assert!((1..=pages).all(|page| !text(&pdf, page).contains("退费账户确认书")));
        }
    }
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
}
