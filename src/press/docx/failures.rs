//! Every tag that fails in a rendering: the first ends it, so it is tried again without that one.

use std::collections::BTreeSet;
use std::error::Error as _;

use minijinja::value::Value as Jinja;
use minijinja::{Environment, Error, ErrorKind};

use super::fault::{Trouble, Troubles};
use super::source::Source;
use super::tags::Action;
use super::template::reason;
use crate::press::jinja;

/// The most failures of one part that are looked for.
const MOST: usize = 50;
/// Steps of one more try: what takes longer is told by what failed first.
const FUEL: u64 = 1_000_000;

/// Notes what failed first and, with that tag left out, what fails after it.
pub(super) fn every(
    engine: &Environment<'static>,
    part: &str,
    source: &Source,
    context: &Jinja,
    first: Error,
    troubles: &mut Troubles,
) {
    let mut engine = engine.clone();
    engine.set_fuel(Some(FUEL));
    let (mut text, mut left_out) = (source.text.clone(), BTreeSet::new());
    let mut error = first;
    for again in 0..MOST {
        let trouble = match error.kind() {
            ErrorKind::UndefinedError => Trouble::Missing(missing(source, &error), None),
            ErrorKind::OutOfFuel if again > 0 => return,
            ErrorKind::OutOfFuel => return endless(source, &error, troubles),
            _ => Trouble::Failed(reason(&error)),
        };
        place(source, &error, trouble, troubles);
        let site = byte(&error).and_then(|byte| source.site(byte));
        let Some(site) = site.filter(|site| left_out.insert(site.range.start)) else { return };
        let is_statement = site.tag.action == Action::Statement;
        let code = text.get(site.range.clone()).and_then(|typed| typed.find(&site.tag.code));
        let blank = jinja::text::blank(&site.tag.code, is_statement);
        let (Some(at), Some(blank)) = (code, blank) else { return };
        let at = site.range.start + at;
        text.replace_range(at..at + blank.len(), &blank);
        // Under a name of its own, so that what is compiled already is not touched; pictures know the part by its name.
        let tried = engine.template_from_named_str(part, &text).and_then(|t| t.render(context));
        match tried {
            Ok(_) => return,
            Err(next) => error = next,
        }
    }
}

/// A loop in which the engine stopped; where it does not say in which, the last one that a template opens.
fn endless(source: &Source, error: &Error, troubles: &mut Troubles) {
    let stopped = byte(error).and_then(|byte| source.at(byte));
    let mut loops = source.sites.iter().map(|site| &site.tag).filter(|tag| tag.word() == "for");
    let Some(tag) = stopped.or_else(|| loops.next_back()) else {
        return troubles.add(Trouble::Endless(reason(error)), "", &"".into());
    };
    troubles.add(Trouble::Endless(reason(error)), &tag.typed, &tag.paragraph);
}

/// Where in a source the engine stopped, innermost.
fn byte(error: &Error) -> Option<usize> {
    let mut cause = error;
    while let Some(inner) = cause.source().and_then(|e| e.downcast_ref::<Error>()) {
        cause = inner;
    }
    cause.range().or(error.range()).map(|range| range.start)
}

/// Reports a trouble at the tag where the engine stopped.
pub(super) fn place(source: &Source, error: &Error, trouble: Trouble, troubles: &mut Troubles) {
    match byte(error).and_then(|byte| source.at(byte)) {
        Some(tag) => troubles.add(trouble, &tag.typed, &tag.paragraph),
        None => troubles.add(trouble, "", &"".into()),
    }
}

/// The field that the data lacks: what the tag asks for.
fn missing(source: &Source, error: &Error) -> String {
    let asked = error.range().and_then(|range| source.text.get(range)).map(str::trim);
    let path = |text: &&str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '[' | ']'))
    };
    let tag = byte(error).and_then(|byte| source.at(byte));
    let code = tag.map(|tag| tag.code.split('|').next().unwrap_or_default().trim());
    // Where a filter met nothing, the engine names the filter.
    let filter = |text: &&str| {
        error.kind() == ErrorKind::UndefinedError && code.is_some_and(|code| code.contains(*text))
    };
    asked.filter(path).filter(filter).or(code).unwrap_or_default().to_owned()
}
