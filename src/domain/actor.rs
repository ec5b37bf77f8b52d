//! Whose move it is.

use serde::{Deserialize, Serialize};

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// The creditor.
    Creditor,
    /// A debtor or guarantor.
    Debtor,
    /// The party whose clock it is.
    Party,
    /// The court or the arbitration institution.
    Court,
    /// Nobody: it merely runs.
    Nobody,
}
