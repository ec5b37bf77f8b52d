//! Account lists into the registry: read whole, then judged and recorded stretch by stretch, so that a program that is
//! killed leaves whole accounts only, and running it again does the rest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::annotated;
use super::folders::overridden;
use super::outcome::{Changed, Imported};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::register::{self, Entry, registry_error};
use crate::cli::{masking, workers};
use crate::domain::change::{self, Change};
use crate::domain::event::{BatchRecord, Payload, StreamId};
use crate::domain::problem::{Place, Problem};
use crate::domain::{AccountId, Case};
use crate::intake::lists::{self, Known, Layout, ListAccount};
use crate::intake::{self, Defaults};
use crate::registry::Registry;

/// Accounts that are judged, and made durable, together.
const TOGETHER: usize = 1_000;

/// Lists to take in.
#[derive(Debug)]
pub struct Lists<'a> {
    /// The files.
    pub files: &'a [PathBuf],
    /// The mapping, where one is named.
    pub mapping: Option<&'a Path>,
    /// Why facts differ from before.
    pub reason: Option<&'a str>,
    /// Whether an annotated workbook is written in any case.
    pub annotate: bool,
}

/// What is to be done about an account.
enum Judged {
    New(Box<Case>, Vec<Problem>),
    Changed(Vec<Change>, Vec<Problem>),
    Same(Vec<Problem>),
    Refused(Vec<Problem>),
}

impl Lists<'_> {
    /// Takes the lists in: good accounts go in, the others are refused whole. `seen` are the accounts that a case folder
    /// of the same import has.
    ///
    /// # Errors
    /// The registry cannot be written, or there is no room for temporary files.
    pub fn take_in(
        &self,
        seen: &BTreeMap<AccountId, PathBuf>,
        desk: &mut Desk<'_>,
        done: &mut Imported,
    ) -> Result<(), CommandError> {
        let defaults = Defaults { creditor: desk.workspace()?.config.creditor.clone() };
        let spool = |e: std::io::Error| CommandError::new(Exit::Failed, "E-IMPORT-SPOOL").with("reason", e);
        let mut read = lists::Lists::read(self.files, self.mapping).map_err(spool)?;
        let mut own = Imported::default();
        own.found(std::mem::take(&mut read.findings));
        let bar = desk.progress(read.len());
        loop {
            let (accounts, refused) = read.take(TOGETHER).map_err(spool)?;
            own.refused_items += refused;
            if accounts.is_empty() {
                break;
            }
            let layouts = read.layouts();
            let today = desk.settings.as_of;
            let registry = &*desk.registry()?;
            let judged = workers::each(&accounts, |account| {
                bar.inc(1);
                judge(account, layouts, registry, &defaults, seen, today)
            })?;
            let mut entries = Vec::new();
            for (account, (expected, judged)) in accounts.into_iter().zip(judged) {
                if let Some(payloads) = self.decide(&account, judged, desk, &mut own) {
                    entries.push(Entry { account: account.account, expected, payloads });
                }
            }
            if !desk.settings.dry_run {
                register::append(desk, entries)?;
            }
        }
        bar.finish_and_clear();
        self.batch(&read.sources, desk, &mut own)?;
        if !desk.settings.dry_run {
            // What went in is recorded: a copy that cannot be written must not hide it.
            let (written, failed) = annotated::write(self.files, &own, self.annotate, desk);
            own.annotated = written;
            own.add(failed);
        }
        done.new.append(&mut own.new);
        done.changed.append(&mut own.changed);
        done.unchanged.append(&mut own.unchanged);
        done.refused_items += own.refused_items;
        done.more += own.more;
        done.batch = own.batch;
        done.annotated = own.annotated;
        done.add(own.refused.into_iter().chain(own.warnings).chain(own.notes));
        Ok(())
    }

    /// What is recorded of an account.
    fn decide(
        &self,
        account: &ListAccount,
        judged: Judged,
        desk: &Desk<'_>,
        own: &mut Imported,
    ) -> Option<Vec<Payload>> {
        let source = account.source.clone();
        match judged {
            Judged::Refused(problems) => {
                own.refused_items += 1;
                own.add(problems);
                None
            }
            Judged::Same(warnings) => {
                own.add(warnings);
                own.unchanged.push(account.account.clone());
                None
            }
            Judged::New(case, warnings) => {
                own.add(warnings);
                own.new.push(account.account.clone());
                Some(vec![Payload::Imported { case, source }])
            }
            Judged::Changed(changes, warnings) => {
                own.add(warnings);
                // A person sees the values in a dry run only.
                let shown = desk.settings.dry_run || desk.settings.for_programs();
                own.changed.push(Changed {
                    account: account.account.clone(),
                    fields: changes.iter().map(|c| c.path.clone()).collect(),
                    changes: if shown {
                        masking::changes(&changes, desk.settings.unmask)
                    } else {
                        Vec::new()
                    },
                });
                let reason = self.reason.map_or_else(|| format!("import {}", source.file), str::to_owned);
                Some(vec![Payload::Amended { changes, reason, source: Some(source) }])
            }
        }
    }

    /// Records the lists as a batch, unless nothing of them is in the registry or the same files are recorded and
    /// changed nothing.
    fn batch(
        &self,
        sources: &[crate::domain::event::Source],
        desk: &mut Desk<'_>,
        own: &mut Imported,
    ) -> Result<(), CommandError> {
        let record = BatchRecord {
            sources: sources.to_vec(),
            new: own.new.len() as u64,
            changed: own.changed.len() as u64,
            unchanged: own.unchanged.len() as u64,
            refused: own.refused_items as u64,
        };
        let taken = record.new + record.changed;
        let events = desk.registry()?.events(&StreamId::Workspace).map_err(registry_error)?;
        let known = events
            .iter()
            .any(|e| matches!(&e.payload, Payload::BatchTaken(before) if before.sources == record.sources));
        let recorded = taken > 0 || (record.unchanged > 0 && !known);
        if recorded && !desk.settings.dry_run {
            register::append_to_workspace(desk, Payload::BatchTaken(record.clone()), events.len() as u64)?;
        }
        own.batch = Some((record, recorded && !desk.settings.dry_run));
        Ok(())
    }
}

/// Holds an account against what is known of it; gives the version it was read at.
fn judge(
    account: &ListAccount,
    layouts: &[Layout],
    registry: &Registry,
    defaults: &Defaults,
    seen: &BTreeMap<AccountId, PathBuf>,
    today: NaiveDate,
) -> Result<(u64, Judged), CommandError> {
    let ahead = |case: &Case| {
        let problem = intake::future(case, today).filter(|_| account.listed)?;
        Some(Problem { place: account.place_of(layouts, "debt.as_of"), ..problem })
    };
    let refused = |code: &'static str| {
        let place = Place { field: Some("account".to_owned()), ..account.place(layouts) };
        Problem::error(code, place).with("account", &account.account)
    };
    if let Some(folder) = seen.get(&account.account) {
        let problem = refused("E-IMPORT-TWICE").with("first", folder.display());
        return Ok((0, Judged::Refused(vec![problem])));
    }
    let events = registry.events(&StreamId::Account(account.account.clone())).map_err(registry_error)?;
    let version = events.len() as u64;
    let Some(docket) = register::fold(&account.account, &events)? else {
        let judged = match account.listed {
            false => Judged::Refused(vec![refused("E-LIST-NO-ACCOUNT")]),
            true => match account.new_case(layouts, defaults) {
                Ok(mut stated) => {
                    stated.warnings.extend(ahead(&stated.case));
                    Judged::New(Box::new(stated.case), stated.warnings)
                }
                Err(problems) => Judged::Refused(problems),
            },
        };
        return Ok((version, judged));
    };
    let payments: Vec<_> = docket.payments.iter().map(|p| p.what.clone()).collect();
    let known = Known { filed: &docket.filed, facts: &docket.facts, payments: &payments };
    let judged = match account.amended(layouts, known, defaults) {
        Err(problems) => Judged::Refused(problems),
        Ok(mut stated) => {
            stated.warnings.extend(ahead(&stated.case));
            let changes = change::between(&docket.filed, &stated.case.to_facts());
            if changes.is_empty() {
                Judged::Same(stated.warnings)
            } else {
                let mut warnings = stated.warnings;
                warnings.extend(overridden(&docket, &changes, &account.source.file));
                Judged::Changed(changes, warnings)
            }
        }
    };
    Ok((version, judged))
}
