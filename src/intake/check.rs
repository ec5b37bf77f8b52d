//! Walks a tree along the table of fields: gives the facts that hold, and every problem of those that do not.

use serde_json::{Map, Value};

use super::near;
use super::value::{Fault, scalar, shown};
use super::yaml::{Content, Entry, Node};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{Field, Shape};

/// What a walk found. The facts hold only what is right, so that what depends on them can be checked too.
pub(super) struct Checked {
    pub(super) facts: Map<String, Value>,
    pub(super) problems: Vec<Problem>,
}

/// Checks a file's root against its fields.
pub(super) fn record(root: &Node, fields: &'static [Field], file: &str) -> Checked {
    let mut walk = Walk { file, problems: Vec::new() };
    let facts = match walk.value(root, &Shape::Record(fields), "") {
        Some(Value::Object(facts)) => facts,
        _ => Map::new(),
    };
    Checked { facts, problems: walk.problems }
}

/// Checks one value against a shape; `path` is where it belongs.
pub(super) fn value(node: &Node, shape: &Shape, path: &str, file: &str) -> (Option<Value>, Vec<Problem>) {
    let mut walk = Walk { file, problems: Vec::new() };
    let value = walk.value(node, shape, path);
    (value, walk.problems)
}

/// Problems after which no more are collected: whoever sees so many has given the wrong file.
pub(super) const ENOUGH: usize = 10_000;

struct Walk<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn place(&self, line: u64, column: u64, path: &str) -> Place {
        Place {
            file: Some(self.file.to_owned()),
            line: Some(line),
            column: Some(column),
            field: (!path.is_empty()).then(|| path.to_owned()),
            ..Place::default()
        }
    }

    fn refuse(&mut self, code: &'static str, node: &Node, path: &str) {
        self.report(Problem::error(code, self.place(node.line, node.column, path)));
    }

    fn report(&mut self, problem: Problem) {
        if self.problems.len() < ENOUGH {
            self.problems.push(problem);
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape, path: &str) -> Option<Value> {
        match (shape, &node.content) {
            (Shape::Record(fields) | Shape::OrDefault(fields), Content::Record(entries)) => {
                Some(Value::Object(self.fields(node, entries, fields, path)))
            }
            (Shape::OrDefault(_), Content::Scalar { text, .. }) if text == "default" => {
                Some("default".into())
            }
            (Shape::List(of), Content::List(items)) => Some(Value::Array(self.items(items, of, path))),
            (Shape::Record(_) | Shape::OrDefault(_), _) => {
                self.refuse("E-CASE-NOT-RECORD", node, path);
                None
            }
            (Shape::List(_), _) => {
                self.refuse("E-CASE-NOT-LIST", node, path);
                None
            }
            (_, Content::Scalar { text, .. }) => match scalar(shape, text) {
                Ok(value) => Some(value),
                Err(fault) => {
                    self.fault(fault, node, path, text);
                    None
                }
            },
            (_, Content::List(_) | Content::Record(_)) => {
                self.refuse("E-CASE-NOT-TEXT", node, path);
                None
            }
        }
    }

    fn fault(&mut self, fault: Fault, node: &Node, path: &str, text: &str) {
        let place = self.place(node.line, node.column, path);
        self.report(fault.at(place, text));
    }

    /// The items that hold. One that does not leaves a `null`, so that those after it keep their number.
    fn items(&mut self, items: &[Node], of: &Shape, path: &str) -> Vec<Value> {
        let mut out = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let value = if item.is_null() {
                self.refuse("E-CASE-EMPTY-ITEM", item, &path);
                None
            } else {
                self.value(item, of, &path)
            };
            out.push(value.unwrap_or(Value::Null));
        }
        out
    }

    fn fields(
        &mut self,
        node: &Node,
        entries: &[Entry],
        fields: &'static [Field],
        path: &str,
    ) -> Map<String, Value> {
        for entry in entries.iter().filter(|entry| !fields.iter().any(|f| f.name == entry.key)) {
            self.unknown(entry, fields, path);
        }
        let mut out = Map::new();
        for field in fields {
            let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
            match entries.iter().find(|entry| entry.key == field.name) {
                Some(entry) if !entry.value.is_null() => {
                    if let Some(value) = self.value(&entry.value, &field.shape, &path) {
                        out.insert(field.name.to_owned(), value);
                    }
                }
                found if field.required => {
                    let (line, column) = found.map_or((node.line, node.column), |e| (e.line, e.column));
                    let place = self.place(line, column, &path);
                    let problem = Problem::error("E-CASE-MISSING", place)
                        .with("expected", field.name)
                        .with("meaning_zh", field.meaning[0])
                        .with("meaning_en", field.meaning[1])
                        .with("example", field.example);
                    self.report(problem);
                }
                _ => {}
            }
        }
        out
    }

    fn unknown(&mut self, entry: &Entry, fields: &'static [Field], path: &str) {
        let full = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let place = self.place(entry.line, entry.column, &shown(&full));
        // The Chinese name of a field, or the better part of it: 姓名 for 姓名或名称.
        let said = |f: &&Field| f.meaning.contains(&entry.key.as_str());
        let part = |f: &&Field| entry.key.chars().count() > 1 && f.meaning[0].contains(&entry.key);
        let named = fields.iter().find(said).or_else(|| fields.iter().find(part));
        let near = named.map(|f| f.name).or_else(|| near::nearest(&entry.key, fields.iter().map(|f| f.name)));
        let known: Vec<&str> = fields.iter().map(|f| f.name).collect();
        let mut problem = Problem::error("E-CASE-UNKNOWN-KEY", place)
            .with("found", shown(&entry.key))
            .with("expected", known.join(", "));
        if let Some(near) = near {
            problem = problem.with("near", near);
        }
        self.report(problem);
    }
}
