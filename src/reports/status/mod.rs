//! Where everything stands: one page for managers, and for outside counsel the list of their own cases.
//!
//! | file | what it holds |
//! |---|---|
//! | `state` | [`State`]: the figures of `status`, counted over rows and deadlines |
//! | `case` | [`Case`]: an account as a list of cases shows it: what is next, whose move it is, what counsel is asked for |
//! | `firms` | [`Firm`]: the cases of a law firm, counted |
//! | `lists` | [`List`]: what the report lists, worded once for terminals, files and pages |
//! | `page` | the same as a board, for managers and for the lawyers of one firm |
//! | `decisions` | [`Decision`]: dates that cannot wait: late, due soon, about to lapse |
//!
//! A case holds nothing that only the creditor may know: no rates, no costs, no notes, no contact log. Whatever counsel
//! gets is made of cases alone. It must not know: the registry, the mailboxes of the creditor, where a file is written.

mod case;
mod decisions;
mod firms;
pub mod lists;
pub mod page;
mod state;

#[cfg(test)]
mod tests;

pub use case::{Ask, Case, QUIET, side, side_of_counsel};
pub use decisions::{Decision, Why, decisions};
pub use firms::{Firm, firms, of_firm, order, spellings};
pub use lists::List;
pub use state::{Count, Outboxes, Recent, SOON, State};

/// The rates that managers are shown at a glance, by their identifiers; the others are in the report on the portfolio.
pub const CHIEF: [&str; 6] = [
    "recovery-rate",
    "net-recovery-rate",
    "win-rate-amount",
    "acceptance-rate",
    "enforcement-recovery-rate",
    "settled-rate",
];
