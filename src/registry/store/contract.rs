//! What the registry asks of a store.

use std::path::Path;
use std::time::Duration;

use crate::domain::case::AccountId;
use crate::domain::event::StreamId;
use crate::registry::record::{Fingerprint, Head, Record};

use super::{MemoryStore, SledStore};

/// A place in the journal: a line, where it stands, and its sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line, from 1; 0 before the first.
    pub line: u64,
    /// Where it starts, in bytes.
    pub start: u64,
    /// Where the next one starts.
    pub end: u64,
    /// Its sum.
    pub sum: Fingerprint,
}

impl Mark {
    /// Before the first line.
    pub const START: Mark = Mark { line: 0, start: 0, end: 0, sum: Fingerprint::ZERO };
}

/// One commit to one stream, as the log knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log, from 1 without gaps.
    pub line: u64,
    /// The first and the last line of the call it belongs to.
    pub commit: (u64, u64),
    /// The stream.
    pub stream: StreamId,
    /// The `seq` of its first event.
    pub from: u64,
    /// Its events, at least one.
    pub count: u64,
}

/// What is added for one entry, all of it or nothing.
#[derive(Clone, Debug)]
pub struct Append {
    /// The entry.
    pub entry: Entry,
    /// Its records.
    pub records: Vec<Record>,
    /// The account's new row.
    pub row: Option<Vec<u8>>,
    /// The place in the journal after it.
    pub mark: Mark,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The records do not follow the stream's head, or the entry does not follow the log.
    #[error("{stream} is at version {found}")]
    Changed {
        /// The stream.
        stream: StreamId,
        /// The version it is at.
        found: u64,
    },
    /// Someone else has its files open.
    #[error("in use")]
    InUse,
    /// It was written by a newer program.
    #[error("format {0}")]
    Newer(u32),
    /// It cannot be opened, read or written. After this it may answer every call this way.
    #[error("{0}")]
    Broken(String),
}

/// What a store gives one by one.
pub type Rows<'a, T> = Box<dyn Iterator<Item = Result<T, StoreError>> + 'a>;

/// The index behind the registry.
///
/// The contract, which the conformance suite checks on every store:
///
/// - **Atomicity.** [`append`](Store::append) does each [`Append`] wholly or not at all: records, entry, head, row and
///   mark together. Of a batch that fails, the first few may have been done; the mark says which.
/// - **Order.** An append is done only if its records continue the head of its stream, by number and by hash, and its
///   entry is the one after the last; else [`StoreError::Changed`]. What is listed by stream comes in the byte order of
///   the streams' names, then by `seq`; entries come by line.
/// - **Durability.** When a call that writes returns `Ok`, what it wrote survives a kill and, as far as the store can
///   know, power loss. The registry does not rest on it: it can do everything again from the journal, as long as the
///   mark is never ahead of what was kept.
/// - **Concurrency.** One handle writes; the registry's lock sees to that. Many threads may read at a time through one
///   handle, and no read sees half an append.
/// - **Failure.** A store never panics and never returns what was not written; where it cannot tell, the chain of
///   hashes in the records lets the registry tell.
pub trait Store: Send + Sync {
    /// Adds entries in their order.
    ///
    /// # Errors
    /// [`StoreError`].
    fn append(&mut self, batch: Vec<Append>) -> Result<(), StoreError>;

    /// The end of a stream; [`Head::START`] of one that has no events.
    ///
    /// # Errors
    /// [`StoreError`].
    fn head(&self, stream: &StreamId) -> Result<Head, StoreError>;

    /// The end of every stream that has events.
    fn heads(&self) -> Rows<'_, (StreamId, Head)>;

    /// The records of a stream from `from` on, at most `count`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn load(&self, stream: &StreamId, from: u64, count: u64) -> Result<Vec<Record>, StoreError>;

    /// Every stream with all its records.
    fn scan(&self) -> Rows<'_, (StreamId, Vec<Record>)>;

    /// The entries after a line, oldest first.
    fn entries_after(&self, line: u64) -> Rows<'_, Entry>;

    /// All entries, newest first.
    fn entries_back(&self) -> Rows<'_, Entry>;

    /// The place in the journal up to which everything is here.
    ///
    /// # Errors
    /// [`StoreError`].
    fn mark(&self) -> Result<Mark, StoreError>;

    /// The row of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn row(&self, account: &AccountId) -> Result<Option<Vec<u8>>, StoreError>;

    /// All rows, by account.
    fn rows(&self) -> Rows<'_, (AccountId, Vec<u8>)>;

    /// Replaces rows: they are computed from events and can be computed again.
    ///
    /// # Errors
    /// [`StoreError`].
    fn put_rows(&mut self, rows: Vec<(AccountId, Vec<u8>)>) -> Result<(), StoreError>;

    /// A small value under a name.
    ///
    /// # Errors
    /// [`StoreError`].
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts a small value under a name.
    ///
    /// # Errors
    /// [`StoreError`].
    fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError>;
}

/// Which store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreKind {
    /// In memory: read from the journal at each opening.
    Memory,
    /// sled, beside the journal.
    #[default]
    Sled,
}

/// Opens a store in `dir`, which it makes if need be; waits for a holder of its files that is just going.
///
/// # Errors
/// [`StoreError`].
pub(in crate::registry) fn open(
    kind: StoreKind,
    dir: &Path,
    wait: Duration,
) -> Result<Box<dyn Store>, StoreError> {
    Ok(match kind {
        StoreKind::Memory => Box::new(MemoryStore::default()),
        StoreKind::Sled => Box::new(SledStore::open(dir, wait)?),
    })
}
