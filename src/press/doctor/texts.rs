//! What is wrong with texts and mail: each tag on its own, then the sample is tried.

use std::collections::BTreeSet;

use minijinja::Environment;
use serde_json::Value;

use super::each_fault;
use crate::domain::problem::{Place, Problem};
use crate::press::docx::reason;
use crate::press::error::PressError;
use crate::press::fields;
use crate::press::jinja::text::{Tag, look_alikes, tags, too_long};
use crate::press::jinja::{Finding, Judge, Shape};
use crate::press::library::Folder;
use crate::press::text::{self, SUBJECT, SUFFIX, TextFolder};

/// What an included file may know from the one that includes it.
const WHOLE: &str = "body.";
/// After so many problems the text is the wrong file.
const ENOUGH: usize = 500;
/// Letters of a line that are shown.
const SHOWN: usize = 120;

/// One text and its name.
struct Text<'a> {
    name: &'a str,
    source: &'a str,
}

/// Checks every text of a folder, and the subject.
pub(super) fn check(folder: &Folder, sample: Option<&Value>, shape: &Shape) -> Vec<Problem> {
    let (mut problems, mut texts) = (Vec::new(), Vec::new());
    for name in folder.paths().filter(|path| path.ends_with(SUFFIX)) {
        match std::str::from_utf8(folder.file(name).unwrap_or_default()) {
            Ok(source) => texts.push(Text { name, source }),
            Err(error) => {
                let file = format!("{}/{name}", folder.kind);
                problems.push(PressError::Unreadable { file, why: error.to_string() }.problem());
            }
        }
    }
    let subject = folder.manifest.subject.as_deref();
    texts.extend(subject.map(|source| Text { name: SUBJECT, source }));
    if texts.is_empty() {
        return problems;
    }
    let engine = text::engine();
    let mut used = BTreeSet::new();
    for text in &texts {
        problems.extend(one(&engine, folder, text, &texts, shape, &mut used));
    }
    let tried = tried(folder, sample);
    let new: Vec<Problem> =
        tried.into_iter().filter(|p| !problems.iter().any(|known| is_within(known, p))).collect();
    problems.extend(new);
    let unused = fields::unused(sample, &used);
    if !unused.is_empty() {
        let place = Place { file: Some(folder.kind.clone()), ..Place::default() };
        problems.push(Problem::note("N-TEMPLATE-UNUSED", place).with("fields", unused.join(", ")));
    }
    problems
}

/// What the engine says of them.
fn tried(folder: &Folder, sample: Option<&Value>) -> Vec<Problem> {
    let texts = match TextFolder::open(folder) {
        Ok(texts) => texts,
        Err(PressError::Unreadable { .. }) => return Vec::new(),
        Err(error) => return each_fault(&error),
    };
    let Some(sample) = sample else { return Vec::new() };
    let rendered = folder.paths().filter(|file| texts.has(file)).map(|file| texts.render(file, sample));
    let subject = folder.manifest.subject.as_ref().map(|_| texts.subject(sample));
    let mut problems: Vec<Problem> = Vec::new();
    // An included file is told by each that includes it.
    for problem in rendered.chain(subject).filter_map(Result::err).flat_map(|error| each_fault(&error)) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

/// Whether what the engine says is of a tag of which something was said.
fn is_within(known: &Problem, said: &Problem) -> bool {
    let wide =
        known.args.iter().find(|(name, _)| *name == "tag").map_or(0, |(_, tag)| tag.chars().count() as u64);
    let from = known.place.column.unwrap_or_default();
    let at = said.place.column.unwrap_or_default();
    known.place.file == said.place.file
        && known.place.line == said.place.line
        && (from..from + wide).contains(&at)
}

fn one(
    engine: &Environment<'static>,
    folder: &Folder,
    text: &Text<'_>,
    all: &[Text<'_>],
    shape: &Shape,
    used: &mut BTreeSet<String>,
) -> Vec<Problem> {
    let (found, between) = tags(text.source);
    let mut problems = Vec::new();
    let of = |code, at: usize, shown: &str| {
        let (line, column, excerpt) = place(text.source, at);
        let file = Some(format!("{}/{}", folder.kind, text.name));
        let place = Place { file, line: Some(line), column: Some(column), ..Place::default() };
        Problem::error(code, place).with("tag", shown).with("excerpt", excerpt)
    };
    let is_html = text.name.ends_with(".html.j2");
    for stretch in between {
        for braces in look_alikes(&text.source[stretch.clone()]) {
            let braces = stretch.start + braces.start..stretch.start + braces.end;
            let shown = &text.source[braces.clone()];
            // Rules of a style sheet end like this.
            if !(is_html && shown.is_ascii()) {
                let problem = of("E-TEMPLATE-BRACES", braces.start, shown);
                problems.push(problem.with("braces", "{{ x }} {% if x %}").with("meant", "{{ '{{' }}"));
            }
        }
    }
    let is_part = !text.name.starts_with(WHOLE) && text.name != SUBJECT;
    let parsed: Vec<Vec<Tag<'_>>> = all.iter().map(|text| tags(text.source).0).collect();
    let everywhere = parsed.iter().flatten().map(|tag| (tag.is_statement, tag.code));
    let mut judge = Judge::new(engine, Some(shape), everywhere.clone());
    if is_part {
        judge.is_part_of(everywhere);
    }
    for tag in &found {
        if problems.len() >= ENOUGH {
            break;
        }
        let typed: String = text.source[tag.range.clone()].chars().take(SHOWN).collect();
        let shown = typed.as_str();
        if let Some(why) = too_long(tag.code) {
            problems.push(of("E-TEMPLATE-TAG", tag.range.start, shown).with("why", why));
            continue;
        }
        if let (false, Err(error)) = (tag.is_statement, engine.compile_expression(tag.code)) {
            problems.push(of("E-TEMPLATE-TAG", tag.range.start, shown).with("why", reason(&error)));
            continue;
        }
        let findings = if tag.is_statement { judge.statement(tag.code) } else { judge.value(tag.code) };
        for finding in findings {
            let of = |code| of(code, tag.range.start, shown);
            problems.push(match finding {
                Finding::Unknown(name) => of("E-TEMPLATE-NO-NAME").with("name", name),
                Finding::Failed(why) => of("E-TEMPLATE-VALUE").with("why", why),
                Finding::Missing(field, near) => {
                    let code = if near.is_some() { "E-TEMPLATE-FIELD-NEAR" } else { "E-TEMPLATE-FIELD" };
                    let mut problem = of(code).with("field", &field).with("kind", &folder.kind);
                    problem.place.field = Some(field);
                    match near {
                        Some(near) => problem.with("near", near),
                        None => problem,
                    }
                }
            });
        }
    }
    used.extend(judge.used().iter().cloned());
    problems
}

/// Line and column, from 1, and the line.
fn place(source: &str, at: usize) -> (u64, u64, String) {
    let start = source[..at].rfind('\n').map_or(0, |i| i + 1);
    let line = source[..at].matches('\n').count() as u64 + 1;
    let excerpt = source[start..].lines().next().unwrap_or_default();
    let column = source[start..at].chars().count() as u64 + 1;
    (line, column, excerpt.trim().chars().take(SHOWN).collect())
}
