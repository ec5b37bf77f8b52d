//! Where the lints of a table gather, each with the line it belongs to: found in the text, because the reader of YAML
//! keeps no places.

use super::schema::{CIVIL_PROCEDURE_LAW, Provenance, from_line};
use crate::domain::problem::{Place, Problem};

/// Collects the lints of one entry, and finds the lines they belong to.
pub struct Check<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) id: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
}

/// A lint that still takes arguments.
pub struct Report<'a>(&'a mut Problem);

impl Report<'_> {
    /// One more value for the message.
    pub fn put(self, name: &'static str, value: impl ToString) -> Self {
        self.0.args.push((name, value.to_string()));
        self
    }
}

impl Check<'_> {
    /// Reports a lint on the line found by searching the entry's text for each needle in turn; the entry's first line
    /// where there is none. The message always has `id`.
    pub fn report(&mut self, code: &'static str, needles: &[&str]) -> Report<'_> {
        let line = line_of(self.text, self.id, needles);
        let place = Place { file: Some(self.file.to_owned()), line: Some(line), ..Place::default() };
        self.problems.push(Problem::error(code, place).with("id", self.id));
        Report(self.problems.last_mut().expect("invariant: the problem was pushed a line above"))
    }

    /// Reports an entry whose id its file has already used, on the line of the second.
    pub(super) fn report_twice(&mut self) {
        let again = self
            .text
            .lines()
            .zip(1_u64..)
            .filter(|(l, _)| {
                l.trim_start().strip_prefix("- ").and_then(|b| id_of(b.trim_start())) == Some(self.id)
            })
            .nth(1);
        self.report("E-RULES-DUPLICATE-ID", &[]);
        if let (Some((_, line)), Some(problem)) = (again, self.problems.last_mut()) {
            problem.place.line = Some(line);
        }
    }

    /// What every table is held to: a source for every value, and a numbering edition for the Civil Procedure Law.
    pub(super) fn provenance(&mut self, rows: &[Provenance<'_>]) {
        // An entry without any value says so itself.
        for row in rows {
            let from = row.from.map(from_line);
            let at: Vec<&str> = from.as_deref().into_iter().collect();
            if row.source.citations().is_empty() {
                self.report("E-RULES-NO-SOURCE", &at);
            }
            for citation in row.source.citations() {
                if citation.instrument.trim().is_empty() {
                    self.report("E-RULES-NO-SOURCE", &at);
                }
                if citation.instrument == CIVIL_PROCEDURE_LAW
                    && (citation.edition.is_none() || citation.article.is_none())
                {
                    self.report("E-RULES-NO-EDITION", &at);
                }
                if citation.article.as_deref().is_some_and(|a| a.split(',').any(|a| a.trim().is_empty())) {
                    self.report("E-RULES-NO-SOURCE", &at);
                }
            }
        }
    }
}

/// The text of one entry: from its `- id:` line to the next entry, and the number of its first line (from 1).
pub(super) fn excerpt<'t>(text: &'t str, id: &str) -> Option<(u64, &'t str)> {
    let mut start = None;
    let mut offset = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        match start {
            None => {
                let named = bare.strip_prefix("- ").and_then(|b| id_of(b.trim_start()));
                if named == Some(id) {
                    start = Some((i as u64 + 1, offset, indent));
                }
            }
            Some((first, begin, at)) => {
                // The next item of the same list, or anything further out, ends the entry; blank lines do not.
                let ends =
                    !bare.trim_end().is_empty() && (indent < at || (indent == at && !bare.starts_with('#')));
                if ends {
                    return text.get(begin..offset).map(|t| (first, t));
                }
            }
        }
        offset += line.len();
    }
    start.and_then(|(first, begin, _)| text.get(begin..).map(|t| (first, t)))
}

/// The id in `id: x` or `{id: x, ...}`.
fn id_of(item: &str) -> Option<&str> {
    let rest = item.strip_prefix('{').unwrap_or(item).trim_start().strip_prefix("id:")?.trim_start();
    Some(match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split([',', '}', '#']).next()?.trim(),
    })
}

/// The line where the entry's text holds each needle in turn, at most one to a line; the entry's first line where it
/// does not.
fn line_of(text: &str, id: &str, needles: &[&str]) -> u64 {
    let Some((first, entry)) = excerpt(text, id) else { return 1 };
    let mut lines = (first..).zip(entry.lines());
    let mut line = first;
    for needle in needles {
        match lines.find(|(_, content)| content.contains(needle)) {
            Some((found, _)) => line = found,
            None => break,
        }
    }
    line
}
