//! The rows of all accounts, one bad account at a time left out.

use std::collections::BTreeSet;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::register::registry_error;
use crate::cli::rows;
use crate::cli::select::{Selection, Unless};
use crate::domain::AccountId;
use crate::domain::summary::Summary;

/// An account that could not be computed, and why.
pub struct Broken {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub error: CommandError,
}

/// The rows of all accounts, by name, and the accounts that have none because their events cannot be believed.
///
/// # Errors
/// The registry cannot be read at all.
pub fn all(desk: &mut Desk<'_>) -> Result<(Vec<Summary>, Vec<Broken>), CommandError> {
    match rows::all(desk) {
        Ok(rows) => return Ok((rows, Vec::new())),
        Err(error) if error.exit != Exit::Integrity => return Err(error),
        Err(_) => {}
    }
    let accounts = desk.registry()?.outdated(|_| false).map_err(registry_error)?;
    let (mut good, mut broken) = (Vec::new(), Vec::new());
    for account in accounts {
        match rows::of(desk, &BTreeSet::from([account.clone()])) {
            Ok(rows) => good.extend(rows),
            Err(error) => broken.push(Broken { account, error }),
        }
    }
    Ok((good, broken))
}

/// The rows of the accounts that a selection means, with their money, and those of them that have none.
///
/// # Errors
/// The selection or the registry cannot be read.
pub fn selected(
    selection: &Selection,
    desk: &mut Desk<'_>,
) -> Result<(Vec<Summary>, Vec<Broken>), CommandError> {
    if selection.is_everything() {
        return all(desk);
    }
    match selection.rows_with_money(desk, Unless::All) {
        Ok(rows) => Ok((rows, Vec::new())),
        Err(error) if error.exit != Exit::Integrity => Err(error),
        Err(_) => believable(selection, desk),
    }
}

/// The same where the events of some account cannot be believed: such a one may be meant unless others are named.
///
/// # Errors
/// As [`selected`].
pub fn believable(
    selection: &Selection,
    desk: &mut Desk<'_>,
) -> Result<(Vec<Summary>, Vec<Broken>), CommandError> {
    let (rows, mut broken) = all(desk)?;
    broken.retain(|b| {
        selection.accounts.is_empty() || selection.accounts.iter().any(|n| n == b.account.as_str())
    });
    Ok((selection.among(rows, desk.settings.as_of)?, broken))
}
