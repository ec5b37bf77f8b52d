//! Many accounts: read, laid out, printed, written, recorded, some at a time.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::ProgressBar;

use super::failed;
use super::folders::Folders;
use super::order::{Drafted, Order, Outcome, known};
use super::printed::{Printed, printed};
use super::says::problem;
use super::sheets::{Sheet, Shop, edited, lay_out, older};
use super::stock::press;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register::{self, Entry, registry_error};
use crate::cli::write;
use crate::docket::Docket;
use crate::domain::event::{DocumentRecord, Payload, StreamId};
use crate::domain::problem::Problem;
use crate::domain::{AccountId, Event};
use crate::press::Crew;

/// How many accounts are read, drafted and recorded together: bounds memory, and what a kill makes undone.
const TOGETHER: usize = 64;

/// Drafts, writes and records.
///
/// # Errors
/// The registry cannot be written, or there is no such kind. What is wrong with one document is in the outcome.
pub fn draft(desk: &mut Desk<'_>, order: &Order) -> Result<Outcome, CommandError> {
    let press = press(desk)?;
    order.kinds.iter().try_for_each(|word| known(word, press.library()))?;
    let (workspace, rules) = (desk.workspace()?, desk.rules()?);
    let output = match &order.output {
        Some(dir) => std::path::absolute(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?,
        None => workspace.out(),
    };
    let shop = Shop {
        order,
        press: &press,
        workspace: &workspace,
        crew: &Crew::new(order.jobs),
        rules: &rules,
        as_of: desk.settings.as_of,
    };
    if order.accounts.len() > TOGETHER {
        press.expect_many();
    }
    let mut folders = Folders::open(&output, order, &workspace)?;
    let stop = desk.interruption();
    let bar = desk.progress(order.accounts.len());
    let mut outcome = Outcome::default();
    for accounts in order.accounts.chunks(TOGETHER) {
        if stop.load(Ordering::Relaxed) {
            outcome.interrupted = true;
            break;
        }
        some(desk, accounts, &shop, &mut folders, &stop, &bar, &mut outcome)?;
    }
    bar.finish_and_clear();
    if !desk.settings.dry_run && order.accounts.len() > 1 {
        outcome.failed_list = failed::keep(&output, &outcome, desk.lang())?;
    }
    Ok(outcome)
}

/// One account of those that are drafted together.
struct Laid {
    docket: Docket,
    folder: PathBuf,
}

fn some(
    desk: &mut Desk<'_>,
    accounts: &[AccountId],
    shop: &Shop<'_>,
    folders: &mut Folders,
    stop: &Arc<AtomicBool>,
    bar: &ProgressBar,
    outcome: &mut Outcome,
) -> Result<(), CommandError> {
    let failed_before = outcome.failed.len();
    let (crew, go, dry_run) = (shop.crew, AtomicBool::new(false), desk.settings.dry_run);
    let registry = &*desk.registry()?;
    let events = |account: &AccountId| -> Result<Vec<Event>, CommandError> {
        registry.events(&StreamId::Account(account.clone())).map_err(registry_error)
    };
    let read =
        crew.map(accounts, &go, |_, account| Ok(events(account).and_then(|e| register::fold(account, &e))));
    let mut places = Vec::with_capacity(accounts.len());
    for (account, read) in accounts.iter().zip(read) {
        match read {
            Some(Ok(docket)) => {
                let Some(docket) = docket? else { continue };
                let folder = folders.of(&docket)?;
                places.push(Laid { docket, folder });
            }
            Some(Err(error)) => outcome.fail(account, &shop.order.kinds.join(","), error.problem()),
            None => {}
        }
    }
    if !dry_run {
        folders.keep()?;
    }
    let laid = crew.map(&places, &go, |_, place| {
        if !dry_run {
            write::sweep(&place.folder);
        }
        Ok(lay_out(shop, &place.docket, &place.folder))
    });
    let mut sheets: Vec<(usize, Sheet)> = Vec::new();
    let mut waiting = vec![0_usize; places.len()];
    for (at, laid) in laid.into_iter().enumerate() {
        match laid {
            Some(Ok((of, other))) => {
                waiting[at] = of.len();
                sheets.extend(of.into_iter().map(|sheet| (at, sheet)));
                outcome.add(other);
            }
            Some(Err(error)) => {
                outcome.fail(&places[at].docket.case.account, &shop.order.kinds.join(","), error.problem());
            }
            None => {}
        }
    }
    bar.inc((accounts.len() - waiting.iter().filter(|n| **n > 0).count()) as u64);
    let mut results: Vec<Option<Put>> = sheets.iter().map(|_| None).collect();
    let job = |_: usize, (_, sheet): &(usize, Sheet)| printed(shop.press, &sheet.record, &sheet.data);
    // Written on this thread, so that those that print do not wait for the disk.
    crew.run(&sheets, stop, job, |index, result| {
        let (at, sheet) = &sheets[index];
        waiting[*at] -= 1;
        bar.inc(u64::from(waiting[*at] == 0));
        results[index] = Some(match result {
            Ok(Ok(Printed { sha256, pages, bytes })) => {
                let edited = edited(sheet, &sha256, &places[*at].docket);
                let write = || if dry_run { Ok(()) } else { write::one_of_many(&sheet.path, &bytes) };
                match edited {
                    Some(problem) => Err(vec![problem]),
                    None => write().map(|()| (sha256, pages)).map_err(|error| error.problems),
                }
            }
            Ok(Err(problems)) => Err(problems),
            Err(error) => Err(vec![problem(&error, &places[*at].docket)]),
        });
    });
    let written: BTreeSet<usize> = sheets
        .iter()
        .zip(&results)
        .filter(|(_, result)| !dry_run && matches!(result, Some(Ok(_))))
        .map(|((at, _), _)| *at)
        .collect();
    for at in written {
        write::settle(&places[at].folder)?;
    }
    let mut entries: Vec<Entry> = places
        .iter()
        .map(|p| Entry {
            account: p.docket.case.account.clone(),
            expected: p.docket.version,
            payloads: Vec::new(),
        })
        .collect();
    let mut drafted = Vec::new();
    for ((at, sheet), result) in sheets.into_iter().zip(results) {
        let docket = &places[at].docket;
        let account = &docket.case.account;
        match result {
            Some(Ok((sha256, pages))) => {
                let record = DocumentRecord { sha256, pages, ..sheet.record };
                entries[at].payloads.push(Payload::Drafted(Box::new(record.clone())));
                drafted.push(Drafted { account: account.clone(), path: sheet.path, record });
            }
            Some(Err(problems)) => {
                problems.into_iter().for_each(|p| outcome.fail(account, &sheet.record.kind, p));
            }
            None => outcome.interrupted = true,
        }
    }
    if !dry_run {
        register::append(desk, entries)?;
    }
    outcome.drafted.extend(drafted);
    for failure in &mut outcome.failed[failed_before..] {
        let Some(place) = places.iter().find(|p| p.docket.case.account == failure.account) else { continue };
        let made = outcome.drafted.iter().chain(&outcome.unchanged);
        let old = older(shop, &failure.kind, &place.docket, &place.folder);
        // A Word version that was worked on is the user's own, and one of another format may be new.
        failure.older = old.filter(|path| {
            failure.problem.code != "E-DRAFT-EDITED" && !made.clone().any(|d| d.path == *path)
        });
    }
    Ok(())
}

/// Hash and pages, or why there is no file.
type Put = Result<(String, u32), Vec<Problem>>;
