//! An account as of a date: a pure projection of its events through the rules.
//!
//! | file | what it holds |
//! |---|---|
//! | `given` | [`given::Given`]: mails and letters that left, and what became of them |
//! | `contacts` | the contact log with the demands that the register knows |
//! | `letters` | letters whose fate is to be looked up |
//! | `fold` `facts` | [`Docket`]: what surviving events say, before any date |
//! | `standing` | [`Standing`]: the account as of a day: stage, money, deadlines, what may happen next |
//! | `deadline` | [`Deadline`]: one deadline, whatever started it |
//! | `naming` | which milestone is meant by a name |
//! | `clocks` `guarantors` | limitation and guarantee periods, which no milestone starts |
//! | `balance` | [`Balance`]: what is owed, whatever it rests on |
//! | `judgment` | the debt that a decision in force makes of the account |
//! | `stays` | stays of enforcement for which the doubled part does not accrue |
//! | `receipts` `costs` | what came in, and what pursuing the claim cost |
//! | `instalments` | [`PlanStanding`]: the plan of instalments as of a day: paid, late, broken, kept |
//! | `insolvency` | the bankruptcy of the primary debtor, from which interest stops |
//! | `settled` | what a plan that was kept leaves of the debt |
//! | `pauses` | days without interest while a plan is kept |
//! | `instalment_clocks` | its deadlines, and the clocks that it starts again |
//! | `money` `claim` | what a filing claims, and how it is computed |
//! | `correction` | [`Difference`]: what a corrected milestone changes |
//! | `schedule` | how the figures came about, period by period |
//! | `pursuit` | [`Pursuit`]: what is under way against the debtor |
//! | `proof` | evidence that came or went apart from the case file |
//! | `custody` | the way of one piece of evidence through the house |
//! | `decision` | [`Decision`]: what was decided and is in force |
//! | `dismissal` | the claims dismissed for good: nothing is owed |
//! | `proceedings` | [`Proceeding`]: which court has what under which number |
//! | `assets` | [`Asset`]: property, what holds it until when, what it fetched |
//! | `handling` | what people decided about deadlines |
//! | `row` `holds` | the summary row that lists read, and how long it holds |
//!
//! Documents, bundles, notices and reports receive a docket, never a store. It must not know where events are kept or
//! what a filing looks like. To let an event mean something new: `fold`.

mod assets;
mod balance;
mod claim;
mod clocks;
mod contacts;
mod correction;
pub mod costs;
pub mod custody;
mod deadline;
mod decision;
mod dismissal;
mod facts;
mod fold;
pub mod given;
mod guarantors;
mod handling;
mod holds;
mod insolvency;
mod instalment_clocks;
pub mod instalments;
mod judgment;
mod letters;
pub mod money;
mod naming;
mod pauses;
mod proceedings;
mod proof;
mod pursuit;
mod receipts;
mod row;
pub mod schedule;
mod settled;
mod standing;
mod stays;

pub use assets::{Asset, AssetState, Hold, Renewal, Step};
pub use balance::{Balance, Basis};
pub use correction::Difference;
pub use deadline::Deadline;
pub use decision::{Decision, InterestPer, Paper};
pub use facts::Facts;
pub use fold::{Docket, FoldError, Recorded};
pub use instalments::{InstalmentState, PlanStanding, PlanState};
pub use judgment::Judged;
pub use money::Money;
pub use naming::Ambiguous;
pub use proceedings::{How, Link, Numbered, Proceeding};
pub use proof::is_of_evidence;
pub use pursuit::Pursuit;
pub use row::is_gone;
pub use standing::{REFERRED, Standing};
