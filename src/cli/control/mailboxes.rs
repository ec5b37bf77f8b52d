//! Where a handler gets mail: what the accounts say.

use std::collections::BTreeSet;

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register::{self, registry_error};
use crate::cli::workers;
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::Summary;

/// Where a handler gets mail.
pub enum Found {
    /// At this mailbox.
    One(String),
    /// No account names any.
    Nowhere,
    /// The accounts name several, and nobody can say which.
    Several(Problem),
}

/// The mailbox that the accounts of a handler name: those the mail is about, and if none of them does, the others.
///
/// # Errors
/// The registry cannot be read.
pub fn mailbox(
    handler: &str,
    about: &BTreeSet<AccountId>,
    rows: &[Summary],
    desk: &mut Desk<'_>,
) -> Result<Found, CommandError> {
    let mut found = emails(handler, &about.iter().cloned().collect::<Vec<_>>(), desk)?;
    if found.is_empty() {
        let theirs = rows.iter().filter(|row| row.handler.as_deref() == Some(handler));
        let others: Vec<AccountId> =
            theirs.map(|row| row.account.clone()).filter(|account| !about.contains(account)).collect();
        found = emails(handler, &others, desk)?;
    }
    if found.len() > 1 {
        let masked: Vec<String> = found.iter().map(|m| mask::email(m)).collect();
        let problem = Problem::error("E-DAILY-MAILBOXES", Place::default());
        return Ok(Found::Several(problem.with("found", masked.join(", "))));
    }
    Ok(found.pop_first().map_or(Found::Nowhere, Found::One))
}

fn emails(
    handler: &str,
    accounts: &[AccountId],
    desk: &mut Desk<'_>,
) -> Result<BTreeSet<String>, CommandError> {
    let registry = &*desk.registry()?;
    let found = workers::each(accounts, |account| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        let named = register::fold(account, &events)?.and_then(|docket| docket.case.handler);
        Ok(named.filter(|h| h.name == handler).and_then(|h| h.email))
    })?;
    Ok(found.into_iter().flatten().map(|email| email.trim().to_owned()).filter(|e| !e.is_empty()).collect())
}
