//! What only a store that fails on purpose shows: the journal goes first, and what is in it has happened.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate};

use crate::domain::case::AccountId;
use crate::domain::event::{BatchRecord, Event, Payload, StreamId};

use super::lock::Lock;
use super::opening::Layout;
use super::store::{Append, Entry, Mark, MemoryStore, Rows, Store, StoreError};
use super::*;

/// A store whose next appends fail, so many of them.
struct Failing(MemoryStore, Arc<AtomicU32>);

impl Store for Failing {
    fn append(&mut self, batch: Vec<Append>) -> Result<(), StoreError> {
        let left = self.1.load(Ordering::Relaxed);
        if left > 0 {
            self.1.store(left - 1, Ordering::Relaxed);
            return Err(StoreError::Broken("out of order".into()));
        }
        self.0.append(batch)
    }
    fn head(&self, stream: &StreamId) -> Result<Head, StoreError> {
        self.0.head(stream)
    }
    fn heads(&self) -> Rows<'_, (StreamId, Head)> {
        self.0.heads()
    }
    fn load(&self, stream: &StreamId, from: u64, count: u64) -> Result<Vec<Record>, StoreError> {
        self.0.load(stream, from, count)
    }
    fn scan(&self) -> Rows<'_, (StreamId, Vec<Record>)> {
        self.0.scan()
    }
    fn entries_after(&self, line: u64) -> Rows<'_, Entry> {
        self.0.entries_after(line)
    }
    fn entries_back(&self) -> Rows<'_, Entry> {
        self.0.entries_back()
    }
    fn mark(&self) -> Result<Mark, StoreError> {
        self.0.mark()
    }
    fn row(&self, account: &AccountId) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.row(account)
    }
    fn rows(&self) -> Rows<'_, (AccountId, Vec<u8>)> {
        self.0.rows()
    }
    fn put_rows(&mut self, rows: Vec<(AccountId, Vec<u8>)>) -> Result<(), StoreError> {
        self.0.put_rows(rows)
    }
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.meta(name)
    }
    fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.0.put_meta(name, value)
    }
}

fn open(dir: &Path, failures: &Arc<AtomicU32>) -> Registry {
    let layout = Layout { dir: dir.to_owned() };
    let lock = Lock::take(&layout.lock(), Duration::ZERO, "test").unwrap();
    Registry::with_store(layout, Box::new(Failing(MemoryStore::default(), failures.clone())), lock).unwrap()
}

fn commit(expected: u64) -> Commit {
    let record = BatchRecord { sources: vec![], new: expected, changed: 0, unchanged: 0, refused: 0 };
    let event = Event {
        seq: expected + 1,
        at: DateTime::parse_from_rfc3339("2026-03-02T09:30:00+08:00").unwrap(),
        as_of: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
        actor: "经办人示例".into(),
        command: format!("c{expected}"),
        payload: Payload::BatchTaken(record),
    };
    Commit { stream: StreamId::Workspace, expected, events: vec![event], summary: None }
}

#[test]
fn an_index_that_fails_once_is_repaired_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let failures = Arc::new(AtomicU32::new(0));
    let mut registry = open(dir.path(), &failures);
    registry.commit(vec![commit(0)]).unwrap();
    failures.store(1, Ordering::Relaxed);
    registry.commit(vec![commit(1)]).unwrap();
    assert_eq!(registry.version(&StreamId::Workspace).unwrap(), 2);
    assert_eq!(registry.notes(), []);
}

#[test]
fn a_commit_that_only_the_journal_has_is_no_failure_and_no_reading_goes_without_it() {
    let dir = tempfile::tempdir().unwrap();
    let failures = Arc::new(AtomicU32::new(0));
    let mut registry = open(dir.path(), &failures);
    registry.commit(vec![commit(0)]).unwrap();
    failures.store(u32::MAX, Ordering::Relaxed);
    registry.commit(vec![commit(1)]).unwrap();
    assert_eq!(registry.notes(), [Note::IndexBehind { detail: "out of order".into() }]);
    let is_index = |error: Option<RegistryError>| matches!(error, Some(RegistryError::Index { .. }));
    assert!(is_index(registry.version(&StreamId::Workspace).err()));
    assert!(is_index(registry.events(&StreamId::Workspace).err()));
    assert!(is_index(registry.streams().err()));
    assert!(is_index(registry.export(&mut Vec::new()).err()));
    assert!(is_index(registry.commit(vec![commit(2)]).err()));
    assert!(!registry.verify().unwrap().findings.is_empty());

    // It works again: the next commit first gives it what it lacks.
    failures.store(0, Ordering::Relaxed);
    registry.commit(vec![commit(2)]).unwrap();
    assert_eq!(registry.version(&StreamId::Workspace).unwrap(), 3);
    assert!(registry.verify().unwrap().findings.is_empty());

    // Or the next opening does.
    failures.store(u32::MAX, Ordering::Relaxed);
    registry.commit(vec![commit(3)]).unwrap();
    drop(registry);
    failures.store(0, Ordering::Relaxed);
    let registry = open(dir.path(), &failures);
    assert_eq!(registry.notes(), [Note::Replayed { lines: 4 }]);
    assert_eq!(registry.events(&StreamId::Workspace).unwrap().len(), 4);
}
