//! The registry: committing and reading.

use std::collections::BTreeMap;

use crate::domain::event::{Event, StreamId};
use crate::domain::summary::Summary;

use super::error::{CommitFault, RegistryError};
use super::journal::{Draft, Journal};
use super::lock::Lock;
use super::opening::{Layout, Note};
use super::record::{Head, Record, walk};
use super::store::{Entry, Mark, Store};
use super::{disk, replay, row};

/// Events in a store, for ever. One handle at a time; it is given back when dropped.
pub struct Registry {
    // Dropped in this order: the lock last.
    pub(super) store: Box<dyn Store>,
    /// `None` in memory.
    pub(super) journal: Option<Journal>,
    pub(super) layout: Option<Layout>,
    pub(super) notes: Vec<Note>,
    /// What the index said when it could not take a commit that is in the journal.
    pub(super) behind: Option<String>,
    pub(super) _lock: Option<Lock>,
}

/// What happened to one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The stream.
    pub stream: StreamId,
    /// The version it was computed from.
    pub expected: u64,
    /// What happened, numbered from `expected` + 1; of one command.
    pub events: Vec<Event>,
    /// The account's row after it, if it was computed.
    pub summary: Option<Summary>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Accounts.
    pub accounts: u64,
    /// Events, of accounts and of the workspace.
    pub events: u64,
    /// Commits, which are the lines of the journal.
    pub commits: u64,
    /// The journal, in bytes; 0 in memory.
    pub journal_bytes: u64,
    /// The whole folder, in bytes; 0 in memory.
    pub disk_bytes: u64,
}

impl Registry {
    /// Makes events happen, all of them or none, durably, with one sync for all commits together.
    ///
    /// # Errors
    /// [`RegistryError::Changed`] if a stream is not at its expected version; [`RegistryError::Commit`]; those of the
    /// disk. Nothing has happened then, unless it is [`RegistryError::Unsure`]. An index that fails after the journal
    /// is synced is no error: the commit has happened, see [`Registry::notes`].
    pub fn commit(&mut self, commits: Vec<Commit>) -> Result<(), RegistryError> {
        self.catch_up()?;
        let mut heads = BTreeMap::new();
        let mut drafts = Vec::with_capacity(commits.len());
        for commit in commits {
            let head = match heads.get(&commit.stream) {
                Some(head) => *head,
                None => sure_head(self.store.as_ref(), &commit.stream)?,
            };
            let draft = draft(commit, head)?;
            heads.insert(draft.stream.clone(), draft.records.last().map_or(head, Record::head));
            drafts.push(draft);
        }
        self.write(drafts)
    }

    /// Journal, then index.
    pub(super) fn write(&mut self, drafts: Vec<Draft>) -> Result<(), RegistryError> {
        if drafts.is_empty() {
            return Ok(());
        }
        let lines = match &mut self.journal {
            Some(journal) => journal.add(&drafts)?,
            None => unwritten(&drafts, self.store.mark()?),
        };
        // From here on it has happened.
        if let Err(error) = self.store.append(replay::appends(drafts, lines)) {
            self.behind = Some(error.to_string());
            if self.catch_up().is_err() {
                self.notes.push(Note::IndexBehind { detail: error.to_string() });
            }
        }
        Ok(())
    }

    /// Gives the index what it could not take before.
    pub(super) fn catch_up(&mut self) -> Result<(), RegistryError> {
        let Some(detail) = &self.behind else { return Ok(()) };
        if let (Some(journal), Some(layout)) = (&mut self.journal, &self.layout) {
            replay::agree(journal, self.store.as_mut(), &layout.torn(), &mut Vec::new())
                .map_err(|_| RegistryError::Index { detail: detail.clone() })?;
        }
        self.behind = None;
        Ok(())
    }

    /// The index, if it has everything.
    pub(super) fn index(&self) -> Result<&dyn Store, RegistryError> {
        match &self.behind {
            None => Ok(self.store.as_ref()),
            Some(detail) => Err(RegistryError::Index { detail: detail.clone() }),
        }
    }

    /// The events of a stream, oldest first, each checked against the chain; none if there is no such stream.
    ///
    /// # Errors
    /// [`RegistryError::Chain`], [`RegistryError::Event`], [`RegistryError::Index`].
    pub fn events(&self, stream: &StreamId) -> Result<Vec<Event>, RegistryError> {
        let index = self.index()?;
        let head = index.head(stream)?;
        let records = index.load(stream, 1, u64::MAX)?;
        checked(stream, head, &records)?;
        records.iter().map(|record| record.event(stream)).collect()
    }

    /// The number of events in a stream; 0 if there is no such stream.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn version(&self, stream: &StreamId) -> Result<u64, RegistryError> {
        Ok(self.index()?.head(stream)?.version)
    }

    /// Every stream that has events, in the byte order of their names.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn streams(&self) -> Result<Vec<StreamId>, RegistryError> {
        self.index()?.heads().map(|row| Ok(row?.0)).collect()
    }

    /// Whether nothing has happened yet.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn is_empty(&self) -> Result<bool, RegistryError> {
        Ok(self.index()?.mark()?.line == 0)
    }

    /// Every stream with its events, in the byte order of their names, each checked against the chain.
    ///
    /// # Errors
    /// Those of [`Registry::events`], here and for each stream.
    pub fn scan(
        &self,
    ) -> Result<impl Iterator<Item = Result<(StreamId, Vec<Event>), RegistryError>> + '_, RegistryError> {
        Ok(all_records(self.index()?).map(|row| {
            let (stream, records) = row?;
            let events = records.iter().map(|record| record.event(&stream)).collect::<Result<_, _>>()?;
            Ok((stream, events))
        }))
    }

    /// What the registry did by itself since it was opened.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// How much there is.
    ///
    /// # Errors
    /// [`RegistryError::Index`], [`RegistryError::Io`].
    pub fn stats(&self) -> Result<Stats, RegistryError> {
        let index = self.index()?;
        let (mut accounts, mut events) = (0, 0);
        for row in index.heads() {
            let (stream, head) = row?;
            accounts += u64::from(stream != StreamId::Workspace);
            events += head.version;
        }
        let disk_bytes = match &self.layout {
            Some(layout) => disk::size(&layout.dir).map_err(RegistryError::read(&layout.dir))?,
            None => 0,
        };
        let journal_bytes = self.journal.as_ref().map_or(0, |journal| journal.end().end);
        Ok(Stats { accounts, events, commits: index.mark()?.line, journal_bytes, disk_bytes })
    }
}

/// A commit as the line it becomes.
fn draft(commit: Commit, head: Head) -> Result<Draft, RegistryError> {
    let Commit { stream, expected, events, summary } = commit;
    let wrong = |fault| RegistryError::Commit { stream: stream.clone(), fault };
    if head.version != expected {
        return Err(RegistryError::Changed { stream, expected, found: head.version });
    }
    let command = &events.first().ok_or_else(|| wrong(CommitFault::Empty))?.command;
    if events.iter().any(|event| event.command != *command) {
        return Err(wrong(CommitFault::Commands));
    }
    let mut head = head;
    let mut records = Vec::with_capacity(events.len());
    for event in &events {
        if event.seq != head.version + 1 {
            let fault = CommitFault::Seq { expected: head.version + 1, found: event.seq };
            return Err(wrong(fault));
        }
        let payload = serde_json::to_vec(event).expect("invariant: an event is JSON with names for keys");
        let record = Record::after(head, &stream, payload);
        head = record.head();
        records.push(record);
    }
    let of_this = |row: &Summary| row.account.as_str() == stream.as_str() && row.version == head.version;
    if summary.as_ref().is_some_and(|row| !of_this(row)) {
        return Err(wrong(CommitFault::Summary));
    }
    Ok(Draft { records, row: summary.as_ref().map(row::encode), stream })
}

/// The lines that drafts would become, where there is no journal.
fn unwritten(drafts: &[Draft], end: Mark) -> Vec<(Entry, Mark)> {
    let commit = (end.line + 1, end.line + drafts.len() as u64);
    let lines = drafts.iter().zip(commit.0..).map(|(draft, line)| {
        let from = draft.records.first().map_or(0, |record| record.seq);
        let count = draft.records.len() as u64;
        (Entry { line, commit, stream: draft.stream.clone(), from, count }, Mark { line, ..end })
    });
    lines.collect()
}

/// The end of a stream that is about to grow. A damaged index must not lead the journal astray, so this asks twice.
fn sure_head(index: &dyn Store, stream: &StreamId) -> Result<Head, RegistryError> {
    let head = index.head(stream)?;
    let last = index.load(stream, head.version.max(1), 2)?;
    let sure = match &last[..] {
        [] => head == Head::START,
        [last] => last.head() == head,
        _ => false,
    };
    if sure {
        Ok(head)
    } else {
        Err(RegistryError::Chain { stream: stream.clone(), seq: head.version.max(1) })
    }
}

/// Every stream with its records, all of them there and as they were written.
pub(super) fn all_records(
    index: &dyn Store,
) -> impl Iterator<Item = Result<(StreamId, Vec<Record>), RegistryError>> + '_ {
    let (mut heads, mut streams) = (index.heads(), index.scan());
    std::iter::from_fn(move || {
        let mut both = || -> Result<_, RegistryError> {
            Ok(match (heads.next().transpose()?, streams.next().transpose()?) {
                (None, None) => None,
                (Some((of, head)), Some((stream, records))) if of == stream => {
                    checked(&stream, head, &records)?;
                    Some((stream, records))
                }
                (Some((stream, _)), _) | (None, Some((stream, _))) => {
                    return Err(RegistryError::Chain { stream, seq: 1 });
                }
            })
        };
        both().transpose()
    })
}

/// Whether a stream's records are all there and as they were written.
pub(super) fn checked(stream: &StreamId, head: Head, records: &[Record]) -> Result<(), RegistryError> {
    let broken = |seq| RegistryError::Chain { stream: stream.clone(), seq };
    let end = walk(stream, Head::START, records).map_err(broken)?;
    if end == head { Ok(()) } else { Err(broken(end.version.min(head.version) + 1)) }
}
