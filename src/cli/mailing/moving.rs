//! Approval, cancelling, and what is assumed of mail in doubt.

use std::collections::BTreeMap;

use super::found::{Found, events_of, outbox_of, with_notices};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::register::{self, Entry};
use crate::domain::event::{NoticeMove, NoticeStatus, Payload, StreamId};
use crate::notices::{Assume, dispatch};

/// Records moves of notices, each checked against where its notice stands now.
///
/// # Errors
/// A notice is not there or cannot go there; the registry cannot be written.
pub fn move_all(
    found: &[&Found],
    to: NoticeStatus,
    reason: &str,
    desk: &mut Desk<'_>,
) -> Result<usize, CommandError> {
    let mut by_stream: BTreeMap<StreamId, Vec<Payload>> = BTreeMap::new();
    for f in found {
        let change = f
            .notice
            .move_to(to, Some(reason), None)
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        by_stream.entry(f.stream.clone()).or_default().push(Payload::NoticeMoved(change));
    }
    let mut entries = Vec::new();
    let mut of_workspace = None;
    for (stream, payloads) in by_stream {
        let expected = events_of(desk, &stream)?.len() as u64;
        match stream {
            StreamId::Account(account) => entries.push(Entry { account, expected, payloads }),
            StreamId::Workspace => of_workspace = Some((payloads, expected)),
        }
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
        if let Some((payloads, expected)) = of_workspace {
            register::append_all_to_workspace(desk, payloads, expected)?;
        }
    }
    Ok(found.len())
}

/// Notices that a run which ended too early left with the transport are in doubt; then the user's choice decides.
///
/// # Errors
/// The registry cannot be read or written.
pub(super) fn settle_doubt(desk: &mut Desk<'_>, assume: Option<Assume>) -> Result<(), CommandError> {
    if desk.settings.dry_run {
        return Ok(());
    }
    for stream in with_notices(desk)? {
        let events = events_of(desk, &stream)?;
        let doubted = outbox_of(&stream, &events)?.left_in_doubt();
        append(desk, &stream, doubted)?;
        let Some(assume) = assume else { continue };
        let events = events_of(desk, &stream)?;
        let outbox = outbox_of(&stream, &events)?;
        let in_doubt = outbox.notices().iter().filter(|n| n.status == NoticeStatus::InDoubt);
        let decided = in_doubt
            .map(|n| dispatch::decide(n, assume, None))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        append(desk, &stream, decided)?;
    }
    Ok(())
}

/// Records moves of notices of one stream.
///
/// # Errors
/// The registry cannot be written.
pub(super) fn append(
    desk: &mut Desk<'_>,
    stream: &StreamId,
    moves: Vec<NoticeMove>,
) -> Result<(), CommandError> {
    if moves.is_empty() {
        return Ok(());
    }
    let expected = events_of(desk, stream)?.len() as u64;
    register::append_to(desk, stream, expected, moves.into_iter().map(Payload::NoticeMoved).collect())
}
