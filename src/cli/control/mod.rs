//! The day's control: who was shown what, reminders to handlers, and what waits for a decision.
//!
//! | file | what it does |
//! |---|---|
//! | `rows` | the rows of all accounts, and which could not be computed |
//! | `sheet` | the control sheet: printed once for the same facts, recorded in the workspace's stream |
//! | `reminding` | a mail to each handler and day, with its deadlines |
//! | `digest` | a mail to each handler and day, with what moved |
//! | `weekly` | a mail to each manager and week, with the state of everything |
//! | `counsel` | a mail to each mailbox of outside counsel and week, with its cases |
//! | `posting` | such mails into the outbox, replaced while they wait |
//! | `mailboxes` | where a handler gets mail |
//! | `state` | the figures of `status` and of the weekly mail |
//! | `overview` | rows, key figures and cases of the accounts that are asked for |
//! | `moves` | what was recorded lately |
//! | `unresolved` | mail in doubt, documents that are out of date |

mod counsel;
mod digest;
mod mailboxes;
mod moves;
mod overview;
mod posting;
mod reminding;
mod rows;
mod sheet;
mod state;
mod unresolved;
mod weekly;

pub use counsel::{Counselled, counsel};
pub use digest::digest;
pub use overview::{cases, overview};
pub use posting::Posted;
pub use reminding::{Reminded, remind};
pub use rows::{Broken, all, believable, selected};
pub use sheet::{Difference, Written, past, write};
pub use state::state;
pub use unresolved::{Unresolved, unresolved};
pub use weekly::{weekly, weekly_of};
