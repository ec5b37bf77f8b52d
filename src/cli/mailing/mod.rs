//! The outbox over the whole registry: queue, approve, send.
//!
//! | file | what it does |
//! |---|---|
//! | `found` | every notice of the registry, or those about some accounts |
//! | `queueing` | composes notices for many accounts and puts them into the outbox |
//! | `approving` | approves what is still true and says what it must |
//! | `moving` | records moves: approval, cancelling, what is assumed of mail in doubt |
//! | `terms` | settings, law and list of suppressed mailboxes, under which mail leaves |
//! | `sending` | sends what may leave now, oldest first |
//! | `way_out` | the transport that `sucheng.yaml` chose, with its secrets |
//!
//! Whether a notice may leave is `notices/gate`'s to say, what a message states `notices/queue`'s. Nothing here prints.

mod approving;
mod found;
mod moving;
mod queueing;
mod sending;
mod terms;
mod way_out;

pub use approving::{Account, Approval, approve, changed};
pub use found::{Found, about, all, outbox, outbox_of};
pub use moving::move_all;
pub use queueing::{Occasion, queue, queue_for};
pub use sending::{Order, send};
pub use terms::{Terms, suppressed};
