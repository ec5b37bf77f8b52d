//! Nouns and total functions: what an account is, before any law and without any I/O, clock, float or panic.
//!
//! | file | what it holds |
//! |---|---|
//! | `money` `words` | an amount in whole 分, and how it is written in words |
//! | `numeral` | numbers in Chinese characters, as articles and claims are counted |
//! | `date` | civil dates: strict reading, and the way a Chinese document prints them |
//! | `identity/` | numbers that carry a checksum: resident ID, USCC, bank card, court case number; masking |
//! | `party` `contract` `debt` `proof` | the parts of a case file |
//! | `case` | [`Case`], the facts of one account, as a case file states them |
//! | `shape` | the same fields as a table: for readers of files, for `amend`, for help |
//! | `actor` | whose move it is |
//! | `plan` `cost` `handling` | instalments agreed, costs advanced and recovered, decisions about deadlines |
//! | `notice` `postal` | what came back for a notice, mailboxes that want none; letters posted and their fate |
//! | `control_sheet` | what was shown to whom on a day |
//! | `pleas` | what only the creditor or its lawyer can say of later stages: withdrawal, appeal, a share asked for, the claim assigned |
//! | `event` `change` | what happened to an account, and what differs between two versions of its facts |
//! | `bundle` | a bundle as it was put together |
//! | `page_label` | the number printed on a page of a bundle: 12, or 12A for one put in later |
//! | `problem` | something wrong, as data: a code, a place, values |
//! | `summary` | the row of an account that lists need |
//!
//! It must not know: the law (`rules`), where events are kept (`registry`), what a filing says (`documents`).
//! To add a fact: a field in its struct here, a row in `shape`, and the document that prints it.

pub mod actor;
pub mod bundle;
pub mod case;
pub mod change;
pub mod contract;
pub mod control_sheet;
pub mod cost;
pub mod date;
pub mod debt;
pub mod event;
pub mod handling;
pub mod identity;
pub mod money;
pub mod notice;
pub mod numeral;
pub mod page_label;
pub mod party;
pub mod plan;
pub mod pleas;
pub mod postal;
pub mod problem;
pub mod proof;
pub mod shape;
pub mod summary;
pub mod words;

pub use case::{AccountId, Case, Product, TrackName};
pub use event::{Event, Payload};
pub use money::Amount;
pub use page_label::PageLabel;
