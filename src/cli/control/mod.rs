//! The day's control: who was shown what, reminders to handlers, and what waits for a decision.
//!
//! | file | what it does |
//! |---|---|
//! | `rows` | the rows of all accounts, and which could not be computed |
//! | `sheet` | the control sheet: printed once for the same facts, recorded in the workspace's stream |
//! | `reminding` | a mail to each handler and day, replaced while it waits |
//! | `unresolved` | mail in doubt, documents that are out of date |

mod reminding;
mod rows;
mod sheet;
mod unresolved;

pub use reminding::{Reminded, remind};
pub use rows::{Broken, all};
pub use sheet::{Difference, Written, past, write};
pub use unresolved::{Unresolved, unresolved};
