//! What a report says of the part it was asked for, and what it refuses.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{generated, with_log};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// A portfolio of a part names the part wherever it is shown; one of everything names none.
#[test]
fn a_part_is_told_to_be_one() {
    let room = with_log(&generated::log(40));
    let args = ["report", "portfolio", "--batch", "B3", "--where", "principal>1", "--group", "batch=B3"];
    let told = "batch B3; principal>1; group batch=B3";
    let ask = |more: &[&str]| room.run(&[&args[..], more].concat());
    assert_eq!(room.json(&args)["selection"], told);
    assert!(ask(&[]).stdout.contains(&format!("selection: {told}\n")));
    assert!(ask(&["--lang", "zh-CN"]).stdout.contains("筛选范围：批次 B3；principal>1；分组 batch=B3\n"));
    assert_eq!(ask(&["-o", "p.csv"]).status, 0);
    assert!(room.read("p.csv").contains(&format!("Selection,{told},")));
    assert_eq!(room.json(&["report", "portfolio"])["selection"], json!(null));
    assert!(!room.run(&["report", "portfolio"]).stdout.contains("selection:"));
}

/// Accounts without a day of referral count even on a day before all others came, and the report says how many.
#[test]
fn accounts_without_a_day_of_referral_are_told() {
    let log = generated::log(40);
    let day = |line: &&str| line.contains("\"type\":\"imported\"");
    let first = log.lines().find(day).unwrap();
    let dated = serde_json::from_str::<Value>(first).unwrap();
    let referred = &dated["event"]["payload"]["case"]["referred_on"];
    let kept = first.replace(&format!("\"referred_on\":{referred},"), "");
    assert_ne!(kept, first);
    let room = with_log(&log.replace(first, &kept));
    // No account of the generated log came before 2020.
    let answer = room.json(&["report", "portfolio", "--as-of", "2019-12-31"]);
    assert_eq!((&answer["without_referral_day"], &answer["overall"]["accounts"]), (&json!(1), &json!(1)));
    let run = room.run(&["report", "portfolio", "--as-of", "2019-12-31", "--lang", "zh-CN"]);
    assert!(run.stdout.contains("1 件未填移送日"), "{run}");
    assert_eq!(room.run(&["report", "portfolio", "-o", "p.csv", "--lang", "zh-CN"]).status, 0);
    assert!(room.read("p.csv").contains("未填移送日、各日均计入的件数,1,"));
}

/// A dry run makes no file and says which it would.
#[test]
fn a_dry_run_writes_no_report() {
    let room = with_log(&generated::log(5));
    let files = [
        &["portfolio", "p.html", "p.pdf", "p.xlsx", "p.csv", "p.json"][..],
        &["ledger", "l.html", "l.pdf", "l.xlsx", "l.csv", "l.json"],
        &["contacts", "c.xlsx", "c.csv", "c.json"],
    ];
    for (report, files) in files.iter().map(|list| (list[0], &list[1..])) {
        for file in files {
            let run = room.run(&["report", report, "-o", file, "--dry-run"]);
            assert_eq!(run.status, 0, "{run}");
            assert!(run.stderr.contains(&format!("would write {file}")), "{run}");
            assert!(!room.path().join(file).exists(), "{file}");
        }
    }
    let run = room.run(&["report", "portfolio", "--figure", "filed", "-o", "f.csv", "--dry-run"]);
    assert!(run.status == 0 && !room.path().join("f.csv").exists(), "{run}");
}

/// A group that no account is in is refused with those that there are, in a page too; a milestone alone is a stage. A
/// selection that means nobody says so.
#[test]
fn a_slip_is_no_report_of_zero() {
    let room = with_log(&generated::log(40));
    let stages = &room.json(&["report", "portfolio"])["by"]["stage"];
    let key = stages[0]["key"].as_str().unwrap();
    for more in [&[][..], &["-o", "p.html"], &["-o", "p.csv"], &["--figure", "filed"]] {
        let run = room.run(&[&["report", "portfolio", "--group", "stage=zzz"], more].concat());
        assert_eq!(run.status, 2, "{run}");
        assert!(run.stderr.contains("E-REPORT-GROUP-KEY") && run.stderr.contains(key), "{run}");
    }
    assert!(!room.path().join("p.html").exists() && !room.path().join("p.csv").exists());
    let milestone = key.split_once('/').unwrap().1;
    let of = |g: &&Value| g["key"].as_str().unwrap().ends_with(&format!("/{milestone}"));
    let held = stages.as_array().unwrap().iter().filter(of).filter_map(|g| g["accounts"].as_u64());
    let narrowed = room.json(&["report", "portfolio", "--group", &format!("stage={milestone}")]);
    assert_eq!(narrowed["overall"]["accounts"], held.sum::<u64>());
    let reports = [&["ledger"][..], &["portfolio"], &["contacts"], &["compare", "--from", "2026-01-01"]];
    for report in reports {
        let run = room.run(&[&["report"], report, &["--batch", "zzz"]].concat());
        assert!(run.status == 0 && run.stderr.contains("no account is selected: batch zzz"), "{run}");
        let run = room.run(&[&["report"], report, &["--stage", "zzz"]].concat());
        assert!(
            run.status == 2 && run.stderr.contains("E-SELECT-STAGE") && run.stderr.contains(key),
            "{run}"
        );
    }
}

/// People read names, in the words of the ledger; programs read identifiers.
#[test]
fn stages_and_products_have_names() {
    let room = with_log(&generated::log(40));
    let ask = |more: &[&str]| {
        let args = [&["report", "portfolio", "--lang", "zh-CN"], more].concat();
        let run = room.run(&args);
        assert_eq!(run.status, 0, "{run}");
        run.stdout
    };
    for shown in [ask(&["-v"]), ask(&["--figure", "filed"])] {
        assert!(shown.contains("诉讼·") && !shown.contains("litigation/"), "{shown}");
    }
    assert!(ask(&["-v"]).contains("信用卡"));
    ask(&["--figure", "filed", "-o", "f.csv"]);
    assert!(room.read("f.csv").contains(",litigation/"));
    assert!(ask(&["--figure", "filed", "--json"]).contains("\"track\""));
}

/// Whoever asks for a file and for JSON is told where the file lies, its hash and of how many accounts it is: the same of
/// every report, and of a dry run.
#[test]
fn a_report_in_a_file_answers_programs() {
    let room = with_log(&generated::log(5));
    let compare = ["report", "compare", "--from", "2026-01-01"];
    let reports: [(&[&str], &[&str]); 7] = [
        (&["report", "status"], &["s.html", "s.pdf", "s.xlsx", "s.csv", "s.json"]),
        (&["report", "ledger"], &["l.html", "l.pdf", "l.xlsx", "l.csv", "l.json"]),
        (&["report", "portfolio"], &["p.html", "p.pdf", "p.xlsx", "p.csv", "p.json"]),
        (&["report", "portfolio", "--figure", "filed"], &["f.xlsx", "f.csv", "f.json"]),
        (&compare, &["c.xlsx", "c.csv", "c.json"]),
        (&["report", "contacts"], &["t.xlsx", "t.csv", "t.json"]),
        (&["triage"], &["r.xlsx", "r.csv", "r.json"]),
    ];
    for (report, files) in reports {
        let command = report.iter().take_while(|word| !word.starts_with('-')).copied().collect::<Vec<_>>();
        let of = |more: &[&str]| room.run(&[report, &["--json"], more].concat());
        for file in files {
            let told = |run: crate::support::Run| -> Value {
                serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{file}: {e}\n{run}"))
            };
            let dry = told(of(&["-o", file, "--dry-run"]));
            assert!(!room.path().join(file).exists(), "{file}");
            let done = told(of(&["-o", file]));
            let schema = format!("sucheng/{}-file/v1", command.join("-"));
            assert_eq!((&done["schema"], &done["path"]), (&json!(schema), &json!(format!("[ROOM]/{file}"))));
            let bytes = std::fs::read(room.path().join(file)).unwrap();
            assert_eq!(done["sha256"], sha256(&bytes), "{file}");
            let same = |key: &str| dry[key] == done[key];
            assert!(
                ["schema", "path", "sha256", "accounts", "not_computed"].into_iter().all(same),
                "{dry}\n{done}"
            );
            assert_eq!((&dry["dry_run"], &done["dry_run"]), (&json!(true), &json!(false)));
            assert!(done["accounts"].is_u64() && done["not_computed"].is_array(), "{done}");
            // One line where lines are asked for.
            let line = room.run(&[report, &["--jsonl", "-o", file]].concat()).stdout;
            assert_eq!(line.lines().count(), 1, "{line}");
        }
    }
    // Five accounts, and of the ledger as many rows.
    let done = room.json(&["report", "ledger", "-o", "l.json"]);
    let rows: Value = serde_json::from_str(&room.read("l.json")).unwrap();
    assert_eq!(done["accounts"].as_u64(), rows["accounts"].as_array().map(|rows| rows.len() as u64));
    // `check` answers in full, and tells of the file besides.
    let check = room.json(&["check", "-o", "piles.csv"]);
    assert_eq!((&check["schema"], &check["path"]), (&json!("sucheng/check/v1"), &json!("[ROOM]/piles.csv")));
    assert_eq!(check["sha256"], sha256(&std::fs::read(room.path().join("piles.csv")).unwrap()));
}

#[test]
fn triage_of_no_account_says_so() {
    let room = with_log(&generated::log(2));
    let run = room.run(&["triage", "--batch", "none-such"]);
    assert!(run.status == 0 && run.stderr.contains("no account is selected: batch none-such"), "{run}");
    assert!(!room.run(&["triage"]).stderr.contains("no account is selected"));
}
