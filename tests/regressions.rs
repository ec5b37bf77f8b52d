//! Faults that users met once, told as they met them: the program itself is run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests, which the lint cannot tell"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A workspace in a folder that goes away with it.
struct Desk {
    folder: tempfile::TempDir,
}

/// What a run of the program left.
struct Run {
    exit: i32,
    out: String,
    err: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

impl Desk {
    fn new() -> Self {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let made = desk.run(&["init"]);
        assert_eq!(made.exit, 0, "{}", made.err);
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_sucheng"))
            .arg("-w")
            .arg(self.path())
            .args(["--as-of", "2026-11-21", "--lang", "en"])
            .args(arguments)
            .env_remove("SUCHENG_NOW")
            .env_remove("SUCHENG_WORKSPACE")
            .output()
            .unwrap();
        Run {
            exit: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Takes a worked case in.
    fn import(&self, case: &str) {
        let done = self.run(&["import", worked(case).to_str().unwrap()]);
        assert_eq!(done.exit, 0, "{}", done.err);
    }
}

fn worked(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(case)
}

/// `draft filing --all` read `filing` as the first of many kinds and could not tell where the accounts begin.
#[test]
fn r_draft_takes_a_selection_after_the_kinds() {
    let desk = Desk::new();
    desk.import("payment-order");
    desk.import("card-litigation");
    for selection in [&["--all"][..], &["--stage", "referred"], &["--where", "principal>0"]] {
        let mut words = vec!["draft", "evidence-list,demand-letter", "--dry-run", "--json"];
        words.extend(selection);
        let done = desk.run(&words);
        assert_ne!(done.exit, 2, "{selection:?}: {}", done.err);
        assert!(!done.json()["drafted"].as_array().unwrap().is_empty(), "{selection:?}");
    }
    let none = desk.run(&["draft", "", "--all"]);
    assert_eq!(none.exit, 2, "{}", none.err);
}
