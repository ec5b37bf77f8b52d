//! `bundle --for counsel`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use serde_json::json;

use super::BundleArgs;
use crate::cli::bundling::counsel::{self, Gathered, Looking, Missing, Passphrase, Written, listed};
use crate::cli::bundling::{self, BundledFile, Failure, Made, Order, Outcome};
use crate::cli::commands::draft::processors;
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::CommandError;
use crate::cli::register::{self, Entry};
use crate::domain::AccountId;
use crate::domain::bundle::{BundleFile, BundleFor, BundleRecord, Numbering};
use crate::domain::event::Payload;
use crate::domain::problem::{Place, Problem, Severity};
use crate::papers::is_encrypted;

/// Makes the package of each account, its court bundle first.
///
/// # Errors
/// The passphrase cannot be had, or the registry cannot be written.
pub fn make(args: &BundleArgs, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Outcome, CommandError> {
    let Passphrase { words, mut warnings } =
        counsel::passphrase(args.passphrase_env.as_deref(), args.passphrase_file.as_deref())?;
    let workspace = desk.workspace()?;
    let folder = args.output.clone().unwrap_or_else(|| workspace.out().join("counsel"));
    let folder = std::path::absolute(&folder).map_err(|e| CommandError::file("E-WRITE", &folder, &e))?;
    let library = drafting::library(desk)?;
    // Said once to a person, quiet or not; to programs with each package.
    if !desk.settings.for_programs() {
        warnings.drain(..).try_for_each(|problem| desk.warn(&problem))?;
    }
    let mut outcome = Outcome::default();
    let accounts = if words.is_some() { accounts.to_vec() } else { open(accounts, &folder, &mut outcome)? };
    let accounts = accounts.as_slice();
    let Courts { bundled, refused } = courts(args, accounts, desk)?;
    let stop = desk.interruption();
    let bar = desk.progress(accounts.len());
    for account in accounts {
        if stop.load(Ordering::Relaxed) {
            outcome.interrupted = true;
            break;
        }
        bar.inc(1);
        let events = register::events(desk, account)?;
        let Some(docket) = register::fold(account, &events)? else { continue };
        let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
        let looking = Looking {
            events: &events,
            docket: &docket,
            workspace: &workspace,
            library: &library,
            rules: &rules,
            as_of,
        };
        let fail = |problems| Failure { account: account.clone(), problems, integrity: true };
        let court = bundled.get(account).map(Vec::as_slice);
        let Gathered { package, missing } = match counsel::gather(&looking, court, words.is_some())? {
            Ok(gathered) => gathered,
            Err(problems) => {
                outcome.failed.push(fail(problems));
                continue;
            }
        };
        let path = place_of(&folder, account);
        let mut sha256 = String::new();
        if !desk.settings.dry_run {
            match counsel::write(&package, &path, words.as_deref(), as_of)? {
                Ok(Written { sha256: written }) => sha256 = written,
                Err(problems) => {
                    outcome.failed.push(fail(problems));
                    continue;
                }
            }
        }
        let title = format!("{account} 代理律师材料");
        let pages = package.entries().iter().map(|entry| entry.pages).sum();
        let main = BundledFile { path: path.clone(), title: title.clone(), sha256: sha256.clone(), pages };
        let of = |entry: &crate::bundles::counsel::Entry| BundledFile {
            path: PathBuf::from(&entry.path),
            title: entry.title.clone(),
            sha256: entry.sha256.clone(),
            pages: entry.pages,
        };
        let files = package.entries().iter().map(of).collect();
        let mut told = warnings.clone();
        told.extend(lacking(account, &missing, desk));
        told.extend(refused.get(account).cloned().unwrap_or_default());
        outcome.missing.insert(
            account.clone(),
            missing
                .iter()
                .map(|lack| json!({"kind": lack.kind, "title": lack.title, "format": lack.format, "why": lack.why}))
                .collect(),
        );
        if !desk.settings.dry_run {
            let file = BundleFile { path: workspace.relative(&path), title, sha256, pages };
            let record = BundleRecord {
                whom: BundleFor::Counsel,
                profile: String::new(),
                tables_sha256: String::new(),
                numbering: Numbering::default(),
                renumbered: false,
                files: vec![file],
                parts: Vec::new(),
                documents: Vec::new(),
                facts: docket.version,
                as_of,
                rules_sha256: rules.sha256().to_owned(),
                fonts_sha256: String::new(),
                program: env!("CARGO_PKG_VERSION").to_owned(),
            };
            let payloads = vec![Payload::Bundled(Box::new(record))];
            let entry = Entry { account: account.clone(), expected: docket.version, payloads };
            register::append(desk, vec![entry])?;
        }
        outcome.made.push(Made { account: account.clone(), profile: None, main, files, warnings: told });
    }
    bar.finish_and_clear();
    outcome.court = bundled;
    Ok(outcome)
}

/// The accounts whose package takes no encrypted one's place: that is not given up in passing.
fn open(
    accounts: &[AccountId],
    folder: &Path,
    outcome: &mut Outcome,
) -> Result<Vec<AccountId>, CommandError> {
    let mut free = Vec::new();
    for account in accounts {
        let path = place_of(folder, account);
        if !is_encrypted(&path).map_err(|e| CommandError::file("E-READ", &path, &e))? {
            free.push(account.clone());
            continue;
        }
        let problem = Problem::error("E-BUNDLE-ENCRYPTED", Place::default()).with("path", path.display());
        outcome.failed.push(Failure { account: account.clone(), problems: vec![problem], integrity: false });
    }
    Ok(free)
}

fn place_of(folder: &Path, account: &AccountId) -> PathBuf {
    folder.join(format!("{account}-counsel.zip"))
}

/// Court bundles, and why there is none.
struct Courts {
    bundled: BTreeMap<AccountId, Vec<BundledFile>>,
    refused: BTreeMap<AccountId, Vec<Problem>>,
}

/// The court bundle of each account for which one can be made now. That one cannot does not keep counsel from the rest.
fn courts(args: &BundleArgs, accounts: &[AccountId], desk: &mut Desk<'_>) -> Result<Courts, CommandError> {
    let for_court = Order {
        output: None,
        layout: args.layout,
        profile: args.profile.clone(),
        as_before: true,
        renumber: args.renumber,
        jobs: args.jobs.map_or_else(processors, usize::from),
    };
    let Outcome { made, failed, .. } = bundling::court(desk, &for_court, accounts)?;
    let dry_run = desk.settings.dry_run;
    let there = |file: &BundledFile| dry_run || file.path.is_file();
    let files = |m: Made| std::iter::once(m.main).chain(m.files).filter(there).collect();
    let doubt = |problem: Problem| Problem { severity: Severity::Warning, ..problem };
    let why = |f: Failure| (f.account, f.problems.into_iter().map(doubt).collect());
    Ok(Courts {
        bundled: made.into_iter().map(|m| (m.account.clone(), files(m))).collect(),
        refused: failed.into_iter().map(why).collect(),
    })
}

/// What is missing, in one warning, with the command that drafts what a draft would cure.
fn lacking(account: &AccountId, missing: &[Missing], desk: &Desk<'_>) -> Option<Problem> {
    let list = listed(desk.lang(), missing);
    let between = desk.text("S-MISSING-BETWEEN", &[]);
    let cured = |lack: &&Missing| ["not-drafted", "stale", "changed", "gone"].contains(&lack.why);
    let mut kinds: Vec<&str> = Vec::new();
    for lack in missing.iter().filter(cured) {
        if !kinds.contains(&lack.kind.as_str()) {
            kinds.push(&lack.kind);
        }
    }
    let command = match kinds.is_empty() {
        true => String::new(),
        false => format!("sucheng draft {} {account} --format pdf,docx", kinds.join(",")),
    };
    let problem = Problem::warning("W-BUNDLE-MISSING", Place::default()).with("list", list.join(&between));
    (!list.is_empty()).then(|| problem.with("command", command))
}
