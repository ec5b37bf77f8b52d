//! What scripts rely on: the keys of `cli.md` (“What the main JSON answers hold”) and their types.

use serde_json::Value;

use super::{all_cases, ends};
use crate::support::{Room, case};

const CARD: &str = "CC-2026-000123";

/// What a key must hold.
#[derive(Clone, Copy)]
enum Is {
    Text,
    Count,
    Flag,
    /// Yuan with two decimals.
    Money,
    /// `YYYY-MM-DD`.
    Day,
    List,
    Object,
    Any,
    Hash,
}
use Is::{Any, Count, Day, Flag, Hash, List, Money, Object, Text};

fn amount(text: &str) -> bool {
    let Some((yuan, fen)) = text.strip_prefix('-').unwrap_or(text).split_once('.') else { return false };
    !yuan.is_empty() && fen.len() == 2 && yuan.bytes().chain(fen.bytes()).all(|b| b.is_ascii_digit())
}

fn day(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn fits(value: &Value, is: Is) -> bool {
    match is {
        Text => value.is_string(),
        Count => value.is_u64() || value.is_i64(),
        Flag => value.is_boolean(),
        Money => value.as_str().is_some_and(amount),
        Day => value.as_str().is_some_and(day),
        List => value.is_array(),
        Object => value.is_object(),
        Hash => value.as_str().is_some_and(|h| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit())),
        Any => true,
    }
}

/// Asserts that each key is there and of its type; a `?` after the name allows null.
#[track_caller]
fn holds(value: &Value, keys: &[(&str, Is)]) {
    for (key, is) in keys {
        let (key, optional) = key.strip_suffix('?').map_or((*key, false), |k| (k, true));
        let found = value.get(key).unwrap_or_else(|| panic!("no {key} in {value}"));
        assert!(fits(found, *is) || (optional && found.is_null()), "{key}: {found}");
    }
}

/// The list under a key, not empty.
#[track_caller]
fn items<'a>(answer: &'a Value, key: &str) -> &'a Vec<Value> {
    let list = answer[key].as_array().unwrap_or_else(|| panic!("no list {key} in {answer}"));
    assert!(!list.is_empty(), "{key} is empty");
    list
}

/// Numbers of money are never JSON numbers with a point, in no answer.
fn no_floats(value: &Value) {
    match value {
        Value::Number(n) => assert!(n.is_i64() || n.is_u64(), "{n} is a float"),
        Value::Array(list) => list.iter().for_each(no_floats),
        Value::Object(map) => map.values().for_each(no_floats),
        _ => {}
    }
}

#[track_caller]
fn answer(room: &Room, schema: &str, args: &[&str]) -> Value {
    let answer = room.json(args);
    assert_eq!(answer["schema"], format!("sucheng/{schema}/v1"), "{answer}");
    no_floats(&answer);
    answer
}

const ROW: [(&str, Is); 12] = [
    ("account", Text),
    ("batch?", Text),
    ("debtor", Text),
    ("product?", Text),
    ("principal", Money),
    ("owed?", Money),
    ("stage", Text),
    ("track", Text),
    ("next_due?", Day),
    ("next_rule?", Text),
    ("handler?", Text),
    ("court?", Text),
];

#[test]
fn list() {
    let room = all_cases();
    let answer = answer(&room, "list", &["list"]);
    items(&answer, "accounts").iter().for_each(|row| holds(row, &ROW));
}

#[test]
fn show() {
    let room = all_cases();
    ends(&room, 0, &["draft", "filing", CARD]);
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    for account in [CARD, "PL-2025-000064", "MF-2026-000045", "OL-2026-001508"] {
        let answer = answer(&room, "show", &["show", account]);
        holds(&answer, &ROW);
        holds(
            &answer,
            &[
                ("money", Object),
                ("milestones", List),
                ("deadlines", List),
                ("evidence", List),
                ("documents", List),
                ("notices", List),
            ],
        );
        let money = &answer["money"];
        let yuan =
            ["principal", "interest", "penalty", "fees", "costs", "late_interest", "total", "received"];
        holds(money, &yuan.map(|k| (k, Money)));
        holds(money, &[("basis", Text), ("overpaid", Money), ("payments", List)]);
        holds(&answer["costs"], &[("lines", List), ("kinds", List), ("advanced", Money), ("out", Money)]);
        holds(money, &[("as_of", Day), ("segments", List)]);
        let fen = |k: &str| money[k].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
        let parts: i64 =
            ["principal", "interest", "penalty", "fees", "costs", "late_interest"].into_iter().map(fen).sum();
        assert_eq!(parts, fen("total"), "{account}: the parts make the total");
        for m in items(&answer, "milestones") {
            holds(m, &[("track", Text), ("milestone", Text), ("on", Day), ("facts", Object)]);
        }
        for d in items(&answer, "deadlines") {
            holds(
                d,
                &[
                    ("rule", Text),
                    ("due", Day),
                    ("raw_due?", Day),
                    ("from?", Day),
                    ("status", Text),
                    ("source", Text),
                ],
            );
            assert!(!d["rule"].as_str().unwrap().contains('_'), "rule ids are hyphenated: {d}");
        }
        for e in items(&answer, "evidence") {
            holds(e, &[("id", Text), ("kind", Text), ("title", Text), ("sha256?", Hash), ("pages?", Count)]);
        }
    }
    let answer = answer(&room, "show", &["show", CARD]);
    for d in items(&answer, "documents") {
        holds(d, &[("kind", Text), ("sha256", Hash), ("path", Text), ("drafted_on", Day), ("stale", Flag)]);
    }
    assert_eq!(answer["documents"][0]["stale"], false);
    items(&answer, "notices").iter().for_each(|n| holds(n, &NOTICE));
    // `show` lists met and waived deadlines too.
    let statuses: Vec<&str> =
        items(&answer, "deadlines").iter().map(|d| d["status"].as_str().unwrap()).collect();
    for status in ["met", "waived", "open"] {
        assert!(statuses.contains(&status), "{statuses:?}");
    }
}

#[test]
fn check() {
    let room = all_cases();
    let answer = answer(&room, "check", &["check"]);
    let mut problems = 0;
    for account in items(&answer, "accounts") {
        holds(account, &[("account", Text), ("ready", Flag), ("problems", List)]);
        for problem in account["problems"].as_array().unwrap() {
            problems += 1;
            holds(
                problem,
                &[
                    ("code", Text),
                    ("severity", Text),
                    ("field?", Text),
                    ("message", Text),
                    ("hint?", Text),
                    ("blocks", List),
                ],
            );
            let blocks = !problem["blocks"].as_array().unwrap().is_empty();
            assert_eq!(
                problem["severity"] == "error",
                blocks,
                "an error blocks something, a warning nothing: {problem}"
            );
        }
    }
    assert!(problems > 0);
}

/// The path of a document is absolute, and the file is there. The helper has put `[ROOM]` for this room's path.
#[track_caller]
fn lies_there(room: &Room, drafted: &Value) {
    let path = drafted["path"].as_str().unwrap();
    let below = path.strip_prefix("[ROOM]/").unwrap_or_else(|| panic!("{path} is not absolute"));
    assert!(room.path().join(below).is_file(), "{path}");
}

#[test]
fn draft() {
    let room = all_cases();
    let answer = answer(&room, "draft", &["draft", "filing", CARD, "MF-2026-000045"]);
    for d in items(&answer, "drafted") {
        holds(
            d,
            &[
                ("account", Text),
                ("kind", Text),
                ("format", Text),
                ("path", Text),
                ("sha256", Hash),
                ("pages", Count),
            ],
        );
        lies_there(&room, d);
    }
    for f in items(&answer, "failed") {
        holds(f, &[("account", Text), ("kind", Text), ("code", Text), ("message", Text)]);
    }
    // A folder named relative to where the user stands is absolute too.
    let elsewhere = room.json(&["draft", "complaint", CARD, "-o", "else/where"]);
    lies_there(&room, &elsewhere["drafted"][0]);
}

#[test]
fn agenda() {
    let room = all_cases();
    let answer = answer(&room, "agenda", &["agenda"]);
    for item in items(&answer, "items") {
        holds(
            item,
            &[
                ("account", Text),
                ("rule", Text),
                ("title", Text),
                ("due", Day),
                ("days_left", Count),
                ("status", Text),
                ("source", Text),
                ("handler?", Text),
            ],
        );
        let status = item["status"].as_str().unwrap();
        assert!(["open", "overdue", "met", "waived", "lapsing", "allowed"].contains(&status), "{status}");
        assert!(!item["rule"].as_str().unwrap().contains('_'), "{item}");
        let left = (item["due"].as_str().unwrap().parse::<chrono::NaiveDate>().unwrap()
            - "2026-11-21".parse::<chrono::NaiveDate>().unwrap())
        .num_days();
        assert_eq!(item["days_left"], left, "{item}");
    }
}

const NOTICE: [(&str, Is); 8] = [
    ("id", Text),
    ("account", Text),
    ("kind", Text),
    ("to", Text),
    ("subject", Text),
    ("status", Text),
    ("message_id", Text),
    ("due", Day),
];

#[test]
fn notify() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    let list = answer(&room, "notify-list", &["notify", "list"]);
    items(&list, "notices").iter().for_each(|n| holds(n, &NOTICE));
    let sent = answer(&room, "notify-send", &["notify", "send"]);
    for key in ["sent", "failed", "in_doubt", "postponed"] {
        holds(&sent[key], &[("count", Count), ("list", List)]);
    }
    assert_eq!(
        (&sent["sent"]["count"], &sent["postponed"]["count"]),
        (&0.into(), &1.into()),
        "nobody approved it"
    );
}

#[test]
fn import() {
    let room = Room::workspace();
    let folder = super::edited(&room, "card-litigation", &[("handler:", "handlr:")]);
    let answer_of = |args: &[&str]| answer(&room, "import", args);
    let refused = answer_of(&["import", folder.to_str().unwrap(), case("payment-order").to_str().unwrap()]);
    assert_eq!(refused["new"], serde_json::json!(["CC-2026-000981"]));
    for p in items(&refused, "refused") {
        holds(
            p,
            &[
                ("file", Text),
                ("sheet?", Text),
                ("cell?", Text),
                ("line", Count),
                ("field?", Text),
                ("code", Text),
                ("message", Text),
                ("hint?", Text),
            ],
        );
    }
    let changed = super::edited(&room, "payment-order", &[("示例新村20号", "演示新村20号")]);
    let changed = answer_of(&["import", changed.to_str().unwrap()]);
    holds(&changed["changed"][0], &[("account", Text), ("fields", List)]);
    assert_eq!(changed["changed"][0]["fields"], serde_json::json!(["debtors[0].domicile"]));
    holds(&changed, &[("new", List), ("unchanged", List), ("refused", List)]);
}

/// Commands that answer with what they did.
#[test]
fn the_others_have_a_schema() {
    let room = all_cases();
    answer(&room, "record", &["record", CARD, "fee-noticed", "--on", "2026-11-19", "--set", "amount=10"]);
    answer(&room, "pay", &["pay", CARD, "10", "--on", "2026-11-19"]);
    answer(&room, "amend", &["amend", CARD, "--set", "debtors[0].employer=甲", "--reason", "r"]);
    answer(&room, "undo", &["undo"]);
    answer(&room, "verify", &["verify"]);
    answer(&room, "registry-stats", &["registry", "stats"]);
    answer(&room, "registry-verify", &["registry", "verify"]);
    answer(&room, "registry-backup", &["registry", "backup", "b"]);
    answer(&room, "registry-export", &["registry", "export", "e"]);
    answer(&room, "registry-rebuild", &["registry", "rebuild"]);
    answer(&room, "rules-show", &["rules", "show", "defence"]);
    answer(&room, "error", &["show", "nobody"]);
    let one = holds;
    one(
        &answer(&room, "explain", &["explain", CARD, "total"]),
        &[("value", Money), ("because", List), ("account", Any)],
    );
}

/// With --jsonl every list is one object a line, each of its own schema.
#[test]
fn one_object_a_line() {
    let room = all_cases();
    ends(&room, 0, &["notify", "queue", "demand-email", "--all", "--where", "owed>0"]);
    for (schema, args) in [
        ("list", &["list"][..]),
        ("agenda", &["agenda"]),
        ("check", &["check"]),
        ("notify-list", &["notify", "list"]),
        ("draft", &["draft", "evidence-list", CARD, "PL-2026-000217"]),
        ("verify", &["verify"]),
        ("rules-list", &["rules", "list"]),
    ] {
        let run = room.run(&[args, &["--jsonl"]].concat());
        let lines: Vec<Value> = run
            .stdout
            .lines()
            .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{args:?}: {e}: {l}")))
            .collect();
        assert!(lines.len() > 1, "{args:?}\n{run}");
        assert!(lines.iter().all(|l| l["schema"] == format!("sucheng/{schema}/v1")), "{args:?}\n{run}");
    }
}

/// cli.md, Commands: “every path in JSON is absolute”, of what was drafted and bundled too when it is shown again.
#[test]
fn shown_paths_are_absolute() {
    let room = all_cases();
    ends(&room, 0, &["draft", "complaint", CARD]);
    ends(&room, 0, &["bundle", CARD, "--for", "court"]);
    let shown = room.json(&["show", CARD]);
    items(&shown, "documents").iter().for_each(|d| lies_there(&room, d));
    for bundle in items(&shown, "bundles") {
        lies_there(&room, bundle);
        items(bundle, "files").iter().for_each(|f| lies_there(&room, f));
    }
}

/// cli.md, Conventions: “`--json` on every command that answers: one JSON document”, and a dry run answers as the run does.
#[test]
fn what_writes_files_answers_programs() {
    let room = Room::workspace();
    let keys = [("dry_run", Flag)];
    let made = |args: &[&str], schema: &str| {
        let dry = answer(&room, schema, &[args, &["--dry-run"]].concat());
        holds(&dry, &keys);
        assert_eq!(dry["dry_run"], true);
        dry
    };
    assert_eq!(made(&["init", "second"], "init")["workspace"], "[ROOM]/second");
    assert_eq!(made(&["demo", "shown"], "demo")["workspace"], "[ROOM]/shown");
    assert!(!room.path().join("second").exists() && !room.path().join("shown").exists());
    for (args, schema) in
        [(&["template", "new", "complaint"][..], "template-new"), (&["man", "pages"], "man")]
    {
        let dry = made(args, schema);
        assert!(!room.path().join(dry["path"].as_str().unwrap().strip_prefix("[ROOM]/").unwrap()).exists());
        let done = answer(&room, schema, args);
        assert_eq!((&done["path"], &done["files"]), (&dry["path"], &dry["files"]));
        for file in items(&done, "files") {
            assert!(room.path().join(file.as_str().unwrap().strip_prefix("[ROOM]/").unwrap()).is_file());
        }
    }
}

/// cli.md, Conventions: `--lang`; Calculators: “A refusal has "refusal": {code, missing, hint}”. What to do is said in the
/// language asked for, and on stderr under the code of the refusal.
#[test]
fn a_refusal_speaks_the_language_asked_for() {
    let room = Room::new();
    let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let ask = ["calc", "fee", "acceptance", "--amount", "0", "--lang"];
    for (lang, chinese) in [("en", false), ("zh-CN", true)] {
        let refusal = room.json(&[&ask[..], &[lang]].concat())["refusal"].clone();
        assert_eq!(refusal["code"], "R-FEE-AMOUNT");
        for key in ["missing", "hint"] {
            assert_eq!(han(refusal[key].as_str().unwrap()), chinese, "{refusal}");
        }
        let told = ends(&room, 4, &[&ask[..], &[lang]].concat());
        assert!(told.stderr.contains("[R-FEE-AMOUNT]") && han(&told.stderr) == chinese, "{told}");
    }
}

/// cli.md, Conventions: with `--json` stdout holds one JSON document, for a command line that cannot be read too.
#[test]
fn a_wrong_command_line_answers_programs() {
    let room = Room::new();
    for args in [&["list", "--bogus"][..], &["nothing"], &["calc", "fee"]] {
        let wrong = answer(&room, "error", args);
        assert_eq!((&wrong["exit"], &wrong["errors"][0]["code"]), (&2.into(), &"E-USAGE".into()));
        let message = wrong["errors"][0]["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.starts_with("error"), "{message}");
        assert!(args != ["calc", "fee"] || message.contains("--amount"), "{message}");
        assert!(ends(&room, 2, args).stdout.is_empty());
    }
}

/// cli.md: “where it is silent, do what users of hledger, restic, jj and clig.dev would expect”: each knows `help COMMAND`.
#[test]
fn help_is_a_command_too() {
    let room = Room::new();
    for (asked, same) in
        [(&["help"][..], &["--help"][..]), (&["help", "calc", "fee"], &["calc", "fee", "--help"])]
    {
        assert_eq!(ends(&room, 0, asked).stdout, ends(&room, 0, same).stdout);
    }
    ends(&room, 2, &["help", "nothing"]);
}
