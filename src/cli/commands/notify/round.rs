//! `sucheng notify queue` for mails about many accounts: `daily-digest`, `weekly-status`, `counsel-status`.

use super::{counselled as mail, posted};
use crate::cli::control::{self, Posted};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings;
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
        let body = posted::for_programs(&posted, desk);
        desk.json("notify-queue", "queued", body)?;
    } else {
        posted::print(kind, &posted, desk)?;
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

/// Puts the mails of the week to outside counsel into the outbox, says which, and which accounts have nobody to write to.
///
/// # Errors
/// As [`run`].
pub fn counsel(desk: &mut Desk<'_>) -> Done {
    let asked = standings::asked(desk, &Selection::default())?;
    let (cases, broken) = control::cases(asked, desk)?;
    let done = control::counsel(&cases, &broken, None, desk)?;
    if desk.settings.for_programs() {
        let body = mail::for_programs(&done, desk);
        desk.json("notify-queue", "queued", body)?;
    } else {
        mail::print(&done, desk)?;
    }
    for one in &broken {
        let args = [
            ("account", one.account.to_string()),
            ("code", one.code.clone()),
            ("reason", one.reason.clone()),
        ];
        desk.insist("M-REPORT-NOT-READ", &args)?;
    }
    Ok(if mail::is_whole(&done) && broken.is_empty() { Exit::Done } else { Exit::Partial })
}
