//! `sucheng record --file` and `--form`: what counsel sends back.

use std::process::Command;

use serde_json::Value;

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::{Room, python_with};

const LOAN: &str = "PL-2026-000217";

/// A history out of order, in Chinese and in GB18030, its rows known by account, by case number and by name and ID.
const HISTORY: &str = "案件编号,被告姓名,身份证后4位,节点,日期,案号,法院,当事人,备注\n\
    PL-2026-000217,,,立案,2026/11/5,（2026）浙0102民初1234号,杭州市上城区人民法院,,甲\n\
    ,赵示例,０039,提交起诉材料,2026年11月2日,,杭州市上城区人民法院,,\n\
    ,,,litigation/served,2026-11-10,(2026)浙0102民初1234号,,赵示例,\n";

fn milestones(room: &Room, account: &str) -> Vec<String> {
    let shown = room.json(&["show", account]);
    let list = shown["milestones"].as_array().unwrap().clone();
    list.iter()
        .map(|m| format!("{} {}", m["milestone"].as_str().unwrap(), m["on"].as_str().unwrap()))
        .collect()
}

/// 民诉法 128: fifteen days to defend from service on 10 November 2026: the 25th, a Wednesday.
#[test]
fn a_history_in_any_order_goes_in_once_and_comes_out_whole() {
    let room = all_cases();
    room.write("r.csv", encoding(HISTORY));
    writes_nothing(&room, "returns-dry-run", &["record", "--file", "r.csv", "--lang", "zh-CN"]);
    shows(&room, "returns", &["record", "--file", "r.csv"]);
    assert_eq!(milestones(&room, LOAN), ["filed 2026-11-02", "accepted 2026-11-05", "served 2026-11-10"]);
    let dates = room.json(&["show", LOAN])["deadlines"].clone();
    let defence = dates.as_array().unwrap().iter().find(|d| d["rule"] == "defence").unwrap();
    assert_eq!(defence["due"], "2026-11-25");
    let before = super::files(&room);
    let again = room.json(&["record", "--file", "r.csv"]);
    assert_eq!(
        (again["recorded"].as_array().unwrap().len(), again["known"].as_array().unwrap().len()),
        (0, 3)
    );
    assert!(before == super::files(&room), "the same file twice changes nothing");
    ends(&room, 0, &["undo"]);
    assert!(milestones(&room, LOAN).is_empty(), "one command, one undo");
}

fn encoding(text: &str) -> Vec<u8> {
    // GB18030 by the system's iconv, so that nothing of ours is compared with itself; UTF-8 where there is none.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t");
    std::fs::write(&path, text).unwrap();
    match Command::new("iconv").args(["-f", "UTF-8", "-t", "GB18030"]).arg(&path).output() {
        Ok(run) if run.status.success() => run.stdout,
        _ => text.as_bytes().to_vec(),
    }
}

/// Every row that cannot go in stays, named by its cell; corrected, the list goes in.
#[test]
fn rows_that_do_not_fit_stay_in_a_list_that_can_be_corrected() {
    let room = all_cases();
    room.write(
        "back/r.csv",
        "account,debtor,milestone,on,case_number,court,amount\n\
         CC-2026-000123,,accepted,2026-09-22,（2026）京0102民初21873号,,\n\
         CC-2026-000123,,accepted,2026-09-21,（2026）京0102民初9号,,\n\
         CC-2026-000123,王样例,heard,2026-11-20,,,\n\
         CC-2026-000123,,heard,2026-11-20,（2026）京0105民初1号,,\n\
         PL-2026-000217,,judgement,2026-11-20,,,\n\
         PL-2026-000217,,filed,2026-12-20,,x,\n\
         PL-2026-000217,,fee-noticed,2026-11-20,,,ten\n\
         GONE-1,,heard,2026-11-20,,,\n\
         ,,heard,2026-11-20,（2026）京0105民初1号,,\n\
         ,,heard,2026-11-20,,,\n\
         PL-2026-000217,,filed,2026-11-02,,杭州市上城区人民法院,\n\
         PL-2026-000217,,,,（2026）浙0102民初1号,,\n",
    );
    let run = room.run(&["record", "--file", "back/r.csv", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    let left: Vec<[&str; 3]> = answer["unmatched"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| ["why", "code", "cell"].map(|key| p[key].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        left,
        [
            ["conflict", "E-MILESTONE-TWICE", "D2"],
            ["conflict", "E-RETURN-FACT", "E3"],
            ["unmatched", "E-RETURN-DEBTOR", "B4"],
            ["unmatched", "E-RETURN-CASE-NUMBER", "E5"],
            ["refused", "E-TRACK-NO-MILESTONE", "C6"],
            ["refused", "E-MILESTONE-FUTURE", "D7"],
            ["unreadable", "E-VALUE-AMOUNT", "G8"],
            ["unmatched", "E-RETURN-NO-ACCOUNT", "A9"],
            ["unmatched", "E-RETURN-NOBODY", "A10"],
            ["unmatched", "E-RETURN-WHOSE", "A11"],
            ["unreadable", "E-CSV-BLANK", "C13"],
        ]
    );
    assert_eq!(answer["recorded"].as_array().unwrap().len(), 1);
    assert_eq!(answer["recorded"][0]["cell"], "C12");
    let list = room.read("out/returns/r-unmatched.csv");
    assert_eq!(list.lines().count(), 12);
    let fixed: String = list
        .lines()
        .enumerate()
        .filter(|(at, line)| *at == 0 || line.contains("judgement"))
        .map(|(_, line)| line)
        .map(|line| line.replace("judgement", "correction-ordered") + "\n")
        .collect();
    room.write("out/returns/r-unmatched.csv", fixed);
    ends(&room, 0, &["record", "--file", "out/returns/r-unmatched.csv"]);
    assert_eq!(milestones(&room, LOAN), ["filed 2026-11-02", "correction-ordered 2026-11-20"]);
    // Another file of the same name does not push out what is still to be corrected.
    ends(&room, 3, &["record", "--file", "back/r.csv"]);
    assert!(room.path().join("out/returns/r-unmatched-2.csv").is_file());
}

#[test]
fn what_is_no_return_file_is_refused() {
    let room = all_cases();
    room.write("a.csv", "milestone,on\nheard,2026-11-20\n");
    shows(&room, "returns-no-account", &["record", "--file", "a.csv"]);
    room.write("b.csv", "account,case\nA-1,2\n");
    ends(&room, 1, &["record", "--file", "b.csv"]);
    ends(&room, 1, &["record", "--file", "none.csv"]);
    ends(&room, 2, &["record", "--file", "a.csv", "--on", "2026-11-20"]);
    ends(&room, 2, &["record", LOAN]);
    ends(&room, 2, &["record", "--form", "form.csv"]);
}

/// The form is filled in and read back by another program than the one that wrote it.
#[test]
fn the_form_comes_back_filled_in() {
    let room = all_cases();
    shows(&room, "returns-form", &["record", "--form", "form.xlsx", LOAN, "--lang", "zh-CN"]);
    let again = ends(&room, 1, &["record", "--form", "form.xlsx", LOAN]);
    assert!(again.stderr.contains("E-RETURN-FORM-THERE"), "a form may be filled in: {again}");
    let blank = room.json(&["record", "--file", "form.xlsx"]);
    assert_eq!((&blank["blank"], blank["unmatched"].as_array().unwrap().len()), (&1.into(), 0));
    let test = "the_form_comes_back_filled_in";
    let Some(python) = python_with("openpyxl", "python3-openpyxl", test) else { return };
    let script = "import datetime, openpyxl\n\
        book = openpyxl.load_workbook('form.xlsx')\n\
        sheet = book.worksheets[0]\n\
        heads = [c.value for c in sheet[1]]\n\
        assert sheet['C2'].value == '330102********0039', sheet['C2'].value\n\
        assert sheet.page_setup.orientation == 'landscape' and sheet.page_setup.fitToHeight == 0\n\
        assert sheet.sheet_properties.pageSetUpPr.fitToPage\n\
        def put(row, **cells):\n\
        \x20   for column in range(1, 6): sheet.cell(row, column).value = sheet.cell(2, column).value\n\
        \x20   for name, value in cells.items(): sheet.cell(row, heads.index(name) + 1).value = value\n\
        put(3, 节点='立案', 日期=datetime.date(2026, 11, 5), 案号='（2026）浙0102民初1234号')\n\
        put(2, 节点='提交起诉材料', 日期='2026/11/2', 法院='杭州市上城区人民法院')\n\
        put(4, 节点='收到交费通知', 日期='2026年11月6日', 金额=1234.5)\n\
        book.save('form.xlsx')\n";
    let run = Command::new(python).args(["-c", script]).current_dir(room.path()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let answer = room.json(&["record", "--file", "form.xlsx"]);
    assert_eq!(answer["unmatched"], Value::Array(Vec::new()));
    assert_eq!(
        milestones(&room, LOAN),
        ["filed 2026-11-02", "accepted 2026-11-05", "fee-noticed 2026-11-06"]
    );
    let fee =
        answer["recorded"].as_array().unwrap().iter().find(|r| r["milestone"] == "fee-noticed").unwrap();
    assert_eq!((&fee["facts"]["amount"], &fee["sheet"]), (&"1234.50".into(), &"回执".into()));
}

/// `原因` and `行号` are counsel's: the list adds columns that mean nothing else, and what it said is never a fact.
#[test]
fn the_list_of_the_rest_can_be_read_again_in_both_languages() {
    for lang in ["zh-CN", "en"] {
        let room = all_cases();
        ends(&room, 0, &["record", LOAN, "filed", "--on", "2026-11-02", "--set", "court=某法院"]);
        ends(&room, 0, &["record", LOAN, "accepted", "--on", "2026-11-05", "--set", "case_number=某1号"]);
        room.write(
            "r.csv",
            "行号,案件编号,节点,日期,当事人,原因,reason\n\
             甲7,PL-2026-000217,送达未成,2026-11-32,赵示例,查无此人,own\n",
        );
        ends(&room, 3, &["record", "--file", "r.csv", "--lang", lang]);
        let list = room.read("out/returns/r-unmatched.csv");
        let head = list.lines().next().unwrap().trim_start_matches('\u{FEFF}');
        assert!(head.starts_with("行号,案件编号,节点,日期,当事人,原因,reason,"), "{head}");
        room.write("out/returns/r-unmatched.csv", list.replace("2026-11-32", "2026-11-12"));
        let again = room.json(&["record", "--file", "out/returns/r-unmatched.csv"]);
        let facts = &again["recorded"][0]["facts"];
        assert_eq!((&facts["why"], &facts["party"]), (&"查无此人".into(), &"赵示例".into()), "{again}");
        assert_eq!(again["unread_columns"], serde_json::json!(["行号", "reason"]));
    }
}

fn left(answer: &Value) -> Vec<[&str; 3]> {
    let unmatched = answer["unmatched"].as_array().unwrap().iter();
    unmatched.map(|p| ["why", "code", "cell"].map(|key| p[key].as_str().unwrap_or_default())).collect()
}

fn answered(room: &Room, args: &[&str]) -> Value {
    let run = room.run(&[args, &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
}

/// A row says twice whose it is: what it shows of the number counts as a whole, and so does a case number.
#[test]
fn a_row_that_contradicts_itself_is_nobodys() {
    let room = all_cases();
    let of = |account: &str| {
        let shown = room.json(&["show", account]);
        let all = shown["milestones"].as_array().unwrap().clone();
        all.iter().find_map(|m| Some(m["facts"]["case_number"].as_str()?.to_owned()))
    };
    let theirs = of("CC-2026-000123").expect("the worked case has a case number");
    room.write(
        "r.csv",
        format!(
            "account,debtor,id,current_case_number,milestone,on,court,case_number\n\
             {LOAN},,440102199001010039,,filed,2026-11-02,a,\n\
             {LOAN},,440102********0039,,filed,2026-11-02,a,\n\
             {LOAN},,,{theirs},filed,2026-11-02,a,\n\
             {LOAN},,330102********0039,,filed,2026-11-02,a,\n\
             {LOAN},,0039,,accepted,2026-11-05,a,{theirs}\n\
             ,赵示例,440102********0039,,filed,2026-11-03,a,\n"
        ),
    );
    let answer = answered(&room, &["record", "--file", "r.csv"]);
    assert_eq!(
        left(&answer),
        [
            ["unmatched", "E-RETURN-ID", "C2"],
            ["unmatched", "E-RETURN-ID", "C3"],
            ["unmatched", "E-RETURN-NUMBER-OTHER", "D4"],
            ["unmatched", "E-RETURN-NUMBER-OTHER", "H6"],
            ["unmatched", "E-RETURN-NOBODY", "A7"],
        ]
    );
    assert_eq!(milestones(&room, LOAN), ["filed 2026-11-02"]);
}

/// One notice of one day is one notice; two bank accounts frozen on one day are two.
#[test]
fn the_same_day_told_otherwise_is_a_conflict_unless_its_nature_tells_it_apart() {
    let room = all_cases();
    room.write(
        "r.csv",
        "account,milestone,on,court,case_number,amount,at,asset,detail\n\
         PL-2026-000217,filed,2026-11-02,a,,,,,\n\
         PL-2026-000217,accepted,2026-11-05,,某1号,,,,\n\
         PL-2026-000217,fee-noticed,2026-11-06,,,100.00,,,\n\
         PL-2026-000217,fee-noticed,2026-11-06,,,200.00,,,\n\
         PL-2026-000217,fee-noticed,2026-11-07,,,200.00,,,\n\
         PL-2026-000217,hearing-set,2026-11-08,,,,2026-12-20 09:00,,\n\
         PL-2026-000217,hearing-set,2026-11-08,,,,2026-12-20 14:00,,\n\
         PL-2026-000217,preservation/applied,2026-11-06,a,,,,,\n\
         PL-2026-000217,preservation/ruled,2026-11-08,,某2号,,,,\n\
         PL-2026-000217,preservation/measure-taken,2026-11-09,,,10.00,,银行存款,甲行\n\
         PL-2026-000217,preservation/measure-taken,2026-11-09,,,10.00,,银行存款,乙行\n\
         PL-2026-000217,preservation/measure-taken,2026-11-09,,,11.00,,银行存款,乙行\n",
    );
    let answer = answered(&room, &["record", "--file", "r.csv"]);
    let conflict = "E-RETURN-FACT";
    assert_eq!(
        left(&answer),
        [["conflict", conflict, "F5"], ["conflict", conflict, "G8"], ["conflict", conflict, "F13"]]
    );
    let message = answer["unmatched"][0]["message"].as_str().unwrap();
    assert!(message.contains("100.00") && message.contains("200.00"), "{message}");
}

/// RFC 4180: a quoted field may hold line breaks. A row that does not fit stays out; its neighbours go in, and it comes
/// out of the list as it went in.
#[test]
fn a_bad_row_keeps_no_other_row_back() {
    let room = all_cases();
    room.write(
        "r.csv",
        "account,milestone,on,court,note\n\
         PL-2026-000217,filed,2026-11-02,a,\"two\nlines\"\n\
         PL-2026-000217,filed,2026-11-03,a,x,1,234.00\n\
         PL-2026-000217,filed,2026-11-04\n\
         PL-2026-000217,filed,2026-11-05,b,y\n\
         PL-2026-000217,filed,2026-11-06,b,\"never closed\n\
         PL-2026-000217,filed,2026-11-07,b,z\n",
    );
    let answer = answered(&room, &["record", "--file", "r.csv"]);
    let bad = ["E-CSV-RAGGED", "E-CSV-RAGGED", "E-CSV-LINE-BREAK"];
    assert_eq!(left(&answer).iter().map(|row| row[1]).collect::<Vec<_>>(), bad);
    assert_eq!(milestones(&room, LOAN), ["filed 2026-11-02", "filed 2026-11-05"]);
    let list = room.read("out/returns/r-unmatched.csv");
    assert!(list.contains("a,x,1,234.00") && list.contains("2026-11-07,b,z"), "{list}");
    // Not corrected, it stays out: what slipped by a cell is not taken for what stands there now.
    let again = answered(&room, &["record", "--file", "out/returns/r-unmatched.csv"]);
    assert!(left(&again).iter().any(|row| row[1] == "E-CSV-RAGGED"), "{again}");
    assert!(!milestones(&room, LOAN).contains(&"filed 2026-11-03".to_owned()));
}

/// What is left says what to do with the file: its own columns, never an option of another command.
#[test]
fn advice_speaks_of_the_file() {
    let room = all_cases();
    room.write(
        "r.csv",
        "案件编号,被告姓名,节点,日期,受理法院,金额\n\
         PL-2026-000217,,提交起诉材料,2026-11-02,,\n\
         PL-2026-000217,,一审判决,2026-11-02,,\n\
         PL-2026-000217,,提交起诉材料,昨天,a,\n\
         PL-2026-000217,,提交起诉材料,2026-11-03,a,5.00\n\
         ,赵示例,提交起诉材料,2026-11-03,a,\n",
    );
    let run = room.run(&["record", "--file", "r.csv", "--json", "--lang", "zh-CN"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(!run.stdout.contains("--set"), "{run}");
    let hint = |at: usize| answer["unmatched"][at]["hint"].as_str().unwrap_or_default();
    let codes: Vec<&str> = left(&answer).iter().map(|row| row[1]).collect();
    let expected =
        ["E-RETURN-FACTS", "E-TRACK-NO-MILESTONE", "E-VALUE-DATE", "E-RETURN-NO-FACT", "E-RETURN-NAME-ONLY"];
    assert_eq!(codes, expected);
    assert!(
        hint(0).contains("受理法院") && hint(1).contains("判决") && hint(2).contains("2026年1月5日"),
        "{answer}"
    );
    assert!(answer["unmatched"][4]["message"].as_str().unwrap().contains("赵示例"), "{answer}");
}
