//! Sentences that several documents share: claims, the account of facts, the law they rest on.
//!
//! Plain text, no markup: every format prints the same words. What only one document says stands in its template.

mod claims;
mod facts;
mod grounds;
mod numerals;
mod phrases;
mod voice;

pub(super) use claims::claims;
pub(super) use facts::{Section, narrative, since};
pub(super) use grounds::{Citation, card_collection, cited, statutory};
pub(super) use numerals::numeral;
pub(super) use phrases::{
    bare, cap, clause, day, joined, ongoing, principal_word, quoted, rate_of, standard, sum_of, terms_of,
};
pub(super) use voice::{Voice, borrowers, capacity};
