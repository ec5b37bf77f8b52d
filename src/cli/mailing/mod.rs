//! The outbox over the whole registry: queue, approve, send.
//!
//! | file | what it does |
//! |---|---|
//! | `found` | every notice of the registry, or those about some accounts |
//! | `queueing` | composes notices for many accounts and puts them into the outbox |
//! | `moving` | approves and cancels |
//! | `sending` | sends what may leave now, oldest first |
//! | `way_out` | the transport that `sucheng.yaml` chose, with its secrets |
//!
//! Whether a notice may leave is `notices/gate`'s to say, what a message states `notices/queue`'s. Nothing here prints.

mod found;
mod moving;
mod queueing;
mod sending;
mod way_out;

pub use found::{Found, about, all, outbox, outbox_of};
pub use moving::move_all;
pub use queueing::queue;
pub use sending::send;
