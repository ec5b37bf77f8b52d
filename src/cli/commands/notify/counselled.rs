//! What came of writing to counsel, for people and for programs.

use serde_json::{Value, json};

use super::posted;
use crate::cli::control::Counselled;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::notices::reminder;

/// Accounts without a mailbox that are named; the others are counted.
const NAMED: usize = 10;

/// Whether everything was written and nobody was left out.
pub fn is_whole(done: &Counselled) -> bool {
    done.posted.failed.is_empty() && done.no_mailbox.is_empty()
}

/// Says which mails were queued, and which accounts have nobody to write to.
///
/// # Errors
/// stdout or stderr cannot be written.
pub fn print(done: &Counselled, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if !done.posted.is_empty() || done.no_mailbox.is_empty() {
        posted::print(reminder::COUNSEL, &done.posted, desk)?;
    }
    for names in &done.spellings {
        desk.insist("M-STATUS-SPELLINGS", &[("names", names.join(desk.lang().of(&["、", ", "])))])?;
    }
    for (firm, accounts) in &done.no_mailbox {
        let named: Vec<&str> = accounts.iter().take(NAMED).map(|account| account.as_str()).collect();
        let more = accounts.len().saturating_sub(NAMED);
        let args = [
            ("firm", firm.clone()),
            ("count", accounts.len().to_string()),
            ("accounts", named.join(desk.lang().of(&["、", ", "]))),
            ("more", more.to_string()),
        ];
        let code = if more > 0 { "M-STATUS-NO-MAILBOX-MORE" } else { "M-STATUS-NO-MAILBOX" };
        desk.insist(code, &args)?;
    }
    Ok(())
}

/// The same for programs.
pub fn for_programs(done: &Counselled, desk: &Desk<'_>) -> Value {
    let mut body = posted::for_programs(&done.posted, desk);
    let none = done.no_mailbox.iter().map(|(firm, accounts)| json!({"firm": firm, "accounts": accounts}));
    body["no_mailbox"] = none.collect();
    body["spellings"] = json!(done.spellings);
    body
}
