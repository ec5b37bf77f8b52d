//! Under what mail leaves in this workspace: its settings, the law, and who gets nothing.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::found::events_of;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::rows;
use crate::docket::Docket;
use crate::domain::event::StreamId;
use crate::domain::problem::Place;
use crate::intake::{Mail, Transport};
use crate::notices::gate::{Changed, Gate, Owners, Pace};
use crate::notices::{Suppressed, compose};
use crate::rules::Rulebook;
use crate::rules::contacts::Hours;

/// The most mails a minute from here to one domain where the workspace sets none: mail servers of large providers slow
/// down or refuse what comes faster.
const TO_A_SERVER: u32 = 60;

/// The terms on which mail leaves.
pub struct Terms {
    /// The law.
    pub rules: Arc<Rulebook>,
    /// Who gets nothing.
    pub suppressed: Suppressed,
    /// The mailboxes of everyone who owes or guarantees.
    pub owners: Owners,
    /// The mailbox that every mail goes to instead.
    pub test_address: Option<String>,
    /// The most mails a minute to one domain; none into a folder unless it is set.
    pub most: Option<u32>,
    quiet: Option<Hours>,
    today: NaiveDate,
}

impl Terms {
    /// Reads them.
    ///
    /// # Errors
    /// The registry or the tables cannot be read; the test address is no mailbox.
    pub fn read(desk: &mut Desk<'_>) -> Result<Terms, CommandError> {
        let workspace = desk.workspace()?;
        let mail = workspace.config.mail.as_ref();
        let test_address = mail.and_then(|mail| mail.test_address.clone());
        if let Some(address) = &test_address {
            compose::mailbox(address).map_err(|error| {
                let place = Place { field: Some("mail.test_address".to_owned()), ..Place::default() };
                CommandError::problems(
                    Exit::Failed,
                    vec![crate::domain::problem::Problem { place, ..error.problem() }],
                )
            })?;
        }
        Ok(Terms {
            rules: desk.rules()?,
            suppressed: suppressed(desk)?,
            owners: owners(desk)?,
            test_address,
            most: mail.and_then(most),
            quiet: mail
                .and_then(|mail| mail.quiet.as_ref())
                .map(|quiet| Hours { from: quiet.from, to: quiet.to }),
            today: desk.settings.as_of,
        })
    }

    /// The gate at a moment, for a notice about this account; for one about many, with the first of them that changed.
    pub fn gate<'a>(
        &'a self,
        now: DateTime<FixedOffset>,
        docket: Option<&'a Docket>,
        changed: Option<&'a Changed>,
        pace: Option<&'a Pace>,
    ) -> Gate<'a> {
        Gate {
            now,
            today: self.today,
            rules: &self.rules,
            docket,
            changed,
            quiet: self.quiet,
            suppressed: &self.suppressed,
            owners: &self.owners,
            pace,
            test_address: self.test_address.as_deref(),
        }
    }
}

fn most(mail: &Mail) -> Option<u32> {
    mail.per_minute.or((mail.transport == Transport::Smtp).then_some(TO_A_SERVER))
}

/// The mailboxes of everyone who owes or guarantees, from the rows of all accounts: read once in a run.
///
/// # Errors
/// The registry cannot be read.
pub fn owners(desk: &mut Desk<'_>) -> Result<Owners, CommandError> {
    Ok(Owners::of(&rows::known(desk)?))
}

/// The list of mailboxes that get nothing.
///
/// # Errors
/// The registry cannot be read.
pub fn suppressed(desk: &mut Desk<'_>) -> Result<Suppressed, CommandError> {
    Ok(Suppressed::fold(&events_of(desk, &StreamId::Workspace)?))
}
