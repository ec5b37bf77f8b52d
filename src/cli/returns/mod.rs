//! What counsel sends back, into the registry: whose each row is, what is there already, what its track refuses.
//!
//! | file | what it does |
//! |---|---|
//! | `columns` | the facts of all tracks, as columns that a return file may have |
//! | `owners` | whose a row is that names no account |
//! | `identity` | identity numbers, whole, masked or cut |
//! | `history` | what an account has, looked up without going through it row by row |
//! | `named` | a milestone by its id or title |
//! | `plan` | the rows of one account: recorded, known, or why not |
//! | `taken` | a whole file, some accounts at a time |
//! | `form` | the empty form that counsel fills in |

mod columns;
mod form;
mod history;
mod identity;
mod named;
mod owners;
mod plan;
mod taken;

pub use columns::columns;
pub use form::{form, line};
pub use plan::Why;
pub use taken::{Taken, take};
