//! `sucheng template`.

use sucheng::papers::Package;

use super::{ends, shows};
use crate::support::Room;

#[test]
fn lists_and_shows() {
    let room = Room::workspace();
    let answer = room.json(&["template", "list"]);
    let kinds = answer["templates"].as_array().unwrap();
    let complaint = kinds.iter().find(|t| t["kind"] == "complaint").unwrap();
    assert_eq!(complaint["title"], "民事起诉状");
    assert_eq!(complaint["origin"], "built-in");
    let fields = ends(&room, 0, &["template", "show", "complaint", "--fields"]).stdout;
    assert!(fields.lines().any(|l| l.starts_with("respondents[].id.number")), "{fields}");
    shows(&room, "template-unknown", &["template", "show", "complant"]);
}

/// A copy in the workspace takes the place of the built-in one; a built-in one is never checked unasked.
#[test]
fn a_template_is_copied_and_checked() {
    let room = Room::workspace();
    assert!(ends(&room, 0, &["template", "check"]).stderr.contains("0 template(s) checked"));
    ends(&room, 0, &["template", "new", "complaint"]);
    assert!(ends(&room, 0, &["template", "check"]).stderr.contains("1 template(s) checked, 0 problem(s)"));
    shows(&room, "template-new-twice", &["template", "new", "complaint"]);
    shows(&room, "template-new-name", &["template", "new", "../x"]);
    ends(&room, 0, &["template", "new", "our-letter", "--from", "demand-letter"]);
    let manifest = room.read("templates/cn/our-letter/manifest.yaml");
    assert!(manifest.starts_with("kind: our-letter"), "{manifest}");
    let page = room.read("templates/cn/complaint/page.typ");
    room.write("templates/cn/complaint/page.typ", format!("{page}\n#data.nothing_of_this_name\n"));
    shows(&room, "template-check-page", &["template", "check"]);
}

/// Every mistake of a Word template in one run, each with its paragraph.
#[test]
fn a_word_templates_mistakes_are_told_at_once() {
    let room = Room::workspace();
    ends(&room, 0, &["template", "new", "complaint"]);
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = [
        "原告：{{ claimant.nam }}",
        "{{ claimant.phone|yuann }}",
        "{{ date",
        "{%tr if cause %}",
        "{% for c in claims %}",
    ]
    .map(paragraph)
    .concat();
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut package = Package::default();
    package.parts.insert("[Content_Types].xml".into(), types.into());
    package.parts.insert("word/document.xml".into(), document.into_bytes());
    room.write("templates/cn/complaint/body.docx", package.write().unwrap());
    shows(&room, "template-check-word", &["template", "check"]);
    shows(&room, "template-check-word-zh", &["template", "check", "complaint", "--lang", "zh-CN"]);
    room.write("letter.docx", "not a Word file");
    shows(&room, "template-check-file", &["template", "check", "letter.docx"]);
}

/// The sample in each format the template has; what is wrong with one of them does not keep the others back.
#[test]
fn a_sample_is_previewed() {
    let room = Room::workspace();
    shows(&room, "template-preview", &["template", "preview", "complaint"]);
    let bytes = |name: &str| std::fs::read(room.path().join("out/preview").join(name)).unwrap();
    assert!(bytes("complaint.pdf").starts_with(b"%PDF") && bytes("complaint.docx").starts_with(b"PK"));
    let answer = room.json(&["template", "preview", "demand-email", "-o", "seen"]);
    assert_eq!(answer["written"].as_array().unwrap().len(), 2, "{answer}");
    assert!(room.read("seen/demand-email.txt").contains("元"));
    ends(&room, 0, &["template", "new", "complaint"]);
    room.write("templates/cn/complaint/body.docx", "no ZIP");
    std::fs::remove_dir_all(room.path().join("out/preview")).unwrap();
    shows(&room, "template-preview-wrong", &["template", "preview", "complaint"]);
    assert!(bytes("complaint.pdf").starts_with(b"%PDF"));
    shows(&room, "template-preview-unknown", &["template", "preview", "complant"]);
}

/// A template under a name of its own says what a built-in one says: checked, previewed, drafted, verified, shown.
#[test]
fn a_firms_own_kind_is_drafted() {
    let room = super::all_cases();
    ends(&room, 0, &["template", "new", "our-letter", "--from", "demand-letter"]);
    ends(&room, 0, &["template", "check", "our-letter"]);
    ends(&room, 0, &["template", "preview", "our-letter"]);
    let drafted = ["draft", "our-letter,demand-letter", "CC-2026-000123", "--format", "pdf,docx"];
    let answer = room.json(&drafted);
    let names: Vec<&str> = answer["drafted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["path"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(
        names,
        ["11催收函（our-letter）.pdf", "11催收函（our-letter）.docx", "11催收函.pdf", "11催收函.docx"]
    );
    assert_eq!(room.json(&["verify"])["sound"], true);
    ends(&room, 0, &["check", "CC-2026-000123", "--for", "our-letter"]);
    ends(&room, 0, &["amend", "CC-2026-000123", "--set", "debtors[0].name=李实例", "--reason", "x"]);
    let shown = room.json(&["show", "CC-2026-000123"]);
    let stale = shown["documents"].as_array().unwrap().iter().filter(|d| d["stale"] == true).count();
    assert_eq!(stale, 4, "{shown}");
    let manifest = room.read("templates/cn/our-letter/manifest.yaml");
    room.write("templates/cn/our-letter/manifest.yaml", manifest.replace("like: demand-letter", ""));
    shows(&room, "template-not-like", &["draft", "our-letter", "CC-2026-000123"]);
}

/// A template is for documents of its days; nothing is drafted from it on another. Its version is kept.
#[test]
fn a_template_out_of_its_days_drafts_nothing() {
    let room = super::all_cases();
    ends(&room, 0, &["template", "new", "demand-letter"]);
    let path = "templates/cn/demand-letter/manifest.yaml";
    let manifest = room.read(path);
    let valid = "version: \"2026-1\"\nvalid: {from: 2026-01-01, until: 2026-12-31}";
    room.write(path, manifest.replace("version: 1", valid));
    let list = room.json(&["template", "list"]);
    let own = list["templates"].as_array().unwrap().iter().find(|t| t["kind"] == "demand-letter").unwrap();
    assert_eq!((&own["version"], &own["valid"]["until"]), (&"2026-1".into(), &"2026-12-31".into()));
    ends(&room, 0, &["draft", "demand-letter", "CC-2026-000123"]);
    let log = ends(&room, 0, &["registry", "export"]).stdout;
    assert!(log.contains("\"template_version\":\"2026-1\""));
    shows(
        &room,
        "template-out-of-its-days",
        &["draft", "demand-letter", "CC-2026-000123", "--as-of", "2027-01-01"],
    );
    shows(&room, "template-check-days", &["template", "check", "--as-of", "2027-01-01"]);
}

/// What a firm prints above its letters stands on their pages and in Word, and is part of what `verify` compares; other
/// documents do not change by it.
#[test]
fn a_letterhead_stands_above_letters() {
    let room = super::all_cases();
    let case = "CC-2026-000123";
    let kinds = "lawyers-letter,demand-letter,complaint";
    room.json(&["draft", kinds, case, "--format", "pdf,docx"]);
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"10\"><rect width=\"30\" height=\"10\"/></svg>";
    room.write("templates/cn/house/mark.svg", svg);
    let head = "counsel: {logo: mark.svg, lines: [示例律师事务所, 示例大街1号]}\ncreditor: {lines: [示例银行示例部]}\n";
    room.write("templates/cn/house/letterhead.yaml", head);
    let verified = room.json(&["verify", case]);
    let other: Vec<String> = verified["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["because"] == "template")
        .map(|f| f["what"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(other, ["11催收函.docx", "11催收函.pdf", "12律师函.docx", "12律师函.pdf"]);
    shows(&room, "template-letterhead-svg", &["draft", "lawyers-letter", case, "--format", "docx"]);
    // A picture of one point: the smallest PNG there is.
    let png: &[u8] = &[
        0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1,
        8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9C, 0x63, 0x60,
        0, 0, 0, 2, 0, 1, 0x48, 0xAF, 0xA4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
    ];
    room.write("templates/cn/house/mark.png", png);
    let answer = room.json(&["draft", "lawyers-letter,demand-letter", case, "--format", "pdf,docx"]);
    assert_eq!(answer["failed"], serde_json::json!([]), "{answer}");
    let file = |name: &str| std::fs::read(room.path().join("out").join(case).join(name)).unwrap();
    let package = Package::open(&file("12律师函.docx")).unwrap();
    assert_eq!(package.parts["word/media/letterhead.png"], png);
    let document = package.text("word/document.xml").unwrap();
    assert_eq!(document.matches(">示例律师事务所<").count(), 1, "the template's own head gives way");
    assert!(document.contains("示例大街1号") && document.contains("r:embed=\"rIdLetterhead\""));
    let letter = Package::open(&file("11催收函.docx")).unwrap();
    assert!(letter.text("word/document.xml").unwrap().contains("示例银行示例部"));
    assert_eq!(room.json(&["verify", case])["sound"], true);
    room.write("templates/cn/house/letterhead.yaml", "counsel: {lines: []}\n");
    shows(&room, "template-letterhead-wrong", &["draft", "lawyers-letter", case]);
}

/// A Word template of the workspace that takes memory without end is stopped, as a page is; others are drafted.
#[cfg(target_os = "linux")]
#[test]
fn a_word_template_that_never_ends_is_stopped() {
    let room = super::all_cases();
    ends(&room, 0, &["template", "new", "demand-letter"]);
    let write = |text: &str| {
        let path = "templates/cn/demand-letter/body.docx";
        let mut package = Package::open(&std::fs::read(room.path().join(path)).unwrap()).unwrap();
        let body = format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
        let document = format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
        );
        package.parts.insert("word/document.xml".into(), document.into_bytes());
        room.write(path, package.write().unwrap());
    };
    write(
        "{% set n = namespace(x=title) %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
    );
    let run = ["draft", "demand-letter,lawyers-letter", "CC-2026-000123", "--format", "docx"];
    shows(&room, "template-word-memory", &run);
    shows(&room, "template-word-memory-check", &["template", "check", "demand-letter"]);
    write(&format!("{}x{}", "{% for a in range(9) %}".repeat(10_000), "{% endfor %}".repeat(10_000)));
    let told = ends(&room, 4, &["draft", "demand-letter", "CC-2026-000123", "--format", "docx"]).stderr;
    assert!(told.contains("E-WORD-SYNTAX"), "{told:.600}");
    write("{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}");
    let told = ends(&room, 4, &["draft", "demand-letter", "CC-2026-000123", "--format", "docx"]).stderr;
    assert!(told.contains("E-WORD-FAILED") || told.contains("E-DRAFT-"), "{told:.600}");
}

/// Documents that are none, or would harm: one clear error each.
#[test]
fn what_is_no_word_document_is_not_compared() {
    let room = Room::workspace();
    room.write("a.docx", "not a Word file");
    shows(&room, "template-diff-no-zip", &["template", "diff", "a.docx", "a.docx"]);
    shows(&room, "template-diff-one", &["template", "diff", "a.docx"]);
    shows(
        &room,
        "template-diff-no-account",
        &["template", "diff", "a.docx", "--account", "X", "--kind", "complaint"],
    );
    let mut package = Package::default();
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    package.parts.insert("[Content_Types].xml".into(), types.into());
    let document = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>";
    package.parts.insert("word/document.xml".into(), document.into());
    room.write("b.docx", package.write().unwrap());
    shows(&room, "template-diff-entity", &["template", "diff", "b.docx", "b.docx"]);
}
