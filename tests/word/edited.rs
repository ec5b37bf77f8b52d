//! Drafts that came back from counsel: edited by python-docx, saved by LibreOffice.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{self, Room};

const CASE: &str = "PL-2026-000217";
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/word/edited.py");
const KINDS: &str =
    "complaint,evidence-list,power-of-attorney,preservation-application,demand-letter,lawyers-letter";

fn drafted(kinds: &str) -> (Room, Vec<String>) {
    let room = Room::with_case("loan-guarantor");
    let answer = room.json(&["draft", kinds, CASE, "--format", "docx"]);
    let paths = answer["drafted"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap().to_owned());
    let paths: Vec<String> = paths.map(|p| p.replace("[ROOM]", &room.path().display().to_string())).collect();
    assert!(!paths.is_empty(), "{answer}");
    (room, paths)
}

fn saved_by_libreoffice(room: &Room, files: &[String]) {
    let profile = format!("-env:UserInstallation=file://{}", room.path().join("profile").display());
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(room.path().join("saved"))
        .args(files)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// LibreOffice writes every run, style and header anew: nothing of what is read differs.
#[test]
fn saving_in_libreoffice_changes_nothing() {
    if !support::installed("soffice", "libreoffice-writer", "saving_in_libreoffice_changes_nothing") {
        return;
    }
    let (room, files) = drafted(KINDS);
    assert!(files.len() >= 4, "{files:?}");
    saved_by_libreoffice(&room, &files);
    for file in &files {
        let saved = room.path().join("saved").join(Path::new(file).file_name().unwrap());
        let answer = room.json(&["template", "diff", file, saved.to_str().unwrap()]);
        assert_eq!(answer["changes"], Value::Array(Vec::new()), "{file}");
        assert_eq!(answer["with_facts"], true);
    }
}

fn flags(answer: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let flags = answer["changes"].as_array().unwrap().iter().flat_map(|c| c["flags"].as_array().unwrap());
    let line = |f: &Value| ["what", "verdict", "before", "after", "field"].map(|key| text(&f[key])).join(" ");
    flags.map(line).collect()
}

/// Every change is told with its place, and each value is held against the facts; numbers are masked unless asked for.
#[test]
fn what_counsel_changed_is_told_and_held_against_the_facts() {
    let test = "what_counsel_changed_is_told_and_held_against_the_facts";
    let Some(python) = support::python_with("docx", "python3-docx", test) else { return };
    let (room, files) = drafted("complaint");
    let edited = room.path().join("edited.docx");
    let output = Command::new(python).arg(SCRIPT).arg(&files[0]).arg(&edited).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (draft, edited) = (files[0].as_str(), edited.to_str().unwrap());
    let answer = room.json(&["template", "diff", draft, edited]);
    assert_eq!(answer["draft"]["account"], CASE);
    let found = flags(&answer);
    for expected in [
        "name contradicts 赵示例 赵实例 debtors[0].name",
        "id-number contradicts 330102********0039 330102********0038 debtors[0].id.number",
        "amount contradicts 99,817.32元 99,871.32元 debt.principal",
        "amount contradicts 99,817.32 99,999.99 debt.principal",
        "amount words 99,871.32元 玖万玖仟捌佰壹拾柒元叁角贰分 -",
        "claim contradicts 1 1 claims[0]",
        "claim left-out 2 - claims[1]",
        "date no-such-day - 2026年2月30日 -",
        "amount unknown - 5,000元 -",
    ] {
        assert!(found.iter().any(|f| f == expected), "{expected} is not in {found:#?}");
    }
    let changes = answer["changes"].as_array().unwrap();
    let tracked: Vec<&Value> = changes.iter().filter(|c| c["tracked"] == "yes").collect();
    assert_eq!(tracked.len(), 1, "{tracked:#?}");
    assert_eq!(tracked[0]["after"], "案由：借款合同纠纷");
    let cell = changes.iter().find(|c| c["after"] == "99,999.99").unwrap();
    assert_eq!((&cell["place"]["row"], &cell["place"]["column"]), (&2.into(), &2.into()));
    assert!(!answer.to_string().contains("330102198207260038"), "masked");
    let full = room.json(&["template", "diff", draft, edited, "--unmask"]);
    assert!(full.to_string().contains("330102198207260038"));
    // Differences are an answer; --check ends otherwise. An edited file in the place of the draft is compared too.
    assert_eq!(room.run(&["template", "diff", draft, edited]).status, 0);
    assert_eq!(room.run(&["template", "diff", draft, edited, "--check"]).status, 4);
    std::fs::copy(edited, draft).unwrap();
    let again = room.json(&["template", "diff", draft, "--account", CASE, "--kind", "complaint"]);
    assert_eq!(again["changes"], answer["changes"]);
    assert_eq!(again["remade"], false);
    // What LibreOffice saves of the edited document says the same, so far as a sum and a name go.
    if support::installed("soffice", "libreoffice-writer", test) {
        saved_by_libreoffice(&room, &[edited.to_owned()]);
        let saved = room.path().join("saved/edited.docx");
        let saved = room.json(&[
            "template",
            "diff",
            saved.to_str().unwrap(),
            "--account",
            CASE,
            "--kind",
            "complaint",
        ]);
        assert_eq!(flags(&saved), found);
    }
    insta::assert_snapshot!(
        "template-diff",
        room.run(&["template", "diff", edited, "--account", CASE, "--kind", "complaint"]).to_string()
    );
}

/// One change by python-docx; gives the answer and the end of `--check`.
fn answer(room: &Room, python: &str, draft: &str, change: &[&str], more: &[&str]) -> (Value, i32) {
    let edited = room.path().join("one.docx");
    let output = Command::new(python).arg(SCRIPT).arg(draft).arg(&edited).args(change).output().unwrap();
    assert!(output.status.success(), "{change:?}: {}", String::from_utf8_lossy(&output.stderr));
    let args = [&["template", "diff", draft, edited.to_str().unwrap(), "--check"], more].concat();
    (room.json(&args), room.run(&args).status)
}

/// What each change comes to; expected is what the case folder says of the account.
#[test]
fn each_change_of_a_value_is_flagged_where_it_stands() {
    let test = "each_change_of_a_value_is_flagged_where_it_stands";
    let Some(python) = support::python_with("docx", "python3-docx", test) else { return };
    let (room, files) = drafted("complaint");
    let table: &[(&[&str], &[&str])] = &[
        (
            &["swap", "二、判令", "3,791.97", "3,693.37"],
            &[
                "amount contradicts 3,791.97元 3,693.37元 debt.interest",
                "amount contradicts 3,693.37元 3,791.97元 debt.overdue_interest",
            ],
        ),
        (
            &["replace", "二、判令", "利息3,791.97元、罚息3,693.37元", "罚息3,791.97元、利息3,693.37元"],
            &["amount contradicts 3,791.97元 3,693.37元 debt.interest"],
        ),
        (
            &["swap", "自2026年1月21日", "2026年1月21日", "2026年8月15日"],
            &[
                "date contradicts 2026年1月21日 2026年8月15日 debt.overdue_since",
                "date contradicts 2026年8月15日 2026年1月21日 debt.accelerated.on",
            ],
        ),
        (
            &["replace", "一、判令", "被告赵示例向原告", "原告向被告赵示例"],
            &["role differs 被告 原告 -", "role differs 原告 被告 -"],
        ),
        (
            &["replace", "签订《", "GD-2024-03170", "GD-2024-03171"],
            &["reference contradicts GD-2024-03170 GD-2024-03171 contract.number"],
        ),
        (
            &["replace", "签订《", "（编号：GD-2024-03170）", ""],
            &["reference left-out GD-2024-03170 - contract.number"],
        ),
        (
            &["replace", "委托诉讼代理人", "0571-11111111", "0571-11111112"],
            &["telephone contradicts 0571-11111111 0571-11111112 counsel.phone"],
        ),
        (
            &["replace", "电子邮箱asset", "asset@", "assets@"],
            &["mailbox contradicts a***@citybank.example a***@citybank.example creditor.email"],
        ),
        (
            &["replace", "被告二：", "66号", "66号2幢"],
            &[
                "address contradicts 浙江省杭州市西湖区样例路66号 浙江省杭州市西湖区样例路66号2幢 debtors[1].domicile",
            ],
        ),
        (
            &["replace", "被告三：", "91330102MA0000B74B", "91330102MA0000B74C"],
            &["id-number contradicts 91330102MA0000B74B 91330102MA0000B74C debtors[2].id.number"],
        ),
        (
            &["insert", "此致", "户名：王某某，账号：1202000000000000019"],
            &["name unknown - 王某某 -", "account-number unknown - 120200*********0019 -"],
        ),
        (
            &["insert", "案由：", "（2026）浙0102民初99号"],
            &["case-number unknown - （2026）浙0102民初99号 -"],
        ),
        (&["insert", "案由：", "被告四：钱某某，男，汉族。"], &["name unknown - 钱某某 -"]),
        (&["remove", "被告二："], &["name left-out 龚𬭚 - debtors[1].name"]),
        (&["replace", "四、判令", "龚𬭚", "孙某某"], &["name contradicts 龚𬭚 孙某某 debtors[1].name"]),
        (&["replace", "四、判令", "龚𬭚", "龚𬭚明"], &["name contradicts 龚𬭚 龚𬭚明 debtors[1].name"]),
        (
            &["replace", "五、判令", "演示商贸", "样本贸易"],
            &["name contradicts 演示商贸有限公司 样本贸易有限公司 debtors[2].name"],
        ),
        (
            &["replace", "因履行合同", "上城区人民法院", "西湖区人民法院"],
            &["name contradicts 杭州市上城区人民法院 杭州市西湖区人民法院 contract.forum.court"],
        ),
        (&["replace", "四、判令", "被告龚", "原告龚"], &["role differs 被告 原告 -"]),
        (&["replace", "方式为：加黑", "保证人签字", "债务人签字"], &["role differs 保证人 债务人 -"]),
        (&["replace", "四、判令", "至第三项", "至第二项"], &["figure contradicts 第三项 第二项 claims[3]"]),
        (&["claims"], &["claim moved 4 3 claims[3]"]),
        (
            &["cells"],
            &[
                "amount contradicts 3,791.97 3,693.37 debt.interest",
                "amount contradicts 3,693.37 3,791.97 debt.overdue_interest",
            ],
        ),
        (&["replace", "三、判令", "人民币捌仟元整", "参万捌仟元"], &["amount words 8,000.00元 参万捌仟元 -"]),
        (&["replace", "三、判令", "人民币捌仟元整", "叁万捌仟"], &["amount words - 叁万捌仟 -"]),
        (&["replace", "三、判令", "人民币捌仟元整", "捌千元整"], &["amount words - 捌千元整 -"]),
        (
            &["replace", "三、判令", "人民币捌仟元整", "人民币叄仟元整"],
            &["amount words 8,000.00元 叄仟元整 -"],
        ),
        (&["header", "（2026）浙0102民初99号"], &["case-number unknown - （2026）浙0102民初99号 -"]),
    ];
    for (change, expected) in table {
        let (answer, status) = answer(&room, python, &files[0], change, &[]);
        let found = flags(&answer);
        for expected in *expected {
            assert!(found.iter().any(|f| f == expected), "{change:?}: {expected} is not in {found:#?}");
        }
        assert_eq!(status, 4, "{change:?}");
    }
}

/// Other words for the same, and numbers that Word counts, are no points to look at.
#[test]
fn wording_and_numbering_are_not_flagged() {
    let test = "wording_and_numbering_are_not_flagged";
    let Some(python) = support::python_with("docx", "python3-docx", test) else { return };
    let (room, files) = drafted("complaint");
    let table: &[&[&str]] = &[
        &["replace", "已构成违约", "已构成违约", "已经构成严重违约"],
        &["replace", "综上，", "应当承担继续清偿欠款", "理应依法承担继续清偿全部欠款"],
        &["replace", "2026年1月26日至", "向被告赵示例催收", "对其进行催收"],
        &["replace", "签订《", "2024年5月20日", "2024-05-20"],
        &["replace", "尚欠借款本金99", "尚欠借款本金99,817.32元", "仍拖欠原告借款本金99817.32元"],
        &["replace", "尚欠借款本金99", "利息3,791.97元、罚息3,693.37元", "罚息3,693.37元、利息3,791.97元"],
        &["replace", "三、判令", "人民币捌仟元整", "捌仟圆正"],
        &["rows"],
        &["count"],
    ];
    for change in table {
        let (answer, status) = answer(&room, python, &files[0], change, &[]);
        let open: Vec<String> = flags(&answer).into_iter().filter(|f| !f.contains(" agrees ")).collect();
        assert_eq!((open.as_slice(), status), (&[][..], 0), "{change:?}");
        assert_eq!(answer["changes"].as_array().unwrap().is_empty(), change == &["count"], "{change:?}");
    }
    // In a claim other words are a point, the sums are none.
    let words = ["replace", "一、判令", "偿还借款本金", "立即清偿所欠借款本金"];
    let (answer, _) = answer(&room, python, &files[0], &words, &[]);
    assert_eq!(flags(&answer), ["claim contradicts 1 1 claims[0]"]);
}

/// Which facts are asked is said by the draft, by an account, or by an account and a kind.
#[test]
fn two_files_are_held_against_the_account_that_is_named() {
    let test = "two_files_are_held_against_the_account_that_is_named";
    let Some(python) = support::python_with("docx", "python3-docx", test) else { return };
    let (room, files) = drafted("complaint");
    // A draft that was saved again is not on record.
    let draft = room.path().join("own.docx");
    let change = ["replace", "案由：", "金融", ""];
    let output = Command::new(python).arg(SCRIPT).arg(&files[0]).arg(&draft).args(change).output().unwrap();
    assert!(output.status.success());
    let change = ["replace", "一、判令", "99,817.32", "99,817.33"];
    let told = |more: &[&str]| answer(&room, python, draft.to_str().unwrap(), &change, more).0;
    let amount = "amount differs 99,817.32元 99,817.33元 -";
    let alone = told(&[]);
    assert_eq!((&alone["with_facts"], flags(&alone)[1].as_str()), (&false.into(), amount));
    let amount = "amount contradicts 99,817.32元 99,817.33元 debt.principal";
    let account = told(&["--account", CASE]);
    assert_eq!((&account["held_against"]["account"], &account["draft"]), (&CASE.into(), &Value::Null));
    assert_eq!(flags(&account)[..2], ["claim unknown 1 1 -", amount]);
    let kind = told(&["--account", CASE, "--kind", "complaint"]);
    assert_eq!(kind["held_against"]["kind"], "complaint");
    assert_eq!(flags(&kind)[..2], ["claim contradicts 1 1 claims[0]", amount]);
    // A kind that was never drafted is asked as of today.
    let other = told(&["--account", CASE, "--kind", "preservation-application"]);
    assert_eq!(flags(&other)[1], amount);
    let draft = draft.to_str().unwrap();
    for (args, status, code) in [
        (&[draft, "--account", CASE][..], 2, "E-DIFF-FILES"),
        (&[draft, draft, "--account", CASE, "--kind", "filing"], 2, "E-DIFF-KIND"),
        (&[draft, draft, "--account", CASE, "--kind", "complain"], 2, "E-DRAFT-KIND"),
        (&[draft, draft, "--kind", "complaint"], 2, "--account"),
        (&[draft], 2, "EDITED.docx"),
    ] {
        let run = room.run(&[&["template", "diff"], args].concat());
        assert!(run.status == status && run.stderr.contains(code), "{args:?}\n{run}");
    }
}
