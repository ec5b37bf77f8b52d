//! `sucheng triage`.

mod programs;
mod reasons;
mod sheets;
mod shown;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::report::{self, Format};
use crate::cli::catalogue;
use crate::cli::checking;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings;
use crate::docket::{Docket, Standing};
use crate::domain::AccountId;
use crate::reports::portfolio::NotComputed;
use crate::reports::triage::{Candidate, History, Order, Triage};

/// Which accounts are worth filing: expected recovery against fees, time and chances
#[derive(Args, Debug)]
pub struct TriageArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// What to rank by
    #[arg(long, value_enum, default_value_t = By::Net)]
    pub by: By,
    /// Print how the figures of an account came about
    #[arg(long, value_name = "ACCOUNT")]
    pub explain: Option<String>,
    /// Write the list to a file: .csv, .xlsx or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What accounts are ranked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// What is left after costs
    Net,
    /// What comes in for each yuan of cost
    Ratio,
    /// Days to the decision
    Days,
    /// The claim
    Amount,
}

impl From<By> for Order {
    fn from(by: By) -> Order {
        match by {
            By::Net => Order::Net,
            By::Ratio => Order::Ratio,
            By::Days => Order::Days,
            By::Amount => Order::Amount,
        }
    }
}

/// Ranks the selected accounts, those that should not be filed as they stand apart, by the history of all accounts, as of the day stood on.
///
/// # Errors
/// An argument or the selection cannot be read, the registry cannot be read, or the file not written.
pub fn run(args: TriageArgs, desk: &mut Desk<'_>) -> Done {
    let format = args.output.as_deref().map(Format::of).transpose()?;
    let (triage, history) = read(&args, desk)?;
    if let Some(name) = &args.explain {
        return reasons::explain(name, &triage, &history, desk);
    }
    match (&args.output, format) {
        (Some(path), Some(format)) => {
            let (tables, body) =
                (|| sheets::all(&triage, &history, desk), || programs::body(&triage, &history, desk.lang()));
            let bytes = report::bytes(path, format, "triage", tables, body)?;
            desk.tell("M-TRIAGE-ESTIMATE", &[])?;
            let saved = report::save(path, &bytes, desk)?;
            let counted = triage.accounts() - triage.not_computed.len();
            saved.answer("triage", counted, &triage.not_computed, desk)?;
        }
        _ if desk.settings.for_programs() => {
            desk.json("triage", "accounts", programs::body(&triage, &history, desk.lang()))?;
        }
        _ => shown::print(&triage, desk)?,
    }
    for one in &triage.not_computed {
        not_computed(one, desk)?;
    }
    Ok(if triage.not_computed.is_empty() { Exit::Done } else { Exit::Partial })
}

/// Tells why an account has no figures, and what to do.
fn not_computed(one: &NotComputed, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let args =
        [("account", one.account.to_string()), ("code", one.code.clone()), ("reason", one.reason.clone())];
    desk.insist("M-TRIAGE-NOT-COMPUTED", &args)?;
    match catalogue::hint(desk.lang(), &one.code, &[]) {
        Some(hint) => desk.insist("M-TRIAGE-HINT", &[("hint", hint)]),
        None => Ok(()),
    }
}

/// History is that of every account, whatever was selected.
fn read(args: &TriageArgs, desk: &mut Desk<'_>) -> Result<(Triage, History), CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let mut selection = args.selection.clone();
    if let Some(name) = args.explain.as_ref().filter(|_| selection.is_everything()) {
        selection.accounts = vec![name.clone()];
    }
    let asked = standings::asked(desk, &selection)?;
    report::nothing(&selection, &asked, desk)?;
    let all = if selection.is_everything() {
        asked.accounts.clone()
    } else {
        standings::asked(desk, &Selection::default())?.accounts
    };
    let mut accounts = Vec::with_capacity(all.len());
    let look = |docket: &Docket, standing: &Standing| {
        Candidate::new(docket, standing, &rules, checking::of_filing(docket, standing, &rules))
    };
    let unread = standings::each(desk, &all, look, |_, one| {
        accounts.push(one);
        Ok(())
    })?;
    let meant: BTreeSet<&AccountId> = asked.accounts.iter().collect();
    let mut broken = asked.broken;
    for one in unread {
        let told = broken.iter().any(|b| b.account == one.account);
        if !told && meant.contains(&one.account) {
            broken.push(one);
        }
    }
    let history = History::of(accounts.iter().filter(|c| c.facts.is_there(as_of)));
    let selected: Vec<&Candidate> = accounts.iter().filter(|c| meant.contains(&c.facts.account)).collect();
    let triage = Triage::of(&selected, &history, &rules, as_of, args.by.into(), broken);
    Ok((triage, history))
}
