//! `sucheng import`.

use super::{edited, ends, shows, writes_nothing};
use crate::support::{Room, case};

#[test]
fn takes_a_case_in_once() {
    let room = Room::workspace();
    let card = case("card-litigation");
    let card = card.to_str().unwrap();
    writes_nothing(&room, "import-dry-run", &["import", card]);
    shows(&room, "import-new", &["import", card]);
    let before = super::files(&room);
    shows(&room, "import-unchanged", &["import", card]);
    assert!(before == super::files(&room), "the same files twice change nothing");
    assert_eq!(room.json(&["import", card])["unchanged"], serde_json::json!(["CC-2026-000123"]));
}

#[test]
fn a_changed_file_becomes_an_amendment() {
    let room = Room::with_case("card-litigation");
    let changes =
        [("employer: 示例科技有限公司", "employer: 演示科技有限公司"), ("\"3000.00\"", "\"3500.00\"")];
    let folder = edited(&room, "card-litigation", &changes);
    let folder = folder.to_str().unwrap();
    writes_nothing(&room, "import-changed-dry-run", &["import", folder]);
    shows(&room, "import-changed", &["import", folder]);
    let facts = &room.json(&["show", "CC-2026-000123"])["facts"];
    assert_eq!(facts["debtors"][0]["employer"], "演示科技有限公司");
    assert_eq!(facts["debt"]["costs"]["attorney_fee"], "3500.00");
}

#[test]
fn a_correction_by_hand_is_not_lost_silently() {
    let room = Room::with_case("card-litigation");
    ends(
        &room,
        0,
        &[
            "amend",
            "CC-2026-000123",
            "--set",
            "debtors[0].employer=更正有限公司",
            "--reason",
            "debtor called",
        ],
    );
    let folder =
        edited(&room, "card-litigation", &[("employer: 示例科技有限公司", "employer: 演示科技有限公司")]);
    shows(&room, "import-overrides", &["import", folder.to_str().unwrap()]);
}

const MISTAKES: [(&str, &str); 5] = [
    ("handler:", "handlr:"),
    ("110101198503153011", "110101198503153012"),
    ("principal: \"38652.41\"", "principal: 38652.413"),
    ("as_of: 2026-06-30", "as_of: 2026-06-31"),
    ("evidence/contract.pdf", "../contract.pdf"),
];

#[test]
fn every_problem_of_a_case_is_listed_at_once() {
    let room = Room::workspace();
    let folder = edited(&room, "card-litigation", &MISTAKES);
    let folder = folder.strip_prefix(room.path()).unwrap().to_str().unwrap();
    shows(&room, "import-refused", &["import", folder]);
    shows(&room, "import-refused-zh", &["import", folder, "--lang", "zh-CN"]);
    let answer = room.json(&["import", folder]);
    for problem in answer["refused"].as_array().unwrap() {
        for key in ["file", "sheet", "cell", "line", "field", "code", "message", "hint"] {
            assert!(problem.get(key).is_some(), "{key}: {problem}");
        }
        assert_eq!(problem["file"], format!("{folder}/case.yaml"));
    }
    // The unknown key is on the seventh line of the file.
    let unknown =
        answer["refused"].as_array().unwrap().iter().find(|p| p["code"] == "E-CASE-UNKNOWN-KEY").unwrap();
    assert_eq!((&unknown["line"], unknown["hint"].as_str().unwrap().contains("handler")), (&7.into(), true));
    ends(&room, 0, &["list"]);
    assert_eq!(room.json(&["list"])["accounts"], serde_json::json!([]));
}

#[test]
fn good_cases_go_in_and_others_do_not() {
    let room = Room::workspace();
    edited(&room, "card-litigation", &[("principal: \"38652.41\"", "principal: many")]);
    edited(&room, "payment-order", &[]);
    shows(&room, "import-partial", &["import", "edited"]);
    assert_eq!(room.json(&["list"])["accounts"][0]["account"], "CC-2026-000981");
}

#[test]
fn one_account_in_two_folders_goes_in_once() {
    let room = Room::workspace();
    super::copy(&case("payment-order"), &room.path().join("in/first"));
    super::copy(&case("payment-order"), &room.path().join("in/second"));
    shows(&room, "import-twice", &["import", "in"]);
}

#[test]
fn a_milestone_that_cannot_be_refuses_the_case() {
    let room = Room::workspace();
    let folder = edited(&room, "card-litigation", &[]);
    let text = std::fs::read_to_string(folder.join("milestones.csv")).unwrap();
    std::fs::write(
        folder.join("milestones.csv"),
        text.replace("litigation/fee-paid,2026-09-24", "litigation/fee-paid,2027-09-24"),
    )
    .unwrap();
    shows(&room, "import-milestone-refused", &["import", "edited/card-litigation"]);
}

#[test]
fn what_is_not_there_is_said() {
    let room = Room::workspace();
    room.write("empty/readme.txt", "nothing");
    shows(&room, "import-missing", &["import", "nowhere", "empty"]);
}
