//! An account as of a date: a pure projection of its events through the rules.
//!
//! | file | what it holds |
//! |---|---|
//! | `fold` | [`Docket`]: what surviving events say, before any date |
//! | `standing` | [`Standing`]: the account as of a day: stage, money, deadlines, what may happen next |
//! | `balance` | [`Balance`]: what is owed, whatever it rests on |
//! | `instalments` | [`PlanStanding`]: the plan of instalments as of a day: paid, late, broken, kept |
//! | `instalment_clocks` | its deadlines, and the clocks that it starts again |
//! | `money` `claim` | what a filing claims, and how it is computed |
//! | `schedule` | how the figures came about, period by period |
//! | `pursuit` | [`Pursuit`]: what is under way against the debtor |
//! | `proof` | evidence that came or went apart from the case file |
//! | `custody` | the way of one piece of evidence through the house |
//! | `decision` | [`Decision`]: what was decided and is in force |
//! | `row` | the summary row that lists read |
//!
//! Documents, bundles, notices and reports receive a docket, never a store. It must not know where events are kept or
//! what a filing looks like. To let an event mean something new: `fold`.

mod balance;
mod claim;
pub mod custody;
mod decision;
mod fold;
mod instalment_clocks;
pub mod instalments;
pub mod money;
mod proof;
mod pursuit;
mod row;
pub mod schedule;
mod standing;

pub use balance::{Balance, Basis};
pub use decision::{Decision, Paper};
pub use fold::{Docket, FoldError, Recorded};
pub use instalments::{InstalmentState, PlanStanding, PlanState};
pub use money::Money;
pub use proof::is_of_evidence;
pub use pursuit::Pursuit;
pub use row::WITHDRAWN;
pub use standing::{Ambiguous, Deadline, REFERRED, Standing};
