//! The data object of each document: what its template prints, and nothing else, so that a document goes stale only when
//! something it says has changed.
//!
//! `parts` holds the objects that several documents share; then a file for each family of documents, and a folder for the
//! official complaint by elements, one for a suit under way, one for enforcement and one for parties that change. Every value is
//! ready to print: sums as `38,652.41`, dates as `2026年1月5日`. An absent fact is an absent key.

mod acceleration;
mod account_statement;
mod agreement;
mod authority;
mod change;
mod confirmation;
mod contacts;
mod debt_statement;
mod elements;
mod enforcement;
mod evidence;
mod filing;
mod letter;
mod notice_proof;
mod parts;
mod payment_order;
mod preservation;
mod suit;

pub(super) use acceleration::acceleration_notice;
pub(super) use account_statement::account_statement;
pub(super) use agreement::{instalment_agreement, judicial_confirmation_application, settlement_agreement};
pub(super) use authority::{enforcement_power_of_attorney, power_of_attorney, representative_certificate};
pub(super) use change::{assignment_notice, claim_declaration, substitution_application};
pub(super) use confirmation::{payment_account, refund_account, service_address_confirmation};
pub(super) use contacts::contact_log;
pub(super) use debt_statement::debt_statement;
pub(super) use elements::{TITLE as ELEMENTS_TITLE, complaint_elements, has_form};
pub(super) use enforcement::{
    SOON, auction_application, consumption_restriction, dishonest_list,
    effectiveness_certificate_application, enforcement_application, fact, held, known,
    participation_application, property_clues, resumption_application, seal_renewal, settlement_certificate,
    until,
};
pub(super) use evidence::evidence_list;
pub(super) use filing::{arbitration_application, complaint};
pub(super) use letter::{demand_letter, lawyers_letter};
pub use notice_proof::proved;
pub(super) use notice_proof::{TITLE as NOTICE_PROOF_TITLE, proof_of_notice};
pub(super) use payment_order::payment_order_application;
pub(super) use preservation::preservation_application;
pub(super) use suit::{appeal, public_notice_application, withdrawal_application};
