//! Between commands and the registry: dockets out, events in.

use std::path::Path;
use std::sync::Arc;

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::{rows, workers};
use crate::docket::Docket;
use crate::domain::event::StreamId;
use crate::domain::{AccountId, Event, Payload};
use crate::registry::{Commit, RegistryError};
use crate::rules::Rulebook;

/// What is to be recorded for one account.
pub struct Entry {
    /// The account.
    pub account: AccountId,
    /// The version its docket was read at.
    pub expected: u64,
    /// What happened.
    pub payloads: Vec<Payload>,
}

/// The events of an account.
///
/// # Errors
/// The registry cannot be read.
pub fn events(desk: &mut Desk<'_>, account: &AccountId) -> Result<Vec<Event>, CommandError> {
    desk.registry()?.events(&StreamId::Account(account.clone())).map_err(registry_error)
}

/// The docket of an account; `None` where it is not, or no longer, in the registry.
///
/// # Errors
/// The registry cannot be read, or its events contradict each other.
pub fn find(desk: &mut Desk<'_>, account: &AccountId) -> Result<Option<Docket>, CommandError> {
    let events = events(desk, account)?;
    fold(account, &events)
}

/// The docket of an account that must be there.
///
/// # Errors
/// As [`find`], and where it is not there.
pub fn docket(desk: &mut Desk<'_>, name: &str) -> Result<Docket, CommandError> {
    let found = match name.parse::<AccountId>() {
        Ok(account) => find(desk, &account)?,
        Err(_) => None,
    };
    match found {
        Some(docket) => Ok(docket),
        None => {
            let rows = rows::known(desk)?;
            Err(super::select::unknown(name, &rows))
        }
    }
}

/// What events say.
///
/// # Errors
/// They contradict each other.
pub fn fold(account: &AccountId, events: &[Event]) -> Result<Option<Docket>, CommandError> {
    if events.is_empty() {
        return Ok(None);
    }
    Docket::fold(events).map_err(|e| {
        CommandError::new(Exit::Integrity, "E-DOCKET-FOLD").with("account", account).with("reason", e)
    })
}

/// Records events, all of an account or none, in one go.
///
/// # Errors
/// An account changed since it was read (nothing is written for any), or the registry cannot be written.
pub fn append(desk: &mut Desk<'_>, mut entries: Vec<Entry>) -> Result<(), CommandError> {
    entries.retain(|e| !e.payloads.is_empty());
    if entries.is_empty() {
        return Ok(());
    }
    let (command, rules) = (desk.command_id()?, desk.rules()?);
    let (at, as_of, actor) = (desk.settings.now, desk.settings.as_of, desk.settings.actor.clone());
    let registry = &*desk.registry()?;
    let commits = workers::each(&entries, |entry| {
        let stream = StreamId::Account(entry.account.clone());
        let mut events = registry.events(&stream).map_err(registry_error)?;
        let found = events.len() as u64;
        if found != entry.expected {
            return Err(registry_error(RegistryError::Changed { stream, expected: entry.expected, found }));
        }
        let new = (entry.expected + 1..).zip(&entry.payloads).map(|(seq, payload)| Event {
            seq,
            at,
            as_of,
            actor: actor.clone(),
            command: command.clone(),
            payload: payload.clone(),
        });
        let new: Vec<Event> = new.collect();
        events.extend_from_slice(&new);
        let summary = Some(rows::row(&entry.account, &events, as_of, &rules)?);
        Ok(Commit { stream, expected: entry.expected, events: new, summary })
    })?;
    desk.registry()?.commit(commits).map_err(registry_error)
}

/// Records what belongs to no account, in the workspace's own stream at this version.
///
/// # Errors
/// The registry cannot be written.
pub fn append_to_workspace(desk: &mut Desk<'_>, payload: Payload, version: u64) -> Result<(), CommandError> {
    append_all_to_workspace(desk, vec![payload], version)
}

/// The same for several events, all or none.
///
/// # Errors
/// As [`append_to_workspace`].
pub fn append_all_to_workspace(
    desk: &mut Desk<'_>,
    payloads: Vec<Payload>,
    version: u64,
) -> Result<(), CommandError> {
    let command = desk.command_id()?;
    let event = |(seq, payload)| Event {
        seq,
        at: desk.settings.now,
        as_of: desk.settings.as_of,
        actor: desk.settings.actor.clone(),
        command: command.clone(),
        payload,
    };
    let events: Vec<Event> = (version + 1..).zip(payloads).map(event).collect();
    let commit = Commit { stream: StreamId::Workspace, expected: version, events, summary: None };
    desk.registry()?.commit(vec![commit]).map_err(registry_error)
}

/// Records events of one stream, whichever it is.
///
/// # Errors
/// As [`append`] and [`append_to_workspace`].
pub fn append_to(
    desk: &mut Desk<'_>,
    stream: &StreamId,
    expected: u64,
    payloads: Vec<Payload>,
) -> Result<(), CommandError> {
    match stream {
        StreamId::Account(account) => {
            append(desk, vec![Entry { account: account.clone(), expected, payloads }])
        }
        StreamId::Workspace => append_all_to_workspace(desk, payloads, expected),
    }
}

/// The built-in tables, and the workspace's own over them.
///
/// # Errors
/// A table of the workspace is wrong; every problem at once.
pub fn rulebook(desk: &mut Desk<'_>) -> Result<Arc<Rulebook>, CommandError> {
    if desk.settings.workspace.is_none() {
        return Ok(Rulebook::builtin().clone());
    }
    let files = rule_files(&desk.workspace()?.rules())?;
    if files.is_empty() {
        return Ok(Rulebook::builtin().clone());
    }
    let book = Rulebook::builtin().with_overrides(files);
    book.map(Arc::new).map_err(|problems| CommandError::problems(Exit::Failed, problems))
}

/// The table files of a workspace's `rules/`, by name, with their text.
///
/// # Errors
/// A file cannot be read.
pub fn rule_files(dir: &Path) -> Result<Vec<(String, String)>, CommandError> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml") {
                let text =
                    std::fs::read_to_string(&path).map_err(|e| CommandError::file("E-READ", &path, &e))?;
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().into_owned();
                files.push((format!("rules/{name}"), text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A failure of the registry as the user meets it.
pub fn registry_error(error: RegistryError) -> CommandError {
    let exit = match &error {
        e if e.is_conflict() => Exit::Busy,
        e if e.is_integrity() => Exit::Integrity,
        _ => Exit::Failed,
    };
    CommandError::problems(exit, vec![error.problem()])
}
