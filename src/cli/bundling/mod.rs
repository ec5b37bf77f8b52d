//! Bundles put together: the documents, bundles, papers and press layers put to work, for a court and for counsel.
//!
//! | file | what it does |
//! |---|---|
//! | `counsel/` | the package for counsel |
//! | `outcome` | what came of it, for a court and for counsel alike |

pub mod counsel;
mod outcome;

pub use outcome::{BundledFile, Failure, Made, Outcome};
