//! What an account owes on a day: the creditor's figures, what accrued since, payments applied, the ceiling tested.
//!
//! | file | what it holds |
//! |---|---|
//! | `input` | what decides a claim, taken from a case or given by hand |
//! | `running` | an account moving from day to day: accrual, payments, joining of interest |
//! | `ceiling` | the test of the cap over time and what is given up |
//! | `ledger` | the account as its statements make it, and the comparison with the creditor's figures |
//! | `periods` | the same period by period, for a table of it |
//! | `figure` | [`figure()`]: all of it together |
//!
//! It must not know: the registry, documents. To add a component of a debt: `rules::balances`.

mod ceiling;
mod figure;
mod input;
mod ledger;
mod periods;
mod running;

pub use ceiling::{CapBasis, CapResult, Stretch};
pub use figure::{Accrued, Claim, LedgerCheck, Ongoing, figure};
pub use input::{ClaimInput, Rates, StatedApart};
pub use ledger::{Compared, Item, Ledger, LedgerInput, compare, replay};
pub use periods::{Period, PeriodPayment, PeriodRate};
pub use running::AppliedPayment;
