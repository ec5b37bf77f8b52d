//! Files -> proposed accounts, with a problem for each thing that is wrong, all of them at once.
//!
//! | file | what it holds |
//! |---|---|
//! | `case_folder` | [`case_folder()`]: a folder with `case.yaml` → [`Proposal`] |
//! | `discover` | [`discover()`]: paths as typed → case folders and lists |
//! | `exhibits` | files and folders as typed → papers that may be evidence, with their kinds by name |
//! | `workspace` | [`workspace_file`]: `sucheng.yaml` → [`WorkspaceConfig`] |
//! | `amendment` | [`amendment()`]: one `path=value` of `amend --set` |
//! | `yaml` `encoding` | text with the line and column of every value |
//! | `check` `value` | the walk along the table of fields in `domain::shape`, and what a single value may be |
//! | `coherence` | what must hold between values: one primary debtor, the order of dates, checksums |
//! | `table` `logs` `milestones` | CSV: cells with their place; the three files that a case names |
//! | `payments` | [`payment_list()`]: payments of many accounts, from CSV or a workbook |
//! | `schedule` | [`schedule()`]: the instalments of a plan, from CSV or a workbook |
//! | `returns` | [`return_file()`]: milestones of many accounts as counsel sends them back, from CSV or a workbook |
//! | `carrier` | [`carrier_list()`]: what became of letters as a carrier exports it, from CSV or a workbook |
//! | `book` | one table from CSV or from a workbook's first sheet, for the four above |
//! | `lists/` | account lists, CSV and XLSX: [`lists::Lists`] |
//! | `normalise` `near` | how people write amounts and dates; what they may have meant |
//! | `inside` | paths that stay in their folder |
//!
//! It must not know: the registry, the law, how a message is worded. A problem is a code with values;
//! `cli/messages/intake.yaml` says it in words. To read another file: its columns beside `logs`, its values in `value`.

#![allow(
    clippy::result_large_err,
    reason = "a problem is made where something is wrong, never on the way of good files"
)]

mod amendment;
mod book;
mod carrier;
mod case_folder;
mod check;
mod coherence;
mod discover;
mod encoding;
pub mod exhibits;
mod inside;
pub mod lists;
mod logs;
mod milestones;
mod near;
pub mod normalise;
mod payments;
mod returns;
mod schedule;
mod table;
mod value;
#[cfg(test)]
mod wording;
mod workspace;
mod yaml;

pub use amendment::amendment;
pub use carrier::{CarrierLine, CarrierList, CarrierRow, carrier_list};
pub use case_folder::{CASE_FILE, Defaults, Proposal, case_folder};
pub use coherence::{contradictions, doubts, future};
pub use discover::{Discovered, discover};
pub use milestones::{Form, MilestoneRow, milestone_rows};
pub use payments::{PaymentLine, PaymentList, PaymentRow, payment_list};
pub use returns::{FactColumn, ReturnLine, ReturnList, ReturnRow, is_of_list, known_facts, return_file};
pub use schedule::schedule;
pub use workspace::{
    CourtExport, CourtFee, Export, Fonts, Mail, Rounding, Smtp, StoreKind, Tls, Transport, WorkspaceConfig,
    workspace_file,
};
