//! Where each notice of the registry stands.

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::{register, rows, workers};
use crate::domain::event::StreamId;
use crate::domain::problem::Place;
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Event};
use crate::notices::{Notice, Outbox};

/// A notice and whose it is.
pub struct Found {
    /// The account's stream, or the workspace's: a reminder to a handler is about many accounts.
    pub stream: StreamId,
    /// The notice.
    pub notice: Notice,
}

impl Found {
    /// The account, if it is of one alone.
    pub fn account(&self) -> Option<&AccountId> {
        match &self.stream {
            StreamId::Account(account) => Some(account),
            StreamId::Workspace => None,
        }
    }
}

/// The notices of an account.
///
/// # Errors
/// The log holds what no command writes.
pub fn outbox(account: &AccountId, events: &[Event]) -> Result<Outbox, CommandError> {
    outbox_of(&StreamId::Account(account.clone()), events)
}

/// The notices of a stream.
///
/// # Errors
/// As [`outbox`].
pub fn outbox_of(stream: &StreamId, events: &[Event]) -> Result<Outbox, CommandError> {
    Outbox::fold(events).map_err(|e| {
        let mut problem = e.problem();
        problem.place = Place { field: Some(stream.to_string()), ..Place::default() };
        CommandError::problems(Exit::Integrity, vec![problem])
    })
}

/// Every notice in the registry, by account, in the order of queueing.
///
/// # Errors
/// The registry cannot be read.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let streams = with_notices(desk)?;
    within(&streams, desk)
}

/// Every notice about these accounts, and those of the workspace's own stream.
///
/// # Errors
/// The registry cannot be read.
pub fn about(rows: &[Summary], desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let accounts = rows.iter().filter(|row| row.notices > 0).map(|row| row.account.clone());
    let streams: Vec<StreamId> = accounts.map(StreamId::Account).chain([StreamId::Workspace]).collect();
    within(&streams, desk)
}

fn within(streams: &[StreamId], desk: &mut Desk<'_>) -> Result<Vec<Found>, CommandError> {
    let registry = &*desk.registry()?;
    let found = workers::each(streams, |stream| {
        let events = registry.events(stream).map_err(register::registry_error)?;
        let of = |notice: &Notice| Found { stream: stream.clone(), notice: notice.clone() };
        Ok(outbox_of(stream, &events)?.notices().iter().map(of).collect::<Vec<_>>())
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The streams in which there may be notices: accounts by name, then the workspace's own.
///
/// # Errors
/// The registry cannot be read.
pub(super) fn with_notices(desk: &mut Desk<'_>) -> Result<Vec<StreamId>, CommandError> {
    let accounts = rows::with_notices(desk)?;
    Ok(accounts.into_iter().map(StreamId::Account).chain([StreamId::Workspace]).collect())
}

/// The events of a stream.
///
/// # Errors
/// The registry cannot be read.
pub(super) fn events_of(desk: &mut Desk<'_>, stream: &StreamId) -> Result<Vec<Event>, CommandError> {
    desk.registry()?.events(stream).map_err(register::registry_error)
}
