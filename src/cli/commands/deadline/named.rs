//! Which deadlines are meant by what was typed.

use crate::cli::error::{CommandError, Exit};
use crate::docket::Deadline;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};

/// The deadlines of these ids, in their order, each once. An id may be typed as lists show it, with long numbers masked,
/// and a rule stands for its deadline where only one has it.
///
/// # Errors
/// Every id that none or several have, with the nearest or the choices.
pub fn all<'a>(ids: &[String], deadlines: &'a [Deadline]) -> Result<Vec<&'a Deadline>, CommandError> {
    let mut found: Vec<&Deadline> = Vec::new();
    let mut problems = Vec::new();
    for typed in ids {
        match one(typed, deadlines) {
            Ok(d) if found.iter().any(|f| f.id == d.id) => {}
            Ok(d) => found.push(d),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(CommandError::problems(Exit::Usage, problems)) }
}

fn one<'a>(typed: &str, deadlines: &'a [Deadline]) -> Result<&'a Deadline, Box<Problem>> {
    let by: [fn(&Deadline, &str) -> bool; 3] =
        [|d, typed| d.id == typed, |d, typed| mask::runs(&d.id) == typed, |d, typed| d.rule == typed];
    for is in by {
        let all: Vec<&Deadline> = deadlines.iter().filter(|d| is(d, typed)).collect();
        // Of those with one rule, what is closed is not meant where something is open.
        let open: Vec<&Deadline> = all.iter().copied().filter(|d| d.is_open()).collect();
        match (all.as_slice(), open.as_slice()) {
            ([], _) => {}
            ([one], _) | (_, [one]) => return Ok(one),
            (several, _) => {
                let choices: Vec<String> = several.iter().map(|d| mask::runs(&d.id)).collect();
                let problem = Problem::error("E-DEADLINE-WHICH", Place::default());
                return Err(Box::new(problem.with("found", typed).with("choices", choices.join(", "))));
            }
        }
    }
    let names = deadlines.iter().flat_map(|d| [d.id.as_str(), d.rule.as_str()]);
    let near = crate::rules::schema::nearest(typed, names).map(mask::runs);
    let problem = Problem::error("E-DEADLINE-NONE", Place::default());
    Err(Box::new(problem.with("found", typed).with("near", near.unwrap_or_default())))
}
