//! Sentences that several documents share: claims, the account of facts, the law they rest on, what an agent may do.
//!
//! Plain text, no markup: every format prints the same words. What only one document says stands in its template.

mod claims;
mod facts;
mod grounds;
mod numerals;
mod phrases;
mod powers;
mod voice;

pub(super) use claims::claims;
pub(super) use facts::{Section, narrative};
pub(super) use grounds::{Citation, authority_law, card_collection, cited};
pub(super) use numerals::numeral;
pub(super) use phrases::{day, ongoing, principal_word, quoted, standard};
pub(super) use powers::{enclosures, enforcement, powers};
pub(super) use voice::{Voice, capacity, security_only};
