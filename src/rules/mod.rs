//! The law as questions: facts and a date in, an [`Answer`] with its reasons or a [`Refusal`] out. Pure.
//!
//! Values live in `tables/cn/*.yaml`, each with its source and the day someone checked it; `schema` alone reads them,
//! [`Rulebook`] holds them. It must not know: files, clocks, documents. To change a number of the law: one dated value
//! in a table.

pub mod answer;
pub mod arrival;
pub mod assumption;
pub mod attribution;
pub mod balances;
pub mod calendar;
pub mod caps;
pub mod case_numbers;
pub mod claim;
pub mod contacts;
pub mod fees;
pub mod filing;
pub mod interest;
pub mod judgment_debt;
pub mod late_performance;
pub mod letters;
pub mod limitation;
pub mod limitation_acts;
pub mod limitation_guarantors;
pub mod lpr;
pub mod notice_wording;
pub mod period;
mod period_length;
pub mod renumbering;
pub(crate) mod rounding;
pub mod rulebook;
pub mod schema;
mod schema_check;
pub mod track;
mod track_allows;
pub mod track_check;
mod track_clocks;
pub mod track_correct;
mod track_course;
pub mod track_deadlines;
pub mod track_expect;
mod track_expect_proof;
pub mod track_facts;
mod track_proof;
mod wording;

pub use answer::{Answer, Reason, Refusal, Ruled};
pub use rulebook::Rulebook;
