//! Every message that the worked cases give, sent and read back by parsers that are none of ours: `mail-parser`, and
//! Python's `email` where there is Python.

use std::path::PathBuf;
use std::process::Command;

use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};

use super::{all_cases, edited, ends};
use crate::support::{self, Room};

const CARD: &str = "CC-2026-000123";
const LOAN: &str = "PL-2026-000217";
const ORDER: &str = "CC-2026-000981";
const SETTLED: &str = "MF-2026-000045";
/// The day on which it all leaves: a notice of an instalment on the 25th waits for it.
const TOMORROW: &str = "2026-11-22T09:00:00+08:00";

/// The worked cases with managers to write to, an instalment past its day on one card and one to come on another.
fn room() -> Room {
    let room = all_cases();
    managers(&room);
    for (account, first) in [(CARD, "2026-11-16"), (ORDER, "2026-11-25")] {
        let plan = [
            "plan",
            "make",
            account,
            "--on",
            "2026-11-01",
            "--total",
            "6000",
            "--instalments",
            "3",
            "--first",
            first,
            "--as-of",
            "2026-11-01",
        ];
        ends(&room, 0, &plan);
    }
    ends(&room, 0, &["draft", "lawyers-letter", LOAN]);
    // What was mediated is what came in: 15,000.00 + 3,295.45 + 120.31 = 8,000.00 + 6,000.00 + 4,415.76.
    let mediated = "principal=15000.00 --set interest=3295.45 --set costs=120.31 --set perform_by=2026-10-31 --on 2026-07-30";
    let mut correct = vec!["record", SETTLED, "litigation/mediated", "--correct", "--set"];
    correct.extend(mediated.split(' '));
    ends(&room, 0, &correct);
    room
}

fn managers(room: &Room) {
    let config = room.read("sucheng.yaml");
    let from = "  from: 法务部 <legal@bank.example>\n";
    assert!(config.contains(from), "{config}");
    room.write("sucheng.yaml", config.replace(from, &format!("{from}  managers: [head@bank.example]\n")));
}

/// Sends everything that waits, and gives each mail with its notice as the registry has it.
fn sent(room: &Room) -> Vec<(Value, PathBuf)> {
    let mut approve = room.command(&["notify", "approve", "--all", "--reason", "checked"]);
    approve.env("SUCHENG_NOW", TOMORROW).output().unwrap();
    let mut send = room.command(&["notify", "send", "--json"]);
    let run = room.seen(send.env("SUCHENG_NOW", TOMORROW).output().unwrap());
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"));
    assert_eq!(answer["failed"]["count"], 0, "{answer}");
    let list = answer["sent"]["list"].as_array().unwrap();
    let of = |sent: &Value| {
        let notice = room.json(&["notify", "show", sent["id"].as_str().unwrap(), "--unmask"]);
        let path = sent["path"].as_str().unwrap().replace("[ROOM]", room.path().to_str().unwrap());
        (notice, room.path().join(path))
    };
    list.iter().map(of).collect()
}

/// What `mail-parser` reads in a mail.
fn read(path: &PathBuf) -> Value {
    let bytes = std::fs::read(path).unwrap();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let address = |found: Option<&mail_parser::Address<'_>>| {
        let one = found.and_then(|a| a.first()).unwrap();
        json!([one.name().unwrap_or_default(), one.address().unwrap()])
    };
    let text = |found: Option<std::borrow::Cow<'_, str>>| found.unwrap_or_default().replace("\r\n", "\n");
    let files = mail.attachments().map(|part| {
        json!([part.attachment_name().unwrap(), sucheng::papers::hash::of_bytes(part.contents())])
    });
    json!({
        "subject": mail.subject().unwrap(),
        "from": address(mail.from()),
        "to": address(mail.to()),
        "text": text(mail.body_text(0)),
        "html": text(mail.body_html(0)),
        "files": files.collect::<Vec<_>>(),
    })
}

/// What the registry holds of a notice, in the same shape. Mailboxes are masked there and compared with the mail's own.
fn stated(notice: &Value) -> Value {
    let files = notice["attachments"].as_array().unwrap().iter().map(|a| json!([a["name"], a["sha256"]]));
    json!({
        "subject": notice["subject"],
        "text": notice["text"],
        "html": notice["html"],
        "files": files.collect::<Vec<_>>(),
    })
}

fn holds(found: &Value, notice: &Value, by: &str) {
    let stated = stated(notice);
    for field in ["subject", "files"] {
        assert_eq!(found[field], stated[field], "{by}: {field}");
    }
    for field in ["text", "html"] {
        let [found, stated] =
            [&found[field], &stated[field]].map(|t| t.as_str().unwrap_or_default().trim_end());
        assert_eq!(found, stated, "{by}: {field}");
    }
    assert_eq!(found["from"], json!(["法务部", "legal@bank.example"]), "{by}");
}

/// Reads every mail by both parsers and holds them against the registry.
fn read_back(mails: &[(Value, PathBuf)], test: &str) -> Vec<Value> {
    let found: Vec<Value> = mails.iter().map(|(_, path)| read(path)).collect();
    for (found, (notice, _)) in found.iter().zip(mails) {
        holds(found, notice, "mail-parser");
    }
    if let Some(python) = support::python_with("email", "python3", test) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/mail.py");
        let run = Command::new(python).arg(script).args(mails.iter().map(|(_, path)| path)).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let theirs: Vec<Value> = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!(theirs.len(), mails.len());
        for ((theirs, ours), (notice, _)) in theirs.iter().zip(&found).zip(mails) {
            holds(theirs, notice, "email");
            assert_eq!((&theirs["to"], &theirs["defects"]), (&ours["to"], &json!(0)));
            let strange = theirs["headers"].as_array().unwrap().iter().any(|h| h == "bcc" || h == "cc");
            assert!(!strange, "{theirs}");
        }
    }
    found
}

#[test]
fn every_message_of_the_worked_cases() {
    let room = room();
    for (kind, accounts, expected) in [
        // The loan gets the lawyer's letter instead, and the cards what belongs to their plans: demands keep apart.
        ("demand-email", &["PL-2025-000064", "OL-2026-001508"][..], 2),
        ("counsel-handover", &[CARD, LOAN], 2),
        ("lawyers-letter-cover", &[LOAN], 1),
        // To the handler and to counsel.
        ("hearing-reminder", &[CARD], 2),
        ("instalment-overdue", &[CARD], 1),
        ("instalment-due", &[ORDER], 1),
        ("settlement-confirmation", &[SETTLED], 1),
        ("weekly-status", &[], 1),
        // Four cases of four lawyers; nobody else has counsel.
        ("counsel-status", &[], 4),
    ] {
        let mut args = vec!["notify", "queue", kind];
        args.extend(accounts);
        let answer = room.json(&args);
        assert_eq!(answer["queued"].as_array().unwrap().len(), expected, "{kind}: {answer}");
    }
    let mut next = room.command(&["notify", "queue", "daily-digest"]);
    let next = room.seen(next.env("SUCHENG_NOW", TOMORROW).output().unwrap());
    assert_eq!(next.status, 0, "{next}");
    let mails = sent(&room);
    let found = read_back(&mails, "every_message_of_the_worked_cases");
    let line = |(found, (notice, _)): (&Value, &(Value, PathBuf))| {
        let names: Vec<&str> =
            found["files"].as_array().unwrap().iter().map(|f| f[0].as_str().unwrap()).collect();
        let to = found["to"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect::<Vec<_>>();
        format!(
            "{}\n  {}\n  {}\n  {}\n",
            notice["kind"].as_str().unwrap(),
            to.join(" "),
            found["subject"].as_str().unwrap(),
            names.join(" | ")
        )
    };
    let mut lines: Vec<String> = found.iter().zip(&mails).map(line).collect();
    lines.sort();
    insta::assert_snapshot!("mail-parse", lines.concat());
}

/// Names that a mail gets wrong easily: with spaces and quotes, of characters beyond the first plane, very long.
#[test]
fn difficult_names_come_out_as_they_went_in() {
    for name in
        ["𠮷 示例, <b>\"x\"", "阿卜杜热合曼·买买提依明江·阿不都克热木", "<img src=x onerror=alert(1)>"]
    {
        let room = Room::workspace();
        let folder = edited(&room, "payment-order", &[("name: 陈范例", &format!("name: '{name}'"))]);
        ends(&room, 0, &["import", folder.to_str().unwrap()]);
        ends(&room, 0, &["draft", "demand-letter", ORDER]);
        ends(&room, 0, &["notify", "queue", "demand-email", ORDER]);
        let mails = sent(&room);
        let found = read_back(&mails, "difficult_names_come_out_as_they_went_in");
        assert_eq!(found[0]["to"][0], name);
        assert!(found[0]["text"].as_str().unwrap().contains(name));
        let html = found[0]["html"].as_str().unwrap();
        assert!(!html.contains("<img") && !html.contains("<b>"), "{html}");
        assert_eq!(found[0]["files"].as_array().unwrap().len(), 1);
    }
}

/// What would add a header, hide or turn text round, or is no mailbox never gets as far as a mail.
#[test]
fn hostile_facts_make_no_mail() {
    for (from, to) in [
        ("name: 陈范例", "name: \"陈范例\\r\\nBcc: all@evil.example\""),
        ("name: 陈范例", "name: \"陈\\u202e范例\""),
        ("name: 陈范例", "name: \"陈\\u2066范例\""),
    ] {
        let room = Room::workspace();
        let folder = edited(&room, "payment-order", &[(from, to)]);
        let run = room.run(&["import", folder.to_str().unwrap()]);
        assert_ne!(run.status, 0, "{to}: {run}");
    }
    let room = all_cases();
    for mailbox in ["not a mailbox", "a@example.com, b@example.com", "李 <li@example.com>", "li@例子.example"]
    {
        let set = format!("debtors[0].service_address.email={mailbox}");
        let run = room.run(&["amend", ORDER, "--set", &set, "--reason", "test"]);
        let queued = room.json(&["notify", "queue", "demand-email", ORDER, "--dry-run"]);
        let refused = queued["failed"].as_array().unwrap().iter().any(|p| p["code"] == "E-NOTICE-ADDRESS");
        assert!(run.status != 0 || refused, "{mailbox}: {run}{queued}");
    }
    // Five megabytes of text, from a workspace's own template.
    let body = format!("{{% for i in range(50) %}}{}{{% endfor %}}", "一二三四五六七八九十".repeat(3500));
    room.write("templates/cn/demand-email/body.txt.j2", body);
    let queued = room.json(&["notify", "queue", "demand-email", CARD]);
    assert_eq!(
        (&queued["queued"], &queued["failed"][0]["code"]),
        (&json!([]), &json!("E-NOTICE-BODY")),
        "{queued}"
    );
}

/// Each refusal says what there is not, and nothing is queued.
#[test]
fn what_has_no_occasion_is_refused() {
    let room = all_cases();
    for (kind, account, code) in [
        ("hearing-reminder", LOAN, "E-NOTICE-NO-HEARING"),
        ("lawyers-letter-cover", LOAN, "E-NOTICE-NOT-DRAFTED"),
        ("instalment-due", CARD, "E-NOTICE-NO-PLAN"),
        ("instalment-overdue", CARD, "E-NOTICE-NO-PLAN"),
        ("settlement-confirmation", CARD, "E-NOTICE-STILL-OWED"),
    ] {
        let answer = room.json(&["notify", "queue", kind, account]);
        assert_eq!(answer["failed"][0]["code"], code, "{answer}");
        assert_eq!(answer["queued"], json!([]), "{answer}");
    }
    // Nothing is drafted, and counsel is told so.
    let answer = room.json(&["notify", "queue", "counsel-handover", LOAN]);
    let notice = room.json(&["notify", "show", answer["queued"][0]["id"].as_str().unwrap()]);
    let text = notice["text"].as_str().unwrap();
    assert!(text.contains("没有附件") && text.contains("《民事起诉状》：尚未生成"), "{text}");
    for args in [&["notify", "queue", "weekly-status"][..], &["notify", "queue", "weekly-status", CARD]] {
        let run = room.run(args);
        assert!([2, 4].contains(&run.status), "{run}");
    }
}

/// Once a week and once a day to each, whatever changes after it has left; and what moved comes with its money.
#[test]
fn rounds_are_written_once() {
    let room = all_cases();
    managers(&room);
    ends(&room, 0, &["pay", CARD, "1234.56", "--on", "2026-11-21"]);
    let at = |day: &str, kind: &str| {
        let mut command = room.command(&["notify", "queue", kind, "--json"]);
        let run = room.seen(command.env("SUCHENG_NOW", format!("{day}T08:30:00+08:00")).output().unwrap());
        assert_eq!(run.status, 0, "{run}");
        serde_json::from_str::<Value>(&run.stdout).unwrap()
    };
    let count = |answer: &Value, of: &str| answer[of].as_array().unwrap().len();
    // 21 November 2026 is a Saturday: the payment of that day is told on the 22nd, and not on the day itself.
    let first = at("2026-11-21", "daily-digest");
    assert_eq!((count(&first, "queued"), count(&first, "known")), (0, 0), "{first}");
    let told = at("2026-11-22", "daily-digest");
    assert!(count(&told, "queued") > 0, "{told}");
    let ids = told["queued"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap());
    let texts: Vec<String> =
        ids.map(|id| room.json(&["notify", "show", id])["text"].as_str().unwrap().to_owned()).collect();
    assert!(texts.iter().any(|t| t.contains("1,234.56 元") && t.contains("排期开庭")), "{texts:?}");
    let again = at("2026-11-22", "daily-digest");
    assert_eq!((count(&again, "queued"), count(&again, "known")), (0, count(&told, "queued")));

    let week = at("2026-11-22", "weekly-status");
    assert_eq!(count(&week, "queued"), 1, "{week}");
    let show = room.json(&["notify", "show", week["queued"][0]["id"].as_str().unwrap()]);
    // Six accounts; paid within seven days 1,234.56, and nothing else recorded by a command.
    let text = show["text"].as_str().unwrap();
    assert!(text.contains("共 6 件案件") && text.contains("本周到账：1,234.56 元（1 笔）"), "{text}");
    assert_eq!(count(&at("2026-11-22", "weekly-status"), "known"), 1);
    let mut send = room.command(&["notify", "send", "--json"]);
    send.env("SUCHENG_NOW", "2026-11-22T09:00:00+08:00").output().unwrap();
    ends(&room, 0, &["pay", CARD, "1.00", "--on", "2026-11-21"]);
    let left = at("2026-11-22", "weekly-status");
    assert_eq!((count(&left, "queued"), &left["known"][0]["facts_changed"]), (0, &json!(true)), "{left}");
    // Monday is another week.
    assert_eq!(count(&at("2026-11-23", "weekly-status"), "queued"), 1);
}
