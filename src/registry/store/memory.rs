//! Everything in maps. The model that the other stores are compared with.

use std::collections::BTreeMap;

use crate::domain::case::AccountId;
use crate::domain::event::StreamId;
use crate::registry::record::{Head, Record};

use super::{Append, Entry, Mark, Rows, Store, StoreError};

/// A store that is gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    /// By name, so that streams come in the byte order of their names.
    streams: BTreeMap<String, (StreamId, Vec<Record>)>,
    entries: Vec<(Entry, Mark)>,
    rows: BTreeMap<AccountId, Vec<u8>>,
    meta: BTreeMap<String, Vec<u8>>,
}

impl Store for MemoryStore {
    fn append(&mut self, batch: Vec<Append>) -> Result<(), StoreError> {
        for Append { entry, records, row, mark } in batch {
            let head = self.head(&entry.stream)?;
            let next = self.mark()?.line + 1;
            let follows = records.first().is_some_and(|r| r.seq == head.version + 1 && r.prev == head.hash);
            if !follows || entry.line != next {
                return Err(StoreError::Changed { stream: entry.stream, found: head.version });
            }
            if let (Some(row), StreamId::Account(account)) = (row, &entry.stream) {
                self.rows.insert(account.clone(), row);
            }
            let name = entry.stream.as_str().to_owned();
            let stream = entry.stream.clone();
            self.streams.entry(name).or_insert_with(|| (stream, Vec::new())).1.extend(records);
            self.entries.push((entry, mark));
        }
        Ok(())
    }

    fn head(&self, stream: &StreamId) -> Result<Head, StoreError> {
        let last = self.streams.get(stream.as_str()).and_then(|(_, records)| records.last());
        Ok(last.map_or(Head::START, Record::head))
    }

    fn heads(&self) -> Rows<'_, (StreamId, Head)> {
        let head = |(stream, records): &(StreamId, Vec<Record>)| {
            (stream.clone(), records.last().map_or(Head::START, Record::head))
        };
        Box::new(self.streams.values().map(move |of| Ok(head(of))))
    }

    fn load(&self, stream: &StreamId, from: u64, count: u64) -> Result<Vec<Record>, StoreError> {
        let records = self.streams.get(stream.as_str()).map_or(&[][..], |(_, records)| records);
        let cap = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let skip = cap(from.saturating_sub(1));
        Ok(records.iter().skip(skip).take(cap(count)).cloned().collect())
    }

    fn scan(&self) -> Rows<'_, (StreamId, Vec<Record>)> {
        Box::new(self.streams.values().map(|of| Ok(of.clone())))
    }

    fn entries_after(&self, line: u64) -> Rows<'_, Entry> {
        let skip = usize::try_from(line).unwrap_or(usize::MAX);
        Box::new(self.entries.iter().skip(skip).map(|(entry, _)| Ok(entry.clone())))
    }

    fn entries_back(&self) -> Rows<'_, Entry> {
        Box::new(self.entries.iter().rev().map(|(entry, _)| Ok(entry.clone())))
    }

    fn mark(&self) -> Result<Mark, StoreError> {
        Ok(self.entries.last().map_or(Mark::START, |(_, mark)| *mark))
    }

    fn row(&self, account: &AccountId) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.get(account).cloned())
    }

    fn rows(&self) -> Rows<'_, (AccountId, Vec<u8>)> {
        Box::new(self.rows.iter().map(|(account, row)| Ok((account.clone(), row.clone()))))
    }

    fn put_rows(&mut self, rows: Vec<(AccountId, Vec<u8>)>) -> Result<(), StoreError> {
        self.rows.extend(rows);
        Ok(())
    }

    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.meta.get(name).cloned())
    }

    fn put_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        self.meta.insert(name.to_owned(), value.to_owned());
        Ok(())
    }
}
