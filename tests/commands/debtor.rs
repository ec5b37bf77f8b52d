//! `sucheng debtor`.

use serde_json::{Value, json};

use super::{all_cases, ends, shows};
use crate::support::Room;

/// A case of one or two people, as small as may be.
fn file(room: &Room, account: &str, principal: &str, people: &[(&str, &str, &str)], more: &str) {
    let people: Vec<Value> = people
        .iter()
        .map(|(role, name, number)| match *number {
            "" => json!({"role": role, "name": name}),
            uscc if uscc.starts_with('9') => json!({"role": role, "name": name, "id": {"type": "uscc", "number": uscc}}),
            id => json!({"role": role, "name": name, "id": {"type": "resident-id", "number": id}, "phones": ["138 0000 7777"]}),
        })
        .collect();
    let people = serde_json::to_string(&people).unwrap();
    room.write(
        &format!("new/{account}/case.yaml"),
        format!("schema: sucheng/case/v1\naccount: {account}\ndebtors: {people}\ndebt: {{as_of: 2026-06-30, principal: \"{principal}\"}}\n{more}"),
    );
    ends(room, 0, &["import", room.path().join("new").join(account).to_str().unwrap()]);
}

const LI: &str = "110101198503153011";
/// The 15-digit number that 18-digit one was made from (GB 11643-1999: without the century and the check character).
const LI_OLD: &str = "110101850315301";
const COMPANY: &str = "91330102MA0000B74B";

/// 李示例 owes two accounts, one of them under the old number and another name, and guarantees a company's debt of
/// 900,000.00 up to 500,000.00.
fn neighbours() -> Room {
    let room = Room::workspace();
    file(&room, "A-1", "1000.00", &[("primary", "李示例", LI)], "");
    file(&room, "A-2", "200.50", &[("primary", "李实例", LI_OLD)], "");
    let ceiling = "guarantees: [{kind: guarantee, form: joint, by: 李示例, maximum: \"500000.00\"}]\n";
    file(
        &room,
        "A-3",
        "900000.00",
        &[("primary", "演示商贸有限公司", COMPANY), ("guarantor", "李示例", LI)],
        ceiling,
    );
    file(&room, "A-4", "7.00", &[("primary", "李示例", "440524188001010014")], "");
    file(&room, "A-5", "8.00", &[("primary", "李示例", "")], "");
    room
}

fn persons(room: &Room, args: &[&str]) -> Vec<Value> {
    room.json(&[&["debtor"], args].concat())["persons"].as_array().unwrap().clone()
}

fn accounts(person: &Value) -> Vec<&str> {
    person["accounts"].as_array().unwrap().iter().map(|a| a["account"].as_str().unwrap()).collect()
}

#[test]
fn one_person_across_accounts() {
    let room = neighbours();
    shows(&room, "debtor", &["debtor", "李实例"]);
    shows(&room, "debtor-zh", &["debtor", "李示例", "--lang", "zh-CN"]);
    let found = persons(&room, &["李示例"]);
    // One number under two names is one person; one name under two numbers, or none, are three.
    assert_eq!(
        found.iter().map(accounts).collect::<Vec<_>>(),
        [vec!["A-1", "A-2", "A-3"], vec!["A-4"], vec!["A-5"]]
    );
    let li = &found[0];
    assert_eq!(li["names"], json!(["李示例", "李实例"]));
    // By hand: 1,000.00 + 200.50; the guarantee up to its ceiling.
    assert_eq!(
        li["exposure"],
        json!({"own": "1200.50", "contingent": "500000.00", "total": "501200.50", "unknown": []})
    );
    let codes: Vec<&str> =
        li["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["W-DEBTOR-TWO-NAMES", "W-DEBTOR-BOTH", "W-DEBTOR-NAMESAKE"]);
    let message = li["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("李示例 (A-1, A-3)") && message.contains("李实例 (A-2)"), "{message}");
}

#[test]
fn is_found_however_the_number_is_written() {
    let room = neighbours();
    for who in [LI, LI_OLD, " 110101 19850315 3011 ", "138-0000-7777", "+8613800007777", "A-2"] {
        let found = persons(&room, &[who]);
        assert!(found.iter().any(|p| accounts(p) == ["A-1", "A-2", "A-3"]), "{who}: {found:?}");
    }
    let company = persons(&room, &["91330102ma0000b74b"]);
    assert_eq!((accounts(&company[0]), &company[0]["id_kind"]), (vec!["A-3"], &json!("uscc")));
    // GB 11643-1999: the X of the check character is upper case; a lower-case one typed means the same.
    file(&room, "A-6", "1.00", &[("primary", "周示例", "11010519491231002X")], "");
    assert_eq!(persons(&room, &["11010519491231002x"]).len(), 1);
    assert_eq!(persons(&room, &["商贸"]).len(), 1, "a part of a name");
}

#[test]
fn numbers_are_masked_wherever_they_stand() {
    let room = neighbours();
    for args in [&["debtor", LI][..], &["debtor", LI, "--json"], &["debtor", "李示例"], &["debtor", "--all"]]
    {
        let run = ends(&room, 0, args);
        assert!(
            !run.stdout.contains(LI) && !run.stderr.contains(LI) && !run.stdout.contains("13800007777"),
            "{run}"
        );
        assert!(run.stdout.contains("110101********3011"), "{run}");
        assert!(ends(&room, 0, &[args, &["--unmask"]].concat()).stdout.contains(LI));
    }
    for nobody in
        ["110101198503153033", "110101850315303", "13900001234", "139-0000-1234", "91330102MA0000B74C"]
    {
        let run = ends(&room, 1, &["debtor", nobody]);
        assert!(run.stderr.contains("E-NO-DEBTOR") && !run.stderr.contains(nobody), "{run}");
        let json = ends(&room, 1, &["debtor", nobody, "--json"]);
        assert!(!json.stdout.contains(nobody), "{json}");
    }
    // One of two is there: it is shown, and the other is told.
    let both = ends(&room, 3, &["debtor", "商贸", "无此人"]);
    assert!(both.stdout.contains("演示商贸有限公司") && both.stderr.contains("无此人"), "{both}");
    ends(&room, 2, &["debtor"]);
}

#[test]
fn everybody_with_several_accounts() {
    let room = neighbours();
    shows(&room, "debtor-all", &["debtor", "--all"]);
    let answer = room.json(&["debtor", "--all"]);
    assert_eq!(answer["schema"], "sucheng/debtor/v1");
    assert_eq!((accounts_of(&answer["persons"]), accounts_of(&answer["two_names"])), (vec![3], vec![3]));
    assert_eq!((&answer["count"], &answer["without_id"]), (&4.into(), &1.into()));
    let none = all_cases();
    assert_eq!(none.json(&["debtor", "--all"])["persons"], json!([]));
}

fn accounts_of(list: &Value) -> Vec<usize> {
    list.as_array().unwrap().iter().map(|p| p["accounts"].as_array().unwrap().len()).collect()
}

/// One number under two names within one account is as wrong as across two; what is owed counts once.
#[test]
fn the_same_number_twice_in_one_account() {
    let room = Room::workspace();
    file(&room, "A-1", "1000.00", &[("primary", "李示例", LI), ("guarantor", "周示例", LI)], "");
    let found = persons(&room, &["周示例"]);
    assert_eq!((found.len(), &found[0]["exposure"]["total"]), (1, &"1000.00".into()));
    assert_eq!(found[0]["problems"][0]["code"], "W-DEBTOR-TWO-NAMES");
}

/// Today's calls count across accounts and for the person alone (GB/T 45251-2025: three effective calls a day).
#[test]
fn todays_calls_are_counted() {
    let room = Room::workspace();
    let logs = [("A-1", "debtor"), ("A-2", "guarantor")];
    for (account, party) in logs {
        room.write(
            &format!("new/{account}/contacts.csv"),
            format!("at,channel,party,to,outcome,summary,record\n2026-11-21 09:0{},phone,{party},13800007777,reached,,\n2026-11-21 09:30,phone,{party},13800007777,no-answer,,\n2026-11-20 09:00,phone,{party},13800007777,reached,,\n", account.len() + usize::from(party == "debtor")),
        );
    }
    file(&room, "A-1", "1.00", &[("primary", "李示例", LI)], "contacts: contacts.csv\n");
    file(
        &room,
        "A-2",
        "1.00",
        &[("primary", "王示例", ""), ("guarantor", "李示例", LI)],
        "contacts: contacts.csv\n",
    );
    let today = &persons(&room, &[LI])[0]["contacts_today"];
    assert_eq!(today["effective_calls"], json!({"count": 2, "most": 3}));
    // The dial of 9:30 stands in both logs: it was one.
    assert_eq!(today["unanswered_dials"], json!({"count": 1, "most": 6}));
}

/// `check` of everything says it too; of one account it does not look at the others.
#[test]
fn check_tells_of_two_names() {
    let room = neighbours();
    let codes = |args: &[&str]| -> String { room.json(args)["accounts"].to_string() };
    let all = codes(&["check"]);
    assert!(all.contains("W-CHECK-TWO-NAMES") && all.contains("W-CHECK-ELSEWHERE"), "{all}");
    let one = codes(&["check", "A-1"]);
    assert!(!one.contains("W-CHECK-TWO-NAMES"), "{one}");
}
