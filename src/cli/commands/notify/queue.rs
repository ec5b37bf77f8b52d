//! `sucheng notify queue`.

use serde_json::{Value, json};

use super::record;
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit, as_json, worded};
use crate::cli::mailing::{self, Occasion};
use crate::cli::masking;
use crate::domain::AccountId;
use crate::domain::event::NoticeStatus;

/// Puts notices into the outbox and says which.
///
/// # Errors
/// The registry cannot be written, or there is no sender.
pub fn run(kind: &str, accounts: &[AccountId], occasion: &Occasion<'_>, desk: &mut Desk<'_>) -> Done {
    let done = mailing::queue_for(kind, accounts, occasion, desk)?;
    let exit = if done.failed.is_empty() { Exit::Done } else { Exit::Partial };
    if desk.settings.for_programs() {
        let lang = desk.lang();
        desk.json(
            "notify-queue",
            "queued",
            json!({
                "queued": done.queued.iter().map(|(a, r)| record(Some(a), r, NoticeStatus::Queued, desk.settings.unmask)).collect::<Vec<_>>(),
                "known": done.known.iter().map(|(a, id, s)| json!({"account": a, "id": id, "status": s})).collect::<Vec<_>>(),
                "failed": done.failed.iter().map(|(a, p)| with_account(a, as_json(lang, p))).collect::<Vec<_>>(),
                "warnings": done.warned.iter().map(|(a, p)| with_account(a, as_json(lang, p))).collect::<Vec<_>>(),
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(exit);
    }
    for (account, r) in &done.queued {
        desk.say(
            if desk.settings.dry_run { "M-NOTIFY-WOULD-QUEUE" } else { "M-NOTIFY-QUEUED" },
            &[
                ("account", account.to_string()),
                ("id", r.id.clone()),
                ("to", masking::mailbox(&r.to, desk.settings.unmask)),
                ("subject", r.subject.clone()),
                ("attached", r.attachments.len().to_string()),
            ],
        )?;
    }
    for (account, id, status) in &done.known {
        desk.say(
            "M-NOTIFY-KNOWN",
            &[("account", account.to_string()), ("id", id.clone()), ("status", status.id().to_owned())],
        )?;
    }
    done.warned.iter().try_for_each(|(_, problem)| desk.warn(problem))?;
    for (account, problem) in &done.failed {
        let words = worded(desk.lang(), problem);
        desk.insist("M-NOTIFY-FAILED", &[("id", account.to_string()), ("problem", words)])?;
    }
    Ok(exit)
}

fn with_account(account: &AccountId, mut body: Value) -> Value {
    if let Some(map) = body.as_object_mut() {
        map.insert("account".to_owned(), json!(account));
    }
    body
}
