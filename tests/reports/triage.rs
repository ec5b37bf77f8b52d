//! What filing may bring, reckoned by hand.

use serde_json::{Value, json};

use super::{log, step};
use crate::support::Room;

/// History of two accounts is enough, and the whole weighs as much as two.
const OWN: &str = "table: triage\nentries:\n- id: history-least\n  title: {zh: 起点, en: Least}\n  unit: accounts\n  values:\n  - {from: 2021-01-01, value: \"2\", source: {instrument: 示例}, checked_on: 2026-11-21, confidence: U}\n- id: shrinkage-accounts\n  title: {zh: 权重, en: Weight}\n  unit: accounts\n  values:\n  - {from: 2021-01-01, value: \"2\", source: {instrument: 示例}, checked_on: 2026-11-21, confidence: U}\n";

fn debt(principal: &str, since: &str) -> Value {
    json!({"debt": {"as_of": "2025-12-31", "overdue_since": since, "principal": principal}})
}

fn paid(on: &str, amount: &str) -> Value {
    json!({"type": "paid", "on": on, "amount": amount})
}

/// Two accounts that ended and seven others.
fn nine() -> String {
    let court = || step("2026-01-10", "litigation/filed", json!({"court": "甲法院"}));
    let taken = || step("2026-01-20", "litigation/accepted", json!({"case_number": "（2026）京0102民初1号"}));
    let mut fee = debt("1000.00", "2026-11-01");
    fee["debt"]["costs"] = json!({"attorney_fee": "2000.00"});
    let mut below = debt("3000.00", "2026-03-01");
    below["debt"]["interest"] = json!("-1.00");
    let mut clause = debt("10000.00", "2026-03-01");
    clause["contract"] = json!({"forum": {"kind": "arbitration", "institution": "甲仲裁委员会"}});
    let mediated = |on| step(on, "litigation/mediated", json!({}));
    log(&[
        // On 10 January overdue since 1 June: day 224. Ended after 60 days, 4,000 of 10,000 came in.
        (
            "H1",
            debt("10000.00", "2025-06-01"),
            vec![court(), taken(), mediated("2026-03-11"), paid("2026-04-01", "4000.00")],
        ),
        // Overdue since 1 November: day 71. Ended after 30 days, 1,000 of 5,000 came in.
        (
            "H2",
            debt("5000.00", "2025-11-01"),
            vec![court(), taken(), mediated("2026-02-09"), paid("2026-03-01", "1000.00")],
        ),
        ("C1", debt("10000.00", "2026-03-01"), vec![]),
        ("C2", fee, vec![]),
        ("C3", below, vec![]),
        ("C4", debt("1000.00", "2025-10-01"), vec![paid("2026-02-02", "1000.00")]),
        ("C5", debt("2000.00", "2025-10-01"), vec![court()]),
        ("C6", clause, vec![]),
        ("C7", debt("500.00", "2023-12-15"), vec![]),
    ])
}

fn room(own: Option<&str>) -> Room {
    let room = Room::workspace();
    if let Some(text) = own {
        room.write("rules/own.yaml", text);
    }
    room.write("log.jsonl", nine());
    let run = room.run(&["registry", "import", "log.jsonl"]);
    assert_eq!(run.status, 0, "{run}");
    room
}

fn of<'a>(answer: &'a Value, account: &str) -> &'a Value {
    answer["accounts"].as_array().unwrap().iter().find(|a| a["account"] == account).unwrap()
}

fn holds(way: &Value, figures: [(&str, Value); 7]) {
    for (key, value) in figures {
        assert_eq!(way[key], value, "{key} of {way:#}");
    }
}

#[test]
fn nine_accounts_by_hand() {
    let room = room(Some(OWN));
    let run = room.run(&["triage", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&answer["schema"], &answer["estimate"]), (&json!("sucheng/triage/v1"), &json!(true)));
    assert_eq!(answer["history"]["ended"], json!({"litigation": 2, "arbitration": 0, "payment-order": 0}));
    // All: shares 0.4 and 0.2, mean 0.3; days 60 and 30, median 45. On 21 November C1 is on day 266, in the class of H1:
    // share (2 × 0.3 + 1 × 0.4) ÷ 3 = 0.3333; days (2 × 45 + 1 × 60) ÷ 3 = 50.
    // Fee of 10,000: 50 (办法 13(1)). Lawyer assumed at 5%: 500, no clause. Back: 50 × 0.3333 = 16.665.
    // Net: 3,333 + 16.67 − 550. Ratio: 3,349.67 ÷ 550 = 6.09030…
    let c1 = of(&answer, "C1");
    holds(
        c1,
        [
            ("share", json!("0.3333")),
            ("recovery", json!("3333.00")),
            ("cost", json!("550.00")),
            ("back", json!("16.67")),
            ("net", json!("2799.67")),
            ("ratio", json!("6.0903")),
            ("days", json!(50)),
        ],
    );
    let basis = &c1["legs"][0]["share"]["basis"];
    assert_eq!(
        (&basis["kind"], &basis["accounts"], &basis["cell_accounts"]),
        (&json!("history"), &json!(2), &json!(1))
    );
    // Payment order: 50 ÷ 3 = 16.67; after an objection (0.5) 33.33 more, 16.67 expected; with the lawyer 533.34.
    // Share: 0.5 × 0.30 + 0.5 × 0.3333 = 0.31665. Without an objection 0.5 × 0.30 × 16.67 = 2.5005 comes back, with one
    // 0.5 × 0.3333 × (16.67 + 33.33) = 8.3325. Days: 60 + 0.5 × 50. Ratio: 3,177.83 ÷ 533.34 = 5.95835…
    let order = &c1["others"][0];
    assert_eq!(order["track"], "payment-order");
    holds(
        order,
        [
            ("share", json!("0.3167")),
            ("recovery", json!("3167.00")),
            ("cost", json!("533.34")),
            ("back", json!("10.83")),
            ("net", json!("2644.49")),
            ("ratio", json!("5.9584")),
            ("days", json!(85)),
        ],
    );
    assert_eq!((&order["legs"][0]["back"], &order["legs"][1]["back"]), (&json!("2.50"), &json!("8.33")));
    assert_eq!((&order["legs"][1]["on_loser"], &c1["best_track"]), (&json!("50.00"), &json!("litigation")));
    // What came in last: H1 on 1 April, after 81 days; H2 on 1 March, after 50. Median 66 (65.5); (2 × 66 + 81) ÷ 3.
    assert_eq!(c1["days_to_money"], 71);
    // Nobody of the class of C2 ended: the whole, 0.3 and 45 days. The case states a lawyer's fee of 2,000.
    // 300 + 50 × 0.3 − 2,050. By payment order 300 + 2.50 + 7.50 − 2,033.34 = −1,723.34, which is better.
    // 2,050 is more than half of the claim: it is not worth filing, stands apart and has no rank.
    let c2 = of(&answer, "C2");
    assert_eq!((&c2["net"], &c2["days"], &c2["ratio"]), (&json!("-1735.00"), &json!(45), &json!("0.1537")));
    assert_eq!((&c2["best_track"], &c2["others"][0]["net"]), (&json!("payment-order"), &json!("-1723.34")));
    assert_eq!((&c2["rank"], &c2["apart"], &c2["loss"]), (&Value::Null, &json!(true), &json!(true)));
    assert_eq!(c2["against"][0]["code"], "W-FILING-COSTS");
    // 60 + 0.5 × 45 = 82.5.
    assert_eq!(c2["others"][0]["days"], 83);
    // No arbitration ended: assumed 0.20 and 120 days. Fee at most 100 + 9,000 × 5% = 550 (仲裁收费办法), lawyer 500.
    // 2,000 + 550 × 0.2 − 1,050. The clause keeps it from the courts.
    let c6 = of(&answer, "C6");
    assert_eq!(
        (&c6["track"], &c6["net"], &c6["days"]),
        (&json!("arbitration"), &json!("1060.00"), &json!(120))
    );
    assert_eq!((&c6["assumed"], &c6["others"]), (&json!(true), &json!([])));
    // 150 + 50 × 0.3 − 75. Due on 15 December 2023, three years (民法典 188) end in December 2026: told, not hidden.
    let c7 = of(&answer, "C7");
    assert_eq!((&c7["net"], &c7["limitation_pressing"]), (&json!("90.00"), &json!(true)));
    assert!((20..=30).contains(&c7["limitation_days_left"].as_i64().unwrap()), "{c7:#}");
    assert_eq!(c1["limitation_pressing"], false);
    // All nine are there.
    assert_eq!(answer["selected"], 9);
    let why = |a: &Value| format!("{} {}", a["account"].as_str().unwrap(), a["why"].as_str().unwrap());
    let aside: Vec<String> = answer["aside"].as_array().unwrap().iter().map(why).collect();
    assert_eq!(aside, ["C4 settled", "C5 filed", "H1 filed", "H2 filed"]);
    assert_eq!(answer["accounts"].as_array().unwrap().len(), 4);
    let broken = answer["not_computed"].as_array().unwrap();
    assert_eq!(
        (broken.len(), &broken[0]["account"], &broken[0]["code"]),
        (1, &json!("C3"), &json!("R-CLAIM-NEGATIVE"))
    );
}

/// Net 2,799.67, 1,060, 90; ratios 6.09, 2.01 (2,110 ÷ 1,050), 2.2 (165 ÷ 75); days 50, 120, 45; claims 10,000, 10,000,
/// 500: where two are equal, the higher net comes first. C2 is not worth filing: it comes last without a rank.
#[test]
fn every_order_is_total() {
    let room = room(Some(OWN));
    for (by, order) in [
        ("net", ["C1", "C6", "C7", "C2"]),
        ("ratio", ["C1", "C7", "C6", "C2"]),
        ("days", ["C7", "C1", "C6", "C2"]),
        ("amount", ["C1", "C6", "C7", "C2"]),
    ] {
        let answer = room.json(&["triage", "--by", by]);
        let found: Vec<(Option<i64>, &str)> = answer["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| (a["rank"].as_i64(), a["account"].as_str().unwrap()))
            .collect();
        let ranks = [Some(1), Some(2), Some(3), None];
        assert_eq!(found, ranks.into_iter().zip(order).collect::<Vec<_>>(), "{by}");
    }
}

/// The history is that of every account, whatever is asked for; with two ended accounts, the table's twenty are not
/// there and its 0.20 stands in.
#[test]
fn history_of_all_or_an_assumption_that_says_so() {
    let own = room(Some(OWN));
    let run = own.run(&["triage", "C1", "--json"]);
    assert_eq!(run.status, 0, "{run}");
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&answer["selected"], &of(&answer, "C1")["net"]), (&json!(1), &json!("2799.67")));
    let plain = room(None);
    let answer = plain.json(&["triage", "C1"]);
    let leg = &of(&answer, "C1")["legs"][0]["share"];
    assert_eq!(leg["value"], "0.20");
    let basis = &leg["basis"];
    assert_eq!((&basis["id"], &basis["confidence"]), (&json!("recovery-share-litigation"), &json!("U")));
    assert_eq!((&basis["ended"], &basis["least"]), (&json!(2), &json!(20)));
    let text = plain.run(&["triage"]).stdout;
    for account in ["C1", "C2", "C6", "C7"] {
        let line = text.lines().find(|l| l.split_whitespace().nth(1) == Some(account)).unwrap();
        assert!(
            line.contains("assumed: recovery-share-")
                && line.contains("attorney-fee-share (U)") == (account != "C2"),
            "{line}"
        );
    }
    // Filed on 10 January: two days before there was something to file.
    let early = own.json(&["triage", "C5", "--as-of", "2026-01-08"]);
    assert_eq!(of(&early, "C5")["rank"], 1);
    // Before H2 ended, on 1 February, nothing had.
    let before = own.json(&["triage", "C1", "--as-of", "2026-02-01"]);
    assert_eq!(before["history"]["ended"]["litigation"], 0);
}

#[test]
fn is_explained_and_written() {
    let room = room(Some(OWN));
    let run = room.run(&["triage", "--explain", "C1"]);
    assert_eq!(run.status, 0, "{run}");
    for words in [
        "expected recovery = claim 10,000.00 × share 0.3333 = 3,333.00",
        "of 2 ended account(s), claims up to 10,000: mean per account 0.3000, by money 0.3333; the lower is taken",
        "(k 2 × 0.3000 + 1 account(s) of the same product, age and size × 0.4000) ÷ (k + 1) = 0.3333",
        "assumption attorney-fee-share = 0.05, confidence U",
        "net = 3,333.00 + 16.67 − 550.00 = 2,799.67",
        "estimate",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{run}");
    }
    assert_eq!(room.run(&["triage", "--explain", "C3"]).status, 3);
    assert_eq!(room.run(&["triage", "--explain", "NONE"]).status, 1);
    assert_eq!(room.run(&["triage", "-o", "t.csv"]).status, 3);
    // A heading and nine accounts.
    let csv = room.read("t.csv");
    assert_eq!(csv.lines().count(), 10, "{csv}");
    assert_eq!(room.run(&["triage", "-o", "t.xlsx", "--lang", "zh-CN"]).status, 3);
    let told = room.run(&["triage", "--lang", "zh-CN"]);
    assert!(told.stdout.contains("估算") && told.stdout.contains("C5  无须起诉：已提交"), "{told}");
}

/// What the program itself advises against never has a rank, and what lapses is named.
#[test]
fn what_should_not_be_filed_stands_apart() {
    let room = Room::workspace();
    let of_debtor = |name: &str, on| step(on, &format!("changes/{name}"), json!({"party": "李示例X"}));
    let mut planned = debt("10000.00", "2026-03-01");
    planned["track"] = json!("payment-order");
    let named = |mut own: Value| {
        own["debtors"] = json!([{"role": "primary", "name": "李示例X"}]);
        own
    };
    let mut bound = debt("10000.00", "2026-03-01");
    bound["debtors"] =
        json!([{"role": "primary", "name": "李示例G"}, {"role": "guarantor", "name": "王示例"}]);
    bound["guarantees"] =
        json!([{"kind": "guarantee", "by": "王示例", "form": "joint", "period_until": "2026-12-01"}]);
    let plan = json!({"type": "plan-agreed", "setting": "pre-action", "agreed_on": "2026-11-05", "instalments": [{"due": "2026-12-07", "amount": "5000.00"}, {"due": "2027-01-05", "amount": "5000.00"}]});
    let log = log(&[
        ("G", bound, vec![]),
        ("MISSING", named(planned), vec![of_debtor("debtor-missing", "2026-11-01")]),
        ("DIED", named(debt("10000.00", "2026-03-01")), vec![of_debtor("debtor-died", "2026-11-01")]),
        (
            "BANKRUPT",
            named(debt("10000.00", "2026-03-01")),
            vec![step(
                "2026-11-01",
                "changes/bankruptcy-accepted",
                json!({"party": "李示例X", "court": "甲法院"}),
            )],
        ),
        // Due on 31 December 2021: three years (民法典 188) ended in December 2024.
        ("OLD", debt("10000.00", "2022-01-01"), vec![]),
        ("PLAN", debt("10000.00", "2026-03-01"), vec![plan]),
    ]);
    room.write("log.jsonl", log);
    let run = room.run(&["registry", "import", "log.jsonl"]);
    assert_eq!(run.status, 0, "{run}");
    let answer = room.json(&["triage", "--as-of", "2026-11-22"]);
    let found: Vec<(&str, Option<i64>, Vec<&str>)> = answer["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| {
            let against = a["against"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap());
            (a["account"].as_str().unwrap(), a["rank"].as_i64(), against.collect())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("G", Some(1), vec![]),
            ("MISSING", Some(2), vec![]),
            ("DIED", None, vec!["N-TRIAGE-BEFELL"]),
            ("OLD", None, vec!["W-CHECK-LIMITATION"]),
            ("PLAN", None, vec!["N-TRIAGE-PLAN"]),
        ]
    );
    // 解释 427: no payment order against who is missing; a suit is what is left.
    let missing = of(&answer, "MISSING");
    assert_eq!(
        (&missing["planned_track"], &missing["track"], &missing["others"]),
        (&json!("payment-order"), &json!("litigation"), &json!([]))
    );
    assert_eq!(missing["notes"][0]["code"], "N-TRIAGE-BEFELL");
    // 民法典 692: to 1 December, nine days; sooner than limitation.
    let lapses = &of(&answer, "G")["lapses"];
    assert_eq!((&lapses["rule"], &lapses["days_left"]), (&json!("guarantee-period"), &json!(9)));
    assert_eq!(
        (&lapses["pressing"], &of(&answer, "G")["notes"][0]["code"]),
        (&json!(true), &json!("W-GUARANTEE-SOON-JOINT"))
    );
    // 企业破产法 21, 44: claims are declared, and no suit is brought elsewhere.
    let aside = &answer["aside"][0];
    assert_eq!((&aside["account"], &aside["why"]), (&json!("BANKRUPT"), &json!("no-way-open")));
    let text = room.run(&["triage", "--as-of", "2026-11-22"]).stdout;
    let line = |account: &str| text.lines().find(|l| l.split_whitespace().nth(1) == Some(account)).unwrap();
    assert!(line("OLD").contains("time-barred") && line("PLAN").contains("plan kept"), "{text}");
    assert!(line("G").contains("Guarantee period (王示例)"), "{text}");
}

/// Small debts that were all paid say little of large ones: 22 of 1,000 paid in full, three of 1,000,000 paid nothing.
/// Per account 22 ÷ 25 = 0.88; by money 22,000 ÷ 3,022,000 = 0.00728.
#[test]
fn a_large_claim_is_not_promised_what_small_ones_brought() {
    let room = Room::workspace();
    let suit = |day: &str| {
        vec![
            step("2026-01-10", "litigation/filed", json!({"court": "甲法院"})),
            step("2026-01-20", "litigation/accepted", json!({"case_number": "（2026）京0102民初1号"})),
            step(day, "litigation/mediated", json!({})),
        ]
    };
    let names: Vec<String> = (0..25).map(|n| format!("H{n:02}")).collect();
    let mut all: Vec<(&str, Value, Vec<Value>)> = Vec::new();
    for (n, name) in names.iter().enumerate() {
        let mut events = suit("2026-03-11");
        if n < 22 {
            events.push(paid("2026-04-01", "1000.00"));
        }
        all.push((name, debt(if n < 22 { "1000.00" } else { "1000000.00" }, "2025-10-01"), events));
    }
    // A withdrawal after 18 days is no quick suit: the median stays that of the others, 60 days.
    let mut withdrawn = suit("2026-03-11");
    withdrawn[2] = step("2026-01-28", "litigation/withdrawn", json!({}));
    for name in ["W1", "W2", "W3"] {
        all.push((name, debt("50000.00", "2025-10-01"), withdrawn.clone()));
    }
    all.push(("LARGE", debt("1000000.00", "2026-03-01"), vec![]));
    all.push(("SMALL", debt("1000.00", "2026-03-01"), vec![]));
    room.write("log.jsonl", log(&all));
    assert_eq!(room.run(&["registry", "import", "log.jsonl"]).status, 0);
    let answer = room.json(&["triage", "LARGE", "SMALL"]);
    // With the three withdrawn, 22 ÷ 28 = 0.7857 and 22,000 ÷ 3,172,000 = 0.0069: the lower counts.
    let large = of(&answer, "LARGE");
    assert_eq!((&large["share"], &large["recovery"]), (&json!("0.0069"), &json!("6900.00")));
    let basis = &large["legs"][0]["share"]["basis"];
    assert_eq!(
        (&basis["by_account"], &basis["by_money"], &basis["size"]),
        (&json!("0.7857"), &json!("0.0069"), &Value::Null)
    );
    // Of claims up to 10,000 enough ended.
    let small = of(&answer, "SMALL");
    assert_eq!(
        (&small["share"], &small["legs"][0]["share"]["basis"]["size"]),
        (&json!("1.0000"), &json!("up-to-10000"))
    );
    assert_eq!(small["days"], 60);
    let run = room.run(&["triage", "--explain", "LARGE"]);
    assert!(run.stdout.contains("(a loss"), "{run}");
    // A value that holds only later takes the built-in one away: file and remedy are named.
    let later = OWN.replacen("history-least", "objection-chance", 1).replacen("accounts", "share", 1);
    let later = later.replacen("\"2\"", "\"0.2\"", 1).replacen("2021-01-01", "2099-01-01", 1);
    room.write("rules/own.yaml", later);
    let run = room.run(&["triage", "LARGE"]);
    assert_eq!(run.status, 3, "{run}");
    assert!(
        run.stderr.contains("rules/own.yaml, from: 2099-01-01") && run.stderr.contains("hint: "),
        "{run}"
    );
}

/// Of payment orders only those in effect are history: after an objection the suit counts, and the chance of that is
/// reckoned apart. P1 took effect after 31 days and brought half; P2 was objected to.
#[test]
fn a_payment_order_that_was_objected_to_is_no_history() {
    let room = Room::workspace();
    room.write("rules/own.yaml", OWN.replacen("\"2\"", "\"1\"", 1));
    let order = |on, name: &str, facts| step(on, &format!("payment-order/{name}"), facts);
    let begun = || {
        vec![
            order("2026-01-10", "applied", json!({"court": "甲法院"})),
            order("2026-01-15", "accepted", json!({"case_number": "（2026）京0102民督1号"})),
            order("2026-01-20", "issued", json!({})),
        ]
    };
    let mut first = begun();
    first.push(order("2026-02-10", "effective", json!({})));
    first.push(paid("2026-03-01", "500.00"));
    let mut second = begun();
    second.push(order("2026-02-01", "objected", json!({})));
    second.push(order("2026-02-10", "terminated", json!({})));
    let mut planned = debt("10000.00", "2025-10-01");
    planned["track"] = json!("payment-order");
    let log = log(&[
        ("P1", debt("1000.00", "2025-10-01"), first),
        ("P2", debt("1000.00", "2025-10-01"), second),
        ("Q", planned, vec![]),
    ]);
    room.write("log.jsonl", log);
    assert_eq!(room.run(&["registry", "import", "log.jsonl"]).status, 0);
    let answer = room.json(&["triage"]);
    assert_eq!(answer["history"]["ended"], json!({"litigation": 0, "arbitration": 0, "payment-order": 1}));
    let q = of(&answer, "Q");
    assert_eq!((&q["track"], &q["legs"][0]["chance"]), (&json!("payment-order"), &json!("0.5000")));
    // One of two orders was objected to.
    let objection = &q["objection"]["basis"];
    assert_eq!((&objection["kind"], &objection["accounts"]), (&json!("history"), &json!(2)));
    // P1 was of another age when it was filed than Q is now: the whole alone.
    assert_eq!(
        (&q["legs"][0]["share"]["value"], &q["legs"][0]["days"]["value"]),
        (&json!("0.5000"), &json!("31"))
    );
    // Half of 0.50, half of the 0.20 assumed of a suit.
    assert_eq!((&q["share"], &q["recovery"]), (&json!("0.3500"), &json!("3500.00")));
    let why: Vec<&Value> = answer["aside"].as_array().unwrap().iter().map(|a| &a["why"]).collect();
    assert_eq!(why, [&json!("filed"), &json!("turned-into-suit")]);
}
