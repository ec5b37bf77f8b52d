//! `sucheng init`.

use super::{ends, shows, writes_nothing};
use crate::support::Room;

#[test]
fn makes_a_workspace_once() {
    let room = Room::new();
    writes_nothing(&room, "init-dry-run", &["init"]);
    shows(&room, "init", &["init"]);
    for dir in ["registry", "evidence", "out"] {
        assert!(room.path().join(dir).is_dir(), "{dir}");
    }
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("init-settings", room.read("sucheng.yaml"));
    });
    shows(&room, "init-again", &["init"]);
    ends(&room, 0, &["list"]);
}

#[test]
fn makes_one_inside_another_and_answers_programs() {
    let room = Room::workspace();
    let answer = room.json(&["init", "inner"]);
    assert_eq!(answer["schema"], "sucheng/init/v1");
    assert_eq!(answer["workspace"], "[ROOM]/inner");
    assert!(room.path().join("inner/sucheng.yaml").is_file());
}

#[test]
fn makes_the_folder_that_workspace_names() {
    let room = Room::new();
    ends(&room, 0, &["init", "-w", "named"]);
    assert!(room.path().join("named/sucheng.yaml").is_file());
}

/// What lies in `evidence/` is personal data: nobody else may look in.
#[cfg(unix)]
#[test]
fn evidence_is_for_its_owner() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::workspace();
    let mode = std::fs::metadata(room.path().join("evidence")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn speaks_chinese() {
    let room = Room::new();
    shows(&room, "init-zh", &["init", "--lang", "zh-CN"]);
    shows(&room, "init-again-zh", &["init", "--lang", "zh-CN"]);
}
