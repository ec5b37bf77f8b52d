//! `sucheng notify approve`, `retry` and `cancel`.

use serde_json::json;

use super::missing;
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::mailing::{self, Found};
use crate::cli::typed;
use crate::domain::event::NoticeStatus;

/// Moves the notices that are named, or those whose state is meant.
///
/// # Errors
/// A notice is not there or cannot go there; the registry cannot be written.
pub fn run(
    ids: &[String],
    meant: impl Fn(NoticeStatus) -> bool,
    to: NoticeStatus,
    reason: &str,
    action: &str,
    desk: &mut Desk<'_>,
) -> Done {
    typed::kept("--reason", reason)?;
    let found = mailing::all(desk)?;
    if let Some(id) = ids.iter().find(|id| !found.iter().any(|f| f.notice.record.id == **id)) {
        return Err(missing(id));
    }
    let chosen: Vec<&Found> = found
        .iter()
        .filter(|f| if ids.is_empty() { meant(f.notice.status) } else { ids.contains(&f.notice.record.id) })
        .collect();
    let count = mailing::move_all(&chosen, to, reason, desk)?;
    if desk.settings.for_programs() {
        let ids: Vec<&str> = chosen.iter().map(|f| f.notice.record.id.as_str()).collect();
        desk.json(
            &format!("notify-{action}"),
            "ids",
            json!({"count": count, "ids": ids, "dry_run": desk.settings.dry_run}),
        )?;
    } else {
        let code = if desk.settings.dry_run { "M-NOTIFY-WOULD-MOVE" } else { "M-NOTIFY-MOVED" };
        desk.say(code, &[("count", count.to_string()), ("status", to.id().to_owned())])?;
    }
    Ok(Exit::Done)
}
