//! The law as questions: facts and a date in, an [`Answer`] with its reasons or a [`Refusal`] out. Pure.
//!
//! Values live in `tables/cn/*.yaml`, each with its source and the day someone checked it; `schema` alone reads them.
//! It must not know: files, clocks, documents. To change a number of the law: one dated value in a table.

pub mod answer;

pub use answer::{Answer, Reason, Refusal, Ruled};
