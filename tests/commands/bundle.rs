//! `sucheng bundle --for court`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{ends, shows, writes_nothing};
use crate::support::{Room, installed};

pub const CARD: &str = "CC-2026-000123";

pub fn bundled(room: &Room, args: &[&str]) -> Value {
    let mut all = vec!["bundle", "--for", "court"];
    all.extend(args);
    let answer = room.json(&all);
    assert_eq!(answer["schema"], "sucheng/bundle/v1");
    answer
}

pub fn real(room: &Room, path: &Value) -> PathBuf {
    PathBuf::from(
        path.as_str().unwrap().replace("[ROOM]", room.path().canonicalize().unwrap().to_str().unwrap()),
    )
}

/// What poppler reads on a page, from 1, without white space.
pub fn text(pdf: &Path, page: usize) -> String {
    let page = page.to_string();
    let run = Command::new("pdftotext")
        .args(["-layout", "-f", &page, "-l", &page])
        .arg(pdf)
        .arg("-")
        .output()
        .unwrap();
    String::from_utf8(run.stdout).unwrap()
}

/// The number at the top right of a page: the first line that has anything, by poppler.
fn stamped(pdf: &Path, page: usize) -> String {
    let text = text(pdf, page);
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    first.split_whitespace().last().unwrap_or_default().to_owned()
}

/// The rows of the index of a bundle: exhibit and pages, as poppler reads them.
fn index(pdf: &Path, pages: usize) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut within = false;
    for page in 1..=pages {
        let text = text(pdf, page);
        within |= text.contains("证据目录") && text.contains("提交人");
        if !within {
            continue;
        }
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let exhibit =
                words.first().filter(|w| w.starts_with("证据") && w.chars().count() <= 5 && words.len() > 3);
            let range = words.iter().rev().take(2).find(|w| {
                w.chars().all(|c| c.is_ascii_digit() || c == '-' || c.is_ascii_uppercase())
                    || **w == "另附纸质"
            });
            if let (Some(exhibit), Some(range)) = (exhibit, range) {
                rows.push(((*exhibit).to_owned(), (*range).to_owned()));
            }
        }
        if text.contains("提交日期") {
            break;
        }
    }
    rows
}

/// The shape of the answer is that of cli.md.
#[test]
fn one_paginated_file_and_the_rest() {
    let room = Room::with_case("card-litigation");
    shows(&room, "bundle", &["bundle", "--for", "court", CARD]);
    let answer = bundled(&room, &[CARD]);
    let bundle = &answer["bundles"][0];
    assert_eq!(bundle["account"], CARD);
    let path = real(&room, &bundle["path"]);
    assert!(path.is_absolute() && path.ends_with(format!("out/court/{CARD}/00案卷材料.pdf")), "{path:?}");
    assert_eq!(bundle["sha256"].as_str().unwrap().len(), 64);
    for file in bundle["files"].as_array().unwrap() {
        for key in ["path", "title", "sha256", "pages"] {
            assert!(file.get(key).is_some(), "{key}");
        }
        assert!(real(&room, &file["path"]).is_file());
        // The debtor's ID number, in full or in part.
        assert!(!file["path"].as_str().unwrap().contains("3011"));
    }
    let lines = room.run(&["bundle", "--for", "court", CARD, "--jsonl"]);
    assert_eq!(lines.stdout.lines().count(), 1, "{lines}");
    assert_eq!(answer["failed"], Value::Array(Vec::new()));
}

/// Every printed number is the page's place in the reader's list, the index names the pages on which the exhibits begin,
/// and the groups are those of the practice.
#[test]
fn the_index_does_not_lie() {
    if !installed("pdftotext", "poppler-utils", "the_index_does_not_lie") {
        return;
    }
    let room = super::all_cases();
    // Settled accounts are not filed any more.
    let answer = bundled(&room, &["--all", "--as-of", "2026-07-20"]);
    let bundles = answer["bundles"].as_array().unwrap();
    assert!(bundles.len() >= 5, "{answer:#}");
    for bundle in bundles {
        let (pdf, pages) = (real(&room, &bundle["path"]), bundle["pages"].as_u64().unwrap() as usize);
        for page in 1..=pages {
            assert_eq!(stamped(&pdf, page), page.to_string(), "{pdf:?}");
        }
        let account = bundle["account"].as_str().unwrap();
        let shown = room.json(&["show", account]);
        let parts = shown["bundles"][0]["parts"].as_array().unwrap();
        let exhibits: Vec<&Value> = parts.iter().filter(|p| p["exhibit"] == true).collect();
        let printed = index(&pdf, pages);
        assert_eq!(printed.len(), exhibits.len(), "{account} {printed:?}");
        for ((_, range), part) in printed.iter().zip(&exhibits) {
            let (first, last) = (part["first"].as_str().unwrap(), part["last"].as_str().unwrap());
            let expected = if first == last { first.to_owned() } else { format!("{first}-{last}") };
            assert_eq!(*range, expected, "{account}");
        }
        // The pages of the volume are those of its parts.
        let total: u64 = parts.iter().map(|p| p["pages"].as_u64().unwrap()).sum();
        assert_eq!(total as usize, pages);
    }
}

#[test]
fn the_same_account_gives_the_same_bytes_and_verify_sees_it() {
    let room = Room::with_case("card-litigation");
    let first = bundled(&room, &[CARD]);
    let second = bundled(&room, &[CARD]);
    assert_eq!(first["bundles"], second["bundles"]);
    let shown = room.json(&["show", CARD]);
    assert_eq!(shown["bundles"].as_array().unwrap().len(), 2);
    assert_eq!(shown["bundles"][0]["replaced"], true);
    assert_eq!(shown["bundles"][1]["stale"], false);
    let sound = room.json(&["verify", CARD]);
    assert_eq!(sound["sound"], true, "{sound:#}");
    let path = real(&room, &first["bundles"][0]["path"]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.push(b' ');
    std::fs::write(&path, bytes).unwrap();
    assert!(ends(&room, 7, &["verify", CARD]).stdout.contains("00案卷材料.pdf"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let room = Room::with_case("card-litigation");
    writes_nothing(&room, "bundle-dry-run", &["bundle", "--for", "court", CARD]);
}

/// Evidence that came after the bundle went out: its pages take letters, and what went out keeps its numbers.
#[test]
fn late_exhibits_take_letters() {
    let room = Room::workspace();
    let plain = super::edited(&room, "card-litigation", &[]);
    ends(&room, 0, &["import", plain.to_str().unwrap()]);
    bundled(&room, &[CARD]);
    let parts = |room: &Room, at: usize| {
        room.json(&["show", CARD])["bundles"][at]["parts"].as_array().unwrap().clone()
    };
    let before = parts(&room, 0);
    // In the middle of the case file, with the kind of the contract's group.
    let late = super::edited(
        &room,
        "card-litigation",
        &[(
            "  - {id: terms-notice,",
            "  - {id: late, kind: contract, title: 领用合约补充协议, file: evidence/application.pdf, source: 原告, original: true, proves: 补充约定}\n  - {id: terms-notice,",
        )],
    );
    ends(&room, 0, &["import", late.to_str().unwrap()]);
    assert_eq!(room.json(&["show", CARD])["bundles"][0]["stale"], true);
    let answer = bundled(&room, &[CARD]);
    let after = parts(&room, 1);
    for part in before.iter().filter(|p| p["exhibit"] == true) {
        let now = after.iter().find(|p| p["id"] == part["id"]).unwrap();
        assert_eq!(
            (&now["first"], &now["last"], &now["number"]),
            (&part["first"], &part["last"], &part["number"])
        );
    }
    let late = after.iter().find(|p| p["id"] == "late").unwrap();
    let contract = before.iter().find(|p| p["exhibit"] == true && p["id"] == "terms-notice").unwrap();
    assert_eq!(late["first"], format!("{}A", contract["last"].as_str().unwrap()));
    assert_eq!(late["number"], 11, "the next number after ten");
    if installed("pdftotext", "poppler-utils", "late_exhibits_take_letters") {
        let (pdf, pages) = (
            real(&room, &answer["bundles"][0]["path"]),
            answer["bundles"][0]["pages"].as_u64().unwrap() as usize,
        );
        let rows = index(&pdf, pages);
        assert!(
            rows.contains(&("证据十一".to_owned(), late["first"].as_str().unwrap().to_owned())),
            "{rows:?}"
        );
        assert!((1..=pages).any(|page| stamped(&pdf, page) == late["first"].as_str().unwrap()));
    }
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
    // Afresh: no letters, and numbers in the order of the case file.
    bundled(&room, &[CARD, "--renumber"]);
    let afresh = parts(&room, 2);
    assert!(afresh.iter().all(|p| p["last"].as_str().unwrap().bytes().all(|b| b.is_ascii_digit())));
    assert_eq!(afresh.iter().find(|p| p["id"] == "late").unwrap()["number"], 5);
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
}

/// A file that no record knows is somebody's own.
#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let room = Room::with_case("card-litigation");
    let path = room.path().join(format!("out/court/{CARD}/00案卷材料.pdf"));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "mine").unwrap();
    let run = ends(&room, 4, &["bundle", "--for", "court", CARD, "-q"]);
    assert!(run.stderr.contains("E-BUNDLE-FOREIGN"), "{run}");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    std::fs::remove_file(&path).unwrap();
    bundled(&room, &[CARD]);
    bundled(&room, &[CARD]);
}

#[test]
fn the_profiles_are_listed() {
    let room = Room::workspace();
    room.write(
        "bundles/court-profiles.yaml",
        "schema: sucheng/court-profiles/v1\nprofiles:\n  - {id: west, title: {zh: 西城, en: West}, source: 电话询问, confidence: K, \
         max_file_mb: 10, volume: {name: 全卷, parts: [exhibits]}}\n",
    );
    shows(&room, "bundle-profiles", &["bundle", "--profiles"]);
    let answer = room.json(&["bundle", "--profiles"]);
    let files: Vec<&Value> = answer["profiles"].as_array().unwrap().iter().map(|p| &p["file"]).collect();
    assert_eq!(files, [&Value::Null, &Value::Null, &"bundles/court-profiles.yaml".into()]);
    room.write("bundles/court-profiles.yaml", "schema: x\n");
    let run = ends(&room, 1, &["bundle", "--profiles"]);
    assert!(run.stderr.contains("sucheng/court-profiles/v1"), "{run}");
}

#[test]
fn evidence_without_a_file_is_listed_as_paper() {
    let room = Room::workspace();
    let folder = super::edited(&room, "card-litigation", &[("file: evidence/demand-receipt.jpg, ", "")]);
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    let run = shows(&room, "bundle-on-paper", &["bundle", "--for", "court", CARD]);
    assert_eq!(run.status, 0, "{run}");
    if installed("pdftotext", "poppler-utils", "evidence_without_a_file_is_listed_as_paper") {
        let pdf = room.path().join(format!("out/court/{CARD}/00案卷材料.pdf"));
        let rows = index(&pdf, 30);
        assert!(rows.contains(&("证据九".to_owned(), "另附纸质".to_owned())), "{rows:?}");
    }
}

/// A file that is no longer what was taken in never goes out; the other accounts do.
#[test]
fn changed_evidence_stops_its_account_alone() {
    let room = super::all_cases();
    let shown = room.json(&["show", CARD]);
    let contract = shown["evidence"].as_array().unwrap().iter().find(|e| e["id"] == "contract").unwrap();
    let hash = contract["sha256"].as_str().unwrap();
    let file = room.path().join(format!("evidence/{}/{hash}.pdf", &hash[..2]));
    let mut permissions = std::fs::metadata(&file).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    std::fs::set_permissions(&file, permissions).unwrap();
    std::fs::write(&file, "another contract").unwrap();
    let run = ends(&room, 3, &["bundle", "--for", "court", "--all", "--as-of", "2026-07-20"]);
    assert!(run.stderr.contains("E-DRAFT-EVIDENCE-CHANGED") && !run.stdout.contains(CARD), "{run}");
    assert!(!room.path().join("out/court").join(CARD).exists(), "no empty folder");
    assert!(run.stdout.contains("PL-2026-000217"), "{run}");
    let run = ends(&room, 7, &["bundle", "--for", "court", CARD]);
    assert!(run.stderr.contains("E-DRAFT-EVIDENCE-CHANGED"), "{run}");
    assert_eq!(room.json(&["show", CARD])["bundles"], Value::Array(Vec::new()));
}

/// Files as the guide of e仓法 asks for them (law-cn.md §8).
#[test]
fn one_file_for_each_kind_of_paper() {
    let room = Room::with_case("card-litigation");
    let answer = bundled(&room, &[CARD, "--profile", "separate", "-o", "filed"]);
    let bundle = &answer["bundles"][0];
    assert!(bundle["path"].as_str().unwrap().ends_with(&format!("filed/{CARD}/05证据材料.pdf")));
    let names: Vec<&str> = bundle["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["path"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    for name in [
        "01起诉状.pdf",
        "01起诉状.docx",
        "02身份材料.pdf",
        "03授权材料.pdf",
        "04证据目录.pdf",
        "06送达地址确认书.pdf",
        "08退费账户确认书.pdf",
        "09要素表.xlsx",
    ] {
        assert!(names.contains(&name), "{name} {names:?}");
    }
    // The exhibits' numbers begin with 1.
    let shown = room.json(&["show", CARD]);
    let parts = shown["bundles"][0]["parts"].as_array().unwrap();
    assert_eq!(parts[0]["first"], "1");
    assert!(parts.iter().all(|p| p["exhibit"] == true));
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
}

/// A PDF of two pages, each with so many bytes that do not shrink.
fn heavy(bytes: usize) -> Vec<u8> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b'a' + (state % 26) as u8
    };
    let mut streams = Vec::new();
    for _ in 0..2 {
        let line: Vec<u8> = b"%".iter().copied().chain((0..bytes).map(|_| noise())).chain(*b"\n").collect();
        let head = format!("<< /Length {} >>\nstream\n", line.len()).into_bytes();
        streams.push([head, line, b"\nendstream".to_vec()].concat());
    }
    let page = |stream: u32| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents {stream} 0 R >>"
        )
        .into_bytes()
    };
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_vec(),
        page(5),
        page(6),
        streams[0].clone(),
        streams[1].clone(),
    ];
    let (mut file, mut at) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        at.push(file.len());
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(b"xref\n0 7\n0000000000 65535 f \n");
    for offset in at {
        file.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    file.extend(format!("trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}

#[test]
fn a_workspace_has_profiles_of_its_own() {
    let room = Room::workspace();
    let folder = super::edited(&room, "card-litigation", &[]);
    std::fs::write(folder.join("evidence/attorney-fee.pdf"), heavy(700_000)).unwrap();
    ends(&room, 0, &["import", folder.to_str().unwrap()]);
    room.write(
        "bundles/court-profiles.yaml",
        "schema: sucheng/court-profiles/v1\nprofiles:\n  - {id: xicheng, title: {zh: 西城, en: Xicheng}, source: 电话询问, confidence: K, \
         courts: [北京市西城区人民法院], max_file_mb: 1, copies: files, volume: {name: 全卷, parts: [filing, evidence-list, exhibits]}}\n",
    );
    let answer = bundled(&room, &[CARD]);
    let bundle = &answer["bundles"][0];
    assert_eq!(bundle["profile"], "xicheng", "the profile that names the court");
    // One megabyte a file: several files, each below the limit, in the order of the pages.
    let path = real(&room, &bundle["path"]);
    assert!(path.ends_with("全卷_1.pdf"), "{path:?}");
    for file in bundle["files"].as_array().unwrap() {
        assert!(std::fs::metadata(real(&room, &file["path"])).unwrap().len() <= 1_000_000);
    }
    let copies = bundle["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["path"].as_str().unwrap().contains("副本1_"))
        .count();
    assert!(copies >= 2, "{bundle:#}");
    // Each row of the index says in which file its pages lie.
    if installed("pdftotext", "poppler-utils", "a_workspace_has_profiles_of_its_own") {
        let pages = bundle["pages"].as_u64().unwrap() as usize;
        let read: String = (1..=pages).map(|page| text(&path, page)).collect();
        // The two heavy pages of the last exhibit lie in a file each.
        assert!(read.contains("（第一册）") && read.contains("（第二至三册）"), "{read}");
    }
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
    shows(&room, "bundle-no-profile", &["bundle", "--for", "court", CARD, "--profile", "east"]);
    room.write(
        "bundles/court-profiles.yaml",
        "schema: sucheng/court-profiles/v1\nprofiles: [{id: x, colour: red}]\n",
    );
    shows(&room, "bundle-bad-profile", &["bundle", "--for", "court", CARD]);
}

#[test]
fn folders_as_courts_take_them_in() {
    let room = Room::with_case("card-litigation");
    let answer = bundled(&room, &[CARD, "--layout", "court"]);
    assert!(
        answer["bundles"][0]["path"].as_str().unwrap().contains("out/court/0001_李示例_3011/"),
        "{answer:#}"
    );
}

#[test]
fn what_is_not_selected_is_not_bundled() {
    let room = Room::with_case("card-litigation");
    ends(&room, 2, &["bundle", "--for", "court"]);
    ends(&room, 2, &["bundle", CARD]);
    ends(&room, 1, &["bundle", "--for", "court", "CC-1"]);
}

/// What a template out of its days would print is in no bundle: the complaint stops it, another document is told of. Its
/// letterhead and its version are kept as when it is drafted.
#[test]
fn templates_of_other_days_are_in_no_bundle() {
    let room = Room::with_case("card-litigation");
    for kind in ["complaint", "power-of-attorney"] {
        ends(&room, 0, &["template", "new", kind]);
    }
    room.write("templates/cn/house/letterhead.yaml", "counsel: {lines: [示例函头]}\n");
    let valid = |kind: &str, days: &str| {
        let path = format!("templates/cn/{kind}/manifest.yaml");
        let manifest = room.read(&path);
        let version = manifest.lines().find(|line| line.starts_with("version:")).unwrap();
        let manifest: String =
            manifest.lines().filter(|l| !l.starts_with("valid:")).map(|l| format!("{l}\n")).collect();
        room.write(&path, manifest.replace(version, &format!("version: \"2026-1\"\nvalid: {{{days}}}")));
    };
    valid("complaint", "from: 2026-01-01");
    valid("power-of-attorney", "until: 2025-12-31");
    let answer = bundled(&room, &[CARD]);
    let warned = answer["bundles"][0]["warnings"].to_string();
    assert!(warned.contains("W-BUNDLE-LACKS") && warned.contains("E-TEMPLATE-VALID"), "{answer}");
    let log = ends(&room, 0, &["registry", "export"]).stdout;
    assert!(log.contains("\"template_version\":\"2026-1\""));
    valid("power-of-attorney", "from: 2026-01-01");
    let answer = bundled(&room, &[CARD]);
    let files = answer["bundles"][0]["files"].as_array().unwrap();
    if installed("pdftotext", "poppler-utils", "templates_of_other_days_are_in_no_bundle") {
        let path = files.iter().map(|f| &f["path"]).find(|p| p.as_str().unwrap().contains("03授权材料"));
        assert!(text(&real(&room, path.unwrap()), 1).contains("示例函头"), "{files:?}");
    }
    assert_eq!(room.json(&["verify", CARD])["sound"], true);
    valid("complaint", "until: 2025-12-31");
    let run = room.run(&["bundle", "--for", "court", CARD]);
    assert!(run.status != 0 && run.stderr.contains("E-TEMPLATE-VALID"), "{run}");
}
