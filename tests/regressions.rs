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

/// `-w DIR init` made a workspace of the current folder instead.
#[test]
fn r_init_makes_the_workspace_that_is_named() {
    let here = tempfile::tempdir().unwrap();
    let named = tempfile::tempdir().unwrap();
    for (word, variable) in [(Some(named.path().join("a")), None), (None, Some(named.path().join("b")))] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sucheng"));
        command.current_dir(here.path()).env_remove("SUCHENG_WORKSPACE");
        if let Some(dir) = &word {
            command.arg("-w").arg(dir);
        }
        if let Some(dir) = &variable {
            command.env("SUCHENG_WORKSPACE", dir);
        }
        assert!(command.arg("init").output().unwrap().status.success());
        assert!(word.or(variable).unwrap().join("sucheng.yaml").is_file());
    }
    assert_eq!(std::fs::read_dir(here.path()).unwrap().count(), 0);
}

/// `draft --jsonl` listed what was drafted and nothing of what was not; `show --jsonl` took many lines.
#[test]
fn r_jsonl_is_a_line_an_item_and_hides_no_failure() {
    let desk = Desk::new();
    desk.import("online-arbitration");
    let done = desk.run(&["draft", "evidence-list,complaint", "--all", "--dry-run", "--jsonl"]);
    assert_eq!(done.exit, 3, "{}", done.err);
    let lines: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failed: Vec<&Value> = lines.iter().filter(|line| line["list"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{}", done.out);
    assert_eq!(failed[0]["kind"], "complaint");
    let account = lines[0]["account"].as_str().unwrap().to_owned();
    let shown = desk.run(&["show", &account, "--jsonl"]);
    assert_eq!(shown.out.lines().count(), 1);
}

/// One account named like the stream of the workspace stopped the whole import.
#[test]
fn r_the_name_of_the_workspace_stream_is_no_account() {
    let desk = Desk::new();
    let folder = desk.path().join("cases").join("x");
    std::fs::create_dir_all(&folder).unwrap();
    let case = "schema: sucheng/case/v1\naccount: _workspace\nproduct: credit-card\n\
                debtors: [{role: primary, name: 赵示例}]\ncontract: {}\n\
                debt: {as_of: 2026-06-30, principal: 1000}\n";
    std::fs::write(folder.join("case.yaml"), case).unwrap();
    let done = desk.run(&["import", folder.to_str().unwrap(), "--json"]);
    assert_eq!(done.exit, 3, "{}", done.err);
    assert_eq!(done.json()["refused"][0]["field"], "account");
}
