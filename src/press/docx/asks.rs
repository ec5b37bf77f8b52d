//! What each tag asks of the engine and of the data, tag by tag, so that every mistake is found at once.

use std::collections::BTreeSet;

use minijinja::{Environment, ErrorKind};
use serde_json::Value;

use super::fault::{Trouble, Troubles};
use super::names::{Found, Names};
use super::source::{self, Source};
use super::template::reason;
use crate::press::fields::leaves;

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

/// Filters, tests and functions that do not exist, and fields that the sample lacks. Notes in `used` the fields that are
/// asked for: `debtors[].name`.
pub(super) fn in_vain(
    engine: &Environment<'_>,
    source: &Source,
    sample: Option<&Value>,
    used: &mut BTreeSet<String>,
    troubles: &mut Troubles,
) {
    // A field that some tag tests for may be missing wherever it is printed.
    let optional: BTreeSet<&str> = source.sites.iter().flat_map(|site| tested(&site.tag.code)).collect();
    let mut names = sample.map(|sample| Names::new(sample, source));
    for site in &source.sites {
        let (typed, paragraph) = (&*site.tag.typed, &site.tag.paragraph);
        for (what, name) in asked(&site.tag.code) {
            let tried = if what == "filter" { format!("''|{name}") } else { format!("'' is {name}") };
            let tried = engine.compile_expression(&tried).and_then(|e| e.eval(())).map_err(|e| e.kind());
            if matches!(tried, Err(ErrorKind::UnknownFilter | ErrorKind::UnknownTest)) {
                troubles.add(Trouble::Unknown(format!("{what} {name}")), typed, paragraph);
            }
        }
        let Some(names) = &mut names else { continue };
        if let Some(alone) = source::alone(&site.tag)
            && let Ok(template) = engine.template_from_str(&alone)
        {
            let mut fields: Vec<String> = template.undeclared_variables(true).into_iter().collect();
            fields.sort();
            for field in fields {
                let called = site.tag.code.contains(&format!("{field}("));
                // A method of a value: what it is called on is the field.
                let asked = match field.rsplit_once('.').filter(|_| called) {
                    Some((of, _)) => of,
                    None => field.as_str(),
                };
                let found = names.find(asked);
                if let Found::There(path) = &found
                    && !names.walks(&site.tag, asked)
                {
                    used.insert(path.clone());
                }
                let Found::Missing(near) = found else { continue };
                if optional.contains(field.as_str()) {
                    continue;
                }
                let known = |name: &str| {
                    let asked = format!("{name} is defined");
                    engine.compile_expression(&asked).and_then(|e| e.eval(())).is_ok_and(|v| v.is_true())
                };
                let trouble = match called && !field.contains('.') {
                    true if known(&field) => continue,
                    true => Trouble::Unknown(format!("function {field}")),
                    false => Trouble::Missing(field, near),
                };
                troubles.add(trouble, typed, paragraph);
            }
        }
        names.pass(&site.tag);
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
