//! Account lists, CSV and XLSX → accounts, with a place for every problem.
//!
//! | file | what it holds |
//! |---|---|
//! | `grid` `cell` | a CSV file or a workbook as sheets of rows of typed cells |
//! | `columns` | which columns there are: `tables/columns.yaml` |
//! | `mapping` `suggest` | `mapping.yaml`: a bank's own headers, and guesses at them |
//! | `header` | the row that names the columns: [`Layout`] |
//! | `units` | the line that names the unit of a sheet, and columns that mix two |
//! | `values` | one cell → the value that its column wants |
//! | `row` | one row → its values by column |
//! | `seen` | what is known of a sheet only after its rows |
//! | `findings` | what is wrong, collected |
//! | `reading` `spool` | files → rows by account, kept on disk: [`Lists`] |
//! | `copy` | a file as its cells show it |
//! | `account` `facts` `joined` | the rows of one account → its facts: [`ListAccount`] |
//!
//! All files are read before the first account is put together: rows of an account stand in several of them, and the
//! second row that contradicts the first may be the last of all. Memory holds the place of each row, not the row.
//!
//! To add a column: a line in `tables/columns.yaml`; where it is not one field, a case in `facts`.

mod account;
mod cell;
mod columns;
mod copy;
mod facts;
mod findings;
mod grid;
mod header;
mod joined;
mod mapping;
mod reading;
mod row;
mod seen;
mod spool;
mod suggest;
mod units;
mod values;

pub use account::{Known, ListAccount, Stated};
pub use copy::{Shown, ShownCell, each_row};
pub use findings::{Findings, display};
pub use header::Layout;
pub use mapping::MAPPING_FILE;
pub use reading::Lists;
pub(super) use row::says_totals;
pub use suggest::{Comments, suggestion};
pub(super) use values::two_readings;
