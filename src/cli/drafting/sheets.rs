//! An account's documents, ready to be printed, or left as they are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;

use super::order::{Drafted, Format, Order, Outcome, Underway, kinds};
use super::proof::{self, PROOF};
use super::says::{Says, digest, paid_off, stops};
use super::stock::valid;
use crate::cli::workspace::Workspace;
use crate::docket::Docket;
use crate::documents::{self, Drawn};
use crate::domain::Case;
use crate::domain::event::{DocumentRecord, PdfStandard};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::StoredFile;
use crate::papers::{Kept, Shelf, hash};
use crate::press::{Crew, Press};
use crate::rules::Rulebook;

/// What every account of a batch is laid out with.
pub struct Shop<'a> {
    /// What was asked for.
    pub order: &'a Order,
    /// Templates and fonts.
    pub press: &'a Press,
    /// Where paths are relative to.
    pub workspace: &'a Workspace,
    /// Who prints.
    pub crew: &'a Crew,
    /// The rules.
    pub rules: &'a Rulebook,
    /// The day on the documents.
    pub as_of: NaiveDate,
}

/// One document to be printed.
pub struct Sheet {
    /// What the template is given.
    pub data: Value,
    /// Where it goes.
    pub path: PathBuf,
    /// Its record, hash and pages not yet known.
    pub record: DocumentRecord,
}

/// The sheets of one account, and what comes of its other documents: unchanged, or not to be laid out.
pub fn lay_out(shop: &Shop<'_>, docket: &Docket, folder: &Path) -> (Vec<Sheet>, Outcome) {
    let (account, mut outcome) = (&docket.case.account, Outcome::default());
    let mut seen = BTreeSet::new();
    let leave_out = underway(shop, docket, &mut outcome);
    let words = shop.order.kinds.iter();
    let library = shop.press.library();
    let wanted: Vec<Drawn> = words
        .filter(|word| !(leave_out && *word == "filing"))
        .flat_map(|word| kinds(word, docket, shop.as_of, library).unwrap_or_default())
        .filter(|kind| seen.insert(kind.clone()))
        .filter_map(|kind| documents::drawn(library, &kind))
        .collect();
    if wanted.is_empty() && only_enforcement(shop) {
        let problem = Problem::error("E-DRAFT-NOTHING-CALLED-FOR", Place::default());
        outcome.fail(account, "enforcement", problem.with("as_of", shop.as_of));
    }
    // Of an account that is paid off nothing is drawn but what says so and what ends the suit.
    let paid_off = paid_off(docket, shop.as_of, shop.rules);
    let (wanted, over): (Vec<Drawn>, Vec<Drawn>) =
        wanted.into_iter().partition(|d| !paid_off.as_ref().is_some_and(|by| stops(by, d.document)));
    if let Some(problem) = paid_off {
        over.iter().for_each(|d| outcome.fail(account, &d.kind, problem.clone()));
    }
    let says = match Says::new(docket, shop.as_of, shop.rules) {
        Ok(says) => says.of_notices(&shop.order.notices),
        Err(problem) => {
            wanted.iter().for_each(|d| outcome.fail(account, &d.kind, problem.clone()));
            return (Vec::new(), outcome);
        }
    };
    let changed = if wanted.iter().any(|d| d.document.argues) {
        changed_evidence(&docket.case, &Shelf::new(shop.workspace.evidence()))
    } else {
        Vec::new()
    };
    let mut sheets = Vec::new();
    for drawn in &wanted {
        let unkept = match drawn.document.kind == PROOF {
            true => proof::unkept(docket, &shop.order.notices, shop.workspace),
            false => Vec::new(),
        };
        let data = match drawn.document.argues && !changed.is_empty() {
            true => Err(changed.clone()),
            false if !unkept.is_empty() => Err(unkept),
            false => says.data(drawn.document, shop.order.redact).map(|data| drawn.titled(data)),
        };
        let data = match data {
            Ok(data) => data,
            Err(problems) => {
                problems.into_iter().for_each(|p| outcome.fail(account, &drawn.kind, p));
                continue;
            }
        };
        for format in [Format::Pdf, Format::Docx].into_iter().filter(|f| shop.order.formats.contains(f)) {
            match sheet(shop, docket, drawn, format, &data, folder) {
                Err(problem) if problem.code == NO_WORD && shop.order.formats.contains(&Format::Pdf) => {
                    outcome.pdf_only.insert(drawn.kind.clone());
                }
                Err(problem) => outcome.fail(account, &drawn.kind, problem),
                Ok(sheet) => match unchanged(&sheet, docket).filter(|_| shop.order.changed_only) {
                    Some(record) => {
                        let account = account.clone();
                        outcome.unchanged.push(Drafted { account, path: sheet.path, record });
                    }
                    None => sheets.push(sheet),
                },
            }
        }
    }
    (sheets, outcome)
}

/// Whether only what enforcement calls for was asked for.
fn only_enforcement(shop: &Shop<'_>) -> bool {
    shop.order.kinds.iter().all(|word| word == "enforcement")
}

/// Whether `filing` is left out because the account is before a court or tribunal, which is noted either way.
fn underway(shop: &Shop<'_>, docket: &Docket, outcome: &mut Outcome) -> bool {
    if !shop.order.kinds.iter().any(|word| word == "filing") {
        return false;
    }
    let history = docket.history(Some(shop.as_of));
    let Some(note) = shop.rules.underway(&docket.case, &history, shop.as_of) else { return false };
    let account = docket.case.account.clone();
    if shop.order.named {
        outcome.underway.push(Underway { account, note });
        return false;
    }
    let note = Problem { code: "N-DRAFT-UNDERWAY", ..note }.with("account", &account);
    outcome.skipped.push(Underway { account, note });
    true
}

/// The file of an earlier draft of a document that was not drafted this time, if it still lies in the folder. It is told,
/// not moved: what was recorded stays where `verify` and whoever handed it in look for it.
pub fn older(shop: &Shop<'_>, kind: &str, docket: &Docket, folder: &Path) -> Option<PathBuf> {
    let (order, drawn) = (shop.order, documents::drawn(shop.press.library(), kind)?);
    let formats = order.formats.iter();
    let mut paths = formats.map(|f| folder.join(drawn.file_name(order.redact, f.id())));
    paths.find(|path| {
        let name = shop.workspace.relative(path);
        path.is_file() && docket.documents.iter().any(|d| d.what.path == name)
    })
}

fn sheet(
    shop: &Shop<'_>,
    docket: &Docket,
    drawn: &Drawn,
    format: Format,
    data: &Value,
    folder: &Path,
) -> Result<Sheet, Problem> {
    let template = shop.press.library().folder(&drawn.kind).map_err(|e| e.problem())?;
    valid(template, shop.as_of)?;
    if format == Format::Docx && !template.has_word() {
        return Err(no_word(&drawn.kind, shop));
    }
    let proves = drawn.document.kind == PROOF;
    let notices = if proves { shop.order.notices.clone() } else { Vec::new() };
    let name = drawn.file_name(shop.order.redact, format.id());
    let path = folder.join(proof::named(name, &notices));
    let record = DocumentRecord {
        kind: drawn.kind.clone(),
        format: format.id().to_owned(),
        path: shop.workspace.relative(&path),
        sha256: String::new(),
        pages: 0,
        facts: docket.version,
        as_of: shop.as_of,
        facts_sha256: digest(data),
        template_sha256: template.sha256.clone(),
        template_version: template.manifest.version.clone(),
        like: drawn.like().map(str::to_owned),
        rules_sha256: shop.rules.sha256().to_owned(),
        // No font of this computer is in a Word document, nor is it one or another PDF.
        fonts_sha256: match format {
            Format::Pdf => shop.press.fonts_sha256().to_owned(),
            Format::Docx => String::new(),
        },
        program: env!("CARGO_PKG_VERSION").to_owned(),
        redacted: shop.order.redact,
        notices,
        standard: match format {
            Format::Pdf => shop.order.standard,
            Format::Docx => PdfStandard::default(),
        },
    };
    Ok(Sheet { data: data.clone(), path, record })
}

/// The code of a document that has no Word form.
const NO_WORD: &str = "E-DRAFT-NO-WORD";

/// A document that is drafted in PDF only, and which are drafted in Word.
fn no_word(kind: &str, shop: &Shop<'_>) -> Problem {
    let words: Vec<&str> =
        shop.press.library().folders().filter(|f| f.has_word()).map(|f| f.kind.as_str()).collect();
    Problem::error(NO_WORD, Place::default()).with("kind", kind).with("expected", words.join(", "))
}

/// The record of the same document from the same inputs whose file still lies there as it was written.
fn unchanged(new: &Sheet, docket: &Docket) -> Option<DocumentRecord> {
    let last = docket.documents.iter().rev().map(|d| &d.what).find(|d| d.path == new.record.path)?;
    let same = DocumentRecord {
        sha256: last.sha256.clone(),
        pages: last.pages,
        facts: last.facts,
        // Part of the template, whose hash is compared.
        template_version: last.template_version.clone(),
        ..new.record.clone()
    };
    let there = || std::fs::read(&new.path).is_ok_and(|bytes| hash::of_bytes(&bytes) == last.sha256);
    (same == *last && there()).then(|| last.clone())
}

/// Whether a Word document lies where this one goes that is none of ours as it was drafted: it was worked on, and is not to
/// be lost.
pub fn edited(sheet: &Sheet, sha256: &str, docket: &Docket) -> Option<Problem> {
    if sheet.record.format != Format::Docx.id() {
        return None;
    }
    let there = hash::of_bytes(&std::fs::read(&sheet.path).ok()?);
    let ours = docket.documents.iter().filter(|d| d.what.path == sheet.record.path);
    let known = there == sha256 || ours.into_iter().any(|d| d.what.sha256 == there);
    let place = Place { file: Some(sheet.record.path.clone()), ..Place::default() };
    (!known).then(|| Problem::error("E-DRAFT-EDITED", place).with("path", sheet.path.display()))
}

/// Evidence that is no longer what was taken in, which no document may rely on: one problem a file.
pub fn changed_evidence(case: &Case, shelf: &Shelf) -> Vec<Problem> {
    let problem = |at: usize, title: &str, stored: &StoredFile| {
        let code = match shelf.verify(stored) {
            Kept::Same => return None,
            Kept::Missing => "E-DRAFT-EVIDENCE-GONE",
            Kept::Changed => "E-DRAFT-EVIDENCE-CHANGED",
        };
        let place = Place { field: Some(format!("evidence[{at}]")), ..Place::default() };
        Some(Problem::error(code, place).with("title", title).with("account", &case.account))
    };
    let all = case.evidence.iter().enumerate();
    all.filter_map(|(at, e)| problem(at, &e.title, e.stored.as_ref()?)).collect()
}
