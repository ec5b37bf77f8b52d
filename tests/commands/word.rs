//! `sucheng draft --format docx`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{all_cases, copy, ends, shows};
use crate::support::Room;

const CASE: &str = "PL-2026-000217";

fn both(room: &Room, more: &[&str]) -> Value {
    room.json(&[&["draft", "complaint,evidence-list", CASE, "--format", "pdf,docx"][..], more].concat())
}

/// A drafted file; tests see the room by another name.
fn file(room: &Room, drafted: &Value) -> PathBuf {
    let path = drafted["path"].as_str().unwrap();
    room.path().join(path.strip_prefix("[ROOM]/").unwrap_or(path))
}

fn word(room: &Room) -> PathBuf {
    room.path().join("out/PL-2026-000217/01民事起诉状.docx")
}

/// What is drafted in Word lies beside the PDF, has its own record, and is verified, left alone and stale as a PDF is.
#[test]
fn word_beside_pdf() {
    let room = all_cases();
    let answer = both(&room, &[]);
    let drafted = answer["drafted"].as_array().unwrap();
    let names: Vec<&str> =
        drafted.iter().map(|d| d["path"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(names, ["01民事起诉状.pdf", "01民事起诉状.docx", "04证据目录.pdf", "04证据目录.docx"]);
    for d in drafted {
        let word = d["format"] == "docx";
        assert_eq!(d["pages"] == 0, word, "{d}");
        let bytes = std::fs::read(file(&room, d)).unwrap();
        assert_eq!(bytes.starts_with(b"PK"), word);
    }
    let again = both(&room, &["--changed-only"]);
    assert_eq!(
        (again["drafted"].as_array().unwrap().len(), again["unchanged"].as_array().unwrap().len()),
        (0, 4)
    );
    // One more of either gives the same bytes; each format once, however often it is asked for.
    let same = room.json(&["draft", "complaint", CASE, "--format", "docx,pdf,docx"]);
    let same = same["drafted"].as_array().unwrap();
    assert_eq!(
        same.iter().map(|d| &d["sha256"]).collect::<Vec<_>>(),
        [&drafted[0]["sha256"], &drafted[1]["sha256"]]
    );
    assert_eq!(room.json(&["verify"])["sound"], true);

    ends(&room, 0, &["pay", CASE, "1000", "--on", "2026-11-20"]);
    let shown = room.json(&["show", CASE]);
    let stale = |format: &str| {
        let mut all = shown["documents"].as_array().unwrap().iter().filter(|d| d["kind"] == "complaint");
        all.all(|d| d["format"] != format || d["stale"] == true)
    };
    assert!(stale("pdf") && stale("docx"), "{shown}");
    assert_eq!(room.json(&["verify"])["sound"], true);
}

#[test]
fn a_masked_twin_in_word_holds_no_number() {
    let room = all_cases();
    let answer = room.json(&["draft", "complaint", CASE, "--format", "docx", "--redact"]);
    let path = file(&room, &answer["drafted"][0]);
    assert!(path.ends_with("01民事起诉状（脱敏）.docx"), "{}", path.display());
    let package = sucheng::papers::Package::open(&std::fs::read(path).unwrap()).unwrap();
    for part in package.parts.values() {
        let text = String::from_utf8_lossy(part);
        assert!(!text.contains("330102198207260039") && !text.contains("赵示例"));
    }
    assert!(package.text("word/header1.xml").unwrap().contains("脱敏版本"));
    assert_eq!(room.json(&["verify"])["sound"], true);
}

/// A kind without a Word template is said by name; its PDF and the other kinds are drafted.
#[test]
fn a_kind_without_word_is_said() {
    let room = all_cases();
    shows(&room, "word-none", &["draft", "complaint,debt-statement", CASE, "--format", "pdf,docx"]);
}

/// What a lawyer worked on is not written over.
#[test]
fn an_edited_document_is_kept() {
    let room = all_cases();
    both(&room, &[]);
    let mut edited = std::fs::read(word(&room)).unwrap();
    edited.extend(b"edited");
    std::fs::write(word(&room), &edited).unwrap();
    ends(&room, 0, &["pay", CASE, "1000", "--on", "2026-11-20"]);
    shows(&room, "word-edited", &["draft", "complaint", CASE, "--format", "pdf,docx"]);
    assert_eq!(std::fs::read(word(&room)).unwrap(), edited);
    std::fs::remove_file(word(&room)).unwrap();
    ends(&room, 0, &["draft", "complaint", CASE, "--format", "docx"]);
}

/// What is wrong with a firm's own Word template is said with its part, paragraph and tag; the PDF is drafted.
#[test]
fn a_wrong_word_template_is_said() {
    let room = all_cases();
    let built_in = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn/complaint");
    let own = room.path().join("templates/cn/complaint");
    copy(&built_in, &own);
    let mut package = sucheng::papers::Package::open(&std::fs::read(own.join("body.docx")).unwrap()).unwrap();
    let document = package.text("word/document.xml").unwrap().replace("{{ forum }}", "{{ forun }}");
    package.parts.insert("word/document.xml".to_owned(), document.into_bytes());
    std::fs::write(own.join("body.docx"), zipped(&package)).unwrap();
    shows(&room, "word-wrong-template", &["draft", "complaint", CASE, "--format", "pdf,docx"]);
    std::fs::write(own.join("body.docx"), "no ZIP").unwrap();
    shows(&room, "word-no-word", &["draft", "complaint", CASE, "--format", "docx"]);
}

fn zipped(package: &sucheng::papers::Package) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in &package.parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What has no Word form is a remark where PDF was asked for too.
#[test]
fn pdf_alone_is_a_remark() {
    let room = all_cases();
    let answer = room.json(&["draft", "complaint,debt-statement", CASE, "--format", "pdf,docx"]);
    assert_eq!(
        (&answer["failed"], &answer["pdf_only"]),
        (&json!([]), &json!(["debt-statement"])),
        "{answer}"
    );
    assert_eq!(answer["drafted"].as_array().unwrap().len(), 3);
}
