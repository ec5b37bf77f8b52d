//! Templates made here part by part, so that each construct of OOXML stands alone. What is expected is what docxtpl
//! documents of its tags (docxtpl.readthedocs.io, "Jinja2-like syntax") and what ISO 29500-1 asks of the XML.

use serde_json::{Value, json};

use super::fault::Trouble;
use super::{Problem, WordError, WordTemplate};
use crate::papers::Package;
use crate::press::jinja::Shape;

mod changes;
mod hostile;
mod picture;
mod places;
mod structure;
mod text;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

/// A Word file with this body.
fn file(body: &str) -> Vec<u8> {
    file_with(body, &[])
}

/// A Word file with this body and more parts.
fn file_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w=\"{namespace}\"><w:body>{body}</w:body></w:document>");
    let mut package = Package::default();
    let own = [("[Content_Types].xml", TYPES), ("word/document.xml", document.as_str())];
    for (name, text) in own.iter().chain(parts) {
        package.parts.insert((*name).to_owned(), text.as_bytes().to_vec());
    }
    package.write().unwrap()
}

/// A paragraph whose runs are these texts.
fn p(runs: &[&str]) -> String {
    let runs: Vec<String> = runs.iter().map(|text| format!("<w:r><w:t>{text}</w:t></w:r>")).collect();
    format!("<w:p>{}</w:p>", runs.concat())
}

/// The body that comes out.
fn body(template: &str, data: Value) -> String {
    let out = WordTemplate::open(&file(template)).unwrap().render(&data).unwrap();
    let package = Package::open(&out).unwrap();
    let text = package.text("word/document.xml").unwrap().to_owned();
    let start = text.find("<w:body>").unwrap() + "<w:body>".len();
    text[start..text.find("</w:body>").unwrap()].replace(" xml:space=\"preserve\"", "")
}

/// The texts of the body's paragraphs.
fn lines(template: &str, data: Value) -> Vec<String> {
    let body = body(template, data);
    body.split("</w:p>").map(strip).filter(|line| !line.is_empty()).collect()
}

fn strip(xml: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in xml.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// What is wrong with a template.
fn problems(template: &str) -> Vec<Problem> {
    match WordTemplate::open(&file(template)) {
        Err(WordError::Tags(problems)) => problems,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing wrong was found"),
    }
}

/// What an examination finds, with a sample whose fields are all there are.
fn examined(bytes: &[u8], sample: &Value) -> Vec<Problem> {
    WordTemplate::examine(bytes, Some(sample), Some(&Shape::of(sample))).unwrap()
}

/// What goes wrong with this data.
fn failure(template: &str, data: Value) -> Vec<Problem> {
    match WordTemplate::open(&file(template)).unwrap().render(&data) {
        Err(WordError::Tags(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let template = WordTemplate::open(&file(&p(&["{{ name }}"]))).unwrap();
    let data = json!({"name": "李示例"});
    assert_eq!(template.render(&data).unwrap(), template.render(&data).unwrap());
}
