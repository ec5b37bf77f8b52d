//! What counsel's changes to a draft come to: which sums, names, dates, numbers, rates and claims are others now, and what
//! the facts say of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `values` | sums, dates, numbers and rates in a text, each in one form however it is written |
//! | `sums` | sums in words (大写) read, and held against the figure beside them |
//! | `facts` | what the facts hold, by value: fact or field of the document |
//! | `judge` | a changed passage -> what is to be looked at |
//!
//! It must not know: where files lie, how Word keeps a text (`press::docx`), how answers are printed. It says what
//! differs and what the facts hold; whether counsel is right is for a person.

mod facts;
mod judge;
mod sums;
mod values;

pub use facts::Known;
pub use judge::{Flag, Verdict, at_odds, claim, claims, judge};
pub use sums::in_figures;
pub use values::{Sort, Value, masked};

#[cfg(test)]
mod tests;
