//! `sucheng check`.

use super::{all_cases, edited, ends, holds, shows};
use crate::support::Room;

#[test]
fn says_what_is_missing_account_by_account() {
    let room = all_cases();
    shows(&room, "check", &["check"]);
    shows(&room, "check-zh", &["check", "--lang", "zh-CN", "MF-2026-000045", "PL-2026-000217"]);
    shows(&room, "check-ready", &["check", "CC-2026-000123", "--for", "complaint"]);
    shows(&room, "check-other-forum", &["check", "OL-2026-001508", "--for", "complaint"]);
    shows(&room, "check-unknown-kind", &["check", "--for", "complait"]);
}

#[test]
fn a_missing_fact_blocks_what_must_print_it() {
    let room = Room::workspace();
    let folder = edited(
        &room,
        "card-litigation",
        &[("  head: {name: 周示例, title: 负责人}\n", ""), ("  address: 北京市西城区示例大街1号\n", "")],
    );
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    shows(&room, "check-blocked", &["check", "--for", "complaint"]);
    let answer = room.json(&["check"]);
    let account = &answer["accounts"][0];
    assert_eq!(account["ready"], false);
    let fields: Vec<&str> = account["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["severity"] == "error")
        .map(|p| p["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["creditor.head", "creditor.address"]);
    for problem in account["problems"].as_array().unwrap() {
        if problem["severity"] == "error" {
            assert!(problem["blocks"].as_array().unwrap().contains(&"complaint".into()), "{problem}");
        }
    }
}

/// Three years (民法典 188) after the last demand the claim is time-barred: a warning, since a court does not raise it
/// by itself (民法典 193).
#[test]
fn a_time_barred_claim_is_a_warning() {
    let room = Room::with_case("payment-order");
    let run = ends(&room, 0, &["check", "--as-of", "2029-12-01"]);
    assert!(run.stdout.contains("W-CHECK-LIMITATION"), "{run}");
    assert!(!ends(&room, 0, &["check"]).stdout.contains("W-CHECK-LIMITATION"));
}

/// Three accounts: one that may be filed, one whose forum clause fails (法释〔2025〕15号), one that is before a court.
fn sorted() -> Room {
    let room = Room::with_case("loan-guarantor");
    let from = "court: 上海市浦东新区人民法院, clause: 第二十条, link: 被告住所地";
    let to = "court: 平江县人民法院, clause: 第二十条, link: 合同签订地";
    let changes = [(from, to), ("track: payment-order", "track: litigation")];
    let folder = edited(&room, "payment-order", &changes);
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    let filed = crate::support::case("card-litigation");
    ends(&room, 0, &["import", filed.to_str().unwrap()]);
    room
}

/// Principal by pile as the case files have it: 99 817.32, 9 236.80 and 38 652.41.
#[test]
fn accounts_end_in_three_piles() {
    let room = sorted();
    shows(&room, "check-piles", &["check", "--all"]);
    shows(&room, "check-piles-zh", &["check", "--all", "--lang", "zh-CN"]);
    let answer = room.json(&["check", "--all"]);
    let names = |pile: &str| -> Vec<String> {
        let rows = answer["piles"][pile].as_array().unwrap();
        rows.iter().map(|row| row["account"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("ready"), ["PL-2026-000217"]);
    assert_eq!(names("fixable"), ["CC-2026-000981"]);
    assert_eq!(names("not_to_file"), ["CC-2026-000123"]);
    for (pile, principal) in [("ready", "99817.32"), ("fixable", "9236.80"), ("not_to_file", "38652.41")] {
        assert_eq!(answer["totals"][pile], serde_json::json!({"accounts": 1, "principal": principal}));
    }
    let fixable = &answer["piles"]["fixable"][0];
    assert_eq!(fixable["mended_by"], serde_json::json!(["bank-ops"]));
    assert_eq!(fixable["reasons"][0]["code"], "W-FORUM-SIGNING-PLACE");
    assert_eq!(answer["piles"]["not_to_file"][0]["reasons"][0]["code"], "N-FILING-UNDERWAY");
    let all = answer["accounts"].as_array().unwrap();
    let account = all.iter().find(|a| a["account"] == "CC-2026-000981").unwrap();
    let problems = account["problems"].as_array().unwrap();
    let forum = problems.iter().find(|p| p["code"] == "W-FORUM-SIGNING-PLACE").unwrap();
    assert_eq!((&forum["mended_by"], &forum["severity"]), (&"bank-ops".into(), &"warning".into()));
    assert!(forum["source"].as_str().unwrap().contains("法释〔2025〕15号"), "{forum}");
    assert_eq!((&account["pile"], &account["ready"]), (&"fixable".into(), &true.into()));
}

/// The file lists every account on its pile; a workbook is a ZIP.
#[test]
fn the_piles_are_written_as_csv_and_xlsx() {
    let room = sorted();
    ends(&room, 0, &["check", "--all", "-o", "piles.csv"]);
    let written = room.read("piles.csv");
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 4, "{written}");
    assert!(lines[1].starts_with("PL-2026-000217,赵示例,法务二组,ready,,,99817.32,"), "{written}");
    assert!(lines[2].starts_with("CC-2026-000981,陈范例,法务三组,fixable,bank operations,"), "{written}");
    assert!(lines[3].starts_with("CC-2026-000123,李示例,法务一组,not to file,,"), "{written}");
    ends(&room, 0, &["check", "--all", "-o", "piles.xlsx"]);
    assert!(std::fs::read(room.path().join("piles.xlsx")).unwrap().starts_with(b"PK"));
    shows(&room, "check-piles-format", &["check", "--all", "-o", "piles.pdf"]);
    let named = room.run(&["check", "PL-2026-000217", "-o", "none/new.csv", "--dry-run"]);
    holds("check-piles-dry-run", &["check", "PL-2026-000217", "-o", "none/new.csv", "--dry-run"], &named);
    assert!(!room.path().join("none").exists());
}

/// 民诉法 165: a workspace that says the average wage is told of small claims, whether it is read from the court's name or,
/// as for 杭州市上城区人民法院, from the seat that links it.
#[test]
fn a_wage_table_of_the_workspace_tells_small_claims() {
    let room = Room::with_case("loan-guarantor");
    let codes = |room: &Room| {
        let answer = room.json(&["check"]);
        let problems = answer["accounts"][0]["problems"].as_array().unwrap().clone();
        problems.iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(&room).contains(&"N-SMALL-CLAIMS-NO-WAGE".to_owned()));
    room.write(
        "rules/wages.yaml",
        "table: small-claims\nentries:\n- id: zhejiang-2025\n  title: {zh: 浙江省平均工资, en: Average wage of Zhejiang}\n  province: 浙江\n  year: 2025\n  avg_wage: \"120000\"\n  source: {instrument: 示例公报}\n  checked_on: 2026-11-21\n  confidence: K\n",
    );
    assert!(codes(&room).contains(&"N-SMALL-CLAIMS-AGREED".to_owned()), "{:?}", codes(&room));
}

/// A case that was judged is not asked for more evidence; the guarantor of another who was asked in time stays bound.
#[test]
fn a_judged_case_is_not_asked_for_evidence() {
    let room = Room::with_case("enforcement");
    let answer = room.json(&["check"]);
    let problems = answer["accounts"][0]["problems"].as_array().unwrap();
    let codes: Vec<&str> = problems.iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["N-FILING-UNDERWAY"]);
}

/// cases/README.md: one call lies in quiet hours on purpose; it blocks nothing.
#[test]
fn a_call_in_quiet_hours_blocks_nothing() {
    let room = Room::with_case("loan-guarantor");
    let answer = room.json(&["check"]);
    assert_eq!(answer["accounts"][0]["ready"], true);
    let problems = answer["accounts"][0]["problems"].as_array().unwrap();
    let told: Vec<_> = problems.iter().filter(|p| p["code"] == "W-CONTACT-QUIET-HOURS").collect();
    assert_eq!(told.len(), 1, "one problem for a rule");
    assert_eq!((&told[0]["severity"], &told[0]["field"]), (&"warning".into(), &"contacts[2]".into()));
    let message = told[0]["message"].as_str().unwrap();
    assert!(message.contains("2026-03-25 07:46") && message.contains("entry 3"), "{message}");
}

/// The statements of the case add up to an interest of 4987.46; a creditor who states a yuan more is told both figures.
#[test]
fn figures_that_the_statements_do_not_bear_out_are_told() {
    let room = Room::workspace();
    let folder = edited(&room, "card-litigation", &[("\"4987.46\"", "\"4988.46\"")]);
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    let answer = room.json(&["check", "--for", "complaint"]);
    let problems = answer["accounts"][0]["problems"].as_array().unwrap();
    let told = problems.iter().find(|p| p["code"] == "W-CHECK-LEDGER").unwrap();
    let message = told["message"].as_str().unwrap();
    assert!(message.contains("利息 4,988.46 / 4,987.46"), "{message}");
    assert_eq!(answer["accounts"][0]["ready"], true);
}

/// The list that `draft` takes.
#[test]
fn several_documents_are_checked_at_once() {
    let room = all_cases();
    let codes = |kinds: &str| -> std::collections::BTreeSet<String> {
        let answer = room.json(&["check", "CC-2026-000123", "--for", kinds]);
        let problems = answer["accounts"][0]["problems"].as_array().unwrap().clone();
        problems.iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()
    };
    let (one, other) = (codes("complaint"), codes("settlement-certificate"));
    assert!(one != other && !other.is_empty(), "{one:?} {other:?}");
    assert!(codes("complaint, settlement-certificate").is_superset(&(&one | &other)));
    ends(&room, 2, &["check", "CC-2026-000123", "--for", "complaint,complaimt"]);
}
