//! `sucheng notify send`.

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::mailing;
use crate::domain::problem::Problem;
use crate::notices::Assume;

/// Sends what may be sent and says what became of it.
///
/// # Errors
/// The registry cannot be read or written.
pub fn run(limit: Option<usize>, assume: Option<Assume>, desk: &mut Desk<'_>) -> Done {
    let done = mailing::send(desk, limit, assume)?;
    let whole = done.failed.is_empty() && done.in_doubt.is_empty();
    let exit = match &done.stopped {
        Some(_) if whole && done.sent.is_empty() => Exit::Failed,
        None if whole => Exit::Done,
        _ => Exit::Partial,
    };
    let lang = desk.lang();
    if desk.settings.for_programs() {
        let why = |list: &[(String, Problem)]| -> Vec<Value> {
            list.iter().map(|(id, p)| json!({"id": id, "code": p.code, "message": worded(lang, p)})).collect()
        };
        desk.json(
            "notify-send",
            "",
            json!({
                "sent": {"count": done.sent.len(), "list": done.sent.iter().map(|(id, path)| json!({"id": id, "path": path})).collect::<Vec<_>>()},
                "failed": {"count": done.failed.len(), "list": why(&done.failed)},
                "in_doubt": {"count": done.in_doubt.len(), "list": done.in_doubt.iter().map(|id| json!({"id": id})).collect::<Vec<_>>()},
                "postponed": {"count": done.postponed.len(), "list": why(&done.postponed)},
                "stopped": done.stopped.as_ref().map(|p| as_json(lang, p)),
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(exit);
    }
    for (id, path) in &done.sent {
        desk.print(format!("{id}  {path}").trim_end())?;
    }
    for (id, problem) in done.failed.iter().chain(&done.postponed) {
        // Most of these messages name the notice themselves.
        match worded(lang, problem) {
            words if words.contains(id.as_str()) => desk.tell_line(&words)?,
            words => desk.tell("M-NOTIFY-FAILED", &[("id", id.clone()), ("problem", words)])?,
        }
    }
    for id in &done.in_doubt {
        desk.tell("M-NOTIFY-IN-DOUBT", &[("id", id.clone())])?;
    }
    let count = |n: usize| n.to_string();
    desk.tell(
        if desk.settings.dry_run { "M-NOTIFY-WOULD-COUNT" } else { "M-NOTIFY-COUNT" },
        &[
            ("sent", count(done.sent.len())),
            ("failed", count(done.failed.len())),
            ("in_doubt", count(done.in_doubt.len())),
            ("postponed", count(done.postponed.len())),
        ],
    )?;
    match done.stopped {
        Some(problem) => Err(CommandError::problems(exit, vec![problem])),
        None => Ok(exit),
    }
}
