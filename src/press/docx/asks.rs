//! What each tag asks of the engine and of the data, tag by tag, so that every mistake is found at once.

use std::collections::BTreeSet;

use minijinja::{Environment, ErrorKind};
use serde_json::Value;

use super::fault::{Trouble, Troubles};
use super::source::{self, Source};
use super::template::reason;

/// Compiles each tag on its own.
pub(super) fn syntax(engine: &Environment<'_>, source: &Source, troubles: &mut Troubles) {
    for site in &source.sites {
        if let Some(alone) = source::alone(&site.tag)
            && let Err(error) = engine.template_from_str(&alone)
        {
            troubles.add(Trouble::Syntax(reason(&error)), &site.tag.typed, &site.tag.paragraph);
        }
    }
}

/// Filters, tests and functions that do not exist, and fields that the sample lacks.
pub(super) fn in_vain(
    engine: &Environment<'_>,
    source: &Source,
    sample: Option<&Value>,
    troubles: &mut Troubles,
) {
    let own: BTreeSet<String> = source.sites.iter().flat_map(|site| bound(&site.tag.code)).collect();
    // A field that some tag tests for may be missing wherever it is printed.
    let optional: BTreeSet<&str> = source.sites.iter().flat_map(|site| tested(&site.tag.code)).collect();
    for site in &source.sites {
        let (typed, paragraph) = (&*site.tag.typed, &*site.tag.paragraph);
        for (what, name) in asked(&site.tag.code) {
            let tried = if what == "filter" { format!("''|{name}") } else { format!("'' is {name}") };
            let tried = engine.compile_expression(&tried).and_then(|e| e.eval(())).map_err(|e| e.kind());
            if matches!(tried, Err(ErrorKind::UnknownFilter | ErrorKind::UnknownTest)) {
                troubles.add(Trouble::Unknown(format!("{what} {name}")), typed, paragraph);
            }
        }
        let (Some(sample), Some(alone)) = (sample, source::alone(&site.tag)) else { continue };
        let Ok(template) = engine.template_from_str(&alone) else { continue };
        let mut fields: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        fields.sort();
        for field in fields {
            let first = field.split('.').next().unwrap_or_default();
            if own.contains(first) || has(sample, &field) || optional.contains(field.as_str()) {
                continue;
            }
            let call = site.tag.code.contains(&format!("{field}("));
            if call
                && engine
                    .compile_expression(&format!("{field} is defined"))
                    .and_then(|e| e.eval(()))
                    .is_ok_and(|v| v.is_true())
            {
                continue;
            }
            let trouble = match call {
                true => Trouble::Unknown(format!("function {field}")),
                false => {
                    let near = nearest(sample, &field);
                    Trouble::Missing(field, near)
                }
            };
            troubles.add(trouble, typed, paragraph);
        }
    }
}

/// Names that a statement brings: the variables of a loop, of `set`, `with` and `macro`.
fn bound(code: &str) -> Vec<String> {
    let mut names = vec!["loop".to_owned(), "xml_id".to_owned(), "caller".to_owned()];
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    if let Some(rest) = code.strip_prefix("for ") {
        names.extend(words(rest.split(" in ").next().unwrap_or_default()));
    } else if let Some(rest) = code.strip_prefix("set ").or_else(|| code.strip_prefix("with ")) {
        names.extend(words(rest.split('=').next().unwrap_or_default()));
    } else if let Some(rest) = code.strip_prefix("macro ").or_else(|| code.strip_prefix("call ")) {
        names.extend(words(rest));
    }
    names
}

/// Fields of which a tag says that they may be missing: `x is defined`, `x|default`.
fn tested(code: &str) -> impl Iterator<Item = &str> {
    [" is defined", " is not defined", "|default", " | default", "|d("].into_iter().flat_map(move |mark| {
        code.match_indices(mark).map(|(at, _)| {
            let before = code[..at].trim_end();
            before
                .rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
                .next()
                .unwrap_or_default()
        })
    })
}

/// Filters (`|name`) and tests (`is name`) that a tag asks for.
fn asked(code: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut word = String::new();
    let mut before = "";
    for c in code.chars().chain([' ']) {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c.is_alphanumeric() || c == '_' => word.push(c),
            None => {
                match (word.as_str(), before) {
                    ("", _) => {}
                    ("not", "test") => {}
                    ("is", "") => before = "test",
                    (name, what) => {
                        if !what.is_empty() {
                            found.push((what, name.to_owned()));
                        }
                        before = "";
                    }
                }
                word.clear();
                match c {
                    '"' | '\'' => quote = Some(c),
                    '|' => before = "filter",
                    _ => {}
                }
            }
        }
    }
    found
}

/// The path of the data that is spelt most like this one, if any is near: at most a third of its letters differ.
fn nearest(data: &Value, path: &str) -> Option<String> {
    let mut paths = Vec::new();
    collect(data, String::new(), &mut paths);
    let by_distance = |known: &String| strsim::damerau_levenshtein(known, path);
    paths.into_iter().min_by_key(by_distance).filter(|near| by_distance(near) * 3 <= path.chars().count())
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

/// Whether the data has this path.
fn has(data: &Value, path: &str) -> bool {
    path.split('.').try_fold(data, |at, step| at.get(step)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_and_tests_are_found_and_texts_are_not() {
        let of =
            |code| asked(code).into_iter().map(|(what, name)| format!("{what} {name}")).collect::<Vec<_>>();
        assert_eq!(of("a|yuan | default('x|y') "), ["filter yuan", "filter default"]);
        assert_eq!(of("if a is not defined and b is even"), ["test defined", "test even"]);
        assert_eq!(of("this"), Vec::<String>::new());
    }
}
