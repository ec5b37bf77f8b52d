//! The embedded database, sled 0.34.7. No other file names it.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `events` | stream, 0, `seq`, part | format, parts, previous hash, hash, payload; later parts: payload |
//! | `heads` | stream | version, hash |
//! | `entries` | line | commit, from, count, stream |
//! | `rows` | account | as given |
//! | `meta` | name | as given; `mark`, `streams` and `format` are the store's own |
//!
//! What it needs care for: `flush` does not make the file's length durable, so the file is synced after it; a leaf of
//! more than 128 KiB becomes a file of its own, so payloads are cut into parts; damaged files make it panic, so every
//! call is guarded; the file stays locked for a moment after the last handle is gone; a snapshot whose writing was
//! killed is taken for the newest and refused, so it is removed first: it is only ever a copy.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};
use sled::{Db, IVec, Transactional, Tree};

use crate::domain::case::AccountId;
use crate::domain::event::StreamId;
use crate::registry::disk;
use crate::registry::record::{FORMAT, Head, Record};

use super::encoding::{
    decode_entry, decode_head, decode_mark, decode_part, decode_stream, encode_entry, encode_head,
    encode_mark, encode_record, event_key, number, records, unreadable,
};
use super::panics::caught;
use super::{Append, Entry, Mark, Rows, Store, StoreError};

/// Bytes of payload in one transaction: it is held in memory and written as one batch.
const TRANSACTION: usize = 1 << 20;
/// Entries in one transaction.
const ENTRIES: usize = 256;
/// The page cache, in bytes.
const CACHE: u64 = 64 << 20;
const MARK: &str = "mark";
/// How many streams there are: a damaged database can lose pages without saying so.
const STREAMS: &str = "streams";
const FORMAT_NAME: &str = "format";

/// A store in sled.
pub struct SledStore {
    /// `None` only while it is being dropped.
    trees: Option<Trees>,
    dir: PathBuf,
    /// A call panicked; sled's state in memory is not to be believed any more.
    broken: AtomicBool,
}

struct Trees {
    events: Tree,
    heads: Tree,
    entries: Tree,
    rows: Tree,
    meta: Tree,
    db: Db,
}

impl SledStore {
    /// Opens the database in `dir`, or makes one.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if its file is still locked after about `wait`; [`StoreError::Newer`];
    /// [`StoreError::Broken`].
    pub fn open(dir: &Path, wait: Duration) -> Result<SledStore, StoreError> {
        let io = |error: io::Error| StoreError::Broken(error.to_string());
        disk::make_dir(dir).map_err(io)?;
        remove_unfinished(dir).map_err(io)?;
        let (mut waited, mut pause) = (Duration::ZERO, Duration::from_millis(4));
        let trees = loop {
            match caught(|| Trees::open(dir)) {
                Ok(Ok(trees)) => break trees,
                Ok(Err(error)) if is_locked(&error) && waited >= wait => return Err(StoreError::InUse),
                Ok(Err(error)) if is_locked(&error) => {
                    std::thread::sleep(pause);
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_millis(100));
                }
                Ok(Err(error)) => return Err(StoreError::Broken(error.to_string())),
                Err(panic) => return Err(StoreError::Broken(panic)),
            }
        };
        let mut store = SledStore { trees: Some(trees), dir: dir.to_owned(), broken: AtomicBool::new(false) };
        match store.meta(FORMAT_NAME)?.map(<[u8; 4]>::try_from) {
            Some(Ok(found)) if u32::from_be_bytes(found) > FORMAT => {
                return Err(StoreError::Newer(u32::from_be_bytes(found)));
            }
            Some(Ok(_)) => {}
            Some(Err(_)) => return Err(unreadable("format")),
            None => {
                store.put_meta(FORMAT_NAME, &FORMAT.to_be_bytes())?;
                disk::sync_dir(dir).map_err(io)?;
            }
        }
        disk::tighten(dir).map_err(io)?;
        Ok(store)
    }

    /// Runs one call of sled.
    fn guard<T>(&self, call: impl FnOnce(&Trees) -> sled::Result<T>) -> Result<T, StoreError> {
        let trees = self.trees.as_ref().expect("invariant: taken only by drop");
        if self.broken.load(Ordering::Relaxed) {
            return Err(StoreError::Broken("an earlier call failed".into()));
        }
        match caught(|| call(trees)) {
            Ok(result) => result.map_err(|error| StoreError::Broken(error.to_string())),
            Err(panic) => {
                self.broken.store(true, Ordering::Relaxed);
                Err(StoreError::Broken(panic))
            }
        }
    }

    /// Makes what was written durable: sled's flush writes the blocks, the sync makes them findable.
    fn settle(&self) -> Result<(), StoreError> {
        self.guard(|trees| {
            trees.db.flush()?;
            Ok(File::open(self.dir.join("db"))?.sync_all()?)
        })
    }

    /// One transaction over all trees.
    fn transact(&self, batch: &[Append]) -> Result<(), StoreError> {
        let Some(last) = batch.last() else { return Ok(()) };
        self.guard(|trees| {
            let all = (&trees.events, &trees.heads, &trees.entries, &trees.rows, &trees.meta);
            let result = all.transaction(|(events, heads, entries, rows, meta)| {
                let mut new = 0;
                for append in batch {
                    new += u64::from(add(append, events, heads, entries, rows)?);
                }
                if new > 0 {
                    let known =
                        number(meta.get(STREAMS)?.as_deref()).map_err(ConflictableTransactionError::Abort)?;
                    meta.insert(STREAMS, &(known + new).to_be_bytes())?;
                }
                meta.insert(MARK, encode_mark(last.mark))?;
                Ok(())
            });
            match result {
                Ok(()) => Ok(Ok(())),
                Err(TransactionError::Abort(error)) => Ok(Err(error)),
                Err(TransactionError::Storage(error)) => Err(error),
            }
        })?
    }

    /// What an iterator of sled gives, each step guarded and read by `decode`.
    fn rows_of<T: 'static>(
        &self,
        mut next: impl FnMut() -> Option<sled::Result<(IVec, IVec)>> + 'static,
        decode: impl Fn(&[u8], &[u8]) -> Option<T> + 'static,
    ) -> Rows<'_, T> {
        let mut over = false;
        Box::new(std::iter::from_fn(move || {
            if over {
                return None;
            }
            let item = self.guard(|_| next().transpose()).transpose()?;
            let item = item.and_then(|(key, value)| {
                decode(&key, &value).ok_or_else(|| unreadable(&String::from_utf8_lossy(&key)))
            });
            over = item.is_err();
            Some(item)
        }))
    }
}

impl Trees {
    fn open(dir: &Path) -> sled::Result<Trees> {
        // Every call that writes flushes by itself, so the flusher would only add a thread.
        let config = sled::Config::new().path(dir).cache_capacity(CACHE).flush_every_ms(None);
        let db = config.open()?;
        Ok(Trees {
            events: db.open_tree("events")?,
            heads: db.open_tree("heads")?,
            entries: db.open_tree("entries")?,
            rows: db.open_tree("rows")?,
            meta: db.open_tree("meta")?,
            db,
        })
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        // sled writes what is left when it goes, and may panic on a broken file then too. Everything that counts has
        // been settled before.
        let trees = self.trees.take();
        let _ = caught(|| drop(trees));
        let _ = disk::tighten(&self.dir);
    }
}

impl Store for SledStore {
    fn append(&mut self, batch: Vec<Append>) -> Result<(), StoreError> {
        let mut rest = batch.as_slice();
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |append: &&Append| {
                bytes += append.records.iter().map(|record| record.payload.len()).sum::<usize>();
                bytes <= TRANSACTION
            };
            let take = rest.iter().take(ENTRIES).take_while(fits).count().max(1);
            let (now, later) = rest.split_at(take);
            self.transact(now)?;
            rest = later;
        }
        self.settle()
    }

    fn head(&self, stream: &StreamId) -> Result<Head, StoreError> {
        match self.guard(|trees| trees.heads.get(stream.as_str()))? {
            None => Ok(Head::START),
            Some(value) => decode_head(&value).ok_or_else(|| unreadable(stream.as_str())),
        }
    }

    fn heads(&self) -> Rows<'_, (StreamId, Head)> {
        let said = self.meta(STREAMS).and_then(|value| number(value.as_deref()));
        let mut rows = match self.guard(|trees| Ok(trees.heads.iter())) {
            Err(error) => return Box::new(std::iter::once(Err(error))),
            Ok(mut iter) => self
                .rows_of(move || iter.next(), |key, value| Some((decode_stream(key)?, decode_head(value)?))),
        };
        let mut found = 0;
        let mut said = Some(said);
        Box::new(std::iter::from_fn(move || {
            if let Some(row) = rows.next() {
                found += 1;
                return Some(row);
            }
            match said.take()? {
                Ok(said) if said == found => None,
                Ok(said) => Some(Err(StoreError::Broken(format!("{found} of {said} streams")))),
                Err(error) => Some(Err(error)),
            }
        }))
    }

    fn load(&self, stream: &StreamId, from: u64, count: u64) -> Result<Vec<Record>, StoreError> {
        let start = event_key(stream, from, 0);
        let end = event_key(stream, from.saturating_add(count), 0);
        let parts = match self.guard(|trees| Ok(trees.events.range(start..end))) {
            Err(error) => return Err(error),
            Ok(mut iter) => self.rows_of(move || iter.next(), decode_part),
        };
        let mut out = Vec::new();
        for record in records(parts) {
            out.push(record?.1);
        }
        Ok(out)
    }

    fn scan(&self) -> Rows<'_, (StreamId, Vec<Record>)> {
        let mut records = match self.guard(|trees| Ok(trees.events.iter())) {
            Err(error) => return Box::new(std::iter::once(Err(error))),
            Ok(mut iter) => records(self.rows_of(move || iter.next(), decode_part)).peekable(),
        };
        Box::new(std::iter::from_fn(move || {
            let (stream, first) = match records.next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            let mut of_stream = vec![first];
            while let Some(next) = records.next_if(|r| r.as_ref().is_ok_and(|(of, _)| *of == stream)) {
                of_stream.extend(next.map(|(_, record)| record));
            }
            Some(Ok((stream, of_stream)))
        }))
    }

    fn entries_after(&self, line: u64) -> Rows<'_, Entry> {
        let start = line.saturating_add(1).to_be_bytes();
        match self.guard(|trees| Ok(trees.entries.range(start..))) {
            Err(error) => Box::new(std::iter::once(Err(error))),
            Ok(mut iter) => self.rows_of(move || iter.next(), decode_entry),
        }
    }

    fn entries_back(&self) -> Rows<'_, Entry> {
        match self.guard(|trees| Ok(trees.entries.iter())) {
            Err(error) => Box::new(std::iter::once(Err(error))),
            Ok(mut iter) => self.rows_of(move || iter.next_back(), decode_entry),
        }
    }

    fn mark(&self) -> Result<Mark, StoreError> {
        match self.meta(MARK)? {
            None => Ok(Mark::START),
            Some(value) => decode_mark(&value).ok_or_else(|| unreadable(MARK)),
        }
    }

    fn row(&self, account: &AccountId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.guard(|trees| trees.rows.get(account.as_str()))?.map(|value| value.to_vec()))
    }

    fn rows(&self) -> Rows<'_, (AccountId, Vec<u8>)> {
        match self.guard(|trees| Ok(trees.rows.iter())) {
            Err(error) => Box::new(std::iter::once(Err(error))),
            Ok(mut iter) => self.rows_of(
                move || iter.next(),
                |key, value| Some((str::from_utf8(key).ok()?.parse().ok()?, value.to_vec())),
            ),
        }
    }

    fn put_rows(&mut self, rows: Vec<(AccountId, Vec<u8>)>) -> Result<(), StoreError> {
        for rows in rows.chunks(ENTRIES) {
            self.guard(|trees| {
                let mut batch = sled::Batch::default();
                for (account, row) in rows {
                    batch.insert(account.as_str(), row.as_slice());
                }
                trees.rows.apply_batch(batch)
            })?;
        }
        self.settle()
    }

    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.guard(|trees| trees.meta.get(name))?.map(|value| value.to_vec()))
    }

    fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.guard(|trees| trees.meta.insert(name, value).map(drop))?;
        self.settle()
    }
}

type Step<T> = Result<T, ConflictableTransactionError<StoreError>>;

/// Adds what belongs to one entry; whether its stream is new.
fn add(
    append: &Append,
    events: &TransactionalTree,
    heads: &TransactionalTree,
    entries: &TransactionalTree,
    rows: &TransactionalTree,
) -> Step<bool> {
    let Append { entry, records, row, .. } = append;
    let name = entry.stream.as_str().as_bytes();
    let head = match heads.get(name)? {
        None => Head::START,
        Some(value) => decode_head(&value)
            .ok_or_else(|| ConflictableTransactionError::Abort(unreadable(entry.stream.as_str())))?,
    };
    let follows = records.first().is_some_and(|r| r.seq == head.version + 1 && r.prev == head.hash);
    let before = entry.line.checked_sub(1).filter(|line| *line > 0);
    let in_order = match before {
        None => entry.line == 1,
        Some(line) => entries.get(line.to_be_bytes())?.is_some(),
    };
    if !follows || !in_order || entries.get(entry.line.to_be_bytes())?.is_some() {
        let error = StoreError::Changed { stream: entry.stream.clone(), found: head.version };
        return Err(ConflictableTransactionError::Abort(error));
    }
    for record in records {
        for (part, value) in (0_u32..).zip(encode_record(record)) {
            events.insert(event_key(&entry.stream, record.seq, part), value)?;
        }
    }
    if let Some(last) = records.last() {
        heads.insert(name, encode_head(last.head()))?;
    }
    entries.insert(&entry.line.to_be_bytes(), encode_entry(entry))?;
    if let (Some(row), StreamId::Account(account)) = (row, &entry.stream) {
        rows.insert(account.as_str(), row.as_slice())?;
    }
    Ok(head == Head::START)
}

/// Removes snapshots that a killed process had not finished.
fn remove_unfinished(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with("snap.") && name.ends_with(".generating")) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// sled says so in the text of an error of the kind `Other`.
fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(error) if error.to_string().starts_with("could not acquire lock"))
}
