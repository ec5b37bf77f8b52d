//! Letterheads: what a firm or a creditor prints above its letters, from `house/letterhead.yaml` of the workspace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::PressError;
use super::manifest::Sender;
use crate::papers::measure;

/// Where letterheads are described; pictures lie beside it.
pub(super) const FILE: &str = "letterhead.yaml";
/// The most lines, and the most characters of one.
const MOST_LINES: usize = 6;
const LONGEST_LINE: usize = 80;
/// The largest picture, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;
/// The longest side of a picture, in points of it.
const LONGEST_SIDE: u32 = 6_000;
/// Height of a picture in millimetres: unless it is stated, and at most and least.
const HEIGHT: u32 = 16;
const HEIGHTS: std::ops::RangeInclusive<u32> = 5..=40;

/// What a letterhead says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letterhead {
    /// A picture beside the file: PNG, JPEG or SVG.
    #[serde(default)]
    pub logo: Option<String>,
    /// How high the picture is, in millimetres.
    #[serde(default = "height")]
    pub height: u32,
    /// Lines under it; the first is the name. Never empty: who hears a page must know whose it is.
    pub lines: Vec<String>,
}

fn height() -> u32 {
    HEIGHT
}

/// The letterhead of each sender who has one.
pub(super) type Letterheads = BTreeMap<Sender, Letterhead>;

/// A picture for Word.
pub(super) struct Picture<'a> {
    pub(super) bytes: &'a [u8],
    /// `png` or `jpeg`.
    pub(super) format: &'static str,
    /// Width and height in its own points.
    pub(super) size: [u32; 2],
}

/// What is wrong with the letterheads of a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadFlaw {
    /// So many lines are not allowed.
    Lines(usize),
    /// A line that is empty, too long, or holds what cannot be printed.
    Line(String),
    /// A height that is not allowed, in millimetres.
    Height(u32),
    /// A picture that is not there.
    NoFile(String),
    /// A picture of so many bytes.
    Large(String, usize),
    /// No picture of a kind that can be printed, or called as another one.
    Kind(String),
    /// A picture that cannot be read, and why.
    Broken(String, String),
    /// A picture of so many points.
    Side(String, [u32; 2]),
    /// An SVG, and the PNG that Word shows in its place, which is not there.
    NoPng(String, String),
}

impl HeadFlaw {
    /// The code of the message, and what it says.
    pub(super) fn told(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let file = |name: &String| ("name", name.clone());
        let most = |n: usize| ("most", n.to_string());
        match self {
            HeadFlaw::Lines(found) => ("E-HEAD-LINES", vec![("found", found.to_string()), most(MOST_LINES)]),
            HeadFlaw::Line(line) => ("E-HEAD-LINE", vec![("found", format!("{line:?}")), most(LONGEST_LINE)]),
            HeadFlaw::Height(found) => {
                let between = [("least", HEIGHTS.start().to_string()), ("most", HEIGHTS.end().to_string())];
                ("E-HEAD-HEIGHT", [("found", found.to_string())].into_iter().chain(between).collect())
            }
            HeadFlaw::NoFile(name) => ("E-HEAD-FILE", vec![file(name)]),
            HeadFlaw::Large(name, bytes) => {
                ("E-HEAD-LARGE", vec![file(name), ("found", bytes.to_string()), most(LARGEST)])
            }
            HeadFlaw::Kind(name) => ("E-HEAD-KIND", vec![file(name)]),
            HeadFlaw::Broken(name, why) => ("E-HEAD-BROKEN", vec![file(name), ("why", why.clone())]),
            HeadFlaw::Side(name, [wide, high]) => {
                let size = ("found", format!("{wide} × {high}"));
                ("E-HEAD-SIDE", vec![file(name), size, most(LONGEST_SIDE as usize)])
            }
            HeadFlaw::NoPng(logo, png) => ("E-HEAD-PNG", vec![file(logo), ("png", png.clone())]),
        }
    }
}

fn wrong(flaw: HeadFlaw) -> PressError {
    PressError::Letterhead { file: format!("house/{FILE}"), flaw }
}

/// Reads and checks letterheads; `file` gives what lies beside them.
pub(super) fn read<'a>(
    bytes: &[u8],
    file: impl Fn(&str) -> Option<&'a [u8]>,
) -> Result<Letterheads, PressError> {
    let heads: Letterheads = serde_yaml::from_slice(bytes).map_err(|e| PressError::Manifest {
        file: format!("house/{FILE}"),
        line: e.location().map(|l| l.line() as u64),
        column: None,
        message: e.to_string(),
    })?;
    for head in heads.values() {
        if head.lines.is_empty() || head.lines.len() > MOST_LINES {
            return Err(wrong(HeadFlaw::Lines(head.lines.len())));
        }
        for line in &head.lines {
            let good = !line.trim().is_empty()
                && line.chars().count() <= LONGEST_LINE
                && !line.chars().any(super::data::misleads)
                && !line.contains(['\n', '\r', '\t']);
            if !good {
                return Err(wrong(HeadFlaw::Line(line.clone())));
            }
        }
        if !HEIGHTS.contains(&head.height) {
            return Err(wrong(HeadFlaw::Height(head.height)));
        }
        if let Some(logo) = &head.logo {
            let Some(bytes) = file(logo) else {
                return Err(wrong(HeadFlaw::NoFile(logo.clone())));
            };
            if bytes.len() > LARGEST {
                return Err(wrong(HeadFlaw::Large(logo.clone(), bytes.len())));
            }
            if ends(logo, "svg") {
                continue;
            }
            picture(logo, bytes)?;
        }
    }
    Ok(heads)
}

/// Whether a file of the house belongs to letterheads alone.
pub(super) fn uses(heads: &Letterheads, path: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    let mut logos = heads.values().filter_map(|head| head.logo.as_ref());
    path == FILE || logos.any(|logo| logo == path || (ends(path, "png") && stem(logo) == stem(path)))
}

fn ends(name: &str, end: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(end))
}

fn picture<'a>(logo: &str, bytes: &'a [u8]) -> Result<Picture<'a>, PressError> {
    let format = match bytes {
        [0x89, b'P', b'N', b'G', ..] if ends(logo, "png") => "png",
        [0xFF, 0xD8, 0xFF, ..] if ends(logo, "jpg") || ends(logo, "jpeg") => "jpeg",
        _ => return Err(wrong(HeadFlaw::Kind(logo.to_owned()))),
    };
    let broken = |e: &dyn std::fmt::Display| wrong(HeadFlaw::Broken(logo.to_owned(), e.to_string()));
    let size = measure(bytes).map_err(|e| broken(&e))?.size;
    let [wide, high] = size;
    if wide.max(high) > LONGEST_SIDE {
        return Err(wrong(HeadFlaw::Side(logo.to_owned(), size)));
    }
    Ok(Picture { bytes, format, size })
}

impl Letterhead {
    /// What pages read as `/letterhead.json`.
    pub(super) fn json(&self) -> Value {
        let logo = self.logo.as_ref().map(|logo| format!("/house/{logo}"));
        json!({"logo": logo, "height": self.height, "lines": self.lines})
    }

    /// The picture that Word shows. Of an SVG it is the PNG of the same name beside it: Word of before 2016 and other
    /// writers show none.
    pub(super) fn picture<'a>(
        &self,
        file: impl Fn(&str) -> Option<&'a [u8]>,
    ) -> Result<Option<Picture<'a>>, PressError> {
        let Some(logo) = &self.logo else { return Ok(None) };
        let name = match logo.rsplit_once('.') {
            Some((stem, _)) if ends(logo, "svg") => format!("{stem}.png"),
            _ => logo.clone(),
        };
        match file(&name) {
            Some(bytes) => picture(&name, bytes).map(Some),
            None => Err(wrong(HeadFlaw::NoPng(logo.clone(), name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::specimens;

    fn read_of(text: &str) -> Result<Letterheads, PressError> {
        let png: &'static [u8] = Box::leak(specimens::png().into_boxed_slice());
        read(text.as_bytes(), |name| match name {
            "logo.png" | "logo.jpg" => Some(png),
            "mark.svg" => Some(b"<svg/>"),
            _ => None,
        })
    }

    #[test]
    fn a_letterhead_is_read() {
        let heads =
            read_of("counsel: {logo: logo.png, height: 20, lines: [示例律师事务所, 电话]}\n").unwrap();
        let head = &heads[&Sender::Counsel];
        assert_eq!((head.height, head.lines.len()), (20, 2));
        assert_eq!(head.json()["logo"], "/house/logo.png");
        assert!(!heads.contains_key(&Sender::Creditor));
    }

    #[test]
    fn what_cannot_be_printed_is_said() {
        for (text, said) in [
            ("counsel: {lines: []}", "Lines(0)"),
            ("counsel: {logo: logo.png}", "lines"),
            ("counsel: {lines: ['']}", "Line("),
            ("counsel: {lines: [甲], logo: none.png}", "NoFile(\"none.png\")"),
            ("counsel: {lines: [甲], logo: logo.jpg}", "Kind(\"logo.jpg\")"),
            ("counsel: {lines: [甲], height: 100}", "Height(100)"),
            ("counsel: {lines: [甲], colour: red}", "colour"),
            ("debtor: {lines: [甲]}", "debtor"),
            ("counsel: {lines: [\"甲\\u202E乙\"]}", "Line("),
        ] {
            let error = format!("{:?}", read_of(text).unwrap_err());
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn of_an_svg_word_shows_the_png_beside_it() {
        let heads = read_of("creditor: {lines: [甲], logo: mark.svg}").unwrap();
        let head = &heads[&Sender::Creditor];
        assert!(head.picture(|_| None).is_err());
        let png = specimens::png();
        let picture = head.picture(|name| (name == "mark.png").then_some(png.as_slice())).unwrap().unwrap();
        assert_eq!(picture.format, "png");
    }
}
