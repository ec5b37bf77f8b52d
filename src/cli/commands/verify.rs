//! `sucheng verify`.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::bundling;
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Again};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::mailing;
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::docket::Docket;
use crate::docket::given::Given;
use crate::domain::bundle::BundleRecord;
use crate::domain::event::DocumentRecord;
use crate::domain::proof::StoredFile;
use crate::domain::{AccountId, Event};
use crate::papers::{Kept, Shelf, hash};

/// Make recorded documents again and compare them; hash the evidence and the mails kept again
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
}

/// One thing that was looked at.
struct Finding {
    account: AccountId,
    what: String,
    /// The file as records have it, of what is one.
    path: Option<String>,
    /// `same`, `different`, `missing`, `changed`, `not-comparable`
    result: &'static str,
    /// Which input is another one now.
    because: Option<&'static str>,
}

/// Looks at the latest record of each document, at each piece of evidence and at each mail kept.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: VerifyArgs, desk: &mut Desk<'_>) -> Done {
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let bar = desk.progress(accounts.len());
    let mut findings = Vec::new();
    for account in &accounts {
        let events = register::events(desk, account)?;
        let Some(docket) = register::fold(account, &events)? else { continue };
        // What was withdrawn may have been handed in before: it is kept, and kept as it was.
        let gone = docket.withdrawn.iter().map(|w| &w.what.0);
        let stored = docket.case.evidence.iter().chain(gone);
        let stored = stored.filter_map(|e| Some((e.title.clone(), e.stored.clone()?)));
        let papers = docket.milestones.iter().flat_map(|m| {
            m.what
                .evidence
                .iter()
                .map(|stored| (format!("{}/{}", m.what.track, m.what.milestone), stored.clone()))
        });
        let letters =
            docket.given.iter().flat_map(Given::papers).map(|(of, stored)| (of.to_owned(), stored.clone()));
        for (title, stored) in stored.chain(papers).chain(letters) {
            findings.push(evidence(desk, account, title, &stored)?);
        }
        findings.extend(mails(desk, account, &events)?);
        // A later draft of the same name took the place of an earlier one.
        let latest: BTreeMap<&str, &DocumentRecord> =
            docket.documents.iter().map(|d| (d.what.path.as_str(), &d.what)).collect();
        for record in latest.values() {
            findings.push(document(desk, account, &events, record)?);
        }
        findings.extend(bundles(desk, account, &events, &docket)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    report(&findings, desk)
}

fn evidence(
    desk: &mut Desk<'_>,
    account: &AccountId,
    what: String,
    stored: &StoredFile,
) -> Result<Finding, CommandError> {
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let result = match shelf.verify(stored) {
        Kept::Same => "same",
        Kept::Missing => "missing",
        Kept::Changed => "changed",
    };
    Ok(Finding { account: account.clone(), what, path: None, result, because: None })
}

/// The mails kept of what left, and of what came back, hashed again.
fn mails(desk: &mut Desk<'_>, account: &AccountId, events: &[Event]) -> Result<Vec<Finding>, CommandError> {
    let workspace = desk.workspace()?;
    let outbox = mailing::outbox(account, events)?;
    let left = outbox.notices().iter().filter_map(|n| n.sent()).map(|sent| (&sent.path, &sent.sha256));
    let back = outbox.notices().iter().flat_map(|n| &n.answers).map(|a| (&a.path, &a.source.sha256));
    let finding = |(path, sha256): (&String, &String)| {
        let result = match hash::of_file(&workspace.absolute(path)) {
            Ok((found, _)) if found == *sha256 => "same",
            Ok(_) => "changed",
            Err(_) => "missing",
        };
        let (account, what) = (account.clone(), path.clone());
        Finding { account, what, path: Some(path.clone()), result, because: None }
    };
    Ok(left.chain(back).map(finding).collect())
}

fn document(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    record: &DocumentRecord,
) -> Result<Finding, CommandError> {
    let path = desk.workspace()?.absolute(&record.path);
    let on_disk = match std::fs::read(&path) {
        Ok(bytes) if hash::of_bytes(&bytes) == record.sha256 => None,
        Ok(_) => Some("changed"),
        Err(_) => Some("missing"),
    };
    let (result, because) = match (drafting::again(desk, account, events, record)?, on_disk) {
        (Again::Different, _) => ("different", None),
        (_, Some(on_disk)) => (on_disk, None),
        (Again::Same, None) => ("same", None),
        (Again::NotComparable(input), None) => ("not-comparable", Some(input)),
    };
    let (account, path) = (account.clone(), record.path.clone());
    Ok(Finding { account, what: path.clone(), path: Some(path), result, because })
}

/// The latest bundle of each place: its files as they lie there, and the whole put together again.
fn bundles(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    docket: &Docket,
) -> Result<Vec<Finding>, CommandError> {
    let latest: BTreeMap<&str, &BundleRecord> =
        docket.bundles.iter().filter_map(|b| Some((b.what.place()?, &b.what))).collect();
    let mut findings = Vec::new();
    for record in latest.into_values() {
        let Some(what) = record.files.first().map(|f| f.path.clone()) else { continue };
        let mut on_disk = None;
        for file in &record.files {
            match hash::of_file(&desk.workspace()?.absolute(&file.path)) {
                Ok((sha256, _)) if sha256 == file.sha256 => {}
                Ok(_) => on_disk = Some(("changed", file.path.clone())),
                Err(_) => on_disk = Some(("missing", file.path.clone())),
            }
        }
        let again = bundling::again(desk, account, events, record)?;
        let (result, what, because) = match (again, on_disk) {
            (Again::Different, _) => ("different", what, None),
            (_, Some((result, file))) => (result, file, None),
            (Again::Same, None) => ("same", what, None),
            (Again::NotComparable(input), None) => ("not-comparable", what, Some(input)),
        };
        let path = Some(what.clone());
        findings.push(Finding { account: account.clone(), what, path, result, because });
    }
    Ok(findings)
}

fn report(findings: &[Finding], desk: &mut Desk<'_>) -> Done {
    let count = |r: &str| findings.iter().filter(|f| f.result == r).count();
    let bad = ["different", "missing", "changed"].into_iter().map(count).sum::<usize>();
    if desk.settings.for_programs() {
        let workspace = desk.workspace()?;
        let list: Vec<Value> = findings
            .iter()
            .map(|f| json!({"account": f.account, "what": f.what, "path": f.path.as_deref().map(|path| workspace.absolute(path)), "result": f.result, "because": f.because}))
            .collect();
        desk.json("verify", "findings", json!({"sound": bad == 0, "findings": list}))?;
    } else {
        for f in findings.iter().filter(|f| f.result != "same") {
            let code = format!("M-VERIFY-{}", f.result.to_uppercase());
            desk.say(
                &code,
                &[
                    ("account", f.account.to_string()),
                    ("what", f.what.clone()),
                    ("because", f.because.unwrap_or_default().to_owned()),
                ],
            )?;
        }
        desk.say(
            "M-VERIFY-COUNT",
            &[
                ("same", count("same").to_string()),
                ("bad", bad.to_string()),
                ("other", count("not-comparable").to_string()),
            ],
        )?;
    }
    Ok(if bad == 0 { Exit::Done } else { Exit::Integrity })
}
