//! `bundle --for court`.

use super::BundleArgs;
use crate::cli::bundling::Outcome;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::domain::AccountId;

/// Makes the bundle of each account.
///
/// # Errors
/// There is no such profile, or the registry cannot be written.
pub fn make(
    _args: &BundleArgs,
    _accounts: &[AccountId],
    _desk: &mut Desk<'_>,
) -> Result<Outcome, CommandError> {
    Ok(Outcome::default())
}
