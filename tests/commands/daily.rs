//! `sucheng daily` and `sucheng status`.

use serde_json::Value;

use super::{all_cases, ends, files, shows, writes_nothing};
use crate::support::{Room, Run};

const ENFORCED: &str = "PL-2025-000064";

/// The program at another moment.
fn at(room: &Room, day: &str, args: &[&str]) -> Run {
    let output = room.command(args).env("SUCHENG_NOW", format!("{day}T08:30:00+08:00")).output().unwrap();
    room.seen(output)
}

fn answer(run: &Run) -> Value {
    assert_eq!(run.status, 0, "{run}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
}

fn queued(answer: &Value) -> usize {
    answer["mail"]["queued"].as_array().unwrap().len()
}

#[test]
fn safe_to_run_twice() {
    let room = all_cases();
    writes_nothing(&room, "daily-dry-run", &["daily"]);
    shows(&room, "daily", &["daily"]);
    let once = files(&room);
    shows(&room, "daily-again", &["daily"]);
    assert_eq!(once, files(&room), "the second run of a day writes nothing");
    let again = answer(&at(&room, "2026-11-21", &["daily", "--json"]));
    assert_eq!((&again["sheet"]["new"], queued(&again)), (&false.into(), 0));
    // A sheet that was lost comes out byte for byte.
    let path = again["sheet"]["path"].as_str().unwrap().replace("[ROOM]", room.path().to_str().unwrap());
    let sheet = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let back = answer(&at(&room, "2026-11-21", &["daily", "--json"]));
    assert_eq!((&back["sheet"]["new"], std::fs::read(&path).unwrap()), (&false.into(), sheet));
}

/// Another state of facts on one day is another sheet that says what differs; the mail that waits gives way, the one that
/// left stays alone.
#[test]
fn facts_that_change_within_a_day() {
    let room = all_cases();
    let first = room.json(&["daily"]);
    assert_eq!(first["sheet"]["number"], 1);
    assert_eq!(first["changes"], serde_json::json!([]));
    let reminded = |answer: &Value| -> Vec<String> {
        let list = answer["mail"]["queued"].as_array().unwrap().clone();
        list.iter().map(|n| n["handler"].as_str().unwrap().to_owned()).collect()
    };
    assert!(reminded(&first).contains(&"执行组".to_owned()), "{first}");
    ends(&room, 0, &["deadline", "ack", ENFORCED, "renew-seal-in-enforcement", "--reason", "handed in"]);
    let second = room.json(&["daily"]);
    assert_eq!((&second["sheet"]["number"], &second["sheet"]["new"]), (&2.into(), &true.into()));
    let changes = second["changes"].as_array().unwrap();
    // The same deadline under another heading: gone from the one, new under the other.
    assert_eq!(changes.len(), 2, "{second}");
    assert!(changes.iter().all(|c| c["id"].as_str().unwrap().contains("renew-seal-in-enforcement")));
    assert_eq!(reminded(&second), ["执行组"]);
    let open = |room: &Room| {
        let list = room.json(&["notify", "list"])["notices"].as_array().unwrap().clone();
        let to = |n: &&Value| n["kind"] == "deadline-reminder" && n["status"] == "queued";
        list.iter().filter(to).count()
    };
    let waiting = open(&room);
    assert_eq!(waiting, reminded(&first).len(), "one mail each");
    assert_eq!(room.json(&["notify", "send"])["sent"]["count"], waiting);
    ends(&room, 0, &["deadline", "reopen", ENFORCED, "renew-seal-in-enforcement", "--reason", "sent back"]);
    let third = room.json(&["daily"]);
    assert_eq!((&third["sheet"]["number"], queued(&third)), (&3.into(), 0));
    let known = third["mail"]["known"].as_array().unwrap();
    let told = known.iter().find(|k| k["handler"] == "执行组").unwrap();
    assert_eq!((&told["status"], &told["facts_changed"]), (&"sent".into(), &true.into()));
}

/// A day that was missed is told, and yesterday's mail that never left gives way to today's.
#[test]
fn days_that_were_missed() {
    let room = all_cases();
    let first = answer(&at(&room, "2026-11-17", &["daily", "--json"]));
    assert_eq!((&first["missed"], &first["since"]), (&false.into(), &Value::Null));
    let waiting = queued(&first);
    assert!(waiting > 0);
    let run = at(&room, "2026-11-21", &["daily"]);
    assert_eq!(run.status, 0, "{run}");
    assert!(run.stdout.contains("No control sheet was written since 2026-11-17"), "{run}");
    let next = answer(&at(&room, "2026-11-22", &["daily", "--json"]));
    assert_eq!((&next["missed"], &next["since"]), (&false.into(), &"2026-11-21".into()));
    let notices = room.json(&["notify", "list"])["notices"].as_array().unwrap().clone();
    let mut open: Vec<(String, String)> = notices
        .iter()
        .filter(|n| n["kind"] == "deadline-reminder" && n["status"] == "queued")
        .map(|n| (n["to"].as_str().unwrap().to_owned(), n["due"].as_str().unwrap().to_owned()))
        .collect();
    open.sort();
    let handlers: std::collections::BTreeSet<&String> = open.iter().map(|(to, _)| to).collect();
    assert_eq!(handlers.len(), open.len(), "one open mail to each handler: {open:?}");
    // 21 November 2026 is a Saturday and the 22nd a Sunday: nobody missed a workday by Monday, but one by Wednesday.
    let monday = answer(&at(&room, "2026-11-23", &["daily", "--json", "--dry-run"]));
    assert_eq!(monday["missed"], false);
    let wednesday = answer(&at(&room, "2026-11-25", &["daily", "--json"]));
    assert_eq!((&wednesday["missed"], &wednesday["since"]), (&true.into(), &"2026-11-22".into()));
    // A day that has not come has no sheet; one that is over has one, and no mail.
    ends(&room, 2, &["daily", "--as-of", "2026-12-24"]);
    ends(&room, 2, &["daily", "--as-of", "2026-11-19"]);
    let past = answer(&at(&room, "2026-11-25", &["daily", "--as-of", "2026-11-19", "--past", "--json"]));
    assert_eq!((&past["sheet"]["new"], &past["mail"]), (&true.into(), &Value::Null));
}

/// The sheet of a day that is over leaves calendars, mail and the sheet of today as they are.
#[test]
fn a_past_day_does_not_disturb_today() {
    let room = all_cases();
    room.json(&["daily"]);
    room.json(&["notify", "send"]);
    let before = files(&room);
    ends(&room, 2, &["daily", "--as-of", "1990-01-01"]);
    assert_eq!(files(&room), before);
    let past = room.json(&["daily", "--as-of", "2026-11-20", "--past"]);
    assert_eq!(past["feeds"], serde_json::json!([]), "{past}");
    let again = room.json(&["daily"]);
    assert_eq!((&again["sheet"]["number"], &again["sheet"]["new"]), (&1.into(), &false.into()), "{again}");
    assert_eq!(queued(&again), 0, "{again}");
}

/// A reminder of a day that is over is not sent, and the next run cancels it also where nothing is left.
#[test]
fn an_old_reminder_is_never_sent() {
    let room = all_cases();
    let waiting = queued(&answer(&at(&room, "2026-11-21", &["daily", "--json"])));
    assert!(waiting > 0);
    let sent = answer(&at(&room, "2026-11-22", &["notify", "send", "--json"]));
    assert_eq!((&sent["sent"]["count"], &sent["postponed"]["count"]), (&0.into(), &waiting.into()), "{sent}");
    assert_eq!(sent["postponed"]["list"][0]["code"], "E-NOTICE-OVER");
    at(&room, "2026-11-22", &["daily", "--json"]);
    let list = answer(&at(&room, "2026-11-22", &["notify", "list", "--json"]));
    let old = list["notices"].as_array().unwrap().iter();
    let old: Vec<&Value> = old.filter(|n| n["due"] == "2026-11-21").map(|n| &n["status"]).collect();
    assert!(old.len() == waiting && old.iter().all(|s| **s == "cancelled"), "{old:?}");
}

#[test]
fn whoever_has_no_mailbox_is_listed() {
    let room = all_cases();
    ends(&room, 0, &["amend", ENFORCED, "--set", "handler.email=null", "--reason", "left"]);
    let answer = room.json(&["daily"]);
    let without = answer["mail"]["no_mailbox"].as_array().unwrap();
    assert_eq!(without.len(), 1, "{answer}");
    assert_eq!(without[0]["handler"], "执行组");
    // They are on the sheet and have their calendar all the same.
    let shown = answer["sheet"]["shown"].as_array().unwrap();
    assert!(shown.iter().any(|s| s["handler"] == "执行组"));
    assert!(answer["feeds"].as_array().unwrap().iter().any(|f| f["handler"] == "执行组"));
    let none = room.json(&["daily", "--no-mail"]);
    assert_eq!(none["mail"], Value::Null);
}

#[test]
fn documents_out_of_date_are_listed() {
    let room = all_cases();
    ends(&room, 0, &["draft", "filing", "CC-2026-000981"]);
    assert_eq!(room.json(&["daily"])["unresolved"]["stale"], serde_json::json!([]));
    ends(&room, 0, &["pay", "CC-2026-000981", "100", "--on", "2026-11-20"]);
    let stale = room.json(&["daily"])["unresolved"]["stale"].as_array().unwrap().clone();
    assert!(stale.iter().any(|s| s["kind"] == "payment-order-application"), "{stale:?}");
}

/// What is on paper is in the registry: deadlines by handler and account, the file's hash.
#[test]
fn the_registry_keeps_what_was_shown_to_whom() {
    let room = all_cases();
    let answer = room.json(&["daily"]);
    let lines = ends(&room, 0, &["registry", "export"]).stdout;
    let sheet = lines.lines().find(|l| l.contains("\"control-sheet\"")).unwrap_or_else(|| panic!("{lines}"));
    assert!(sheet.contains(answer["sheet"]["sha256"].as_str().unwrap()));
    assert!(
        sheet.contains("执行组") && sheet.contains(ENFORCED) && sheet.contains("renew-seal-in-enforcement")
    );
    ends(&room, 0, &["registry", "verify"]);
    ends(&room, 2, &["notify", "queue", "deadline-reminder", ENFORCED]);
    shows(&room, "daily-mail", &["notify", "show", answer["mail"]["queued"][0]["id"].as_str().unwrap()]);
}

/// One account whose events nothing here would write stops neither the others nor the day.
#[test]
fn an_account_that_cannot_be_read_is_told() {
    let room = all_cases();
    let mut lines = ends(&room, 0, &["registry", "export"]).stdout;
    let next = lines.lines().count() + 1;
    lines.push_str(&format!(
        "{{\"schema\":\"sucheng/event/v1\",\"stream\":\"B-1\",\"line\":{next},\"event\":{{\"seq\":1,\"at\":\"2026-11-21T10:00:00+08:00\",\"as_of\":\"2026-11-21\",\"actor\":\"t\",\"command\":\"20261121T100000-99\",\"payload\":{{\"type\":\"paid\",\"on\":\"2026-11-20\",\"amount\":\"1.00\"}}}}}}\n"
    ));
    let other = Room::workspace();
    let file = other.write("all.jsonl", lines);
    // It goes in, and import says what is wrong with it.
    ends(&other, 7, &["registry", "import", file.to_str().unwrap()]);
    let run = ends(&other, 3, &["daily"]);
    assert!(run.stderr.contains("not computed: B-1"), "{run}");
    let answer = other.json(&["daily"]);
    assert_eq!(answer["failed"][0]["account"], "B-1");
    assert_eq!(answer["sheet"]["sha256"], room.json(&["daily"])["sheet"]["sha256"]);
    let status = other.json(&["status"]);
    assert_eq!((&status["accounts"], &status["not_computed"]), (&6.into(), &1.into()));
}

/// One screen: 24 lines of 80 columns, whatever there is.
#[test]
fn status_is_one_screen() {
    let room = all_cases();
    shows(&room, "status", &["status"]);
    shows(&room, "status-zh", &["status", "--lang", "zh-CN"]);
    let before = room.json(&["status"]);
    assert_eq!(before["accounts"], 6);
    let received = before["money"]["received_this_month"].as_str().unwrap().to_owned();
    ends(&room, 0, &["pay", "CC-2026-000981", "100", "--on", "2026-11-20"]);
    ends(&room, 0, &["pay", "CC-2026-000981", "7", "--on", "2026-10-31"]);
    ends(&room, 0, &["pay", "PL-2026-000217", "55", "--on", "2026-11-19"]);
    ends(&room, 0, &["undo"]);
    let after = room.json(&["status"]);
    // Of this month, and not taken back: the first alone.
    assert_eq!((received.as_str(), &after["money"]["received_this_month"]), ("0.00", &"100.00".into()));
    assert_eq!(after["money"]["payments"], 1);
    let late = room.json(&["agenda"])["items"].as_array().unwrap().clone();
    let late = late.iter().filter(|i| i["urgency"] == "late").count();
    assert_eq!(after["deadlines"]["late"], late);
    for lang in ["en", "zh-CN"] {
        let run = ends(&room, 0, &["status", "--lang", lang]);
        assert!(run.stdout.lines().count() <= 24, "{run}");
        for line in run.stdout.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
        }
    }
}

/// The figures are those of the selected accounts, added up by hand from `list`; a selection of none says so.
#[test]
fn status_is_of_the_selected_accounts() {
    let room = all_cases();
    let some = ["CC-2026-000981", "PL-2026-000217"];
    let rows = room.json(&["list", some[0], some[1]])["accounts"].as_array().unwrap().clone();
    let fen = |row: &Value| row["owed"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    let owed: i64 = rows.iter().map(fen).sum();
    let answer = room.json(&["status", some[0], some[1]]);
    assert_eq!(answer["accounts"], 2);
    assert_eq!(answer["money"]["owed"], format!("{}.{:02}", owed / 100, owed % 100), "{answer:#}");
    let stages: u64 =
        answer["stages"].as_array().unwrap().iter().map(|s| s["accounts"].as_u64().unwrap()).sum();
    assert_eq!(stages, 2);
    assert!(answer["selection"].as_str().unwrap().contains(some[1]), "{answer:#}");
    let shown = ends(&room, 0, &["status", some[0]]);
    assert!(shown.stdout.contains("1 account") && shown.stdout.contains(some[0]), "{shown}");
    assert_eq!(room.json(&["status"])["selection"], Value::Null);
    let none = ends(&room, 0, &["status", "--batch", "none-such"]);
    assert!(none.stderr.contains("no account is selected: batch none-such"), "{none}");
}
