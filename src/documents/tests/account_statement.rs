//! 账户交易明细表.

use super::specimens::*;
use super::*;
use crate::domain::date;
use crate::domain::proof::{StatementKind, StatementLine};
use crate::press::Pages;

fn line(day: &str, kind: StatementKind, sum: &str) -> StatementLine {
    StatementLine { date: date::parse(day).unwrap(), kind, amount: amount(sum), memo: None }
}

fn print(data: &Value) -> Pages {
    printed::print("account-statement", data)
}

fn tight(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// By hand: 40,000.00 − 1,347.59 = 38,652.41; + 1,200.00 = 39,852.41; + 3,000.55 = 42,852.96; + 120.00 = 42,972.96, which
/// is what the specimen's creditor states in all.
#[test]
fn every_line_with_what_it_comes_to() {
    let case = card_with_statements();
    let data = drawn("account-statement", &case, &money(&case)).unwrap();
    let balances: Vec<&str> = data["months"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|m| m["rows"].as_array().unwrap())
        .map(|r| r["balance"].as_str().unwrap())
        .collect();
    assert_eq!(balances, ["40,000.00", "38,652.41", "39,852.41", "42,852.96", "42,972.96"]);
    assert_eq!(data["months"].as_array().unwrap().len(), 5);
    assert_eq!(
        (&data["total"]["charged"], &data["total"]["paid"], &data["total"]["count"]),
        (&"44,320.55".into(), &"1,347.59".into(), &"5".into())
    );
    let pages = print(&data);
    let text = tight(&pages.text.concat());
    for said in [
        "期间：2025年8月1日至2026年6月30日",
        "类型笔数应付额还款及冲减额消费140,000.000.00",
        "利息23,120.550.00",
        "22025-10-20还款还款1,347.5938,652.41",
        "2025年10月小计共1笔0.001,347.5938,652.41",
        "合计共5笔44,320.551,347.5942,972.96",
        "制表单位：示例银行股份有限公司信用卡中心（盖章）2026年7月20日",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

/// A reversal goes the other way than the line it undoes; one that undoes nothing stops the exhibit, which must print
/// what the lines come to.
#[test]
fn reversals_go_the_other_way() {
    use StatementKind::{Payment, Purchase, Reversal};
    let mut case = card();
    case.statements = vec![
        line("2026-01-05", Purchase, "100.00"),
        line("2026-01-06", Payment, "30.00"),
        line("2026-01-07", Reversal, "30.00"),
        line("2026-01-08", Reversal, "100.00"),
        line("2026-01-09", Payment, "5.00"),
        line("2027-01-01", Purchase, "1.00"),
    ];
    let data = drawn("account-statement", &case, &money(&case)).unwrap();
    let rows = data["months"][0]["rows"].as_array().unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|r| {
            (r["charged"].as_str().unwrap(), r["paid"].as_str().unwrap(), r["balance"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("100.00", "", "100.00"),
            ("", "30.00", "70.00"),
            ("30.00", "", "100.00"),
            ("", "100.00", "0.00"),
            ("", "5.00", "-5.00"),
        ],
        "nothing after the day of the document"
    );
    case.statements.push(line("2026-01-10", Reversal, "7.00"));
    let problems = drawn("account-statement", &case, &money(&case)).unwrap_err();
    assert_eq!(problems[0].code, "E-DRAFT-REVERSAL");
    case.statements.clear();
    let problems = drawn("account-statement", &case, &money(&case)).unwrap_err();
    assert_eq!(
        (problems[0].code, problems[0].place.field.as_deref()),
        ("E-DRAFT-MISSING", Some("debt.ledger"))
    );
}

/// Three thousand lines: every page of the table has its head, no sum of a month stands apart from its last line, the
/// seal stands below the sum.
#[test]
fn thousands_of_lines_paginate() {
    let mut case = card();
    let first = date::parse("2020-01-01").unwrap();
    case.statements = (0..3000)
        .map(|i| StatementLine {
            date: first + chrono::Days::new(i / 2),
            kind: if i % 3 == 0 { StatementKind::Payment } else { StatementKind::Purchase },
            amount: amount("10.00"),
            memo: Some(if i % 500 == 0 { "A1".repeat(200) } else { format!("消费 示例商户{i}") }),
        })
        .collect();
    let pages = print(&drawn("account-statement", &case, &money(&case)).unwrap());
    assert!((100..260).contains(&pages.pages), "{}", pages.pages);
    for page in &pages.text {
        let text = tight(page);
        assert!(text.contains("序号日期类型摘要应付额还款及冲减额累计"), "{text}");
        let rows = text.trim_start_matches(|c: char| c != '累').trim_start_matches("累计");
        let year = rows.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
        assert!(!(year && rows[4..].starts_with('年')), "a sum of a month begins a page: {text}");
    }
    let last = tight(pages.text.last().unwrap());
    assert!(last.contains("合计共3000笔20,000.0010,000.0010,000.00") && last.contains("盖章"), "{last}");
}
