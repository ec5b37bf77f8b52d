//! Interest: what accrues on a sum over days, line by line, each line rounded once so that totals equal the sum of lines.
//!
//! | file | what it holds |
//! |---|---|
//! | `days` | inclusive days, the day basis of a yearly rate |
//! | `term` | a rate that can be computed with, checked from the contract's wording |
//! | `line` | one line: base, rate, days, amount |
//! | `plain` | interest on a fixed sum, with or without a cap: `calc interest` |
//!
//! A sum is what is owed at the end of a day and bears interest from the next day: a payment on day P leaves P itself at
//! the old balance (至实际清偿之日止), a sum lent on P bears interest from P + 1 to the day it is paid back. Both ends of a
//! line count. It must not know: payments and balances (`claim`).

mod days;
mod line;
mod plain;
mod term;

pub use days::{DayBasis, inclusive};
pub use line::{InterestRule, Line};
pub use plain::{PlainAsk, PlainInterest, plain};
pub use term::Term;

pub(super) use line::lines;
