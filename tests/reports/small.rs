//! Five accounts reckoned by hand, and what is no account at all.

use serde_json::{Value, json};

use super::{step, with_log};
use crate::support::Room;

/// A log of these accounts: what is owed, then events.
fn log(accounts: &[(&str, Value, Vec<Value>)]) -> String {
    let mut own = Vec::new();
    for (account, debt, events) in accounts {
        own.push((*account, json!({"batch": "B1", "debt": debt}), events.clone()));
    }
    super::log(&own)
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

/// Accounts whose figures are reckoned by hand.
fn room_of(accounts: &[(&str, Value, Vec<Value>)]) -> Room {
    with_log(&log(accounts))
}

fn court() -> Value {
    json!({"court": "甲法院"})
}

fn number(n: u8) -> Value {
    json!({"case_number": format!("（2026）京0102民初{n}号")})
}

/// 1,500.00 came in on a debt of 1,000.00: 500.00 has to be paid back. 1,000 / 1,000, in March 800 and in April what was
/// left of the debt, 200.
#[test]
fn what_is_beyond_the_debt_is_no_recovery() {
    let paid = |on: &str, sum: &str| json!({"type": "paid", "on": on, "amount": sum});
    let events =
        vec![paid("2026-03-02", "800.00"), paid("2026-04-02", "600.00"), paid("2026-05-02", "100.00")];
    let room = room_of(&[("O", debt("1000.00", "0.00", "2025-10-01"), events)]);
    let answer = room.json(&["report", "portfolio"]);
    assert_eq!(answer["overall"]["recovered"], "1000.00");
    assert_eq!(answer["overall"]["overpaid"], "500.00");
    assert_eq!(told(&answer, "figures", "recovery-rate")["value"], "1.0000");
    assert_eq!(told(&answer, "figures", "net-recovery-rate")["value"], "1.0000");
    let month = |m: &str| {
        let months = answer["months"].as_array().unwrap();
        months.iter().find(|one| one["month"] == m).unwrap()["recovered"].clone()
    };
    assert_eq!(["2026-03", "2026-04", "2026-05"].map(month), ["800.00", "200.00", "0.00"]);
    let row = room.json(&["report", "ledger"]);
    assert_eq!(row["accounts"][0]["recovered"], "1000.00");
    let shown = room.run(&["report", "portfolio", "--lang", "zh-CN"]).stdout;
    assert!(shown.contains("多付应退 500.00"), "{shown}");
}

/// Two claims of 1,100.00 and 2,000.00 that were lost, by a judgment of zero and by dismissal of the claims, and one of
/// 900.00 that goes on: nothing of 4,000.00 came in, none is settled, and 900.00 is owed. Neither is won; a dismissal of
/// which nobody says what it was of is left out.
#[test]
fn lost_is_closed_and_not_settled() {
    let zero = json!({"principal": "0.00", "interest": "0.00", "costs": "0.00", "perform_within_days": "10", "in_absence": "no"});
    let suit = |more: Vec<Value>| {
        let begun = vec![
            step("2026-02-01", "litigation/filed", court()),
            step("2026-02-10", "litigation/accepted", number(1)),
        ];
        [begun, more].concat()
    };
    let lost = suit(vec![
        step("2026-04-01", "litigation/judgment", zero),
        step("2026-04-02", "litigation/judgment-served", json!({"party": "李示例L"})),
        step("2026-04-20", "litigation/effective", json!({})),
    ]);
    let claims = json!({"what": "claims", "in_absence": "yes"});
    let dismissed = suit(vec![step("2026-05-01", "litigation/dismissed", claims)]);
    let open = ("O", debt("900.00", "0.00", "2025-10-01"), suit(vec![]));
    let mut accounts = vec![
        ("L", debt("1000.00", "100.00", "2025-10-01"), lost),
        ("M", debt("2000.00", "0.00", "2025-10-01"), dismissed),
        open,
    ];
    let answer = room_of(&accounts).json(&["report", "portfolio"]);
    let overall = &answer["overall"];
    assert_eq!([&overall["settled"], &overall["lost"]], [&json!(0), &json!(2)]);
    assert_eq!([&overall["owed"], &overall["claimed"]], [&json!("900.00"), &json!("4000.00")]);
    assert_eq!(told(&answer, "figures", "recovery-rate")["denominator"], "4000.00");
    assert_eq!(told(&answer, "figures", "settled-rate")["value"], "0.0000");
    assert_eq!(told(&answer, "ageing", "over-365")["accounts"], 1);
    // Of two judgments none won, and one was given in a debtor's absence.
    let f = told(&answer, "figures", "win-rate-amount");
    assert_eq!(
        [&f["numerator"], &f["denominator"], &f["left_out"]],
        [&json!("0.00"), &json!("3100.00"), &json!(0)]
    );
    assert_eq!(told(&answer, "figures", "default-rate")["value"], "0.5000");
    accounts.truncate(1);
    let unclear = suit(vec![step("2026-05-01", "litigation/dismissed", json!({}))]);
    accounts.push(("U", debt("500.00", "0.00", "2025-10-01"), unclear));
    let answer = room_of(&accounts).json(&["report", "portfolio"]);
    for id in ["win-rate-amount", "win-rate-count", "default-rate"] {
        let f = told(&answer, "figures", id);
        assert_eq!((&f["accounts"], &f["left_out"]), (&json!(1), &json!(1)), "{id}");
    }
    assert_eq!(answer["overall"]["lost"], 1, "nobody says that the claims were dismissed");
}

/// A lawyer's fee of 200.00 is claimed beside 1,000.00 (民诉法解释 201): 120.00 of 1,200.00 came in. What the judgment awards
/// of the debt, 1,000.00, is held against the 1,000.00 of it that were claimed.
#[test]
fn the_lawyers_fee_is_claimed_too() {
    let mut owed = debt("1000.00", "0.00", "2025-10-01");
    owed["costs"] = json!({"attorney_fee": "200.00"});
    let judgment =
        json!({"principal": "1000.00", "interest": "0.00", "costs": "225.00", "perform_within_days": "10"});
    let events = vec![
        step("2026-02-01", "litigation/filed", court()),
        step("2026-02-10", "litigation/accepted", number(1)),
        step("2026-04-01", "litigation/judgment", judgment),
        json!({"type": "paid", "on": "2026-03-01", "amount": "120.00"}),
    ];
    let answer = room_of(&[("F", owed, events)]).json(&["report", "portfolio"]);
    assert_eq!(answer["overall"]["claimed"], "1200.00");
    assert_eq!(told(&answer, "figures", "recovery-rate")["value"], "0.1000");
    let f = told(&answer, "figures", "win-rate-amount");
    assert_eq!([&f["numerator"], &f["denominator"]], [&json!("1000.00"), &json!("1000.00")]);
}

/// Accepted on 25 February, remanded, accepted anew on 15 June, in effect on 5 September: 82 days from 15 June (15 + 31 +
/// 31 + 5). One case closed, one accepted, in the ledger the day of the new number.
#[test]
fn after_a_remand_the_days_run_from_the_new_acceptance() {
    let award =
        json!({"principal": "1000.00", "interest": "0.00", "costs": "0.00", "perform_within_days": "10"});
    let party = json!({"party": "李示例R"});
    let events = vec![
        step("2026-02-20", "litigation/filed", court()),
        step("2026-02-25", "litigation/accepted", number(1)),
        step("2026-03-25", "litigation/judgment", award.clone()),
        step("2026-03-26", "litigation/judgment-served", party.clone()),
        step("2026-04-01", "litigation/appealed", party.clone()),
        step("2026-06-01", "litigation/second-instance", json!({"outcome": "remanded"})),
        step("2026-06-15", "litigation/accepted", number(2)),
        step("2026-08-20", "litigation/judgment", award),
        step("2026-08-21", "litigation/judgment-served", party),
        step("2026-09-05", "litigation/effective", json!({})),
    ];
    let room = room_of(&[("R", debt("1000.00", "0.00", "2025-10-01"), events)]);
    let answer = room.json(&["report", "portfolio"]);
    assert_eq!(told(&answer, "durations", "closing-days")["mean"], 82);
    let sum = |key: &str| {
        answer["months"].as_array().unwrap().iter().map(|m| m[key].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(["accepted", "closed"].map(sum), [1, 1]);
    assert_eq!(room.json(&["report", "ledger"])["accounts"][0]["accepted_on"], "2026-06-15");
}

/// Withdrawn in March and filed again in July: March keeps its withdrawal. What was withdrawn before it was accepted, or
/// rejected, was no case: neither closed nor without a day.
#[test]
fn a_month_that_was_reported_does_not_change() {
    let first = vec![
        step("2026-02-01", "litigation/filed", court()),
        step("2026-02-10", "litigation/accepted", number(1)),
        step("2026-03-10", "litigation/withdrawn", json!({})),
    ];
    let again = vec![
        step("2026-07-01", "litigation/filed", court()),
        step("2026-07-10", "litigation/accepted", number(2)),
    ];
    let before = vec![
        step("2026-02-01", "litigation/filed", court()),
        step("2026-03-01", "litigation/withdrawn", json!({})),
    ];
    let rejected = vec![
        step("2026-02-01", "litigation/filed", court()),
        step("2026-02-08", "litigation/filing-rejected", json!({})),
    ];
    let owed = || debt("1000.00", "0.00", "2025-10-01");
    let rooms = [first.clone(), [first, again].concat()].map(|of| {
        room_of(&[("W", owed(), of), ("X", owed(), before.clone()), ("Y", owed(), rejected.clone())])
    });
    let answers = rooms.each_ref().map(|room| room.json(&["report", "portfolio"]));
    for answer in &answers {
        let months = answer["months"].as_array().unwrap();
        let march = months.iter().find(|m| m["month"] == "2026-03").unwrap();
        assert_eq!([&march["closed"], &march["withdrawn"]], [&json!(1), &json!(1)]);
        let f = told(answer, "figures", "withdrawal-rate");
        assert_eq!([&f["numerator"], &f["denominator"]], [&json!(1), &json!(1)]);
        assert_eq!(told(answer, "durations", "closing-days")["left_out"], 0);
    }
    let listed = rooms[0].json(&["report", "portfolio", "--figure", "closing-days"]);
    let names: Vec<&Value> = listed["accounts"].as_array().unwrap().iter().map(|a| &a["account"]).collect();
    assert_eq!(names, ["W"]);
}

/// A payment order of March that lapsed by objection, and the suit after it (民诉法解释 435): it is in court, not decided.
#[test]
fn a_payment_order_that_lapsed_is_a_suit_now() {
    let events = vec![
        step("2026-02-01", "payment-order/applied", court()),
        step("2026-02-05", "payment-order/accepted", number(1)),
        step("2026-02-15", "payment-order/issued", json!({})),
        step("2026-02-20", "payment-order/served", json!({"party": "李示例P"})),
        step("2026-03-01", "payment-order/objected", json!({"party": "李示例P"})),
        step("2026-03-05", "payment-order/terminated", json!({})),
        step("2026-04-01", "litigation/filed", court()),
        step("2026-04-08", "litigation/accepted", number(2)),
    ];
    let room = room_of(&[("P", debt("1000.00", "0.00", "2025-10-01"), events)]);
    let listed = room.json(&["list"]);
    assert_eq!(
        [&listed["accounts"][0]["track"], &listed["accounts"][0]["stage"]],
        ["litigation", "accepted"]
    );
    assert_eq!(room.json(&["report", "portfolio", "--figure", "decided"])["accounts"], json!([]));
    assert_eq!(room.json(&["report", "portfolio"])["overall"]["in_suit"], 1);
}

/// One seal lapsed on 10 November, one lapses on 27 November, one in February: late 1, within seven days 1, and within 90
/// days 1 still. The ledger has the next one; what is to be done next is the renewal of that, by 20 November (法释〔2016〕22号
/// 18: seven days before), and not the court's time for service, long past.
#[test]
fn a_dead_seal_hides_no_live_one() {
    let seal = |detail: &str, expires: &str| {
        let facts = json!({"asset": "bank-deposit", "detail": detail, "expires": expires});
        step("2026-03-15", "preservation/measure-taken", facts)
    };
    let events = vec![
        step("2026-03-01", "litigation/filed", court()),
        step("2026-03-09", "litigation/accepted", number(1)),
        step("2026-03-10", "preservation/applied", court()),
        step("2026-03-12", "preservation/ruled", json!({})),
        seal("尾号A", "2026-11-10"),
        seal("尾号B", "2026-11-27"),
        seal("尾号C", "2027-02-15"),
    ];
    let room = room_of(&[("S", debt("1000.00", "0.00", "2025-10-01"), events)]);
    let on = ["--as-of", "2026-11-22"];
    let answer = room.json(&[&["report", "portfolio"][..], &on].concat());
    let risk = told(&answer, "at_risk", "seizure");
    let found = ["late", "within_7", "within_30", "within_60", "within_90"].map(|key| risk[key].clone());
    assert_eq!(found, [1, 1, 1, 1, 1].map(|n| json!(n)));
    let listed = room.json(&[&["report", "portfolio", "--figure", "seizure"][..], &on].concat());
    let one = &listed["accounts"][0];
    assert_eq!([&one["day"], &one["lapsed"]], [&json!("2026-11-27"), &json!("2026-11-10")]);
    let row = room.json(&[&["report", "ledger"][..], &on].concat());
    assert_eq!(row["accounts"][0]["seizure_until"], "2026-11-27");
    assert_eq!(row["accounts"][0]["due"], "2026-11-20");
    let listed = room.json(&[&["list"][..], &on].concat());
    assert_eq!(listed["accounts"][0]["next_rule"], "renew-preservation");
    assert_eq!(listed["accounts"][0]["next_due"], "2026-11-20");
}

/// Who won applies for enforcement (two years from the last day for performance, 民诉法 250), and not for a retrial, though
/// the six months for that end sooner (民诉法 216).
#[test]
fn who_won_enforces() {
    let log = five();
    let kept: Vec<&str> = log.lines().filter(|l| !l.contains("\"enforcement\"")).collect();
    let room = with_log(&(kept.join("\n") + "\n"));
    let listed = room.json(&["list", "A", "--as-of", "2026-04-05"]);
    assert_eq!(listed["accounts"][0]["next_rule"], "enforcement-apply");
    assert_eq!(listed["accounts"][0]["next_due"], "2028-03-31");
}

/// The key that a report prints selects what it says, with its track or alone, and what is shown on screen is accepted.
#[test]
fn what_is_printed_selects() {
    let room = with_log(&five());
    let names = |args: &[&str]| -> Vec<String> {
        let listed = room.json(args);
        let name = |a: &Value| a["account"].as_str().unwrap().to_owned();
        listed["accounts"].as_array().unwrap().iter().map(name).collect()
    };
    for stage in ["filed", "litigation/filed"] {
        assert_eq!(names(&["list", "--stage", stage]), ["D"], "{stage}");
        assert_eq!(names(&["list", "--where", &format!("stage={stage}")]), ["D"], "{stage}");
    }
    assert!(
        names(&["list", "--stage", "arbitration/accepted"]).is_empty(),
        "there is such a stage, and nobody at it"
    );
    for wrong in ["acepted", "litigation/nothing", "court/filed"] {
        let run = room.run(&["list", "--stage", wrong]);
        assert_eq!(run.status, 2, "{run}");
        assert!(run.stderr.contains("E-SELECT-STAGE") && run.stderr.contains("litigation/filed"), "{run}");
    }
    let count = |group: &str, lang: &str| {
        room.json(&["report", "portfolio", "--lang", lang, "--group", group])["overall"]["accounts"].clone()
    };
    for group in ["product=个人贷款", "product=personal-loan", "firm=未记录", "firm="] {
        assert_eq!(count(group, "zh-CN"), 5, "{group}");
    }
    assert_eq!(count("firm=not recorded", "en"), 5);
    let run = room.run(&["report", "portfolio", "--group", "firm=甲"]);
    assert!(run.status == 2 && run.stderr.contains("未记录") || run.stderr.contains("not recorded"), "{run}");
    let table = |lang: &str| room.run(&["report", "portfolio", "-v", "--lang", lang]).stdout;
    assert!(table("zh-CN").contains("未记录"));
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
