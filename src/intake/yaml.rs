//! YAML as a tree that keeps the line and column of every value and the text of every scalar.
//!
//! Only what a case file needs: records, lists, scalars. Anchors, aliases, tags and several documents are refused, so
//! that a small file cannot stand for a large one and a value is what stands there.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::check::ENOUGH;
use super::encoding;
use crate::domain::problem::{Place, Problem};

/// Deepest nesting; a case file has five levels.
const DEEPEST: usize = 50;

/// Largest file in bytes: a case file is a few kilobytes.
pub(super) const LARGEST: u64 = 2_000_000;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    /// From 1.
    pub(super) line: u64,
    /// In characters, from 1.
    pub(super) column: u64,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    Record(Vec<Entry>),
}

/// A key of a record, and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) value: Node,
}

impl Node {
    /// Whether nothing stands there: empty, `~` or `null`, not in quotes.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar { text, quoted: false }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The node that a path such as `debtors[0].phones` leads to, or the nearest one above it that exists.
    pub(super) fn nearest(&self, path: &str) -> &Node {
        let mut at = self;
        for part in path.split('.') {
            let (name, items) = part.split_at(part.find('[').unwrap_or(part.len()));
            let Content::Record(entries) = &at.content else { return at };
            let Some(entry) = entries.iter().find(|e| e.key == name) else { return at };
            at = &entry.value;
            for index in items.split(['[', ']']).filter_map(|n| n.parse::<usize>().ok()) {
                let Content::List(list) = &at.content else { return at };
                let Some(item) = list.get(index) else { return at };
                at = item;
            }
        }
        at
    }
}

/// A file's tree.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: Node,
    /// Keys that stand twice in their record; the first counts.
    pub(super) repeated: Vec<Problem>,
}

/// Reads a file.
///
/// # Errors
/// One problem with its line and column: after it, nothing that follows would mean what it seems to.
pub(super) fn read(bytes: &[u8], file: &str) -> Result<Tree, Problem> {
    if bytes.len() as u64 > LARGEST {
        let place = Place { file: Some(file.to_owned()), ..Place::default() };
        return Err(Problem::error("E-YAML-LARGE", place).with("expected", LARGEST / 1_000_000));
    }
    let text = encoding::utf8(bytes, file)?;
    no_control(text, file)?;
    Reader { file, open: Vec::new(), root: None, repeated: Vec::new() }.read(text)
}

/// The YAML parser lets control characters pass in the middle of a text. In an escape (`"\x07"`) they are seen later.
fn no_control(text: &str, file: &str) -> Result<(), Problem> {
    for (line, content) in (1..).zip(text.split('\n')) {
        let bad = |c: &char| c.is_control() && !matches!(c, '\t' | '\r' | '\u{85}');
        if let Some((column, c)) = (1..).zip(content.chars()).find(|(_, c)| bad(c)) {
            let place = Place {
                file: Some(file.to_owned()),
                line: Some(line),
                column: Some(column),
                ..Place::default()
            };
            return Err(Problem::error("E-YAML-CONTROL", place).with("found", format!("U+{:04X}", c as u32)));
        }
    }
    Ok(())
}

struct Reader<'a> {
    file: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
    repeated: Vec<Problem>,
}

/// A list or record whose end has not come yet.
struct Open {
    start: Marker,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    Record {
        entries: Vec<Entry>,
        /// The key whose value comes next.
        key: Option<(String, Marker)>,
        /// Keys so far and their lines.
        seen: HashMap<String, usize>,
    },
}

impl Reader<'_> {
    fn place(&self, at: Marker) -> Place {
        Place {
            file: Some(self.file.to_owned()),
            line: Some(at.line() as u64),
            column: Some(at.col() as u64 + 1),
            ..Place::default()
        }
    }

    fn refuse<T>(&self, code: &'static str, at: Marker) -> Result<T, Problem> {
        Err(Problem::error(code, self.place(at)))
    }

    fn read(mut self, text: &str) -> Result<Tree, Problem> {
        let mut parser = Parser::new_from_str(text);
        let mut end = Marker::new(0, 1, 0);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.syntax(&error, text))?;
            let at = span.start;
            match event {
                Event::DocumentStart(_) if self.root.is_some() => return self.refuse("E-YAML-DOCUMENTS", at),
                Event::Alias(_) => return self.refuse("E-YAML-ANCHOR", at),
                Event::Scalar(_, _, anchor, _)
                | Event::SequenceStart(anchor, _)
                | Event::MappingStart(anchor, _)
                    if anchor > 0 =>
                {
                    return self.refuse("E-YAML-ANCHOR", at);
                }
                Event::Scalar(_, _, _, Some(_))
                | Event::SequenceStart(_, Some(_))
                | Event::MappingStart(_, Some(_)) => return self.refuse("E-YAML-TAG", at),
                // YAML joins lines that are not in quotes, and would so take a field without its colon for more of the
                // text above it.
                Event::Scalar(_, ScalarStyle::Plain, ..) if span.end.line() > at.line() => {
                    return Err(Problem::error(
                        slip(text, at.line() + 1).unwrap_or("E-YAML-JOINED"),
                        self.place(at),
                    ));
                }
                Event::Scalar(text, style, _, None) => self.scalar(text.into_owned(), style, at)?,
                Event::SequenceStart(_, None) => self.start(at, Parts::List(Vec::new()))?,
                Event::MappingStart(_, None) => {
                    self.start(at, Parts::Record { entries: Vec::new(), key: None, seen: HashMap::new() })?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(),
                Event::StreamEnd => end = at,
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            }
        }
        match self.root.take() {
            Some(root) if !root.is_null() => Ok(Tree { root, repeated: self.repeated }),
            _ => self.refuse("E-YAML-EMPTY", end),
        }
    }

    fn start(&mut self, at: Marker, parts: Parts) -> Result<(), Problem> {
        if let Some(Open { parts: Parts::Record { key: None, .. }, .. }) = self.open.last() {
            return self.refuse("E-YAML-KEY", at);
        }
        if self.open.len() >= DEEPEST {
            return self.refuse("E-YAML-DEPTH", at);
        }
        self.open.push(Open { start: at, parts });
        Ok(())
    }

    fn end(&mut self) {
        let Some(Open { start, parts }) = self.open.pop() else { return };
        let content = match parts {
            Parts::List(items) => Content::List(items),
            Parts::Record { entries, .. } => Content::Record(entries),
        };
        self.place_node(node(content, start));
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, at: Marker) -> Result<(), Problem> {
        let quoted = style != ScalarStyle::Plain;
        if let Some(Open { parts: Parts::Record { key: key @ None, .. }, .. }) = self.open.last_mut() {
            if text.is_empty() {
                return self.refuse("E-YAML-KEY", at);
            }
            *key = Some((text, at));
            return Ok(());
        }
        self.place_node(node(Content::Scalar { text, quoted }, at));
        Ok(())
    }

    /// Puts a finished value where it belongs: the open list, under the waiting key, or at the root.
    fn place_node(&mut self, value: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return;
        };
        match &mut open.parts {
            Parts::List(items) => items.push(value),
            Parts::Record { entries, key, seen } => {
                let Some((key, at)) = key.take() else { return };
                if let Some(first) = seen.get(&key) {
                    if self.repeated.len() == ENOUGH {
                        return;
                    }
                    let problem = Problem::error(
                        "E-YAML-DUPLICATE-KEY",
                        Place {
                            file: Some(self.file.to_owned()),
                            line: Some(at.line() as u64),
                            column: Some(at.col() as u64 + 1),
                            ..Place::default()
                        },
                    );
                    self.repeated.push(problem.with("found", super::value::shown(&key)).with("first", first));
                    return;
                }
                seen.insert(key.clone(), at.line());
                entries.push(Entry { key, line: at.line() as u64, column: at.col() as u64 + 1, value });
            }
        }
    }

    /// The scanner's error, by a code of its own for the slips that people make.
    fn syntax(&self, error: &ScanError, text: &str) -> Problem {
        let (at, info) = (*error.marker(), error.info());
        let code = match info {
            _ if info.contains("tab") => "E-YAML-TAB",
            _ if info.contains("quoted scalar, found unexpected") => "E-YAML-QUOTE",
            _ if info.contains("indentation in quoted scalar") => "E-YAML-QUOTE",
            _ if info.contains("mapping values are not allowed") => "E-YAML-COLON",
            _ if info.contains("unknown anchor") => "E-YAML-ANCHOR",
            _ if info.contains("recursion limit") => "E-YAML-DEPTH",
            _ => slip(text, at.line()).unwrap_or("E-YAML-SYNTAX"),
        };
        Problem::error(code, self.place(at)).with("detail", info)
    }
}

/// What a Chinese keyboard does: a field's name with a full-width colon, on this line or the one above.
fn slip(text: &str, line: usize) -> Option<&'static str> {
    let wide = |line: &str| {
        let start = line.trim_start_matches(['-', ' ', '{', '"']);
        let name = start.split_once('：').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    text.lines().skip(line.saturating_sub(2)).take(2).any(wide).then_some("E-YAML-WIDE-COLON")
}

fn node(content: Content, at: Marker) -> Node {
    Node { content, line: at.line() as u64, column: at.col() as u64 + 1 }
}
