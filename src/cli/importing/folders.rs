//! Case folders into the registry.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::outcome::{Changed, Imported};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::workspace::Workspace;
use crate::cli::{commands, masking, workers};
use crate::docket::{Docket, is_of_evidence};
use crate::domain::AccountId;
use crate::domain::change::{self, Change};
use crate::domain::event::{MilestoneEvent, Payload};
use crate::domain::problem::{Place, Problem};
use crate::intake::{self, Defaults, Proposal};
use crate::papers::{Kept, Shelf};

/// How many case folders are read, and accounts made durable, together.
const TOGETHER: usize = 200;

/// Takes case folders in: the good ones go in, the others are refused whole. Gives each account with its folder.
///
/// # Errors
/// The registry or the evidence folder cannot be written.
pub fn take_in(
    folders: &[PathBuf],
    reason: Option<&str>,
    desk: &mut Desk<'_>,
    done: &mut Imported,
) -> Result<BTreeMap<AccountId, PathBuf>, CommandError> {
    let workspace = desk.workspace()?;
    let defaults = Defaults { creditor: workspace.config.creditor.clone() };
    let bar = desk.progress(folders.len());
    let mut seen = BTreeMap::new();
    for folders in folders.chunks(TOGETHER) {
        // Reading looks into every piece of evidence: most of the time of an import.
        let read = workers::each(folders, |folder| {
            bar.inc(1);
            Ok(intake::case_folder(folder, &defaults))
        })?;
        let mut entries: Vec<Entry> = Vec::new();
        for (folder, proposal) in folders.iter().zip(read) {
            match proposal {
                Err(problems) => {
                    done.refused_items += 1;
                    done.refused.extend(problems);
                }
                Ok(proposal) => {
                    let account = proposal.case.account.clone();
                    if let Some(first) = seen.insert(account.clone(), folder.clone()) {
                        done.refused_items += 1;
                        let place = Place {
                            file: Some(folder.display().to_string()),
                            field: Some("account".into()),
                            ..Place::default()
                        };
                        done.refused.push(
                            Problem::error("E-IMPORT-TWICE", place)
                                .with("account", &account)
                                .with("first", first.display()),
                        );
                        continue;
                    }
                    if let Some(entry) = take(proposal, reason, &workspace, desk, done)? {
                        entries.push(entry);
                    }
                }
            }
        }
        append(desk, entries)?;
    }
    bar.finish_and_clear();
    Ok(seen)
}

fn append(desk: &mut Desk<'_>, entries: Vec<Entry>) -> Result<(), CommandError> {
    if desk.settings.dry_run { Ok(()) } else { register::append(desk, entries) }
}

/// What one proposal adds to the log; `None` where it adds nothing or is refused.
fn take(
    proposal: Proposal,
    reason: Option<&str>,
    workspace: &Workspace,
    desk: &mut Desk<'_>,
    done: &mut Imported,
) -> Result<Option<Entry>, CommandError> {
    let account = proposal.case.account.clone();
    let before = register::events(desk, &account)?;
    let docket = register::fold(&account, &before)?;
    let mut payloads = Vec::new();
    let mut fields = Vec::new();
    let mut differs = Vec::new();
    match &docket {
        None => payloads.push(Payload::Imported {
            case: Box::new(proposal.case.clone()),
            source: proposal.source.clone(),
        }),
        Some(docket) => {
            let changes = change::between(&docket.filed, &proposal.case.to_facts());
            fields = changes.iter().map(|c| c.path.clone()).collect();
            done.warnings.extend(overridden(docket, &changes, &proposal.source.file));
            differs = masking::changes(&changes, desk.settings.unmask);
            if !changes.is_empty() {
                let reason = reason.map_or_else(|| format!("import {}", proposal.source.file), str::to_owned);
                payloads.push(Payload::Amended { changes, reason, source: Some(proposal.source.clone()) });
            }
        }
    }
    let mut problems = Vec::new();
    if let Some(docket) = &docket {
        apart(docket, &proposal, &mut problems, &mut done.warnings);
    }
    let milestones = milestones(&proposal, docket.as_ref(), desk, &mut problems)?;
    if !problems.is_empty() {
        done.refused_items += 1;
        done.refused.extend(problems);
        return Ok(None);
    }
    fields.extend(milestones.iter().map(|m| format!("milestones.{}/{}", m.track, m.milestone)));
    payloads.extend(milestones.into_iter().map(Payload::Milestone));
    done.warnings.extend(proposal.warnings);
    if !desk.settings.dry_run {
        // Also of an account that is as before: a file that was lost or damaged since comes back.
        let shelf = Shelf::new(workspace.evidence());
        for (id, path) in &proposal.files {
            let stored = proposal.case.evidence.iter().find(|e| e.id == *id).and_then(|e| e.stored.as_ref());
            if payloads.is_empty() && stored.is_some_and(|stored| shelf.verify(stored) == Kept::Same) {
                continue;
            }
            let kept = stored.map_or_else(|| shelf.put(path).map(drop), |stored| shelf.put_as(path, stored));
            kept.map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem(path)]))?;
        }
    }
    if payloads.is_empty() {
        done.unchanged.push(account);
        return Ok(None);
    }
    if docket.is_none() {
        done.new.push(account.clone());
    } else {
        done.changed.push(Changed { account: account.clone(), fields, changes: differs });
    }
    Ok(Some(Entry { account, expected: before.len() as u64, payloads }))
}

/// Where the file says something new of evidence that was added or withdrawn by command. Nothing of that is taken over;
/// another content under a name that is taken stops the account, so that no exhibit is lost or confused.
fn apart(docket: &Docket, proposal: &Proposal, problems: &mut Vec<Problem>, warnings: &mut Vec<Problem>) {
    let filed = docket.filed["evidence"].as_array().map_or(&[][..], Vec::as_slice);
    let stated = proposal.case.to_facts();
    let stated = stated["evidence"].as_array().map_or(&[][..], Vec::as_slice);
    for (evidence, new) in proposal.case.evidence.iter().zip(stated) {
        let (id, sha256) = (&evidence.id, evidence.stored.as_ref().map(|s| &s.sha256));
        if filed.contains(new) || !(docket.is_added(id) || docket.is_withdrawn(id)) {
            continue;
        }
        let place = Place { file: Some(proposal.source.file.clone()), ..Place::default() };
        let worded = |problem: Problem| problem.with("account", &docket.case.account).with("id", id);
        if docket.is_withdrawn(id) {
            warnings.push(worded(Problem::warning("W-IMPORT-EVIDENCE-WITHDRAWN", place)));
            continue;
        }
        let added = docket.case.evidence.iter().find(|e| e.id == *id).and_then(|e| e.stored.as_ref());
        if added.map(|s| &s.sha256) == sha256 {
            warnings.push(worded(Problem::warning("W-IMPORT-EVIDENCE-ADDED", place)));
        } else {
            problems.push(worded(Problem::error("E-IMPORT-EVIDENCE", place)));
        }
    }
}

/// Fields that were corrected by hand and that the file now sets to something else.
pub fn overridden(docket: &Docket, changes: &[Change], file: &str) -> Vec<Problem> {
    changes
        .iter()
        .filter(|c| !(docket.has_evidence_apart() && is_of_evidence(&c.path)))
        .filter(|c| change::get(&docket.facts, &c.path).is_ok_and(|now| *now != c.from && *now != c.to))
        .map(|c| {
            let mut now = change::get(&docket.facts, &c.path).cloned().unwrap_or(Value::Null);
            let mut to = c.to.clone();
            masking::value(&c.path, &mut now);
            masking::value(&c.path, &mut to);
            let place =
                Place { file: Some(file.to_owned()), field: Some(c.path.clone()), ..Place::default() };
            Problem::warning("W-IMPORT-OVERRIDES", place)
                .with("account", &docket.case.account)
                .with("from", commands::amend::shown(&now))
                .with("to", commands::amend::shown(&to))
        })
        .collect()
}

/// The milestones of the file that are not yet recorded, each checked against those before it.
fn milestones(
    proposal: &Proposal,
    docket: Option<&Docket>,
    desk: &mut Desk<'_>,
    problems: &mut Vec<Problem>,
) -> Result<Vec<MilestoneEvent>, CommandError> {
    let rules = desk.rules()?;
    let today = desk.settings.as_of;
    let mut docket = match docket {
        Some(docket) => docket.clone(),
        None => Docket::of_case(&proposal.case, proposal.source.clone()),
    };
    let mut new = Vec::new();
    for row in &proposal.milestones {
        let place = Place { file: Some(row.file.clone()), line: Some(row.line), ..Place::default() };
        let event =
            match docket.milestone(row.track.as_deref(), &row.milestone, row.on, row.facts.clone(), &rules) {
                Ok(event) => event,
                Err(error) => {
                    problems.push(error.problem(place));
                    continue;
                }
            };
        if docket.has_recorded(&event) {
            continue;
        }
        match docket.check_milestone(&event, today, &rules) {
            Ok(()) => {
                docket = docket.with_milestone(event.clone());
                new.push(event);
            }
            Err(error) => problems.push(Problem { place, ..error.problem() }),
        }
    }
    Ok(new)
}
