//! The rows of accounts: read on all processors, because a list of 100,000 accounts is mostly reading them.

use std::num::NonZero;
use std::sync::mpsc;
use std::thread;

use crate::domain::case::AccountId;
use crate::domain::event::StreamId;
use crate::domain::summary::Summary;

use super::error::RegistryError;
use super::ledger::Registry;
use super::record::Head;
use super::row::{decode, encode};
use super::store::{Rows, Store, StoreError};

/// Rows read at a time.
const BLOCK: usize = 8192;
/// Blocks of heads that may wait for their rows.
const AHEAD: usize = 4;
/// Fewer are read without another thread.
const FEW: usize = 512;

/// Every account, in one pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The rows that are of the account's latest event and current, by account.
    pub rows: Vec<Summary>,
    /// The other accounts, by name: their rows are to be computed again.
    pub outdated: Vec<AccountId>,
}

impl Registry {
    /// All accounts: the rows that can be believed, and the accounts whose row is missing, unreadable, not of their
    /// latest event, or not `current`.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn list(&self, current: impl Fn(&Summary) -> bool) -> Result<Listing, RegistryError> {
        let index = self.index()?;
        thread::scope(|scope| {
            // Heads are read beside the rows: finding them takes as long.
            let (send, heads) = mpsc::sync_channel(AHEAD);
            scope.spawn(move || {
                let mut heads = index.heads();
                loop {
                    let block: Vec<_> = heads.by_ref().take(BLOCK).collect();
                    if block.is_empty() || send.send(block).is_err() {
                        break;
                    }
                }
            });
            merged(heads.into_iter().flatten(), Read::new(index), current)
        })
    }

    /// The accounts of [`Listing::outdated`].
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn outdated(&self, current: impl Fn(&Summary) -> bool) -> Result<Vec<AccountId>, RegistryError> {
        Ok(self.list(current)?.outdated)
    }

    /// The rows as they were last put, by account, whether they are of the latest event or not. A row that an older
    /// program wrote and this one cannot read is left out.
    ///
    /// # Errors
    /// [`RegistryError::Index`], here and for each row.
    pub fn summaries(
        &self,
    ) -> Result<impl Iterator<Item = Result<Summary, RegistryError>> + '_, RegistryError> {
        let rows = Read::new(self.index()?);
        Ok(rows.filter_map(|row| row.map(|(_, row)| row).transpose()))
    }

    /// The row of an account, if there is one that this program can read.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn summary(&self, account: &AccountId) -> Result<Option<Summary>, RegistryError> {
        Ok(self.index()?.row(account)?.and_then(|row| decode(&row)))
    }

    /// Replaces rows that were computed again. They are no part of the log.
    ///
    /// # Errors
    /// [`RegistryError::Index`].
    pub fn put_summaries(&mut self, rows: &[Summary]) -> Result<(), RegistryError> {
        self.catch_up()?;
        Ok(self.store.put_rows(rows.iter().map(|row| (row.account.clone(), encode(row))).collect())?)
    }
}

/// The rows that belong to heads, and the accounts without one. Both come by name.
fn merged(
    heads: impl Iterator<Item = Result<(StreamId, Head), StoreError>>,
    rows: Read<'_>,
    current: impl Fn(&Summary) -> bool,
) -> Result<Listing, RegistryError> {
    let (mut rows, mut out) = (rows.peekable(), Listing::default());
    for head in heads {
        let (StreamId::Account(account), head) = head? else { continue };
        // A row without an account is passed over.
        while rows.next_if(|row| row.as_ref().is_ok_and(|(of, _)| *of < account)).is_some() {}
        let row = rows.next_if(|row| row.as_ref().map_or(true, |(of, _)| *of == account)).transpose()?;
        match row.and_then(|(_, row)| row).filter(|row| row.version == head.version && current(row)) {
            Some(row) => out.rows.push(row),
            None => out.outdated.push(account),
        }
    }
    Ok(out)
}

type Row = (AccountId, Option<Summary>);

/// Rows in their order, block by block.
struct Read<'a> {
    rows: Rows<'a, (AccountId, Vec<u8>)>,
    ready: std::vec::IntoIter<Row>,
    error: Option<RegistryError>,
}

impl<'a> Read<'a> {
    fn new(index: &'a dyn Store) -> Read<'a> {
        Read { rows: index.rows(), ready: Vec::new().into_iter(), error: None }
    }

    fn fill(&mut self) {
        let mut block = Vec::new();
        for row in self.rows.by_ref().take(BLOCK) {
            match row {
                Ok(row) => block.push(row),
                Err(error) => {
                    self.error = Some(error.into());
                    break;
                }
            }
        }
        let read = |rows: &[(AccountId, Vec<u8>)]| -> Vec<Row> {
            rows.iter().map(|(account, row)| (account.clone(), decode(row))).collect()
        };
        let threads =
            if block.len() < FEW { 1 } else { thread::available_parallelism().map_or(1, NonZero::get) };
        if threads == 1 {
            self.ready = read(&block).into_iter();
            return;
        }
        let parts = block.chunks(block.len().div_ceil(threads));
        let ready: Vec<Row> = thread::scope(|scope| {
            let parts: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
            let join = |part: thread::ScopedJoinHandle<'_, Vec<Row>>| {
                part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            parts.into_iter().flat_map(join).collect()
        });
        self.ready = ready.into_iter();
    }
}

impl Iterator for Read<'_> {
    type Item = Result<Row, RegistryError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.len() == 0 && self.error.is_none() {
            self.fill();
        }
        match self.ready.next() {
            Some(row) => Some(Ok(row)),
            None => self.error.take().map(Err),
        }
    }
}
