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

    /// Whether this is the very notice that calls a loan early: it does not tell of itself.
    pub fn calls_early(&self) -> bool {
        self.kind == "acceleration-notice"
    }

    /// The same document put together from facts that leave some debtors out, with what that notes.
    ///
    /// `kept` are the places of the debtors that stay, so that a problem names them as the file does.
    pub fn apart<T>(&self, brief: &Brief, kept: &[usize], build: impl FnOnce(&Desk) -> T) -> T {
        let inner = Desk::new(self.kind, self.voice, brief);
        let built = build(&inner);
        for mut problem in inner.problems.into_inner() {
            if let Some(field) = problem.place.field.as_mut() {
                *field = placed(field, kept);
            }
            let path = problem.place.field.clone().unwrap_or_default();
            for (name, value) in &mut problem.args {
                if *name == "field" {
                    value.clone_from(&path);
                }
            }
            self.note(problem);
        }
        built
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
        // The workspace may give it too.
        let of_workspace = matches!(path, "creditor" | "creditor.name" | "creditor.lender");
        let code = if of_workspace { "E-DRAFT-MISSING-CREDITOR" } else { "E-DRAFT-MISSING" };
        let mut problem = Problem::error(code, at(path)).with("field", path);
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

/// A path into the list of debtors that were kept, as a path into the whole list.
fn placed(path: &str, kept: &[usize]) -> String {
    let whole = || {
        let (index, rest) = path.strip_prefix("debtors[")?.split_once(']')?;
        let at = kept.get(index.parse::<usize>().ok()?)?;
        Some(format!("debtors[{at}]{rest}"))
    };
    whole().unwrap_or_else(|| path.to_owned())
}

fn fill(problem: Problem, args: &[(&'static str, &str)]) -> Problem {
    args.iter().fold(problem, |p, (name, value)| p.with(name, value))
}
