//! `sucheng import` of account lists.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ends, shows, writes_nothing};
use crate::support::{Room, installed};

/// The columns of a court's list, law-cn.md §8, as far as one account fills them; numbers are those of the worked cases.
const LIST: &str = "案件编号,案由,原告名称,被告姓名,性别,证件类型,证件号码,手机号,卡号或合同号,逾期起始日,截止日,本金,利息,违约金,标的总额,年利率\n\
    CC-1,信用卡纠纷,示例银行,李示例,男,身份证,110101198503153011,13800000001,6225880123456783,2025/11/6,2026年6月30日,\"¥38,652.41\",3120.55,1200,42972.96,18.25%\n\
    CC-2,金融借款合同纠纷,示例银行,王示例,,,11010519491231002x,１３８００００００02 ,HT-2,2025/11/6,2026-06-30, 1.2万 ,0,0,12000,\n";

fn codes(list: &Value) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    list.as_array().unwrap().iter().map(|p| (text(&p["code"]), text(&p["cell"]))).collect()
}

/// The problems of a list, code and cell.
fn refused(room: &Room, file: &str) -> Vec<(String, String)> {
    let answer = room.json(&["import", file, "--dry-run"]);
    codes(&answer["refused"])
}

/// What the log last says of an account.
fn logged(room: &Room, account: &str) -> Value {
    let export = ends(room, 0, &["registry", "export"]).stdout;
    let mut events = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.rfind(|e| e["stream"] == account).unwrap()["event"]["payload"].clone()
}

fn row(account: &str, name: &str, principal: &str, as_of: &str) -> String {
    format!("{account},{name},{principal},{as_of}\n")
}

const SHORT: &str = "案件编号,被告姓名,本金,截止日\n";

#[test]
fn a_list_becomes_accounts_once() {
    let room = Room::workspace();
    room.write("list.csv", LIST);
    writes_nothing(&room, "import-list-dry-run", &["import", "list.csv"]);
    shows(&room, "import-list", &["import", "list.csv"]);
    let before = super::files(&room);
    let again = room.json(&["import", "list.csv"]);
    assert_eq!(again["unchanged"], json!(["CC-1", "CC-2"]));
    assert_eq!(again["batch"]["recorded"], false);
    assert!(before == super::files(&room), "the same list twice changes nothing");
    let facts = room.json(&["show", "CC-1", "--unmask"])["facts"].clone();
    for (path, value) in [
        ("/product", json!("credit-card")),
        ("/creditor/name", json!("示例银行")),
        ("/debtors/0/id", json!({"type": "resident-id", "number": "110101198503153011"})),
        ("/contract/card_number", json!("6225880123456783")),
        ("/contract/terms/interest/rate", json!("0.1825")),
        ("/contract/terms/interest/per", json!("year")),
        ("/debt/overdue_since", json!("2025-11-06")),
        ("/debt/as_of", json!("2026-06-30")),
        ("/debt/principal", json!("38652.41")),
        ("/debt/penalty", json!("1200.00")),
    ] {
        assert_eq!(facts.pointer(path), Some(&value), "{path}");
    }
    let facts = room.json(&["show", "CC-2", "--unmask"])["facts"].clone();
    for (path, value) in [
        ("/product", json!("personal-loan")),
        ("/debtors/0/id/number", json!("11010519491231002X")),
        ("/debtors/0/phones", json!(["13800000002"])),
        ("/contract/number", json!("HT-2")),
        ("/debt/principal", json!("12000.00")),
    ] {
        assert_eq!(facts.pointer(path), Some(&value), "{path}");
    }
}

/// Encodings and separators: the same facts come out of each.
#[test]
fn encodings_and_separators() {
    let gb = encoding_rs::GB18030.encode(LIST).0.into_owned();
    let marked = [b"\xEF\xBB\xBF", LIST.as_bytes()].concat();
    let tabs = LIST.replace("\"¥38,652.41\"", "38652.41").replace(',', "\t");
    let semicolons = tabs.replace('\t', ";");
    for bytes in [gb.clone(), marked, tabs.into_bytes(), semicolons.into_bytes()] {
        let room = Room::workspace();
        room.write("list.csv", bytes);
        assert_eq!(room.json(&["import", "list.csv"])["new"], json!(["CC-1", "CC-2"]));
    }
    let room = Room::workspace();
    let none = [
        ("mislabelled.csv", [b"\xEF\xBB\xBF", gb.as_slice()].concat(), "E-CSV-MISLABELLED"),
        ("nul.csv", LIST.replace("CC-2", "CC-\0").into_bytes(), "E-FILE-NUL"),
        ("wide.csv", b"\xFF\xFEa\0".to_vec(), "E-FILE-UTF16"),
        (
            "cut.csv",
            format!("{SHORT}\"A-1,李示例,1,2026-06-30\nA-2,李示例,1,2026-06-30\n").into_bytes(),
            "E-CSV-LINE-BREAK",
        ),
        ("empty.csv", Vec::new(), "E-PAPER-EMPTY"),
        ("words.csv", "甲,乙\n1,2\n".into(), "E-LIST-NO-HEADER"),
    ];
    for (name, bytes, code) in none {
        room.write(name, bytes);
        let run = ends(&room, 3, &["import", name, "--dry-run"]);
        assert!(run.stderr.contains(code), "{name}: {run}");
    }
}

/// Each trap by its name, in its cell; the good row goes in.
#[test]
fn traps_are_named() {
    let room = Room::workspace();
    let list = format!(
        "移送清单\n序号,{}\
         1,A-1,李示例,100,2026-06-30,110101198503153000\n\
         2,A-2,李示例,100,2026-06-30,1.10101E+17\n\
         3,A-3,李示例,100,2026-06-30,110101198503153012\n\
         4,A-4,李示例,100,03/04/2026,\n\
         5,A-5,李示例,100,5/1/24,\n\
         6,A-6,李示例,#N/A,2026-06-30,\n\
         7,A-7,,100,2026-06-30,\n\
         8,A-8,赵示例,100,2026-06-30,11010519491231002X\n\
         9,A-9,赵示例,100,2026-06-30,\n\
         9,A-9,赵示例,200,2026-06-30,\n\
         8,A-8,赵示例,100,2026-06-30,11010519491231002X\n\
         12,A-10,钱示例,100,2026-06-30,11010519491231002X\n\
         13,A/11,钱示例,100,2026-06-30,\n\
         小计,A-12,钱示例,100,2026-06-30,\n\
         合计,,,1400,,\n\
         制表人：孙示例,,,,,\n",
        SHORT.replace('\n', ",证件号码\n")
    );
    room.write("traps.csv", list);
    let answer = room.json(&["import", "traps.csv"]);
    let found: Vec<(String, String)> = codes(&answer["refused"]);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        found,
        [
            ("E-VALUE-ROUNDED", "F3"),
            ("E-VALUE-ROUNDED", "F4"),
            ("E-LIST-DATE-TWO-READINGS", "E6"),
            ("E-LIST-DATE-TWO-READINGS", "E7"),
            ("E-LIST-ERROR-CELL", "D8"),
            ("E-CSV-BLANK", "C9"),
            ("E-LIST-TWICE", "B12"),
            ("E-VALUE-ACCOUNT", "B15"),
            ("E-LIST-TOTALS-ACCOUNT", "A16"),
            ("E-LIST-ID-CHECKSUM", "F5"),
        ]
    );
    let notes: Vec<String> =
        codes(&answer["notes"]).into_iter().map(|(code, cell)| format!("{code} {cell}")).collect();
    assert_eq!(notes, ["N-LIST-TWICE B13", "N-LIST-TOTALS A17", "N-LIST-ROW A18"]);
    assert_eq!(codes(&answer["warnings"]), [("W-LIST-TWO-NAMES".to_owned(), "C14".to_owned())]);
    assert_eq!(answer["new"], json!(["A-8", "A-10"]));
    let twice = answer["refused"].as_array().unwrap().iter().find(|p| p["code"] == "E-LIST-TWICE").unwrap();
    assert!(twice["message"].as_str().unwrap().contains("traps.csv:B11"), "{twice}");
    assert!(!answer.to_string().contains("110101198503153012"), "numbers are masked");
}

#[test]
fn units() {
    let room = Room::workspace();
    room.write("a.csv", "案件编号,被告姓名,本金（万元）,截止日\nA-1,李示例,3.865241,2026-06-30\nA-2,李示例,38652.41元,2026-06-30\nA-3,李示例,38652.41,2026-06-30\n");
    let answer = room.json(&["import", "a.csv"]);
    assert_eq!(answer["new"], json!(["A-1"]));
    let found: Vec<String> =
        codes(&answer["refused"]).into_iter().map(|(code, cell)| format!("{code} {cell}")).collect();
    assert_eq!(found, ["E-LIST-UNIT-MIXED C3", "E-LIST-UNIT-LARGE C4"]);
    assert_eq!(room.json(&["show", "A-1"])["facts"]["debt"]["principal"], "38652.41");
}

#[test]
fn headers_that_cannot_be_used_are_named() {
    let room = Room::workspace();
    room.write("a.csv", "案件编号,被告姓名,本金,本金余额,年龄\nA-1,李示例,1,1,30\n");
    let found: Vec<String> =
        refused(&room, "a.csv").into_iter().map(|(code, cell)| format!("{code} {cell}")).collect();
    assert_eq!(found, ["E-CSV-HEADER-TWICE D1", "E-LIST-HEADER-MISSING A1"]);
    shows(&room, "import-list-header-zh", &["import", "a.csv", "--lang", "zh-CN"]);
}

/// A corrected file changes only what it has a column for, an empty cell nothing, and `无` takes away.
#[test]
fn a_corrected_list_amends() {
    let room = Room::workspace();
    room.write("list.csv", LIST);
    ends(&room, 0, &["import", "list.csv"]);
    let corrected = "案件编号,被告姓名,手机号,本金,利息,违约金,截止日\nCC-1,李示例,,38652.41,3220.55,无,2026-06-30\nCC-2,王示例,13800000002,12000,0,0,2026-06-30\n";
    room.write("corrected.csv", corrected);
    writes_nothing(&room, "import-list-corrected-dry-run", &["import", "corrected.csv"]);
    let answer = room.json(&["import", "corrected.csv"]);
    assert_eq!(
        answer["changed"],
        json!([{"account": "CC-1", "fields": ["debt.interest", "debt.penalty"], "changes": [
            {"path": "debt.interest", "from": "3120.55", "to": "3220.55"},
            {"path": "debt.penalty", "from": "1200.00", "to": null},
        ]}])
    );
    assert_eq!(answer["unchanged"], json!(["CC-2"]));
    let facts = room.json(&["show", "CC-1", "--unmask"])["facts"].clone();
    assert_eq!(facts["debtors"][0]["phones"], json!(["13800000001"]), "an empty cell erases nothing");
    assert_eq!(facts["contract"]["card_number"], "6225880123456783", "nor does a missing column");
    assert_eq!(room.json(&["import", "corrected.csv"])["unchanged"], json!(["CC-1", "CC-2"]));
}

#[test]
fn files_are_joined_by_account() {
    let room = Room::workspace();
    room.write("in/accounts.csv", LIST);
    room.write("in/债务人.csv", "案件编号,身份,姓名,证件号码,保证方式,保证期间届满日\nCC-2,保证人,赵示例,110101198503153011,连带责任保证,2029-05-10\n");
    room.write(
        "in/还款.csv",
        "案件编号,还款日期,还款金额,付款人\nCC-1,2026/7/15,1000,李示例\nCC-1,2026/7/15,1000,李示例\n",
    );
    room.write("in/催收记录.csv", "案件编号,时间,方式,对象,结果\nCC-1,2026-03-02 10:15,电话,本人,承诺还款\nCC-9,2026-03-02 10:15,电话,本人,接通\n");
    room.write("in/账单.csv", "案件编号,交易日期,类型,金额\nCC-1,2025-10-05,消费,1280.00\n");
    let answer = room.json(&["import", "in"]);
    assert_eq!(answer["new"], json!(["CC-1", "CC-2"]));
    assert_eq!(codes(&answer["refused"]), [("E-LIST-NO-ACCOUNT".to_owned(), "A3".to_owned())]);
    let one = room.json(&["show", "CC-1"])["facts"].clone();
    assert_eq!(one["payments"].as_array().unwrap().len(), 2, "the same payment twice in a file is two");
    let filed = logged(&room, "CC-1")["case"].clone();
    assert_eq!(filed["contacts"][0]["outcome"], "promised");
    assert_eq!(filed["statements"], json!([{"date": "2025-10-05", "kind": "purchase", "amount": "1280.00"}]));
    let two = room.json(&["show", "CC-2"])["facts"].clone();
    assert_eq!(two["debtors"][1]["role"], "guarantor");
    assert_eq!(
        two["guarantees"],
        json!([{"kind": "guarantee", "form": "joint", "by": "赵示例", "period_until": "2029-05-10"}])
    );
    // Again, and then the log alone with one more call and one call corrected.
    let again = room.json(&["import", "in/accounts.csv", "in/债务人.csv", "in/还款.csv", "in/账单.csv"]);
    assert_eq!(again["unchanged"], json!(["CC-1", "CC-2"]));
    room.write("more.csv", "案件编号,时间,方式,对象,结果\nCC-1,2026-03-02 10:15,电话,本人,拒绝\nCC-1,2026-03-05 11:00,电话,本人,未接\n");
    assert_eq!(room.json(&["import", "more.csv"])["changed"][0]["account"], "CC-1");
    let contacts = logged(&room, "CC-1")["changes"][0]["to"].clone();
    let outcomes: Vec<&str> =
        contacts.as_array().unwrap().iter().map(|c| c["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["refused", "no-answer"]);
}

/// A row that is wrong holds its account back: a case without its guarantor or its payment would be a wrong one.
#[test]
fn an_account_goes_in_whole_or_not_at_all() {
    let room = Room::workspace();
    room.write("in/accounts.csv", LIST);
    room.write("in/还款.csv", "案件编号,还款日期,还款金额\nCC-1,2026/7/15,一千\n");
    let answer = room.json(&["import", "in"]);
    assert_eq!((&answer["new"], answer["refused"].as_array().unwrap().len()), (&json!(["CC-2"]), 1));
}

#[test]
fn a_mapping_of_a_banks_own() {
    let room = Room::workspace();
    room.write("list.csv", "主键,客户全称,贷款馀额,分行\nA-1,李示例,3.865241,西城\n");
    ends(&room, 3, &["import", "list.csv"]);
    let suggested = ends(&room, 0, &["import", "list.csv", "--suggest-mapping"]).stdout;
    assert!(suggested.contains("\"分行\": \"? ignore\""), "{suggested}");
    room.write("mapping.yaml", &suggested);
    let run = ends(&room, 3, &["import", "list.csv"]);
    assert!(run.stderr.contains("E-MAPPING-UNCONFIRMED"), "{run}");
    room.write(
        "mapping.yaml",
        "schema: sucheng/mapping/v1\ncolumns:\n  主键: 案件编号\n  客户全称: debtors[0].name\n  贷款馀额: {to: 本金, unit: 万元}\n  分行: ignore\nconstants:\n  截止日: 2026-06-30\n  产品: 信用卡\n",
    );
    let answer = room.json(&["import", "list.csv"]);
    assert_eq!((&answer["new"], &answer["warnings"]), (&json!(["A-1"]), &json!([])));
    let facts = room.json(&["show", "A-1"])["facts"].clone();
    assert_eq!((&facts["debt"]["principal"], &facts["product"]), (&json!("38652.41"), &json!("credit-card")));
}

/// The annotated workbook holds every value in its own cell; a workbook someone may have worked in is never written over.
#[test]
fn problems_are_shown_in_their_cells() {
    let room = Room::workspace();
    room.write(
        "list.csv",
        format!(
            "{SHORT}{}{}",
            row("A-1", "李示例", "100", "2026-06-30"),
            row("A-2", "王示例", "x", "2026-06-30")
        ),
    );
    let answer = room.json(&["import", "list.csv"]);
    assert_eq!(answer["annotated"], json!(["[ROOM]/list.checked.xlsx"]));
    let first = std::fs::read(room.path().join("list.checked.xlsx")).unwrap();
    assert!(first.starts_with(b"PK"));
    // The same again says the same; someone's own work stays.
    ends(&room, 3, &["import", "list.csv"]);
    assert!(!room.path().join("list.checked-2.xlsx").exists());
    room.write("list.checked.xlsx", "mine");
    assert_eq!(room.json(&["import", "list.csv"])["annotated"], json!(["[ROOM]/list.checked-2.xlsx"]));
    assert_eq!(room.read("list.checked.xlsx"), "mine");
    assert_eq!(std::fs::read(room.path().join("list.checked-2.xlsx")).unwrap(), first);
    // Its own list is read back as it was.
    let back = room.json(&["import", "list.checked-2.xlsx", "--dry-run"]);
    assert_eq!(
        (&back["unchanged"], codes(&back["refused"])),
        (&json!(["A-1"]), vec![("E-VALUE-AMOUNT".to_owned(), "C3".to_owned())])
    );
}

/// Workbooks as LibreOffice writes them from a CSV file: what looks like a number or a day becomes one.
#[test]
fn workbooks_of_another_program() {
    if !installed("soffice", "libreoffice-calc", "workbooks_of_another_program") {
        return;
    }
    let room = Room::workspace();
    room.write("list.csv", "案件编号,被告姓名,证件号码,手机号,本金,截止日\nA-1,李示例,,13800000001,38652.41,2026-06-30\nA-2,王示例,110101198503153011,13800000002,12000,2026-06-30\n");
    let done = std::process::Command::new("soffice")
        .args([
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            "x",
            "list.csv",
            "--infilter=CSV:44,34,76,1",
        ])
        .current_dir(room.path())
        .env("HOME", room.path())
        .output()
        .unwrap();
    assert!(room.path().join("x/list.xlsx").exists(), "{done:?}");
    let answer = room.json(&["import", "x/list.xlsx"]);
    // LibreOffice took the ID for a number and lost its last digits.
    let refused = answer["refused"][0].clone();
    assert_eq!(
        (&refused["code"], &refused["cell"], &refused["sheet"]),
        (&json!("E-VALUE-ROUNDED"), &json!("C3"), &json!("list"))
    );
    assert_eq!(answer["new"], json!(["A-1"]));
    let facts = room.json(&["show", "A-1"])["facts"].clone();
    assert_eq!(
        (&facts["debt"]["principal"], &facts["debt"]["as_of"]),
        (&json!("38652.41"), &json!("2026-06-30"))
    );
    assert_eq!(facts["debtors"][0]["phones"], json!(["13800000001"]));
}

/// A kill at any moment leaves whole accounts, and the same import again does the rest.
#[test]
fn a_killed_import_is_finished_by_the_next() {
    const ACCOUNTS: usize = 3_000;
    let room = Room::workspace();
    let mut list = SHORT.to_owned();
    let mut payments = "案件编号,还款日期,还款金额\n".to_owned();
    for n in 0..ACCOUNTS {
        list.push_str(&row(&format!("A-{n:04}"), "李示例", "100", "2026-06-30"));
        payments.push_str(&format!("A-{n:04},2026-07-15,10\n"));
    }
    room.write("in/accounts.csv", list);
    room.write("in/payments.csv", payments);
    let mut partial = 0;
    for wait in [150, 400, 900, 1_500] {
        let mut child =
            room.command(&["import", "in", "-q"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        let there = room.json(&["list"])["accounts"].as_array().unwrap().clone();
        partial += usize::from(!there.is_empty() && there.len() < ACCOUNTS);
        for account in there.iter().step_by(250) {
            let name = account["account"].as_str().unwrap();
            let facts = room.json(&["show", name])["facts"].clone();
            assert_eq!(facts["payments"].as_array().unwrap().len(), 1, "{name} is whole");
        }
        ends(&room, 0, &["registry", "verify"]);
    }
    eprintln!("{partial} kills fell into the middle");
    let answer = room.json(&["import", "in"]);
    let count = |of: &str| answer[of].as_array().unwrap().len();
    assert_eq!((count("new") + count("unchanged"), count("refused"), count("changed")), (ACCOUNTS, 0, 0));
    assert_eq!(room.json(&["list"])["accounts"].as_array().unwrap().len(), ACCOUNTS);
    ends(&room, 0, &["registry", "verify"]);
}

/// A unit above the header is that of the sums without an own one; a unit that is not known refuses the list.
#[test]
fn a_unit_above_the_header_counts() {
    let room = Room::workspace();
    room.write(
        "a.csv",
        "单位：万元\n案件编号,被告姓名,本金,利息（元）,截止日\nA-1,李示例,1.2,300.5,2026-06-30\n",
    );
    let answer = room.json(&["import", "a.csv"]);
    assert_eq!(answer["new"], json!(["A-1"]));
    assert_eq!(codes(&answer["notes"]), [("N-LIST-UNIT".to_owned(), "A1".to_owned())]);
    let debt = room.json(&["show", "A-1"])["facts"]["debt"].clone();
    assert_eq!((&debt["principal"], &debt["interest"]), (&json!("12000.00"), &json!("300.50")));
    for line in ["单位：千元", "金额单位：美元"] {
        room.write("b.csv", format!("{line}\n{SHORT}{}", row("A-2", "李示例", "1.2", "2026-06-30")));
        assert_eq!(refused(&room, "b.csv"), [("E-LIST-UNIT-LINE".to_owned(), "A1".to_owned())]);
    }
    room.write("c.csv", format!("填报单位：示例银行\n{SHORT}{}", row("A-3", "李示例", "100", "2026-06-30")));
    assert_eq!(room.json(&["import", "c.csv"])["new"], json!(["A-3"]));
}

/// 8652.41 beside 1.2 and 3.5 is yuan; loans of companies from 20 to 9,000 万元 are what they are.
#[test]
fn yuan_among_ten_thousands_is_refused() {
    let room = Room::workspace();
    let list = |sums: &[&str]| {
        let mut list = SHORT.replace("本金", "本金（万元）");
        for (n, sum) in sums.iter().enumerate() {
            list.push_str(&row(&format!("A-{n}"), "李示例", sum, "2026-06-30"));
        }
        list
    };
    room.write("a.csv", list(&["1.2", "8652.41", "3.5"]));
    let answer = room.json(&["import", "a.csv", "--dry-run"]);
    assert_eq!(codes(&answer["refused"]), [("E-LIST-UNIT-SCALE".to_owned(), "C3".to_owned())]);
    assert_eq!(answer["new"], json!(["A-0", "A-2"]));
    room.write("b.csv", list(&["20", "9000", "350.25", "1200", "80"]));
    assert_eq!(refused(&room, "b.csv"), []);
    room.write(
        "mapping.yaml",
        "schema: sucheng/mapping/v1\ncolumns:\n  本金（万元）: {to: debt.principal, unit: 万元}\n",
    );
    assert_eq!(refused(&room, "a.csv"), []);
}

#[test]
fn lists_without_rows_and_with_lone_carriage_returns() {
    let room = Room::workspace();
    let list = format!("{SHORT}{}", row("A-1", "李示例", "100", "2026-06-30"));
    room.write("cr.csv", list.replace('\n', "\r"));
    assert_eq!(room.json(&["import", "cr.csv"])["new"], json!(["A-1"]));
    room.write("none.csv", SHORT);
    let answer = room.json(&["import", "none.csv"]);
    assert_eq!(codes(&answer["warnings"]), [("W-LIST-NO-ROWS".to_owned(), "A1".to_owned())]);
}

/// An account without the payments or the guarantor of a list that cannot be read would be a wrong one.
#[test]
fn a_list_that_cannot_be_read_holds_the_others_back() {
    let room = Room::workspace();
    room.write("in/accounts.csv", LIST);
    for (name, text) in [
        ("in/还款.csv", "案件编号,什么日子,还款金额\nCC-1,2026/7/15,1000\n"),
        ("in/还款.csv", "客户,时间\nCC-1,2026/7/15\n"),
        ("in/还款.csv", "案件编号,还款日期,还款金额\nCC-1,2026/7/15,\0\n"),
    ] {
        room.write(name, text);
        let answer = room.json(&["import", "in", "--dry-run"]);
        assert_eq!(answer["new"], json!([]), "{text}");
        let found = codes(&answer["refused"]);
        assert!(found.iter().any(|(code, _)| code == "E-LIST-HELD"), "{found:?}");
    }
    // Names as case.yaml and `pay --file` have them are understood.
    room.write("in/还款.csv", "Account,on,Amount,from\nCC-1,2026-07-15,1000,李示例\n");
    room.write("in/debtors.csv", "account,role,Name,ID\nCC-2,guarantor,赵示例,110101198503153011\n");
    let answer = room.json(&["import", "in"]);
    assert_eq!((&answer["new"], &answer["refused"]), (&json!(["CC-1", "CC-2"]), &json!([])));
    room.write("en.csv", "account,principal,as of\nA-1,1,2026-06-30\n");
    let run = ends(&room, 3, &["import", "en.csv", "--dry-run", "--lang", "en"]);
    assert!(run.stderr.contains("debtor") && !run.stderr.contains("被告姓名"), "{run}");
}

/// Where columns are shifted, an ID stands where nothing says that it is one.
#[test]
fn numbers_are_masked_wherever_they_stand() {
    let room = Room::workspace();
    let id = "110101198503153011";
    let mut list = SHORT.to_owned();
    list.push_str(&row("A-1", "李示例", id, "2026-06-30"));
    list.push_str(&row("A-2", "李示例", "100", id));
    list.push_str(&row("A 3", id, "6225 8801 2345 6783", "x"));
    room.write("shifted.csv", list);
    for lang in ["en", "zh"] {
        let run = ends(&room, 3, &["import", "shifted.csv", "--dry-run", "--lang", lang]);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains("110101********3011"), "{said}");
        assert!(!said.contains(id) && !said.contains("6225 8801 2345"), "{said}");
    }
}

/// Pages put together: their headers and what stands below them are no accounts, and need one note each.
#[test]
fn headers_and_footers_among_the_rows() {
    let room = Room::workspace();
    let one = |n: u32| row(&format!("A-{n}"), "李示例", "100", "2026-06-30");
    let page = |n: u32| format!("{SHORT}{}", one(n));
    room.write("pages.csv", format!("{}{}{}共3户,,,\n制表人：孙示例,,,\n", page(1), page(2), page(3)));
    let answer = room.json(&["import", "pages.csv"]);
    assert_eq!((&answer["new"], &answer["refused"]), (&json!(["A-1", "A-2", "A-3"]), &json!([])));
    let notes: Vec<String> =
        codes(&answer["notes"]).into_iter().map(|(code, cell)| format!("{code} {cell}")).collect();
    assert_eq!(notes, ["N-LIST-HEADER-AGAIN A3", "N-LIST-ROW A7", "N-LIST-ROW A8"]);
}

#[test]
fn figures_of_a_day_to_come_are_doubted() {
    let room = Room::workspace();
    room.write("ahead.csv", format!("{SHORT}{}", row("A-1", "李示例", "100", "2099-06-30")));
    let answer = room.json(&["import", "ahead.csv"]);
    assert_eq!(codes(&answer["warnings"]), [("W-CASE-AS-OF-FUTURE".to_owned(), "D2".to_owned())]);
    let run = room.run(&["check", "A-1", "--lang", "en"]);
    assert!(format!("{}{}", run.stdout, run.stderr).contains("2099-06-30"), "{run}");
}

/// What stands under no header is named; our own copy of a list gives way to the next, days in it stay days.
#[test]
fn copies_do_not_pile_up() {
    let room = Room::workspace();
    room.write("list.csv", format!("{}A-1,李示例,x,2026-06-30,多\n", SHORT.replace('\n', ",\n")));
    let answer = room.json(&["import", "list.csv"]);
    assert_eq!(codes(&answer["warnings"]), [("W-LIST-NO-COLUMN".to_owned(), "E2".to_owned())]);
    let first = std::fs::read(room.path().join("list.checked.xlsx")).unwrap();
    room.write("list.csv", format!("{SHORT}A-1,李示例,,2026-06-30\n"));
    assert_eq!(room.json(&["import", "list.csv"])["annotated"], json!(["[ROOM]/list.checked.xlsx"]));
    assert!(std::fs::read(room.path().join("list.checked.xlsx")).unwrap() != first);
    // That of another list of the same name is not ours to write over.
    room.write("list.txt", "");
    std::fs::rename(room.path().join("list.checked.xlsx"), room.path().join("other.checked.xlsx")).unwrap();
    room.write("other.csv", format!("{SHORT}A-1,李示例,,2026-06-30\n"));
    assert_eq!(room.json(&["import", "other.csv"])["annotated"], json!(["[ROOM]/other.checked-2.xlsx"]));
    // A copy that cannot be written does not hide what went in.
    std::fs::create_dir(room.path().join("bad.checked.xlsx")).unwrap();
    room.write("bad.csv", format!("{SHORT}A-1,李示例,,2026-06-30\nA-2,李示例,1,2026-06-30\n"));
    let answer = room.json(&["import", "bad.csv"]);
    assert_eq!(answer["new"], json!(["A-2"]));
    assert_eq!(codes(&answer["warnings"]), [("W-IMPORT-COPY".to_owned(), String::new())]);
}

/// formats.md: without a creditor column, the workspace's, which may be absent until a document needs it.
#[test]
fn the_creditor_of_the_workspace_may_come_later() {
    let room = Room::workspace();
    room.write(
        "a.csv",
        "案件编号,姓名,本金,截止日\nP-01,李示例,1000,2026-06-30\nP-02,王示例,1000,2026-06-30\n",
    );
    room.json(&["import", "a.csv"]);
    room.write(
        "sucheng.yaml",
        "schema: sucheng/workspace/v1\ncreditor: {name: 示例银行, lender: licensed}\n",
    );
    room.json(&["amend", "P-02", "--set", "creditor=default", "--reason", "设置债权人"]);
    let answer = room.json(&["import", "a.csv"]);
    assert_eq!(answer["changed"][0]["account"], "P-01");
    assert_eq!(answer["changed"].as_array().unwrap().len(), 1);
    assert_eq!(room.json(&["import", "a.csv"])["changed"].as_array().unwrap().len(), 0);
}
