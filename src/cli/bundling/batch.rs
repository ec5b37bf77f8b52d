//! Many accounts: read, put together, moved into place, recorded, some at a time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::compose::{Composed, Stop, compose};
use super::outcome::{BundledFile, Failure, Made, Outcome};
use super::shop::{Ask, Order, Shop};
use crate::bundles::Confidence;
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Folders};
use crate::cli::error::CommandError;
use crate::cli::register::{self, Entry};
use crate::cli::write;
use crate::docket::Docket;
use crate::domain::bundle::{BundleFile, BundleFor, BundleRecord};
use crate::domain::event::{DocumentRecord, Payload};
use crate::domain::problem::{self, Problem};
use crate::domain::{AccountId, Event};
use crate::papers::hash;
use crate::press::Crew;

/// How many accounts are put together before they are recorded: bounds what a kill makes undone.
const TOGETHER: usize = 16;
/// What the folder is called in which a bundle is put together.
const PREFIX: &str = ".sucheng-";
const SUFFIX: &str = ".part";

/// Puts bundles for the court together, moves them into place and records them.
///
/// # Errors
/// There is no such profile; the registry cannot be written. What is wrong with one account is in the outcome.
pub fn court(desk: &mut Desk<'_>, order: &Order, accounts: &[AccountId]) -> Result<Outcome, CommandError> {
    let shop = Shop::open(desk)?;
    order.profile.as_deref().map(|name| shop.named(name)).transpose()?;
    let output = match &order.output {
        Some(dir) => std::path::absolute(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?,
        None => shop.workspace.out().join("court"),
    };
    let layout = drafting::Order { layout: order.layout, ..drafting::Order::default() };
    let mut folders = Folders::open(&output, &layout, &shop.workspace)?;
    let (stop, bar, crew) = (desk.interruption(), desk.progress(accounts.len()), Crew::new(order.jobs));
    let mut outcome = Outcome::default();
    for some in accounts.chunks(TOGETHER) {
        if stop.load(Ordering::Relaxed) {
            outcome.interrupted = true;
            break;
        }
        let mut places = Vec::with_capacity(some.len());
        for account in some {
            let events = register::events(desk, account)?;
            match place(&shop, order, account, &events, &mut folders) {
                Ok(Some(place)) => places.push(place),
                Ok(None) => bar.inc(1),
                Err(error) => outcome.fail(account, error),
            }
        }
        let dry_run = desk.settings.dry_run;
        if !dry_run {
            folders.keep()?;
        }
        let as_of = desk.settings.as_of;
        let job = |_: usize, place: &Place| Ok(put_together(&shop, order, place, as_of, dry_run));
        let mut results: Vec<Option<Result<Done, Stop>>> = places.iter().map(|_| None).collect();
        let delivered = crew.run(&places, &stop, job, |at, result| {
            bar.inc(1);
            results[at] = Some(result.unwrap_or_else(|error| Err(error.problem().into())));
        });
        outcome.interrupted |= delivered < places.len();
        let mut entries = Vec::new();
        for (place, result) in places.iter().zip(results) {
            let account = &place.docket.case.account;
            match result {
                Some(Ok(done)) => {
                    if place.unsure {
                        outcome.unsure.insert(place.profile.clone());
                    }
                    let made = if dry_run { done.made } else { settle(&shop, place, done, &mut entries)? };
                    outcome.made.push(made);
                }
                Some(Err(Stop { problems, integrity })) => {
                    outcome.failed.push(Failure { account: account.clone(), problems, integrity });
                }
                None => {}
            }
        }
        register::append(desk, entries)?;
    }
    bar.finish_and_clear();
    Ok(outcome)
}

/// One account of those that are put together.
struct Place {
    docket: Docket,
    folder: PathBuf,
    profile: String,
    unsure: bool,
}

fn place(
    shop: &Shop,
    order: &Order,
    account: &AccountId,
    events: &[Event],
    folders: &mut Folders,
) -> Result<Option<Place>, CommandError> {
    let Some(docket) = register::fold(account, events)? else { return Ok(None) };
    let profile = shop.profile(order, &docket)?;
    let (profile, unsure) = (profile.id.clone(), profile.confidence == Confidence::U);
    let folder = folders.of(&docket)?;
    Ok(Some(Place { docket, folder, profile, unsure }))
}

/// A bundle that was put together and waits to be moved.
struct Done {
    staging: tempfile::TempDir,
    made: Made,
    record: BundleRecord,
}

fn put_together(
    shop: &Shop,
    order: &Order,
    place: &Place,
    as_of: chrono::NaiveDate,
    dry_run: bool,
) -> Result<Done, Stop> {
    let profile = shop.named(&place.profile).map_err(|e| Stop::from(e.problems))?;
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(PREFIX).suffix(SUFFIX);
    let staging = if dry_run {
        builder.tempdir()
    } else {
        sweep(&place.folder);
        write::folders(&place.folder).and_then(|()| builder.tempdir_in(&place.folder))
    };
    let staging =
        staging.map_err(|e| Stop::from(CommandError::file("E-WRITE", &place.folder, &e).problems))?;
    let ask = Ask { docket: &place.docket, profile, renumber: order.renumber, as_of };
    let composed = compose(shop, ask, staging.path()).and_then(|composed| {
        let foreign = foreign(shop, place, &composed.record);
        if foreign.is_empty() { Ok(composed) } else { Err(foreign.into()) }
    });
    let Composed { files, record, warnings } = match composed {
        Ok(composed) => composed,
        Err(stop) => {
            drop(staging);
            // A folder that was made for nothing goes; one that holds anything cannot be removed this way.
            if !dry_run {
                let _ = std::fs::remove_dir(&place.folder);
            }
            return Err(stop);
        }
    };
    let mut files = files.into_iter().map(|f| BundledFile {
        path: place.folder.join(&f.name),
        title: f.title,
        sha256: f.sha256,
        pages: f.pages,
    });
    let Some(main) = files.next() else {
        let problem = crate::bundles::agreement::disagrees("files", "0", "1");
        return Err(problem.into());
    };
    let made = Made {
        account: place.docket.case.account.clone(),
        profile: Some(profile.id.clone()),
        main,
        files: files.collect(),
        warnings,
    };
    Ok(Done { staging, made, record })
}

/// Files that lie where this bundle's are to lie and that no record of the account knows.
fn foreign(shop: &Shop, place: &Place, record: &BundleRecord) -> Vec<Problem> {
    let docket = &place.docket;
    let bundled = docket.bundles.iter().flat_map(|b| &b.what.files).map(|f| f.sha256.as_str());
    let known: BTreeSet<&str> =
        bundled.chain(docket.documents.iter().map(|d| d.what.sha256.as_str())).collect();
    let wrong = |file: &BundleFile| {
        let path = place.folder.join(&file.path);
        let (found, _) = hash::of_file(&path).ok()?;
        let ours = found == file.sha256 || known.contains(found.as_str());
        let shown = shop.workspace.relative(&path);
        (!ours).then(|| Problem::error("E-BUNDLE-FOREIGN", problem::Place::default()).with("path", shown))
    };
    record.files.iter().filter_map(wrong).collect()
}

/// Moves a bundle into place and prepares its record. What an earlier bundle left there that is no part of this one goes,
/// unless somebody changed it.
fn settle(shop: &Shop, place: &Place, done: Done, entries: &mut Vec<Entry>) -> Result<Made, CommandError> {
    let Done { staging, made, record } = done;
    let workspace = &shop.workspace;
    for file in &record.files {
        let (from, to) = (staging.path().join(&file.path), place.folder.join(&file.path));
        let moved = write::folders(to.parent().unwrap_or(&place.folder))
            .and_then(|()| std::fs::File::open(&from)?.sync_all())
            .and_then(|()| std::fs::rename(&from, &to));
        moved.map_err(|e| CommandError::file("E-WRITE", &to, &e))?;
    }
    let path = |name: &str| workspace.relative(&place.folder.join(name));
    let files: Vec<BundleFile> =
        record.files.iter().map(|f| BundleFile { path: path(&f.path), ..f.clone() }).collect();
    let documents: Vec<DocumentRecord> =
        record.documents.iter().map(|d| DocumentRecord { path: path(&d.path), ..d.clone() }).collect();
    let earlier = place.docket.bundles.iter().filter(|b| b.what.whom == BundleFor::Court);
    for old in earlier.flat_map(|b| &b.what.files) {
        let at = workspace.absolute(&old.path);
        let ours = !files.iter().any(|f| f.path == old.path) && at.starts_with(&place.folder);
        if ours && std::fs::read(&at).is_ok_and(|bytes| hash::of_bytes(&bytes) == old.sha256) {
            std::fs::remove_file(&at).map_err(|e| CommandError::file("E-WRITE", &at, &e))?;
        }
    }
    write::settle(&place.folder)?;
    let record = BundleRecord { files, documents, ..record };
    entries.push(Entry {
        account: place.docket.case.account.clone(),
        expected: place.docket.version,
        payloads: vec![Payload::Bundled(Box::new(record))],
    });
    Ok(made)
}

/// Takes away the folders in which a run that was killed put bundles together.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // One that stays is hidden and does no harm.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}
