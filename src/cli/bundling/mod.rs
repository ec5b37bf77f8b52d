//! Bundles put together: the documents, bundles, papers and press layers put to work, for a court and for counsel.
//!
//! | file | what it does |
//! |---|---|
//! | `outcome` | what came of it, for a court and for counsel alike |

mod outcome;

pub use outcome::{BundledFile, Failure, Made, Outcome};
