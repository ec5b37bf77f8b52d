//! `sucheng check`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::checking::{self, Bench, Checked};
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::people::{self, Neighbours};
use crate::cli::register::{self, registry_error};
use crate::cli::select::{Selection, Unless};
use crate::cli::{piles, workers};
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::problem::{Mender, Problem, Severity};
use crate::papers::Shelf;
use crate::reports::piles::{Pile, Piles};

/// Accounts that are read and checked together: bounds memory.
const TOGETHER: usize = 512;

/// What is true of many accounts at once and is said to a person once.
const SAID_ONCE: &str = "N-SMALL-CLAIMS-NO-WAGE";

/// List everything that is missing or doubtful, account by account, and sort the accounts for filing
///
/// Three piles: ready, fixable and by whom, not worth or not possible to file and why.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only what concerns these documents, such as complaint,evidence-list, or filing for all that the track needs
    #[arg(long = "for", value_name = "KIND[,KIND...]")]
    pub kind: Option<String>,
    /// Write the three piles to a file, .csv or .xlsx
    #[arg(short, long, value_name = "FILE", conflicts_with = "kind")]
    pub output: Option<PathBuf>,
}

/// Checks the selected accounts.
///
/// # Errors
/// The selection cannot be read, or the registry. What is wrong with an account is the answer, not an error.
pub fn run(args: CheckArgs, desk: &mut Desk<'_>) -> Done {
    let format = args.output.as_deref().map(piles::Format::of).transpose()?;
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let neighbours = Neighbours::of(&args.selection, desk)?.problems();
    let sort = args.kind.is_none() && (args.selection.accounts.is_empty() || args.output.is_some());
    let (rules, lang, as_of) = (desk.rules()?, desk.lang(), desk.settings.as_of);
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let library = drafting::library(desk)?;
    let bench = Bench { rules: &rules, as_of, shelf: &shelf, kind: args.kind.as_deref(), library: &library };
    let (mut checked, mut blocked) = (0, 0);
    let (mut answers, mut sorted, mut once) = (Vec::new(), Piles::default(), None);
    let bar = desk.progress(accounts.len());
    for together in accounts.chunks(TOGETHER) {
        let registry = &*desk.registry()?;
        let found = workers::each(together, |account| {
            let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
            bar.inc(1);
            let Some(docket) = register::fold(account, &events)? else { return Ok(None) };
            // The docket is let go here: with its statements it is far larger than what is found.
            let mut found = checking::check(&docket, &bench)?;
            people::add(&neighbours, account, &mut found.problems);
            Ok(Some((found.sorted(&docket, lang), found)))
        })?;
        for (on, found) in found.into_iter().flatten() {
            checked += 1;
            blocked += usize::from(!found.ready());
            if desk.settings.for_programs() {
                answers.push(for_programs(&on.account, &found, sort.then_some(on.pile), desk));
            } else {
                say(&on.account, &found, args.kind.is_none().then_some(on.pile), desk)?;
                once = once.or_else(|| found.problems.into_iter().find(|p| p.code == SAID_ONCE));
            }
            sorted.push(on);
        }
    }
    bar.finish_and_clear();
    let file = match (&args.output, format) {
        (Some(path), Some(format)) => Some(piles::write(&sorted, path, format, desk)?),
        _ => None,
    };
    if desk.settings.for_programs() {
        let mut body = json!({ "accounts": answers });
        if sort {
            (body["piles"], body["totals"]) = piles::for_programs(&sorted);
        }
        if let Some((path, sha256)) = file {
            (body["path"], body["sha256"]) = (json!(path), sha256.into());
        }
        desk.json("check", "accounts", body)?;
    } else {
        if let Some(note) = once {
            let line = worded(lang, &note);
            desk.print(&line)?;
        }
        if sort {
            piles::say(&sorted, desk)?;
        }
        desk.tell("M-CHECK-COUNT", &[("count", checked.to_string()), ("blocked", blocked.to_string())])?;
    }
    Ok(if blocked > 0 { Exit::NotReady } else { Exit::Done })
}

/// One account for programs.
fn for_programs(account: &AccountId, found: &Checked, pile: Option<Pile>, desk: &Desk<'_>) -> Value {
    let problem = |p: &Problem| {
        let mut value = as_json(desk.lang(), p);
        value["source"] = checking::source(p).into();
        value["mended_by"] = checking::mender(p).id().into();
        value
    };
    let problems: Vec<Value> = found.problems.iter().map(problem).collect();
    let mut answer = json!({"account": account, "ready": found.ready(), "problems": problems});
    if let Some(pile) = pile {
        answer["pile"] = pile.key().into();
    }
    answer
}

/// One account for a person.
fn say(
    account: &AccountId,
    found: &Checked,
    pile: Option<Pile>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let code = match pile {
        Some(Pile::NotToFile) => "M-CHECK-NOT-TO-FILE",
        _ if !found.ready() => "M-CHECK-BLOCKED",
        Some(Pile::Fixable) => "M-CHECK-FIXABLE",
        Some(Pile::Ready) | None => "M-CHECK-READY",
    };
    desk.say(code, &[("account", account.to_string())])?;
    for problem in found.problems.iter().filter(|p| p.code != SAID_ONCE) {
        let mender = checking::mender(problem);
        let mark = desk.text(
            match problem.severity {
                Severity::Error if mender == Mender::Nobody => "M-CHECK-STOP",
                Severity::Error => "M-CHECK-ERROR",
                Severity::Warning => "M-CHECK-WARNING",
                Severity::Note => "M-CHECK-NOTE",
            },
            &[],
        );
        let words = worded(desk.lang(), problem).replace('\n', "\n    ");
        desk.print(&format!("  {mark} {words}"))?;
        let mends = match mender {
            _ if problem.severity == Severity::Note => None,
            Mender::Nobody if problem.severity == Severity::Error => None,
            Mender::Nobody => Some(desk.text("M-MENDS-NOBODY", &[])),
            mender => Some(desk.text("M-MENDS", &[("who", piles::mender(mender, desk))])),
        };
        let source = checking::source(problem).map(|s| desk.text("M-SOURCE", &[("source", s.to_owned())]));
        let rest: Vec<String> = mends.into_iter().chain(source).collect();
        // Who asks for one document is told what it lacks; who sorts accounts, also whose move it is.
        if pile.is_some() && !rest.is_empty() {
            desk.print(&format!("      {}", rest.join(" · ")))?;
        }
    }
    Ok(())
}
