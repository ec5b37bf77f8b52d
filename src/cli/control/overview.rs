//! Everything about many accounts that the report on where they stand is made of.

use super::rows::{self, Broken};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::select::Selection;
use crate::cli::standings::{self, Asked};
use crate::domain::summary::Summary;
use crate::reports::portfolio::{AccountFacts, NotComputed, Portfolio, facts};
use crate::reports::status::Case;

/// Rows, key figures and cases of the accounts that are asked for.
pub struct Overview {
    /// Their rows, by name.
    pub rows: Vec<Summary>,
    /// Accounts that have none.
    pub broken: Vec<Broken>,
    /// Key figures.
    pub portfolio: Portfolio,
    /// The cases, by name.
    pub cases: Vec<Case>,
}

/// Looks at the accounts that a selection means.
///
/// # Errors
/// The selection or the registry cannot be read.
pub fn overview(selection: &Selection, desk: &mut Desk<'_>) -> Result<Overview, CommandError> {
    let (rows, broken) = rows::selected(selection, desk)?;
    let (rules, as_of, unmask) = (desk.rules()?, desk.settings.as_of, desk.settings.unmask);
    let accounts: Vec<_> = rows.iter().map(|row| row.account.clone()).collect();
    let (mut all, mut cases): (Vec<AccountFacts>, _) = (Vec::with_capacity(accounts.len()), Vec::new());
    let answer = |docket: &_, standing: &_| {
        (facts(docket, standing, &rules), Case::of(docket, standing, &rules, unmask))
    };
    let mut not_computed = standings::each(desk, &accounts, answer, |_, (facts, case)| {
        all.push(facts);
        cases.extend(case);
        Ok(())
    })?;
    not_computed.extend(broken.iter().map(|b| standings::not_computed(desk, b.account.clone(), &b.error)));
    Ok(Overview { portfolio: Portfolio::of(&all, as_of, as_of, not_computed), rows, broken, cases })
}

/// The cases of these accounts, by name, and the accounts that could not be computed.
///
/// # Errors
/// The registry cannot be read.
pub fn cases(asked: Asked, desk: &mut Desk<'_>) -> Result<(Vec<Case>, Vec<NotComputed>), CommandError> {
    let (rules, unmask) = (desk.rules()?, desk.settings.unmask);
    let (mut cases, mut broken) = (Vec::new(), asked.broken);
    let answer = |docket: &_, standing: &_| Case::of(docket, standing, &rules, unmask);
    broken.extend(standings::each(desk, &asked.accounts, answer, |_, case| {
        cases.extend(case);
        Ok(())
    })?);
    Ok((cases, broken))
}
