//! What every command shares: the workspace, the language, the day, failures for people and for programs.

use super::{ends, holds, shows};
use crate::support::{Room, case};

#[test]
fn without_a_workspace() {
    let room = Room::new();
    shows(&room, "no-workspace", &["list"]);
    shows(&room, "no-workspace-zh", &["list", "--lang", "zh-CN"]);
    shows(&room, "no-workspace-named", &["-w", "nowhere", "list"]);
    shows(&room, "no-workspace-json", &["list", "--json"]);
    for args in [
        &["show", "A-1"][..],
        &["check"],
        &["draft", "filing", "--all"],
        &["verify"],
        &["agenda"],
        &["notify", "list"],
        &["undo"],
        &["registry", "stats"],
        &["import", "."],
    ] {
        let run = room.run(args);
        assert!(run.status != 0 && run.stderr.contains("E-NO-WORKSPACE"), "{args:?}\n{run}");
    }
    assert!(std::fs::read_dir(room.path()).unwrap().next().is_none(), "nothing is made by the way");
}

#[test]
fn finds_the_workspace_upward_by_flag_and_by_variable() {
    let room = Room::with_case("payment-order");
    std::fs::create_dir_all(room.path().join("deep/down")).unwrap();
    let below =
        room.command(&["list", "--json"]).current_dir(room.path().join("deep/down")).output().unwrap();
    assert!(room.seen(below).stdout.contains("CC-2026-000981"));
    let other = Room::new();
    let dir = room.path().to_str().unwrap();
    assert!(ends(&other, 0, &["-w", dir, "list"]).stdout.contains("CC-2026-000981"));
    let named = other.command(&["list"]).env("SUCHENG_WORKSPACE", dir).output().unwrap();
    assert!(other.seen(named).stdout.contains("CC-2026-000981"));
}

#[test]
fn what_is_typed_wrong_is_usage() {
    let room = Room::workspace();
    shows(&room, "unknown-flag", &["list", "--al"]);
    shows(&room, "unknown-command", &["lst"]);
    shows(&room, "unknown-lang", &["list", "--lang", "de"]);
    shows(&room, "unknown-flag-zh", &["list", "--al", "--lang", "zh-CN"]);
    ends(&room, 2, &["list", "--json", "--jsonl"]);
    ends(&room, 2, &["pay"]);
}

/// `--lang`, else `SUCHENG_LANG`, else `sucheng.yaml`, else `LANG`; `C` is English.
#[test]
fn chooses_the_language() {
    let room = Room::workspace();
    let says = |variables: &[(&str, &str)], args: &[&str]| {
        let output =
            room.command(&[&["agenda"], args].concat()).envs(variables.iter().copied()).output().unwrap();
        room.seen(output).stdout
    };
    let (english, chinese) = ("Nothing is due.\n", "没有到期事项。\n");
    assert_eq!(says(&[], &[]), english);
    assert_eq!(says(&[("LANG", "zh_CN.UTF-8")], &[]), chinese);
    assert_eq!(says(&[("LANG", "zh_CN.UTF-8"), ("SUCHENG_LANG", "en")], &[]), english);
    room.write("sucheng.yaml", room.read("sucheng.yaml").replace("# lang: zh-CN", "lang: zh-CN"));
    assert_eq!(says(&[], &[]), chinese);
    assert_eq!(says(&[("SUCHENG_LANG", "en")], &[]), english);
    assert_eq!(says(&[("SUCHENG_LANG", "zh-CN")], &["--lang", "en"]), english);
}

#[test]
fn a_broken_clock_is_said() {
    let room = Room::new();
    let output = room.command(&["calc", "words", "1"]).env("SUCHENG_NOW", "yesterday").output().unwrap();
    let run = room.seen(output);
    assert!(run.status == 2 && run.stderr.contains("E-NOW"), "{run}");
}

#[test]
fn quiet_says_only_the_answer() {
    let room = Room::with_case("payment-order");
    let run = ends(&room, 0, &["list", "-q"]);
    assert!(run.stderr.is_empty() && run.stdout.contains("CC-2026-000981"), "{run}");
}

/// Numbers that identify are in no list, log or error of any command; `evidence/` and the registry hold them for the owner.
#[test]
fn nothing_prints_a_full_number_by_the_way() {
    let room = Room::workspace();
    let folder = super::edited(
        &room,
        "card-litigation",
        &[("110101198503153011", "110101198503153012"), ("6225880123456783", "6225880123456784")],
    );
    // Doubtful checksums are warnings, which name the numbers masked; then the right ones come as a change.
    let doubted = ends(&room, 0, &["import", folder.to_str().unwrap()]);
    assert!(doubted.stderr.contains("W-ID-CHECKSUM"), "{doubted}");
    ends(&room, 0, &["import", case("card-litigation").to_str().unwrap()]);
    let changed = ends(
        &room,
        0,
        &["amend", "CC-2026-000123", "--set", "contract.card_number=6225880000040049", "--reason", "r"],
    );
    assert!(!changed.to_string().contains("6225880123456783"), "{changed}");
    ends(&room, 0, &["undo"]);
    ends(&room, 0, &["draft", "filing,demand-letter", "--all"]);
    for args in [
        &["list"][..],
        &["list", "--json"],
        &["show", "CC-2026-000123"],
        &["check"],
        &["check", "--json"],
        &["agenda"],
        &["verify", "--json"],
        &["explain", "CC-2026-000123", "total"],
        &["draft", "filing", "--all", "--json"],
    ] {
        let run = room.run(args);
        for number in ["110101198503153011", "6225880123456783"] {
            assert!(!run.to_string().contains(number), "{args:?}\n{run}");
        }
    }
    for path in super::files(&room).keys().filter(|p| p.starts_with("out")) {
        assert!(!path.to_str().unwrap().contains("110101"), "{}", path.display());
    }
    for number in ["110101198503153012", "6225880123456784"] {
        assert!(!doubted.to_string().contains(number), "{doubted}");
    }
}

#[test]
fn settings_with_mistakes_are_listed_at_once() {
    let room = Room::workspace();
    room.write("sucheng.yaml", "schema: sucheng/workspace/v1\nlnag: zh-CN\nstore: postgres\nmail: {from: nobody, transport: pigeon}\n");
    shows(&room, "settings-broken", &["list"]);
    let json = room.run(&["list", "--json"]);
    holds("settings-broken-json", &["list", "--json"], &json);
}

/// The reader of our output may go at any time; that is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    let room = Room::new();
    let mut child = room
        .command(&["rules", "list"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.code() == Some(0) && output.stderr.is_empty(), "{output:?}");
}

/// `cli.md`: every path in JSON is absolute, whatever command answers and however the file was named.
#[test]
fn every_path_for_programs_is_absolute() {
    fn paths(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match value.as_str() {
                        Some(path) if key == "path" => found.push(path.to_owned()),
                        _ => paths(value, found),
                    }
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| paths(value, found)),
            _ => {}
        }
    }
    let room = super::all_cases();
    let account = "CC-2026-000123";
    // Each command, and how many paths there are at least.
    let commands: [(&[&str], usize); 15] = [
        (&["draft", "complaint", account], 1),
        (&["bundle", account, "--for", "court"], 1),
        (&["notify", "queue", "demand-email", account], 0),
        (&["notify", "approve", "--all", "--reason", "x"], 0),
        (&["notify", "send", "--dry-run"], 0),
        (&["notify", "send"], 1),
        (&["notify", "list"], 0),
        (&["show", account], 2),
        (&["verify"], 2),
        (&["agenda", "--ics", "a.ics"], 1),
        (&["daily"], 1),
        (&["registry", "export", "e.jsonl"], 1),
        (&["registry", "backup", "b.jsonl"], 1),
        (&["report", "ledger", "-o", "l.csv"], 1),
        (&["check", "-o", "c.csv"], 1),
    ];
    for (command, least) in commands {
        let answer = room.json(command);
        let mut found = Vec::new();
        paths(&answer, &mut found);
        assert!(found.len() >= least, "{command:?}: {answer:#}");
        assert!(found.iter().all(|path| path.starts_with("[ROOM]/")), "{command:?}: {found:?}");
    }
    let id = room.json(&["notify", "list"])["notices"][0]["id"].as_str().unwrap().to_owned();
    let shown = room.json(&["notify", "show", &id]);
    let mut found = Vec::new();
    paths(&shown, &mut found);
    assert!(found.iter().all(|path| path.starts_with("[ROOM]/")), "{found:?}");
}
