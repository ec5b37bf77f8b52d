//! Golden pages: what every document of every worked case says, and how many pages it takes; and, where the fonts are
//! those it was recorded with, how it looks.
//!
//! A document that was added or changed: `INSTA_UPDATE=always cargo test --release documents::`, then read each text as
//! the court would.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};
use sucheng::documents::{self, Document, Stage};
use sucheng::domain::Case;

use super::*;
use crate::support::installed;

const HOW: &str =
    "run `INSTA_UPDATE=always cargo test --release documents::` and read the new text as a court would";

/// What a worked case draws: its filing, the letters before it, and where it is told so far what follows a decision or the
/// end of the debt.
fn drawn_by(folder: &str, case: &Case) -> Vec<(&'static Document, Value)> {
    let later: &[Stage] = match folder {
        "card-litigation" => &[Stage::Suit],
        "enforcement" => &[Stage::Enforcement],
        "loan-guarantor" => &[Stage::Suit, Stage::Change],
        "settled" => &[Stage::Closing],
        _ => &[],
    };
    let told = told_on(case);
    let letters = documents::all().iter().filter(|d| d.stage == Stage::PreAction && (d.needed)(case));
    let later = documents::all().iter().filter(|d| later.contains(&d.stage));
    let agreed: &[&str] = match folder {
        "card-litigation" => &["instalment-agreement", "proof-of-notice"],
        "loan-guarantor" => &["instalment-agreement"],
        "enforcement" => &["settlement-agreement"],
        "payment-order" => &["judicial-confirmation-application"],
        _ => &[],
    };
    let agreed = agreed.iter().filter_map(|kind| documents::find(kind));
    let mut out = Vec::new();
    let first = letters.chain(agreed).chain(documents::filing(case)).map(|d| (d, case));
    for (document, case) in first.chain(later.map(|d| (d, &told))) {
        match drawn(document, case).expect("the rules know what a worked case claims") {
            Ok(data) => out.push((document, data)),
            Err(problems) => {
                let paid = problems.iter().all(|p| p.code == "E-DRAFT-NOTHING-OWED");
                assert!(paid, "{} {}: {problems:#?}", case.account, document.kind);
            }
        }
    }
    out
}

/// The text without white space and page feet, a sentence a line.
fn told(pages: &Pages) -> String {
    let mut out = format!("{} 页\n", pages.pages);
    for (i, page) in pages.text.iter().enumerate() {
        let text: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        out.push_str(&text.replace(&format!("第{}页共{}页", i + 1, pages.pages), ""));
    }
    out.replace('。', "。\n").replace('；', "；\n")
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/snapshots")
}

fn updating() -> bool {
    std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always")
}

/// Holds a text against its golden; one that was never recorded says how to record it.
fn holds(name: &str, text: &str) {
    let there = snapshots().join(format!("{name}.snap")).exists();
    assert!(there || updating(), "no golden of {name}: {HOW}");
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn what_every_document_says() {
    let mut kinds = Vec::new();
    let mut names = Vec::new();
    for (folder, case) in worked() {
        for (document, data) in drawn_by(&folder, &case) {
            let name = format!("{folder}.{}", document.kind);
            holds(&name, &told(&print(document.kind, &data)));
            kinds.push(document.kind);
            names.push(format!("{name}.snap"));
        }
    }
    for document in documents::all() {
        assert!(
            kinds.contains(&document.kind),
            "no worked case draws {}: give one of cases/ the facts it needs, then {HOW}",
            document.kind
        );
    }
    for entry in fs::read_dir(snapshots()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(names.contains(&name) || name == "pictures.snap", "{name} is drawn no more: remove it");
    }
}

/// The pages as pictures, by hash. Fonts decide every pixel, and so does the program that paints them: elsewhere than
/// where they were recorded nothing can be compared.
#[test]
fn how_every_document_looks() {
    let test = "how_every_document_looks";
    if !installed("pdftoppm", "poppler-utils", test) {
        return;
    }
    let version = Command::new("pdftoppm").arg("-v").output().unwrap().stderr;
    let version = String::from_utf8_lossy(&version).lines().next().unwrap_or_default().to_owned();
    let origin = format!("fonts {}\npainted by {version}\n", PRESS.fonts_sha256());
    let recorded = fs::read_to_string(snapshots().join("pictures.snap")).unwrap_or_default();
    if !updating() && !recorded.is_empty() && !recorded.contains(&origin) {
        eprintln!(
            "SKIPPED {test}: the pictures were recorded with other fonts, or painted by another pdftoppm"
        );
        return;
    }
    let mut out = origin;
    let room = tempfile::tempdir().unwrap();
    let mut pictures = 0;
    for (folder, case) in worked() {
        for (document, data) in drawn_by(&folder, &case) {
            let pdf = room.path().join("one.pdf");
            fs::write(&pdf, print(document.kind, &data).pdf).unwrap();
            let painted = Command::new("pdftoppm").args(["-r", "40", "-gray"]).arg(&pdf).output().unwrap();
            assert!(painted.status.success() && !painted.stdout.is_empty());
            let hash: String =
                Sha256::digest(&painted.stdout).iter().take(8).map(|b| format!("{b:02x}")).collect();
            writeln!(out, "{hash} {folder}.{}", document.kind).unwrap();
            pictures += 1;
        }
    }
    assert!(pictures > 30, "{pictures}");
    holds("pictures", &out);
}
