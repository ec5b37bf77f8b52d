//! Five accounts reckoned by hand, and what is no account at all.

use serde_json::{Value, json};

use super::with_log;
use crate::support::Room;

/// A log of these accounts: facts, then events.
fn log(accounts: &[(&str, Value, Vec<Value>)]) -> String {
    let mut out = String::new();
    for (account, debt, events) in accounts {
        let case = json!({"account": account, "product": "personal-loan", "referred_on": "2026-01-05", "batch": "B1",
            "debtors": [{"role": "primary", "name": format!("李示例{account}")}], "debt": debt});
        let imported = json!({"type": "imported", "case": case, "source": {"file": "x", "sha256": "0"}});
        for (seq, payload) in (1..).zip(std::iter::once(&imported).chain(events)) {
            let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": format!("{account}-{seq}"), "payload": payload});
            out += &json!({"schema": "sucheng/event/v1", "stream": account, "event": event}).to_string();
            out.push('\n');
        }
    }
    out
}

fn step(on: &str, name: &str, facts: Value) -> Value {
    let (track, milestone) = name.split_once('/').unwrap();
    json!({"type": "milestone", "track": track, "milestone": milestone, "on": on, "facts": facts})
}

fn debt(principal: &str, interest: &str, since: &str) -> Value {
    json!({"as_of": "2025-12-31", "overdue_since": since, "principal": principal, "interest": interest})
}

pub fn five() -> String {
    let court = json!({"court": "甲法院"});
    let number = json!({"case_number": "（2026）京0102民初1号"});
    let judgment = json!({"principal": "10000.00", "interest": "500.00", "costs": "100.00", "perform_within_days": "10", "in_absence": "yes"});
    log(&[
        // Judged and enforced: 1,000.00 came in after the application.
        (
            "A",
            debt("10000.00", "1000.00", "2025-06-01"),
            vec![
                step("2026-01-10", "litigation/filed", court.clone()),
                step("2026-01-20", "litigation/accepted", number.clone()),
                step("2026-01-21", "litigation/fee-noticed", json!({"amount": "75.00"})),
                step("2026-01-22", "litigation/fee-paid", json!({})),
                step("2026-03-01", "litigation/judgment", judgment),
                step("2026-03-05", "litigation/judgment-served", json!({"party": "李示例A"})),
                step("2026-03-21", "litigation/effective", json!({})),
                step("2026-04-20", "enforcement/applied", court.clone()),
                step("2026-04-25", "enforcement/accepted", json!({"case_number": "（2026）京0102执1号"})),
                step("2026-06-01", "enforcement/distributed", json!({"amount": "1000.00"})),
            ],
        ),
        // Sent back once, then mediated for an amount that nobody recorded; 300.00 paid.
        (
            "B",
            debt("5000.00", "0.00", "2025-11-01"),
            vec![
                step("2026-01-10", "litigation/filed", court.clone()),
                step("2026-01-12", "litigation/correction-ordered", json!({})),
                step("2026-01-14", "litigation/corrected", json!({})),
                step("2026-02-01", "litigation/accepted", number.clone()),
                step("2026-02-20", "litigation/mediated", json!({})),
                json!({"type": "paid", "on": "2026-05-01", "amount": "300.00"}),
            ],
        ),
        // Withdrawn.
        (
            "C",
            debt("2000.00", "0.00", "2025-11-22"),
            vec![
                step("2026-02-10", "litigation/filed", court.clone()),
                step("2026-02-15", "litigation/accepted", number),
                step("2026-03-16", "litigation/withdrawn", json!({})),
            ],
        ),
        // Filed and not yet accepted.
        ("D", debt("3000.00", "0.00", "2026-10-23"), vec![step("2026-11-10", "litigation/filed", court)]),
        // Paid in full without a suit.
        (
            "E",
            debt("1000.00", "0.00", "2025-10-01"),
            vec![json!({"type": "paid", "on": "2026-02-02", "amount": "1000.00"})],
        ),
    ])
}

fn told(answer: &Value, list: &str, id: &str) -> Value {
    answer[list].as_array().unwrap().iter().find(|f| f["id"] == id).unwrap().clone()
}

#[test]
fn five_accounts_by_hand() {
    let room = with_log(&five());
    let answer = room.json(&["report", "portfolio", "--as-of", "2026-11-21"]);
    let rate = |id: &str| {
        let f = told(&answer, "figures", id);
        (
            f["numerator"].to_string(),
            f["denominator"].to_string(),
            f["value"].as_str().unwrap_or("-").to_owned(),
        )
    };
    let rates = [
        // 1,000 + 300 + 1,000 = 2,300; below the award 10,600 of A and the claims 5,000 + 2,000 + 3,000 + 1,000.
        ("recovery-rate", "\"2300.00\"", "\"21600.00\"", "0.1065"),
        // 2,300 - 75 of costs = 2,225; principal 10,000 + 5,000 + 2,000 + 3,000 + 1,000 = 21,000; 0.10595…
        ("net-recovery-rate", "\"2225.00\"", "\"21000.00\"", "0.1060"),
        // Awarded 10,000 + 500 of 11,000 claimed: 0.954545…
        ("win-rate-amount", "\"10500.00\"", "\"11000.00\"", "0.9545"),
        ("win-rate-count", "1", "1", "1.0000"),
        // A, B and C of A, B, C and D.
        ("acceptance-rate", "3", "4", "0.7500"),
        ("first-return-rate", "1", "4", "0.2500"),
        // Closed are A, B and C: one by mediation, one by withdrawal.
        ("mediation-rate", "1", "3", "0.3333"),
        ("withdrawal-rate", "1", "3", "0.3333"),
        ("public-notice-rate", "0", "3", "0.0000"),
        ("default-rate", "1", "1", "1.0000"),
        ("terminated-round-rate", "0", "0", "-"),
        // 1,000 of 10,600 awarded.
        ("enforcement-recovery-rate", "\"1000.00\"", "\"10600.00\"", "0.0943"),
        ("settled-rate", "1", "5", "0.2000"),
    ];
    for (id, above, below, value) in rates {
        assert_eq!(rate(id), (above.to_owned(), below.to_owned(), value.to_owned()), "{id}");
    }
    let days = told(&answer, "durations", "closing-days");
    // From 20 January to 21 March 60 days, from 1 to 20 February 19, from 15 February to 16 March 29: 108 by 3 is 36.
    assert_eq!((&days["mean"], &days["median"], &days["p90"]), (&json!(36), &json!(29), &json!(60)));
    let days = told(&answer, "durations", "enforcement-days");
    assert_eq!((&days["mean"], &days["accounts"]), (&Value::Null, &json!(0)));
    // 21 November 2026: D since 23 October is on its 30th day, C since 22 November 2025 on its 365th, A and B are over
    // a year, E owes nothing.
    for (id, count) in [("1-30", 1), ("31-90", 0), ("181-365", 1), ("over-365", 2)] {
        assert_eq!(told(&answer, "ageing", id)["accounts"], count, "{id}");
    }
    // A decision of 21 March with ten days to perform: two years from 31 March 2026, far off; nothing is at risk.
    assert_eq!(told(&answer, "at_risk", "enforcement-apply")["within_90"], 0);
    // Standing on 1 March 2026, A has its judgment, not in effect: the claim counts below the line, nothing was paid but
    // by E.
    let before = room.json(&["report", "portfolio", "--as-of", "2026-03-01"]);
    let f = told(&before, "figures", "recovery-rate");
    assert_eq!((&f["numerator"], &f["denominator"]), (&json!("1000.00"), &json!("22000.00")));
    assert_eq!(told(&before, "figures", "withdrawal-rate")["denominator"], 1);
}

/// 31 March 2028 is the last day to apply for enforcement of A, had nobody applied: within 30 days on 1 March, within 7 on
/// 24 March, late on 1 April 2028 (民诉法 250: two years from the last day for performance, 31 March 2026).
#[test]
fn days_that_must_not_be_missed() {
    let kept: Vec<String> =
        five().lines().filter(|l| !l.contains("\"enforcement\"")).map(str::to_owned).collect();
    let room = with_log(&(kept.join("\n") + "\n"));
    for (day, late, seven, thirty, ninety) in [
        ("2028-03-01", 0, 0, 1, 1),
        ("2028-03-24", 0, 1, 1, 1),
        ("2028-04-01", 1, 0, 0, 0),
        ("2028-01-02", 0, 0, 0, 1),
    ] {
        let answer = room.json(&["report", "portfolio", "A", "--as-of", day]);
        let risk = told(&answer, "at_risk", "enforcement-apply");
        let found = [&risk["late"], &risk["within_7"], &risk["within_30"], &risk["within_90"]];
        assert_eq!(found, [&json!(late), &json!(seven), &json!(thirty), &json!(ninety)], "{day}");
        let row = room.json(&["report", "ledger", "A", "--as-of", day]);
        assert_eq!(row["accounts"][0]["enforcement_due"], "2028-03-31");
    }
}

/// C's suit is at the stage `withdrawn`, which is no reason to leave the account out of any list.
#[test]
fn a_suit_withdrawn_is_an_account_still() {
    let room = with_log(&five());
    let listed = room.json(&["list"]);
    let accounts: Vec<&Value> =
        listed["accounts"].as_array().unwrap().iter().map(|a| &a["account"]).collect();
    assert_eq!(accounts, ["A", "B", "C", "D", "E"]);
    assert_eq!(room.json(&["report", "ledger", "--stage", "withdrawn"])["accounts"][0]["account"], "C");
}

#[test]
fn an_empty_registry_has_no_figures() {
    let room = Room::workspace();
    let answer = room.json(&["report", "portfolio"]);
    assert_eq!(answer["overall"]["accounts"], 0);
    for figure in answer["figures"].as_array().unwrap() {
        assert_eq!((&figure["value"], &figure["why"]), (&Value::Null, &json!("nothing-to-divide-by")));
    }
    assert_eq!(room.json(&["report", "ledger"])["accounts"], json!([]));
    for args in
        [&["report", "portfolio"][..], &["report", "portfolio", "--lang", "zh-CN"], &["report", "ledger"]]
    {
        assert_eq!(room.run(args).status, 0);
    }
    for file in ["p.xlsx", "p.csv", "p.json"] {
        assert_eq!(room.run(&["report", "portfolio", "-o", file]).status, 0);
        assert_eq!(room.run(&["report", "ledger", "-o", file]).status, 0);
    }
}

/// A correction left B without a principal: its log cannot be read. A stated figure of D is below zero: what is claimed
/// cannot be said. The rest is told, and the exit code is 3.
#[test]
fn an_account_that_cannot_be_computed_is_named_and_the_rest_goes_on() {
    let changes = json!([{"path": "debt.principal", "from": "5000.00", "to": "many"}]);
    let broken = json!({"type": "amended", "changes": changes, "reason": "x"});
    let event = json!({"seq": 8, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "t", "command": "B-8", "payload": broken});
    let line = json!({"schema": "sucheng/event/v1", "stream": "B", "event": event}).to_string();
    let log = five().replace(
        "\"principal\":\"3000.00\",\"interest\":\"0.00\"",
        "\"principal\":\"3000.00\",\"interest\":\"-1.00\"",
    );
    assert!(log.contains("-1.00"));
    let room = Room::workspace();
    room.write("log.jsonl", format!("{log}{line}\n"));
    // It goes in, and import says what is wrong with it.
    assert_eq!(room.run(&["registry", "import", "log.jsonl"]).status, 7);
    for selection in [&[][..], &["--batch", "B1"]] {
        let args = [&["report", "portfolio"][..], selection].concat();
        let run = room.run(&args);
        assert_eq!(run.status, 3, "{run}");
        assert!(run.stderr.contains("E-DOCKET-FOLD") && run.stderr.contains("R-CLAIM-NEGATIVE"), "{run}");
        let answer = room.json(&args);
        assert_eq!(answer["overall"]["accounts"], 4);
        let named: Vec<(&Value, &Value)> =
            answer["not_computed"].as_array().unwrap().iter().map(|n| (&n["account"], &n["whole"])).collect();
        assert_eq!(named, [(&json!("B"), &json!(true)), (&json!("D"), &json!(false))]);
        // Without B and D: 2,000.00 of 10,600 + 2,000 + 1,000.
        let f = told(&answer, "figures", "recovery-rate");
        assert_eq!(
            (&f["numerator"], &f["denominator"], &f["left_out"]),
            (&json!("2000.00"), &json!("13600.00"), &json!(1))
        );
    }
    let run = room.run(&["report", "ledger", "--json"]);
    assert_eq!(run.status, 3);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["accounts"].as_array().unwrap().len(), 4);
    assert_eq!(answer["not_computed"][0]["account"], "B");
    assert_eq!(room.run(&["report", "ledger", "-o", "l.csv"]).status, 3);
    assert_eq!(room.read("l.csv").lines().count(), 5);
}

/// Amounts that no sum of them can hold: the sum is absent, the rate is still right, nothing panics.
#[test]
fn sums_beyond_the_range_are_absent() {
    let large = |n: u8| {
        (
            ["L1", "L2", "L3"][n as usize],
            debt("60000000000000000.00", "0.00", "2025-06-01"),
            vec![json!({"type": "paid", "on": "2026-02-02", "amount": "30000000000000000.00"})],
        )
    };
    let room = with_log(&log(&[large(0), large(1), large(2)]));
    let answer = room.json(&["report", "portfolio"]);
    assert_eq!(answer["overall"]["principal"], Value::Null);
    let f = told(&answer, "figures", "recovery-rate");
    assert_eq!((&f["value"], &f["denominator"]), (&json!("0.5000"), &Value::Null));
}
