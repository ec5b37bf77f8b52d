//! Which documents exist and what each may say.
//!
//! | file | what it holds |
//! |---|---|
//! | `catalogue` `document` | the documents, their titles, stages, tracks and places in a folder |
//! | `called_for` | what `draft filing` and `draft enforcement` draw |
//! | `own` | a firm's own documents, each like one of these |
//! | `brief` | what a document is drawn from: facts, money, day |
//! | `readiness` | [`data`] of a document, or everything that is missing; [`readiness()`] with all doubts |
//! | `desk` | hands out facts while a document is put together and notes what is missing |
//! | `context/` | the data object of each document, part by part |
//! | `wording/` | sentences that several documents share: claims, narrative, law cited |
//! | `later` | what documents of later stages ask the rules for |
//! | `exhibits` | evidence by number, cited the same way everywhere |
//! | `proof` | which facts a filing relies on, and which evidence proves them |
//! | `redact` `numbers` | the masked twin |
//! | `revision/` | what counsel's changes to a draft come to |
//! | `naming` | what files are called |
//! | `tables/cn/` | the law cited, and what must be proved by which evidence, as dated data |
//!
//! It must not know: how pages are set (`templates/`, `press`), how sums are made (`docket`, `rules`), where files lie.
//!
//! A new document: a row in `catalogue`, a function in `context` that asks the desk for every fact it must print, a
//! folder in `templates/cn/`. A fact that no document prints yet: a field in `context`. Words that one document alone
//! says go into its template; words that two say go into `wording`.

mod brief;
mod called_for;
mod catalogue;
mod context;
mod desk;
mod document;
mod exhibits;
mod halted;
mod later;
mod naming;
mod numbers;
mod own;
mod proof;
mod readiness;
mod redact;
pub mod revision;
mod wording;

pub use brief::{Brief, Paging};
pub use called_for::{enforcement, filing};
pub use catalogue::{all, find};
pub use context::proved;
pub use document::{Document, Stage};
pub use exhibits::exhibit;
pub use later::Later;
pub use naming::{FOLDER, file_name, folder_name, safe};
pub use own::{Drawn, drawable, drawn, recorded, unlike};
pub use readiness::{data, readiness};
pub use wording::claims_total;

#[cfg(test)]
mod tests;
