//! Where a document comes from and whether it still holds: records, `show`, `verify`, the masked twin, the scan that left.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::draft::text_of;
use super::{all_cases, ends, shows};
use crate::support::{Room, installed};

const CARD: &str = "CC-2026-000123";

/// What `show` says of each document that lies in a folder: kind and whether it is stale.
fn stale(room: &Room) -> Vec<(String, bool)> {
    let answer = room.json(&["show", CARD]);
    let all = answer["documents"].as_array().unwrap().iter().filter(|d| d["replaced"] == false);
    all.map(|d| (d["kind"].as_str().unwrap().to_owned(), d["stale"].as_bool().unwrap())).collect()
}

fn expect(room: &Room, complaint: bool, list: bool) {
    let expected = [("complaint", complaint), ("evidence-list", list)].map(|(k, s)| (k.to_owned(), s));
    assert_eq!(stale(room), expected);
}

fn amend(room: &Room, set: &str) {
    ends(room, 0, &["amend", CARD, "--set", set, "--reason", "corrected"]);
}

/// Stale is what would say something else, judged by what it says: a note that no document prints changes nothing, an
/// address the complaint alone, a title of evidence both, and a correction taken back makes it hold again.
#[test]
fn a_document_is_stale_once_it_would_say_something_else() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "complaint,evidence-list", CARD]);
    expect(&room, false, false);
    amend(&room, "handler.email=legal9@bank.example");
    ends(&room, 0, &["record", CARD, "pre-action/negotiated", "--on", "2026-11-20"]);
    expect(&room, false, false);
    amend(&room, "debtors[0].residence=北京市朝阳区示例路10号");
    expect(&room, true, false);
    shows(&room, "show-stale", &["show", CARD]);
    amend(&room, "debtors[0].residence=北京市朝阳区示例路9号2号楼301室");
    expect(&room, false, false);
    amend(&room, "evidence[0].title=领用合约及申请表");
    expect(&room, true, true);
    ends(&room, 0, &["undo", "--account", CARD]);
    expect(&room, false, false);
    // A payment of the day before, and then one of a later day seen from there: less is owed than the complaint says.
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    expect(&room, true, false);
    ends(&room, 0, &["undo", "--account", CARD]);
    ends(&room, 0, &["--as-of", "2026-11-30", "pay", CARD, "1000", "--on", "2026-11-25"]);
    expect(&room, false, false);
    let later = room.json(&["--as-of", "2026-11-30", "show", CARD]);
    assert_eq!(later["documents"][0]["stale"], true, "{later}");
    // Drafted again, it holds; the first draft, which it took the place of, is told as such.
    ends(&room, 0, &["--as-of", "2026-11-30", "draft", "complaint", CARD]);
    let later = room.json(&["--as-of", "2026-11-30", "show", CARD]);
    let of = |key: &str| -> Vec<Value> {
        later["documents"].as_array().unwrap().iter().map(|d| d[key].clone()).collect()
    };
    assert_eq!(of("replaced"), [true, false, false]);
    assert_eq!(of("stale")[2], false);
}

/// New rules or another template change nothing that happened: not stale, but made with other ones.
#[test]
fn other_rules_are_told_apart_from_other_facts() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "complaint", CARD]);
    let own = room.path().join("templates/cn/complaint");
    super::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn/complaint"), &own);
    let page = std::fs::read_to_string(own.join("page.typ")).unwrap();
    std::fs::write(own.join("page.typ"), format!("{page}\n// of this firm\n")).unwrap();
    let interest = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/tables/cn/interest.yaml");
    room.write("rules/cn/interest.yaml", std::fs::read_to_string(interest).unwrap() + "\n# checked by us\n");
    let document = &room.json(&["show", CARD])["documents"][0];
    assert_eq!(document["stale"], false, "{document}");
    assert_eq!(document["made_with_other"], serde_json::json!(["rules", "template"]));
    shows(&room, "show-made-with-other", &["show", CARD]);
}

/// A record from before there was a choice of PDF reads as archival, as it was.
#[test]
fn the_pdf_that_was_asked_for_is_recorded_and_verified() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "complaint", CARD]);
    let archival = std::fs::read(room.path().join("out").join(CARD).join("01民事起诉状.pdf")).unwrap();
    assert!(room.read("registry/journal.jsonl").contains("\"facts_sha256\""));
    assert!(!room.read("registry/journal.jsonl").contains("\"standard\""), "old records stay as they read");
    // Another PDF is another document: it is not left alone as unchanged.
    let plain = room.json(&["draft", "complaint", CARD, "--pdf", "plain", "--changed-only"]);
    assert_eq!(plain["drafted"].as_array().unwrap().len(), 1, "{plain}");
    let bytes = std::fs::read(room.path().join("out").join(CARD).join("01民事起诉状.pdf")).unwrap();
    let says = |bytes: &[u8], mark: &str| String::from_utf8_lossy(bytes).contains(mark);
    for mark in ["<pdfaid:part>2</pdfaid:part>", "<pdfuaid:part>1</pdfuaid:part>"] {
        assert!(says(&archival, mark) && !says(&bytes, mark), "{mark}");
    }
    assert_eq!(room.json(&["verify"])["sound"], true);
    assert_eq!(room.json(&["show", CARD])["documents"][1]["standard"], "plain");
}

/// Fonts embedded and subset, bookmarks, and metadata in Chinese: what archives and screen readers ask for.
#[test]
fn pdfs_are_complete_and_say_what_they_are() {
    let test = "pdfs_are_complete_and_say_what_they_are";
    let room = all_cases();
    ends(&room, 3, &["draft", "filing,demand-letter", "--all"]);
    let mut count = 0;
    for account in std::fs::read_dir(room.path().join("out")).unwrap().map(|e| e.unwrap().path()) {
        for pdf in std::fs::read_dir(account).into_iter().flatten().map(|e| e.unwrap().path()) {
            let document = lopdf::Document::load(&pdf).unwrap();
            let catalog = document.catalog().unwrap();
            assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).unwrap(), b"zh-CN", "{pdf:?}");
            assert!(catalog.has(b"Outlines") && catalog.has(b"MarkInfo"), "{pdf:?}");
            let xmp = catalog.get_deref(b"Metadata", &document).unwrap().as_stream().unwrap();
            let xmp = String::from_utf8(xmp.decompressed_content().unwrap_or(xmp.content.clone())).unwrap();
            // The first keyword is what the document is; its title may add the cause.
            let between = |from: &str, to: &str| {
                xmp.split_once(from)
                    .and_then(|(_, rest)| rest.split_once(to))
                    .map_or("", |(text, _)| text)
                    .trim()
            };
            let keyword = between("<pdf:Keywords>", "</pdf:Keywords>").split(',').next().unwrap_or_default();
            let title = between("<dc:title>", "</dc:title>");
            assert!(!keyword.is_empty() && title.contains(keyword), "{pdf:?}: {keyword} in {title}");
            for tag in ["<dc:creator>", "<pdf:Keywords>", "<dc:language>"] {
                assert!(xmp.contains(tag), "{tag} in {xmp}");
            }
            count += 1;
            if installed("qpdf", "qpdf", test) {
                let run = Command::new("qpdf").arg("--check").arg(&pdf).output().unwrap();
                assert!(run.status.success(), "{pdf:?}: {run:?}");
            }
            if installed("pdffonts", "poppler-utils", test) {
                let run = Command::new("pdffonts").arg(&pdf).output().unwrap();
                let fonts = String::from_utf8(run.stdout).unwrap();
                for line in fonts.lines().skip(2) {
                    // Columns from the right: object and generation, to Unicode, subset, embedded.
                    let words: Vec<&str> = line.split_whitespace().rev().collect();
                    assert_eq!(words[2..5], ["yes", "yes", "yes"], "{pdf:?}: {fonts}");
                }
            }
        }
    }
    assert!(count > 10, "{count}");
}

/// The masked twin lies beside the document, under its own name and with its own record.
#[test]
fn a_masked_twin_has_its_own_name_and_record() {
    let room = all_cases();
    // By name: a batch leaves out what is before a court already.
    let list = room.json(&["list"]);
    let named: Vec<&str> =
        list["accounts"].as_array().unwrap().iter().map(|a| a["account"].as_str().unwrap()).collect();
    let every = [&["draft", "filing,demand-letter"][..], &named].concat();
    ends(&room, 3, &every);
    ends(&room, 3, &[&every[..], &["--redact"]].concat());
    assert_eq!(room.json(&["verify"])["sound"], true);
    let documents = room.json(&["show", CARD])["documents"].clone();
    let twins: Vec<&Value> = documents.as_array().unwrap().iter().filter(|d| d["redacted"] == true).collect();
    assert!(twins.len() >= 3);
    assert_eq!(twins.len() * 2, documents.as_array().unwrap().len());
    assert!(twins.iter().all(|d| d["path"].as_str().unwrap().ends_with("（脱敏）.pdf")));
    let mut texts = 0;
    for folder in std::fs::read_dir(room.path().join("out")).unwrap().map(|e| e.unwrap().path()) {
        for pdf in std::fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().path()) {
            if !pdf.to_str().unwrap().contains("脱敏") {
                continue;
            }
            let Some(text) = text_of(&pdf, "a_masked_twin_has_its_own_name_and_record") else { return };
            let text: String = text.split_whitespace().collect();
            let account = pdf.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned();
            let facts = room.json(&["show", &account, "--unmask"])["facts"].clone();
            let mut secrets: Vec<String> = Vec::new();
            for debtor in facts["debtors"].as_array().unwrap() {
                if debtor["id"]["type"] == "uscc" {
                    continue;
                }
                let lists = [&debtor["phones"], &debtor["emails"]];
                let many = lists.into_iter().filter_map(Value::as_array).flatten();
                let one =
                    [&debtor["name"], &debtor["id"]["number"], &debtor["domicile"], &debtor["residence"]];
                secrets.extend(many.chain(one).filter_map(Value::as_str).map(str::to_owned));
            }
            let contract = &facts["contract"];
            let numbers = [&contract["card_number"], &contract["loan_number"]];
            secrets.extend(numbers.into_iter().filter_map(Value::as_str).map(str::to_owned));
            for secret in secrets {
                assert!(!text.contains(&secret), "{secret} in {pdf:?}");
            }
            texts += 1;
        }
    }
    assert!(texts > 30, "{texts}");
}

/// A paper of the worked case, in the place of a scan.
fn paper(name: &str) -> PathBuf {
    crate::support::case("card-litigation").join("evidence").join(name)
}

/// The scan is filed as the version that left: `show` names it beside its draft, by the hashes of both, and keeps it when
/// a later draft takes the draft's place. Undoing takes milestone and scan back together.
#[test]
fn the_scan_that_left_is_filed_beside_its_draft() {
    let room = Room::with_case("card-litigation");
    let scan = paper("contract.pdf");
    let scan = scan.to_str().unwrap();
    let record = ["record", CARD, "pre-action/demand-sent", "--on", "2026-11-20", "--evidence", scan];
    let sent = |kind: &'static str| [&record[..], &["--as-sent", kind]].concat();
    shows(&room, "record-sent-no-draft", &sent("demand-letter"));
    ends(&room, 0, &["draft", "demand-letter", CARD]);
    ends(&room, 0, &["draft", "demand-letter", CARD, "--redact"]);
    ends(&room, 4, &sent("complaint"));
    let twice = [&sent("demand-letter")[..], &["--as-sent", "demand-letter"]].concat();
    ends(&room, 2, &twice);
    shows(&room, "record-sent", &sent("demand-letter"));
    let documents = room.json(&["show", CARD])["documents"].clone();
    let left = &documents[0];
    assert_eq!((&left["kind"], &left["redacted"]), (&"demand-letter".into(), &false.into()));
    assert_eq!(left["sent"][0]["milestone"], "demand-sent");
    assert_eq!(left["sent"][0]["on"], "2026-11-20");
    let hash = sucheng::papers::hash::of_bytes(&std::fs::read(paper("contract.pdf")).unwrap());
    assert_eq!(left["sent"][0]["sha256"], hash);
    assert!(documents[1]["sent"].as_array().unwrap().is_empty(), "the masked twin did not leave");
    shows(&room, "show-sent", &["show", CARD]);
    amend(&room, "contract.number=HT-2021-0457");
    ends(&room, 0, &["draft", "demand-letter", CARD]);
    let documents = room.json(&["show", CARD])["documents"].clone();
    assert_eq!((&documents[0]["replaced"], &documents[2]["sent"]), (&true.into(), &serde_json::json!([])));
    assert_eq!(documents[0]["sent"][0]["sha256"], hash);
    ends(&room, 0, &["verify"]);
    for _ in 0..3 {
        ends(&room, 0, &["undo", "--account", CARD]);
    }
    assert_eq!(room.json(&["show", CARD])["documents"][0]["sent"], serde_json::json!([]));
}

/// Among the parties, numbers and mailboxes stand whole on their line: nothing is justified there that they would tear.
#[test]
fn what_identifies_a_party_stands_on_one_line() {
    let room = all_cases();
    let pages = |account: &str, kind: &str, file: &str| {
        ends(&room, 0, &["draft", kind, account]);
        let pdf = room.path().join("out").join(account).join(file);
        text_of(&pdf, "what_identifies_a_party_stands_on_one_line")
    };
    let Some(card) = pages(CARD, "complaint", "01民事起诉状.pdf") else { return };
    let whole = |text: &str, run: &str| assert!(text.lines().any(|l| l.contains(run)), "{run} in {text}");
    whole(&card, "creditor@bank.example");
    whole(&card, "91110102MA0000A199");
    whole(&card, "110101198503153011");
    let Some(power) = pages(CARD, "power-of-attorney", "03授权委托书.pdf") else { return };
    whole(&power, "11101201510000000");
    let Some(guaranteed) = pages("PL-2026-000217", "complaint", "01民事起诉状.pdf") else { return };
    whole(&guaranteed, "gong@example.com");
    whole(&guaranteed, "91330102MA0000B74B");
}
