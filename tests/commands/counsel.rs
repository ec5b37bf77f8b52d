//! `sucheng bundle --for counsel`: the package, opened by other programs and read back.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;
use sucheng::papers::Package;

use super::{all_cases, ends};
use crate::support::{Room, installed, python_with};

const CARD: &str = "CC-2026-000123";
const SETTLED: &str = "MF-2026-000045";
const WORDS: &str = "口令 correct horse";

fn run(room: &Room, args: &[&str]) -> crate::support::Run {
    room.seen(room.command(args).env("BUNDLE_WORDS", WORDS).output().unwrap())
}

fn answer(room: &Room, args: &[&str]) -> Value {
    let run = run(room, &[args, &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
}

/// The files of a package that is not encrypted.
fn opened(room: &Room, account: &str) -> BTreeMap<String, Vec<u8>> {
    let bytes = std::fs::read(room.path().join(format!("out/counsel/{account}-counsel.zip"))).unwrap();
    Package::open(&bytes).unwrap().parts
}

fn unpacked(room: &Room, account: &str, to: &str) {
    for (name, bytes) in opened(room, account) {
        room.write(&format!("{to}/{name}"), bytes);
    }
}

/// What `import` recorded of each account.
fn facts(room: &Room) -> BTreeMap<String, Value> {
    fn cases(value: &Value, found: &mut BTreeMap<String, Value>) {
        if value["type"] == "imported" {
            found.insert(value["case"]["account"].as_str().unwrap().to_owned(), value["case"].clone());
        }
        match value {
            Value::Object(map) => map.values().for_each(|v| cases(v, found)),
            Value::Array(list) => list.iter().for_each(|v| cases(v, found)),
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    for line in room.run(&["registry", "export"]).stdout.lines() {
        cases(&serde_json::from_str(line).unwrap(), &mut found);
    }
    found
}

/// Every worked case, packed, unpacked and imported into a workspace of its own, has the same facts and milestones.
#[test]
fn what_counsel_imports_is_what_was_packed() {
    let room = all_cases();
    assert_eq!(run(&room, &["bundle", "--all", "--for", "counsel"]).status, 0);
    let other = Room::workspace();
    let all: Vec<String> = facts(&room).keys().cloned().collect();
    assert_eq!(all.len(), 6);
    for account in &all {
        unpacked(&room, account, account);
        ends(&other, 0, &["import", room.path().join(account).to_str().unwrap()]);
    }
    assert_eq!(facts(&room), facts(&other));
    for account in &all {
        for key in ["milestones", "money", "evidence", "deadlines"] {
            assert_eq!(
                room.json(&["show", account])[key],
                other.json(&["show", account])[key],
                "{account} {key}"
            );
        }
    }
}

/// Texts that YAML, CSV and spreadsheets are known to spoil; payments and corrections that came after the import.
#[test]
fn difficult_texts_survive() {
    let room = Room::workspace();
    room.write(
        "in/case.yaml",
        "schema: sucheng/case/v1\naccount: \"007\"\nproduct: credit-card\nhandler: {name: \"yes: #1 - 'x' \\\"y\\\" \\\\ [a] {b} & *c !d | %e @f `g`\"}\n\
         creditor: null\ndebtors:\n- {role: primary, name: 龚𬭚, phones: [\"0086138\", \"=1+1\"], employer: \"null\", domicile: \"~\"}\n\
         contract: {number: \"0001e5\", title: \"1_000\", loan_number: \"0x10\"}\n\
         debt: {as_of: 2026-06-30, principal: \"100.00\", ledger: a/b.csv}\ncontacts: c.csv\n",
    );
    room.write("in/a/b.csv", "date,kind,amount,memo\n2026-01-05,purchase,5.00,\"商户,\"\"甲\"\";乙\"\n2026-01-06,payment,1.00,'=SUM(A1)\n");
    room.write(
        "in/c.csv",
        "at,channel,party,to,outcome,summary\n2026-03-02 10:15,phone,debtor,'+8613800000001,reached,'-x\n",
    );
    ends(&room, 0, &["import", "in"]);
    room.write("p.csv", "account,on,amount,from,reference\n007,2026-07-15,10.00,某甲,0000123\n");
    ends(&room, 0, &["pay", "--file", "p.csv"]);
    ends(&room, 0, &["amend", "007", "--set", "debt.overdue_since=2025-11-06", "--reason", "核对"]);
    ends(&room, 0, &["bundle", "007", "--for", "counsel"]);
    unpacked(&room, "007", "x");
    let other = Room::workspace();
    ends(&other, 0, &["import", room.path().join("x").to_str().unwrap()]);
    let (mut before, after) = (facts(&room)["007"].clone(), facts(&other)["007"].clone());
    assert_eq!(before["contacts"][0]["to"], "+8613800000001");
    before["debt"]["overdue_since"] = "2025-11-06".into();
    before["payments"] =
        serde_json::json!([{"on": "2026-07-15", "amount": "10.00", "from": "某甲", "reference": "0000123"}]);
    assert_eq!(before, after);
}

/// 7-Zip and pyzipper open it with the passphrase and not without; coreutils check the manifest.
#[test]
fn other_programs_open_it_with_the_passphrase_only() {
    let room = all_cases();
    let made = answer(
        &room,
        &["bundle", CARD, "--for", "counsel", "-o", "给 律师", "--passphrase-env", "BUNDLE_WORDS"],
    );
    let bundle = &made["bundles"][0];
    let path = room.path().join("给 律师/CC-2026-000123-counsel.zip");
    assert_eq!(bundle["path"], "[ROOM]/给 律师/CC-2026-000123-counsel.zip", "absolute");
    let sum = Command::new("sha256sum").arg(&path).output().unwrap();
    assert!(String::from_utf8_lossy(&sum.stdout).starts_with(bundle["sha256"].as_str().unwrap()));
    let test = "other_programs_open_it_with_the_passphrase_only";
    if installed("7z", "p7zip-full", test) {
        let open = |words: &str, to: &str| {
            let mut command = Command::new("7z");
            command.args(["x", "-y", &format!("-p{words}"), &format!("-o{to}")]).arg(&path);
            command.env("LC_ALL", "C.UTF-8").current_dir(room.path()).output().unwrap().status.success()
        };
        assert!(!open("another one", "bad"));
        assert!(open(WORDS, "good"));
        let check = Command::new("sha256sum")
            .args(["-c", "--strict", "SHA256SUMS"])
            .env("LC_ALL", "C.UTF-8")
            .current_dir(room.path().join("good"))
            .output()
            .unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
        let lines = room.read("good/SHA256SUMS").lines().count();
        assert_eq!(lines, bundle["files"].as_array().unwrap().len(), "the manifest names every other file");
        assert!(room.read("good/说明.txt").contains("7-Zip"));
    }
    let Some(python) = python_with("pyzipper", "pyzipper (pip)", test) else { return };
    let script = "import sys, pyzipper\n\
        z = pyzipper.AESZipFile(sys.argv[1]); z.setpassword(sys.argv[2].encode())\n\
        assert z.testzip() is None\n\
        assert all(i.wz_aes_version == 2 and i.wz_aes_strength == 3 for i in z.infolist())\n\
        assert any(i.filename == '说明.txt' and i.flag_bits & 0x800 for i in z.infolist())\n\
        assert not any(i.CRC for i in z.infolist())\n";
    let run = Command::new(python).args(["-c", script]).arg(&path).arg(WORDS).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn passphrases_that_protect_nothing_are_refused() {
    let room = all_cases();
    for (env, code) in
        [(None, "E-PASSPHRASE-ENV"), (Some(""), "E-PASSPHRASE-ENV"), (Some("1234567"), "E-PASSPHRASE-SHORT")]
    {
        let mut command =
            room.command(&["bundle", CARD, "--for", "counsel", "--passphrase-env", "BUNDLE_SHORT"]);
        if let Some(words) = env {
            command.env("BUNDLE_SHORT", words);
        }
        let run = room.seen(command.output().unwrap());
        assert!(run.status == 2 && run.stderr.contains(code), "{run}");
    }
    room.write("short", "\n");
    let run = ends(&room, 2, &["bundle", CARD, "--for", "counsel", "--passphrase-file", "short"]);
    assert!(run.stderr.contains("E-PASSPHRASE-SHORT"), "{run}");
    assert!(!room.path().join("out/counsel").exists());
    // What is not said on purpose is said loudly.
    let run = ends(&room, 0, &["bundle", CARD, "--for", "counsel", "-q"]);
    assert!(!run.stderr.contains("BUNDLE_WORDS"));
    let told = answer(&room, &["bundle", CARD, "--for", "counsel"]);
    let codes: Vec<&str> = told["bundles"][0]["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"W-BUNDLE-PLAIN"), "{codes:?}");
    // Who reads JSON from stdout is told on stderr all the same.
    let run = ends(&room, 0, &["bundle", CARD, "--for", "counsel", "--json"]);
    assert!(run.stderr.contains("W-BUNDLE-PLAIN"), "{run}");
}

/// What was never drafted, what is stale and what someone edited is named, inside and in the answer; the rest is there.
#[test]
fn what_is_missing_is_named() {
    let room = all_cases();
    ends(&room, 0, &["draft", "complaint", CARD]);
    ends(&room, 0, &["draft", "debt-statement,evidence-list", CARD]);
    ends(&room, 0, &["pay", CARD, "100.00", "--on", "2026-11-20"]);
    ends(&room, 0, &["draft", "complaint", CARD]);
    room.write("out/CC-2026-000123/04证据目录.pdf", "edited");
    let made = answer(&room, &["bundle", CARD, "--for", "counsel"]);
    let missing = made["bundles"][0]["missing"].as_array().unwrap();
    let why = |kind: &str, format: &str| {
        let found = missing.iter().find(|m| m["kind"] == kind && m["format"] == format);
        found.map(|m| m["why"].as_str().unwrap().to_owned())
    };
    let warnings = made["bundles"][0]["warnings"].as_array().unwrap();
    let hint = warnings.iter().find(|w| w["code"] == "W-BUNDLE-MISSING").unwrap()["hint"].as_str().unwrap();
    assert!(hint.contains("sucheng draft ") && hint.contains("debt-statement"), "{hint}");
    assert!(hint.contains("CC-2026-000123 --format pdf,docx"), "{hint}");
    assert_eq!(why("complaint", "pdf"), None);
    assert_eq!(why("complaint", "docx").as_deref(), Some("not-drafted"));
    assert_eq!(why("debt-statement", "pdf").as_deref(), Some("stale"));
    assert_eq!(why("evidence-list", "pdf").as_deref(), Some("changed"));
    assert_eq!(why("power-of-attorney", "pdf").as_deref(), Some("not-drafted"));
    let files = opened(&room, CARD);
    assert_eq!(
        files["文书/01民事起诉状.pdf"],
        std::fs::read(room.path().join("out/CC-2026-000123/01民事起诉状.pdf")).unwrap()
    );
    assert!(!files.contains_key("文书/04证据目录.pdf") && !files.contains_key("文书/05债务明细计算表.pdf"));
    let readme = String::from_utf8(files["说明.txt"].clone()).unwrap();
    assert!(
        readme.contains("债务明细计算表 (pdf)：已过期") && readme.contains("民事起诉状 (docx)：未起草"),
        "{readme}"
    );
    // The number of the identity card stands in no name and in no guide.
    assert!(readme.contains("110101********3011") && !readme.contains("110101198503153011"));
    assert!(files.keys().all(|name| !name.contains("110101198503153011")));
}

/// A file that is not what was taken in never leaves, and one account does not keep the others back.
#[test]
fn changed_evidence_stops_its_own_package_only() {
    let room = all_cases();
    let shown = room.json(&["show", CARD]);
    let sha256 =
        shown["evidence"].as_array().unwrap().iter().find(|e| e["id"] == "contract").unwrap()["sha256"]
            .clone();
    let sha256 = sha256.as_str().unwrap().to_owned();
    room.write(&format!("evidence/{}/{sha256}.pdf", &sha256[..2]), "other");
    let run = run(&room, &["bundle", CARD, SETTLED, "--for", "counsel", "--json"]);
    assert_eq!(run.status, 3, "{run}");
    let made: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(made["bundles"][0]["account"], SETTLED);
    assert_eq!(made["failed"][0]["code"], "E-DRAFT-EVIDENCE-CHANGED");
    assert!(!room.path().join("out/counsel/CC-2026-000123-counsel.zip").exists());
    // No evidence of another account is in it.
    let own: Vec<Value> = room.json(&["show", SETTLED])["evidence"].as_array().unwrap().clone();
    let sums = String::from_utf8(opened(&room, SETTLED)["SHA256SUMS"].clone()).unwrap();
    for line in sums.lines().filter(|line| line.contains("  evidence/")) {
        assert!(own.iter().any(|e| line.starts_with(e["sha256"].as_str().unwrap_or("-"))), "{line}");
    }
    ends(&room, 7, &["bundle", CARD, "--for", "counsel"]);
}

#[test]
fn the_same_facts_give_the_same_archive_and_a_dry_run_none() {
    let room = Room::with_case("settled");
    let dry = answer(&room, &["bundle", SETTLED, "--for", "counsel", "--dry-run"]);
    assert_eq!((dry["dry_run"].as_bool(), dry["bundles"].as_array().unwrap().len()), (Some(true), 1));
    assert!(!room.path().join("out/counsel").exists());
    let first = answer(&room, &["bundle", SETTLED, "--for", "counsel"])["bundles"][0]["sha256"].clone();
    let again = answer(&room, &["bundle", SETTLED, "--for", "counsel"])["bundles"][0]["sha256"].clone();
    assert_eq!(first, again);
    assert!(room.run(&["registry", "export"]).stdout.contains("\"bundled\""));
    // An archive is checked by its hash.
    let result = |room: &Room| {
        let seen: Value = serde_json::from_str(&room.run(&["verify", SETTLED, "--json"]).stdout).unwrap();
        let all = seen["findings"].as_array().or(seen["verified"].as_array()).unwrap().clone();
        let zip = all.iter().find(|f| f["what"].as_str().unwrap().ends_with("counsel.zip")).unwrap().clone();
        zip["result"].as_str().unwrap().to_owned()
    };
    assert_eq!(result(&room), "same");
    room.write("out/counsel/MF-2026-000045-counsel.zip", "other");
    assert_eq!(result(&room), "changed");
}

/// The court bundle and the package come in two appends of one command; undo takes both back at once, and the next
/// command after that.
#[test]
fn undo_takes_back_a_command_that_appended_twice() {
    let room = all_cases();
    ends(&room, 0, &["bundle", CARD, "--for", "counsel"]);
    let undone = room.json(&["undo"]);
    assert_eq!(undone["undone"], serde_json::json!([{"account": CARD, "events": ["bundled", "bundled"]}]));
    let run = ends(&room, 0, &["undo", "--dry-run"]);
    assert!(!run.stdout.contains("bundle"), "{run}");
}

/// The plan is what comes: the same files under the same names, the court bundle named beside the package.
#[test]
fn a_dry_run_says_what_the_run_does() {
    let room = all_cases();
    let said = |value: Value| {
        let bundle = &value["bundles"][0];
        let names = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap().to_owned()).collect()
        };
        let codes: Vec<String> =
            bundle["warnings"].as_array().unwrap().iter().map(|w| w["code"].to_string()).collect();
        (names(&bundle["files"]), names(&bundle["court"]), codes, bundle["missing"].clone())
    };
    let dry = said(room.json(&["bundle", CARD, "--for", "counsel", "--dry-run"]));
    assert!(!room.path().join("out").join("court").exists());
    let run = said(room.json(&["bundle", CARD, "--for", "counsel"]));
    assert_eq!(dry, run);
    assert!(run.0.iter().any(|path| path.starts_with("法院案卷/")) && !run.1.is_empty(), "{run:?}");
    let shown = ends(&room, 0, &["bundle", CARD, "--for", "counsel"]);
    assert!(shown.stdout.contains("out/court/"), "{shown}");
}

/// What was sent encrypted once is not laid open by leaving an option out.
#[test]
fn an_encrypted_package_is_not_replaced_by_an_open_one() {
    let room = Room::with_case("settled");
    let locked = ["bundle", SETTLED, "--for", "counsel", "--passphrase-env", "BUNDLE_WORDS"];
    assert_eq!(run(&room, &locked).status, 0);
    let path = room.path().join("out/counsel/MF-2026-000045-counsel.zip");
    let before = std::fs::read(&path).unwrap();
    let refused = room.run(&["bundle", SETTLED, "--for", "counsel"]);
    assert!(refused.status != 0 && refused.stderr.contains("E-BUNDLE-ENCRYPTED"), "{refused}");
    assert!(std::fs::read(&path).unwrap() == before);
    assert_eq!(run(&room, &locked).status, 0, "another encrypted one may");
    std::fs::remove_file(&path).unwrap();
    ends(&room, 0, &["bundle", SETTLED, "--for", "counsel"]);
    ends(&room, 0, &["bundle", SETTLED, "--for", "counsel"]);
    let court = ends(&room, 2, &["bundle", SETTLED, "--for", "court", "--passphrase-file", "x"]);
    assert!(court.stderr.contains("E-PASSPHRASE-COURT"), "{court}");
}

/// Everything in `out` holds personal data: files 0600, folders 0700.
#[cfg(unix)]
#[test]
fn bundles_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let room = all_cases();
    ends(&room, 0, &["bundle", CARD, "--for", "counsel", "-o", "new/deep"]);
    for profile in ["single", "split"] {
        room.run(&["bundle", CARD, "--for", "court", "--profile", profile]);
    }
    let (mut folders, mut seen) = (vec![room.path().join("out/court"), room.path().join("new")], 0);
    while let Some(folder) = folders.pop() {
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "{folder:?}");
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            seen += 1;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
        }
    }
    assert!(seen > 2, "{seen}");
}

/// Papers of milestones lie in the package under a number and a title; that an import leaves them there is said.
#[test]
fn papers_of_milestones_are_named_and_what_becomes_of_them_is_said() {
    let room = all_cases();
    let scan = concat!(env!("CARGO_MANIFEST_DIR"), "/cases/online-arbitration/evidence/contract.pdf");
    ends(&room, 0, &["record", CARD, "pre-action/demand-sent", "--on", "2026-11-20", "--evidence", scan]);
    let made = answer(&room, &["bundle", CARD, "--for", "counsel"]);
    let missing = made["bundles"][0]["missing"].as_array().unwrap();
    assert!(missing.iter().any(|m| m["kind"] == "milestone-papers" && m["why"] == "not-imported"), "{made}");
    let files = opened(&room, CARD);
    assert!(files.keys().any(|name| name.starts_with("节点材料/01-2026-11-20")), "{:?}", files.keys());
    assert!(
        String::from_utf8(files["说明.txt"].clone()).unwrap().contains("sucheng import 不会将其附于节点")
    );
}

/// A firm's own kind goes along, under its title, also where its template is gone; then it says that it is out of date only
/// if it is.
#[test]
fn a_firms_own_kind_goes_along() {
    let room = all_cases();
    ends(&room, 0, &["template", "new", "our-letter", "--from", "demand-letter"]);
    ends(&room, 0, &["draft", "our-letter", CARD, "--format", "pdf,docx"]);
    answer(&room, &["bundle", CARD, "--for", "counsel"]);
    let letter = "文书/11催收函（our-letter）.docx";
    assert!(opened(&room, CARD).contains_key(letter));
    std::fs::remove_dir_all(room.path().join("templates/cn/our-letter")).unwrap();
    answer(&room, &["bundle", CARD, "--for", "counsel"]);
    assert!(opened(&room, CARD).contains_key(letter));
    ends(&room, 0, &["pay", CARD, "100.00", "--on", "2026-11-20"]);
    let made = answer(&room, &["bundle", CARD, "--for", "counsel"]);
    let missing = made["bundles"][0]["missing"].as_array().unwrap();
    let stale = missing.iter().filter(|m| m["kind"] == "our-letter" && m["why"] == "stale").count();
    assert_eq!(stale, 2, "{missing:?}");
    assert!(!opened(&room, CARD).contains_key(letter));
}
