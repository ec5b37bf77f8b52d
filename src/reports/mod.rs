//! Lists, ledgers and key figures, as data.
//!
//! | file | what it holds |
//! |---|---|
//! | `contacts` | what the rules of collection find in contact logs, by entry, rule and way of contact |
//! | `people` | who owes and guarantees what, one person across accounts |
//!
//! It must not know: where events are kept, how an answer is printed. To add a report: a file here that makes its data,
//! and one in `cli/commands/report/` that shows it.

pub mod contacts;
pub mod people;
