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

/// The files of an account's evidence in the workspace.
fn evidence_files(desk: &Desk) -> Vec<PathBuf> {
    let shelves = std::fs::read_dir(desk.path().join("evidence")).unwrap();
    let mut files: Vec<PathBuf> = shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

/// A complaint was drafted although the evidence that it cites had been altered, and importing the right files again
/// did not bring them back.
#[test]
fn r_changed_evidence_stops_a_filing_until_it_is_imported_again() {
    let desk = Desk::new();
    desk.import("payment-order");
    let files = evidence_files(&desk);
    std::fs::write(&files[0], b"another").unwrap();
    std::fs::remove_file(&files[1]).unwrap();
    let drafted = desk.run(&["draft", "evidence-list,demand-letter", "--all", "--dry-run", "--json"]);
    assert_eq!(drafted.exit, 3, "{}", drafted.err);
    let codes: Vec<Value> =
        drafted.json()["failed"].as_array().unwrap().iter().map(|f| f["code"].clone()).collect();
    assert!(codes.contains(&"E-DRAFT-EVIDENCE-CHANGED".into()), "{codes:?}");
    assert!(codes.contains(&"E-DRAFT-EVIDENCE-GONE".into()), "{codes:?}");
    assert_eq!(drafted.json()["drafted"][0]["kind"], "demand-letter");
    assert_eq!(desk.run(&["check", "--for", "evidence-list"]).exit, 4);
    assert_eq!(desk.run(&["verify"]).exit, 7);
    desk.import("payment-order");
    assert_eq!(desk.run(&["verify"]).exit, 0);
    assert_eq!(desk.run(&["draft", "evidence-list", "--all", "--dry-run"]).exit, 0);
}

/// `amend` printed the numbers that every list masks.
#[test]
fn r_amend_masks_numbers() {
    let desk = Desk::new();
    desk.import("payment-order");
    let before = desk.run(&["show", "--json", "--unmask", &account(&desk)]).json();
    let number = before["facts"]["debtors"][0]["id"]["number"].as_str().unwrap().to_owned();
    let set = "debtors[0].id.number=11010519491231002X";
    let words = ["amend", &account(&desk), "--set", set, "--reason", "misread", "--dry-run"];
    for extra in [&[][..], &["--json"]] {
        let told = desk.run(&[&words, extra].concat());
        assert_eq!(told.exit, 0, "{}", told.err);
        assert!(!told.out.contains(&number) && !told.out.contains("11010519491231002X"), "{}", told.out);
        assert!(told.out.contains("110105********002X"), "{}", told.out);
        let full = desk.run(&[&words, extra, &["--unmask"]].concat());
        assert!(full.out.contains("11010519491231002X"), "{}", full.out);
    }
}

/// With `registry/` gone, every list was empty and the exit code 0.
#[test]
fn r_a_lost_registry_is_not_an_empty_one() {
    let desk = Desk::new();
    desk.import("payment-order");
    let backup = desk.path().join("backup");
    assert_eq!(desk.run(&["registry", "backup", backup.to_str().unwrap()]).exit, 0);
    std::fs::remove_dir_all(desk.path().join("registry")).unwrap();
    let listed = desk.run(&["list"]);
    assert_eq!(listed.exit, 7, "{}", listed.err);
    assert!(listed.err.contains("E-WORKSPACE-NO-REGISTRY"), "{}", listed.err);
    assert_eq!(desk.run(&["registry", "restore", backup.to_str().unwrap()]).exit, 0);
    assert_eq!(desk.run(&["verify"]).exit, 0);
}

/// The only account's name.
fn account(desk: &Desk) -> String {
    desk.run(&["list", "--json"]).json()["accounts"][0]["account"].as_str().unwrap().to_owned()
}

/// A step that becomes possible read as if it were due by that day; a deadline without a source had empty brackets;
/// the same command twice recorded the same milestone twice.
#[test]
fn r_record_tells_may_from_must_and_once_from_twice() {
    let desk = Desk::new();
    desk.import("payment-order");
    let account = account(&desk);
    let record = |words: &[&str]| {
        let done = desk.run(&[&["record", &account], words].concat());
        assert_eq!(done.exit, 0, "{}", done.err);
        done.out
    };
    let applied = ["applied", "--on", "2026-09-01", "--set", "court=北京市西城区人民法院"];
    record(&applied);
    let again = record(&applied);
    assert!(again.contains("already"), "{again}");
    let json = desk.run(&["show", &account, "--json"]).json();
    assert_eq!(json["milestones"].as_array().unwrap().len(), 1);
    let accepted = record(&["accepted", "--on", "2026-09-03", "--set", "case_number=（2026）京0102民督12号"]);
    // The court issues the order within 15 days of accepting it (民诉法 227).
    assert!(accepted.contains("due 2026-09-18"), "{accepted}");
    record(&["issued", "--on", "2026-09-10"]);
    let party = json["facts"]["debtors"][0]["name"].as_str().unwrap();
    let served = record(&["served", "--on", "2026-09-15", "--set", &format!("party={party}")]);
    // 15 days of objection (民诉法 227) end on 30 September; from the next day the order can take effect.
    assert!(served.contains("from 2026-10-01"), "{served}");
    assert!(!served.contains("()"), "{served}");
}

/// A document queued as a message failed once for each account, with a hint that named no command; the hint to add a
/// mailbox named no field that `amend` takes.
#[test]
fn r_notify_hints_can_be_followed() {
    let desk = Desk::new();
    desk.import("payment-order");
    desk.import("card-litigation");
    let wrong = desk.run(&["notify", "queue", "complaint", "--all"]);
    assert_eq!(wrong.exit, 2, "{}", wrong.err);
    assert_eq!(wrong.err.matches("E-NOTICE-KIND").count(), 1, "{}", wrong.err);
    assert!(wrong.err.contains("demand-email"), "{}", wrong.err);
    let rows = desk.run(&["list", "--json"]).json();
    let account = rows["accounts"][0]["account"].as_str().unwrap().to_owned();
    let set = |what: &str| desk.run(&["amend", &account, "--set", what, "--reason", "test"]).exit;
    assert_eq!(set("debtors[0].emails=null"), 0);
    assert_eq!(set("debtors[0].service_address=null"), 0);
    let missing = desk.run(&["notify", "queue", "demand-email", &account]);
    assert!(missing.err.contains("--set debtors[0].emails="), "{}", missing.err);
    assert_eq!(set("debtors[0].emails=[\"a@example.com\"]"), 0);
}

/// A payment up to the day of the creditor's figures changed nothing, and nothing said why.
#[test]
fn r_a_payment_that_the_figures_contain_says_so() {
    let desk = Desk::new();
    desk.import("payment-order");
    let account = account(&desk);
    let facts = desk.run(&["show", &account, "--json"]).json();
    let as_of = facts["facts"]["debt"]["as_of"].as_str().unwrap().to_owned();
    let contained = desk.run(&["pay", &account, "5", "--on", &as_of]);
    assert_eq!(contained.exit, 0, "{}", contained.err);
    assert!(contained.err.contains("contained"), "{}{}", contained.out, contained.err);
    let later = desk.run(&["pay", &account, "5", "--on", "2026-11-20"]);
    assert!(!later.err.contains("contained"), "{}", later.err);
}

/// Imported on a day before them, milestones of a case file lie in the future as much as with `record`: `--as-of` says
/// what the future is, not the computer's clock.
#[test]
fn r_import_judges_the_future_by_the_day_stood_on() {
    let room = crate::support::Room::workspace();
    let case = worked("card-litigation");
    let early = room.run(&["import", case.to_str().unwrap(), "--as-of", "2026-09-30"]);
    assert_eq!(early.status, 3, "{early}");
    assert!(early.stderr.contains("milestones.csv"), "{early}");
    let then = room.run(&["import", case.to_str().unwrap(), "--as-of", "2026-11-21"]);
    assert_eq!(then.status, 0, "{then}");
}
