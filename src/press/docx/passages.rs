//! A Word document as a person reads it: its passages in order, each with its place. Tracked changes are read as
//! accepted, and what stood there before them is kept beside.

use std::collections::{BTreeMap, BTreeSet};

use super::numbering;
use super::template::{self, WordError};
use super::xml::{Id, Kind, Tree};
use crate::papers::Package;

/// The most passages of one document: a thousand pages have fewer.
const MOST_PASSAGES: usize = 20_000;
/// The most characters of a passage that a remark stands on.
const LONGEST_ANCHOR: usize = 60;
/// Fields whose text is another one wherever the document is opened.
const VOLATILE: [&str; 9] =
    ["PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "DATE", "TIME", "SAVEDATE", "PRINTDATE", "FILENAME"];

/// What part of the document a passage stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// The text itself.
    Body,
    /// The head of pages.
    Header,
    /// The foot of pages.
    Footer,
    /// A footnote.
    Footnote,
    /// An endnote.
    Endnote,
}

impl Zone {
    /// Every zone in the order of reading.
    pub const ALL: [Zone; 5] = [Zone::Body, Zone::Header, Zone::Footer, Zone::Footnote, Zone::Endnote];

    /// The word for it in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Zone::Body => "body",
            Zone::Header => "header",
            Zone::Footer => "footer",
            Zone::Footnote => "footnote",
            Zone::Endnote => "endnote",
        }
    }

    fn of(root: &str) -> Option<Zone> {
        Some(match root {
            "w:document" => Zone::Body,
            "w:hdr" => Zone::Header,
            "w:ftr" => Zone::Footer,
            "w:footnotes" => Zone::Footnote,
            "w:endnotes" => Zone::Endnote,
            _ => return None,
        })
    }
}

/// A cell of a table; tables, rows and columns count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which table of the zone.
    pub table: u32,
    /// Its row.
    pub row: u32,
    /// The cell in the row.
    pub column: u32,
}

/// A paragraph that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub zone: Zone,
    /// Its number among the paragraphs of the zone that are not empty, from 1.
    pub number: u32,
    /// The cell it stands in.
    pub cell: Option<Cell>,
    /// Whether it stands in a text box.
    pub boxed: bool,
    /// Whether Word puts a number before it, which its text does not hold.
    pub numbered: bool,
    /// What it says, tracked changes accepted.
    pub text: String,
    /// What it said before tracked changes; the same where there are none.
    pub original: String,
}

/// A comment in the margin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it says.
    pub text: String,
    /// The words it stands on, cut to 60 characters; empty where it marks a point.
    pub on: String,
}

/// A document, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its passages, zone by zone.
    pub passages: Vec<Passage>,
    /// Passages that tracked changes take out altogether.
    pub struck: Vec<String>,
    /// Comments in their order.
    pub remarks: Vec<Remark>,
}

impl Reading {
    /// Reads a `.docx`.
    ///
    /// # Errors
    /// It is no Word file, holds macros, is damaged or larger than any document.
    pub fn of(bytes: &[u8]) -> Result<Reading, WordError> {
        let mut package = Package::open(bytes)?;
        let parts = template::parts(&mut package)?;
        let mut reading = Reading::default();
        let mut anchors = BTreeMap::new();
        // Without its styles a document says the same.
        let styles = parsed(&package, "word/styles.xml").map(|tree| numbering::styles(&tree));
        let styles = styles.unwrap_or_default();
        let mut zones: BTreeMap<Zone, Vec<Vec<Passage>>> = BTreeMap::new();
        for part in parts {
            let tree = parsed(&package, &part)?;
            let Some(zone) = Zone::of(tree.name(tree.root())) else { continue };
            let mut walk = Walk::new(&tree, zone, &styles, &mut anchors);
            walk.container(tree.root(), Level::default());
            reading.struck.append(&mut walk.struck);
            let found = walk.out;
            let known = zones.entry(zone).or_default();
            // The heads of first, even and other pages often say the same.
            let same = |other: &Vec<Passage>| {
                other.len() == found.len() && other.iter().zip(&found).all(|(a, b)| a.text == b.text)
            };
            if !found.is_empty() && !known.iter().any(same) {
                known.push(found);
            }
        }
        for (_, parts) in zones {
            for (at, passage) in parts.into_iter().flatten().enumerate() {
                reading.passages.push(Passage { number: at as u32 + 1, ..passage });
            }
        }
        if reading.passages.len() > MOST_PASSAGES {
            let why = format!("more than {MOST_PASSAGES} paragraphs");
            return Err(WordError::Xml { part: "word/document.xml".to_owned(), why });
        }
        reading.remarks = remarks(&package, &anchors)?;
        Ok(reading)
    }
}

fn parsed(package: &Package, part: &str) -> Result<Tree, WordError> {
    Tree::parse(package.text(part)?).map_err(|why| WordError::Xml { part: part.to_owned(), why })
}

/// The comments of a package with the words they stand on.
fn remarks(package: &Package, anchors: &BTreeMap<String, String>) -> Result<Vec<Remark>, WordError> {
    let mut remarks = Vec::new();
    if !package.parts.contains_key("word/comments.xml") {
        return Ok(remarks);
    }
    let tree = parsed(package, "word/comments.xml")?;
    for &comment in &tree.node(tree.root()).children {
        let mut nowhere = BTreeMap::new();
        let styles = BTreeSet::new();
        let mut walk = Walk::new(&tree, Zone::Body, &styles, &mut nowhere);
        walk.container(comment, Level::default());
        let lines: Vec<String> = walk.out.into_iter().map(|p| p.text).collect();
        let on = tree.attribute(comment, "w:id").and_then(|id| anchors.get(id)).cloned();
        if !lines.is_empty() {
            remarks.push(Remark { text: lines.join("\n"), on: on.unwrap_or_default() });
        }
    }
    Ok(remarks)
}

/// What holds for everything below an element.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    cell: Option<Cell>,
    boxed: bool,
    inserted: bool,
    deleted: bool,
}

/// A text with and without the tracked changes.
#[derive(Clone, Debug, Default)]
struct Text {
    accepted: String,
    original: String,
}

impl Text {
    fn push(&mut self, text: &str, level: Level) {
        let plain = text.chars().filter_map(|c| match c {
            '\u{A0}' => Some(' '),
            // Nothing on paper.
            '\u{200B}' | '\u{FEFF}' | '\u{AD}' => None,
            c => Some(c),
        });
        if !level.deleted {
            self.accepted.extend(plain.clone());
        }
        if !level.inserted {
            self.original.extend(plain);
        }
    }
}

/// A field that has begun: what it asks for, and whether its result has.
#[derive(Default)]
struct Field {
    asks: String,
    result: bool,
}

impl Field {
    /// What stands for a field whose text is another one everywhere.
    fn token(&self) -> Option<String> {
        let word = self.asks.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        VOLATILE.contains(&word.as_str()).then(|| format!("{{{word}}}"))
    }
}

struct Walk<'a> {
    tree: &'a Tree,
    zone: Zone,
    /// Styles that number their paragraphs.
    styles: &'a BTreeSet<String>,
    out: Vec<Passage>,
    struck: Vec<String>,
    tables: u32,
    /// A paragraph whose end was deleted and runs on in the next.
    carried: Text,
    fields: Vec<Field>,
    /// Words under comments that have begun, by the comment's id.
    open: Vec<(String, String)>,
    anchors: &'a mut BTreeMap<String, String>,
}

impl<'a> Walk<'a> {
    fn new(
        tree: &'a Tree,
        zone: Zone,
        styles: &'a BTreeSet<String>,
        anchors: &'a mut BTreeMap<String, String>,
    ) -> Self {
        Walk {
            tree,
            zone,
            styles,
            out: Vec::new(),
            struck: Vec::new(),
            tables: 0,
            carried: Text::default(),
            fields: Vec::new(),
            open: Vec::new(),
            anchors,
        }
    }

    /// Paragraphs and tables below an element.
    fn container(&mut self, id: Id, level: Level) {
        let tree = self.tree;
        for &child in &tree.node(id).children {
            match tree.name(child) {
                "w:p" => self.paragraph(child, level),
                "w:tbl" => {
                    self.tables += 1;
                    let table = self.tables;
                    self.rows(
                        child,
                        Level { cell: Some(Cell { table, row: 0, column: 0 }), ..level },
                        &mut 0,
                    );
                }
                "w:commentRangeStart" | "w:commentRangeEnd" => self.anchor(child),
                "" | "w:sectPr" => {}
                _ => self.container(child, level),
            }
        }
    }

    fn rows(&mut self, id: Id, level: Level, row: &mut u32) {
        let tree = self.tree;
        for &child in &tree.node(id).children {
            if tree.name(child) != "w:tr" {
                if !tree.name(child).is_empty() {
                    self.rows(child, level, row);
                }
                continue;
            }
            let marked =
                |mark: &str| tree.child(child, "w:trPr").is_some_and(|p| tree.child(p, mark).is_some());
            if self.switched(child, "w:trPr", "w:hidden") {
                continue;
            }
            let (inserted, deleted) = (level.inserted || marked("w:ins"), level.deleted || marked("w:del"));
            *row += u32::from(!deleted);
            let cell = level.cell.map(|cell| Cell { row: *row, ..cell });
            self.cells(child, Level { cell, inserted, deleted, ..level }, &mut 0);
        }
    }

    fn cells(&mut self, id: Id, level: Level, column: &mut u32) {
        let tree = self.tree;
        for &child in &tree.node(id).children {
            if tree.name(child) != "w:tc" {
                if !tree.name(child).is_empty() {
                    self.cells(child, level, column);
                }
                continue;
            }
            let marked =
                |mark: &str| tree.child(child, "w:tcPr").is_some_and(|p| tree.child(p, mark).is_some());
            let deleted = level.deleted || marked("w:cellDel");
            let inserted = level.inserted || marked("w:cellIns");
            *column += u32::from(!deleted);
            let cell = level.cell.map(|cell| Cell { column: *column, ..cell });
            self.container(child, Level { cell, inserted, deleted, ..level });
        }
    }

    fn paragraph(&mut self, id: Id, level: Level) {
        let tree = self.tree;
        let mut text = std::mem::take(&mut self.carried);
        let mut boxes = Vec::new();
        self.inline(id, level, &mut text, &mut boxes);
        let mark = tree.child(id, "w:pPr").and_then(|p| tree.child(p, "w:rPr"));
        let joined = mark.is_some_and(|mark| tree.child(mark, "w:del").is_some());
        if joined && !text.accepted.trim().is_empty() {
            self.carried = text;
        } else {
            self.put(&text, level, numbering::numbered(tree, id, self.styles));
        }
        for (id, level) in boxes {
            self.container(id, Level { boxed: true, ..level });
        }
    }

    fn put(&mut self, text: &Text, level: Level, numbered: bool) {
        let (text, original) = (text.accepted.trim(), text.original.trim());
        if !text.is_empty() {
            self.out.push(Passage {
                zone: self.zone,
                number: 0,
                cell: level.cell,
                boxed: level.boxed,
                numbered,
                text: text.to_owned(),
                original: original.to_owned(),
            });
        } else if !original.is_empty() {
            self.struck.push(original.to_owned());
        }
    }

    fn inline(&mut self, id: Id, level: Level, text: &mut Text, boxes: &mut Vec<(Id, Level)>) {
        let tree = self.tree;
        for &child in &tree.node(id).children {
            let attribute = |name: &str| tree.attribute(child, name).unwrap_or_default();
            match tree.name(child) {
                "w:ins" | "w:moveTo" => {
                    self.inline(child, Level { inserted: true, ..level }, text, boxes);
                }
                "w:del" | "w:moveFrom" => {
                    self.inline(child, Level { deleted: true, ..level }, text, boxes);
                }
                "w:t" | "w:delText" | "m:t" => {
                    for &piece in &tree.node(child).children {
                        if let Kind::Text(piece) = &tree.node(piece).kind {
                            self.say(piece, level, text);
                        }
                    }
                }
                // Hidden or struck out without tracking: a reader of the page takes it for gone.
                "w:r"
                    if ["w:vanish", "w:strike", "w:dstrike"]
                        .iter()
                        .any(|m| self.switched(child, "w:rPr", m)) => {}
                "w:tab" | "w:ptab" => self.say("\t", level, text),
                "w:cr" => self.say("\n", level, text),
                "w:br" if matches!(attribute("w:type"), "" | "textWrapping") => self.say("\n", level, text),
                "w:noBreakHyphen" => self.say("-", level, text),
                "w:sym" => {
                    let code = u32::from_str_radix(attribute("w:char"), 16).ok();
                    if let Some(character) = code.and_then(char::from_u32) {
                        self.say(character.encode_utf8(&mut [0; 4]), level, text);
                    }
                }
                "w:fldSimple" => {
                    let field = Field { asks: attribute("w:instr").to_owned(), result: true };
                    match field.token() {
                        Some(token) => self.say(&token, level, text),
                        None => self.inline(child, level, text, boxes),
                    }
                }
                "w:fldChar" => self.field(attribute("w:fldCharType"), level, text),
                "w:instrText" => {
                    let pieces = tree.node(child).children.iter();
                    let asked: String = pieces
                        .filter_map(|&piece| match &tree.node(piece).kind {
                            Kind::Text(text) => Some(text.as_str()),
                            _ => None,
                        })
                        .collect();
                    if let Some(field) = self.fields.last_mut() {
                        field.asks.push_str(&asked);
                    }
                }
                "mc:AlternateContent" => {
                    // The same twice, for newer and for older readers.
                    let chosen = tree.child(child, "mc:Choice").or_else(|| tree.child(child, "mc:Fallback"));
                    chosen.into_iter().for_each(|chosen| self.inline(chosen, level, text, boxes));
                }
                "w:txbxContent" => boxes.push((child, level)),
                "w:commentRangeStart" | "w:commentRangeEnd" => self.anchor(child),
                "" | "w:pPr" | "w:rPr" | "w:rt" | "w:delInstrText" => {}
                _ => self.inline(child, level, text, boxes),
            }
        }
    }

    /// Whether a property of the node is on; without a value it is.
    fn switched(&self, node: Id, properties: &str, property: &str) -> bool {
        let found = self.tree.child(node, properties).and_then(|p| self.tree.child(p, property));
        found.is_some_and(|p| !matches!(self.tree.attribute(p, "w:val"), Some("0" | "false" | "off")))
    }

    /// Adds characters, unless they are the code of a field or the result of one that is another everywhere.
    fn say(&mut self, said: &str, level: Level, text: &mut Text) {
        if self.fields.iter().any(|field| !field.result || field.token().is_some()) {
            return;
        }
        text.push(said, level);
        if !level.deleted {
            self.open.iter_mut().for_each(|(_, on)| on.push_str(said));
        }
    }

    fn field(&mut self, at: &str, level: Level, text: &mut Text) {
        match at {
            "begin" => self.fields.push(Field::default()),
            "separate" => {
                if let Some(field) = self.fields.last_mut() {
                    field.result = true;
                }
            }
            _ => {
                if let Some(token) = self.fields.pop().and_then(|field| field.token()) {
                    self.say(&token, level, text);
                }
            }
        }
    }

    fn anchor(&mut self, id: Id) {
        let comment = self.tree.attribute(id, "w:id").unwrap_or_default().to_owned();
        if self.tree.name(id) == "w:commentRangeStart" {
            self.open.push((comment, String::new()));
        } else if let Some(at) = self.open.iter().position(|(open, _)| *open == comment) {
            let (comment, on) = self.open.swap_remove(at);
            let on = on.trim();
            let cut: String = on.chars().take(LONGEST_ANCHOR).collect();
            self.anchors.insert(comment, if cut.len() < on.len() { cut + "…" } else { cut });
        }
    }
}
