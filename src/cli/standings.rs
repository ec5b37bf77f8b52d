//! Accounts as they stand on a day, for reports over all of them: folded on all processors, handed on block by block, so
//! that a hundred thousand take no more memory than a thousand. One bad account never stops the rest.

use super::catalogue;
use super::control;
use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::register::{fold, registry_error};
use super::select::{Selection, Unless};
use super::workers;
use crate::docket::{Docket, Standing};
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::problem::Problem;
use crate::reports::portfolio::NotComputed;

/// Accounts that are computed before their answers are handed on.
const BLOCK: usize = 1024;

/// The accounts that are asked for.
pub struct Asked {
    /// By name.
    pub accounts: Vec<AccountId>,
    /// Those whose events cannot be believed, so that nobody can say whether they are meant.
    pub broken: Vec<NotComputed>,
}

/// The accounts that a selection means; without one, all.
///
/// # Errors
/// The selection or the registry cannot be read.
pub fn asked(desk: &mut Desk<'_>, selection: &Selection) -> Result<Asked, CommandError> {
    if selection.is_everything() {
        // What a row says is no question here: every account is read.
        let mut accounts = desk.registry()?.outdated(|_| false).map_err(registry_error)?;
        accounts.sort();
        return Ok(Asked { accounts, broken: Vec::new() });
    }
    match selection.accounts(desk, Unless::All) {
        Ok(accounts) => Ok(Asked { accounts, broken: Vec::new() }),
        Err(error) if error.exit != Exit::Integrity => Err(error),
        Err(_) => {
            let (rows, broken) = control::all(desk)?;
            let accounts =
                selection.among(rows, desk.settings.as_of)?.into_iter().map(|row| row.account).collect();
            let meant = |account: &AccountId| {
                selection.accounts.is_empty() || selection.accounts.iter().any(|n| n == account.as_str())
            };
            let broken = broken.into_iter().filter(|b| meant(&b.account));
            let broken = broken.map(|b| not_computed(desk, b.account, &b.error)).collect();
            Ok(Asked { accounts, broken })
        }
    }
}

/// Asks the same of each account as of the day stood on and hands the answers on, in the order of the accounts. Gives
/// the accounts that could not be computed.
///
/// # Errors
/// The registry cannot be read at all; those of `take`.
pub fn each<T: Send>(
    desk: &mut Desk<'_>,
    accounts: &[AccountId],
    answer: impl Fn(&Docket, &Standing) -> T + Sync,
    mut take: impl FnMut(&mut Desk<'_>, T) -> Result<(), CommandError>,
) -> Result<Vec<NotComputed>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let bar = desk.progress(accounts.len());
    let mut broken = Vec::new();
    for block in accounts.chunks(BLOCK) {
        let registry = &*desk.registry()?;
        let answers = workers::each(block, |account| {
            let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error);
            bar.inc(1);
            let docket = events.and_then(|events| fold(account, &events));
            Ok(match docket {
                Ok(Some(docket)) => {
                    let standing = Standing::new(&docket, as_of, rules.wordless());
                    Ok(Some(answer(&docket, &standing)))
                }
                Ok(None) => Ok(None),
                Err(error) if error.exit == Exit::Integrity => Err((account.clone(), error)),
                Err(error) => return Err(error),
            })
        })?;
        for one in answers {
            match one {
                Ok(Some(value)) => take(desk, value)?,
                Ok(None) => {}
                Err((account, error)) => broken.push(not_computed(desk, account, &error)),
            }
        }
    }
    bar.finish_and_clear();
    Ok(broken)
}

fn not_computed(desk: &Desk<'_>, account: AccountId, error: &CommandError) -> NotComputed {
    let words = |p: &Problem| catalogue::text(desk.lang(), p.code, &p.args);
    let reason = error.problems.iter().map(words).collect::<Vec<_>>().join("; ");
    let code = error.problems.first().map_or("", |p| p.code).to_owned();
    NotComputed { account, code, reason, whole: true }
}
