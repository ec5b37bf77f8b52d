//! Whether an account is worth filing: what may come in, against fees and time. An estimate, from the portfolio's own
//! history and, where that is too short, from the assumptions of the table `triage`.
//!
//! | file | what it holds |
//! |---|---|
//! | `candidate` | [`Candidate`]: what of an account decides |
//! | `history` | [`History`]: what suits that ended brought and how long they took, by product, age and size |
//! | `way` | [`Way`]: one track for one account: its chances, costs and net |
//! | `rank` | [`Triage::of`]: every account ranked, apart, set aside or not computed, none lost |
//!
//! What speaks against filing an account it is told: `check` knows. It must not know: the registry, files, the language. To add a cost: a part in `way`. To add an assumption: an entry
//! in `rules/tables/cn/triage.yaml`.

mod candidate;
mod history;
mod rank;
mod way;

pub use candidate::{Candidate, Lapse, Plan};
pub use history::{Ask, Basis, Figure, History, rounded, size_class};
pub use rank::{Aside, Order, Ranked, Triage, Why};
pub use way::{Bearing, CostPart, Leg, Part, Way};
