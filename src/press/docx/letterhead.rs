//! A letterhead above the text of a Word template: a picture, lines, and a rule under them.

use std::fmt::Write as _;

use super::relations::{self, OFFICE};
use super::template::WordError;
use super::xml::{self, Tree};
use crate::papers::Package;
use crate::press::letterhead::{Letterhead, Picture};

/// English Metric Units in a millimetre.
const UNITS: usize = 36_000;
/// How wide a picture may be: the text area of GB/T 9704, in millimetres.
const WIDEST: usize = 156;
const DRAWINGS: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// A letterhead with its picture.
pub(in crate::press) struct Head<'a> {
    pub(in crate::press) letterhead: &'a Letterhead,
    pub(in crate::press) picture: Option<Picture<'a>>,
}

/// Adds the picture and what ties it to the text; gives the relation's id.
pub(super) fn parts(package: &mut Package, main: &str, head: &Head<'_>) -> Result<Option<String>, WordError> {
    let Some(picture) = &head.picture else { return Ok(None) };
    let media = format!("word/media/letterhead.{}", picture.format);
    let relation = relations::relate(package, main, "image", &media)?;
    relations::declare(package, &media, &format!("image/{}", picture.format))?;
    package.parts.insert(media, picture.bytes.to_vec());
    Ok(Some(relation))
}

/// Puts the letterhead first in the body.
pub(super) fn above(
    tree: &mut Tree,
    main: &str,
    head: &Head<'_>,
    relation: Option<&str>,
) -> Result<(), WordError> {
    let wrong = |why: String| WordError::Xml { part: main.to_owned(), why };
    let body = tree.child(tree.root(), "w:body").ok_or_else(|| wrong("it has no body".to_owned()))?;
    let fragment = Tree::parse(&fragment(head, relation)).map_err(wrong)?;
    for (at, &paragraph) in fragment.node(fragment.root()).children.iter().enumerate() {
        let paragraph = tree.graft(&fragment, paragraph);
        tree.insert(body, at, paragraph);
    }
    Ok(())
}

fn fragment(head: &Head<'_>, relation: Option<&str>) -> String {
    let mut out = String::from("<w:body>");
    let paragraph = |out: &mut String, rule: bool, run: &str| {
        let rule = match rule {
            true => {
                "<w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"18\" w:space=\"6\" w:color=\"auto\"/></w:pBdr>"
            }
            false => "",
        };
        let after = if rule.is_empty() { 40 } else { 360 };
        let _ = write!(
            out,
            "<w:p><w:pPr>{rule}<w:spacing w:before=\"0\" w:after=\"{after}\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:left=\"0\" w:firstLine=\"0\" w:firstLineChars=\"0\"/><w:jc w:val=\"center\"/></w:pPr>{run}</w:p>"
        );
    };
    let letterhead = head.letterhead;
    if let (Some(picture), Some(relation)) = (&head.picture, relation) {
        let [wide, high] = picture.size.map(|side| side as usize);
        let mut height = letterhead.height as usize * UNITS;
        let mut width = height.saturating_mul(wide) / high.max(1);
        if width > WIDEST * UNITS {
            height = (height as u128 * (WIDEST * UNITS) as u128 / width.max(1) as u128) as usize;
            width = WIDEST * UNITS;
        }
        let mut name = String::new();
        xml::escape_attribute(letterhead.lines.first().map_or("", String::as_str), &mut name);
        let extent = format!("cx=\"{}\" cy=\"{}\"", width.max(1), height.max(1));
        let run = format!(
            "<w:r><w:drawing><wp:inline xmlns:wp=\"{DRAWINGS}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent {extent}/><wp:docPr id=\"900001\" name=\"letterhead\" descr=\"{name}\"/><a:graphic xmlns:a=\"{DRAWINGS}/main\"><a:graphicData uri=\"{DRAWINGS}/picture\"><pic:pic xmlns:pic=\"{DRAWINGS}/picture\"><pic:nvPicPr><pic:cNvPr id=\"900002\" name=\"letterhead\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r=\"{OFFICE}\" r:embed=\"{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext {extent}/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        );
        paragraph(&mut out, false, &run);
    }
    let last = letterhead.lines.len().saturating_sub(1);
    for (at, line) in letterhead.lines.iter().enumerate() {
        let (face, size) = if at == 0 { ("<w:b/>", 40) } else { ("", 21) };
        let mut text = String::new();
        xml::escape_text(line, &mut text);
        let run = format!(
            "<w:r><w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/>{face}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
        );
        paragraph(&mut out, at == last, &run);
    }
    out.push_str("</w:body>");
    out
}
