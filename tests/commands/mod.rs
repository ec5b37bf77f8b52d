//! Every command as its user meets it: one file per command. A snapshot holds what was typed, stdout, stderr and status;
//! amounts, dates and JSON keys that the law or `cli.md` fixes are asserted beside it, with where they come from.
//!
//! New snapshots: `INSTA_UPDATE=always cargo test --release commands::`, then read each as its user would.

use std::path::PathBuf;

use crate::support::{Room, Run, case};

mod agenda;
mod amend;
mod answers;
mod assets;
mod batch;
mod bundle;
mod bundle_numbers;
mod calc;
mod calendar;
mod check;
mod contract;
mod cost;
mod counsel;
mod daily;
mod deadline;
mod debtor;
mod decided;
mod demo;
mod draft;
mod evidence;
mod explain;
mod global;
mod hostile;
mod import;
mod import_lists;
mod init;
mod list;
mod mail_parse;
mod notify;
mod outbox;
mod pay;
mod plan;
mod post;
mod provenance;
mod record;
mod registry;
mod report;
mod returns;
mod rules;
mod setup;
mod show;
mod smtp;
mod smtp_faults;
#[cfg(unix)]
mod smtp_postfix;
mod template;
mod undo;
mod verify;
mod word;

/// Runs the program and holds what it said against the snapshot of this name.
#[track_caller]
fn shows(room: &Room, name: &str, args: &[&str]) -> Run {
    let run = room.run(args);
    let dir = room.path().display().to_string();
    let args: Vec<String> = args.iter().map(|a| a.replace(&dir, "[ROOM]")).collect();
    holds(name, &args.iter().map(String::as_str).collect::<Vec<_>>(), &run);
    run
}

/// Holds what a run said against the snapshot of this name.
#[track_caller]
fn holds(name: &str, args: &[&str], run: &Run) {
    let typed: Vec<String> = args
        .iter()
        .map(|a| if a.contains([' ', '>', '<', '*']) { format!("'{a}'") } else { (*a).to_owned() })
        .collect();
    let typed = typed.join(" ").replace(env!("CARGO_MANIFEST_DIR"), "[REPO]");
    let text = steady(&format!("$ sucheng {typed}\n{run}"));
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

/// Puts a word in the place of what differs from machine to machine: hashes (fonts are in them), ids made from them.
fn steady(text: &str) -> String {
    let text = replaced(text, 64, "[sha256]", |run| run.bytes().all(|b| b.is_ascii_hexdigit()));
    replaced(&text, 14, "[notice]", |run| {
        run.starts_with("n-") && run[2..].bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Replaces each word of so many characters that is `meant`.
fn replaced(text: &str, length: usize, by: &str, meant: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_alphanumeric() || c == '-' {
            word.push(c);
            continue;
        }
        out.push_str(if word.len() == length && meant(&word) { by } else { &word });
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// A workspace with all worked cases.
fn all_cases() -> Room {
    let room = Room::workspace();
    let run = room.run(&["import", case("").to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run}");
    room
}

/// A worked case copied into the room, with texts of its `case.yaml` replaced.
fn edited(room: &Room, name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let to = room.path().join("edited").join(name);
    copy(&case(name), &to);
    let file = to.join("case.yaml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (from, with) in changes {
        assert!(text.contains(from), "{name} has no {from}");
        text = text.replace(from, with);
    }
    std::fs::write(file, text).unwrap();
    to
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}

/// Asserts the exit code and gives the run on.
#[track_caller]
fn ends(room: &Room, status: i32, args: &[&str]) -> Run {
    let run = room.run(args);
    assert_eq!(run.status, status, "{args:?}\n{run}");
    run
}

/// Every file below a folder with its bytes, `registry/` and its lock aside.
fn files(room: &Room) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![room.path().to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("registry/index") {
                    folders.push(path);
                }
            } else if !path.ends_with("registry/lock") {
                found.insert(
                    path.strip_prefix(room.path()).unwrap().to_owned(),
                    std::fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

/// Asserts that a dry run says what it says in the snapshot and leaves every file as it was.
#[track_caller]
fn writes_nothing(room: &Room, name: &str, args: &[&str]) -> Run {
    let before = files(room);
    let mut args = args.to_vec();
    args.push("--dry-run");
    let run = shows(room, name, &args);
    let after = files(room);
    assert!(
        before == after,
        "{args:?} wrote {:?}",
        after.keys().filter(|k| before.get(*k) != after.get(*k)).collect::<Vec<_>>()
    );
    run
}
