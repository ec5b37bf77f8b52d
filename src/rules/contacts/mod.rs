//! Whether the contact log keeps to the rules of collection: quiet hours, how often, with whom, while a plan is kept.
//!
//! | file | what it holds |
//! |---|---|
//! | `table` | [`ContactRule`]: a rule as the table `contact-rules` has it |
//! | `judge` | what each entry of one account's log is found to be |
//! | `counts` | daily limits, which count one person or number across accounts |
//! | `mail` | what is asked of a mail that is about to leave |
//! | `demands` | 有效催收: demands that arrived, far enough apart |
//!
//! A finding is a warning or a note: it blocks nothing, and what is past cannot be mended. It must not know: who asks.
//! To add a limit or move a date: the table. To add a kind of test: [`table::Test`], and an arm in `judge`.

mod counts;
mod demands;
mod judge;
mod mail;
mod table;

pub use counts::{Addressee, Call, Calls, Over};
pub use demands::Demands;
pub use judge::{Finding, Found, Judged};
pub use mail::{Asked, last_mail, next_demand};
pub use table::{ContactRule, Hours, Limit, Test};
