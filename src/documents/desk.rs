//! Where a document is put together: hands out facts and notes what is missing, so that what a document requires and
//! what it prints cannot drift apart.

use std::cell::RefCell;

use super::brief::Brief;
use super::wording::Voice;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::shape;

/// One document in the making.
pub(super) struct Desk<'a> {
    /// The document's kind.
    kind: &'static str,
    /// What it is drawn from.
    pub brief: Brief<'a>,
    /// Who speaks in it.
    pub voice: Voice,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Desk<'a> {
    pub fn new(kind: &'static str, voice: Voice, brief: &Brief<'a>) -> Self {
        Desk { kind, brief: *brief, voice, problems: RefCell::new(Vec::new()) }
    }

    /// A fact that the document must print. Where it is missing that is noted, and the placeholder given back never
    /// reaches paper: data with an error is thrown away.
    pub fn need<T: Default>(&self, path: &str, fact: Option<T>) -> T {
        fact.unwrap_or_else(|| {
            self.missing(path);
            T::default()
        })
    }

    /// Notes a fact that must be printed and is missing.
    pub fn missing(&self, path: &str) {
        let field = shape::at(path);
        let mut problem = Problem::error("E-DRAFT-MISSING", at(path)).with("field", path);
        if let Some(field) = field {
            problem = problem
                .with("meaning_zh", field.meaning[0])
                .with("meaning_en", field.meaning[1])
                .with("example", field.example);
        }
        self.note(problem.blocking(&[self.kind]));
    }

    /// Notes something that stops this document.
    pub fn refuse(&self, code: &'static str, path: &str, args: &[(&'static str, &str)]) {
        let problem = Problem::error(code, at(path)).with("field", path);
        self.note(fill(problem, args).blocking(&[self.kind]));
    }

    /// Notes something doubtful.
    pub fn doubt(&self, code: &'static str, path: &str, args: &[(&'static str, &str)]) {
        let problem = Problem::warning(code, at(path)).with("field", path);
        self.note(fill(problem, args));
    }

    /// Notes something worth knowing.
    pub fn remark(&self, code: &'static str, path: &str, args: &[(&'static str, &str)]) {
        let problem = Problem { severity: Severity::Note, ..Problem::warning(code, at(path)) };
        self.note(fill(problem, args));
    }

    fn note(&self, problem: Problem) {
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }

    /// Everything noted, worst first, each once, in the order in which it was noted.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|p| p.severity);
        problems
    }
}

fn at(path: &str) -> Place {
    Place { field: (!path.is_empty()).then(|| path.to_owned()), ..Place::default() }
}

fn fill(problem: Problem, args: &[(&'static str, &str)]) -> Problem {
    args.iter().fold(problem, |p, (name, value)| p.with(name, value))
}
