//! `sucheng notify approve`, `retry` and `cancel`: each prints what it moves, and moves it unless it is a dry run.

use serde_json::{Value, json};

use super::in_words;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, worded};
use crate::cli::mailing::{self, Approval, Found};
use crate::cli::{masking, typed};
use crate::domain::event::NoticeStatus;
use crate::domain::problem::Problem;

/// Approves notices. Those with old figures, or that say what they must not, stay as they are.
///
/// # Errors
/// A notice cannot be approved where it stands; the registry cannot be read or written.
pub fn approve(found: &[Found], named: &[String], reason: &str, action: &str, desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", reason)?;
    let chosen: Vec<&Found> = found.iter().collect();
    let done = mailing::approve(&chosen, named, reason, desk)?;
    let exit = if done.refused.is_empty() { Exit::Done } else { Exit::Partial };
    told(found, &done, NoticeStatus::Approved, action, desk)?;
    Ok(exit)
}

/// Cancels notices.
///
/// # Errors
/// A notice cannot be cancelled where it stands; the registry cannot be read or written.
pub fn cancel(found: &[Found], reason: &str, desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", reason)?;
    let chosen: Vec<&Found> = found.iter().collect();
    mailing::move_all(&chosen, NoticeStatus::Cancelled, reason, desk)?;
    let ids = found.iter().map(|f| f.notice.record.id.clone()).collect();
    let done = Approval { approved: ids, ..Approval::default() };
    told(found, &done, NoticeStatus::Cancelled, "cancel", desk)?;
    Ok(Exit::Done)
}

fn told(
    found: &[Found],
    done: &Approval,
    to: NoticeStatus,
    action: &str,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let (lang, dry_run) = (desk.lang(), desk.settings.dry_run);
    if desk.settings.for_programs() {
        let told = |list: &[(String, Problem)]| -> Vec<Value> {
            let one =
                |(id, p): &(String, Problem)| json!({"id": id, "code": p.code, "message": worded(lang, p)});
            list.iter().map(one).collect()
        };
        let mut body = json!({"count": done.approved.len(), "ids": done.approved, "failed": told(&done.refused), "dry_run": dry_run});
        if action != "cancel" {
            body["warnings"] = told(&done.warned).into();
        }
        return desk.json(&format!("notify-{action}"), "ids", body);
    }
    for f in found.iter().filter(|f| done.approved.contains(&f.notice.record.id)) {
        let r = &f.notice.record;
        let args = [
            ("id", r.id.clone()),
            ("account", f.account().map_or_else(|| "-".to_owned(), ToString::to_string)),
            ("kind", r.kind.clone()),
            ("to", masking::mailbox(&r.to, desk.settings.unmask)),
            ("due", r.due.to_string()),
        ];
        desk.say("M-NOTIFY-MOVES", &args)?;
    }
    done.warned.iter().try_for_each(|(_, problem)| desk.warn(problem))?;
    for (id, problem) in &done.refused {
        let words = in_words(desk, problem);
        desk.insist("M-NOTIFY-FAILED", &[("id", id.clone()), ("problem", words)])?;
    }
    let code = if dry_run { "M-NOTIFY-WOULD-MOVE" } else { "M-NOTIFY-MOVED" };
    desk.say(code, &[("count", done.approved.len().to_string()), ("status", to.id().to_owned())])
}
