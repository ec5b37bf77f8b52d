//! `sucheng calc`. Values are the worked examples of `law-cn.md` (fees §1, periods §3.1, words §7) and of the statutes it
//! names; where none is given, the sum is in the test's comment.

use serde_json::{Value, json};

use super::{ends, shows};
use crate::support::Room;

/// The value of an answer; every answer has reasons, each with rule, source and detail.
fn value(args: &str) -> Value {
    let room = Room::new();
    let mut typed = vec!["calc"];
    typed.extend(args.split(' '));
    let answer = room.json(&typed);
    assert_eq!(answer["schema"], format!("sucheng/calc-{}/v1", typed[1]), "{answer}");
    let because = answer["because"].as_array().unwrap_or_else(|| panic!("{args}: {answer}"));
    assert!(
        !because.is_empty()
            && because
                .iter()
                .all(|r| r["rule"].is_string() && r["source"].is_string() && r["detail"].is_string()),
        "{answer}"
    );
    answer["value"].clone()
}

/// A refusal's exit code and JSON.
fn refusal(args: &str) -> (i32, Value) {
    let room = Room::new();
    let mut typed = vec!["calc"];
    typed.extend(args.split(' '));
    typed.push("--json");
    let run = room.run(&typed);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{args}: {e}\n{run}"));
    let refusal = answer["refusal"].clone();
    for key in ["code", "missing", "hint"] {
        assert!(refusal[key].as_str().is_some_and(|text| !text.is_empty()), "{args}: {key}: {answer}");
    }
    (run.status, refusal)
}

/// law-cn.md §1.2, worked examples.
#[test]
fn fees() {
    for (amount, fees) in [
        ("5000", ["50.00", "25.00", "16.67", "50.00", "70.00"]),
        ("10000", ["50.00", "25.00", "16.67", "50.00", "120.00"]),
        ("38652.41", ["766.31", "383.16", "255.44", "479.79", "406.52"]),
        ("123456.78", ["2769.14", "1384.57", "923.05", "1751.85", "1137.28"]),
        ("1000000", ["13800.00", "6900.00", "4600.00", "12400.00", "5000.00"]),
        ("25000000", ["166800.00", "83400.00", "55600.00", "92400.00", "5000.00"]),
    ] {
        let asked = ["acceptance", "acceptance --halved", "payment-order", "enforcement", "preservation"];
        for (kind, fee) in asked.iter().zip(fees) {
            let (kind, halved) = kind.split_once(' ').unwrap_or((kind, ""));
            let args = format!("fee {kind} --amount {amount} {halved}");
            assert_eq!(value(args.trim())["fee"], fee, "{args}");
        }
    }
    // law-cn.md §1.3.
    for (amount, min, max) in [
        ("50000", "2000.00", "2550.00"),
        ("200000", "5500.00", "7550.00"),
        ("1000000", "11000.00", "18550.00"),
    ] {
        assert_eq!(value(&format!("fee arbitration --amount {amount}")), json!({"min": min, "max": max}));
    }
}

/// law-cn.md §3.1, examples of 民诉法 85 and 解释 125.
#[test]
fn deadlines() {
    for (rule, from, due) in [
        ("appeal-judgment", "2026-09-16", "2026-10-08"),
        ("defence", "2026-02-13", "2026-02-28"),
        ("appeal-ruling", "2026-09-10", "2026-09-20"),
        ("defence", "2026-04-20", "2026-05-06"),
        ("appeal-judgment", "2025-12-18", "2026-01-04"),
    ] {
        assert_eq!(value(&format!("deadline {rule} --from {from}"))["due"], due, "{rule} {from}");
    }
    let rolled = value("deadline appeal-judgment --from 2026-09-16");
    assert_eq!(
        (&rolled["raw_due"], &rolled["rolled"], &rolled["provisional"]),
        (&"2026-10-01".into(), &true.into(), &false.into())
    );
    // A freeze lapses on the corresponding day and never rolls on.
    assert_eq!(value("deadline freeze-bank-deposit --from 2026-07-10")["due"], "2027-07-10");
    assert_eq!(value("deadline evidence --from 2026-11-02 --days 15")["due"], "2026-11-17");
    // Beyond the published calendar: provisional, with a note; --strict refuses.
    let beyond = value("deadline appeal-judgment --from 2027-01-04");
    assert_eq!((&beyond["due"], &beyond["provisional"]), (&"2027-01-19".into(), &true.into()));
    assert!(beyond["note"].as_str().is_some_and(|n| !n.is_empty()), "{beyond}");
    assert_eq!(refusal("deadline appeal-judgment --from 2027-01-04 --strict").0, 5);
    assert_eq!(refusal("deadline evidence --from 2026-11-02").0, 4);
    assert_eq!(refusal("deadline apeal-judgment --from 2026-11-02").0, 4);
}

/// 10,000 × 0.0005 × 30 = 150.00; both ends count. At 0.36 a year the cap of 0.24 leaves 2,400.00 of 3,600.00.
#[test]
fn interest() {
    let plain = value("interest --principal 10000 --rate 0.0005 --per day --from 2026-01-01 --to 2026-01-30");
    assert_eq!(
        (&plain["interest"], &plain["days"], &plain["capped"]),
        (&"150.00".into(), &30.into(), &false.into())
    );
    assert!(plain["segments"].as_array().is_some_and(|s| s.len() == 1));
    let day = value("interest --principal 10000 --rate 0.0005 --per day --from 2026-01-01 --to 2026-01-01");
    assert_eq!((&day["interest"], &day["days"]), (&"5.00".into(), &1.into()));
    let capped = value(
        "interest --principal 10000 --rate 0.36 --per year --day-basis 365 --from 2026-01-01 --to 2026-12-31 --cap 0.24",
    );
    assert_eq!((&capped["interest"], &capped["capped"]), (&"2400.00".into(), &true.into()));
    // 38,652.41 × 0.05 / 360 × 31 = 166.420...
    let year = value(
        "interest --principal 38652.41 --rate 0.05 --per year --day-basis 360 --from 2026-10-01 --to 2026-10-31",
    );
    assert_eq!(year["interest"], "166.42");
    let room = Room::new();
    shows(
        &room,
        "calc-interest-no-basis",
        &[
            "calc",
            "interest",
            "--principal",
            "1",
            "--rate",
            "0.05",
            "--per",
            "year",
            "--from",
            "2026-01-01",
            "--to",
            "2026-01-30",
        ],
    );
    ends(
        &room,
        4,
        &[
            "calc",
            "interest",
            "--principal",
            "1",
            "--rate",
            "0.05",
            "--per",
            "day",
            "--from",
            "2026-01-30",
            "--to",
            "2026-01-01",
        ],
    );
}

/// law-cn.md §2.4: 50,000 × 0.000175 × 120 = 1,050.00.
#[test]
fn late_performance() {
    let late = value("late-performance --base 50000 --from 2026-01-01 --to 2026-04-30");
    assert_eq!((&late["interest"], &late["days"]), (&"1050.00".into(), &120.into()));
}

/// law-cn.md §2.5.
#[test]
fn lpr() {
    let now = value("lpr --on 2026-06-01");
    assert_eq!((&now["rate"], &now["published"]), (&"3.00".into(), &"2025-05-20".into()));
    assert_eq!(value("lpr --on 2024-10-21 --term 5y")["rate"], "3.60");
    assert_eq!(value("lpr --on 2024-10-20")["rate"], "3.35");
    assert_eq!(refusal("lpr --on 2019-01-01").0, 4);
    assert_eq!(refusal("lpr --on 2026-11-21 --strict").0, 5);
    assert_eq!(value("lpr --on 2026-11-21")["provisional"], true);
    // cli.md, Calculators: “exit 4 (5 where a table has ended)”; DESIGN.md: 5, “a value is unpublished”. Nobody has
    // published the rate of a day to come.
    assert_eq!(refusal("lpr --on 2027-03-01").0, 5);
    assert_eq!(value("lpr --on 2026-09-01 --as-of 2026-06-01")["rate"], "3.00");
}

/// 民法典 188, 195, 202, 203: law-cn.md §3.1; what expired is not revived.
#[test]
fn limitation() {
    let rolled = value("limitation --due 2023-11-21");
    assert_eq!(
        (&rolled["expires"], &rolled["raw_expires"], &rolled["rolled"]),
        (&"2026-11-23".into(), &"2026-11-21".into(), &true.into())
    );
    assert_eq!(
        value("limitation --due 2022-05-10 --interrupted 2023-04-10 --interrupted 2023-06-01")["expires"],
        "2026-06-01"
    );
    assert_eq!(value("limitation --due 2020-11-20 --interrupted 2024-01-01")["expires"], "2023-11-20");
}

/// 民法典 561; 商业银行信用卡业务监督管理办法 57: from day 91 principal first. Day 90 of 2025-11-06 is 2026-02-03.
#[test]
fn attribution() {
    let owed = "--principal 38652.41 --interest 400.00 --fees 100.00 --overdue-since 2025-11-06";
    let parts = |value: &Value| {
        ["to_fees", "to_interest", "to_principal", "left"].map(|k| value[k].as_str().unwrap().to_owned())
    };
    assert_eq!(
        parts(&value(&format!("attribute --payment 1000 --on 2026-02-03 --product credit-card {owed}"))),
        ["100.00", "400.00", "500.00", "0.00"]
    );
    assert_eq!(
        parts(&value(&format!("attribute --payment 1000 --on 2026-02-04 --product credit-card {owed}"))),
        ["0.00", "0.00", "1000.00", "0.00"]
    );
    assert_eq!(
        parts(&value(&format!("attribute --payment 1000 --on 2026-02-04 --product loan {owed}"))),
        ["100.00", "400.00", "500.00", "0.00"]
    );
    assert_eq!(
        parts(&value(&format!("attribute --payment 40000 --on 2026-02-04 --product loan {owed}"))),
        ["100.00", "400.00", "38652.41", "847.59"]
    );
}

/// law-cn.md §7, `rmb_vectors`.
#[test]
fn words() {
    for (amount, words) in [
        ("1409.50", &["人民币壹仟肆佰零玖元伍角", "人民币壹仟肆佰零玖元伍角整"][..]),
        ("6007.14", &["人民币陆仟零柒元壹角肆分"]),
        ("1680.32", &["人民币壹仟陆佰捌拾元零叁角贰分", "人民币壹仟陆佰捌拾元叁角贰分"]),
        // The rules print these two readings, each with one 零, and no third without.
        ("107000.53", &["人民币壹拾万柒仟元零伍角叁分", "人民币壹拾万零柒仟元伍角叁分"]),
        ("16409.02", &["人民币壹万陆仟肆佰零玖元零贰分"]),
        ("325.04", &["人民币叁佰贰拾伍元零肆分"]),
        ("10.00", &["人民币壹拾元整"]),
        ("100000", &["人民币壹拾万元整"]),
        ("0.05", &["人民币伍分"]),
    ] {
        let found = value(&format!("words {amount}"))["words"].clone();
        assert!(words.iter().any(|w| found == **w), "{amount}: {found}");
    }
}

/// An invalid number is an answer, exit 0. The numbers are those of the worked cases; their checksums follow GB 11643,
/// GB 32100 and Luhn.
#[test]
fn numbers() {
    let id = value("check id 110101198503153011");
    assert_eq!((&id["valid"], &id["birth"]), (&true.into(), &"1985-03-15".into()));
    assert_eq!(value("check uscc 91110102MA0000A199")["valid"], true);
    assert_eq!(value("check card 6225880123456783")["valid"], true);
    let number = value("check case-number （2026）京0102民初21873号");
    assert_eq!((&number["valid"], &number["year"]), (&true.into(), &2026.into()));
    assert!(number["court"].is_string() && number["type"].is_string());
    let room = Room::new();
    for (kind, wrong) in [
        ("id", "110101198503153012"),
        ("uscc", "91110102MA0000A198"),
        ("card", "6225880123456784"),
        ("case-number", "2026-1"),
    ] {
        ends(&room, 0, &["calc", "check", kind, wrong]);
        let answer = value(&format!("check {kind} {wrong}"));
        assert!(
            answer["valid"] == false && answer["why"].as_str().is_some_and(|w| !w.is_empty()),
            "{answer}"
        );
    }
}

#[test]
fn for_people() {
    let room = Room::new();
    let typed = |line: &'static str| line.split(' ').collect::<Vec<_>>();
    shows(&room, "calc-fee", &typed("calc fee acceptance --amount 38652.41"));
    shows(&room, "calc-fee-arbitration", &typed("calc fee arbitration --amount 50000"));
    shows(&room, "calc-fee-negative", &typed("calc fee acceptance --amount -5"));
    shows(&room, "calc-fee-halved-preservation", &typed("calc fee preservation --amount 5 --halved"));
    shows(&room, "calc-fee-unknown", &typed("calc fee court --amount 5"));
    shows(&room, "calc-deadline", &typed("calc deadline appeal-judgment --from 2026-09-16"));
    shows(&room, "calc-deadline-zh", &typed("calc deadline appeal-judgment --from 2026-09-16 --lang zh-CN"));
    shows(&room, "calc-deadline-provisional", &typed("calc deadline appeal-judgment --from 2027-01-04"));
    shows(&room, "calc-deadline-strict", &typed("calc deadline appeal-judgment --from 2027-01-04 --strict"));
    shows(&room, "calc-deadline-unknown", &typed("calc deadline apeal-judgment --from 2026-09-16"));
    shows(&room, "calc-deadline-needs-days", &typed("calc deadline evidence --from 2026-09-16"));
    shows(
        &room,
        "calc-interest",
        &typed("calc interest --principal 10000 --rate 0.0005 --per day --from 2026-01-01 --to 2026-01-30"),
    );
    shows(
        &room,
        "calc-late-performance",
        &typed("calc late-performance --base 50000 --from 2026-01-01 --to 2026-04-30"),
    );
    shows(&room, "calc-lpr", &typed("calc lpr --on 2026-06-01"));
    shows(&room, "calc-lpr-before", &typed("calc lpr --on 2019-01-01"));
    shows(&room, "calc-limitation", &typed("calc limitation --due 2023-11-21"));
    shows(
        &room,
        "calc-limitation-expired",
        &typed("calc limitation --due 2020-11-20 --interrupted 2024-01-01"),
    );
    shows(
        &room,
        "calc-attribute",
        &typed(
            "calc attribute --payment 1000 --on 2026-03-12 --principal 38652.41 --interest 400 --fees 100 --product credit-card --overdue-since 2025-11-06",
        ),
    );
    shows(&room, "calc-words", &typed("calc words 6007.14"));
    shows(&room, "calc-check-id", &typed("calc check id 110101198503153011"));
    shows(&room, "calc-check-id-invalid", &typed("calc check id 110101198503153012"));
    shows(&room, "calc-check-id-invalid-zh", &typed("calc check id 110101198503153012 --lang zh-CN"));
    shows(&room, "calc-check-case-number", &typed("calc check case-number （2026）京0102民初21873号"));
    shows(&room, "calc-refused-zh", &typed("calc lpr --on 2019-01-01 --lang zh-CN"));
    shows(&room, "calc-refused-json", &typed("calc lpr --on 2019-01-01 --json"));
}
