//! `sucheng evidence`.

use std::path::PathBuf;

use super::{edited, ends, files, shows, writes_nothing};
use crate::support::{Room, case};

const CARD: &str = "CC-2026-000123";

/// A paper of another worked case under a name of its own.
fn paper(room: &Room, from: &str, to: &str) -> PathBuf {
    room.write(to, std::fs::read(case("loan-guarantor").join("evidence").join(from)).unwrap())
}

fn ids(room: &Room) -> Vec<String> {
    let shown = room.json(&["evidence", "list", CARD]);
    let list = shown["evidence"].as_array().unwrap();
    list.iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn files_of_a_folder_go_in_and_the_others_are_told() {
    let room = Room::with_case("card-litigation");
    let before = ids(&room);
    paper(&room, "guarantee-gong.pdf", "材料/2 保证合同.pdf");
    paper(&room, "contract.pdf", "材料/10 借款合同.pdf");
    paper(&room, "acceleration-receipt.jpg", "材料/催收/签收.jpg");
    paper(&room, "loan-voucher.pdf", "材料/scan001.pdf");
    paper(&room, "statements.pdf", "材料/账单\u{202E}fdp.pdf");
    room.write("材料/程序合同.pdf", b"MZ\x90\0\x03\0\0\0not a paper");
    room.write("材料/空合同.pdf", "");
    std::fs::File::create(room.path().join("材料/大合同.pdf")).unwrap().set_len(201_000_000).unwrap();
    std::fs::copy(case("card-litigation").join("evidence/contract.pdf"), room.path().join("材料/重复.pdf"))
        .unwrap();
    room.write("secret.pdf", std::fs::read(case("loan-guarantor").join("evidence/id-cards.png")).unwrap());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(room.path().join("secret.pdf"), room.path().join("材料/外合同.pdf"))
            .unwrap();
        let made = std::process::Command::new("mkfifo").arg(room.path().join("材料/管道合同.pdf")).status();
        assert!(made.unwrap().success());
    }
    // A pipe cannot be read back to see that nothing was written; the plan is the same without it.
    let plan = ends(&room, 3, &["evidence", "add", CARD, "材料", "--dry-run"]);
    assert!(plan.stderr.contains("E-PAPER-NOT-A-FILE") && plan.stderr.contains("E-EVIDENCE-LINK"), "{plan}");
    std::fs::remove_file(room.path().join("材料/管道合同.pdf")).unwrap();
    writes_nothing(&room, "evidence-add-dry-run", &["evidence", "add", CARD, "材料"]);
    assert_eq!(ids(&room), before);
    let add = ["evidence", "add", CARD, "材料", "--from", "朝阳支行", "--received", "2026-11-20"];
    shows(&room, "evidence-add", &add);
    let mut after = before.clone();
    after.extend(["guarantee", "contract-2", "demand-proof"].map(str::to_owned));
    assert_eq!(ids(&room), after, "new exhibits go last");
    // The same again changes nothing.
    let again = room.json(&add);
    assert_eq!((again["added"].as_array().unwrap().len(), again["known"].as_array().unwrap().len()), (0, 4));
    shows(&room, "evidence-list", &["evidence", "list", CARD]);
    shows(&room, "evidence-show-zh", &["evidence", "show", CARD, "guarantee", "--lang", "zh-CN"]);
    assert!(room.json(&["verify"])["sound"].as_bool().unwrap());
}

#[test]
fn what_is_said_of_a_file_is_kept() {
    let room = Room::with_case("card-litigation");
    paper(&room, "loan-voucher.pdf", "scan001.pdf");
    shows(&room, "evidence-add-no-kind", &["evidence", "add", CARD, "scan001.pdf"]);
    let add = [
        "evidence",
        "add",
        CARD,
        "scan001.pdf",
        "--kind",
        "payment-record",
        "--title",
        "放款凭证",
        "--id",
        "voucher",
        "--source",
        "原告",
        "--proves",
        "原告已放款",
        "--copy",
        "--before",
        "contract",
    ];
    shows(&room, "evidence-add-said", &add);
    let shown = room.json(&["evidence", "show", CARD, "voucher"]);
    let voucher = &shown["evidence"][0];
    assert_eq!((&voucher["number"], &voucher["original"]), (&4.into(), &false.into()));
    assert_eq!(
        (&voucher["history"][0]["what"], &voucher["history"][0]["actor"], &voucher["history"][0]["file"]),
        (&"added".into(), &"tester".into(), &"scan001.pdf".into())
    );
    paper(&room, "statements.pdf", "账单.pdf");
    for (status, args) in [
        (1, &["账单.pdf", "--id", "contract"][..]),
        (2, &["账单.pdf", "--kind", "invoice"]),
        (2, &["账单.pdf", "--received", "2026-12-01"]),
        (2, &["账单.pdf", "--title", "a\u{202E}b"]),
        (2, &["账单.pdf", "scan001.pdf", "--id", "x"]),
        (1, &["账单.pdf", "--after", "nowhere"]),
        (1, &["没有.pdf"]),
    ] {
        let args = [&["evidence", "add", CARD], args].concat();
        ends(&room, status, &args);
    }
    assert!(!ids(&room).contains(&"x".to_owned()));
}

#[test]
fn the_same_content_under_two_names_goes_in_once() {
    let room = Room::with_case("card-litigation");
    paper(&room, "contract.pdf", "in/a合同.pdf");
    paper(&room, "contract.pdf", "in/b合同.pdf");
    let answer = room.json(&["evidence", "add", CARD, "in"]);
    assert_eq!(answer["added"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&answer["known"][0]["file"], &answer["known"][0]["id"]),
        (&"b合同.pdf".into(), &"contract-2".into())
    );
}

#[test]
fn five_hundred_files_in_one_go() {
    let room = Room::with_case("card-litigation");
    let png = std::fs::read(case("loan-guarantor").join("evidence/id-cards.png")).unwrap();
    for n in 0..500_u32 {
        // What follows the end of a picture makes another file of it.
        room.write(&format!("in/{n} 身份证.png"), [&png[..], &n.to_be_bytes()].concat());
    }
    let answer = room.json(&["evidence", "add", CARD, "in"]);
    assert_eq!(answer["added"].as_array().unwrap().len(), 500, "{}", answer["refused"]);
    assert_eq!(answer["added"][499]["file"], "499 身份证.png");
    assert_eq!(ids(&room).len(), 510);
}

/// Adding evidence makes what it changes stale, and nothing else; a correction in the case file leaves it in place.
#[test]
fn it_lives_with_the_case_file() {
    let room = Room::workspace();
    let folder = edited(&room, "card-litigation", &[]);
    let folder = folder.to_str().unwrap();
    ends(&room, 0, &["import", folder]);
    ends(&room, 0, &["draft", "evidence-list,refund-account", CARD]);
    paper(&room, "loan-voucher.pdf", "放款凭证.pdf");
    ends(&room, 0, &["evidence", "add", CARD, "放款凭证.pdf", "--before", "contract"]);
    let shown = room.json(&["show", CARD]);
    let stale = |kind: &str| {
        let documents = shown["documents"].as_array().unwrap();
        documents.iter().find(|d| d["kind"] == kind).unwrap()["stale"].as_bool().unwrap()
    };
    assert!(stale("evidence-list") && !stale("refund-account"));
    // The file as before, then with a title changed and evidence dropped.
    let same = room.json(&["import", folder]);
    assert_eq!((&same["unchanged"][0], &same["warnings"]), (&CARD.into(), &serde_json::json!([])));
    let yaml = std::path::Path::new(folder).join("case.yaml");
    let text = std::fs::read_to_string(&yaml).unwrap();
    let text: Vec<&str> = text.lines().filter(|l| !l.contains("id: licence,")).collect();
    let text = text.join("\n").replace("title: 信用卡领用合约, file", "title: 领用合约（2021版）, file");
    std::fs::write(&yaml, &text).unwrap();
    ends(&room, 0, &["import", folder]);
    let found = ids(&room);
    assert_eq!(&found[..4], ["id-card", "application", "payment-record", "contract"]);
    let list = room.json(&["evidence", "list", CARD]);
    assert_eq!(list["evidence"][3]["title"], "领用合约（2021版）");
    // The name is taken: nothing is lost, the account is refused.
    let clash = "evidence:\n  - {id: payment-record, kind: payment-record, title: 凭证, file: evidence/licence.jpg}\n";
    std::fs::write(&yaml, text.replace("evidence:\n", clash)).unwrap();
    let run = shows(&room, "import-evidence-clash", &["import", "edited/card-litigation"]);
    assert_eq!(run.status, 3);
    assert_eq!(ids(&room), found);
}

#[test]
fn what_is_withdrawn_is_kept_and_may_come_back() {
    let room = Room::with_case("card-litigation");
    let before = files(&room).into_keys().filter(|p| p.starts_with("evidence")).count();
    writes_nothing(
        &room,
        "evidence-remove-dry-run",
        &["evidence", "remove", CARD, "id-card", "--reason", "重复"],
    );
    shows(&room, "evidence-remove", &["evidence", "remove", CARD, "id-card", "--reason", "重复"]);
    ends(&room, 1, &["evidence", "remove", CARD, "id-card", "--reason", "重复"]);
    ends(&room, 2, &["evidence", "remove", CARD, "licence"]);
    assert_eq!(files(&room).into_keys().filter(|p| p.starts_with("evidence")).count(), before);
    shows(&room, "evidence-show-withdrawn", &["evidence", "show", CARD, "id-card"]);
    ends(&room, 0, &["import", case("card-litigation").to_str().unwrap()]);
    assert!(!ids(&room).contains(&"id-card".to_owned()), "an import does not bring it back");
    ends(&room, 0, &["undo", "--account", CARD]);
    assert_eq!(ids(&room)[1], "id-card");
}

/// Evidence that was added is hashed again with the rest: another byte is found, and the exit code says so.
#[test]
fn a_changed_file_is_found() {
    let room = Room::with_case("card-litigation");
    paper(&room, "loan-voucher.pdf", "放款凭证.pdf");
    let answer = room.json(&["evidence", "add", CARD, "放款凭证.pdf"]);
    let hash = answer["added"][0]["sha256"].as_str().unwrap();
    let file = files(&room).into_keys().find(|p| p.to_str().unwrap().contains(hash)).unwrap();
    ends(&room, 0, &["verify"]);
    room.write(file.to_str().unwrap(), "another voucher");
    let run = ends(&room, 7, &["verify"]);
    assert!(run.stdout.contains("放款凭证"), "{run}");
    assert_eq!(room.json(&["evidence", "show", CARD, "payment-record"])["evidence"][0]["state"], "changed");
    // Taken in again, the right bytes come back.
    ends(&room, 7, &["verify"]);
}

#[test]
fn marks_are_checked_as_other_fields_are() {
    let room = Room::workspace();
    let from = "id: contract, kind: contract,";
    let marks = |marks: &str| format!("{from} marks: {marks},");
    let bad = marks(
        "[{fact: contract.terms.intrest, page: 1}, {fact: contract.forum, page: 9}, {fact: contacts, page: 0}]",
    );
    let folder = edited(&room, "card-litigation", &[(from, &bad)]);
    let answer = room.json(&["import", folder.to_str().unwrap()]);
    let found: Vec<_> = answer["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["code"].as_str().unwrap(), p["field"].as_str().unwrap()))
        .collect();
    let at = |i: usize, field: &str| format!("evidence[3].marks[{i}].{field}");
    assert_eq!(
        found,
        [
            ("E-CASE-MARK-FACT", at(0, "fact").as_str()),
            ("E-CASE-MARK-PAGE", at(1, "page").as_str()),
            ("E-VALUE-PAGE", at(2, "page").as_str()),
        ]
    );
    assert!(answer["refused"].as_array().unwrap().iter().all(|p| p["line"].is_u64()));
    let good = marks("[{fact: contract.terms.interest, page: 2}]");
    let folder = edited(&room, "card-litigation", &[(from, &good)]);
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    ends(&room, 0, &["amend", CARD, "--set", "evidence[3].marks[0].page=1", "--reason", "r"]);
    assert_eq!(room.json(&["evidence", "show", CARD, "contract"])["evidence"][0]["marks"][0]["page"], 1);
}

/// A stored file that was damaged or lost is put right by taking the same file in again, which says so.
#[test]
fn a_damaged_file_is_put_right() {
    let room = Room::with_case("card-litigation");
    let source = case("card-litigation").join("evidence/contract.pdf");
    let source = source.to_str().unwrap();
    let shown = room.json(&["evidence", "show", CARD, "contract"]);
    let hash = shown["evidence"][0]["sha256"].as_str().unwrap().to_owned();
    let file = room.path().join(format!("evidence/{}/{hash}.pdf", &hash[..2]));
    std::fs::remove_file(&file).unwrap();
    for damage in [false, true] {
        if damage {
            std::fs::write(&file, "another contract").unwrap();
        }
        let run = ends(&room, 7, &["bundle", "--for", "court", CARD]);
        assert!(run.stderr.contains(&format!("evidence add {CARD}")), "{run}");
        let dry = room.json(&["evidence", "add", CARD, source, "--dry-run"]);
        assert_eq!(dry["known"][0]["repaired"], true);
        assert_eq!(room.json(&["verify", CARD])["sound"], false);
        let answer = room.json(&["evidence", "add", CARD, source]);
        assert_eq!(
            (&answer["known"][0]["id"], &answer["known"][0]["repaired"]),
            (&"contract".into(), &true.into())
        );
        assert_eq!(room.json(&["verify", CARD])["sound"], true);
    }
    let answer = room.json(&["evidence", "add", CARD, source]);
    assert_eq!(answer["known"][0]["repaired"], false);
}
