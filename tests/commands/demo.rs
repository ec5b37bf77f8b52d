//! `sucheng demo`.

use super::{ends, steady};
use crate::support::Room;

/// The names of the files below `out/` of the demo.
fn written(room: &Room, ext: &str) -> usize {
    super::files(room)
        .keys()
        .filter(|p| p.starts_with("shown/out") && p.extension().is_some_and(|e| e == ext))
        .count()
}

#[test]
fn fills_a_workspace_and_says_where_everything_is() {
    let room = Room::new();
    let run = room.run(&["demo", "shown"]);
    let took = run.stdout.split(" messages in ").nth(1).unwrap().split(" s.").next().unwrap().to_owned();
    let run =
        crate::support::Run { stdout: run.stdout.replace(&format!(" {took} s."), " [seconds] s."), ..run };
    super::holds("demo", &["demo", "shown"], &run);
    // By hand: two complaints, certificate, authority, list, debt, log, address and account for three suits, one of them with
    // preservation; seven for the arbitration, which pays no court; seven for the payment order, which has no counsel; a
    // demand letter for the five that owe; a lawyer's letter for the four with counsel: 9 + 9 + 10 + 7 + 7 + 5 + 4.
    assert_eq!(written(&room, "pdf"), 52);
    // A handover for the four with counsel; a demand for the five that owe.
    assert_eq!(written(&room, "eml"), 9);
    assert!(ends(&room, 0, &["-w", "shown", "verify"]).stdout.contains(" 0 bad"));
    let again = ends(&room, 1, &["demo", "shown"]);
    assert!(again.stderr.contains("E-DEMO-NOT-EMPTY") && again.stderr.contains("hint:"), "{again}");
    assert!(steady(&again.stderr).contains("shown is not empty"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let room = Room::new();
    super::writes_nothing(&room, "demo-dry-run", &["demo", "shown"]);
}

#[test]
fn speaks_chinese_and_json() {
    let room = Room::new();
    let run = ends(&room, 0, &["demo", "shown", "--lang", "zh-CN"]);
    assert!(run.stdout.contains("共 6 件案件、52 份文书、9 份通知"), "{run}");
    let answer = room.json(&["demo", "other"]);
    assert_eq!(answer["schema"], "sucheng/demo/v1");
    assert_eq!(answer["accounts"].as_array().unwrap().len(), 6);
    assert_eq!(answer["drafted"].as_array().unwrap().len(), 52);
    assert_eq!((&answer["failed"], &answer["sent"]), (&serde_json::json!([]), &serde_json::json!(9)));
}
