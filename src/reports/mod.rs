//! Lists, ledgers and key figures: as data, then as CSV, XLSX and calendars.
//!
//! | file | what it holds |
//! |---|---|
//! | `agenda` | what is to be done over all accounts: urgency, warnings |
//! | `control_sheet` | what is shown to whom on a day, as data of a page and of mails |
//! | `next_step` | the command to type next for a deadline, out of the tracks |
//! | `ics` | deadlines as a calendar file |
//! | `board` | [`board::Board`]: the page of a manager, as HTML and as the data of printed pages |
//! | `charts` | numbers as SVG |
//! | `compare` | [`compare::Comparison`]: what moved between two days, and what did not |
//! | `contacts` | what the rules of collection find in contact logs, by entry, rule and way of contact |
//! | `people` | who owes and guarantees what, one person across accounts |
//! | `piles` | [`piles::Piles`]: accounts sorted for filing: ready, fixable, not to file |
//! | `ledger/` | the case ledger: its columns, and the row of an account |
//! | `portfolio/` | key figures, each with the accounts it is made of; [`portfolio::AccountFacts`] for it and the ledger |
//! | `status/` | [`status::State`] and [`status::Case`]: where everything stands, for managers and for outside counsel |
//! | `triage/` | [`triage::Triage`]: what filing an account may bring, against its costs |
//! | `table` | [`Table`]: columns and rows of typed cells |
//! | `write/csv` | one table as CSV that opens right in Excel and runs nothing there |
//! | `write/xlsx` | tables as the sheets of a workbook |
//!
//! It must not know: the registry, where a file is written, the language; headings come from the caller. To add a
//! report: a function that gives a [`Table`], and its file in `cli/commands/report/`. To add a format: a file in `write`.

pub mod agenda;
pub mod board;
pub mod charts;
pub mod compare;
pub mod contacts;
pub mod control_sheet;
pub mod ics;
pub mod ledger;
pub mod next_step;
pub mod people;
pub mod piles;
pub mod portfolio;
pub mod status;
mod table;
pub mod triage;
pub mod write;

pub use crate::papers::sheets::{Column, Field, Mark, Value, WriteError, Writer};
pub use table::{Table, read};
