//! The outbox as its users meet it: when mail leaves, to whom, and what is refused. The edges of each rule are those of
//! law-cn.md §5 and §10 item 20; the figures that law leaves open are those of `contact-rules.yaml`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{all_cases, edited, ends};
use crate::support::{NOW, Room, Run};

const CARD: &str = "CC-2026-000123";
const LOAN: &str = "PL-2026-000217";

/// A run with the clock stopped at this moment.
fn at(room: &Room, now: &str, args: &[&str]) -> Run {
    let output = room.command(args).env("SUCHENG_NOW", now).output().unwrap();
    room.seen(output)
}

fn json_at(room: &Room, now: &str, args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let run = at(room, now, &args);
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
}

/// What `notify send` did at a moment: sent, failed, postponed.
fn sends(room: &Room, now: &str) -> (u64, u64, u64) {
    let answer = json_at(room, now, &["notify", "send"]);
    let count = |name: &str| answer[name]["count"].as_u64().unwrap();
    (count("sent"), count("failed"), count("postponed"))
}

fn notices(room: &Room) -> Vec<Value> {
    room.json(&["notify", "list"])["notices"].as_array().unwrap().clone()
}

fn events(room: &Room) -> usize {
    room.read("registry/journal.jsonl").lines().count()
}

/// A room with a demand to the card account, approved in the morning.
fn with_demand() -> Room {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    room
}

/// A line put below `mail:` in the settings.
fn set_mail(room: &Room, line: &str) {
    let settings = room.read("sucheng.yaml");
    assert!(settings.contains("\nmail:\n"), "{settings}");
    room.write("sucheng.yaml", settings.replacen("\nmail:\n", &format!("\nmail:\n  {line}\n"), 1));
}

#[test]
fn quiet_hours_by_the_clock() {
    let room = with_demand();
    let before = events(&room);
    let night = json_at(&room, "2026-11-21T22:00:00+08:00", &["notify", "send"]);
    assert_eq!(night["sent"]["count"], 0);
    let held = &night["postponed"]["list"][0];
    assert_eq!(held["code"], "E-NOTICE-QUIET-HOURS");
    let message = held["message"].as_str().unwrap();
    assert!(message.contains("2026-11-22 08:00") && message.contains("certainty U"), "{message}");
    let listed = &notices(&room)[0];
    assert_eq!(listed["status"], "postponed");
    assert_eq!(listed["until"], "2026-11-22T08:00:00+08:00");
    // Recorded once, however often it is tried.
    assert_eq!(events(&room), before + 1);
    assert_eq!(sends(&room, "2026-11-22T03:00:00+08:00"), (0, 0, 1));
    assert_eq!(sends(&room, "2026-11-22T07:59:59+08:00"), (0, 0, 1));
    assert_eq!(events(&room), before + 1);
    let shown = at(&room, "2026-11-22T07:59:59+08:00", &["notify", "show", listed["id"].as_str().unwrap()]);
    assert!(
        shown.stdout.contains("MAY LEAVE NOW: no: ") && shown.stdout.contains("quiet hours 22:00–08:00"),
        "{shown}"
    );
    assert_eq!(sends(&room, "2026-11-22T08:00:00+08:00"), (1, 0, 0));

    let room = with_demand();
    assert_eq!(sends(&room, "2026-11-21T21:59:59+08:00"), (1, 0, 0));
}

#[test]
fn the_workspace_sets_its_own_quiet_hours() {
    let room = with_demand();
    set_mail(&room, "quiet: {from: '09:30', to: '10:30'}");
    let held = room.json(&["notify", "send"]);
    assert_eq!(held["postponed"]["list"][0]["code"], "E-NOTICE-QUIET-HOURS-OWN", "{held}");
    assert_eq!(sends(&room, "2026-11-21T22:30:00+08:00"), (1, 0, 0));
}

/// Seven days, by default (U); a workspace's table sets another number.
#[test]
fn the_next_demand_waits_a_week() {
    let room = with_demand();
    assert_eq!(sends(&room, NOW), (1, 0, 0));
    let again = |now: &str, occasion: &str| {
        let queue = ["notify", "queue", "demand-email", CARD, "--occasion", occasion];
        assert_eq!(at(&room, now, &queue).status, 0);
        assert_eq!(at(&room, now, &["notify", "approve", "--all", "--reason", "x"]).status, 0);
    };
    again("2026-11-22T10:00:00+08:00", "second");
    assert_eq!(sends(&room, "2026-11-27T21:00:00+08:00"), (0, 0, 1));
    let waits = notices(&room).pop().unwrap();
    assert_eq!(waits["until"], "2026-11-28T08:00:00+08:00", "seven days after 2026-11-21");
    assert_eq!(sends(&room, "2026-11-28T08:00:00+08:00"), (1, 0, 0));

    let own = "table: contact-rules\nentries:\n- id: demand-mail-apart\n  title: {zh: 间隔, en: Apart}\n  test: demand-apart\n  severity: note\n  channels: [email]\n  values:\n  - {from: 2026-01-30, value: {apart: 1}, source: {instrument: 本行催收管理办法}, checked_on: 2026-11-22, confidence: K}\n";
    room.write("rules/apart.yaml", own);
    again("2026-11-28T10:00:00+08:00", "third");
    assert_eq!(sends(&room, "2026-11-28T11:00:00+08:00"), (0, 0, 1));
    assert_eq!(sends(&room, "2026-11-29T08:00:00+08:00"), (1, 0, 0));
}

/// 信用卡办法 art. 70.
#[test]
fn a_plan_stops_demands_until_it_is_broken() {
    let room = Room::with_case("card-litigation");
    let facts = ["--set", "instalments=12", "--set", "first_due=2026-12-20", "--set", "last_due=2027-11-20"];
    let signed = ["record", CARD, "pre-action/plan-signed", "--on", "2026-11-20"];
    ends(&room, 0, &[&signed[..], &facts].concat());
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "x"]);
    let held = room.json(&["notify", "send"]);
    assert_eq!(held["postponed"]["list"][0]["code"], "E-NOTICE-IN-PLAN", "{held}");
    assert_eq!(notices(&room)[0]["status"], "approved", "no moment is known, so that none is recorded");
}

#[test]
fn a_suppressed_mailbox_gets_nothing_until_it_is_lifted() {
    let room = with_demand();
    ends(&room, 2, &["notify", "suppress", "not a mailbox", "--reason", "x"]);
    ends(&room, 1, &["notify", "suppress", "li@example.com", "--lift", "--reason", "x"]);
    ends(&room, 0, &["notify", "suppress", "LI@example.com", "--reason", "complaint of 2026-11-20"]);
    let held = room.json(&["notify", "send"]);
    assert_eq!(held["postponed"]["list"][0]["code"], "E-NOTICE-SUPPRESSED", "{held}");
    let refused = room.json(&["notify", "queue", "demand-email", CARD, "--occasion", "again"]);
    assert_eq!(refused["failed"][0]["code"], "E-NOTICE-SUPPRESSED");
    assert!(refused["failed"][0]["message"].as_str().unwrap().contains("complaint of 2026-11-20"));
    let list = ends(&room, 0, &["notify", "suppressed"]);
    assert!(list.stdout.contains("l***@example.com") && !list.stdout.contains("li@example.com"), "{list}");
    ends(&room, 0, &["notify", "suppress", "li@example.com", "--lift", "--reason", "settled"]);
    assert!(room.json(&["notify", "suppressed"])["suppressed"].as_array().unwrap().is_empty());
    assert_eq!(sends(&room, NOW), (1, 0, 0));
}

#[test]
fn a_whole_domain_can_be_suppressed() {
    let room = with_demand();
    ends(&room, 0, &["notify", "suppress", "@example.com", "--reason", "their server refuses us"]);
    assert_eq!(sends(&room, NOW), (0, 0, 1));
}

/// Two mailboxes of one domain, one mail a minute: across runs, and at the second.
#[test]
fn the_pace_holds_across_runs() {
    let room = all_cases();
    set_mail(&room, "per_minute: 1");
    ends(&room, 3, &["notify", "queue", "demand-email", "--all"]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "x"]);
    let waiting = notices(&room).len() as u64;
    assert!(waiting >= 3);
    let first = room.json(&["notify", "send"]);
    assert_eq!(
        (first["sent"]["count"].as_u64(), first["postponed"]["count"].as_u64()),
        (Some(1), Some(waiting - 1))
    );
    assert_eq!(first["postponed"]["list"][0]["code"], "E-NOTICE-PACE");
    assert_eq!(sends(&room, "2026-11-21T10:00:59+08:00"), (0, 0, waiting - 1));
    assert_eq!(sends(&room, "2026-11-21T10:01:00+08:00"), (1, 0, waiting - 2));
    // With --wait it goes on by itself: two seconds are left of the minute.
    let begun = Instant::now();
    let wait = ["notify", "send", "--wait", "--limit", "1", "--json"];
    let waited = at(&room, "2026-11-21T10:01:58+08:00", &wait);
    let answer: Value = serde_json::from_str(&waited.stdout).unwrap();
    assert_eq!(answer["sent"]["count"], 1, "{waited}");
    assert!(begun.elapsed() >= Duration::from_secs(2));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_the_waiting_cleanly() {
    let room = all_cases();
    set_mail(&room, "per_minute: 1");
    ends(&room, 3, &["notify", "queue", "demand-email", "--all"]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "x"]);
    let child = room
        .command(&["notify", "send", "--wait"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mail = room.path().join("out/mail");
    let begun = Instant::now();
    while !mail.read_dir().is_ok_and(|mut files| files.next().is_some()) {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing left");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(300));
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let run = room.seen(child.wait_with_output().unwrap());
    assert_eq!(run.status, 130, "{run}");
    assert!(begun.elapsed() < Duration::from_secs(30));
    let status: Vec<Value> = notices(&room).iter().map(|n| n["status"].clone()).collect();
    assert_eq!(status.iter().filter(|s| *s == "sent").count(), 1, "{status:?}");
    assert!(status.iter().all(|s| s == "sent" || s == "approved"), "nothing is in doubt: {status:?}");
}

#[test]
fn a_test_address_gets_every_mail_and_nobody_else_any() {
    let room = with_demand();
    set_mail(&room, "test_address: trial@bank.example");
    let answer = room.json(&["notify", "send"]);
    assert_eq!(
        (answer["sent"]["count"].as_u64(), answer["tested"]["count"].as_u64()),
        (Some(0), Some(1)),
        "{answer}"
    );
    let path = answer["tested"]["list"][0]["path"].as_str().unwrap();
    let mail = room.read(path);
    assert!(mail.contains("To: trial@bank.example") && !mail.contains("li@example.com"), "{mail}");
    let subject = mail.lines().skip_while(|l| !l.starts_with("Subject:")).take(1).collect::<String>();
    assert!(subject.starts_with("Subject: [TEST ") || subject.contains("=?utf-8?"), "{subject}");
    let notice = &notices(&room)[0];
    assert_eq!(notice["status"], "approved");
    let shown = room.json(&["notify", "show", notice["id"].as_str().unwrap()]);
    assert_eq!(shown["history"].as_array().unwrap().last().unwrap()["test_address"], "trial@bank.example");
    // Once to this mailbox; then, without it, to the debtor, as if nothing had been.
    let again = room.json(&["notify", "send"]);
    assert_eq!(again["tested"]["count"], 0);
    assert_eq!(again["postponed"]["list"][0]["code"], "E-NOTICE-TRIED");
    room.write("sucheng.yaml", room.read("sucheng.yaml").replace("  test_address: trial@bank.example\n", ""));
    assert_eq!(sends(&room, NOW), (1, 0, 0));
    set_mail(&room, "test_address: nobody");
    ends(&room, 1, &["notify", "send"]);
}

/// A bank's own template is read like the built-in one: at queueing, and once more before approval.
#[test]
fn a_template_of_ones_own_is_read_too() {
    let room = Room::with_case("card-litigation");
    let library = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/cn/demand-email");
    for file in ["manifest.yaml", "body.txt.j2", "sample.yaml"] {
        let text = std::fs::read_to_string(format!("{library}/{file}")).unwrap();
        let text = match file {
            "body.txt.j2" => text
                .replace("六、其他事项", "六、其他事项\n  0. 逾期不还的，公安机关已立案，实付 100 元即可。"),
            _ => text,
        };
        room.write(&format!("templates/cn/demand-email/{file}"), text);
    }
    let queued = room.json(&["notify", "queue", "demand-email", CARD]);
    let codes: Vec<&str> =
        queued["failed"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["E-NOTICE-LINT-SUM", "E-NOTICE-LINT-AVOIDS"], "{queued}");
    assert!(notices(&room).is_empty());
}

/// One whose figures are out of date is refused, the others are approved: exit code 3.
#[test]
fn approval_refuses_what_is_out_of_date() {
    let room = all_cases();
    ends(&room, 3, &["notify", "queue", "demand-email", "--all"]);
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    let plan = room.json(&["notify", "approve", "--kind", "demand-email", "--reason", "x", "--dry-run"]);
    assert!(notices(&room).iter().all(|n| n["status"] == "queued"));
    let run = room.run(&["notify", "approve", "--kind", "demand-email", "--reason", "x", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["ids"], plan["ids"], "the dry run printed the same plan");
    assert_eq!(answer["failed"].as_array().unwrap().len(), 1);
    assert_eq!(answer["failed"][0]["code"], "E-NOTICE-STALE");
    for notice in notices(&room) {
        let wanted = if notice["account"] == CARD { "queued" } else { "approved" };
        assert_eq!(notice["status"], wanted, "{notice}");
    }
}

#[test]
fn notices_are_chosen_and_counted() {
    let room = all_cases();
    ends(&room, 3, &["notify", "queue", "demand-email", "--all"]);
    ends(&room, 0, &["notify", "queue", "counsel-handover", CARD, "--due", "2026-12-01"]);
    let ids = |args: &[&str]| {
        let list = room.json(&[&["notify", "list"][..], args].concat());
        list["notices"].as_array().unwrap().iter().map(|n| n["id"].clone()).collect::<Vec<_>>()
    };
    let all = ids(&[]);
    assert_eq!(ids(&[CARD]).len(), 2);
    assert_eq!(ids(&["--kind", "counsel-handover"]).len(), 1);
    assert_eq!(ids(&["--due-before", "2026-12-01"]).len(), all.len() - 1);
    assert_eq!(ids(&["--status", "sent"]).len(), 0);
    ends(&room, 2, &["notify", "list", "--status", "lost"]);
    ends(&room, 2, &["notify", "list", "--due-before", "soon"]);
    ends(&room, 0, &["notify", "approve", CARD, "--kind", "demand-email", "--reason", "x"]);
    let counts = &room.json(&["notify", "list"])["counts"];
    assert_eq!(
        (counts["approved"].as_u64(), counts["queued"].as_u64()),
        (Some(1), Some(all.len() as u64 - 1))
    );
    ends(&room, 0, &["notify", "cancel", "--all", "--reason", "stop"]);
    assert_eq!(ids(&["--status", "cancelled"]).len(), all.len());
    ends(&room, 2, &["notify", "cancel", "--reason", "stop"]);
}

/// An occasion is queued once, by two runs and by two processes at the same time.
#[test]
fn an_occasion_is_queued_once() {
    let room = Room::with_case("card-litigation");
    let queue = ["notify", "queue", "demand-email", CARD, "--occasion", "hearing", "--due", "2026-12-01"];
    let children: Vec<_> = (0..2)
        .map(|_| room.command(&queue).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
        .collect();
    for mut child in children {
        // The one that came second waits for the registry, or says that it is in use.
        let status = child.wait().unwrap().code();
        assert!(matches!(status, Some(0 | 6)), "{status:?}");
    }
    ends(&room, 0, &queue);
    assert_eq!(notices(&room).len(), 1);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "x"]);
    assert_eq!(sends(&room, NOW), (0, 0, 1), "not before its day");
    assert_eq!(json_at(&room, "2026-12-01T08:00:00+08:00", &["notify", "send"])["sent"]["count"], 1);
}

/// The contact log knows the mailbox as a colleague's: nothing is queued to it.
#[test]
fn a_third_partys_mailbox_is_refused() {
    let room = Room::workspace();
    let case = edited(&room, "card-litigation", &[]);
    let log = case.join("contacts.csv");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(
        &log,
        format!("{}\n2026-05-06 10:00,email,contact,li@example.com,returned,,YJ-1\n", text.trim_end()),
    )
    .unwrap();
    ends(&room, 0, &["import", case.to_str().unwrap()]);
    let refused = room.json(&["notify", "queue", "demand-email", CARD]);
    assert_eq!(refused["failed"][0]["code"], "E-NOTICE-THIRD-PARTY", "{refused}");
}

/// Who is on the list gets no tests either: `mail.test_address` is a mailbox like any other.
#[test]
fn a_suppressed_test_address_gets_no_tests() {
    let room = with_demand();
    set_mail(&room, "test_address: trial@bank.example");
    ends(&room, 0, &["notify", "suppress", "trial@bank.example", "--reason", "left the bank"]);
    let answer = room.json(&["notify", "send"]);
    assert_eq!(answer["tested"]["count"], 0, "{answer}");
    assert_eq!(answer["postponed"]["list"][0]["code"], "E-NOTICE-SUPPRESSED", "{answer}");
    assert!(!room.path().join("out/mail").exists(), "no mail was written");
}

/// Spouses share a mailbox: a demand to it is queued with a warning and approved by its id with a reason, never among many.
/// Counsel's mail, which needs no approval, stays until somebody says why.
#[test]
fn a_mailbox_of_two_debtors_needs_a_reason() {
    let room = Room::workspace();
    let card = edited(&room, "card-litigation", &[("wang@law.example", "zhao@example.com")]);
    let loan = edited(&room, "loan-guarantor", &[("zhao@example.com", "li@example.com")]);
    ends(&room, 0, &["import", card.to_str().unwrap()]);
    let alone = room.json(&["notify", "queue", "demand-email", CARD, "--dry-run"]);
    assert_eq!(alone["warnings"], serde_json::json!([]), "{alone}");
    ends(&room, 0, &["import", loan.to_str().unwrap()]);

    let queued = room.json(&["notify", "queue", "demand-email", CARD]);
    assert_eq!(queued["warnings"][0]["code"], "W-NOTICE-SHARED-MAILBOX", "{queued}");
    let told = queued["warnings"][0]["message"].as_str().unwrap();
    assert!(told.contains("PL-2026-000217 赵示例") && told.contains("l***@example.com"), "{told}");
    let many = room.run(&["-q", "notify", "approve", "--all", "--reason", "checked"]);
    assert_eq!(many.status, 3, "{many}");
    assert!(many.stderr.contains("E-NOTICE-SHARED-MAILBOX"), "{many}");
    let by_account = room.json(&["notify", "approve", CARD, "--reason", "checked"]);
    assert_eq!(by_account["failed"][0]["code"], "E-NOTICE-SHARED-MAILBOX", "{by_account}");
    assert_eq!(notices(&room)[0]["status"], "queued");
    let id = queued["queued"][0]["id"].as_str().unwrap();
    let one = room.json(&["notify", "approve", id, "--reason", "夫妻共用邮箱，本人书面确认"]);
    assert_eq!((&one["count"], &one["warnings"][0]["code"]), (&1.into(), &"W-NOTICE-SHARED-APPROVED".into()));
    assert_eq!(sends(&room, NOW), (1, 0, 0));

    // Counsel's mailbox was li@example.com's neighbour until the loan's guarantor was given it too.
    ends(&room, 0, &["amend", LOAN, "--set", "debtors[1].emails[0]=zhao@example.com", "--reason", "x"]);
    let queued = room.json(&["notify", "queue", "counsel-handover", CARD]);
    assert_eq!(queued["warnings"][0]["code"], "W-NOTICE-SHARED-MAILBOX", "{queued}");
    let held = room.json(&["notify", "send"]);
    assert_eq!(held["postponed"]["list"][0]["code"], "E-NOTICE-SHARED-MAILBOX", "{held}");
    let id = queued["queued"][0]["id"].as_str().unwrap();
    ends(&room, 0, &["notify", "approve", id, "--reason", "律师本人的邮箱，案外同名"]);
    assert_eq!(sends(&room, NOW), (1, 0, 0));
}

/// 信用卡办法 art. 69: a bank's own message that says of itself that it is a demand must say what a demand must, however it
/// is called; `template check` and queueing name what it lacks, and the source.
#[test]
fn a_demand_of_the_banks_own_holds_what_the_law_wants() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["template", "new", "bank-reminder", "--from", "demand-email"]);
    let manifest = room.read("templates/cn/bank-reminder/manifest.yaml");
    assert!(manifest.contains("demand: true"), "a copy of a demand is one: {manifest}");
    ends(&room, 0, &["template", "check"]);
    let body = room.read("templates/cn/bank-reminder/body.txt.j2");
    room.write("templates/cn/bank-reminder/body.txt.j2", body.replace("加盖业务公章的书面文本", "书面文本"));
    let check = room.run(&["template", "check", "--json"]);
    assert_eq!(check.status, 1, "{check}");
    let found: Value = serde_json::from_str(&check.stdout).unwrap();
    let [problem] = &of(&found, "E-NOTICE-LINT-LACKS")[..] else { panic!("{found}") };
    assert_eq!(problem["file"], "bank-reminder/body.txt.j2");
    let message = problem["message"].as_str().unwrap();
    assert!(message.contains("公章") && message.contains("第69条"), "{message}");
    let queued = room.json(&["notify", "queue", "bank-reminder", CARD]);
    assert_eq!(queued["failed"][0]["code"], "E-NOTICE-LINT-LACKS", "{queued}");
    // One that does not say so is none, and `check` asks.
    room.write("templates/cn/bank-reminder/manifest.yaml", manifest.replace("demand: true\n", ""));
    let asked = room.json(&["template", "check"]);
    assert_eq!(of(&asked, "N-TEMPLATE-NO-DEMAND").len(), 1, "{asked}");
    assert_eq!(room.json(&["notify", "queue", "bank-reminder", CARD])["failed"], serde_json::json!([]));
}

/// The problems of this code in an answer of `template check`.
fn of(answer: &Value, code: &str) -> Vec<Value> {
    let all = answer["problems"].as_array().unwrap().iter();
    all.filter(|p| p["code"] == code).cloned().collect()
}

/// What a template of one's own left to be filled in is found before a mail about many accounts is queued, too.
#[test]
fn a_round_is_read_before_it_is_queued() {
    let room = all_cases();
    set_mail(&room, "managers: [head@bank.example]");
    ends(&room, 0, &["template", "new", "weekly-status"]);
    let body = room.read("templates/cn/weekly-status/body.txt.j2");
    room.write("templates/cn/weekly-status/body.txt.j2", format!("TODO\n{body}"));
    let run = room.run(&["notify", "queue", "weekly-status", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["failed"][0]["code"], "E-NOTICE-LINT-PLACEHOLDER", "{answer}");
    assert!(notices(&room).is_empty());
    room.write("templates/cn/weekly-status/body.txt.j2", body);
    assert_eq!(room.json(&["notify", "queue", "weekly-status"])["queued"].as_array().unwrap().len(), 1);
}
