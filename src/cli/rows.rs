//! The rows of lists: read where they still hold, computed on all processors where an account or the rules changed.
//!
//! Deadlines hold over days, so that a new day's agenda is only read. What is owed is another sum every day: a list that
//! shows it computes it anew.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::desk::Desk;
use super::error::CommandError;
use super::register::{fold, registry_error};
use super::workers;
use crate::docket::{self, Docket};
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

/// What has to be right of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// Who and what it is about: a question neither of the day nor of the rules.
    Known,
    /// Stage, court and deadlines as of the day.
    Dates,
    /// Principal and what is owed as of the day, too.
    Money,
}

/// The rows of all accounts, by name.
///
/// # Errors
/// The registry cannot be read.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    read(desk, Need::Money)
}

/// The same where nothing is asked about money: principal and what is owed may be of an earlier day, so that a new day
/// costs nothing.
///
/// # Errors
/// The registry cannot be read.
pub fn dates(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    read(desk, Need::Dates)
}

fn read(desk: &mut Desk<'_>, need: Need) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let holds = |row: &Summary| need == Need::Known || is_current(row, as_of, &rules);
    let listing = desk.registry()?.list(holds).map_err(registry_error)?;
    completed(desk, listing, need)
}

/// Whether all but the money of a row is of the day and the rules.
fn is_current(row: &Summary, as_of: NaiveDate, rules: &Rulebook) -> bool {
    row.holds(as_of) && row.rules == rules.sha256()
}

/// The rows of some accounts, by name, without looking at the others; accounts that are not there have none.
///
/// # Errors
/// The registry cannot be read.
pub fn of(desk: &mut Desk<'_>, accounts: &BTreeSet<AccountId>) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let registry = desk.registry()?;
    let mut listing = Listing::default();
    for account in accounts {
        let version = registry.version(&StreamId::Account(account.clone())).map_err(registry_error)?;
        let row = registry.summary(account).map_err(registry_error)?;
        match row.filter(|row| row.version == version && is_current(row, as_of, &rules)) {
            Some(row) => listing.rows.push(row),
            None if version == 0 => {}
            None => listing.outdated.push(account.clone()),
        }
    }
    completed(desk, listing, Need::Money)
}

/// The rows that hold and those computed anew, by name, without accounts that are no longer there and what is over.
fn completed(desk: &mut Desk<'_>, listing: Listing, need: Need) -> Result<Vec<Summary>, CommandError> {
    let Listing { mut rows, outdated } = listing;
    rows.retain(|row| !docket::is_gone(row));
    let as_of = desk.settings.as_of;
    if need == Need::Money && rows.iter().any(|row| row.as_of != as_of) {
        figured(desk, &mut rows)?;
    }
    if !outdated.is_empty() {
        rows.extend(afresh(desk, &outdated)?);
        rows.retain(|row| !docket::is_gone(row));
        rows.sort_by(|a, b| a.account.cmp(&b.account));
    }
    rows.iter_mut().for_each(|row| row.pass(as_of));
    Ok(rows)
}

/// The rows of all accounts, by name, for what is no question of the day or the rules: who is there, who owes.
///
/// # Errors
/// The registry cannot be read.
pub fn known(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    read(desk, Need::Known)
}

/// The accounts in whose logs there are notices, by name. Which these are is no question of the day or the rules.
///
/// # Errors
/// The registry cannot be read.
pub fn with_notices(desk: &mut Desk<'_>) -> Result<Vec<AccountId>, CommandError> {
    let rows = known(desk)?.into_iter();
    Ok(rows.filter(|row| row.notices > 0).map(|row| row.account).collect())
}

/// Computes rows anew.
fn afresh(desk: &mut Desk<'_>, accounts: &[AccountId]) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let fresh = each(desk, accounts, |account, events| row(account, events, as_of, &rules))?;
    keep(desk, &fresh)?;
    Ok(fresh)
}

/// Computes the money anew of rows that are of another day, and nothing else.
fn figured(desk: &mut Desk<'_>, rows: &mut [Summary]) -> Result<(), CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let mut old: Vec<&mut Summary> = rows.iter_mut().filter(|row| row.as_of != as_of).collect();
    let accounts: Vec<AccountId> = old.iter().map(|row| row.account.clone()).collect();
    let figures = each(desk, &accounts, |account, events| {
        Ok(fold(account, events)?.map(|docket| docket.figures(as_of, &rules)))
    })?;
    for (row, figures) in old.iter_mut().zip(figures) {
        if let Some((principal, owed)) = figures {
            (row.principal, row.owed, row.as_of) = (principal, owed, as_of);
        }
    }
    let fresh: Vec<Summary> = old.into_iter().map(|row| row.clone()).collect();
    keep(desk, &fresh)
}

/// The same question of the events of each account.
fn each<T: Send>(
    desk: &mut Desk<'_>,
    accounts: &[AccountId],
    answer: impl Fn(&AccountId, &[Event]) -> Result<T, CommandError> + Sync,
) -> Result<Vec<T>, CommandError> {
    let bar = desk.progress(accounts.len());
    let registry = &*desk.registry()?;
    let answers = workers::each(accounts, |account| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        bar.inc(1);
        answer(account, &events)
    })?;
    bar.finish_and_clear();
    Ok(answers)
}

/// Keeps rows if they are today's: those of another day are for this answer only.
fn keep(desk: &mut Desk<'_>, rows: &[Summary]) -> Result<(), CommandError> {
    let settings = &desk.settings;
    if settings.as_of == settings.now.date_naive() && !settings.dry_run {
        desk.registry()?.put_summaries(rows).map_err(registry_error)?;
    }
    Ok(())
}
