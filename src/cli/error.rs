//! Failures as text, hint and exit code.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::catalogue::{self, Lang};
use crate::domain::problem::{Place, Problem};
use crate::rules::Refusal;

/// What the program's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Some items failed, the rest are done.
    Partial = 3,
    /// Not ready: facts are missing, or a rule refuses.
    NotReady = 4,
    /// A value is unpublished, or a table is past its end.
    Unpublished = 5,
    /// The registry is in use or changed meanwhile.
    Busy = 6,
    /// An integrity check failed.
    Integrity = 7,
    /// Interrupted.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub struct CommandError {
    /// How the program ends.
    pub exit: Exit,
    /// What is wrong, one or more.
    pub problems: Vec<Problem>,
    /// The reader of our output has gone; nothing is said.
    pub silent: bool,
}

impl CommandError {
    /// One failure by its code in the catalogue.
    pub fn new(exit: Exit, code: &'static str) -> Self {
        CommandError { exit, problems: vec![Problem::error(code, Place::default())], silent: false }
    }

    /// With one more value for the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Some(problem) = self.problems.last_mut() {
            problem.args.push((name, value.to_string()));
        }
        self
    }

    /// Several problems at once.
    pub fn problems(exit: Exit, problems: Vec<Problem>) -> Self {
        CommandError { exit, problems, silent: false }
    }

    /// A rule gives no answer.
    pub fn refused(refusal: &Refusal) -> Self {
        let exit = if refusal.unpublished { Exit::Unpublished } else { Exit::NotReady };
        CommandError::problems(exit, vec![self::refusal(refusal)])
    }

    /// A file that could not be read or written.
    pub fn file(doing: &'static str, path: &std::path::Path, error: &std::io::Error) -> Self {
        CommandError::new(Exit::Failed, doing).with("path", path.display()).with("reason", error)
    }
}

impl From<std::io::Error> for CommandError {
    /// Writing to stdout or stderr failed; a closed pipe is no failure of ours.
    fn from(error: std::io::Error) -> Self {
        let silent = error.kind() == std::io::ErrorKind::BrokenPipe;
        let exit = if silent { Exit::Done } else { Exit::Failed };
        CommandError { silent, ..CommandError::new(exit, "E-OUTPUT").with("reason", error) }
    }
}

/// A refusal of a rule as a problem under its own code. Rules word what is missing in Chinese, as the law does; the
/// catalogue says it in English too.
pub fn refusal(refusal: &Refusal) -> Problem {
    let code = catalogue::known(&refusal.code).unwrap_or("E-CALC-REFUSED");
    Problem { args: refusal.args(), ..Problem::error(code, Place::default()) }
}

/// A refusal for programs in the language of the reader. In Chinese the rule's own words are the more exact ones.
pub fn refusal_as_json(lang: Lang, refusal: &Refusal) -> Value {
    let args = refusal.args();
    let hint = catalogue::spoken(lang, &args).into_iter().find(|(name, _)| *name == "hint");
    let missing = match (lang, catalogue::known(&refusal.code)) {
        (Lang::En, Some(code)) => catalogue::text(lang, code, &args),
        _ => refusal.missing.clone(),
    };
    json!({"code": refusal.code, "missing": missing, "hint": hint.map(|(_, hint)| hint)})
}

/// What a command gives back: how the program ends, or why it stopped.
pub type Done = Result<Exit, CommandError>;

/// A problem in words: where, what, and the hint on a line of its own.
pub fn worded(lang: Lang, problem: &Problem) -> String {
    let text = catalogue::text(lang, problem.code, &problem.args);
    let mut out = place(&problem.place);
    // Where the place is only a name that the message says too, once is enough.
    if text.contains(&out) {
        out.clear();
    }
    if !out.is_empty() {
        out.push_str(": ");
    }
    out.push_str(&text);
    out.push_str(&format!(" [{}]", problem.code));
    if let Some(hint) = catalogue::hint(lang, problem.code, &problem.args) {
        let word = if lang == Lang::Zh { "提示：" } else { "hint: " };
        out.push_str(&format!("\n  {word}{hint}"));
    }
    out
}

/// `file:line:column: field` as far as known.
pub fn place(place: &Place) -> String {
    let mut out = place.file.clone().unwrap_or_default();
    let cell = match (&place.sheet, &place.cell) {
        (Some(sheet), Some(cell)) => Some(format!("{sheet}!{cell}")),
        (sheet, cell) => cell.clone().or_else(|| sheet.clone()),
    };
    let parts = [cell, place.line.map(|n| n.to_string()), place.column.map(|n| n.to_string())];
    for part in parts.into_iter().flatten() {
        if !out.is_empty() {
            out.push(':');
        }
        out.push_str(&part);
    }
    if let Some(field) = place.field.as_deref().filter(|f| !f.is_empty()) {
        if !out.is_empty() {
            out.push_str(": ");
        }
        out.push_str(field);
    }
    out
}

/// A problem for programs.
pub fn as_json(lang: Lang, problem: &Problem) -> Value {
    json!({
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "cell": problem.place.cell,
        "line": problem.place.line,
        "field": problem.place.field,
        "message": catalogue::text(lang, problem.code, &problem.args),
        "hint": catalogue::hint(lang, problem.code, &problem.args),
        "blocks": problem.blocks,
    })
}
