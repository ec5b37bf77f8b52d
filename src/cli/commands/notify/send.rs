//! `sucheng notify send`.

use serde_json::{Value, json};

use super::in_words;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json};
use crate::cli::mailing::{self, Order};
use crate::domain::problem::Problem;

/// Sends what may be sent and says what became of it.
///
/// # Errors
/// The registry cannot be read or written.
pub fn run(order: &Order, desk: &mut Desk<'_>) -> Done {
    let done = mailing::send(desk, order)?;
    let exit = match done.failed.is_empty() && done.in_doubt.is_empty() {
        _ if done.interrupted => Exit::Interrupted,
        true if done.stopped.is_none() => Exit::Done,
        true if done.sent.is_empty() && done.tried.is_empty() => Exit::Failed,
        _ => Exit::Partial,
    };
    if desk.settings.for_programs() {
        let workspace = desk.workspace()?;
        let why = |list: &[(String, Problem)]| -> Vec<Value> {
            list.iter()
                .map(|(id, p)| json!({"id": id, "code": p.code, "message": in_words(desk, p)}))
                .collect()
        };
        // A dry run keeps no file.
        let whole = |path: &String| (!path.is_empty()).then(|| workspace.absolute(path));
        let files = |list: &[(String, String)]| -> Vec<Value> {
            list.iter().map(|(id, path)| json!({"id": id, "path": whole(path)})).collect()
        };
        let body = json!({
                "sent": {"count": done.sent.len(), "list": files(&done.sent)},
                "failed": {"count": done.failed.len(), "list": why(&done.failed)},
                "in_doubt": {"count": done.in_doubt.len(), "list": done.in_doubt.iter().map(|id| json!({"id": id})).collect::<Vec<_>>()},
                "postponed": {"count": done.postponed.len(), "list": why(&done.postponed)},
                "tested": {"count": done.tried.len(), "list": files(&done.tried)},
                "stopped": done.stopped.as_ref().map(|p| as_json(desk.lang(), p)),
                "dry_run": desk.settings.dry_run,
        });
        desk.json("notify-send", "", body)?;
        return Ok(exit);
    }
    for (id, path) in &done.sent {
        desk.print(format!("{id}  {path}").trim_end())?;
    }
    for (id, path) in &done.tried {
        desk.say("M-NOTIFY-TRIED-FILE", &[("id", id.clone()), ("path", path.clone())])?;
    }
    // Most of these messages name the notice themselves.
    for (id, problem) in &done.failed {
        match in_words(desk, problem) {
            words if words.contains(id.as_str()) => desk.warn(problem)?,
            words => desk.insist("M-NOTIFY-FAILED", &[("id", id.clone()), ("problem", words)])?,
        }
    }
    for (id, problem) in &done.postponed {
        match in_words(desk, problem) {
            words if words.contains(id.as_str()) => desk.tell_line(&words)?,
            words => desk.tell("M-NOTIFY-FAILED", &[("id", id.clone()), ("problem", words)])?,
        }
    }
    for id in &done.in_doubt {
        desk.insist("M-NOTIFY-IN-DOUBT", &[("id", id.clone())])?;
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
    if !done.tried.is_empty() {
        desk.tell("M-NOTIFY-TRIED-COUNT", &[("count", count(done.tried.len()))])?;
    }
    match done.stopped {
        Some(problem) => Err(CommandError::problems(exit, vec![problem])),
        None => Ok(exit),
    }
}
