//! What `check` doubts of the accounts that were drafted by name: counted, so that nobody hands in what was never checked.

use serde_json::{Value, json};

use crate::cli::checking::{self, Bench};
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Order};
use crate::cli::error::CommandError;
use crate::cli::people::{self, Neighbours};
use crate::cli::register;
use crate::cli::select::Selection;
use crate::domain::AccountId;
use crate::domain::problem::Severity;
use crate::papers::Shelf;

/// How much `check ACCOUNT --for KIND` warns of.
pub struct Doubts {
    account: AccountId,
    kind: String,
    count: usize,
}

impl Doubts {
    /// What the line that tells of it says.
    pub fn args(&self) -> [(&'static str, String); 3] {
        let (account, kind) = (self.account.to_string(), self.kind.clone());
        [("count", self.count.to_string()), ("account", account), ("kind", kind)]
    }

    /// The same for programs.
    pub fn for_programs(&self) -> Value {
        json!({"account": self.account, "kind": self.kind, "count": self.count})
    }
}

/// Counts the warnings of each account and kind that was asked for; where there are none, nothing is said.
///
/// # Errors
/// The registry cannot be read.
pub fn of(order: &Order, selection: &Selection, desk: &mut Desk<'_>) -> Result<Vec<Doubts>, CommandError> {
    let neighbours = Neighbours::of(selection, desk)?.problems();
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let library = drafting::library(desk)?;
    let mut out = Vec::new();
    for account in &order.accounts {
        let docket = register::docket(desk, account.as_str())?;
        for kind in &order.kinds {
            let bench = Bench { rules: &rules, as_of, shelf: &shelf, kind: Some(kind), library: &library };
            let mut found = checking::check(&docket, &bench)?;
            people::add(&neighbours, account, &mut found.problems);
            let count = found.problems.iter().filter(|p| p.severity == Severity::Warning).count();
            if count > 0 {
                out.push(Doubts { account: account.clone(), kind: kind.clone(), count });
            }
        }
    }
    Ok(out)
}
