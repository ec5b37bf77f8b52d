//! The rows of lists: read where they still hold, computed on all processors where the day or the rules are others now.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::desk::Desk;
use super::error::CommandError;
use super::register::{fold, registry_error};
use super::workers;
use crate::docket::{Docket, WITHDRAWN};
use crate::domain::event::StreamId;
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Event};
use crate::registry::Listing;
use crate::rules::Rulebook;

/// The row of an account from its events.
///
/// # Errors
/// The events contradict each other.
pub fn row(
    account: &AccountId,
    events: &[Event],
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Result<Summary, CommandError> {
    Ok(match fold(account, events)? {
        Some(docket) => {
            let notices = super::mailing::outbox(account, events)?.notices().len() as u64;
            Summary { notices, ..docket.row(as_of, rules) }
        }
        None => Docket::withdrawn_row(account, events.len() as u64, as_of, rules),
    })
}

/// The rows of all accounts, by name.
///
/// # Errors
/// The registry cannot be read.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let current = |row: &Summary| row.rules == rules.sha256() && row.as_of == as_of;
    let Listing { rows, outdated } = desk.registry()?.list(current).map_err(registry_error)?;
    completed(desk, rows, &outdated)
}

/// The rows of some accounts, by name, without looking at the others; accounts that are not there have none.
///
/// # Errors
/// The registry cannot be read.
pub fn of(desk: &mut Desk<'_>, accounts: &BTreeSet<AccountId>) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let registry = desk.registry()?;
    let (mut rows, mut outdated) = (Vec::new(), Vec::new());
    for account in accounts {
        let version = registry.version(&StreamId::Account(account.clone())).map_err(registry_error)?;
        let row = registry.summary(account).map_err(registry_error)?;
        match row.filter(|r| r.version == version && r.rules == rules.sha256() && r.as_of == as_of) {
            Some(row) => rows.push(row),
            None if version == 0 => {}
            None => outdated.push(account.clone()),
        }
    }
    completed(desk, rows, &outdated)
}

/// The rows that hold and those computed anew, by name, without accounts that are no longer there.
fn completed(
    desk: &mut Desk<'_>,
    mut rows: Vec<Summary>,
    outdated: &[AccountId],
) -> Result<Vec<Summary>, CommandError> {
    if !outdated.is_empty() {
        rows.extend(afresh(desk, outdated)?);
        rows.sort_by(|a, b| a.account.cmp(&b.account));
    }
    rows.retain(|row| row.stage != WITHDRAWN);
    Ok(rows)
}

/// The rows of all accounts, by name, for what is no question of the day or the rules: who is there, who owes.
///
/// # Errors
/// The registry cannot be read.
pub fn known(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    let Listing { rows, outdated } = desk.registry()?.list(|_| true).map_err(registry_error)?;
    completed(desk, rows, &outdated)
}

/// The accounts in whose logs there are notices, by name. Which these are is no question of the day or the rules.
///
/// # Errors
/// The registry cannot be read.
pub fn with_notices(desk: &mut Desk<'_>) -> Result<Vec<AccountId>, CommandError> {
    let Listing { rows, outdated } = desk.registry()?.list(|_| true).map_err(registry_error)?;
    let rows = if outdated.is_empty() { rows } else { all(desk)? };
    let has = |row: &Summary| row.notices > 0 && row.stage != WITHDRAWN;
    Ok(rows.into_iter().filter(has).map(|row| row.account).collect())
}

/// Computes rows anew, and keeps them if they are today's: rows of another day are for this answer only.
fn afresh(desk: &mut Desk<'_>, accounts: &[AccountId]) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of, today) = (desk.rules()?, desk.settings.as_of, desk.settings.now.date_naive());
    let bar = desk.progress(accounts.len());
    let registry = &*desk.registry()?;
    let fresh = workers::each(accounts, |account| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        bar.inc(1);
        row(account, &events, as_of, &rules)
    })?;
    bar.finish_and_clear();
    if as_of == today && !desk.settings.dry_run {
        desk.registry()?.put_summaries(&fresh).map_err(registry_error)?;
    }
    Ok(fresh)
}
