//! The data object of each document: what its template prints, and nothing else, so that a document goes stale only when
//! something it says has changed.
//!
//! `parts` holds the objects that several documents share; then a file for each family of documents. Every value is
//! ready to print: sums as `38,652.41`, dates as `2026年1月5日`. An absent fact is an absent key.

mod authority;
mod confirmation;
mod evidence;
mod filing;
mod letter;
mod parts;

pub(super) use authority::{power_of_attorney, representative_certificate};
pub(super) use confirmation::{refund_account, service_address_confirmation};
pub(super) use evidence::evidence_list;
pub(super) use filing::{arbitration_application, complaint};
pub(super) use letter::{demand_letter, lawyers_letter};
