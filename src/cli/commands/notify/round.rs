//! `sucheng notify queue` for mails about many accounts: `daily-digest`, `weekly-status`.

use serde_json::{Value, json};

use super::record;
use crate::cli::control::{self, Posted};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::masking;
use crate::domain::event::NoticeStatus;
use crate::notices::reminder;
use crate::reports::agenda;

/// Puts the mails of the day or week into the outbox and says which.
///
/// # Errors
/// The registry cannot be written, or there is no sender, or nobody to write to.
pub fn run(kind: &str, desk: &mut Desk<'_>) -> Done {
    let posted = match kind {
        reminder::STATUS => control::weekly(desk)?,
        _ => daily(desk)?,
    };
    let exit = if posted.failed.is_empty() { Exit::Done } else { Exit::Partial };
    if desk.settings.for_programs() {
        let body = for_programs(&posted, desk);
        desk.json("notify-queue", "queued", body)?;
        return Ok(exit);
    }
    for r in &posted.queued {
        let code = if desk.settings.dry_run { "M-NOTIFY-WOULD-QUEUE" } else { "M-NOTIFY-QUEUED" };
        let args = [
            ("account", r.kind.clone()),
            ("id", r.id.clone()),
            ("to", masking::mailbox(&r.to, desk.settings.unmask)),
            ("subject", r.subject.clone()),
            ("attached", "0".to_owned()),
        ];
        desk.say(code, &args)?;
    }
    for (_, id, status, changed) in &posted.known {
        let code = if *changed { "M-NOTIFY-ROUND-LEFT" } else { "M-NOTIFY-KNOWN" };
        let args = [("account", kind.to_owned()), ("id", id.clone()), ("status", status.id().to_owned())];
        desk.say(code, &args)?;
    }
    for (to, problem) in &posted.failed {
        let words = worded(desk.lang(), problem);
        let to = if to.contains('@') { masking::mailbox(to, desk.settings.unmask) } else { to.clone() };
        desk.insist("M-NOTIFY-FAILED", &[("id", to), ("problem", words)])?;
    }
    if posted.queued.is_empty() && posted.known.is_empty() && posted.failed.is_empty() {
        desk.say("M-NOTIFY-ROUND-NOTHING", &[("kind", kind.to_owned())])?;
    }
    Ok(exit)
}

fn daily(desk: &mut Desk<'_>) -> Result<Posted, CommandError> {
    let (rules, day) = (desk.rules()?, desk.settings.as_of);
    let (rows, _) = control::all(desk)?;
    let since = control::past(desk)?.before;
    let items = agenda::items(&rows, day, &rules);
    control::digest(&rows, &items, since, desk)
}

fn for_programs(posted: &Posted, desk: &Desk<'_>) -> Value {
    let lang = desk.lang();
    let failed = posted.failed.iter().map(|(_, problem)| {
        let mut body = as_json(lang, problem);
        body["account"] = Value::Null;
        body
    });
    let known = posted.known.iter();
    let known = known.map(|(_, id, status, changed)| {
        json!({"account": null, "id": id, "status": status, "facts_changed": changed})
    });
    let queued = posted.queued.iter().map(|r| record(None, r, NoticeStatus::Queued, desk.settings.unmask));
    json!({
        "queued": queued.collect::<Vec<_>>(),
        "known": known.collect::<Vec<_>>(),
        "failed": failed.collect::<Vec<_>>(),
        "dry_run": desk.settings.dry_run,
    })
}
