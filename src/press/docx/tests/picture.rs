//! Pictures as values, as docxtpl's `InlineImage`.

use super::*;
use crate::papers::specimens;
use crate::press::docx::Image;

fn image(name: &str, bytes: Vec<u8>) -> Image {
    Image { name: name.to_owned(), bytes, width: Some(30), height: None, alt: "公章 \"示例\"".to_owned() }
}

const HEADER: &str = "<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:r><w:t>{{ logo }}</w:t></w:r></w:p></w:hdr>";

#[test]
fn a_picture_stands_at_its_tag_in_every_part_and_lies_in_the_file_once() {
    let text = [
        p(&["{%p for n in range(2) %}"]),
        p(&["章：{{ se", "al }}。"]),
        p(&["{%p endfor %}"]),
        p(&["{% if seal %}{{ logo }}{% endif %}"]),
    ]
    .concat();
    let bytes = file_with(&text, &[("word/header1.xml", HEADER)]);
    // 40 by 20 dots, by its header.
    let mut png = specimens::png();
    (png[19], png[23]) = (40, 20);
    let images = [image("seal", png.clone()), image("logo", png.clone()), image("idle", specimens::jpeg())];
    let out = WordTemplate::open_with(&bytes, &images).unwrap().render(&json!({})).unwrap();
    let package = Package::open(&out).unwrap();
    let text = package.text("word/document.xml").unwrap();
    let header = package.text("word/header1.xml").unwrap();
    assert_eq!(text.matches("<w:drawing>").count(), 3);
    assert_eq!(header.matches("<w:drawing>").count(), 1);
    // 30 mm at 36,000 to the millimetre, and half as high.
    assert!(text.contains("<wp:extent cx=\"1080000\" cy=\"540000\"/>"), "{text}");
    assert!(text.contains("descr=\"公章 &quot;示例&quot;\""));
    assert!(text.contains("章：</w:t><w:drawing>") && strip(text).contains("章：。"), "{text}");
    let mut ids: Vec<&str> = [text, header]
        .iter()
        .flat_map(|t| t.split("<wp:docPr id=\"").skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4, "an id for each drawing of the whole document");
    let media: Vec<&String> = package.parts.keys().filter(|name| name.starts_with("word/media/")).collect();
    assert_eq!(media.len(), 1, "{media:?}");
    assert_eq!(package.parts[media[0]], png);
    for (part, times) in [("document", 2), ("header1", 1)] {
        let relations = package.text(&format!("word/_rels/{part}.xml.rels")).unwrap();
        assert_eq!(relations.matches(&format!("Target=\"/{}\"", media[0])).count(), times);
    }
    assert!(package.text("[Content_Types].xml").unwrap().contains("image/png"));
}

#[test]
fn what_is_no_picture_is_refused_and_one_has_no_place_in_an_attribute() {
    let open = |bytes: Vec<u8>| WordTemplate::open_with(&file(&p(&["{{ seal }}"])), &[image("seal", bytes)]);
    let whole = specimens::png();
    for bytes in [b"GIF89a".to_vec(), Vec::new(), whole[..whole.len() - 20].to_vec()] {
        assert!(matches!(open(bytes), Err(WordError::Image { .. })));
    }
    let drawing = "<w:p><w:r><w:drawing><wp:docPr id=\"1\" descr=\"{{ seal }}\"/></w:drawing></w:r></w:p>";
    let template = WordTemplate::open_with(&file(drawing), &[image("seal", whole)]).unwrap();
    assert!(matches!(template.render(&json!({})), Err(WordError::Tags(_))));
}
