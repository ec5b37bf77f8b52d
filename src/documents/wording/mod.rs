//! Sentences that several documents share: claims, the account of facts, the law they rest on, what an agent may do.
//!
//! Plain text, no markup: every format prints the same words. What only one document says stands in its template.

mod claims;
mod collection;
mod decision;
mod execution;
mod facts;
mod grounds;
mod measures;
mod phrases;
mod powers;
mod reckoning;
mod security;
mod voice;

pub(super) use crate::domain::numeral::numeral;
pub use claims::claims_total;
pub(super) use claims::{claims, in_full};
pub(super) use collection::CHANNELS;
pub(super) use decision::{Named, content, decided, named};
pub(super) use execution::{late_rate, listing_ground};
pub(super) use facts::{Section, borrowers_named, cite, contract_name, fee, narrative, service, since};
pub(super) use grounds::{Citation, authority_law, card_collection, cited, cited_for, grounds, statutory};
pub(super) use measures::{exempt, measure, security_share};
pub(super) use phrases::{
    bare, cap, capped_penalty, clause, contract_titled, day, joined, left, matured, numbered, ongoing,
    percent, principal_word, quoted, rate_of, standard, sum_of, terms_of, until,
};
pub(super) use powers::{enclosures, enforcement, powers};
pub(super) use reckoning::{capped, orders, rates_of};
pub(super) use security::{contract_of, guarantee_contracts, securities, share, shares, unproved};
pub(super) use voice::{Voice, borrowers, capacity, security_only};
