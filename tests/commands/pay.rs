//! `sucheng pay`.

use std::io::Cursor;

use serde_json::Value;
use sucheng::papers::sheets::{Column, Field, Writer};

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::Room;

/// A loan: by contract fees, then interest, then principal. All of the 1,000.00 goes to the interest that has accrued, so
/// that what is owed falls by exactly that: 17,758.94 (see `show`) to 16,758.94.
#[test]
fn says_how_a_payment_is_applied() {
    let room = all_cases();
    let pay = ["pay", "OL-2026-001508", "1000", "--on", "2026-11-20", "--from", "孙样本"];
    writes_nothing(&room, "pay-dry-run", &pay);
    shows(&room, "pay", &pay);
    shows(&room, "pay-twice", &pay);
    shows(&room, "pay-zh", &["pay", "CC-2026-000123", "500.5", "--on", "2026-11-20", "--lang", "zh-CN"]);
    assert_eq!(room.json(&["list", "OL-2026-001508"])["accounts"][0]["owed"], "15758.94");
}

/// A card more than 90 days overdue: principal first (商业银行信用卡业务监督管理办法 57). Overdue since 6 November 2025, so that
/// 20 November 2026 is day 380. On 3 February 2026, day 90, interest still comes first.
#[test]
fn a_card_overdue_for_long_pays_principal_first() {
    let room = all_cases();
    let answer = room.json(&["pay", "CC-2026-000123", "1000.00", "--on", "2026-11-20"]);
    assert_eq!(answer["schema"], "sucheng/pay/v1");
    assert_eq!(
        (&answer["applied"]["to_principal"], &answer["applied"]["to_interest"]),
        (&"1000.00".into(), &"0.00".into())
    );
    assert_eq!(room.json(&["show", "CC-2026-000123"])["money"]["principal"], "37652.41");
}

/// What is paid beyond the debt is left over: 20,000.00 less 17,758.94, less a day's interest that the payment on the day
/// before stopped: 14,518.19 × 0.234 / 365 = 9.31.
#[test]
fn what_is_too_much_is_left_over() {
    let room = all_cases();
    let answer = room.json(&["pay", "OL-2026-001508", "20000", "--on", "2026-11-20"]);
    assert_eq!(answer["applied"]["left"], "2250.37");
    assert_eq!(answer["owed_after"], "0.00");
}

#[test]
fn what_is_no_payment_is_refused() {
    let room = all_cases();
    shows(&room, "pay-future", &["pay", "CC-2026-000123", "1000", "--on", "2026-12-01"]);
    shows(&room, "pay-negative", &["pay", "CC-2026-000123", "-5", "--on", "2026-11-20"]);
    for amount in ["0", "abc", "1.005", "1e3", ""] {
        assert!(
            ends(&room, 2, &["pay", "CC-2026-000123", amount, "--on", "2026-11-20"])
                .stderr
                .contains("E-PAY-AMOUNT"),
            "{amount}"
        );
    }
    ends(&room, 2, &["pay", "CC-2026-000123", "5", "--on", "2026-11-20", "--from", "a\u{202E}b"]);
    ends(&room, 2, &["pay", "CC-2026-000123", "5"]);
    ends(&room, 1, &["pay", "CC-0", "5", "--on", "2026-11-20"]);
}

const LIST: &str = "案件编号,日期,金额,付款人,流水号,原流水号,类型,卡号,渠道
CC-2026-000981,2026/11/20,\"1,000.00\",陈范例,L1,,还款,,柜面
CC-2026-000981,2026/11/20,\"1,000.00\",陈范例,L1,,还款,,柜面
,2026-11-19 10:11:12,500,李示例,L2,,还款,6225880123456783,网银
CC-2026-000123,2026-11-21,-500,,L3,L2,冲正,,
OL-2026-001508,2026-11-20,20000,孙样本,L4,,,,
XX-1,2026-11-20,5,,L5,,还款,,
,2026-11-20,5,,L6,,还款,6225880123456784,
CC-2026-000123,2026-13-20,5,,L7,,还款,,
CC-2026-000123,2026-11-20,abc,=x,L8,,还款,,
CC-2026-000123,2026-11-20,7,,L9,,冲正,,
CC-2026-000123,2026-12-20,7,,L10,,还款,,
CC-2026-000123,2026-11-20,7,,L11,,退货,,
";

fn counts(answer: &Value) -> [usize; 4] {
    ["recorded", "reversed", "duplicates", "unmatched"].map(|list| answer[list].as_array().unwrap().len())
}

fn codes<'a>(answer: &'a Value, list: &str) -> Vec<&'a str> {
    answer[list].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect()
}

fn owed(room: &Room, account: &str) -> String {
    room.json(&["show", account])["money"]["total"].as_str().unwrap().to_owned()
}

/// Rows go in, come back, are left out or stay in the list beside; the same list twice changes nothing.
#[test]
fn a_list_is_taken_once_and_what_does_not_match_is_kept() {
    let room = all_cases();
    room.write("p.csv", LIST);
    let before = owed(&room, "CC-2026-000123");
    writes_nothing(&room, "pay-list-dry-run", &["pay", "--file", "p.csv"]);
    assert!(!room.path().join("p.unmatched.csv").exists());
    shows(&room, "pay-list", &["pay", "--file", "p.csv"]);
    assert_eq!(owed(&room, "CC-2026-000123"), before, "what was taken back counts as never paid");
    assert_eq!(owed(&room, "OL-2026-001508"), "0.00");
    let rest = room.read("p.unmatched.csv");
    assert!(
        rest.starts_with("\u{FEFF}案件编号,日期,金额,付款人,流水号,原流水号,类型,卡号,渠道,row,reason\r\n"),
        "{rest}"
    );
    assert!(rest.contains("CC-2026-000123,2026-11-20,abc,'=x,L8,,还款,,,10,"), "{rest}");
    assert_eq!(rest.lines().count(), 1 + 7);
    let journal = || room.read("registry/journal.jsonl");
    let once = journal();
    shows(&room, "pay-list-again-zh", &["pay", "--file", "p.csv", "--lang", "zh-CN"]);
    assert_eq!(journal(), once);
    // The rest is itself a list: nothing of it is lost, nothing more is found.
    let again = room.json(&["pay", "--file", "p.unmatched.csv"]);
    assert_eq!(counts(&again), [0, 0, 0, 7]);
    assert_eq!(again["unread_columns"], serde_json::json!(["渠道"]));
    // One command, one undo: the payments count no more, and may be recorded again.
    assert_eq!(room.run(&["undo"]).status, 0);
    assert_ne!(owed(&room, "OL-2026-001508"), "0.00");
    assert_eq!(counts(&room.json(&["pay", "--file", "p.csv"])), [3, 1, 1, 7]);
    assert_eq!(room.run(&["registry", "verify"]).status, 0);
}

/// Without a number from the core system, day, amount and payer decide; two numbers are two payments.
#[test]
fn payments_that_look_alike() {
    let room = all_cases();
    let head = "account,on,amount,from,reference\n";
    let list = |rows: &str| {
        room.write("p.csv", format!("{head}{rows}"));
        room.json(&["pay", "--file", "p.csv"])
    };
    let row = "CC-2026-000123,2026-11-20,10.00,李示例,";
    assert_eq!(counts(&list(&format!("{row}\n{row}\n"))), [1, 0, 1, 0]);
    assert_eq!(codes(&list(&format!("{row}R1\n")), "duplicates"), ["W-PAY-ALIKE"]);
    assert_eq!(
        counts(&list("CC-2026-000123,2026-11-20,10.00,,\n")),
        [0, 0, 1, 0],
        "an unknown payer may be the same"
    );
    assert_eq!(counts(&list("CC-2026-000123,2026-11-20,10.00,李代付,\n")), [1, 0, 0, 0]);
    assert_eq!(
        counts(&list(
            "CC-2026-000123,2026-11-19,11.00,李示例,R2\nCC-2026-000123,2026-11-19,11.00,李示例,R3\n"
        )),
        [2, 0, 0, 0]
    );
    assert_eq!(
        codes(&list("CC-2026-000123,2026-11-19,12.00,李示例,R2\n"), "unmatched"),
        ["E-PAY-REFERENCE-OTHER"]
    );
    assert_eq!(
        codes(&list("CC-2026-000123,2026-11-18,1,,R9\nCC-2026-000123,2026-11-18,2,,R9\n"), "unmatched"),
        ["E-PAY-REFERENCE-TAKEN"]
    );
    room.write("p.csv", format!("{head}{row}\n"));
    assert_eq!(counts(&room.json(&["pay", "--file", "p.csv", "--allow-duplicates"])), [1, 0, 0, 0]);
}

/// A reversal finds its payment by number, else by amount and payer if there is one only.
#[test]
fn reversals() {
    let room = all_cases();
    let list = |rows: &str| {
        room.write("p.csv", format!("account,on,amount,from,reference,original,kind\n{rows}"));
        room.json(&["pay", "--file", "p.csv"])
    };
    let before = owed(&room, "CC-2026-000123");
    list("CC-2026-000123,2026-11-10,10,a,R1,,payment\nCC-2026-000123,2026-11-11,10,b,R2,,payment\n");
    let reversal = |rest: &str| list(&format!("CC-2026-000123,2026-11-12,{rest},reversal\n"));
    assert_eq!(codes(&reversal("10,,X1,"), "unmatched"), ["E-PAY-REVERSES-SEVERAL"]);
    assert_eq!(codes(&reversal("10,,X1,R7"), "unmatched"), ["E-PAY-REVERSES-NOTHING"]);
    assert_eq!(codes(&reversal("9,,X1,R1"), "unmatched"), ["E-PAY-REVERSES-NOTHING"]);
    assert_eq!(counts(&reversal("10,b,X1,")), [0, 1, 0, 0]);
    assert_eq!(counts(&reversal("10,,R1,")), [0, 1, 0, 0], "a reversal under the payment's own number");
    assert_eq!(codes(&reversal("10,,R1,"), "duplicates"), ["W-PAY-REVERSED-KNOWN"]);
    assert_eq!(owed(&room, "CC-2026-000123"), before);
    // Both payments stay in the log and are not recorded again.
    assert_eq!(counts(&list("CC-2026-000123,2026-11-10,10,a,R1,,payment\n")), [0, 0, 1, 0]);
    // Not before it was paid.
    assert_eq!(
        codes(
            &list("CC-2026-000123,2026-11-15,20,,R4,,\nCC-2026-000123,2026-11-14,20,,X4,R4,冲正\n"),
            "unmatched"
        ),
        ["E-PAY-REVERSES-NOTHING"]
    );
}

/// What waits in the outbox of an account that is paid off is cancelled, by a list and by hand, and nothing is drafted.
#[test]
fn an_account_paid_off_stops() {
    let statuses = |room: &Room| -> Vec<String> {
        let notices = room.json(&["notify", "list"]);
        notices["notices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n["status"].as_str().unwrap().to_owned())
            .collect()
    };
    for by_list in [true, false] {
        let room = all_cases();
        assert_eq!(room.run(&["notify", "queue", "demand-email", "OL-2026-001508"]).status, 0);
        if by_list {
            room.write("p.csv", "account,on,amount\nOL-2026-001508,2026-11-20,20000\n");
            let answer = room.json(&["pay", "--file", "p.csv"]);
            assert_eq!(
                answer["paid_off"],
                serde_json::json!([{"account": "OL-2026-001508", "cancelled": 1}])
            );
        } else {
            shows(&room, "pay-off", &["pay", "OL-2026-001508", "20000", "--on", "2026-11-20"]);
        }
        assert_eq!(statuses(&room), ["cancelled"]);
        assert_eq!(room.json(&["show", "OL-2026-001508"])["paid_off"], true);
        let check = room.json(&["check", "OL-2026-001508"]);
        assert_eq!(check["accounts"][0]["problems"][0]["code"], "E-DRAFT-PAID-OFF");
        let draft = room.json(&["draft", "filing", "OL-2026-001508"]);
        let failed = draft["failed"].as_array().unwrap();
        assert!(!failed.is_empty() && failed.iter().all(|f| f["code"] == "E-DRAFT-PAID-OFF"), "{draft}");
        // Undone, it waits again and can be drafted again.
        assert_eq!(room.run(&["undo"]).status, 0);
        assert_eq!(statuses(&room), ["queued"]);
        assert_eq!(room.json(&["show", "OL-2026-001508"])["paid_off"], false);
    }
}

/// The same from a workbook: typed cells, a reference stored as a number of 18 digits, a formula nobody computed.
#[test]
fn a_workbook_is_a_list_too() {
    let room = all_cases();
    let mut writer = Writer::new();
    writer.sheet("空", &[]).unwrap();
    writer.sheet("还款", &["案件编号", "到账日期", "金额", "流水号"].map(|c| Column::new(c, 12))).unwrap();
    let day = sucheng::papers::sheets::Value::Date("2026-11-20".parse().unwrap());
    let amount = |text: &str| Field::from(sucheng::papers::sheets::Value::Amount(text.parse().unwrap()));
    writer
        .row(&[
            Field::text("CC-2026-000123"),
            day.clone().into(),
            amount("10.05"),
            Field::text("202611200000000001"),
        ])
        .unwrap();
    writer.row(&[Field::text("CC-2026-000123"), day.into(), Field::text("=1+1"), Field::text("B2")]).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    writer.finish(&mut bytes).unwrap();
    room.write("p.xlsx", bytes.into_inner());
    let answer = room.json(&["pay", "--file", "p.xlsx"]);
    assert_eq!(counts(&answer), [1, 0, 0, 1], "{answer}");
    assert_eq!(answer["recorded"][0]["amount"], "10.05");
    assert_eq!(
        (&answer["unmatched"][0]["sheet"], &answer["unmatched"][0]["cell"]),
        (&"还款".into(), &"C3".into())
    );
    assert_eq!(room.json(&["pay", "--file", "p.xlsx"])["duplicates"][0]["code"], "W-PAY-KNOWN");
    assert!(room.path().join("p.unmatched.csv").is_file());
}

#[test]
fn lists_that_are_none() {
    let room = all_cases();
    for (content, code) in [
        ("", "E-PAPER-EMPTY"),
        ("account,on\nA,2026-11-20\n", "E-CSV-HEADER-MISSING"),
        ("on,amount\n2026-11-20,5\n", "E-PAY-COLUMNS"),
        ("account,on,amount,金额\n", "E-CSV-HEADER-TWICE"),
        ("account,on,amount\nA\0,2026-11-20,5\n", "E-FILE-NUL"),
        ("account,on,amount\nA,2026-11-20\n", "E-CSV-RAGGED"),
    ] {
        room.write("p.csv", content);
        let run = ends(&room, 1, &["pay", "--file", "p.csv"]);
        assert!(run.stderr.contains(code), "{code}: {run}");
    }
    ends(&room, 1, &["pay", "--file", "none.csv"]);
    ends(&room, 1, &["pay", "--file", "."]);
    ends(&room, 2, &["pay", "--file", "p.csv", "CC-2026-000123"]);
    ends(&room, 2, &["pay", "--file", "p.csv", "--on", "2026-11-20"]);
    ends(&room, 2, &["pay", "CC-2026-000123", "5", "--on", "2026-11-20", "--allow-duplicates"]);
    ends(&room, 2, &["pay"]);
}

/// 1,000 + 100 by 1,200: 100 is left over (by hand). Figures are known, first day overdue and rate are not.
#[test]
fn lists_tell_what_is_left_over_and_can_be_given_again() {
    let room = Room::workspace();
    room.write(
        "a.csv",
        "案件编号,姓名,本金,利息,截止日,案由\nP-01,李示例,1000,100,2026-06-30,信用卡纠纷\nP-02,王示例,1000,100,2026-06-30,信用卡纠纷\n",
    );
    room.json(&["import", "a.csv"]);
    let list = "案件编号,还款日期,金额,付款人\nP-01,2026-07-02,500,\nP-01,2026-07-03,700,\nP-02,2026-07-02,10,\nP-01,2026-07-06,-100,=乙\nP-01,03/04/2026,5,\n合计,,1115,\n";
    room.write("p.csv", list);
    let run = ends(&room, 3, &["pay", "--file", "p.csv", "--json"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["left_over"], serde_json::json!([{"account": "P-01", "left": "100.00"}]));
    assert_eq!(answer["paid_off"][0]["account"], "P-01");
    assert_eq!(answer["not_applied"][0]["account"], "P-02");
    assert_eq!(answer["totals"][0]["code"], "N-LIST-TOTALS");
    assert_eq!(codes(&answer, "unmatched"), ["E-PAY-NEGATIVE", "E-LIST-DATE-TWO-READINGS"]);
    let rest = room.read("p.unmatched.csv");
    assert!(rest.contains(",-100,'=乙,"), "{rest}");
    let again = ends(&room, 3, &["pay", "--file", "p.unmatched.csv", "--json"]);
    let again: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(codes(&again, "unmatched"), ["E-PAY-NEGATIVE", "E-LIST-DATE-TWO-READINGS"]);
}
