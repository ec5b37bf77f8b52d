//! What is wrong with a Word template, and where a person finds it in Word.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::tags::Spot;
use super::xml::Id;
use crate::domain::problem::{self as domain, Place};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// A tag that begins and does not end in its paragraph.
    Unclosed,
    /// Braces that look like a tag and are none: of full width, with spaces between them, or alone.
    Braces,
    /// A tag that is never reached, because another one takes the place of the row, cell or paragraph it stands in.
    Lost(Cow<'static, str>),
    /// Text that is never printed, for the same reason: what is taken, and the text.
    LostText(Cow<'static, str>, String),
    /// Rendering did not come to an end: the template loops too long or nests too deep.
    Endless(String),
    /// A tag for a paragraph, cell or row that does not stand in one.
    Outside(Cow<'static, str>),
    /// A statement the engine cannot read, in its words.
    Syntax(String),
    /// A block that is opened and never closed, or closed and never opened, or closed by another word.
    Block(String),
    /// A block that begins in one place of the page's structure and ends in another.
    Crossing {
        /// The tag that ends it.
        end: String,
        /// What lies between: `w:tr`.
        across: String,
    },
    /// A filter, test or function that does not exist.
    Unknown(String),
    /// A field that the data lacks, and the nearest there is.
    Missing(String, Option<String>),
    /// Rendering failed for another reason.
    Failed(String),
    /// Fields of the sample that no tag asks for: no mistake, but worth knowing.
    Unused(Vec<String>),
}

impl Trouble {
    /// The same with what a template wrote cut to what one reads.
    fn cut(self) -> Trouble {
        match self {
            Trouble::Syntax(why) => Trouble::Syntax(cut(&why, LONGEST_TAG)),
            Trouble::Failed(why) => Trouble::Failed(cut(&why, LONGEST_TAG)),
            Trouble::Block(why) => Trouble::Block(cut(&why, LONGEST_TAG)),
            Trouble::Unknown(name) => Trouble::Unknown(cut(&name, LONGEST_TAG)),
            Trouble::Missing(field, near) => Trouble::Missing(cut(&field, LONGEST_TAG), near),
            Trouble::Crossing { end, across } => Trouble::Crossing { end: cut(&end, LONGEST_TAG), across },
            other => other,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Unclosed => f.write_str("the tag is not closed in its paragraph"),
            Trouble::Braces => f.write_str("braces that are no tag"),
            Trouble::Lost(what) | Trouble::LostText(what, _) => {
                write!(f, "another tag takes the place of its {what}")
            }
            Trouble::Outside(what) => write!(f, "the tag is not in a {what}"),
            Trouble::Syntax(why) | Trouble::Block(why) | Trouble::Failed(why) | Trouble::Endless(why) => {
                f.write_str(why)
            }
            Trouble::Crossing { end, across } => write!(
                f,
                "the block ends at {end}, on the other side of a {across}: use {{%p, {{%tr or {{%tc for both"
            ),
            Trouble::Unknown(name) => write!(f, "there is no {name}"),
            Trouble::Missing(field, _) => write!(f, "the data has no {field}"),
            Trouble::Unused(fields) => write!(f, "no tag asks for {}", fields.join(", ")),
        }
    }
}

/// A trouble and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The part: `word/document.xml`, `word/header1.xml`.
    pub part: String,
    /// The text of the paragraph, as one reads it in Word.
    pub paragraph: String,
    /// The tag as it was typed.
    pub tag: String,
    /// What is wrong.
    pub trouble: Trouble,
    /// The paragraph in the tree of its part.
    pub(super) node: Option<Id>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { part, paragraph, tag, trouble, .. } = self;
        let paragraph: String = paragraph.chars().take(80).collect();
        write!(f, "{part}: {tag}: {trouble} ({paragraph})")
    }
}

/// Collects what is wrong with a template.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    pub(super) part: String,
    pub(super) found: Vec<Problem>,
}

/// After so many the template is the wrong file.
const ENOUGH: usize = 500;

/// Characters of a tag and of a paragraph that are kept; a paragraph of a brief has a few hundred.
const LONGEST_TAG: usize = 300;
const LONGEST_PARAGRAPH: usize = 2_000;

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl Troubles {
    pub(super) fn are_enough(&self) -> bool {
        self.found.len() >= ENOUGH
    }

    pub(super) fn add(&mut self, trouble: Trouble, tag: &str, paragraph: &Spot) {
        if self.are_enough() {
            return;
        }
        let problem = Problem {
            part: self.part.clone(),
            paragraph: cut(&paragraph.text, LONGEST_PARAGRAPH),
            tag: cut(tag, LONGEST_TAG),
            trouble: trouble.cut(),
            node: paragraph.node,
        };
        let same = |other: &Problem| *other == Problem { node: other.node, ..problem.clone() };
        if !(paragraph.again && self.found.iter().any(same)) {
            self.found.push(problem);
        }
    }
}

impl Problem {
    /// Whether it is worth knowing and no mistake.
    pub fn is_note(&self) -> bool {
        matches!(self.trouble, Trouble::Unused(_))
    }

    /// Whether nothing can be rendered for it.
    pub(super) fn is_error(&self) -> bool {
        !matches!(self.trouble, Trouble::Unused(_) | Trouble::LostText(..))
    }

    /// Whether another problem is of the same tag at the same place.
    pub(in crate::press) fn is_beside(&self, other: &Problem) -> bool {
        !self.tag.is_empty()
            && (&self.part, &self.tag, &self.paragraph, self.node)
                == (&other.part, &other.tag, &other.paragraph, other.node)
    }

    /// The same for the message catalogue; `src/cli/messages/word.yaml` has the words.
    pub fn problem(&self) -> domain::Problem {
        let place = Place { file: Some(self.part.clone()), ..Place::default() };
        let of = |code| domain::Problem::error(code, place.clone());
        let problem = match &self.trouble {
            Trouble::Unclosed => of("E-WORD-UNCLOSED"),
            Trouble::Braces => of("E-WORD-BRACES"),
            Trouble::Lost(what) => of("E-WORD-LOST").with("what_en", what).with("what_zh", chinese(what)),
            Trouble::LostText(what, text) => domain::Problem::warning("W-WORD-LOST-TEXT", place.clone())
                .with("what_en", what)
                .with("what_zh", chinese(what))
                .with("text", text),
            Trouble::Outside(what) => {
                of("E-WORD-OUTSIDE").with("what_en", what).with("what_zh", chinese(what))
            }
            Trouble::Endless(why) => of("E-WORD-ENDLESS").with("why", why),
            Trouble::Syntax(why) => of("E-WORD-SYNTAX").with("why", why),
            Trouble::Block(why) => of("E-WORD-BLOCK").with("why", why),
            Trouble::Crossing { end, across } => {
                of("E-WORD-CROSSING").with("end", end).with("across", across)
            }
            Trouble::Unknown(name) => of("E-WORD-UNKNOWN").with("name", name),
            Trouble::Missing(field, near) => {
                let place = Place { field: Some(field.clone()), ..place.clone() };
                let problem = domain::Problem::error("E-WORD-FIELD", place).with("field", field);
                match near {
                    Some(near) => domain::Problem { code: "E-WORD-FIELD-NEAR", ..problem }.with("near", near),
                    None => problem,
                }
            }
            Trouble::Failed(why) => of("E-WORD-FAILED").with("why", why),
            Trouble::Unused(fields) => {
                return domain::Problem::note("N-WORD-UNUSED", place).with("fields", fields.join(", "));
            }
        };
        let paragraph: String = self.paragraph.chars().take(120).collect();
        let problem = match &self.trouble {
            Trouble::Syntax(_) => {
                problem.with("examples", "{{ amount|yuan }} {% if x %} {% for x in list %}")
            }
            Trouble::Braces => problem.with("braces", "{{ x }} {% if x %}").with("meant", "{_{ }_} {_% %_}"),
            Trouble::Lost(_) | Trouble::LostText(..) => {
                problem.with("examples", "{%p if x %} … {%p endif %}")
            }
            Trouble::Crossing { .. } => {
                problem.with("examples", "{%p if x %} {%tr for x in list %} {%tc endfor %}")
            }
            Trouble::Missing(field, None) if is_path(field) => problem
                .with("examples", format!("{{% if {field} is defined %}} {{{{ {field}|default('') }}}}")),
            Trouble::Missing(..) => problem.with("examples", "{% if x is defined %} {{ x|default('') }}"),
            _ => problem,
        };
        problem.with("part", &self.part).with("tag", &self.tag).with("paragraph", paragraph)
    }
}

/// Whether a field is one by name, so that it can be tested for.
fn is_path(field: &str) -> bool {
    field.starts_with(|c: char| c.is_alphabetic() || c == '_') && !field.contains("[]")
}

fn chinese(what: &str) -> &'static str {
    match what {
        "table row" => "表格的行",
        "table cell" => "表格的单元格",
        _ => "段落",
    }
}
