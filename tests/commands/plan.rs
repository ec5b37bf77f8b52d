//! `sucheng plan`.

use serde_json::Value;

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::Room;

const CARD: &str = "CC-2026-000123";

/// 10,000.00 in three: 3,333.33 twice and 3,333.34. The 1st of August 2026 is a Saturday, so that the first is in time
/// until Monday the 3rd; the 31st of August has its like in September only on the 30th.
fn agreed(room: &Room) -> Value {
    room.json(&[
        "plan",
        "make",
        CARD,
        "--on",
        "2026-07-20",
        "--total",
        "10000",
        "--instalments",
        "3",
        "--first",
        "2026-08-31",
        "--grace",
        "2",
        "--whole-on-breach",
        "--waive",
        "500",
        "--as-of",
        "2026-07-20",
    ])
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|i| i[key].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_plan_is_made_in_one_command() {
    let room = all_cases();
    let make = [
        "plan",
        "make",
        CARD,
        "--on",
        "2026-11-20",
        "--total",
        "10000",
        "--instalments",
        "3",
        "--first",
        "2027-01-31",
        "--down-payment",
        "1000",
        "--grace",
        "3",
    ];
    writes_nothing(&room, "plan-make-dry-run", &make);
    shows(&room, "plan-make", &make);
    shows(&room, "plan-make-again", &make);
    shows(&room, "plan-show", &["plan", "show", CARD, "--lang", "zh-CN"]);
    let plan = room.json(&["plan", "show", CARD])["plan"].clone();
    assert_eq!(texts(&plan["instalments"], "amount"), ["1000.00", "3000.00", "3000.00", "3000.00"]);
    let days = ["2026-11-20", "2027-01-31", "2027-02-28", "2027-03-31"];
    assert_eq!(texts(&plan["instalments"], "due"), days);
    let shown = room.json(&["show", CARD]);
    let signed =
        shown["milestones"].as_array().unwrap().iter().find(|m| m["milestone"] == "plan-signed").unwrap();
    assert_eq!(
        (&signed["facts"]["instalments"], &signed["facts"]["last_due"]),
        (&"4".into(), &"2027-03-31".into())
    );
}

/// Missed after 31 August and two days of grace, a Wednesday: the breach begins on 3 September. 10,000.00 fall due and the
/// 500.00 come back. A payment of the first, 3,333.33 on 5 September, ends the breach until the second is missed: 30 September
/// and two days are 2 October, a rest day of the National Day holiday, which goes on to the 8th; breach on the 9th.
#[test]
fn it_is_followed_to_its_breach() {
    let room = all_cases();
    let made = agreed(&room);
    assert_eq!(texts(&made["plan"]["instalments"], "due"), ["2026-08-31", "2026-09-30", "2026-10-31"]);
    assert_eq!(texts(&made["plan"]["instalments"], "amount"), ["3333.33", "3333.33", "3333.34"]);
    let on = |day: &str| room.json(&["plan", "show", CARD, "--as-of", day])["plan"].clone();
    assert_eq!(on("2026-09-02")["state"], "late");
    let broken = on("2026-09-03");
    assert_eq!((&broken["state"], &broken["breach"]["claimable"]), (&"breached".into(), &"10500.00".into()));
    shows(&room, "plan-list", &["plan", "list", "--as-of", "2026-09-03"]);
    let agenda = room.json(&["agenda", "--as-of", "2026-09-03"]);
    let items = agenda["items"].as_array().unwrap();
    let first = items.iter().find(|i| i["id"] == "instalment:2026-08-31").unwrap();
    assert_eq!((&first["status"], &first["rule"]), (&"overdue".into(), &"instalment".into()));
    let step = items.iter().find(|i| i["id"] == "plan-breach").unwrap();
    assert_eq!((&step["status"], &step["due"]), (&"allowed".into(), &"2026-09-03".into()));
    shows(&room, "plan-pay", &["pay", CARD, "3333.33", "--on", "2026-09-05", "--as-of", "2026-09-05"]);
    let paid = room.json(&["pay", CARD, "100", "--on", "2026-09-05", "--as-of", "2026-09-05", "--dry-run"]);
    assert_eq!((&paid["plan"]["state"], &paid["plan"]["left"]), (&"running".into(), &"6566.67".into()));
    assert_eq!(on("2026-10-08")["state"], "late");
    assert_eq!(on("2026-10-09")["breach"]["on"], "2026-10-09");
}

/// 民诉法 205: what was agreed before mediators, of a case that no court accepted, has thirty days for a court to confirm it,
/// 2026-07-20 to 2026-08-19, and is no ground for enforcement; a breach before that leads to a suit.
#[test]
fn an_agreement_before_mediators_waits_for_a_court() {
    let room = all_cases();
    let record = |milestone: &str, on: &str, set: &str| {
        room.json(&["record", CARD, milestone, "--on", on, "--set", set, "--as-of", on]);
    };
    record("litigation/filed", "2026-07-01", "court=北京市西城区人民法院");
    record("litigation/mediation-started", "2026-07-06", "mediator=北京示例金融纠纷调解委员会");
    let make = ["plan", "make", CARD, "--on", "2026-07-20", "--total", "10000", "--instalments", "2"];
    let make =
        [&make[..], &["--first", "2026-08-31", "--within", "decided", "--as-of", "2026-07-20"]].concat();
    let made = room.json(&make);
    let recorded = made["milestones"].as_array().unwrap().iter();
    let recorded: Vec<String> =
        recorded.map(|m| format!("{}/{}", m["track"], m["milestone"]).replace('"', "")).collect();
    assert_eq!(recorded, ["judicial-confirmation/agreed", "judicial-confirmation/instalments-agreed"]);
    assert_eq!(made["milestones"][0]["facts"]["mediator"], "北京示例金融纠纷调解委员会");
    let agenda = room.json(&["agenda", "--as-of", "2026-07-21"]);
    let item =
        agenda["items"].as_array().unwrap().iter().find(|i| i["rule"] == "judicial-confirmation").unwrap();
    assert_eq!((&item["due"], &item["status"]), (&"2026-08-19".into(), &"open".into()));
    assert!(item["source"].as_str().unwrap().contains("205"), "{item}");
    assert!(item["next"].as_str().unwrap().contains("draft judicial-confirmation-application"), "{item}");
    let drafted = room.json(&["draft", "judicial-confirmation-application", CARD, "--as-of", "2026-07-21"]);
    assert_eq!(drafted["drafted"].as_array().unwrap().len(), 1, "{drafted}");
    let breached = room.json(&["agenda", "--as-of", "2026-09-01"]);
    let breach = breached["items"].as_array().unwrap().iter().find(|i| i["rule"] == "plan-breach").unwrap();
    assert!(breach["next"].as_str().unwrap().starts_with("sucheng plan break"), "{breach}");
    let ended =
        room.json(&["plan", "break", CARD, "--on", "2026-09-01", "--no-draft", "--as-of", "2026-09-01"]);
    assert_eq!(
        (&ended["track"], &ended["milestone"]),
        (&"judicial-confirmation".into(), &"instalments-broken".into())
    );
}

/// The way back: the breach is recorded, and the filing of the account's track lies there.
#[test]
fn a_broken_plan_leads_back_to_filing() {
    let room = all_cases();
    agreed(&room);
    shows(&room, "plan-break-early", &["plan", "break", CARD, "--on", "2026-09-02", "--as-of", "2026-09-02"]);
    let back = ["plan", "break", CARD, "--on", "2026-11-20"];
    writes_nothing(&room, "plan-break-dry-run", &back);
    let run = room.json(&[&back[..], &["--reason", "电话中明确表示不再还款"]].concat());
    assert_eq!((&run["milestone"], &run["plan"]["state"]), (&"plan-broken".into(), &"broken".into()));
    assert_eq!(run["facts"]["why"], "电话中明确表示不再还款");
    let kinds = texts(&run["drafted"], "kind");
    assert!(kinds.contains(&"complaint".to_owned()) && run["failed"].as_array().unwrap().is_empty(), "{run}");
    shows(&room, "plan-break-twice", &back);
    assert!(texts(&room.json(&["agenda"])["items"], "id").iter().all(|id| !id.starts_with("instalment:")));
}

/// A settlement in enforcement: the application to resume tells what was paid under it.
#[test]
fn a_broken_settlement_leads_back_to_enforcement() {
    let room = all_cases();
    let account = "PL-2025-000064";
    let make = [
        "plan",
        "make",
        account,
        "--on",
        "2026-08-25",
        "--total",
        "30000",
        "--instalments",
        "3",
        "--first",
        "2026-09-25",
        "--as-of",
        "2026-08-25",
    ];
    assert_eq!(room.json(&make)["plan"]["setting"], "enforcement");
    ends(&room, 0, &["draft", "settlement-agreement", account, "--format", "pdf,docx"]);
    room.json(&["pay", account, "4000", "--on", "2026-09-20"]);
    let run = room.json(&["plan", "break", account, "--on", "2026-10-20"]);
    assert_eq!((&run["track"], &run["milestone"]), (&"enforcement".into(), &"settlement-broken".into()));
    assert_eq!(texts(&run["drafted"], "kind"), ["resumption-application"], "{run}");
    ends(&room, 0, &["undo", "--account", account]);
}

#[test]
fn a_plan_that_is_paid_is_kept() {
    let room = all_cases();
    agreed(&room);
    assert!(ends(&room, 4, &["plan", "keep", CARD]).stderr.contains("E-PLAN-NOT-PAID"));
    ends(&room, 0, &["pay", CARD, "10000", "--on", "2026-08-30"]);
    let kept = room.json(&["plan", "keep", CARD]);
    assert_eq!((&kept["on"], &kept["plan"]["state"]), (&"2026-08-30".into(), &"kept".into()));
    assert!(ends(&room, 4, &["plan", "keep", CARD]).stderr.contains("E-PLAN-OVER"));
}

#[test]
fn what_is_no_plan_is_refused() {
    let room = all_cases();
    fn make<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["plan", "make", CARD, "--on", "2026-11-20"], more].concat()
    }
    let wrong = room.write("plan.csv", "到期日,金额\n2026-13-01,100\n2026-12-31,零\n");
    let wrong = make(&["--schedule", wrong.to_str().unwrap()]);
    shows(&room, "plan-make-schedule", &wrong);
    let good = room.write("good.csv", "到期日,金额\n2026-12-31,\"1,000.00\"\n2027-01-31,500\n");
    let good = room.json(&make(&["--schedule", good.to_str().unwrap(), "--dry-run"]));
    assert_eq!(good["plan"]["total"], "1500.00");
    let equal = ["--total", "1000", "--instalments", "3", "--first", "2026-12-01"];
    for (more, code) in [
        (&["--every", "1y"][..], "E-PLAN-EVERY"),
        (&["--down-payment", "1000"], "E-PLAN-SMALL"),
        (&["--waive", "0"], "E-PLAN-AMOUNT"),
        (&["--waive", "999999"], "E-PLAN-WAIVE-TOO-MUCH"),
        (&["--signed-by", "路人"], "E-PLAN-SIGNER"),
    ] {
        let run = ends(&room, 2, &make(&[&equal[..], more].concat()));
        assert!(run.stderr.contains(code), "{code}: {run}");
    }
    // All that 1,000.00 leave of the debt is given up: the two are what is owed, by the program's own word.
    let rest = room.json(&make(&[&equal[..], &["--waive", "rest", "--dry-run"]].concat()));
    assert_eq!(rest["difference"], "0.00");
    let early = make(&["--total", "1000", "--instalments", "3", "--first", "2026-11-01"]);
    assert!(ends(&room, 2, &early).stderr.contains("E-PLAN-BEFORE"));
    assert!(ends(&room, 1, &["plan", "show", CARD]).stderr.contains("E-PLAN-NONE"));
    assert!(ends(&room, 4, &["draft", "instalment-agreement", CARD]).stderr.contains("E-DRAFT-NO-PLAN"));
    shows(&room, "plan-list-none", &["plan", "list"]);
}
