//! The index behind the registry: the events where they can be found, and what is computed from them.
//!
//! | file | what it holds |
//! |---|---|
//! | `memory` | everything in maps, gone with the process |
//! | `sled` | the embedded database; the only file that names it |
//! | `encoding` | keys and values as bytes |
//! | `panics` | a panic of a library as an error, without its noise |
//!
//! It must not know what an event says, the journal, or files other than its own. To add a store: `<name>.rs`, a line in
//! the conformance suite (`tests/registry/conformance.rs`), an arm in `open`.

mod contract;
mod encoding;
mod memory;
mod panics;
mod sled;

pub use contract::{Append, Entry, Mark, Rows, Store, StoreError, StoreKind};
pub use memory::MemoryStore;
pub use sled::SledStore;

pub(super) use contract::open;
