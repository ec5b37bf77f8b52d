//! A rewritten part as the source of a minijinja template, and the place of each tag in it.
//!
//! Delimiters are characters that no document may hold (Unicode's noncharacters), so that nothing in the XML can be
//! taken for a tag.

use std::ops::Range;

use minijinja::syntax::SyntaxConfig;

use super::fault::{Trouble, Troubles};
use super::tags::{self, Action, Tag};
use super::xml::{self, Id, Kind, Piece, Tree};

/// What opens and closes values, statements and remarks.
const VALUE: [&str; 2] = ["\u{FDD0}", "\u{FDD1}"];
const STATEMENT: [&str; 2] = ["\u{FDD2}", "\u{FDD3}"];
const REMARK: [&str; 2] = ["\u{FDD4}", "\u{FDD5}"];

/// The syntax of the source.
pub(super) fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .variable_delimiters(VALUE[0], VALUE[1])
        .block_delimiters(STATEMENT[0], STATEMENT[1])
        .comment_delimiters(REMARK[0], REMARK[1])
        .keep_trailing_newline(true)
        .build()
        .expect("invariant: the delimiters differ")
}

/// Where a value is written.
pub(super) const IN_TEXT: &str = "xml_text";
/// The filter that writes a value into an attribute.
pub(super) const IN_ATTRIBUTE: &str = "xml_attribute";
/// The filter that writes a value where Word's line ends would be wrong.
pub(super) const IN_PROPERTY: &str = "xml_plain";

/// A tag and where it stands in the source.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) range: Range<usize>,
    pub(super) tag: Tag,
}

/// A part ready to be compiled.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub(super) text: String,
    pub(super) sites: Vec<Site>,
    /// Whether rows of its tables may come out with more or fewer cells.
    pub(super) reshapes: bool,
}

impl Source {
    /// The tag at a byte of the source, or the last before it.
    pub(super) fn at(&self, byte: usize) -> Option<&Tag> {
        self.site(byte).map(|site| &site.tag)
    }

    /// The same with its place. What is never reached is at no byte.
    pub(super) fn site(&self, byte: usize) -> Option<&Site> {
        let after = self.sites.partition_point(|site| site.range.start <= byte);
        self.sites[..after].iter().rev().find(|site| !site.tag.lost)
    }
}

/// Words that open a block, and the words that may stand in it or end it.
const BLOCKS: [(&str, &[&str], &str); 9] = [
    ("if", &["elif", "else"], "endif"),
    ("for", &["else"], "endfor"),
    ("macro", &[], "endmacro"),
    ("call", &[], "endcall"),
    ("filter", &[], "endfilter"),
    ("with", &[], "endwith"),
    ("autoescape", &[], "endautoescape"),
    ("block", &[], "endblock"),
    ("set", &[], "endset"),
];

/// A tag as a template of its own, if it can be wrong in itself: a block with its end, `elif` as `if`.
pub(super) fn alone(tag: &Tag) -> Option<String> {
    let statement = |code: &str| format!("{} {code} {}", STATEMENT[0], STATEMENT[1]);
    match (tag.action, tag.word()) {
        (Action::Remark, _) | (Action::Statement, "else") => None,
        (Action::Value, _) => Some(format!("{} ({}) {}", VALUE[0], tag.code, VALUE[1])),
        (Action::Statement, "elif") => Some(statement(&tag.code[2..]) + &statement("endif")),
        (Action::Statement, word) => match BLOCKS.iter().find(|(opens, ..)| *opens == word) {
            Some(_) if word == "set" && tag.code.contains('=') => Some(statement(&tag.code)),
            Some((.., end)) => Some(statement(&tag.code) + &statement(end)),
            None if BLOCKS.iter().any(|(.., end)| *end == word) => None,
            None => Some(statement(&tag.code)),
        },
    }
}

/// The most blocks in each other. A long form nests five.
const DEEPEST: usize = 100;

/// A block that is open.
struct Open {
    tag: Tag,
    inside: &'static [&'static str],
    end: &'static str,
    /// The elements it was opened in, outermost first.
    path: Vec<Id>,
    names: Vec<String>,
}

struct Writer<'a> {
    tree: &'a Tree,
    out: Source,
    troubles: &'a mut Troubles,
    blocks: Vec<Open>,
    path: Vec<Id>,
    word: bool,
}

/// Writes the source of a part and checks how its blocks nest.
pub(super) fn write(tree: &Tree, troubles: &mut Troubles) -> Source {
    let word = tree.name(tree.root()).starts_with("w:");
    let mut writer =
        Writer { tree, out: Source::default(), troubles, blocks: Vec::new(), path: Vec::new(), word };
    writer.out.text.push_str(xml::DECLARATION);
    writer.node(tree.root());
    while let Some(open) = writer.blocks.pop() {
        let why = format!("{} is never closed by {}", open.tag.word(), open.end);
        writer.troubles.add(Trouble::Block(why), &open.tag.typed, &open.tag.paragraph);
    }
    writer.out
}

impl Writer<'_> {
    fn node(&mut self, id: Id) {
        let tree = self.tree;
        match &tree.node(id).kind {
            Kind::Text(text) => xml::escape_text(text, &mut self.out.text),
            Kind::Tag(tag) => {
                let filter = if !self.word {
                    IN_PROPERTY
                } else if self.path.last().is_some_and(|&p| tree.name(p) == "w:t") {
                    IN_TEXT
                } else {
                    IN_PROPERTY
                };
                self.tag(tag, filter);
            }
            Kind::Element { name, attributes } => {
                self.out.text.push('<');
                self.out.text.push_str(name);
                // Loops would repeat a drawing's id, which Word takes for damage.
                let repeated = name == "wp:docPr" && self.blocks.iter().any(|open| open.end == "endfor");
                for (name, value) in attributes {
                    self.out.text.push(' ');
                    self.out.text.push_str(name);
                    self.out.text.push_str("=\"");
                    if repeated && name == "id" {
                        let id = format!("{}xml_id(){}", VALUE[0], VALUE[1]);
                        self.out.text.push_str(&id);
                    } else {
                        self.pieces(value);
                    }
                    self.out.text.push('"');
                }
                if tree.node(id).children.is_empty() {
                    self.out.text.push_str("/>");
                    return;
                }
                self.out.text.push('>');
                self.path.push(id);
                for &child in &tree.node(id).children {
                    self.node(child);
                }
                self.path.pop();
                self.out.text.push_str("</");
                self.out.text.push_str(name);
                self.out.text.push('>');
            }
        }
    }

    fn pieces(&mut self, value: &[Piece]) {
        for piece in value {
            match piece {
                Piece::Text(text) => xml::escape_attribute(&tags::braces(text), &mut self.out.text),
                Piece::Tag(tag) => self.tag(tag, IN_ATTRIBUTE),
            }
        }
    }

    fn tag(&mut self, tag: &Tag, filter: &str) {
        let start = self.out.text.len();
        match tag.action {
            Action::Remark => return,
            // What it asks for is looked at all the same.
            _ if tag.lost => {}
            Action::Value => {
                // `{{-` and `-}}` trim the text around them, as in Jinja.
                let dash = |joins: bool| if joins { "-" } else { "" };
                self.out.text.push_str(VALUE[0]);
                self.out.text.push_str(dash(tag.joins_before));
                self.out.text.push_str(&format!(" ({})|{filter} ", tag.code));
                self.out.text.push_str(dash(tag.joins_after));
                self.out.text.push_str(VALUE[1]);
            }
            Action::Statement => {
                self.block(tag);
                self.out.text.push_str(STATEMENT[0]);
                self.out.text.push_str(&format!(" {} ", tag.code));
                self.out.text.push_str(STATEMENT[1]);
            }
        }
        self.out.sites.push(Site { range: start..self.out.text.len(), tag: tag.clone() });
    }

    /// Keeps account of open blocks.
    fn block(&mut self, tag: &Tag) {
        let word = tag.word();
        let names = |writer: &Self| -> Vec<String> {
            writer.path.iter().map(|&id| writer.tree.name(id).to_owned()).collect()
        };
        if let Some(&(_, inside, end)) = BLOCKS.iter().find(|(opens, ..)| *opens == word) {
            // `set x = 1` is no block, `set x` is.
            if word != "set" || !tag.code.contains('=') {
                let (path, names) = (self.path.clone(), names(self));
                if self.blocks.len() == DEEPEST {
                    let why = format!("more than {DEEPEST} blocks in each other");
                    self.troubles.add(Trouble::Block(why), &tag.typed, &tag.paragraph);
                }
                self.blocks.push(Open { tag: tag.clone(), inside, end, path, names });
            }
            return;
        }
        let ends = word.starts_with("end");
        if !ends && !matches!(word, "else" | "elif") {
            return;
        }
        let Some(open) = self.blocks.last() else {
            let why = format!("{word} closes nothing that is open");
            return self.troubles.add(Trouble::Block(why), &tag.typed, &tag.paragraph);
        };
        if word != open.end && !open.inside.contains(&word) {
            let why = format!(
                "{word} stands where {} ({}) waits for {}",
                open.tag.typed,
                open.tag.word(),
                open.end
            );
            self.troubles.add(Trouble::Block(why), &tag.typed, &tag.paragraph);
            // The nearest block this could end.
            if let Some(at) = self.blocks.iter().rposition(|open| open.end == word) {
                self.blocks.truncate(at);
            }
            return;
        }
        // Cut out or repeated, what lies between must leave the XML in balance: the same elements are open.
        let here = names(self);
        if here != open.names || self.crosses(&open.path) {
            let shared = here.iter().zip(&open.names).take_while(|(a, b)| a == b).count();
            let longer = if here.len() > open.names.len() { &here } else { &open.names };
            let across = longer.get(shared).or(longer.last()).cloned().unwrap_or_default();
            let trouble = Trouble::Crossing { end: tag.typed.to_string(), across };
            self.troubles.add(trouble, &open.tag.typed, &open.tag.paragraph);
        }
        if ends {
            self.blocks.pop();
        }
    }

    /// Whether a block leaves one cell or row for another of the same kind, which would give a row without its end.
    fn crosses(&self, path: &[Id]) -> bool {
        let differ = path.iter().zip(&self.path).find(|(a, b)| a != b).map(|(a, _)| *a);
        differ.is_some_and(|id| matches!(self.tree.name(id), "w:txbxContent" | "w:hdr" | "w:ftr"))
    }
}
