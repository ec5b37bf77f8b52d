//! Key figures of a portfolio, each with what it is made of, so that any of them can be followed to its accounts.
//!
//! | file | what it holds |
//! |---|---|
//! | `facts` | [`AccountFacts`]: what one account contributes on a day; ledger and portfolio are both made of it |
//! | `course` | [`Course`]: the suits of an account and its enforcement, from filing to end |
//! | `figure` | [`Portfolio`] and its parts, as data |
//! | `measure` | the rates: their formulas, and what an account adds above and below the line |
//! | `spread` | mean, median and ninetieth percentile of days |
//! | `months` | what came, ended and was in hand, month by month |
//! | `work` | what is wrong, what falls due, the largest accounts |
//! | `members` | [`Followed`]: the accounts behind a number |
//! | `count` | [`Portfolio::of`]: everything counted over the accounts |
//!
//! **As of a day** means: milestones, payments and costs dated up to and including it, whenever they were recorded. What
//! has no day of its own (names, handler, counsel, the creditor's figures) is as the registry has it now. An account
//! referred after the day does not count.
//!
//! It must not know: the registry, files, the language. To add a rate: a row in `measure`.

mod count;
mod course;
mod facts;
mod figure;
mod measure;
mod members;
mod months;
mod spread;
mod work;

pub use count::age_class;
pub use course::{Closing, Course, Ending, Enforcement, Judgment, Suit};
pub use facts::{AccountFacts, Cash, Cost, Due, RiskKind, facts, in_force};
pub use figure::{
    Breakdown, Bucket, Figure, Group, Matter, Month, NotComputed, Overall, Portfolio, Quantity, Risk, Spread,
    Step, Upcoming,
};
pub use measure::{MEASURES, Measure, Share};
pub use members::{Counted, Followed};
pub use spread::median;
pub use work::MOST_MAJOR;
