//! `report ledger` as files: typed cells, in the columns that departments keep, and nothing that a spreadsheet would run.

use std::process::Command;

use serde_json::{Value, json};

use super::{generated, with_log};
use crate::support::{Room, python_with};

/// law-cn.md §8, `case_ledger_columns`.
const COLUMNS: &str = "案件编号, 客户名, 产品, 账号, 经办行, 律所, 承办律师, 诉讼方式, 诉前调号, 案号, 法院, 承办法官, 书记员, 法院电话, 立案日, 缴费额, 缴费日, 送达状态, 公告期, 开庭日, 程序(小额/简易/普通), 结案方式, 裁判日, 生效日, 判决本金, 判决利息, 判决费用, 上诉, 申请执行截止日, 执行案号, 执行立案日, 查控结果, 查封冻结到期日, 限消, 失信, 拍卖阶段, 终本日, 恢复执行, 累计回款, 最近回款日, 诉讼费支出, 保全费支出, 律师费支出, 费用回收, 时效到期日, 保证期间到期日, 下一动作, 责任人, 期限";

/// An account whose every text would be a formula, with a card and an ID that a spreadsheet would round.
fn hostile() -> Room {
    let case = json!({
        "account": "-1", "product": "credit-card", "batch": "=1+1",
        "debtors": [{"role": "primary", "name": "=HYPERLINK(\"http://x\",\"李\")", "id": {"type": "resident-id", "number": "110101198503153011"}}],
        "creditor": {"name": "@示例银行"}, "counsel": {"firm": "+示例律师事务所", "lawyer": "-王示例"},
        "contract": {"card_number": "6225880123456783"},
        "debt": {"as_of": "2026-06-30", "overdue_since": "2026-01-01", "principal": "38652.41"},
    });
    let filed = json!({"type": "milestone", "track": "litigation", "milestone": "filed", "on": "2026-07-01", "facts": {"court": "\"=A1\",甲法院"}});
    let accepted = json!({"type": "milestone", "track": "litigation", "milestone": "accepted", "on": "2026-07-05", "facts": {"case_number": "（2026）京0102民初1号", "judge": "=1", "procedure": "summary"}});
    let seized = json!({"type": "milestone", "track": "preservation", "milestone": "measure-taken", "on": "2025-12-01", "facts": {"asset": "bank-deposit", "detail": "尾号1"}});
    let searched = json!({"type": "milestone", "track": "enforcement", "milestone": "searched", "on": "2026-07-20", "facts": {"found": "=cmd|' /C calc'!A0"}});
    let paid = json!({"type": "paid", "on": "2026-08-01", "amount": "12.50"});
    let imported = json!({"type": "imported", "case": case, "source": {"file": "x", "sha256": "0"}});
    let mut log = String::new();
    for (seq, payload) in (1..).zip([imported, filed, accepted, seized, searched, paid]) {
        let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": format!("c{seq}"), "payload": payload});
        log += &(json!({"schema": "sucheng/event/v1", "stream": "-1", "event": event}).to_string() + "\n");
    }
    with_log(&log)
}

#[test]
fn csv_runs_nothing() {
    let room = hostile();
    let run = room.run(&["report", "ledger", "-o", "l.csv", "--lang", "zh-CN"]);
    assert_eq!(run.status, 0, "{run}");
    let text = room.read("l.csv");
    let (header, row) = text.trim_end().split_once("\r\n").unwrap();
    assert_eq!(header, format!("\u{feff}{}", COLUMNS.replace(", ", ",")));
    for shown in [
        "-1,\"'=HYPERLINK(\"\"http://x\"\",\"\"李\"\")\",信用卡,622588******6783,'@示例银行,'+示例律师事务所,'-王示例,诉讼,,（2026）京0102民初1号,\"\"\"=A1\"\",甲法院\",'=1,",
        ",2026-07-05,",
        ",简易,",
        ",12.50,2026-08-01,",
        ",'=cmd|' /C calc'!A0,",
    ] {
        assert!(row.contains(shown), "{shown}\n{row}");
    }
    let plain = room.run(&["report", "ledger", "-o", "u.csv", "--unmask"]);
    assert_eq!(plain.status, 0, "{plain}");
    assert!(room.read("u.csv").contains(",6225880123456783,"));
    assert!(!text.contains("6225880123456783") && !text.contains("110101198503153011"));
}

const SEE: &str = r#"
import sys, json, openpyxl
wb = openpyxl.load_workbook(sys.argv[1])
out = {'sheets': wb.sheetnames, 'formulas': []}
for at, ws in enumerate(wb.worksheets):
    for row in ws.iter_rows():
        for c in row:
            if c.data_type == 'f': out['formulas'].append(ws.title + '!' + c.coordinate)
ws = wb.worksheets[-1] if len(sys.argv) > 2 else wb.worksheets[0]
out['header'] = [c.value for c in ws[1]]
out['row'] = [[c.data_type, str(c.value), c.number_format] for c in ws[2]]
out['freeze'], out['filter'], out['size'] = ws.freeze_panes, ws.auto_filter.ref, ws.dimensions
out['landscape'], out['repeat'] = ws.page_setup.orientation, ws.print_title_rows
out['columns'], out['fit'] = ws.print_title_cols, bool(ws.sheet_properties.pageSetUpPr and ws.sheet_properties.pageSetUpPr.fitToPage)
out['width'] = ws.column_dimensions['A'].width
out['rules'] = sorted([str(r.sqref), [x.formula for x in r.rules]] for r in ws.conditional_formatting)
print(json.dumps(out))
"#;

fn seen(python: &str, room: &Room, file: &str, last: bool) -> Value {
    let mut command = Command::new(python);
    command.args(["-c", SEE]).arg(room.path().join(file)).env("PYTHONIOENCODING", "utf-8");
    if last {
        command.arg("last");
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

#[test]
fn a_workbook_is_typed_and_runs_nothing() {
    let Some(python) = python_with("openpyxl", "python3-openpyxl", "a_workbook_is_typed_and_runs_nothing")
    else {
        return;
    };
    let room = hostile();
    let run = room.run(&["report", "ledger", "-o", "l.xlsx", "--lang", "zh-CN"]);
    assert_eq!(run.status, 0, "{run}");
    let seen = seen(python, &room, "l.xlsx", false);
    let names: Vec<&str> = COLUMNS.split(", ").collect();
    assert_eq!(seen["header"], json!(names));
    assert_eq!(seen["formulas"], json!([]));
    assert_eq!((&seen["freeze"], &seen["filter"]), (&json!("C2"), &json!("A1:AW2")));
    assert_eq!((&seen["landscape"], &seen["repeat"]), (&json!("landscape"), &json!("$1:$1")));
    // Account and debtor stay in view, on paper too, where the columns take several pages.
    assert_eq!((&seen["columns"], &seen["fit"]), (&json!("$A:$B"), &json!(false)));
    assert!(seen["width"].as_f64().unwrap() > 15.0, "{seen}");
    let cell = |name: &str| seen["row"][names.iter().position(|n| *n == name).unwrap()].clone();
    assert_eq!(cell("案件编号"), json!(["s", "-1", "@"]));
    assert_eq!(cell("客户名"), json!(["s", "=HYPERLINK(\"http://x\",\"李\")", "@"]));
    assert_eq!(cell("账号"), json!(["s", "622588******6783", "@"]));
    assert_eq!(cell("案号"), json!(["s", "（2026）京0102民初1号", "@"]));
    assert_eq!(cell("立案日"), json!(["d", "2026-07-05 00:00:00", "yyyy-mm-dd"]));
    assert_eq!(cell("累计回款"), json!(["n", "12.5", "#,##0.00"]));
    assert_eq!(cell("查控结果"), json!(["s", "=cmd|' /C calc'!A0", "@"]));
    // Frozen on 1 December 2025 for a year (民诉法解释 485): the day is 1 December 2026.
    assert_eq!(cell("查封冻结到期日"), json!(["d", "2026-12-01 00:00:00", "yyyy-mm-dd"]));
    // 21 November 2026 is day 46347 since 30 December 1899; five columns of days are watched, by constants.
    let rules = seen["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 5, "{rules:?}");
    for rule in rules {
        assert_eq!(rule[1], json!([["1", "46346"], ["46347", "46354"], ["46355", "46377"]]));
    }
}

#[test]
fn a_workbook_of_the_portfolio_has_its_sheets() {
    let test = "a_workbook_of_the_portfolio_has_its_sheets";
    let Some(python) = python_with("openpyxl", "python3-openpyxl", test) else { return };
    let room = with_log(&generated::log(40));
    let run = room.run(&["report", "portfolio", "-o", "p.xlsx", "--lang", "zh-CN"]);
    assert_eq!(run.status, 0, "{run}");
    let seen = seen(python, &room, "p.xlsx", true);
    let sheets = [
        "总览",
        "月度",
        "漏斗",
        "账龄",
        "预警",
        "重大案件",
        "存在的问题",
        "下月计划",
        "批次",
        "产品",
        "经办行",
        "法院",
        "律所",
        "经办人",
        "阶段",
        "明细",
    ];
    assert_eq!(seen["sheets"], json!(sheets));
    assert_eq!(seen["formulas"], json!([]));
    let accounts = room.json(&["report", "portfolio"])["overall"]["accounts"].as_u64().unwrap();
    assert_eq!(seen["size"], format!("A1:T{}", accounts + 1));
    // The figures as CSV: a header, the day, 2 counts of days of referral, 15 sums, 13 rates, 3 durations.
    assert_eq!(room.run(&["report", "portfolio", "-o", "p.csv"]).status, 0);
    assert_eq!(room.read("p.csv").lines().count(), 1 + 1 + 2 + 15 + 13 + 3);
    assert_eq!(room.run(&["report", "portfolio", "-o", "p.json"]).status, 0);
    let file: Value = serde_json::from_str(&room.read("p.json")).unwrap();
    assert_eq!(file, room.json(&["report", "portfolio"]));
}

/// The same rows in each form.
#[test]
fn files_and_streams_say_the_same() {
    let room = with_log(&generated::log(30));
    let answer = room.json(&["report", "ledger"]);
    let rows = answer["accounts"].as_array().unwrap();
    assert_eq!(rows[0].as_object().unwrap().len(), 49);
    assert_eq!(room.run(&["report", "ledger", "-o", "l.json"]).status, 0);
    assert_eq!(serde_json::from_str::<Value>(&room.read("l.json")).unwrap(), answer);
    let lines = room.run(&["report", "ledger", "--jsonl"]).stdout;
    for (line, row) in lines.lines().zip(rows) {
        let mut line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            line.as_object_mut().unwrap().shift_remove("schema"),
            Some(json!("sucheng/report-ledger/v1"))
        );
        assert_eq!(line, *row);
    }
    assert_eq!(lines.lines().count(), rows.len());
    let shown = room.run(&["report", "ledger"]).stdout;
    assert_eq!(shown.lines().count(), rows.len() + 1);
}

/// OWASP, CSV injection, and the wide signs that spreadsheets of East Asia take for the narrow ones.
const BEGINNINGS: [&str; 13] = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x\",\"a\")",
    "=DDE(\"cmd\",\"/C calc\")",
];
/// What is text without more.
const PLAIN: [&str; 4] = ["'=1", "\"=1\"", " =1", "a=1"];

/// An account a text, which is its debtor, lawyer, court, case number, judge and what a search found.
fn beginnings() -> Room {
    let mut log = String::new();
    for (n, text) in BEGINNINGS.iter().chain(&PLAIN).enumerate() {
        let account = format!("H-{n:02}");
        let case = json!({
            "account": account, "product": "personal-loan", "debtors": [{"role": "primary", "name": text}],
            "counsel": {"firm": text, "lawyer": text}, "debt": {"as_of": "2026-06-30", "principal": "1.00"},
        });
        let step = |name: &str, on: &str, facts: Value| {
            let (track, milestone) = name.split_once('/').unwrap();
            json!({"type": "milestone", "track": track, "milestone": milestone, "on": on, "facts": facts})
        };
        let events = [
            json!({"type": "imported", "case": case, "source": {"file": "x", "sha256": "0"}}),
            step("litigation/filed", "2026-07-01", json!({"court": text, "case_number": text})),
            step("litigation/accepted", "2026-07-05", json!({"case_number": text, "judge": text})),
            step("enforcement/applied", "2026-07-10", json!({"court": text})),
            step("enforcement/accepted", "2026-07-12", json!({"case_number": text})),
            step("enforcement/searched", "2026-07-20", json!({"found": text})),
        ];
        for (seq, payload) in (1..).zip(events) {
            let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": format!("c{n}-{seq}"), "payload": payload});
            log += &(json!({"schema": "sucheng/event/v1", "stream": account, "event": event}).to_string()
                + "\n");
        }
    }
    with_log(&log)
}

/// What proceedings keep of a text has no blanks about it.
fn kept<'t>(text: &'t str, column: &str) -> &'t str {
    if ["客户名", "律所", "承办律师", "查控结果"].contains(&column) { text } else { text.trim() }
}

#[test]
fn whatever_a_text_begins_with_no_spreadsheet_runs_it() {
    let room = beginnings();
    let run = room.run(&["report", "ledger", "-o", "l.csv", "--lang", "zh-CN"]);
    assert_eq!(run.status, 0, "{run}");
    let text = room.read("l.csv");
    let mut read = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = read.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let columns =
        ["客户名", "律所", "承办律师", "诉前调号", "案号", "法院", "承办法官", "执行案号", "查控结果"];
    let rows: Vec<csv::StringRecord> = read.records().map(Result::unwrap).collect();
    for (row, text) in rows.iter().zip(BEGINNINGS.iter().chain(&PLAIN)) {
        for column in columns {
            let text = kept(text, column);
            let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
            let told = if runs { format!("'{text}") } else { text.to_owned() };
            assert_eq!(&row[at(column)], told, "{column}");
        }
    }
    let test = "whatever_a_text_begins_with_no_spreadsheet_runs_it";
    let Some(python) = python_with("openpyxl", "python3-openpyxl", test) else { return };
    assert_eq!(room.run(&["report", "ledger", "-o", "l.xlsx", "--lang", "zh-CN"]).status, 0);
    const ALL: &str = "
import sys, json, openpyxl
ws = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([[[c.data_type, str(c.value)] for c in row] for row in ws.iter_rows(min_row=2)]))
";
    let run = Command::new(python).args(["-c", ALL]).arg(room.path().join("l.xlsx")).output().unwrap();
    let cells: Value = serde_json::from_slice(&run.stdout).unwrap();
    for (n, text) in BEGINNINGS.iter().chain(&PLAIN).enumerate() {
        for column in columns {
            let cell = &cells[n][at(column)];
            // openpyxl leaves the escape of OOXML for a carriage return as it is.
            let value = cell[1].as_str().unwrap().replace("_x000D_", "\r");
            assert_eq!((cell[0].as_str(), value.as_str()), (Some("s"), kept(text, column)), "{column}");
        }
    }
}

/// What the script of the page reads.
fn facts(page: &str) -> Value {
    let (_, facts) = page.split_once("id=\"facts\">").unwrap();
    serde_json::from_str(facts.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn a_page_has_every_column_and_runs_no_name() {
    let room = hostile();
    let write = |args: &[&str]| {
        let run = room.run(&[&["report", "ledger"], args].concat());
        assert_eq!(run.status, 0, "{run}");
    };
    write(&["-o", "a.html", "--lang", "zh-CN"]);
    write(&["-o", "b.html", "--lang", "zh-CN"]);
    let page = room.read("a.html");
    assert_eq!(page, room.read("b.html"), "the same facts give the same bytes");
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (2, 2));
    assert!(!page.contains("6225880123456783") && page.contains("622588******6783"));
    let told = facts(&page);
    let titles: Vec<&str> =
        told["columns"].as_array().unwrap().iter().map(|c| c["title"].as_str().unwrap()).collect();
    assert_eq!(titles.join(", "), COLUMNS);
    assert_eq!(told["rows"][0][0][1], "=HYPERLINK(\"http://x\",\"李\")");
    // Everything that the page says of a case is in one of its parts.
    let parts = told["wide"]["panels"].as_array().unwrap().iter().flat_map(|p| p[1].as_array().unwrap());
    assert_eq!(parts.count(), 49);
    // The freeze of 1 December 2025 lapses on 1 December 2026, ten days after 21 November.
    write(&["-o", "d.html", "--as-of", "2026-11-21"]);
    let told = facts(&room.read("d.html"));
    assert_eq!(told["wide"]["days"], json!(["2026-11-20", "2026-11-28", "2026-12-21"]));
    let groups = told["rows"][0][1].as_array().unwrap();
    assert!(groups.iter().any(|g| told["groups"][g.as_u64().unwrap() as usize] == "Seizures that lapse"));
    write(&["-o", "u.html", "--unmask"]);
    let unmasked = room.read("u.html");
    assert!(unmasked.contains("6225880123456783") && unmasked.contains("lang=\"en\""));
}

/// Each subject a table of its own, account and debtor in each; every row on paper, or none.
#[test]
fn paper_has_every_column_and_says_what_it_cannot_hold() {
    let room = hostile();
    let write = |args: &[&str]| {
        let run = room.run(&[&["report", "ledger", "--lang", "zh-CN"], args].concat());
        assert_eq!(run.status, 0, "{run}");
        std::fs::read(room.path().join(args[1])).unwrap()
    };
    let pdf = write(&["-o", "a.pdf"]);
    assert!(pdf.starts_with(b"%PDF-") && pdf == write(&["-o", "b.pdf"]));
    let test = "paper_has_every_column_and_says_what_it_cannot_hold";
    if crate::support::installed("pdftotext", "poppler-utils", test) {
        let out = Command::new("pdftotext").arg(room.path().join("a.pdf")).arg("-").output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for heading in COLUMNS.split(", ") {
            assert!(plain.contains(heading), "{heading}");
        }
        assert_eq!(text.matches('\u{c}').count(), 6, "six subjects, six pages");
        // Nothing of a case number stands on a second line.
        assert!(text.contains("（2026）京0102民初1号"), "{text}");
        assert!(!plain.contains("6225880123456783"));
    }
    let many = with_log(&generated::log(1_010));
    let run = many.run(&["report", "ledger", "-o", "a.pdf"]);
    assert!(
        run.status == 2 && run.stderr.contains("E-LEDGER-PAPER") && run.stderr.contains(".xlsx"),
        "{run}"
    );
    assert!(!many.path().join("a.pdf").exists());
}
