//! `sucheng notify suppress` and `suppressed`.

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::table::Table;
use crate::cli::{mailing, masking, register, typed};
use crate::domain::event::{Payload, StreamId};
use crate::domain::notice::Suppression;
use crate::notices::compose;

/// Puts a mailbox, or a whole domain, on the list of those that get nothing, or takes it off.
///
/// # Errors
/// It is no mailbox and no domain; it is to be taken off and is not on it; the registry cannot be written.
pub fn run(mailbox: &str, reason: &str, lift: bool, desk: &mut Desk<'_>) -> Done {
    typed::kept("--reason", reason)?;
    let mailbox = read(mailbox)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(CommandError::new(Exit::Usage, "E-NOTIFY-SUPPRESS-REASON"));
    }
    let listed = mailing::suppressed(desk)?.listed(&mailbox).is_some();
    if lift && !listed {
        return Err(CommandError::new(Exit::Failed, "E-NOTIFY-NOT-SUPPRESSED").with("found", &mailbox));
    }
    let new = lift || !listed;
    if new && !desk.settings.dry_run {
        let version =
            desk.registry()?.events(&StreamId::Workspace).map_err(register::registry_error)?.len() as u64;
        let what = Suppression { mailbox: mailbox.clone(), suppressed: !lift, reason: reason.to_owned() };
        register::append_to_workspace(desk, Payload::MailboxSuppressed(what), version)?;
    }
    let waiting = mailing::all(desk)?;
    let goes = |to: &str| {
        let to = to.to_ascii_lowercase();
        to == mailbox || mailbox.starts_with('@') && to.ends_with(&mailbox)
    };
    let held = waiting.iter().filter(|f| f.notice.is_open() && goes(&f.notice.record.to)).count();
    if desk.settings.for_programs() {
        let body = json!({"mailbox": mailbox, "suppressed": !lift, "changed": new, "waiting": held, "dry_run": desk.settings.dry_run});
        desk.json("notify-suppress", "", body)?;
        return Ok(Exit::Done);
    }
    let code = match (lift, listed) {
        (true, _) => "M-NOTIFY-SUPPRESS-LIFTED",
        (false, false) => "M-NOTIFY-SUPPRESSED",
        (false, true) => "M-NOTIFY-SUPPRESSED-BEFORE",
    };
    desk.say(code, &[("mailbox", mailbox), ("count", held.to_string())])?;
    Ok(Exit::Done)
}

/// Lists them.
///
/// # Errors
/// The registry cannot be read.
pub fn list(desk: &mut Desk<'_>) -> Done {
    let all = mailing::suppressed(desk)?;
    let shown = |mailbox: &str| masking::mailbox(mailbox, desk.settings.unmask || mailbox.starts_with('@'));
    if desk.settings.for_programs() {
        let list: Vec<Value> = all
            .iter()
            .map(|l| json!({"mailbox": shown(&l.what.mailbox), "reason": l.what.reason, "since": l.event.at, "actor": l.event.actor}))
            .collect();
        desk.json("notify-suppressed", "suppressed", json!({ "suppressed": list }))?;
        return Ok(Exit::Done);
    }
    let heading = |code: &str| desk.text(code, &[]);
    let mut table =
        Table::new([heading("H-MAILBOX"), heading("H-SINCE"), heading("H-ACTOR"), heading("H-REASON")]);
    for listed in all.iter() {
        table.row([
            shown(&listed.what.mailbox),
            listed.event.at.format("%Y-%m-%d").to_string(),
            listed.event.actor.clone(),
            listed.what.reason.clone(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}

/// A mailbox, or `@domain`, in small letters.
fn read(text: &str) -> Result<String, CommandError> {
    let text = text.trim().to_ascii_lowercase();
    // A domain is one that a mailbox could have.
    let whole = if text.starts_with('@') { format!("x{text}") } else { text.clone() };
    match compose::mailbox(&whole) {
        Ok(_) => Ok(text),
        Err(error) => Err(CommandError::problems(Exit::Usage, vec![error.problem()])),
    }
}
