//! When the parties change: the claim goes to another, or a debtor goes bankrupt.
//!
//! | file | documents |
//! |---|---|
//! | `assignment` | 债权转让通知书, 变更申请执行人申请书 |
//! | `insolvency` | 债权申报书 |

mod assignment;
mod insolvency;

pub use assignment::{assignment_notice, substitution_application};
pub use insolvency::claim_declaration;
