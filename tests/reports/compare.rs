//! Two days compared, reckoned by hand over the accounts of `small`.

use serde_json::{Value, json};

use super::small::five;
use super::with_log;

const SPRING: [&str; 6] = ["report", "compare", "--from", "2026-03-01", "--to", "2026-05-31"];

fn of<'a>(answer: &'a Value, account: &str) -> &'a Value {
    answer["accounts"].as_array().unwrap().iter().find(|a| a["account"] == account).unwrap()
}

/// After 1 March and up to 31 May 2026: four milestones of A, 300.00 of B, the withdrawal of C. What A got on 1 June and
/// what D filed in November comes later, what E paid in February came before.
#[test]
fn a_spring_by_hand() {
    let room = with_log(&five());
    let answer = room.json(&SPRING);
    assert_eq!(
        answer["totals"],
        json!({"accounts": 5, "moved": 3, "unmoved": 2, "idle": 1, "referred": 0, "referred_moved": 0, "recorded_late": 0, "settled": 0, "milestones": 5, "received": "300.00", "costs": "0.00"})
    );
    let a = of(&answer, "A");
    assert_eq!(a["before"], json!({"track": "litigation", "stage": "judgment"}));
    assert_eq!(a["after"], json!({"track": "enforcement", "stage": "accepted"}));
    let days: Vec<&str> =
        a["milestones"].as_array().unwrap().iter().map(|m| m["on"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-03-05", "2026-03-21", "2026-04-20", "2026-04-25"]);
    assert_eq!(
        (&of(&answer, "B")["received"], &of(&answer, "B")["milestones"]),
        (&json!("300.00"), &json!([]))
    );
    // Days to 31 May: A from 25 April, B from 1 May, C from 16 March, D from its referral on 5 January, E from 2 February.
    // E is settled and the suit of C was withdrawn, so they are not idle.
    for (account, moved, quiet, idle) in [
        ("A", true, 36, false),
        ("B", true, 30, false),
        ("C", true, 76, false),
        ("D", false, 146, true),
        ("E", false, 118, false),
    ] {
        let one = of(&answer, account);
        let found = (&one["moved"], &one["quiet_days"], &one["idle"]);
        assert_eq!(found, (&json!(moved), &json!(quiet), &json!(idle)), "{account}");
    }
    let idle = |days: &str| room.json(&[&SPRING[..], &["--idle", days]].concat())["totals"]["idle"].clone();
    assert_eq!((idle("30"), idle("31"), idle("147")), (json!(3), json!(2), json!(0)));
    // 1,000 of 22,000 before; 1,300 of 21,600 once the judgment of A is in effect (see `small`): 0.04545…, 0.06018….
    let rate = answer["figures"].as_array().unwrap().iter().find(|f| f["id"] == "recovery-rate").unwrap();
    assert_eq!(
        (&rate["before"], &rate["after"], &rate["change"]),
        (&json!("0.0455"), &json!("0.0602"), &json!("0.0147"))
    );
    // All five were there on both days.
    assert_eq!(rate["after_same_accounts"], rate["after"]);
    assert_eq!(rate["of_before"], json!({"numerator": "1000.00", "denominator": "22000.00", "accounts": 5}));
    assert_eq!(rate["of_after"], json!({"numerator": "1300.00", "denominator": "21600.00", "accounts": 5}));
}

/// Both ends are those of `report portfolio` on these days.
#[test]
fn rates_are_those_of_the_portfolio() {
    let room = with_log(&five());
    let answer = room.json(&SPRING);
    for (end, day) in [("before", "2026-03-01"), ("after", "2026-05-31")] {
        let portfolio = room.json(&["report", "portfolio", "--as-of", day]);
        let figures = portfolio["figures"].as_array().unwrap();
        for (change, figure) in answer["figures"].as_array().unwrap().iter().zip(figures) {
            assert_eq!((&change["id"], &change[end]), (&figure["id"], &figure["value"]), "{day}");
        }
        assert_eq!(answer["figures"].as_array().unwrap().len(), figures.len());
    }
}

/// All were referred on 5 January: in January they are new, and no account of before moved. A filed, was accepted, was asked for the fee and paid 75.00;
/// B took three steps. In February E paid all it owed.
#[test]
fn new_and_settled_accounts_have_moved() {
    let room = with_log(&five());
    let january = room.json(&["report", "compare", "--from", "2026-01-01", "--to", "2026-01-31"]);
    let t = &january["totals"];
    assert_eq!((&t["referred"], &t["moved"], &t["unmoved"]), (&json!(5), &json!(0), &json!(0)));
    assert_eq!(t["referred_moved"], 2);
    assert_eq!((&t["milestones"], &t["costs"]), (&json!(7), &json!("75.00")));
    assert_eq!(of(&january, "D")["before"], Value::Null);
    let february = room.json(&["report", "compare", "--from", "2026-01-31", "--as-of", "2026-02-28"]);
    let t = &february["totals"];
    assert_eq!(
        (&february["to"], &t["settled"], &t["received"]),
        (&json!("2026-02-28"), &json!(1), &json!("1000.00"))
    );
    assert_eq!(of(&february, "E")["settled"], true);
    let before = room.json(&["report", "compare", "--from", "2025-12-01", "--to", "2025-12-31"]);
    assert_eq!((&before["totals"]["accounts"], &before["referred_later"]), (&json!(0), &json!(5)));
}

#[test]
fn is_written_and_refuses_days_that_make_no_span() {
    let room = with_log(&five());
    for file in ["c.csv", "c.xlsx", "c.json"] {
        let run = room.run(&[&SPRING[..], &["-o", file, "--lang", "zh-CN"]].concat());
        assert_eq!(run.status, 0, "{run}");
    }
    let csv = room.read("c.csv");
    // A heading, five accounts and the sum, each with both days.
    assert_eq!(csv.lines().count(), 7, "{csv}");
    assert!(csv.lines().skip(1).all(|l| l.ends_with("2026-03-01,2026-05-31")), "{csv}");
    let first = |line: usize| csv.lines().nth(line).unwrap().split(',').next().unwrap().to_owned();
    assert_eq!([1, 2, 3, 4, 5].map(first), ["A", "B", "C", "D", "E"]);
    let text = room.run(&SPRING);
    assert!(text.stdout.contains("3 moved, 2 did not; 0 referred since"), "{text}");
    assert!(text.stdout.contains("After 2026-03-01, up to and including 2026-05-31"), "{text}");
    let late = ["report", "compare", "--from", "2026-03-01", "--to", "2099-01-01"];
    assert!(room.run(&late).stderr.contains("--to 2099-01-01 is after the day stood on"));
    // Everything was recorded on 21 November 2026: for a span that ends then, what is dated before it came late.
    let november =
        ["report", "compare", "--from", "2026-10-31", "--to", "2026-11-21", "--as-of", "2026-11-22"];
    let answer = room.json(&november);
    let recorded = &of(&answer, "C")["recorded_late"];
    assert_eq!((recorded.as_array().unwrap().len(), &recorded[0]["recorded_on"]), (3, &json!("2026-11-21")));
    let chinese = room.run(&[&SPRING[..], &["--lang", "zh-CN"]].concat());
    assert!(chinese.stdout.contains("申请执行") && !chinese.stdout.contains("litigation/"), "{chinese}");
    for days in [["2026-05-31", "2026-05-31"], ["2026-06-01", "2026-05-31"], ["2027-01-01", "2027-06-01"]] {
        let run = room.run(&["report", "compare", "--from", days[0], "--to", days[1]]);
        assert_eq!(run.status, 2, "{run}");
        assert!(run.stderr.contains("E-COMPARE-DAYS"), "{run}");
    }
}
