//! `sucheng post`.

use super::{edited, ends, shows, writes_nothing};
use crate::support::{Room, case};

const LOAN: &str = "PL-2026-000217";
const HOME: &str = "浙江省杭州市上城区示例街道演示路8号3幢1602室";

fn send<'a>(number: &'a str, on: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["post", "send", LOAN, "demand-letter", "--number", number, "--on", on], more].concat()
}

fn limitation(room: &Room) -> String {
    let shown = room.json(&["show", LOAN]);
    let deadlines = shown["deadlines"].as_array().unwrap();
    let found = deadlines.iter().find(|d| d["rule"] == "limitation").unwrap();
    found["due"].as_str().unwrap().to_owned()
}

/// 民法典 188, 195: the debtor last refused on 2026-09-22, and three years from it end on a Saturday, so on Monday
/// 2029-09-24; three years from the letter's arrival on 2026-11-18 end on a Sunday, so on Monday 2029-11-19.
#[test]
fn a_delivered_letter_moves_limitation_and_undo_moves_it_back() {
    let room = Room::with_case("loan-guarantor");
    let before = limitation(&room);
    assert_eq!(before, "2029-09-24");
    let sent = room.json(&send("1234567890123", "2026-11-16", &[]));
    let letter = &sent["letter"];
    assert_eq!(
        (letter["to"].as_str(), letter["party"].as_str(), letter["agreed_address"].as_bool()),
        (Some("赵示例"), Some("debtor"), Some(true))
    );
    assert_eq!(limitation(&room), before, "posted is not arrived");
    let delivered = ["post", "delivered", "1234567890123", "--on", "2026-11-18", "--by", "本人签收"];
    writes_nothing(&room, "post-delivered-dry-run", &delivered);
    assert_eq!(limitation(&room), before);
    shows(&room, "post-delivered", &delivered);
    assert_eq!(limitation(&room), "2029-11-19");
    let why = room.run(&["explain", "deadline", LOAN, "limitation"]).stdout;
    assert!(why.contains("中国邮政EMS 1234567890123") && why.contains("2026年11月18日"), "{why}");
    // The same once more changes nothing; another fate takes its place and says so.
    assert!(room.json(&delivered)["recorded_before"].as_bool().unwrap());
    let lost = room.json(&["post", "lost", "1234567890123", "--on", "2026-11-20"]);
    assert_eq!(
        (lost["was"].as_str(), lost["limitation_after"].as_str()),
        (Some("delivered"), Some("2029-09-24"))
    );
    ends(&room, 0, &["undo"]);
    assert_eq!(limitation(&room), "2029-11-19");
    // A fate that contradicts the one before is told under -q too.
    let quiet = ends(&room, 0, &["-q", "post", "lost", "1234567890123", "--on", "2026-11-20"]);
    assert!(quiet.stderr.contains("delivered"), "{quiet}");
    ends(&room, 0, &["undo"]);
    ends(&room, 0, &["undo"]);
    ends(&room, 0, &["undo"]);
    assert_eq!(limitation(&room), before);
    assert!(room.json(&["post", "list"])["letters"].as_array().unwrap().is_empty());
}

/// 法发〔2017〕19号 7, 8, by analogy: what came back from the agreed address counts on the day of its return; three years from
/// 2026-11-19 end on 2029-11-19, a Monday. Elsewhere it does not count.
#[test]
fn a_returned_letter_counts_only_from_the_agreed_address() {
    let room = Room::with_case("loan-guarantor");
    ends(&room, 0, &send("1234567890123", "2026-11-16", &["--address", "浙江省杭州市上城区示例巷12号"]));
    shows(
        &room,
        "post-returned",
        &["post", "returned", "1234567890123", "--on", "2026-11-19", "--why", "查无此人"],
    );
    assert_eq!(limitation(&room), "2029-09-24");
    ends(&room, 0, &send("1234567890124", "2026-11-16", &[]));
    let back = room.json(&["post", "returned", "1234567890124", "--on", "2026-11-19", "--why", "拒收"]);
    assert_eq!(back["limitation_after"], "2029-11-19");
    let why = room.run(&["explain", "deadline", LOAN, "limitation"]).stdout;
    assert!(why.contains("法发〔2017〕19号"), "{why}");
}

#[test]
fn what_cannot_be_is_refused_with_words() {
    let room = Room::with_case("loan-guarantor");
    let number = "1234567890123";
    let refused = |status: i32, code: &str, args: &[&str]| {
        let run = ends(&room, status, args);
        assert!(run.stderr.contains(code), "{code}: {run}");
    };
    refused(4, "E-POST-FUTURE", &send(number, "2026-11-22", &[]));
    refused(4, "E-POST-EARLY", &send(number, "2024-05-19", &[]));
    refused(2, "E-POST-NUMBER", &send("12-34", "2026-11-16", &[]));
    refused(2, "E-POST-TO", &send(number, "2026-11-16", &["--to", "无名"]));
    refused(2, "E-POST-BLANK", &send(number, "2026-11-16", &["--carrier", " "]));
    refused(2, "E-CHARACTER", &send(number, "2026-11-16", &["--address", "北京\u{202E}市"]));
    refused(2, "E-POST-KIND", &["post", "send", LOAN, "demand", "--number", number, "--on", "2026-11-16"]);
    refused(1, "E-POST-UNKNOWN", &["post", "lost", number, "--on", "2026-11-16"]);
    ends(&room, 0, &send(number, "2026-11-16", &[]));
    refused(4, "E-POST-BEFORE", &["post", "delivered", number, "--on", "2026-11-15"]);
    refused(4, "E-POST-FUTURE", &["post", "delivered", number, "--on", "2026-11-22"]);
    // The same letter again changes nothing; another one under its number is refused.
    assert!(room.json(&send(" 1234567890123", "2026-11-16", &[]))["recorded_before"].as_bool().unwrap());
    refused(1, "E-POST-TAKEN", &send(number, "2026-11-17", &[]));
    refused(1, "E-POST-TAKEN", &send(number, "2026-11-16", &["--to", "龚𬭚"]));
    assert_eq!(room.json(&["post", "list"])["letters"].as_array().unwrap().len(), 1);
    // A wrong check digit is only doubtful: RR47312482 has 9 (UPU S10).
    assert!(room.json(&send("rr473124828gb", "2026-11-16", &[]))["check_digit_wrong"].as_bool().unwrap());
    assert!(!room.json(&send("rr473124829gb", "2026-11-16", &[]))["check_digit_wrong"].as_bool().unwrap());
}

#[test]
fn without_an_address_one_has_to_be_said() {
    let room = Room::workspace();
    let address = format!("    residence: {HOME}\n");
    let domicile = "    domicile: 浙江省杭州市上城区示例巷12号\n";
    let service =
        format!("service_address: {{agreed: true, clause: 借款合同第十四条, address: {HOME}, phone");
    let folder = edited(
        &room,
        "loan-guarantor",
        &[
            (&address, ""),
            (domicile, ""),
            (&service, "service_address: {agreed: true, clause: 借款合同第十四条, phone"),
        ],
    );
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    let run = ends(&room, 4, &send("1234567890123", "2026-11-16", &[]));
    assert!(run.stderr.contains("E-POST-ADDRESS"), "{run}");
    let sent = room.json(&send("1234567890123", "2026-11-16", &["--address", "杭州市示例路1号", "--unmask"]));
    assert_eq!(
        (sent["letter"]["address"].as_str(), sent["letter"]["agreed_address"].as_bool()),
        (Some("杭州市示例路1号"), Some(false))
    );
}

#[test]
fn letters_without_a_fate_are_listed_and_stand_in_the_agenda() {
    let room = Room::with_case("loan-guarantor");
    ends(&room, 0, &send("1234567890123", "2026-11-01", &[]));
    ends(&room, 0, &send("1234567890124", "2026-11-16", &["--to", "龚𬭚"]));
    ends(&room, 0, &send("1234567890125", "2026-11-02", &[]));
    ends(&room, 0, &["post", "delivered", "1234567890125", "--on", "2026-11-05"]);
    shows(&room, "post-list", &["post", "list"]);
    shows(&room, "post-list-zh", &["post", "list", "--open", "--lang", "zh-CN"]);
    let numbers = |args: &[&str]| -> Vec<String> {
        let listed = room.json(args);
        let letters = listed["letters"].as_array().unwrap();
        letters.iter().map(|l| l["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers(&["post", "list", "--open"]), ["1234567890123", "1234567890124"]);
    assert_eq!(numbers(&["post", "list", "--open", "--older-than", "15"]), ["1234567890123"]);
    assert_eq!(numbers(&["post", "list", "--older-than", "20"]), ["1234567890123"]);
    // Fifteen days after 2026-11-01.
    let agenda = room.json(&["agenda"]);
    let items = agenda["items"].as_array().unwrap();
    let due: Vec<_> =
        items.iter().filter(|i| i["rule"] == "letter-fate").map(|i| i["due"].as_str().unwrap()).collect();
    assert_eq!(due.first(), Some(&"2026-11-16"), "{agenda}");
}

#[test]
fn a_carriers_export_is_taken_once_and_bad_rows_are_named() {
    let room = Room::with_case("loan-guarantor");
    for number in ["1234567890123", "1234567890124", "1234567890125", "1234567890126"] {
        ends(&room, 0, &send(number, "2026-11-10", &[]));
    }
    let text = "邮件号,邮件状态,状态时间,签收人,网点\n\
        1234567890123,妥投,2026/11/12 10:22:05,本人签收,杭州\n\
        1234567890124,已退回（拒收）,2026年11月13日,,杭州\n\
        1234567890124,妥投,2026-11-16,,寄件地\n\
        1234567890125,运输中,,,\n\
        1234567890126,妥投,2026-11-09,,\n\
        9999999999999,妥投,2026-11-12,,\n\
        1234567890126,不明,2026-11-12,,\n\
        1234567890126,遗失,2026-11-30,,\n";
    room.write("ems.csv", encoding_rs::GB18030.encode(text).0);
    let import = ["post", "import", "ems.csv"];
    writes_nothing(&room, "post-import-dry-run", &import);
    shows(&room, "post-import", &import);
    let listed = room.json(&["post", "list"]);
    let fates: Vec<_> = listed["letters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["fate"].as_str(), l["on"].as_str(), l["detail"].as_str()))
        .collect();
    assert_eq!(
        fates,
        [
            (Some("delivered"), Some("2026-11-12"), Some("本人签收")),
            (Some("returned"), Some("2026-11-13"), Some("拒收")),
            (None, None, None),
            (None, None, None),
        ]
    );
    let again = room.json(&import);
    assert_eq!((again["recorded"].as_array().unwrap().len(), again["known"].as_u64()), (0, Some(2)));
    assert_eq!(room.json(&["post", "list"]), listed);
    ends(&room, 0, &["undo"]);
    let open = room.json(&["post", "list", "--open"]);
    assert_eq!(open["letters"].as_array().unwrap().len(), 4, "one command, one undo");
}

/// The case file's log tells of a letter EX200000886CN of 2026-08-07: the same in the register is one contact.
#[test]
fn the_contact_log_has_each_letter_once_and_says_where_from() {
    let room = Room::with_case("loan-guarantor");
    let entries = |room: &Room| {
        let report = room.json(&["report", "contacts"]);
        (report["entries"].as_u64().unwrap(), report["entries_of_the_register"].as_u64().unwrap())
    };
    let (before, none) = entries(&room);
    assert_eq!(none, 0);
    ends(&room, 0, &send("EX200000886CN", "2026-08-07", &[]));
    let same = room.json(&["post", "delivered", "EX200000886CN", "--on", "2026-08-10"]);
    assert!(same["letter"]["in_contact_log"].as_bool().unwrap());
    assert_eq!(entries(&room), (before, 0));
    ends(&room, 0, &send("1234567890123", "2026-11-16", &[]));
    ends(&room, 0, &["post", "send", LOAN, "other", "--number", "1234567890124", "--on", "2026-11-16"]);
    assert_eq!(entries(&room), (before + 1, 1), "what asserts no claim is no demand");
    ends(&room, 0, &["post", "delivered", "1234567890123", "--on", "2026-11-18"]);
    let drafted = room.json(&["draft", "contact-log", LOAN]);
    assert_eq!(drafted["drafted"].as_array().unwrap().len(), 1, "{drafted}");
    let run = ends(&room, 0, &["verify", LOAN]);
    assert!(!run.stdout.contains("different"), "{run}");
}

#[test]
fn papers_are_kept_and_what_follows_is_proposed_not_done() {
    let room = Room::with_case("loan-guarantor");
    let receipt = case("loan-guarantor").join("evidence/acceleration-receipt.jpg");
    let receipt = receipt.to_str().unwrap();
    ends(&room, 0, &send("1234567890123", "2026-11-16", &["--evidence", receipt]));
    let delivered =
        room.json(&["post", "delivered", "1234567890123", "--on", "2026-11-18", "--evidence", receipt]);
    assert_eq!(delivered["letter"]["evidence"].as_array().unwrap().len(), 2);
    let next = delivered["letter"]["next"].as_str().unwrap().to_owned();
    assert_eq!(
        next,
        "sucheng record PL-2026-000217 pre-action/demand-sent --on 2026-11-18 --set party=赵示例 --set tracking=1234567890123"
    );
    assert_eq!(room.json(&["show", LOAN])["milestones"].as_array().unwrap().len(), 0, "nothing by itself");
    let args: Vec<&str> = next.split(' ').skip(1).collect();
    ends(&room, 0, &args);
    let listed = room.json(&["post", "list"]);
    assert!(listed["letters"][0]["next"].is_null(), "recorded, so no longer proposed");
    let verified = room.json(&["verify", LOAN]);
    assert!(verified.to_string().contains("1234567890123"), "its papers are checked, too: {verified}");
}

/// 民法典 195 looks at a demand on the obligor; nothing lets one on a guarantor interrupt the limitation of the debt (民法典
/// 694 has a clock of their own), so that of the debt stays. What the register knows to have arrived is proved.
#[test]
fn a_demand_on_a_guarantor_recorded_as_proposed_leaves_the_debts_clock() {
    let room = Room::with_case("loan-guarantor");
    ends(&room, 0, &send("1234567890123", "2026-11-16", &["--to", "龚𬭚"]));
    let delivered = room.json(&["post", "delivered", "1234567890123", "--on", "2026-11-18"]);
    assert_eq!(delivered["limitation_after"], "2029-09-24");
    let follow = |answer: &serde_json::Value| {
        let next = answer["letter"]["next"].as_str().unwrap().to_owned();
        ends(&room, 0, &next.split(' ').skip(1).collect::<Vec<_>>());
    };
    follow(&delivered);
    assert_eq!(limitation(&room), "2029-09-24");
    ends(&room, 0, &send("1234567890124", "2026-11-16", &[]));
    follow(&room.json(&["post", "delivered", "1234567890124", "--on", "2026-11-19"]));
    // Three years from 2026-11-19 end on a Monday.
    assert_eq!(limitation(&room), "2029-11-19");
    let why = room.run(&["explain", "deadline", LOAN, "limitation"]).stdout;
    let lines: Vec<&str> = why.lines().filter(|l| l.contains("2026年11月19日已发出催收函")).collect();
    assert!(lines.len() == 1 && !lines[0].contains("没有证据证明送达"), "{why}");
}

/// 法释〔2021〕10号 3: a letter on a card debt interrupts when it leaves for the address on file, read or not. What went to a
/// guarantor has no bearing on the clock of the debt.
#[test]
fn a_return_that_takes_nothing_away_is_not_said_to() {
    const NOTE: &str = "was not agreed for service";
    let card = "CC-2026-000123";
    let room = Room::with_case("card-litigation");
    ends(
        &room,
        0,
        &["post", "send", card, "demand-letter", "--number", "1234567890123", "--on", "2026-11-16"],
    );
    let back = ends(&room, 0, &["post", "returned", "1234567890123", "--on", "2026-11-19", "--why", "拒收"]);
    assert!(!back.to_string().contains(NOTE), "{back}");
    // It counts by its leaving even where it was lost, and is not told as one under way.
    ends(&room, 0, &["post", "lost", "1234567890123", "--on", "2026-11-20"]);
    let why = room.run(&["explain", "deadline", card, "limitation"]).stdout;
    assert!(why.contains("信函催收（已发出，后遗失，中国邮政EMS 1234567890123）"), "{why}");
    let room = Room::with_case("loan-guarantor");
    ends(&room, 0, &send("1234567890123", "2026-11-16", &["--to", "龚𬭚"]));
    let back = ends(&room, 0, &["post", "returned", "1234567890123", "--on", "2026-11-19", "--why", "拒收"]);
    assert!(!back.to_string().contains(NOTE), "{back}");
    ends(&room, 0, &send("1234567890124", "2026-11-16", &["--address", "浙江省杭州市上城区示例巷99号"]));
    let back = ends(&room, 0, &["post", "returned", "1234567890124", "--on", "2026-11-19", "--why", "拒收"]);
    assert!(back.to_string().contains(NOTE), "{back}");
}

/// As `post delivered` and `returned` say: what a row takes the place of, what it does to limitation (three years from
/// 2026-11-18 end on a Sunday, so on Monday 2029-11-19; without it 2029-09-24), and what may be recorded now.
#[test]
fn a_carriers_export_says_what_it_changes() {
    let room = Room::with_case("loan-guarantor");
    let address = ["--address", "浙江省杭州市上城区示例巷99号"];
    ends(&room, 0, &send("1234567890123", "2026-11-16", &address));
    room.write("one.csv", "单号,状态,日期\n1234567890123,妥投,2026-11-18\n");
    let run = ends(&room, 0, &["post", "import", "one.csv", "--dry-run"]);
    assert!(run.stderr.contains("2029-09-24 → 2029-11-19"), "{run}");
    let first = room.json(&["post", "import", "one.csv"]);
    let moved = |answer: &serde_json::Value| {
        let of = &answer["limitation"][0];
        [&of["account"], &of["before"], &of["after"]].map(|v| v.as_str().unwrap().to_owned())
    };
    assert_eq!(moved(&first), [LOAN, "2029-09-24", "2029-11-19"]);
    let next = first["recorded"][0]["next"].as_str().unwrap();
    assert!(next.contains("pre-action/demand-sent --on 2026-11-18"), "{next}");
    room.write("two.csv", "单号,状态,日期\n1234567890123,退回,2026-11-20\n");
    let run = ends(&room, 0, &["post", "import", "two.csv", "--dry-run"]);
    assert!(run.stderr.contains("recorded before as"), "{run}");
    let second = room.json(&["post", "import", "two.csv"]);
    assert_eq!(
        (&second["recorded"][0]["was"], &second["recorded"][0]["next"]),
        (&"delivered".into(), &().into())
    );
    assert_eq!(moved(&second), [LOAN, "2029-11-19", "2029-09-24"]);
}
