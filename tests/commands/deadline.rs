//! `sucheng deadline`.

use serde_json::Value;

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::Room;

const ENFORCED: &str = "PL-2025-000064";
const ORDER: &str = "CC-2026-000981";

fn deadline(room: &Room, account: &str, rule: &str) -> Value {
    let list = room.json(&["deadline", "list", account])["deadlines"].as_array().unwrap().clone();
    list.into_iter().find(|d| d["rule"] == rule).unwrap_or_else(|| panic!("no {rule}"))
}

fn agenda(room: &Room, args: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["agenda"].iter().chain(args).copied().collect();
    let answer = room.json(&args);
    answer["items"].as_array().unwrap().iter().map(|i| i["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn acknowledged_rests_until_its_day() {
    let room = all_cases();
    let rule = "freeze-bank-deposit";
    let ack = ["deadline", "ack", ENFORCED, rule, "--reason", "renewal handed in"];
    writes_nothing(&room, "deadline-ack-dry-run", &ack);
    shows(&room, "deadline-ack", &ack);
    shows(&room, "deadline-ack-again", &ack);
    shows(&room, "deadline-list", &["deadline", "list", ENFORCED]);
    let found = deadline(&room, ENFORCED, rule);
    assert_eq!((&found["status"], &found["handled"]["act"]), (&"lapsing".into(), &"acknowledged".into()));
    assert!(!agenda(&room, &[ENFORCED]).contains(&rule.to_owned()));
    assert_eq!(room.json(&["agenda", ENFORCED])["acknowledged"], 1);
    assert!(agenda(&room, &[ENFORCED, "--include-acknowledged"]).contains(&rule.to_owned()));
    // The day by which to have acted is 16 December: from then on it is listed again, reason and all.
    assert!(!agenda(&room, &[ENFORCED, "--as-of", "2026-12-15"]).contains(&rule.to_owned()));
    assert!(agenda(&room, &[ENFORCED, "--as-of", "2026-12-16"]).contains(&rule.to_owned()));
    // Before the decision there was none.
    assert!(agenda(&room, &[ENFORCED, "--as-of", "2026-11-20"]).contains(&rule.to_owned()));
    let reopen = ["deadline", "reopen", ENFORCED, rule, "--reason", "sent back"];
    ends(&room, 0, &reopen);
    assert!(agenda(&room, &[ENFORCED]).contains(&rule.to_owned()));
    assert!(deadline(&room, ENFORCED, rule)["handled"].is_null());
    shows(&room, "deadline-reopen-nothing", &reopen);
    ends(&room, 0, &["undo"]);
    assert_eq!(deadline(&room, ENFORCED, rule)["handled"]["reason"], "renewal handed in");
}

/// 民法典 art. 188, 192: after limitation has run the debtor may refuse; nobody lets it run by a slip.
#[test]
fn a_right_is_given_up_only_in_words() {
    let room = all_cases();
    let waive = ["deadline", "waive", ORDER, "limitation", "--reason", "not worth a suit"];
    shows(&room, "deadline-waive-refused", &waive);
    shows(&room, "deadline-waive-refused-zh", &[&waive[..], &["--lang", "zh-CN"]].concat());
    // The word for another right is not the word for this one.
    ends(&room, 4, &[&waive[..], &["--forfeit", "freeze-bank-deposit"]].concat());
    assert_eq!(deadline(&room, ORDER, "limitation")["status"], "open");
    shows(&room, "deadline-waive", &[&waive[..], &["--forfeit", "limitation"]].concat());
    let found = deadline(&room, ORDER, "limitation");
    assert_eq!((&found["status"], &found["forfeit"]), (&"waived".into(), &true.into()));
    assert!(!agenda(&room, &[ORDER]).contains(&"limitation".to_owned()));
    let shown = ends(&room, 0, &["show", ORDER]).stdout;
    assert!(shown.contains("not worth a suit"), "{shown}");
    // Once it has run, check still says that the claim is barred.
    let due: String = found["due"].as_str().unwrap().to_owned();
    let later = due.replace("202", "203");
    let problems = room.json(&["check", ORDER, "--as-of", &later]).to_string();
    assert!(problems.contains("W-CHECK-LIMITATION\""), "{problems}");
}

/// 民法典 art. 188 and 195: a payment starts limitation again, to three years from its day. The decision stays.
#[test]
fn a_day_that_moves_keeps_the_decision_and_says_so() {
    let room = all_cases();
    ends(&room, 0, &["deadline", "ack", ORDER, "limitation", "--reason", "filing next week"]);
    let before = deadline(&room, ORDER, "limitation");
    assert!(before["moved_from"].is_null());
    ends(&room, 0, &["pay", ORDER, "100", "--on", "2026-11-20"]);
    let after = deadline(&room, ORDER, "limitation");
    assert_eq!(after["due"], "2029-11-20");
    assert_eq!(after["moved_from"], before["due"]);
    assert_eq!(after["handled"]["act"], "acknowledged");
    // What moved is listed again, so that somebody looks at it.
    assert!(agenda(&room, &[ORDER]).contains(&"limitation".to_owned()));
    let item = room.json(&["agenda", ORDER, "--rule", "limitation"])["items"][0].clone();
    assert_eq!(item["moved_from"], before["due"]);
    let shown = ends(&room, 0, &["show", ORDER]).stdout;
    assert!(shown.contains(before["due"].as_str().unwrap()), "{shown}");
}

#[test]
fn what_is_not_there_or_over() {
    let room = all_cases();
    shows(&room, "deadline-near", &["deadline", "ack", ENFORCED, "freeze-bank-deposits", "--reason", "x"]);
    let met = room.json(&["deadline", "list", ENFORCED])["deadlines"].as_array().unwrap().clone();
    let met = met.iter().find(|d| d["status"] == "met").unwrap()["id"].as_str().unwrap().to_owned();
    let run = ends(&room, 4, &["deadline", "ack", ENFORCED, &met, "--reason", "x"]);
    assert!(run.stderr.contains("met"), "{run}");
    // All or none.
    let both = ["deadline", "ack", ENFORCED, "freeze-bank-deposit", &met, "--reason", "x"];
    ends(&room, 4, &both);
    assert!(deadline(&room, ENFORCED, "freeze-bank-deposit")["handled"].is_null());
    ends(&room, 2, &["deadline", "ack", ENFORCED, "freeze-bank-deposit", "--reason", " "]);
    ends(&room, 2, &["deadline", "ack", ENFORCED, "freeze-bank-deposit", "--reason", "a\nb"]);
}

/// Nothing is decided on a day that has not come.
#[test]
fn a_decision_of_a_day_to_come_is_refused() {
    let room = all_cases();
    let ack =
        ["deadline", "ack", ENFORCED, "renew-seal-in-enforcement", "--reason", "r", "--as-of", "2027-06-01"];
    let run = ends(&room, 2, &ack);
    assert!(run.stderr.contains("E-DEADLINE-FUTURE"), "{run}");
    assert_eq!(deadline(&room, ENFORCED, "renew-seal-in-enforcement")["handled"], Value::Null);
}
