//! `sucheng draft` over many accounts: killed, interrupted, run twice, handed to a court, with templates that misbehave.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::{all_cases, edited, ends, shows};
use crate::support::{Room, case, installed};

/// So many accounts of the worked card case, under names of their own.
fn many(count: usize) -> Room {
    let room = Room::workspace();
    let facts = std::fs::read_to_string(case("card-litigation").join("case.yaml")).unwrap();
    // Statements, contacts and papers make importing slow and are not what is tested here.
    let facts: String =
        facts.lines().take_while(|l| !l.starts_with("evidence:")).map(|l| format!("{l}\n")).collect();
    let kept = |l: &&str| !["contacts:", "milestones:", "  ledger:"].iter().any(|k| l.starts_with(k));
    for n in 1..=count {
        let facts = facts.replace("CC-2026-000123", &format!("CC-2026-{n:06}"));
        let facts: String = facts.lines().filter(kept).map(|l| format!("{l}\n")).collect();
        room.write(&format!("in/{n:04}/case.yaml"), facts);
    }
    ends(&room, 0, &["import", "in"]);
    room
}

/// Files below a folder of the room.
fn files(room: &Room, dir: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![room.path().join(dir)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

fn is_whole(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.starts_with(b"%PDF-1.7") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}

fn begin(room: &Room, args: &[&str]) -> Child {
    room.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until so many documents lie below `out`.
fn until(room: &Room, count: usize, child: &mut Child) {
    let pdf = |p: &PathBuf| p.extension().is_some_and(|e| e == "pdf");
    while files(room, "out").iter().filter(|p| pdf(p)).count() < count {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was ended");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A run that is killed leaves whole files and whole records; the next one does the rest and sweeps up.
#[test]
fn a_killed_batch_goes_on_where_it_was() {
    let room = many(150);
    for so_far in [3, 70] {
        let mut child = begin(&room, &["draft", "complaint", "--all", "--jobs", "2", "--changed-only"]);
        until(&room, so_far, &mut child);
        child.kill().unwrap();
        child.wait().unwrap();
        for path in files(&room, "out") {
            let half = path.extension().is_some_and(|e| e == "part");
            assert!(half || is_whole(&path), "{}", path.display());
        }
        // As if the kill had fallen between writing and renaming.
        room.write("out/CC-2026-000001/.sucheng-k1ll3d.part", "%PDF-1.7 half");
    }
    let answer = room.json(&["draft", "complaint", "--all", "--changed-only"]);
    let count = |list: &str| answer[list].as_array().unwrap().len();
    assert_eq!((count("drafted") + count("unchanged"), count("failed")), (150, 0));
    // At least the first 64 accounts, which are recorded together, were done before the second kill.
    assert!(count("unchanged") >= 64, "{} unchanged", count("unchanged"));
    let all = files(&room, "out");
    assert_eq!(all.len(), 150, "{all:?}");
    assert!(all.iter().all(|p| is_whole(p)));
    let again = room.json(&["draft", "complaint", "--all", "--changed-only"]);
    assert_eq!(again["unchanged"].as_array().unwrap().len(), 150);
    assert_eq!(room.json(&["verify"])["sound"], true);
}

/// Ctrl-C: what is under way is finished, what is finished is recorded, and the exit code says so.
#[cfg(unix)]
#[test]
fn an_interrupted_batch_records_what_is_done() {
    let room = many(150);
    let mut child = begin(&room, &["draft", "complaint", "--all", "--jobs", "1"]);
    until(&room, 10, &mut child);
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let done = files(&room, "out").len();
    assert!((10..150).contains(&done), "{done}");
    let answer = room.json(&["draft", "complaint", "--all", "--changed-only"]);
    assert_eq!(answer["unchanged"].as_array().unwrap().len(), done, "every file has its record");
    assert_eq!(answer["interrupted"], false);
}

#[test]
fn a_second_run_at_once_is_refused() {
    let room = many(2);
    // One that is busy for as long as a document may take.
    letter(&room, &format!("{HEAD}#for i in range(1000000) {{ for j in range(1000000) {{ }} }}"));
    let mut child = begin(&room, &["draft", "complaint,demand-letter", "--all", "--jobs", "1"]);
    until(&room, 1, &mut child);
    ends(&room, 6, &["draft", "complaint", "--all"]);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The list of failures has a row for each, and goes when there are none.
#[test]
fn failures_are_listed_beside_the_documents() {
    let room = all_cases();
    ends(&room, 3, &["draft", "complaint", "OL-2026-001508", "PL-2026-000217", "MF-2026-000045"]);
    let list = room.read("out/failed.csv");
    let lines: Vec<&str> = list.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!(lines[0], "account,kind,code,field,message,hint,older_file");
    let answer =
        room.json(&["draft", "complaint", "OL-2026-001508", "PL-2026-000217", "MF-2026-000045", "-o", "o"]);
    let failed = answer["failed"].as_array().unwrap();
    assert_eq!(lines.len() - 1, failed.len());
    for f in failed {
        let head = format!("{},complaint,{},", f["account"].as_str().unwrap(), f["code"].as_str().unwrap());
        assert!(lines.iter().any(|l| l.starts_with(&head)), "{head} in {list}");
    }
    assert!(answer["failed_list"].as_str().unwrap().ends_with("failed.csv"));
    ends(&room, 0, &["draft", "complaint", "CC-2026-000123", "PL-2026-000217"]);
    assert!(!room.path().join("out/failed.csv").exists());
}

/// law-cn.md §8: `{seq}_{被告姓名}_{身份证后4位}`. Two accounts of one person are two folders, and keep them.
#[test]
fn folders_as_a_court_takes_them_in() {
    let room = many(3);
    let first = room.json(&["draft", "complaint", "--all", "--layout", "court", "-o", "court"]);
    let folders = |answer: &serde_json::Value, list: &str| -> BTreeSet<String> {
        let of = |d: &serde_json::Value| {
            let path = PathBuf::from(d["path"].as_str().unwrap());
            path.parent().unwrap().file_name().unwrap().to_str().unwrap().to_owned()
        };
        answer[list].as_array().unwrap().iter().map(of).collect()
    };
    let expected = ["0001_李示例_3011", "0002_李示例_3011", "0003_李示例_3011"].map(str::to_owned);
    assert_eq!(folders(&first, "drafted"), BTreeSet::from(expected.clone()));
    assert_eq!(
        room.read("court/folders.csv"),
        "seq,account,folder\n1,CC-2026-000001,0001_李示例_3011\n2,CC-2026-000002,0002_李示例_3011\n3,CC-2026-000003,0003_李示例_3011\n"
    );
    let one = ["draft", "complaint", "CC-2026-000002", "--layout", "court", "-o", "court"];
    let again = room.json(&[&one[..], &["--changed-only"]].concat());
    assert_eq!(folders(&again, "unchanged"), BTreeSet::from([expected[1].clone()]));
    let masked = room.json(&[&one[..], &["--redact"]].concat());
    assert_eq!(folders(&masked, "drafted"), BTreeSet::from(["0002_李某某".to_owned()]));
    assert!(!format!("{:?}", files(&room, "court")).contains("110101198503153011"));
    assert_eq!(room.json(&["verify"])["sound"], true);

    let settings = room.read("sucheng.yaml");
    let export = "export:\n  courts:\n    - {court: 北京市西城区人民法院, folder: '{批次}-{seq}'}\n";
    room.write("sucheng.yaml", format!("{settings}\n{export}"));
    let own = room.json(&["draft", "complaint", "--all", "--layout", "court", "-o", "own"]);
    assert!(folders(&own, "drafted").contains("2026Q3-01-0001"), "{own}");
    room.write("sucheng.yaml", format!("{settings}\nexport: {{folder: '{{被告姓名}}'}}\n"));
    shows(&room, "draft-folder-pattern", &["draft", "complaint", "--all", "--layout", "court", "-o", "x"]);
}

/// A template of the workspace, in the place of the demand letter.
fn letter(room: &Room, page: &str) {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn/demand-letter");
    super::copy(&built_in, &room.path().join("templates/cn/demand-letter"));
    room.write("templates/cn/demand-letter/page.typ", page);
}

const HEAD: &str =
    "#set document(title: \"函\")\n#set text(lang: \"zh\", font: json(\"/fonts.json\").body)\n";

/// What a template does that never ends, takes all memory or reaches outside: each is stopped, and the complaint beside
/// it is drafted.
#[test]
fn a_template_that_misbehaves_is_stopped_and_the_rest_is_done() {
    let room = Room::with_case("card-litigation");
    for (page, code) in [
        ("#while true { }", "E-DRAFT-TEMPLATE"),
        ("#for i in range(1000000) { for j in range(1000000) { } }", "E-DRAFT-TIME"),
        ("#{ let s = \"甲乙丙丁\"; for i in range(60) { s = s + s } }", "E-DRAFT-MEMORY"),
        ("#let f(x) = f(x + 1)\n#f(1)", "E-DRAFT-TEMPLATE"),
        ("#read(\"/etc/passwd\")", "E-DRAFT-TEMPLATE"),
        ("#read(\"../complaint/page.typ\")", "E-DRAFT-TEMPLATE"),
        ("#read(\"/cn/../../sucheng.yaml\")", "E-DRAFT-TEMPLATE"),
        ("#import \"@preview/cetz:0.3.0\"", "E-DRAFT-TEMPLATE"),
    ] {
        letter(&room, &format!("{HEAD}{page}"));
        let begun = std::time::Instant::now();
        let output = room
            .command(&["draft", "demand-letter,complaint", "CC-2026-000123", "--json"])
            .env("SUCHENG_TEMPLATE_SECONDS", if code == "E-DRAFT-TIME" { "2" } else { "60" })
            .output()
            .unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(3), "{page}: {answer}");
        assert_eq!(answer["drafted"][0]["kind"], "complaint", "{page}");
        assert_eq!(answer["failed"][0]["kind"], "demand-letter", "{page}");
        assert_eq!(answer["failed"][0]["code"], code, "{page}: {answer}");
        assert!(begun.elapsed() < Duration::from_secs(50), "{page}: {:?}", begun.elapsed());
    }
}

/// A template that always loops costs a batch of any length three times its limit and no more.
#[test]
fn a_template_that_always_loops_is_given_up() {
    let room = many(8);
    letter(&room, &format!("{HEAD}#for i in range(1000000) {{ for j in range(1000000) {{ }} }}"));
    let output = room
        .command(&["draft", "demand-letter,complaint", "--all", "--jobs", "1", "--json"])
        .env("SUCHENG_TEMPLATE_SECONDS", "1")
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<&str> =
        answer["failed"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|c| **c == "E-DRAFT-TIME").count(), 3, "{codes:?}");
    assert_eq!(codes.iter().filter(|c| **c == "E-DRAFT-GIVEN-UP").count(), 5, "{codes:?}");
    assert_eq!(answer["drafted"].as_array().unwrap().len(), 8);
}

/// What a process of its own prints is what this one would print: a template that differs in a comment alone gives the
/// same pages, and `verify` finds the same bytes.
#[test]
fn a_template_of_the_workspace_prints_and_verifies() {
    let room = Room::with_case("card-litigation");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/cn/demand-letter/page.typ");
    let built_in = room.json(&["draft", "demand-letter", "CC-2026-000123", "-o", "a"]);
    letter(&room, &(std::fs::read_to_string(page).unwrap() + "\n// of this firm\n"));
    let own = room.json(&["draft", "demand-letter", "CC-2026-000123", "-o", "b"]);
    assert_eq!(own["drafted"][0]["pages"], built_in["drafted"][0]["pages"]);
    let findings = room.json(&["verify"]);
    let of = |path: &str| {
        let all = findings["findings"].as_array().unwrap();
        all.iter().find(|f| f["what"].as_str().unwrap().starts_with(path)).unwrap()["result"].clone()
    };
    assert_eq!((of("b/"), of("a/")), ("same".into(), "not-comparable".into()));
    // Thrice at once, in processes of their own.
    let one = room.json(&["draft", "demand-letter", "CC-2026-000123", "--jobs", "4", "-o", "c"]);
    assert_eq!(one["drafted"][0]["sha256"], own["drafted"][0]["sha256"]);
}

/// 1 MB as a name. Whoever gets it past the import would meet the press, which refuses it too.
#[test]
fn a_name_of_a_megabyte_is_refused_and_the_rest_is_done() {
    let room = Room::with_case("card-litigation");
    let long = edited(&room, "loan-guarantor", &[]);
    let file = long.join("case.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let at = text.find("name: ").unwrap() + "name: ".len();
    std::fs::write(&file, format!("{}{}{}", &text[..at], "长".repeat(350_000), &text[at..])).unwrap();
    let run = room.run(&["import", long.to_str().unwrap()]);
    assert_eq!(run.status, 3, "{}", run.stderr.chars().take(500).collect::<String>());
    assert!(run.stderr.len() + run.stdout.len() < 20_000, "the name is not repeated in full");
    ends(&room, 0, &["draft", "complaint", "--all"]);
}

/// 㛃 U+36C3, 𬭚 U+2CB5A, 䶮 U+4DAE, 𠅤 U+20164 print; 𲎯 U+323AF of Extension H, which no packaged font has, stops its
/// document and no other, named with the field of the case.
#[test]
fn rare_characters_print_and_one_without_a_glyph_stops_its_document_alone() {
    let room = Room::workspace();
    for (dir, account, name) in
        [("a", "CC-2026-000001", "㛃𬭚䶮𠅤"), ("b", "CC-2026-000002", "李\u{323AF}例")]
    {
        let from = edited(&room, "card-litigation", &[("李示例", name), ("CC-2026-000123", account)]);
        for csv in ["milestones.csv", "contacts.csv"] {
            let text = std::fs::read_to_string(from.join(csv)).unwrap();
            std::fs::write(from.join(csv), text.replace("李示例", name).replace("CC-2026-000123", account))
                .unwrap();
        }
        std::fs::rename(from, room.path().join(dir)).unwrap();
    }
    ends(&room, 0, &["import", "a", "b"]);
    let answer = room.json(&["draft", "complaint,evidence-list", "--all"]);
    let failed = &answer["failed"][0];
    assert_eq!(
        (&failed["account"], &failed["code"]),
        (&"CC-2026-000002".into(), &"E-DRAFT-GLYPH".into()),
        "{answer}"
    );
    assert_eq!(failed["field"], "debtors[0].name");
    assert!(failed["message"].as_str().unwrap().contains("U+323AF"), "{failed}");
    assert!(failed["hint"].as_str().unwrap().contains("sucheng amend CC-2026-000002"), "{failed}");
    let test = "rare_characters_print_and_one_without_a_glyph_stops_its_document_alone";
    if !installed("pdftotext", "poppler-utils", test) {
        return;
    }
    let pdf = room.path().join("out/CC-2026-000001/01民事起诉状.pdf");
    let text = super::draft::text_of(&pdf, test).unwrap();
    assert!(text.contains("㛃𬭚䶮𠅤"), "{text}");
}
