//! Between commands and the registry: dockets out, events in, rows kept fresh.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::desk::Desk;
use super::error::{CommandError, Exit};
use crate::docket::{Docket, WITHDRAWN};
use crate::domain::event::StreamId;
use crate::domain::problem::{Place, Problem};
use crate::domain::summary::Summary;
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
            let rows = rows(desk)?;
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
pub fn append(desk: &mut Desk<'_>, entries: Vec<Entry>) -> Result<(), CommandError> {
    if entries.iter().all(|e| e.payloads.is_empty()) {
        return Ok(());
    }
    let (command, rules) = (desk.command_id()?, desk.rules()?);
    let (at, as_of, actor) = (desk.settings.now, desk.settings.as_of, desk.settings.actor.clone());
    let mut commits = Vec::with_capacity(entries.len());
    for entry in entries.into_iter().filter(|e| !e.payloads.is_empty()) {
        let mut events = if entry.expected == 0 { Vec::new() } else { events(desk, &entry.account)? };
        let found = events.len() as u64;
        if found != entry.expected {
            let stream = StreamId::Account(entry.account);
            return Err(registry_error(RegistryError::Changed { stream, expected: entry.expected, found }));
        }
        let new: Vec<Event> = (entry.expected + 1..)
            .zip(entry.payloads)
            .map(|(seq, payload)| Event {
                seq,
                at,
                as_of,
                actor: actor.clone(),
                command: command.clone(),
                payload,
            })
            .collect();
        events.extend(new.iter().cloned());
        let summary = row(&entry.account, &events, as_of, &rules)?;
        commits.push(Commit {
            stream: StreamId::Account(entry.account),
            expected: entry.expected,
            events: new,
            summary: Some(summary),
        });
    }
    desk.registry()?.commit(commits).map_err(registry_error)
}

fn row(
    account: &AccountId,
    events: &[Event],
    as_of: chrono::NaiveDate,
    rules: &Rulebook,
) -> Result<Summary, CommandError> {
    Ok(match fold(account, events)? {
        Some(docket) => {
            let notices = super::mailing::outbox(account, events)?.notices().len() as u64;
            Summary { notices, ..docket.row(as_of, rules) }
        }
        None => Docket::withdrawn_row(account, events.len() as u64, as_of, rules),
    })
}

/// The rows of all accounts by name, computed anew where they were computed for another day or by other rules.
///
/// # Errors
/// The registry cannot be read.
pub fn rows(desk: &mut Desk<'_>) -> Result<Vec<Summary>, CommandError> {
    let (rules, as_of, today) = (desk.rules()?, desk.settings.as_of, desk.settings.now.date_naive());
    let hash = rules.sha256().to_owned();
    let registry = desk.registry()?;
    let current = |row: &Summary| row.rules == hash && row.as_of == as_of;
    let mut rows: BTreeMap<AccountId, Summary> = BTreeMap::new();
    for row in registry.summaries().map_err(registry_error)? {
        let row = row.map_err(registry_error)?;
        rows.insert(row.account.clone(), row);
    }
    let stale = registry.outdated(current).map_err(registry_error)?;
    if !stale.is_empty() {
        let bar = desk.progress(stale.len());
        let mut fresh = Vec::with_capacity(stale.len());
        for account in stale {
            let events = events(desk, &account)?;
            fresh.push(row(&account, &events, as_of, &rules)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        // Rows of another day than today are for this answer only.
        if as_of == today && !desk.settings.dry_run {
            desk.registry()?.put_summaries(&fresh).map_err(registry_error)?;
        }
        rows.extend(fresh.into_iter().map(|r| (r.account.clone(), r)));
    }
    Ok(rows.into_values().filter(|r| r.stage != WITHDRAWN).collect())
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

/// A refusal of a rule as a problem.
pub fn refused(refusal: &crate::rules::Refusal) -> Problem {
    Problem::error("E-CALC-REFUSED", Place::default())
        .with("code", &refusal.code)
        .with("missing", &refusal.missing)
        .with("hint", &refusal.hint)
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
