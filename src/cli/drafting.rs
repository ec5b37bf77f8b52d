//! From selected accounts to files on disk and records in the log: the documents and press layers put to work.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use serde_json::Value;

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::register::{self, Entry};
use super::workspace::Workspace;
use super::write;
use crate::docket::{Docket, Money};
use crate::documents::{self, Brief};
use crate::domain::event::{DocumentRecord, Payload};
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::proof::StoredFile;
use crate::domain::{AccountId, Case, Event};
use crate::papers::{Kept, Shelf, hash};
use crate::press::{Crew, FontSettings, Library, PageOptions, Press};
use crate::rules::Rulebook;

/// How many accounts are read, drafted and recorded together: bounds memory, and what a kill makes undone.
const TOGETHER: usize = 64;

/// What to draft.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Kinds, or `filing` for what each account's track needs.
    pub kinds: Vec<String>,
    /// For which accounts.
    pub accounts: Vec<AccountId>,
    /// Where to, if not the workspace's `out`.
    pub output: Option<PathBuf>,
    /// Threads.
    pub jobs: usize,
    /// Leave alone what would come out as it is.
    pub changed_only: bool,
    /// Mask personal data.
    pub redact: bool,
}

/// A document that was drafted.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// Its account.
    pub account: AccountId,
    /// Where it lies.
    pub path: PathBuf,
    /// Its record.
    pub record: DocumentRecord,
}

/// A document that was not drafted.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its account.
    pub account: AccountId,
    /// Its kind.
    pub kind: String,
    /// Why.
    pub problem: Problem,
}

/// What came of an order.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Drafted.
    pub drafted: Vec<Drafted>,
    /// Left as they are, nothing having changed.
    pub unchanged: Vec<Drafted>,
    /// Not drafted.
    pub failed: Vec<Failure>,
}

/// One document to be printed.
struct Sheet {
    account: AccountId,
    data: Value,
    path: PathBuf,
    record: DocumentRecord,
}

/// The press of this workspace.
///
/// # Errors
/// No Chinese font, or a template of the workspace is wrong.
pub fn press(desk: &mut Desk<'_>) -> Result<Arc<Press>, CommandError> {
    desk.press(|workspace| {
        let fonts = workspace.config.fonts.clone();
        let settings = FontSettings {
            directories: fonts.dirs.into_iter().map(|dir| workspace.root.join(dir)).collect(),
            song: fonts.song,
            fangsong: fonts.fangsong,
            hei: fonts.hei,
            kai: fonts.kai,
            ..FontSettings::default()
        };
        Library::with_workspace(&workspace.templates())
            .and_then(|library| Press::new(&settings, library))
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))
    })
}

/// The kinds that a word means for a case: itself, or what `filing` stands for.
///
/// # Errors
/// There is no such kind.
pub fn kinds(word: &str, case: &Case) -> Result<Vec<String>, CommandError> {
    if word == "filing" {
        return Ok(documents::filing(case).iter().map(|d| d.kind.to_owned()).collect());
    }
    let known: Vec<&str> = documents::all().iter().map(|d| d.kind).collect();
    if known.contains(&word) {
        return Ok(vec![word.to_owned()]);
    }
    let near = known.iter().min_by_key(|k| strsim::damerau_levenshtein(k, word)).copied().unwrap_or_default();
    Err(CommandError::new(Exit::Usage, "E-DRAFT-KIND")
        .with("found", word)
        .with("near", near)
        .with("expected", known.join(", ")))
}

/// The claim that filings state: the debt as of the case's own 截止日, less what came in by the day stood on.
pub fn claim(docket: &Docket, as_of: NaiveDate, rules: &Rulebook) -> Result<Money, Problem> {
    docket.claim(as_of, rules).map_err(|refusal| {
        Problem::error("E-DRAFT-REFUSED", Place::default())
            .with("code", refusal.code)
            .with("missing", refusal.missing)
            .with("hint", refusal.hint)
    })
}

/// Evidence that is no longer what was taken in, which no document may rely on: one problem a file.
///
/// # Errors
/// There is no workspace.
pub fn changed_evidence(case: &Case, desk: &mut Desk<'_>) -> Result<Vec<Problem>, CommandError> {
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let problem = |at: usize, title: &str, stored: &StoredFile| {
        let code = match shelf.verify(stored) {
            Kept::Same => return None,
            Kept::Missing => "E-DRAFT-EVIDENCE-GONE",
            Kept::Changed => "E-DRAFT-EVIDENCE-CHANGED",
        };
        let place = Place { field: Some(format!("evidence[{at}]")), ..Place::default() };
        Some(Problem::error(code, place).with("title", title))
    };
    let evidence = case.evidence.iter().enumerate();
    Ok(evidence.filter_map(|(at, e)| problem(at, &e.title, e.stored.as_ref()?)).collect())
}

/// Drafts, writes and records.
///
/// # Errors
/// The registry cannot be written, or there is no such kind. What is wrong with one document is in the outcome.
pub fn draft(desk: &mut Desk<'_>, order: &Order) -> Result<Outcome, CommandError> {
    let press = press(desk)?;
    let workspace = desk.workspace()?;
    let output = match &order.output {
        Some(dir) => std::path::absolute(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?,
        None => workspace.out(),
    };
    let mut outcome = Outcome::default();
    let bar = desk.progress(order.accounts.len());
    let stop = AtomicBool::new(false);
    for accounts in order.accounts.chunks(TOGETHER) {
        let mut sheets = Vec::new();
        let mut versions = Vec::new();
        for account in accounts {
            let Some(docket) = register::find(desk, account)? else { continue };
            versions.push((account.clone(), docket.version));
            sheets.extend(lay_out(&docket, order, &output, &press, &workspace, desk, &mut outcome)?);
        }
        let dry_run = desk.settings.dry_run;
        let results =
            Crew::new(order.jobs).map(&sheets, &stop, |_, sheet: &Sheet| print(sheet, &press, dry_run));
        let mut records: Vec<Drafted> = Vec::new();
        for (sheet, result) in sheets.into_iter().zip(results) {
            match result {
                Some(Ok(Ok((sha256, pages)))) => {
                    let record = DocumentRecord { sha256, pages, ..sheet.record };
                    records.push(Drafted { account: sheet.account, path: sheet.path, record });
                }
                Some(Ok(Err(problem))) => outcome.fail(sheet.account, sheet.record.kind, problem),
                Some(Err(error)) => outcome.fail(sheet.account, sheet.record.kind, error.problem()),
                None => {}
            }
        }
        if !desk.settings.dry_run {
            let entries = versions
                .into_iter()
                .map(|(account, expected)| {
                    let payloads = records
                        .iter()
                        .filter(|d| d.account == account)
                        .map(|d| Payload::Drafted(Box::new(d.record.clone())))
                        .collect();
                    Entry { account, expected, payloads }
                })
                .collect();
            register::append(desk, entries)?;
        }
        outcome.drafted.extend(records);
        bar.inc(accounts.len() as u64);
    }
    bar.finish_and_clear();
    Ok(outcome)
}

impl Outcome {
    fn fail(&mut self, account: AccountId, kind: String, problem: Problem) {
        self.failed.push(Failure { account, kind, problem });
    }
}

/// The sheets of one account; what cannot be laid out goes into the outcome.
fn lay_out(
    docket: &Docket,
    order: &Order,
    output: &Path,
    press: &Press,
    workspace: &Workspace,
    desk: &mut Desk<'_>,
    outcome: &mut Outcome,
) -> Result<Vec<Sheet>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let account = &docket.case.account;
    let mut wanted = Vec::new();
    for word in &order.kinds {
        wanted.extend(kinds(word, &docket.case)?);
    }
    let mut seen = BTreeSet::new();
    wanted.retain(|k| seen.insert(k.clone()));
    let money = match claim(docket, as_of, &rules) {
        Ok(money) => money,
        Err(problem) => {
            wanted.into_iter().for_each(|kind| outcome.fail(account.clone(), kind, problem.clone()));
            return Ok(Vec::new());
        }
    };
    let brief = Brief::new(&docket.case, &money, as_of);
    let cites = |kind: &String| documents::find(kind).is_some_and(|d| d.argues);
    let changed = match wanted.iter().any(cites) {
        true => changed_evidence(&docket.case, desk)?,
        false => Vec::new(),
    };
    let mut sheets = Vec::new();
    for kind in wanted {
        if !changed.is_empty() && cites(&kind) {
            changed.iter().for_each(|problem| outcome.fail(account.clone(), kind.clone(), problem.clone()));
            continue;
        }
        let folder = press
            .library()
            .folder(&kind)
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        let Some(document) = documents::find(&kind) else { continue };
        let data = match documents::data(document, &brief, order.redact) {
            Ok(data) => data,
            Err(problems) => {
                let errors = problems.into_iter().filter(|p| p.severity == Severity::Error);
                errors.for_each(|problem| outcome.fail(account.clone(), kind.clone(), problem));
                continue;
            }
        };
        let name = documents::file_name(document, order.redact, "pdf");
        let path = output.join(account.as_str()).join(name);
        let record = DocumentRecord {
            kind: kind.clone(),
            format: "pdf".to_owned(),
            path: workspace.relative(&path),
            sha256: String::new(),
            pages: 0,
            facts: docket.version,
            as_of,
            facts_sha256: hash::of_bytes(data.to_string().as_bytes()),
            template_sha256: folder.sha256.clone(),
            rules_sha256: rules.sha256().to_owned(),
            fonts_sha256: press.fonts_sha256().to_owned(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            redacted: order.redact,
        };
        match unchanged(&record, &path, docket).filter(|_| order.changed_only) {
            Some(before) => {
                outcome.unchanged.push(Drafted { account: account.clone(), path, record: before })
            }
            None => sheets.push(Sheet { account: account.clone(), data, path, record }),
        }
    }
    Ok(sheets)
}

/// The record of the same document from the same inputs whose file still lies there as it was written.
fn unchanged(new: &DocumentRecord, path: &Path, docket: &Docket) -> Option<DocumentRecord> {
    let last = docket.documents.iter().rev().map(|d| &d.what).find(|d| d.path == new.path)?;
    let same =
        DocumentRecord { sha256: last.sha256.clone(), pages: last.pages, facts: last.facts, ..new.clone() };
    let there = std::fs::read(path).is_ok_and(|bytes| hash::of_bytes(&bytes) == last.sha256);
    (same == *last && there).then(|| last.clone())
}

type Printed = Result<(String, u32), Problem>;

fn print(sheet: &Sheet, press: &Press, dry_run: bool) -> Result<Printed, crate::press::PressError> {
    let folder = press.library().folder(&sheet.record.kind)?;
    let pages = press.pages(folder, &sheet.data, &PageOptions::on(sheet.record.as_of))?;
    if !dry_run && let Err(error) = write::file(&sheet.path, &pages.pdf) {
        return Ok(Err(error
            .problems
            .into_iter()
            .next()
            .unwrap_or_else(|| Problem::error("E-WRITE", Place::default()))));
    }
    Ok(Ok((hash::of_bytes(&pages.pdf), pages.pages)))
}

/// What printing a recorded document again gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The same bytes.
    Same,
    /// Other bytes from the same inputs: this must not be.
    Different,
    /// An input is another one now: which.
    NotComparable(&'static str),
}

/// Prints a recorded document again from those of the account's events that it was made from.
///
/// # Errors
/// No Chinese font, a table or template of the workspace is wrong, or the events contradict each other.
pub fn again(
    desk: &mut Desk<'_>,
    account: &AccountId,
    events: &[Event],
    record: &DocumentRecord,
) -> Result<Again, CommandError> {
    let press = press(desk)?;
    let rules = desk.rules()?;
    let seen = &events[..events.partition_point(|e| e.seq <= record.facts)];
    let Some(docket) = register::fold(account, seen)? else { return Ok(Again::NotComparable("facts")) };
    if record.program != env!("CARGO_PKG_VERSION") {
        return Ok(Again::NotComparable("program"));
    }
    if record.rules_sha256 != rules.sha256() {
        return Ok(Again::NotComparable("rules"));
    }
    if record.fonts_sha256 != press.fonts_sha256() {
        return Ok(Again::NotComparable("fonts"));
    }
    let Ok(folder) = press.library().folder(&record.kind) else {
        return Ok(Again::NotComparable("template"));
    };
    if record.template_sha256 != folder.sha256 {
        return Ok(Again::NotComparable("template"));
    }
    let Ok(money) = claim(&docket, record.as_of, &rules) else { return Ok(Again::Different) };
    let brief = Brief::new(&docket.case, &money, record.as_of);
    let document = documents::find(&record.kind);
    let Some(Ok(data)) = document.map(|d| documents::data(d, &brief, record.redacted)) else {
        return Ok(Again::Different);
    };
    let stop = AtomicBool::new(false);
    let printed =
        Crew::new(1).map(&[()], &stop, |_, ()| press.pages(folder, &data, &PageOptions::on(record.as_of)));
    let sha256 = printed.into_iter().flatten().find_map(Result::ok).map(|pages| hash::of_bytes(&pages.pdf));
    Ok(if sha256.as_deref() == Some(&record.sha256) { Again::Same } else { Again::Different })
}
