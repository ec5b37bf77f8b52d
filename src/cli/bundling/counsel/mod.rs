//! The package for counsel, account by account.
//!
//! | file | what it does |
//! |---|---|
//! | `passphrase` | the passphrase, from the environment or a file, never from a flag |
//! | `drafts` | documents that are drafted and current, and those that are missing |
//! | `gathered` | everything of one account as a package, with its README |
//! | `readme` | what is in it, how it is opened, how counsel answers |
//! | `written` | the archive, and its record |

mod drafts;
mod gathered;
mod passphrase;
mod readme;
mod written;

pub use drafts::{Looking, Missing};
pub use gathered::{Gathered, gather};
pub use passphrase::{Passphrase, passphrase};
pub use readme::listed;
pub use written::{Written, write};
