//! Money once a decision is in force: `show`, `pay`, `explain`, `list`, `record`, documents and notices.

use super::{all_cases, ends, shows};
use crate::support::Room;

const JUDGED: &str = "PL-2025-000064";

fn money(room: &Room, key: &str) -> String {
    room.json(&["show", JUDGED])["money"][key].as_str().unwrap().to_owned()
}

/// In force on 7 May 2026; ten days end on Sunday 17 May, so on Monday the 18th, and the 19th is the first day of lateness.
/// 96,000.00 + 4,700.89 = 100,700.89 bear 0.0175 % a day: × 187 days to 21 November = 3,295.44 (Python, half up). The
/// judgment says of no interest that goes on. In all 96,000.00 + 5,588.80 + 4,700.89 + 3,295.44 = 109,585.13.
#[test]
fn a_judgment_is_what_is_owed() {
    let room = all_cases();
    let money = room.json(&["show", JUDGED])["money"].clone();
    for (key, value) in [
        ("basis", "decision"),
        ("principal", "96000.00"),
        ("interest", "5588.80"),
        ("penalty", "0.00"),
        ("fees", "0.00"),
        ("costs", "4700.89"),
        ("late_interest", "3295.44"),
        ("total", "109585.13"),
        ("received", "0.00"),
    ] {
        assert_eq!(money[key], value, "{key}");
    }
    assert_eq!(room.json(&["list", JUDGED])["accounts"][0]["owed"], "109585.13");
    assert_eq!(room.json(&["show", "OL-2026-001508"])["money"]["basis"], "contract");
    shows(&room, "explain-late-interest", &["explain", JUDGED, "late-interest"]);
    shows(&room, "explain-judgment", &["explain", JUDGED, "judgment", "--lang", "zh-CN"]);
    assert_eq!(room.json(&["explain", JUDGED, "costs"])["value"], "4700.89");
    assert_eq!(room.json(&["explain", JUDGED, "total"])["value"], "109585.13");
    shows(&room, "explain-not-decided", &["explain", "OL-2026-001508", "late-interest"]);
}

/// 21,360.55 taken on 25 June and paid out on 1 July: costs 4,700.89, interest 5,588.80, principal 11,070.86. The doubled part
/// is of 100,700.89 for 38 days to 25 June (669.66) and of 84,929.14 for 149 days after it (89.18 + 2,125.35): 2,884.19.
#[test]
fn proceeds_and_payments_come_off_in_order() {
    let room = all_cases();
    let record = |more: &[&str]| {
        let mut args = vec![
            "record",
            JUDGED,
            "enforcement/distributed",
            "--on",
            "2026-07-01",
            "--set",
            "amount=21360.55",
        ];
        args.extend(more);
        ends(&room, 0, &args)
    };
    record(&["--set", "taken_on=2026-06-25", "--set", "source=deposit"]);
    assert_eq!(
        (money(&room, "principal").as_str(), money(&room, "late_interest").as_str()),
        ("84929.14", "2884.19")
    );
    assert_eq!(money(&room, "received"), "21360.55");
    // The same money typed as a payment is counted and warned of; from a list it is left out.
    shows(&room, "pay-proceeds", &["pay", JUDGED, "21360.55", "--on", "2026-07-01"]);
    assert_eq!(room.run(&["undo"]).status, 0);
    room.write("p.csv", format!("account,on,amount\n{JUDGED},2026-07-01,21360.55\n"));
    assert_eq!(room.json(&["pay", "--file", "p.csv"])["duplicates"].as_array().unwrap().len(), 1);
    // 84,929.14 and 2,869.33 of the doubled part to 20 November; 62,201.53 of 150,000.00 are too much.
    shows(&room, "pay-decided", &["pay", JUDGED, "150000", "--on", "2026-11-20"]);
    let show = room.json(&["show", JUDGED]);
    assert_eq!((&show["money"]["overpaid"], &show["paid_off"]), (&"62201.53".into(), &true.into()));
    assert_eq!(room.run(&["undo"]).status, 0);
    shows(&room, "pay-decided-before", &["pay", JUDGED, "100", "--on", "2026-03-01", "--lang", "zh-CN"]);
    assert_eq!(room.run(&["undo"]).status, 0);
    assert_eq!(room.run(&["undo"]).status, 0);
    assert_eq!(room.run(&["pay", JUDGED, "21360.55", "--on", "2026-07-01"]).status, 0);
    assert!(record(&[]).stderr.contains("21,360.55 on 2026-07-01 was recorded with"));
}

/// The mail to the debtor says what was decided and nothing of the contract's interest.
#[test]
fn a_mail_asks_for_what_was_decided() {
    let room = all_cases();
    assert_eq!(room.run(&["notify", "queue", "demand-email", JUDGED]).status, 0);
    let id = room.json(&["notify", "list"])["notices"][0]["id"].as_str().unwrap().to_owned();
    let text = ends(&room, 0, &["notify", "show", &id]).stdout;
    for words in [
        "按已经发生法律效力的（2026）苏0102民初412号民事判决书，您尚欠：",
        "由债务人负担的费用：4,700.89 元",
        "迟延履行期间的加倍部分债务利息：3,295.44 元",
        "合计：109,585.13 元",
        "按生效法律文书和法律规定另行计算",
        "第二百六十四条",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("合同约定"), "{text}");
}
