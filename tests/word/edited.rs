//! Drafts that came back from counsel: edited by python-docx, saved by LibreOffice.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{self, Room};

const CASE: &str = "PL-2026-000217";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/word/edited.py");
const KINDS: &str =
    "complaint,evidence-list,power-of-attorney,preservation-application,demand-letter,lawyers-letter";

fn drafted(kinds: &str) -> (Room, Vec<String>) {
    let room = Room::with_case("loan-guarantor");
    let answer = room.json(&["draft", kinds, CASE, "--format", "docx"]);
    let paths = answer["drafted"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap().to_owned());
    let paths: Vec<String> = paths.map(|p| p.replace("[ROOM]", &room.path().display().to_string())).collect();
    assert!(!paths.is_empty(), "{answer}");
    (room, paths)
}

fn saved_by_libreoffice(room: &Room, files: &[String]) {
    let profile = format!("-env:UserInstallation=file://{}", room.path().join("profile").display());
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(room.path().join("saved"))
        .args(files)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// LibreOffice writes every run, style and header anew: nothing of what is read differs.
#[test]
fn saving_in_libreoffice_changes_nothing() {
    if !support::installed("soffice", "libreoffice-writer", "saving_in_libreoffice_changes_nothing") {
        return;
    }
    let (room, files) = drafted(KINDS);
    assert!(files.len() >= 4, "{files:?}");
    saved_by_libreoffice(&room, &files);
    for file in &files {
        let saved = room.path().join("saved").join(Path::new(file).file_name().unwrap());
        let answer = room.json(&["template", "diff", file, saved.to_str().unwrap()]);
        assert_eq!(answer["changes"], Value::Array(Vec::new()), "{file}");
        assert_eq!(answer["with_facts"], true);
    }
}

fn flags(answer: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let flags = answer["changes"].as_array().unwrap().iter().flat_map(|c| c["flags"].as_array().unwrap());
    let line = |f: &Value| ["what", "verdict", "before", "after", "field"].map(|key| text(&f[key])).join(" ");
    flags.map(line).collect()
}

/// Every change is told with its place, and each value is held against the facts; numbers are masked unless asked for.
#[test]
fn what_counsel_changed_is_told_and_held_against_the_facts() {
    let test = "what_counsel_changed_is_told_and_held_against_the_facts";
    let Some(python) = support::python_with("docx", "python3-docx", test) else { return };
    let (room, files) = drafted("complaint");
    let edited = room.path().join("edited.docx");
    let output = Command::new(python).arg(SCRIPT).arg(&files[0]).arg(&edited).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (draft, edited) = (files[0].as_str(), edited.to_str().unwrap());
    let answer = room.json(&["template", "diff", draft, edited]);
    assert_eq!(answer["draft"]["account"], CASE);
    let found = flags(&answer);
    for expected in [
        "name contradicts 赵示例 赵实例 debtors[0].name",
        "id-number contradicts 330102********0039 330102********0038 debtors[0].id.number",
        "amount contradicts 99,817.32元 99,871.32元 debt.principal",
        "amount contradicts 99,817.32 99,999.99 debt.principal",
        "amount words 99,871.32元 玖万玖仟捌佰壹拾柒元叁角贰分 -",
        "claim contradicts 1 1 claims[0]",
        "claim left-out 2 - claims[1]",
        "date no-such-day - 2026年2月30日 -",
        "amount unknown - 5,000元 -",
    ] {
        assert!(found.iter().any(|f| f == expected), "{expected} is not in {found:#?}");
    }
    let changes = answer["changes"].as_array().unwrap();
    let tracked: Vec<&Value> = changes.iter().filter(|c| c["tracked"] == "yes").collect();
    assert_eq!(tracked.len(), 1, "{tracked:#?}");
    assert_eq!(tracked[0]["after"], "案由：借款合同纠纷");
    let cell = changes.iter().find(|c| c["after"] == "99,999.99").unwrap();
    assert_eq!((&cell["place"]["row"], &cell["place"]["column"]), (&2.into(), &2.into()));
    assert!(!answer.to_string().contains("330102198207260038"), "masked");
    let full = room.json(&["template", "diff", draft, edited, "--unmask"]);
    assert!(full.to_string().contains("330102198207260038"));
    // Differences are an answer; --check ends otherwise. An edited file in the place of the draft is compared too.
    assert_eq!(room.run(&["template", "diff", draft, edited]).status, 0);
    assert_eq!(room.run(&["template", "diff", draft, edited, "--check"]).status, 4);
    std::fs::copy(edited, draft).unwrap();
    let again = room.json(&["template", "diff", draft, "--account", CASE, "--kind", "complaint"]);
    assert_eq!(again["changes"], answer["changes"]);
    assert_eq!(again["remade"], false);
    // What LibreOffice saves of the edited document says the same, so far as a sum and a name go.
    if support::installed("soffice", "libreoffice-writer", test) {
        saved_by_libreoffice(&room, &[edited.to_owned()]);
        let saved = room.path().join("saved/edited.docx");
        let saved = room.json(&[
            "template",
            "diff",
            saved.to_str().unwrap(),
            "--account",
            CASE,
            "--kind",
            "complaint",
        ]);
        assert_eq!(flags(&saved), found);
    }
    insta::assert_snapshot!(
        "template-diff",
        room.run(&["template", "diff", edited, "--account", CASE, "--kind", "complaint"]).to_string()
    );
}
