//! From selected accounts to files on disk and records in the log: the documents and press layers put to work.
//!
//! | file | what it does |
//! |---|---|
//! | `order` | what is asked for, and what came of it |
//! | `says` | what a document says of a docket: the one way from events to data |
//! | `folders` | where an account's documents lie: its own folder, or as a court takes them in |
//! | `sheets` | an account's documents, ready to be printed, or left as they are |
//! | `printed` | one document as bytes, in its format |
//! | `proof` | whether the mails that a proof of notices tells of lie there as they left |
//! | `batch` | many accounts: read, laid out, printed, written, recorded, some at a time |
//! | `again` | a recorded document printed again |
//! | `stale` | whether later events change what a recorded document says |
//! | `failed` | the list of what was not drafted, beside what was |
//! | `stock` | the press of a workspace |
//!
//! A kill leaves whole files and whole records. Files come first: one without a record is printed again by the next run.

mod again;
mod batch;
mod failed;
mod folders;
mod order;
mod printed;
mod proof;
mod says;
mod sheets;
mod stale;
mod stock;

pub use again::{Again, again, once_more};
pub use batch::draft;
pub use folders::{Folders, Layout};
pub use order::{Drafted, Failure, Format, Order, Outcome, Underway, kinds};
pub use proof::PROOF;
pub use says::{Says, digest, options, paid_off, problem, stops};
pub use sheets::changed_evidence;
pub use stale::{Made, current, made_otherwise, stale};
pub use stock::{library, press, press_anywhere, press_as, press_of, valid};
