//! `bundle --for court`.

use super::BundleArgs;
use crate::cli::bundling::{self, Order, Outcome};
use crate::cli::commands::draft::processors;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::domain::AccountId;

/// Makes the bundle of each account.
///
/// # Errors
/// There is no such profile, or the registry cannot be written.
pub fn make(args: &BundleArgs, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Outcome, CommandError> {
    let order = Order {
        output: args.output.clone(),
        layout: args.layout,
        profile: args.profile.clone(),
        renumber: args.renumber,
        jobs: args.jobs.map_or_else(processors, usize::from),
    };
    bundling::court(desk, &order, accounts)
}
