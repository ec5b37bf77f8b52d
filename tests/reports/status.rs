//! Where everything stands, for managers and for the lawyers of one firm, against dates reckoned by hand.

use std::process::Command;

use serde_json::{Value, json};

use super::with_log;
use crate::support::{Room, installed};

/// What is of an account and of no other: its name, its debtor, its court, its number.
const ACCOUNTS: [[&str; 4]; 6] = [
    ["QA-1001", "李示例甲", "甲一法院", "（2026）京0102民初1001号"],
    ["QB-1002", "王示例乙", "乙二法院", "（2026）京0102民初1002号"],
    ["QC-1003", "赵示例丙", "丙三法院", "（2026）京0102民初1003号"],
    ["QD-1004", "孙示例丁", "丁四法院", "（2026）京0102民初1004号"],
    ["QE-1005", "周示例戊", "戊五法院", "（2026）京0102民初1005号"],
    ["QF-1006", "吴示例己", "己六法院", "（2026）京0102民初1006号"],
];
const FIRST: &str = "甲律师事务所";
const SECOND: &str = "乙律师事务所";
/// A handler and a batch, which are nobody's business but the creditor's.
const HANDLER: &str = "法务机密组";
const BATCH: &str = "BATCH-7788";

fn account(of: [&str; 4], firm: Option<(&str, Option<&str>)>, steps: &[(&str, &str, Value)]) -> String {
    let [account, debtor, court, number] = of;
    let mut case = json!({
        "account": account, "product": "personal-loan", "referred_on": "2026-01-05", "batch": BATCH,
        "debtors": [{"role": "primary", "name": debtor}],
        "handler": {"name": HANDLER, "email": "secret@bank.example"},
        "debt": {"as_of": "2025-12-31", "overdue_since": "2025-06-01", "principal": "54321.09", "interest": "987.65"},
    });
    if let Some((firm, mailbox)) = firm {
        case["counsel"] = json!({"firm": firm, "lawyer": format!("{}律师", &firm[..3])});
        if let Some(mailbox) = mailbox {
            case["counsel"]["email"] = mailbox.into();
        }
    }
    let mut payloads =
        vec![json!({"type": "imported", "case": case, "source": {"file": "x", "sha256": "0"}})];
    for (on, name, facts) in steps {
        let (track, milestone) = name.split_once('/').unwrap();
        let text = facts.to_string().replace("COURT", court).replace("NUMBER", number);
        let facts: Value = serde_json::from_str(&text).unwrap();
        payloads.push(
            json!({"type": "milestone", "track": track, "milestone": milestone, "on": on, "facts": facts}),
        );
    }
    let mut out = String::new();
    for (seq, payload) in (1..).zip(payloads) {
        let event = json!({"seq": seq, "at": "2026-11-20T10:00:00+08:00", "as_of": "2026-11-20", "actor": "t", "command": format!("{account}-{seq}"), "payload": payload});
        out += &json!({"schema": "sucheng/event/v1", "stream": account, "event": event}).to_string();
        out.push('\n');
    }
    out
}

/// Six accounts. Of the first firm: A, filed on 9 November; B, accepted on 15 October with a hearing on 26 November,
/// both of one lawyer; C, of another lawyer, with nothing since its referral; E, accepted like B, of nobody's mailbox. Of
/// the second firm D, like B. F has no counsel.
fn six() -> String {
    let filed = |on: &'static str| (on, "litigation/filed", json!({"court": "COURT"}));
    let heard = || {
        vec![
            filed("2026-10-10"),
            ("2026-10-15", "litigation/accepted", json!({"case_number": "NUMBER"})),
            ("2026-11-02", "litigation/hearing-set", json!({"at": "2026-11-26 09:30"})),
        ]
    };
    let [a, b, c, d, e, f] = ACCOUNTS;
    [
        account(a, Some((FIRST, Some("one@jia.example"))), &[filed("2026-11-09")]),
        account(b, Some((FIRST, Some(" one@jia.example "))), &heard()),
        account(c, Some((FIRST, Some("two@jia.example"))), &[]),
        account(d, Some((SECOND, Some("three@yi.example"))), &heard()),
        account(e, Some((FIRST, None)), &heard()),
        account(f, None, &[filed("2026-11-09")]),
    ]
    .concat()
}

fn room() -> Room {
    let room = with_log(&six());
    let config = room.read("sucheng.yaml");
    let from = "  from: 法务部 <legal@bank.example>\n";
    assert!(config.contains(from), "{config}");
    room.write("sucheng.yaml", config.replace(from, &format!("{from}  managers: [head@bank.example]\n")));
    room
}

/// What must not be in anything for the first firm: the accounts of others, and what is the creditor's own.
fn foreign() -> Vec<&'static str> {
    let others = [ACCOUNTS[3], ACCOUNTS[5]].into_iter().flatten();
    others
        .chain([
            SECOND,
            "three@yi.example",
            HANDLER,
            BATCH,
            "secret@bank",
            "54321",
            "54,321",
            "987.65",
            "回款率",
        ])
        .collect()
}

fn clean(text: &str, what: &str) {
    for word in foreign() {
        assert!(!text.contains(word), "{word} in {what}: {text}");
    }
}

fn text_of_pdf(room: &Room, file: &str) -> String {
    let out =
        Command::new("pdftotext").args(["-layout"]).arg(room.path().join(file)).arg("-").output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

/// Every text of a workbook, as its parts hold it.
fn text_of_workbook(room: &Room, file: &str) -> String {
    let out = Command::new("unzip").arg("-p").arg(room.path().join(file)).output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// 民诉法 126: seven days from 9 November to decide on filing, until 16 November; 民诉法 128: five days from acceptance on 15
/// October to serve the complaint, until the 20th; the hearing is five days ahead of 21 November. C was referred on 5
/// January: 320 days without news.
#[test]
fn the_list_of_a_firm_by_hand() {
    let room = room();
    let answer = room.json(&["report", "status", "--firm", FIRST, "--as-of", "2026-11-21"]);
    assert_eq!(answer["schema"], "sucheng/report-status/v1");
    let case = |at: usize| {
        let account = ACCOUNTS[at][0];
        answer["cases"].as_array().unwrap().iter().find(|c| c["account"] == account).unwrap().clone()
    };
    let (a, b, c) = (case(0), case(1), case(2));
    assert_eq!(
        (&a["stage"], &a["court"], &a["case_number"]),
        (&json!("filed"), &json!("甲一法院"), &Value::Null)
    );
    assert_eq!(a["asks"][0]["ask"], "tell", "{a}");
    assert_eq!((&a["asks"][0]["on"], a["asks"].as_array().unwrap().len()), (&json!("2026-11-16"), 1), "{a}");
    assert_eq!((&b["next"]["due"], &b["next"]["rule"]), (&json!("2026-11-26"), &json!("hearing")), "{b}");
    assert_eq!(
        (&b["asks"][0]["on"], &b["case_number"]),
        (&json!("2026-10-20"), &json!(ACCOUNTS[1][3])),
        "{b}"
    );
    assert_eq!((&c["asks"][0]["ask"], &c["asks"][0]["on"]), (&json!("news"), &json!("2026-01-05")), "{c}");
    // Late: A's, B's and E's of the court; within seven days the hearings of B and E.
    let counts = json!({"cases": 4, "late": 3, "due_in_7_days": 2, "asks": 4});
    assert_eq!(answer["counts"], counts, "{answer:#}");
    // The soonest date first: those of 20 October, that of 16 November, limitation far ahead.
    let order: Vec<&str> =
        answer["cases"].as_array().unwrap().iter().map(|c| c["account"].as_str().unwrap()).collect();
    assert_eq!(order, ["QB-1002", "QE-1005", "QA-1001", "QC-1003"]);
}

#[test]
fn nothing_of_another_firm_is_in_any_format() {
    let room = room();
    for lang in ["zh-CN", "en"] {
        for file in ["c.csv", "c.json", "c.html", "c.pdf", "c.xlsx"] {
            let run = room.run(&["report", "status", "--firm", FIRST, "-o", file, "--lang", lang]);
            assert_eq!(run.status, 0, "{run}");
            let text = match file {
                "c.pdf"
                    if installed(
                        "pdftotext",
                        "poppler-utils",
                        "nothing_of_another_firm_is_in_any_format",
                    ) =>
                {
                    text_of_pdf(&room, file)
                }
                "c.xlsx" if installed("unzip", "unzip", "nothing_of_another_firm_is_in_any_format") => {
                    text_of_workbook(&room, file)
                }
                "c.pdf" | "c.xlsx" => continue,
                _ => room.read(file),
            };
            // Theirs is there, so that the test reads what it thinks it reads.
            for own in [ACCOUNTS[0][0], ACCOUNTS[1][1], ACCOUNTS[2][0], ACCOUNTS[4][2]] {
                assert!(text.contains(own), "{own} not in {file}: {text}");
            }
            clean(&text, file);
        }
    }
    for args in [&["report", "status", "--firm", FIRST][..], &["report", "status", "--firm", FIRST, "-v"]] {
        clean(&room.run(args).stdout, "stdout");
    }
    clean(&room.json(&["report", "status", "--firm", FIRST]).to_string(), "JSON");
    // A name of another firm's account that was asked for is not told on.
    let part = room.json(&["report", "status", "--firm", FIRST, "QA-1001", "QD-1004"]);
    assert_eq!((&part["part"], part["cases"].as_array().unwrap().len()), (&json!(true), 1));
    clean(&part.to_string(), "a part");
    let run = room.run(&["report", "status", "--firm", FIRST, "QA-1001", "QD-1004", "-o", "part.html"]);
    assert_eq!(run.status, 0, "{run}");
    clean(&room.read("part.html"), "part.html");
}

#[test]
fn a_firm_that_nobody_has_is_refused() {
    let room = room();
    let run = room.run(&["report", "status", "--firm", "甲律师", "-o", "x.html"]);
    assert_eq!(run.status, 2, "{run}");
    assert!(
        run.stderr.contains("E-REPORT-FIRM") && run.stderr.contains(FIRST) && run.stderr.contains(SECOND),
        "{run}"
    );
    assert!(!room.path().join("x.html").exists());
    let run = room.run(&["report", "status", "-o", "x.doc"]);
    assert!(run.status == 2 && run.stderr.contains(".html, .pdf"), "{run}");
    let run = room.run(&["report", "status", "QA-1001", "--mail"]);
    assert!(run.status == 2 && run.stderr.contains("E-STATUS-MAIL-PART"), "{run}");
}

/// What managers see of the six: the sums of the firms are those of the state, which is that of `status`.
#[test]
fn managers_see_all_of_it() {
    let room = room();
    let answer = room.json(&["report", "status", "--as-of", "2026-11-21"]);
    let mut status = room.json(&["status", "--as-of", "2026-11-21"]);
    let state = status.as_object_mut().unwrap();
    assert_eq!((state.remove("schema").is_some(), state.remove("as_of")), (true, Some(json!("2026-11-21"))));
    assert_eq!(status.as_object_mut().unwrap().remove("selection"), Some(Value::Null));
    assert_eq!(answer["state"], status);
    // Late: A and F since 16 November; B, D and E since 20 October. Within seven days three hearings.
    assert_eq!(
        (&answer["state"]["deadlines"]["late"], &answer["state"]["deadlines"]["due_in_7_days"]),
        (&json!(5), &json!(3))
    );
    let firm = |name: Value, cases: u64, late: u64, week: u64, waits: u64, quiet: u64, last: &str| json!({"firm": name, "cases": cases, "late": late, "due_in_7_days": week, "waits_on_counsel": waits, "without_news": quiet, "last_step": last});
    let firms = json!([
        firm(json!(FIRST), 4, 3, 2, 3, 1, "2026-11-09"),
        firm(json!(SECOND), 1, 1, 1, 1, 0, "2026-11-02"),
        firm(Value::Null, 1, 1, 0, 0, 0, "2026-11-09"),
    ]);
    assert_eq!(answer["firms"], firms, "{:#}", answer["firms"]);
    let decisions = answer["decisions"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        decisions.iter().map(|d| (d["account"].as_str().unwrap(), d["why"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("QB-1002", "late"),
            ("QD-1004", "late"),
            ("QE-1005", "late"),
            ("QA-1001", "late"),
            ("QF-1006", "late"),
            ("QB-1002", "due"),
            ("QD-1004", "due"),
            ("QE-1005", "due")
        ]
    );
    // Four of six were accepted of those filed: B, D and E of A, B, D, E and F.
    let rate = answer["figures"].as_array().unwrap().iter().find(|f| f["id"] == "acceptance-rate").unwrap();
    assert_eq!((&rate["numerator"], &rate["denominator"]), (&json!(3), &json!(5)));
    for file in ["m.csv", "m.json", "m.html", "m.pdf", "m.xlsx"] {
        let run = room.run(&["report", "status", "-o", file, "--dry-run"]);
        assert!(run.status == 0 && !room.path().join(file).exists(), "{run}");
        assert_eq!(room.run(&["report", "status", "-o", file]).status, 0);
        let bytes = std::fs::read(room.path().join(file)).unwrap();
        assert_eq!(room.run(&["report", "status", "-o", file]).status, 0);
        assert_eq!(
            bytes,
            std::fs::read(room.path().join(file)).unwrap(),
            "{file}: the same facts, the same bytes"
        );
    }
    let screen = room.run(&["report", "status", "--lang", "zh-CN"]);
    assert!(screen.stdout.contains("需要立即处理 (8)") && screen.stdout.contains(SECOND), "{screen}");
}

fn queued(answer: &Value) -> Vec<Value> {
    answer["queued"].as_array().unwrap().clone()
}

fn text(room: &Room, notice: &Value) -> Value {
    room.json(&["notify", "show", notice["id"].as_str().unwrap(), "--unmask"])
}

/// One mail to each mailbox, about its own cases alone; who has no mailbox is told, and nothing is queued twice in a week.
#[test]
fn each_lawyer_gets_their_own_cases() {
    let room = room();
    let dry = room.run(&["notify", "queue", "counsel-status", "--dry-run"]);
    assert_eq!(dry.status, 3, "{dry}");
    assert_eq!(room.json(&["notify", "list"])["notices"], json!([]));
    let run = room.run(&["notify", "queue", "counsel-status"]);
    assert!(run.status == 3 && run.stderr.contains("QE-1005") && run.stderr.contains(FIRST), "{run}");
    let notices = room.json(&["notify", "list", "--unmask"])["notices"].as_array().unwrap().clone();
    assert_eq!(notices.len(), 3, "{notices:#?}");
    let holds = [("one@jia.example", &[0, 1][..]), ("two@jia.example", &[2]), ("three@yi.example", &[3])];
    for notice in &notices {
        let shown = text(&room, notice);
        let (_, theirs) =
            holds.iter().find(|(to, _)| shown["to"] == *to).unwrap_or_else(|| panic!("{shown:#}"));
        for (at, words) in ACCOUNTS.iter().enumerate() {
            for form in ["text", "html", "subject"] {
                let told = shown[form].as_str().unwrap();
                let any = words.iter().any(|word| told.contains(word));
                assert!(!any || theirs.contains(&at), "{form}: {told}");
                if form != "subject" && theirs.contains(&at) {
                    assert!(told.contains(words[0]) && told.contains(words[1]), "{form}: {told}");
                }
                for word in [HANDLER, BATCH, "secret@bank", "54,321", "54321", "回款率"] {
                    assert!(!told.contains(word), "{word} in {form}: {told}");
                }
            }
        }
    }
    let again = room.json(&["notify", "queue", "counsel-status"]);
    assert_eq!((queued(&again).len(), again["known"].as_array().unwrap().len()), (0, 3), "{again}");
    assert_eq!(again["no_mailbox"], json!([{"firm": FIRST, "accounts": ["QE-1005"]}]));
    // It needs no approval and accepts it.
    let sent = room.json(&["notify", "send"]);
    assert_eq!(sent["sent"]["count"], 3, "{sent}");
}

/// Mail for one firm leaves what waits for others as it is, and gives way to new facts.
#[test]
fn mail_for_one_firm_is_for_it_alone() {
    let room = room();
    assert_eq!(room.run(&["notify", "queue", "counsel-status"]).status, 3);
    let open = |room: &Room| {
        let list = room.json(&["notify", "list"])["notices"].as_array().unwrap().clone();
        list.iter().filter(|n| n["status"] == "queued").count()
    };
    assert_eq!(open(&room), 3);
    let record = ["record", "QD-1004", "litigation/served", "--on", "2026-11-20", "--set", "party=孙示例丁"];
    let run = room.run(&record);
    assert_eq!(run.status, 0, "{run}");
    // The facts of the second firm changed; mail to the first stays.
    let first = room.json(&["report", "status", "--firm", FIRST, "--mail"]);
    assert_eq!(
        (queued(&first["mail"]).len(), first["mail"]["known"].as_array().unwrap().len()),
        (0, 2),
        "{first:#}"
    );
    assert_eq!(open(&room), 3);
    let second = room.json(&["report", "status", "--firm", SECOND, "--mail"]);
    assert_eq!(queued(&second["mail"]).len(), 1, "{second:#}");
    assert_eq!(open(&room), 3, "the one before gave way");
    let managers = room.json(&["report", "status", "--mail"]);
    let mail = queued(&managers["mail"]);
    assert_eq!((mail.len(), &mail[0]["kind"]), (1, &json!("weekly-status")), "{managers:#}");
    // The chief figures are in it: 3 of 5 accepted.
    let shown = text(&room, &mail[0]);
    assert!(shown["text"].as_str().unwrap().contains("立案成功率：60.00%"), "{shown:#}");
}

/// A mail that waits does not leave once a case that it tells of has gone to another firm, or got a step: not by itself,
/// not approved. Queued anew it does; papers and mail of an account change nothing that it says.
#[test]
fn a_mail_does_not_leave_once_its_cases_changed() {
    for change in [
        &["amend", "QB-1002", "--set", "counsel.email=new@bing.example", "--reason", "换所"][..],
        &["record", "QB-1002", "litigation/adjourned", "--on", "2026-11-20"],
    ] {
        let room = room();
        assert_eq!(queued(&room.json(&["notify", "queue", "counsel-status"])).len(), 3);
        let cost = room.run(&["cost", "QD-1004", "other", "10", "--on", "2026-11-20"]);
        assert_eq!(cost.status, 0, "{cost}");
        let run = room.run(change);
        assert_eq!(run.status, 0, "{run}");
        let list = room.json(&["notify", "list", "--unmask"])["notices"].as_array().unwrap().clone();
        let old = list.iter().find(|n| n["to"] == "one@jia.example").unwrap()["id"].clone();
        let id = old.as_str().unwrap();
        let approved = room.json(&["notify", "approve", id, "--reason", "已核"]);
        assert_eq!(approved["failed"][0]["code"], "E-NOTICE-CHANGED", "{approved}");
        let sent = room.json(&["notify", "send"]);
        assert_eq!(sent["sent"]["count"], 2, "{sent}");
        let held = &sent["postponed"]["list"][0];
        assert_eq!((&held["id"], &held["code"]), (&old, &json!("E-NOTICE-CHANGED")), "{sent}");
        let again = queued(&room.json(&["notify", "queue", "counsel-status"]));
        assert!(!again.is_empty());
        let sent = room.json(&["notify", "send"]);
        assert_eq!(
            (&sent["sent"]["count"], &sent["postponed"]["count"]),
            (&json!(again.len()), &json!(0)),
            "{sent}"
        );
    }
}

/// A hundred cases are listed, those with the soonest dates, and the others are counted.
#[test]
fn a_mail_lists_a_hundred_cases() {
    let mut log = String::new();
    for n in 0..103_u32 {
        let name = format!("Q-{n:03}");
        // The later the number, the sooner the hearing: from 1 January 2027 back.
        let day = chrono::NaiveDate::from_ymd_opt(2027, 6, 1).unwrap() - chrono::Days::new(u64::from(n));
        let steps = [
            ("2026-11-16", "litigation/filed", json!({"court": "COURT"})),
            ("2026-11-18", "litigation/accepted", json!({"case_number": "NUMBER"})),
            ("2026-11-19", "litigation/served", json!({"party": "李示例"})),
            ("2026-11-20", "litigation/hearing-set", json!({"at": format!("{day} 09:30")})),
        ];
        let of = [name.as_str(), "李示例", "甲一法院", "（2026）京0102民初1001号"];
        log += &account(of, Some((FIRST, Some("one@jia.example"))), &steps);
    }
    let room = with_log(&log);
    let answer = room.json(&["notify", "queue", "counsel-status"]);
    let shown = text(&room, &queued(&answer)[0]);
    let told = shown["text"].as_str().unwrap();
    let listed = (0..103).filter(|n| told.contains(&format!("Q-{n:03}"))).count();
    assert_eq!(listed, 100);
    assert!(told.contains("共 103 件") && told.contains("另有 3 件未在本邮件列出"), "{told}");
}

/// A mail that waits and names an account which cannot be read any more is neither withdrawn nor written anew without it;
/// mail to others goes on.
#[test]
fn mail_about_an_account_that_cannot_be_read_stays() {
    let first = room();
    assert_eq!(first.run(&["notify", "queue", "counsel-status"]).status, 3);
    // A, of the lawyer who has B too, and D, the only one of its lawyer, get a principal that no command writes.
    let mut log = first.run(&["registry", "export"]).stdout;
    for (account, seq) in [("QA-1001", 3), ("QD-1004", 5)] {
        let changes = json!([{"path": "debt.principal", "from": "54321.09", "to": "many"}]);
        let payload = json!({"type": "amended", "changes": changes, "reason": "x"});
        let command = format!("20261121T100000-{}", 90 + seq);
        let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": command, "payload": payload});
        let line = log.lines().count() + 1;
        let line = json!({"schema": "sucheng/event/v1", "stream": account, "line": line, "event": event});
        log.push_str(&format!("{line}\n"));
    }
    let room = Room::workspace();
    room.write("sucheng.yaml", first.read("sucheng.yaml"));
    room.write("log.jsonl", log);
    assert_eq!(room.run(&["registry", "import", "log.jsonl"]).status, 7);
    let before = room.run(&["registry", "export"]).stdout;
    let run = room.run(&["notify", "queue", "counsel-status", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let mut spared: Vec<&Value> =
        answer["spared"].as_array().unwrap().iter().map(|s| &s["accounts"][0]).collect();
    spared.sort_by_key(|a| a.to_string());
    assert_eq!(spared, [&json!("QA-1001"), &json!("QD-1004")], "{answer:#}");
    assert_eq!((queued(&answer).len(), answer["known"].as_array().unwrap().len()), (0, 1), "{answer:#}");
    // Nothing was recorded: neither a withdrawal nor another mail.
    assert_eq!(room.run(&["registry", "export"]).stdout, before);
    let told = room.run(&["report", "status", "--firm", FIRST, "--mail"]);
    assert!(told.stderr.contains("tells of QA-1001, which could not be read"), "{told}");
    assert_eq!(room.run(&["registry", "export"]).stdout, before);
}
