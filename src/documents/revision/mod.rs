//! What counsel's changes to a draft come to: which sums, names, dates, numbers, rates and claims are others now, and what
//! the facts say of them.
//!
//! | file | what it holds |
//! |---|---|
//! | `values` | sums, dates, numbers and rates in a text, each in one form however it is written |
//! | `counted` | what else has a number: contracts, telephones, articles; sums and days in everyday words |
//! | `names` | names and addresses in a text |
//! | `sums` | sums in words (大写) read, and held against the figure beside them |
//! | `facts` | what the facts hold, by value: fact or field of the document |
//! | `align` | which value of a passage became which |
//! | `roles` | who became someone else in the case |
//! | `claims` | numbered claims, and what became of them |
//! | `judge` | a changed passage -> what is to be looked at |
//!
//! It must not know: where files lie, how Word keeps a text (`press::docx`), how answers are printed. It says what
//! differs and what the facts hold; whether counsel is right is for a person.

mod align;
mod claims;
mod counted;
mod facts;
mod judge;
mod names;
mod roles;
mod sums;
mod values;

pub use claims::{claim, claims};
pub use facts::Known;
pub use judge::{Flag, Verdict, at_odds, judge};
pub use sums::in_figures;
pub use values::{Sort, Value, masked};

#[cfg(test)]
mod tests;
