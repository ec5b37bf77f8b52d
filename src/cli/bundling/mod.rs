//! Bundles put together: the documents, bundles, papers and press layers put to work, for a court and for counsel.
//!
//! | file | what it does |
//! |---|---|
//! | `counsel/` | the package for counsel |
//! | `outcome` | what came of it, for a court and for counsel alike |
//! | `shop` | what every bundle is put together with, and what is asked for |
//! | `drawn` | documents drawn up for a bundle |
//! | `volume` | the paginated volume: printed until page numbers no longer move |
//! | `compose` | one account's bundle, put together in a folder of its own and read back |
//! | `copies` | what the other side gets of it |
//! | `again` | a recorded bundle put together again, for `verify` |
//! | `batch` | many accounts: put together, moved into place, recorded |
//!
//! A bundle is moved into place whole, then recorded: a kill leaves the old one, or the new one without its record.

mod again;
mod batch;
mod compose;
mod copies;
pub mod counsel;
mod drawn;
mod outcome;
mod shop;
mod volume;

pub use again::again;
pub use batch::court;
pub use outcome::{BundledFile, Failure, Made, Outcome};
pub use shop::{Order, tables};
