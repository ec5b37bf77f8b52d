//! What came of queueing mails about many accounts, for people and for programs.

use serde_json::{Value, json};

use super::record;
use crate::cli::control::Posted;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, as_json, worded};
use crate::cli::masking;
use crate::domain::event::NoticeStatus;

/// Says which mails of a kind were queued, which were there already, and which failed.
///
/// # Errors
/// stdout or stderr cannot be written.
pub fn print(kind: &str, posted: &Posted, desk: &mut Desk<'_>) -> Result<(), CommandError> {
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
    for (id, accounts) in &posted.spared {
        let named: Vec<&str> = accounts.iter().map(|account| account.as_str()).collect();
        let accounts = named.join(desk.lang().of(&["、", ", "]));
        desk.insist("M-NOTIFY-ROUND-SPARED", &[("id", id.clone()), ("accounts", accounts)])?;
    }
    if posted.is_empty() {
        desk.say("M-NOTIFY-ROUND-NOTHING", &[("kind", kind.to_owned())])?;
    }
    Ok(())
}

/// The same for programs.
pub fn for_programs(posted: &Posted, desk: &Desk<'_>) -> Value {
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
    let spared = posted.spared.iter().map(|(id, accounts)| json!({"id": id, "accounts": accounts}));
    json!({
        "queued": queued.collect::<Vec<_>>(),
        "known": known.collect::<Vec<_>>(),
        "failed": failed.collect::<Vec<_>>(),
        "spared": spared.collect::<Vec<_>>(),
        "dry_run": desk.settings.dry_run,
    })
}
