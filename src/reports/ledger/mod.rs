//! The case ledger (案件台账): a row an account, in the columns that asset departments of banks keep.
//!
//! | file | what it holds |
//! |---|---|
//! | `columns` | [`COLUMNS`]: which columns, in which order, and what of an account each shows |
//! | `line` | [`Line`]: an account on a day, read once for all columns |
//! | `panels` | [`PANELS`]: which columns belong together, which a reader needs first |
//!
//! What a row has in common with the key figures comes from the same [`AccountFacts`](super::portfolio::AccountFacts).
//! A row tells of one proceeding, the latest: nothing but its cost is left of a suit that was withdrawn and filed anew, and
//! after a remand number, day, service and procedure are the new ones. Accounts come one at a time and none is kept. To
//! add a column: a row in `columns`, its panel, its heading in the messages.

mod columns;
mod line;
mod panels;

pub use columns::{COLUMNS, Cell, Column};
pub use line::Line;
pub use panels::{CHIEF, CHOICES, NAMES, PANELS, Panel};
