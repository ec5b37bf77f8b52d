//! A whole return file into the registry, some accounts at a time.

use std::collections::BTreeMap;

use super::owners::Owners;
use super::plan::{Plan, Verdict, Why};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register::{self, Entry};
use crate::cli::workers;
use crate::domain::AccountId;
use crate::domain::event::{MilestoneEvent, Payload, StreamId};
use crate::domain::problem::Problem;
use crate::intake::{ReturnList, ReturnRow};

/// Accounts that are made durable together.
const TOGETHER: usize = 400;

/// What came of a return file. Rows are named by their place in it.
#[derive(Debug, Default)]
pub struct Taken {
    /// Milestones recorded.
    pub recorded: Vec<(usize, AccountId, MilestoneEvent)>,
    /// Milestones that are there already.
    pub known: Vec<(usize, AccountId, MilestoneEvent)>,
    /// Rows that nobody filled in.
    pub blank: usize,
    /// Rows that stay in the list, and every reason.
    pub left: Vec<(usize, Why, Vec<Problem>)>,
}

/// Records what the file says; the same file twice changes nothing.
///
/// # Errors
/// The registry cannot be read or written.
pub fn take(list: &ReturnList, desk: &mut Desk<'_>) -> Result<Taken, CommandError> {
    let mut taken = Taken::default();
    let owners = Owners::needed(list, desk)?;
    let accounts: Vec<(AccountId, Vec<usize>)> = accounts(list, &owners, &mut taken).into_iter().collect();
    let (rules, today) = (desk.rules()?, desk.settings.as_of);
    let bar = desk.progress(accounts.len());
    for some in accounts.chunks(TOGETHER) {
        let registry = &*desk.registry()?;
        let planned = workers::each(some, |(account, lines)| {
            bar.inc(1);
            let events =
                registry.events(&StreamId::Account(account.clone())).map_err(register::registry_error)?;
            let Some(docket) = register::fold(account, &events)? else { return Ok(None) };
            let rows: Vec<(usize, &ReturnRow)> =
                lines.iter().filter_map(|at| Some((*at, list.lines[*at].row.as_ref().ok()?))).collect();
            Ok(Some((docket.version, Plan::new(list, docket, &rules, &owners, today).read(&rows))))
        })?;
        let mut entries = Vec::new();
        for ((account, lines), plan) in some.iter().zip(planned) {
            let Some((expected, (verdicts, events))) = plan else {
                taken.left.extend(lines.iter().map(|at| {
                    let problem = Problem::error("E-RETURN-NO-ACCOUNT", list.place(*at, "account"));
                    (*at, Why::Unmatched, vec![problem.with("account", account)])
                }));
                continue;
            };
            for (at, verdict) in verdicts {
                match verdict {
                    Verdict::Record(event) => taken.recorded.push((at, account.clone(), event)),
                    Verdict::Known(event) => taken.known.push((at, account.clone(), event)),
                    Verdict::Blank => taken.blank += 1,
                    Verdict::Left(why, problem) => taken.left.push((at, why, vec![problem])),
                }
            }
            let payloads = events.into_iter().map(Payload::Milestone).collect();
            entries.push(Entry { account: account.clone(), expected, payloads });
        }
        if !desk.settings.dry_run {
            register::append(desk, entries)?;
        }
    }
    bar.finish_and_clear();
    taken.recorded.sort_by_key(|(at, ..)| *at);
    taken.known.sort_by_key(|(at, ..)| *at);
    taken.left.sort_by_key(|(at, ..)| *at);
    Ok(taken)
}

/// The rows of each account. Rows that cannot be read, or are nobody's, are noted.
fn accounts(list: &ReturnList, owners: &Owners, taken: &mut Taken) -> BTreeMap<AccountId, Vec<usize>> {
    let mut found: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
    for (at, line) in list.lines.iter().enumerate() {
        let row = match &line.row {
            Ok(row) => row,
            Err(problems) => {
                taken.left.push((at, Why::Unreadable, problems.clone()));
                continue;
            }
        };
        if *row == ReturnRow::default() {
            taken.blank += 1;
            continue;
        }
        let place = || list.place(at, "account");
        let account = match &row.account {
            Some(name) => name
                .parse::<AccountId>()
                .map_err(|_| Problem::error("E-RETURN-NO-ACCOUNT", place()).with("account", name)),
            None => owners.of(row).map_err(|problem| Problem { place: place(), ..problem }),
        };
        match account {
            Ok(account) => found.entry(account).or_default().push(at),
            Err(problem) => taken.left.push((at, Why::Unmatched, vec![problem])),
        }
    }
    found
}
