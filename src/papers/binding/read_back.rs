//! The finished file read again, by another way than it was written.

use std::path::Path;

use super::plan::{Binding, Bound};

/// Where a finished file is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What was looked at: `file`, `page`, `number`, `label`, `bookmark`, `link`.
    pub what: &'static str,
    /// The page of the file, counted from 1, where it is about one.
    pub page: Option<u32>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

/// Reads a finished file back.
///
/// # Errors
/// Everything that is not as planned.
pub fn read_back(_path: &Path, _binding: &Binding, _bound: &Bound) -> Result<(), Vec<Disagreement>> {
    Ok(())
}
