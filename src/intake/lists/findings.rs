//! What is wrong with lists, collected; and how places are named.

use std::path::Path;

use crate::domain::problem::{Place, Problem, Severity};
use crate::intake::check::ENOUGH;

/// What is wrong with lists, and what someone should know of them.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was refused, and why; at most 10,000.
    pub errors: Vec<Problem>,
    /// What someone should look at.
    pub warnings: Vec<Problem>,
    /// What was left out on purpose.
    pub notes: Vec<Problem>,
    /// Problems beyond those that are kept.
    pub more: usize,
    /// Files, sheets and rows that were refused and belong to no account that could be read.
    pub refused: usize,
}

impl Findings {
    /// Adds one, as long as there is room.
    pub fn add(&mut self, problem: Problem) {
        let list = match problem.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        };
        if list.len() < ENOUGH {
            list.push(problem);
        } else {
            self.more += 1;
        }
    }
}

/// A place in one word, for messages that name a second one.
pub fn where_of(place: &Place) -> String {
    let parts = [place.file.as_deref(), place.sheet.as_deref(), place.cell.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(":")
}

/// A path as messages show it.
pub fn display(path: &Path) -> String {
    path.to_string_lossy().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}
