//! Whether an account can be filed, where, and what would be sent back: questions to the case before a court sees it.
//!
//! What a rule turns on, its words, its shares and its days, stands in `tables/cn/forum.yaml` and `eligibility.yaml`
//! ([`ground`]); the wage table of small claims in `small-claims.yaml` ([`wage`]). Each finding is a problem with its
//! legal source; none stops a document. It must not know: documents, messages. To add a ground: an entry in a table, and
//! a finding in the file it belongs to.

mod ask;
mod costs;
mod forum;
pub mod ground;
mod guarantee;
mod payment_order;
mod places;
mod procedure;
mod sent_back;
mod signing;
pub mod wage;

pub use ask::{FilingAsk, Running, whereabouts};
