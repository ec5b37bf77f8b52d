//! Events in a store, for ever: append-only, hash-chained, durable.
//!
//! A registry is a folder: `journal.jsonl`, the truth, one checksummed line per commit, synced before anything else;
//! `index/`, the store in which events are found and summary rows kept, made from the journal; `lock`, held by the one
//! process that has it open; `journal.torn`, what an interrupted write left behind. A command has happened once its line
//! is synced. Whatever the index lacks is added at the next opening; what the journal lost is written back from it.
//!
//! | file | what it holds |
//! |---|---|
//! | `ledger` | [`Registry`]: committing and reading |
//! | `row` | a row as bytes |
//! | `listing` | the rows of accounts, and which are to be computed again |
//! | `opening` | creating and opening |
//! | `replay` | making journal and index agree |
//! | `recent` | commands, newest first: what undo asks |
//! | `rebuild` `verify` | a new index from the journal; whether everything is as it was written |
//! | `transfer` `backup` | JSON Lines out and in; one file to keep elsewhere |
//! | `record` `raw` | an event as it is kept; JSON cut without changing a byte |
//! | `journal/` `store/` | the two sides, which do not know each other's files |
//! | `lock` `disk` | one process at a time; files that survive power loss |
//! | `error` | what can go wrong, as data |
//!
//! It must not know: the law, what an event means, the clock, the environment. To add a store, see `store`; to add a
//! kind of event, nothing here.

mod backup;
mod disk;
mod error;
mod journal;
mod ledger;
mod listing;
mod lock;
mod opening;
mod raw;
mod rebuild;
mod recent;
mod record;
mod replay;
mod row;
pub mod store;
mod transfer;
mod verify;

#[cfg(test)]
mod tests;

pub use backup::BackedUp;
pub use error::{Access, BackupFault, CommitFault, ImportFault, LineFault, RegistryError};
pub use ledger::{Commit, Registry, Stats};
pub use listing::Listing;
pub use lock::Holder;
pub use opening::Note;
pub use rebuild::Rebuilt;
pub use recent::{Done, Touched};
pub use record::{FORMAT, Fingerprint, Head, Record};
pub use store::StoreKind;
pub use transfer::Moved;
pub use verify::{Finding, Report};
