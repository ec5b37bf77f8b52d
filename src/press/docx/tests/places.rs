//! Mistakes in every part of a file, each found at once with the paragraph it stands in, and commented on there.

use super::*;
use crate::press::docx::{annotate, is_untouched};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A file with a mistake in its text, header, footer, footnote, text box (told twice, as Word writes it) and nested table.
fn everywhere() -> Vec<u8> {
    let part = |kind: &str| {
        format!(
            "<Override PartName=\"/word/{kind}1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        )
    };
    let more = ["footer", "footnotes"].map(part).concat();
    let types = TYPES.replace("</Types>", &format!("{more}</Types>"));
    let boxed = p(&["{{ boxd }}"]);
    let drawn = format!("<w:drawing><w:txbxContent>{boxed}</w:txbxContent></w:drawing>");
    let pict = format!("<w:pict><w:txbxContent>{boxed}</w:txbxContent></w:pict>");
    let text_box = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice>{drawn}</mc:Choice><mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let cell = |inside: &str| {
        format!(
            "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{inside}<w:p/></w:tc></w:tr></w:tbl>"
        )
    };
    let body = [
        p(&["原告：{{ nam", "e }}，住 {{ adress }}"]),
        "<w:p><w:r><w:t>见注</w:t></w:r><w:r><w:footnoteReference w:id=\"7\"/></w:r></w:p>".to_owned(),
        text_box,
        cell(&cell(&p(&["{% for d in debtors %}{{ d.nmae }}{% endfor %}"]))),
        p(&["{{ d.name }} {{ name|yuann }}{{ open"]),
        p(&["{% if name %}"]),
    ]
    .concat();
    let whole = |root: &str, inside: String| format!("<w:{root} xmlns:w=\"{W}\">{inside}</w:{root}>");
    let note = format!("<w:footnote w:id=\"7\">{}</w:footnote>", p(&["{{ noted }}"]));
    file_with(
        &body,
        &[
            ("[Content_Types].xml", &types),
            ("word/header1.xml", &whole("hdr", p(&["{{ heade }}"]))),
            ("word/footer1.xml", &whole("ftr", p(&["{{ fotter }}"]))),
            ("word/footnotes1.xml", &whole("footnotes", note)),
        ],
    )
}

fn found() -> Vec<Problem> {
    let sample =
        json!({"name": "甲", "address": "乙", "box": "丙", "debtors": [{"name": "丁"}], "never": "戊"});
    examined(&everywhere(), &sample)
}

#[test]
fn each_is_found_once_with_part_paragraph_tag_and_nearest_field() {
    let found = found();
    let told: Vec<(&str, &str, String)> =
        found.iter().map(|p| (p.part.as_str(), p.tag.as_str(), p.trouble.to_string())).collect();
    let main = "word/document.xml";
    for (part, tag, trouble) in [
        (main, "{{ adress }}", "the data has no adress"),
        (main, "{{ boxd }}", "the data has no boxd"),
        (main, "{{ d.nmae }}", "the data has no d.nmae"),
        (main, "{{ d.name }}", "the data has no d.name"),
        (main, "{{ name|yuann }}", "there is no filter yuann"),
        (main, "{{ open", "the tag is not closed in its paragraph"),
        (main, "{% if name %}", "if is never closed by endif"),
        ("word/header1.xml", "{{ heade }}", "the data has no heade"),
        ("word/footer1.xml", "{{ fotter }}", "the data has no fotter"),
        ("word/footnotes1.xml", "{{ noted }}", "the data has no noted"),
        (main, "", "no tag asks for address, box, debtors, never"),
    ] {
        let times = told.iter().filter(|t| **t == (part, tag, trouble.to_owned())).count();
        assert_eq!(times, 1, "{part} {tag} {trouble}: {told:#?}");
    }
    assert_eq!(told.len(), 11, "{told:#?}");
    let near = |tag: &str| match &found.iter().find(|p| p.tag == tag).unwrap().trouble {
        Trouble::Missing(_, near) => near.clone(),
        other => panic!("{other}"),
    };
    assert_eq!(near("{{ adress }}").as_deref(), Some("address"));
    assert_eq!(near("{{ boxd }}").as_deref(), Some("box"));
    assert_eq!(near("{{ d.nmae }}").as_deref(), Some("d.name"));
    let paragraph = &found.iter().find(|p| p.tag == "{{ adress }}").unwrap().paragraph;
    assert_eq!(paragraph, "原告：{{ name }}，住 {{ adress }}");
}

/// ISO 29500-1 §17.13.4: each comment has a start, an end and a reference with its id; ids are unique.
#[test]
fn each_is_commented_on_where_it_stands() {
    let notes: Vec<(Problem, String)> =
        found().into_iter().map(|p| (p.clone(), p.trouble.to_string())).collect();
    let bytes = annotate(&everywhere(), &notes, "诉呈").unwrap();
    let package = Package::open(&bytes).unwrap();
    let (text, comments) =
        (package.text("word/document.xml").unwrap(), package.text("word/comments.xml").unwrap());
    for id in 0..notes.len() {
        for element in ["commentRangeStart", "commentRangeEnd", "commentReference"] {
            assert_eq!(text.matches(&format!("<w:{element} w:id=\"{id}\"/>")).count(), 1, "{element} {id}");
        }
        assert_eq!(comments.matches(&format!("<w:comment w:id=\"{id}\"")).count(), 1);
    }
    assert!(
        !text[text.find("<w:txbxContent>").unwrap()..text.rfind("</w:txbxContent>").unwrap()]
            .contains("comment")
    );
    for part in ["header1", "footer1", "footnotes1"] {
        assert!(!package.text(&format!("word/{part}.xml")).unwrap().contains("comment"));
        assert!(comments.contains(&format!("word/{part}.xml")), "the comment names the part it is about");
    }
    // The run of the tag, not the whole paragraph.
    let start = text.find("<w:t>e }}，住 {{ adress }}").unwrap();
    let id = notes.iter().position(|(problem, _)| problem.tag == "{{ adress }}").unwrap();
    assert!(text[..start].ends_with(&format!("<w:commentRangeStart w:id=\"{id}\"/><w:r>")), "{text}");
    let near = text.find("<w:footnoteReference").unwrap();
    assert!(text[text[..near].rfind("<w:p>").unwrap()..near].contains("commentRangeStart"));
    assert!(package.text("[Content_Types].xml").unwrap().contains("comments+xml"));
    assert!(package.text("word/_rels/document.xml.rels").unwrap().contains("/word/comments.xml"));
    assert!(is_untouched(&bytes) && !is_untouched(&everywhere()));

    // A second round goes on counting, and what is there stays; the mark of the first is gone.
    let again = annotate(&bytes, &notes[..1], "诉呈").unwrap();
    let package = Package::open(&again).unwrap();
    let comments = package.text("word/comments.xml").unwrap();
    assert_eq!(comments.matches("<w:comment ").count(), notes.len() + 1);
    assert_eq!(package.text("word/_rels/document.xml.rels").unwrap().matches("comments.xml").count(), 1);
    let mut touched = package.clone();
    touched.parts.insert("word/header1.xml".to_owned(), b"<w:hdr/>".to_vec());
    assert!(is_untouched(&again) && !is_untouched(&touched.write().unwrap()));
}

#[test]
fn names_of_loops_and_set_are_followed() {
    let text = [
        p(&["{% for d in debtors if d.name %}{% for s in d.paid %}{{ s.sum }}{{ s.smu }}{% endfor %}{% endfor %}"]),
        p(&["{% set first = debtors %}{% for x in first %}{{ x.name }}{{ x.nam }}{% endfor %}"]),
        p(&["{% for key, value in court.items() %}{{ key }}{{ value.anything }}{% endfor %}"]),
        p(&["{% for e in nobody %}{{ e.whatever }}{% endfor %}{{ court.name.upper() }}"]),
        p(&["{% macro m(a) %}{{ a.b }}{% endmacro %}{{ m(court) }}"]),
    ]
    .concat();
    let sample = json!({"debtors": [{"name": "x"}, {"name": "y", "paid": [{"sum": 1}]}], "court": {"name": "z"}, "nobody": []});
    let found = examined(&file(&text), &sample);
    let said: Vec<String> = found.iter().map(|p| p.trouble.to_string()).collect();
    assert_eq!(said, ["the data has no s.smu", "the data has no x.nam"]);
}
