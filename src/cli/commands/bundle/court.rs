//! `bundle --for court`.

use super::BundleArgs;
use crate::cli::bundling::{self, Order, Outcome};
use crate::cli::commands::draft::processors;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::domain::AccountId;

/// Makes the bundle of each account.
///
/// # Errors
/// There is no such profile, a passphrase was named, or the registry cannot be written.
pub fn make(args: &BundleArgs, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Outcome, CommandError> {
    let given = [
        ("--passphrase-env", args.passphrase_env.is_some()),
        ("--passphrase-file", args.passphrase_file.is_some()),
    ];
    if let Some((option, _)) = given.iter().find(|(_, given)| *given) {
        return Err(CommandError::new(Exit::Usage, "E-PASSPHRASE-COURT").with("option", option));
    }
    let order = Order {
        output: args.output.clone(),
        layout: args.layout,
        profile: args.profile.clone(),
        as_before: false,
        renumber: args.renumber,
        jobs: args.jobs.map_or_else(processors, usize::from),
    };
    bundling::court(desk, &order, accounts)
}
