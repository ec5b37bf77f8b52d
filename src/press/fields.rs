//! What each field of a template's data means: `templates/cn/fields.yaml`, and a workspace's own beside it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::doctor;
use super::error::PressError;
use super::jinja::Shape;
use super::library::{Folder, Library};

/// The file, beside the folders of the templates.
pub(super) const FIELDS: &str = "fields.yaml";

/// Fields that some kinds have and others have not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    kinds: Vec<String>,
    #[serde(default)]
    fields: serde_yaml::Mapping,
    /// Those that a document of these kinds may lack, where what they stand in is there.
    #[serde(default)]
    optional: Vec<String>,
}

/// What a field means.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// For samples that lack the field.
    #[serde(default)]
    pub example: Option<Value>,
}

/// A field that a template may print.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its path; of a list, one item stands for all: `debtors[].name`.
    pub path: String,
    /// The sample's value, or one from elsewhere; null where none is known.
    pub example: Value,
    /// What it means, where that is known.
    pub meaning: Option<Meaning>,
    /// Whether a document may lack it, where what it stands in is there.
    pub optional: bool,
}

/// Every meaning: by kind and path, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    told: Vec<(Vec<String>, String, Meaning)>,
    optional: Vec<(Vec<String>, Vec<String>)>,
}

impl Meanings {
    /// Reads what files say, the first that says something of a field before the others.
    ///
    /// # Errors
    /// [`PressError::Manifest`]: it is no list of kinds and fields.
    pub(super) fn read<'a>(files: impl Iterator<Item = &'a [u8]>) -> Result<Meanings, PressError> {
        let wrong = |e: serde_yaml::Error| PressError::Manifest {
            file: FIELDS.to_owned(),
            line: e.location().map(|l| l.line() as u64),
            column: e.location().map(|l| l.column() as u64),
            message: e.to_string(),
        };
        let mut all = Meanings::default();
        for file in files {
            let groups: Vec<Group> = serde_yaml::from_slice(file).map_err(wrong)?;
            for Group { kinds, fields, optional } in groups {
                for (path, meaning) in fields {
                    let path: String = serde_yaml::from_value(path).map_err(wrong)?;
                    let meaning: Meaning = serde_yaml::from_value(meaning).map_err(wrong)?;
                    all.told.push((kinds.clone(), path, meaning));
                }
                all.optional.push((kinds, optional));
            }
        }
        Ok(all)
    }

    /// The fields of a kind, in the order of the files.
    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Meaning)> {
        let of_kind = self.told.iter().filter(move |(kinds, ..)| kinds.iter().any(|k| k == kind));
        of_kind.map(|(_, path, meaning)| (path.as_str(), meaning))
    }

    /// The fields that a document of a kind may lack.
    pub fn optional<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let of_kind = self.optional.iter().filter(move |(kinds, _)| kinds.iter().any(|k| k == kind));
        of_kind.flat_map(|(_, paths)| paths.iter().map(String::as_str))
    }

    /// Kinds that are spoken of.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.told.iter().flat_map(|(kinds, ..)| kinds.iter().map(String::as_str))
    }

    /// What a field of a kind means. A kind that no file names was copied from one that is named: there the first meaning
    /// of the path will do.
    fn meaning<'a>(&'a self, kind: &'a str, path: &str) -> Option<&'a Meaning> {
        let own = self.of(kind).find(|(p, _)| *p == path).map(|(_, meaning)| meaning);
        let known = self.kinds().any(|k| k == kind);
        own.or_else(|| self.told.iter().find(|(_, p, _)| !known && p == path).map(|(_, _, meaning)| meaning))
    }
}

/// Every field that a template may print: those of its sample, in its order, then those that the sample lacks.
///
/// # Errors
/// A file of meanings that cannot be read.
pub fn fields(library: &Library, folder: &Folder) -> Result<Vec<Field>, PressError> {
    let meanings = library.meanings()?;
    let mut sampled = Vec::new();
    if let Ok(sample) = doctor::sample(folder) {
        leaves(&sample, "", &mut sampled);
    }
    let kind = described_as(&meanings, folder);
    let mut fields: Vec<Field> = sampled
        .into_iter()
        .map(|(path, value)| {
            let meaning = meanings.meaning(kind, &path).cloned();
            let other = meaning.as_ref().and_then(|m| m.example.clone()).filter(|_| value.is_null());
            Field { example: other.unwrap_or(value), path, meaning, optional: false }
        })
        .collect();
    for (path, meaning) in meanings.of(kind) {
        if !fields.iter().any(|field| field.path == path) {
            let example = meaning.example.clone().unwrap_or_default();
            let meaning = Some(meaning.clone());
            fields.push(Field { path: path.to_owned(), example, meaning, optional: false });
        }
    }
    let optional: BTreeSet<&str> = meanings.optional(kind).collect();
    // Of a record that may be missing every field may be.
    fields.iter_mut().for_each(|field| {
        let within =
            |path: &&str| field.path.strip_prefix(*path).is_some_and(|rest| rest.starts_with(['.', '[']));
        field.optional = optional.contains(field.path.as_str()) || optional.iter().any(within);
    });
    // An empty list is told by what its items would be.
    let paths: Vec<String> = fields.iter().map(|field| field.path.clone()).collect();
    fields.retain(|field| {
        let within = format!("{}.", field.path);
        !field.path.ends_with("[]") || !paths.iter().any(|path| path.starts_with(&within))
    });
    Ok(fields)
}

/// What the data of a template may hold: what is declared of its kind, or of the one it is like, and what its sample has.
pub(super) fn shape(library: &Library, folder: &Folder) -> Result<Shape, PressError> {
    let meanings = library.meanings()?;
    let mut shape = doctor::sample(folder).map(|sample| Shape::of(&sample)).unwrap_or_default();
    let declared: Vec<(&str, &Meaning)> = meanings.of(described_as(&meanings, folder)).collect();
    for (path, meaning) in &declared {
        shape.declare(path, meaning.example.as_ref());
    }
    Ok(shape)
}

/// The kind whose fields a template is given: its own, or the one it is like.
fn described_as<'a>(meanings: &Meanings, folder: &'a Folder) -> &'a str {
    let own = folder.kind.as_str();
    match &folder.manifest.like {
        Some(like) if !meanings.kinds().any(|kind| kind == own) => like,
        _ => own,
    }
}

/// Fields of the sample that are not asked for, nor a record or list they stand in.
pub(super) fn unused(sample: Option<&Value>, used: &BTreeSet<String>) -> Vec<String> {
    let mut fields = Vec::new();
    sample.iter().for_each(|sample| leaves(sample, "", &mut fields));
    let asked = |path: &str| {
        let within =
            |known: &String| path.strip_prefix(known.as_str()).is_some_and(|r| r.starts_with(['.', '[']));
        used.contains(path) || used.iter().any(within)
    };
    let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    let touched: BTreeSet<String> = used.iter().map(|path| first(path)).collect();
    let mut unused: Vec<String> = Vec::new();
    for path in fields.into_iter().map(|(path, _)| path).filter(|path| !asked(path)) {
        // A record of which nothing is printed is told once.
        let told = Some(first(&path)).filter(|whole| !touched.contains(whole)).unwrap_or(path);
        if !unused.contains(&told) {
            unused.push(told);
        }
    }
    unused
}

/// Each value of the data by its path, the first that is there for each path, in the order of the data.
pub fn leaves(value: &Value, path: &str, out: &mut Vec<(String, Value)>) {
    let mut put = |value: &Value| match out.iter_mut().find(|(p, _)| p == path) {
        Some((_, old)) if old.is_null() => *old = value.clone(),
        Some(_) => {}
        None => out.push((path.to_owned(), value.clone())),
    };
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                leaves(field, &path, out);
            }
        }
        Value::Array(items) if items.is_empty() => leaves(&Value::Null, &format!("{path}[]"), out),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, &format!("{path}[]"), out)),
        leaf => put(leaf),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const MANIFEST: &str = "kind: letter\ntitle: {zh: 函, en: Letter}\ngroup: pre-action\nversion: 1\n";

    #[test]
    fn the_sample_comes_first_then_what_it_lacks() {
        let meanings = "- kinds: [letter]\n  fields:\n    name: {zh: 姓名, en: name}\n    \"parts[].sum\": {zh: 金额, en: sum, example: '1.00'}\n    phone: {zh: 电话, en: phone, example: '1'}\n";
        let sample = "name: 李示例\nown: 3\nparts: []\nphone: null\n";
        let library = Library::of([
            ("letter/manifest.yaml", MANIFEST),
            ("letter/sample.yaml", sample),
            (FIELDS, meanings),
        ]);
        let found = fields(&library, library.folder("letter").unwrap()).unwrap();
        let told: Vec<(&str, &Value, &str)> = found
            .iter()
            .map(|f| (f.path.as_str(), &f.example, f.meaning.as_ref().map_or("", |m| m.zh.as_str())))
            .collect();
        let (li, three, one, sum) = (json!("李示例"), json!(3), json!("1"), json!("1.00"));
        assert_eq!(
            told,
            [
                ("name", &li, "姓名"),
                ("own", &three, ""),
                ("phone", &one, "电话"),
                ("parts[].sum", &sum, "金额")
            ]
        );
    }

    #[test]
    fn a_file_that_is_wrong_names_its_line() {
        let wrong = Library::of([(FIELDS, "- kinds: [letter]\n  field: {}\n")]);
        assert!(matches!(wrong.meanings(), Err(PressError::Manifest { line: Some(_), .. })));
    }
}
