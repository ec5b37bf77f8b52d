//! What a name in a tag stands for at that place of the template: a field of the data, or what a loop or `set` made of one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::source::Source;
use super::tags::{Action, Tag};

/// Names that the engine itself brings.
const ENGINE: [&str; 3] = ["loop", "caller", "xml_id"];

/// The most blocks in each other that are followed.
const DEEPEST: usize = 200;

/// What became of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A field of the data: `debtors[].name`.
    There(String),
    /// The template made it; nothing is known of it.
    Own,
    /// There is none, and the nearest there is.
    Missing(Option<String>),
}

/// A name that a tag brought.
#[derive(Clone, Debug)]
enum Bound<'a> {
    /// A part of the data; of a list, its items.
    Data(String, Vec<&'a Value>),
    /// Anything else.
    Own,
}

/// What stands between a tag and the one that ends it.
struct Scope<'a> {
    end: &'static str,
    names: BTreeMap<String, Bound<'a>>,
}

/// The names known at a place of the template.
pub(super) struct Names<'a> {
    data: &'a Value,
    scopes: Vec<Scope<'a>>,
    /// What `set` and `macro` bring anywhere: where they come into play is for the engine to say.
    elsewhere: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(data: &'a Value, source: &Source) -> Self {
        let elsewhere = source.sites.iter().flat_map(|site| made(&site.tag.code)).collect();
        Names { data, scopes: vec![Scope { end: "", names: BTreeMap::new() }], elsewhere }
    }

    /// What a path stands for here.
    pub(super) fn find(&self, path: &str) -> Found {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let bound = self.scopes.iter().rev().find_map(|scope| scope.names.get(first));
        let (known, values, rest) = match bound {
            Some(Bound::Own) => return Found::Own,
            Some(Bound::Data(known, values)) => (known.clone(), values.clone(), rest),
            None if ENGINE.contains(&first) => return Found::Own,
            None => match self.data.get(first) {
                Some(value) => (first.to_owned(), vec![value], rest),
                None if self.elsewhere.contains(first) => return Found::Own,
                None => return Found::Missing(nearest(&[self.data], path)),
            },
        };
        let Some(rest) = rest else { return Found::There(known) };
        // Of a list that is empty in the sample nothing is known.
        if values.is_empty() {
            return Found::Own;
        }
        let mut at = values.clone();
        for step in rest.split('.') {
            at = at.into_iter().filter_map(|value| value.get(step)).collect();
        }
        if at.is_empty() {
            let near = nearest(&values, rest).map(|near| format!("{first}.{near}"));
            return Found::Missing(near);
        }
        Found::There(format!("{known}.{rest}"))
    }

    /// Whether the tag only walks through this field or gives it another name: which of it is printed, others say.
    pub(super) fn walks(&self, tag: &Tag, path: &str) -> bool {
        let code = tag.code.as_str();
        let only = |name: &str, of: &str| simple(name).is_some() && of.trim() == path;
        if let Some((item, list)) = code.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")) {
            let list = list.split(" if ").next().unwrap_or_default();
            // Of an empty list nobody can say what is printed.
            let empty = matches!(self.items(list.trim()), Bound::Data(_, items) if items.is_empty());
            return only(item, list) && !empty;
        }
        let set = code.strip_prefix("set ").and_then(|rest| rest.split_once('='));
        set.is_some_and(|(name, value)| only(name, value))
    }

    /// Notes what a tag brings or ends.
    pub(super) fn pass(&mut self, tag: &Tag) {
        // So many blocks in each other were refused already.
        if tag.action != Action::Statement || self.scopes.len() > DEEPEST {
            return;
        }
        let code = tag.code.as_str();
        let mut names = BTreeMap::new();
        match tag.word() {
            "for" => {
                let rest = code.strip_prefix("for ").unwrap_or_default();
                let (items, list) = rest.split_once(" in ").unwrap_or((rest, ""));
                let bound = match simple(items) {
                    Some(_) => self.items(list.split(" if ").next().unwrap_or_default().trim()),
                    None => Bound::Own,
                };
                names.extend(words(items).map(|name| (name, bound.clone())));
                self.scopes.push(Scope { end: "endfor", names });
            }
            "with" => {
                names.extend(words(code).map(|name| (name, Bound::Own)));
                self.scopes.push(Scope { end: "endwith", names });
            }
            "macro" | "call" => {
                names.extend(words(code).map(|name| (name, Bound::Own)));
                let end = if tag.word() == "macro" { "endmacro" } else { "endcall" };
                self.scopes.push(Scope { end, names });
            }
            "set" => {
                let rest = code.strip_prefix("set ").unwrap_or_default();
                let (left, right) = rest.split_once('=').unwrap_or((rest, ""));
                let bound = match simple(left) {
                    Some(_) => self.alias(right.trim()),
                    None => Bound::Own,
                };
                let Some(scope) = self.scopes.last_mut() else { return };
                scope.names.extend(words(left).map(|name| (name, bound.clone())));
            }
            word if self.scopes.len() > 1 && self.scopes.last().is_some_and(|scope| scope.end == word) => {
                self.scopes.pop();
            }
            _ => {}
        }
    }

    /// What one turn of a loop over a path gets.
    fn items(&self, path: &str) -> Bound<'a> {
        match self.alias(path) {
            Bound::Data(known, values) if values.iter().all(|value| value.is_array()) => {
                let items = values.into_iter().filter_map(Value::as_array).flatten().collect();
                Bound::Data(format!("{known}[]"), items)
            }
            _ => Bound::Own,
        }
    }

    /// What a path stands for, if it is one and the data has it.
    fn alias(&self, path: &str) -> Bound<'a> {
        let plain = !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let Some(Found::There(known)) = plain.then(|| self.find(path)) else { return Bound::Own };
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let bound = self.scopes.iter().rev().find_map(|scope| scope.names.get(first));
        let mut values = match bound {
            Some(Bound::Data(_, values)) => values.clone(),
            Some(Bound::Own) => return Bound::Own,
            None => self.data.get(first).into_iter().collect(),
        };
        for step in rest.into_iter().flat_map(|rest| rest.split('.')) {
            values = values.into_iter().filter_map(|value| value.get(step)).collect();
        }
        Bound::Data(known, values)
    }
}

/// A single name.
fn simple(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(text)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

/// Names that `set`, `macro` and `import` bring.
fn made(code: &str) -> Vec<String> {
    if let Some(rest) = code.strip_prefix("set ") {
        words(rest.split('=').next().unwrap_or_default()).collect()
    } else if let Some(rest) = code.strip_prefix("macro ") {
        words(rest.split('(').next().unwrap_or_default()).collect()
    } else {
        Vec::new()
    }
}

/// The path of the data that is spelt most like this one, if any is near: at most a third of its letters differ.
fn nearest(data: &[&Value], path: &str) -> Option<String> {
    let mut paths = Vec::new();
    data.iter().for_each(|data| collect(data, String::new(), &mut paths));
    let by_distance = |known: &String| strsim::damerau_levenshtein(known, path);
    paths
        .into_iter()
        .min_by_key(by_distance)
        .filter(|near| by_distance(near) * 3 <= path.chars().count().max(3))
}

fn collect(data: &Value, path: String, out: &mut Vec<String>) {
    if let Value::Object(fields) = data {
        for (name, field) in fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            collect(field, path.clone(), out);
            out.push(path);
        }
    }
}
