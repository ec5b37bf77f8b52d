//! Which notices a command means.

use std::collections::BTreeSet;

use clap::Args;

use super::missing;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::mailing::{self, Found};
use crate::cli::select::{Filter, Selection, Unless};
use crate::domain::AccountId;
use crate::notices::Notice;

/// Notices by name, or by what they and their accounts have in common. Conditions narrow each other.
#[derive(Args, Clone, Debug, Default)]
pub struct Chosen {
    /// Notices, or accounts for all of theirs
    #[arg(value_name = "ID|ACCOUNT")]
    pub ids: Vec<String>,
    /// All that can be meant
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// Notices of a kind, such as demand-email
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// What their accounts have in common.
    #[command(flatten)]
    pub of: Filter,
}

impl Chosen {
    /// The notices that are meant: those named, wherever they stand, and of the others those that `may` be.
    ///
    /// # Errors
    /// Nothing is named, or what is named is not there.
    pub fn pick(
        &self,
        may: impl Fn(&Notice) -> bool,
        desk: &mut Desk<'_>,
    ) -> Result<Vec<Found>, CommandError> {
        let accounts = self.accounts(desk)?;
        if self.ids.is_empty() && !self.all && self.kind.is_none() && accounts.is_none() {
            return Err(CommandError::new(Exit::Usage, "E-NOTIFY-NO-IDS"));
        }
        let found = mailing::all(desk)?;
        let names = |f: &Found, name: &String| {
            f.notice.record.id == *name || f.account().is_some_and(|a| a.as_str() == name)
        };
        if let Some(name) = self.ids.iter().find(|name| !found.iter().any(|f| names(f, name))) {
            return Err(missing(name));
        }
        let meant = |f: &Found| {
            if self.ids.contains(&f.notice.record.id) {
                return true;
            }
            may(&f.notice)
                && (self.ids.is_empty() || self.ids.iter().any(|name| names(f, name)))
                && self.kind.as_ref().is_none_or(|kind| f.notice.record.kind == *kind)
                && accounts.as_ref().is_none_or(|of| f.account().is_some_and(|a| of.contains(a)))
        };
        Ok(found.into_iter().filter(meant).collect())
    }

    /// The accounts that meet what is asked of accounts; none where nothing is.
    fn accounts(&self, desk: &mut Desk<'_>) -> Result<Option<BTreeSet<AccountId>>, CommandError> {
        if self.of.is_empty() {
            return Ok(None);
        }
        let of = Selection { filter: self.of.clone(), ..Selection::default() };
        Ok(Some(of.accounts(desk, Unless::All)?.into_iter().collect()))
    }
}
