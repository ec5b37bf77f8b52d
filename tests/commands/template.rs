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
