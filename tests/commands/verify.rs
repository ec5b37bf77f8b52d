//! `sucheng verify`.

use super::{ends, shows};
use crate::support::Room;

fn drafted() -> Room {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "filing", "CC-2026-000123"]);
    room
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let room = drafted();
    // Nine files of evidence (the contact log has none) and nine documents: two complaints, certificate, authority, list, table of the debt,
    // contact log, address, account.
    shows(&room, "verify", &["verify"]);
    // What happens after does not change what a document said.
    ends(&room, 0, &["pay", "CC-2026-000123", "1000", "--on", "2026-11-20"]);
    ends(&room, 0, &["verify"]);
    let answer = room.json(&["verify"]);
    assert_eq!((&answer["schema"], &answer["sound"]), (&"sucheng/verify/v1".into(), &true.into()));
    assert_eq!(answer["findings"].as_array().unwrap().len(), 18);
}

#[test]
fn a_changed_document_is_found() {
    let room = drafted();
    let pdf = room.path().join("out/CC-2026-000123/01民事起诉状.pdf");
    let mut bytes = std::fs::read(&pdf).unwrap();
    bytes.push(b' ');
    std::fs::write(&pdf, bytes).unwrap();
    shows(&room, "verify-document-changed", &["verify"]);
    std::fs::remove_file(pdf).unwrap();
    shows(&room, "verify-document-missing", &["verify", "--lang", "zh-CN"]);
    assert_eq!(room.json(&["verify"])["sound"], false);
}

#[test]
fn changed_evidence_is_found() {
    let room = drafted();
    let shown = room.json(&["show", "CC-2026-000123"]);
    let contract = shown["evidence"].as_array().unwrap().iter().find(|e| e["id"] == "contract").unwrap();
    let hash = contract["sha256"].as_str().unwrap();
    let file = super::files(&room)
        .into_keys()
        .find(|p| p.starts_with("evidence") && p.to_str().unwrap().contains(hash))
        .unwrap();
    let file = room.path().join(file);
    let mut permissions = std::fs::metadata(&file).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    std::fs::set_permissions(&file, permissions).unwrap();
    std::fs::write(&file, "another contract").unwrap();
    shows(&room, "verify-evidence-changed", &["verify"]);
    std::fs::remove_file(&file).unwrap();
    shows(&room, "verify-evidence-missing", &["verify"]);
}

/// Another font or template is no fault: the document cannot be compared, which is said.
#[test]
fn another_template_is_not_comparable() {
    let room = drafted();
    let own = room.path().join("templates/cn/complaint");
    super::copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn/complaint"), &own);
    let page = std::fs::read_to_string(own.join("page.typ")).unwrap();
    std::fs::write(own.join("page.typ"), format!("{page}\n// of this firm\n")).unwrap();
    shows(&room, "verify-not-comparable", &["verify"]);
}
