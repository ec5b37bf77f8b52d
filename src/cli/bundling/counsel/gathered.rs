//! Everything of one account as a package.

use std::collections::{BTreeMap, BTreeSet};

use super::drafts::{Draft, Looking, Missing, drafts};
use super::readme::readme;
use crate::bundles::counsel::{CaseFile, Package};
use crate::cli::bundling::BundledFile;
use crate::cli::catalogue::Lang;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Exit};
use crate::cli::returns;
use crate::docket::Docket;
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::StoredFile;
use crate::papers::{Kept, Shelf};
use crate::reports::write::xlsx;

/// Folders and files of the package.
const COURT: &str = "法院案卷";
const DRAFTS: &str = "文书";
const PAPERS: &str = "节点材料";
const FORM: &str = "回执表.xlsx";
const README: &str = "说明.txt";

/// A package, and what it lacks.
pub struct Gathered {
    /// Its files.
    pub package: Package,
    /// What counsel would expect and does not get.
    pub missing: Vec<Missing>,
}

/// Puts the package of an account together; `court` are the files of its court bundle, where one was made.
///
/// # Errors
/// Evidence that is gone or another file by now: every piece.
pub fn gather(
    looking: &Looking<'_>,
    court: Option<&[BundledFile]>,
    encrypted: bool,
) -> Result<Result<Gathered, Vec<Problem>>, CommandError> {
    let docket = looking.docket;
    let shelf = Shelf::new(looking.workspace.evidence());
    let mut changed = drafting::changed_evidence(&docket.case, &shelf);
    let papers = papers(docket);
    changed.extend(papers.iter().filter(|(_, stored)| shelf.verify(stored) != Kept::Same).map(
        |(title, _)| {
            let place = Place { field: Some("milestones".to_owned()), ..Place::default() };
            Problem::error("E-DRAFT-EVIDENCE-CHANGED", place).with("title", title)
        },
    ));
    if !changed.is_empty() {
        return Ok(Err(changed));
    }
    let (found, mut missing) = drafts(looking)?;
    let mut package = Package::default();
    // Names that the case folder and the rest need are taken before evidence is placed.
    let reserved = ["case.yaml", "contacts.csv", "statements.csv", "milestones.csv", FORM, README];
    let evidence = evidence(docket, &reserved, &mut missing);
    let case = CaseFile::of(docket, &paths(&evidence));
    for (path, bytes) in case.files {
        let title = path.clone();
        package.bytes(&path, &title, bytes);
    }
    for (path, title, stored) in unique(&evidence) {
        package.file(path, title, shelf.path_of(stored), &stored.sha256, stored.pages);
    }
    match court {
        Some(files) => {
            for file in files {
                let name = file.path.file_name().unwrap_or_default().to_string_lossy();
                package.file(
                    &format!("{COURT}/{name}"),
                    &file.title,
                    file.path.clone(),
                    &file.sha256,
                    file.pages,
                );
            }
        }
        None => missing.insert(0, court_bundle()),
    }
    for Draft { path, name, title, sha256, pages } in found {
        package.file(&format!("{DRAFTS}/{name}"), &title, path, &sha256, pages);
    }
    for (at, (title, stored)) in papers.iter().enumerate() {
        let name =
            format!("{PAPERS}/{:02}-{}.{}", at + 1, crate::documents::safe(title), stored.media.extension());
        package.file(&name, title, shelf.path_of(stored), &stored.sha256, stored.pages);
    }
    if !papers.is_empty() {
        // `milestones.csv` has no column for them.
        let (kind, title) = ("milestone-papers".to_owned(), PAPERS.to_owned());
        missing.push(Missing { kind, title, format: "", why: "not-imported" });
    }
    let line = returns::line(docket, looking.as_of, looking.rules);
    let failed = |e| CommandError::new(Exit::Failed, "E-WRITE").with("path", FORM).with("reason", e);
    let form = xlsx(&returns::form(&[line], looking.rules, Lang::Zh)).map_err(failed)?;
    package.bytes(FORM, "回执表", form);
    let text = readme(docket, looking.as_of, &package, &missing, encrypted);
    package.bytes(README, "说明", text.into_bytes());
    Ok(Ok(Gathered { package, missing }))
}

fn court_bundle() -> Missing {
    Missing { kind: "court-bundle".into(), title: COURT.into(), format: "", why: "not-made" }
}

/// A piece of evidence: its id, its path in the package, its title and its file.
type Piece = (String, String, String, StoredFile);

/// Where each piece of evidence lies: under the path that the case file names, where that is free and stays inside. Two
/// pieces that name one file are one file.
fn evidence(docket: &Docket, reserved: &[&str], missing: &mut Vec<Missing>) -> Vec<Piece> {
    // A package of its own tells which names are free, before the case file that names them is written.
    let mut names = Package::default();
    for name in reserved {
        names.bytes(name, "", Vec::new());
    }
    if let Some(ledger) = &docket.case.debt.ledger {
        names.bytes(ledger, "", Vec::new());
    }
    let mut out: Vec<Piece> = Vec::new();
    for item in &docket.case.evidence {
        let Some(stored) = &item.stored else {
            if item.from.is_none() {
                let title = item.title.clone();
                missing.push(Missing { kind: item.id.clone(), title, format: "", why: "no-file" });
            }
            continue;
        };
        let named = item.file.as_deref().unwrap_or_default();
        let same = out.iter().find(|(_, path, _, other)| path == named && other.sha256 == stored.sha256);
        let ours = [COURT, DRAFTS, PAPERS].iter().any(|folder| named.split('/').next() == Some(*folder));
        let path = match same {
            Some((_, path, ..)) => path.clone(),
            None if !named.is_empty() && !ours && names.has_room(named) => names.bytes(named, "", Vec::new()),
            None => {
                let id = crate::documents::safe(&item.id);
                names.bytes(&format!("evidence/{id}.{}", stored.media.extension()), "", Vec::new())
            }
        };
        out.push((item.id.clone(), path, item.title.clone(), stored.clone()));
    }
    out
}

fn paths(evidence: &[Piece]) -> BTreeMap<String, String> {
    evidence.iter().map(|(id, path, ..)| (id.clone(), path.clone())).collect()
}

/// Each file once.
fn unique(evidence: &[Piece]) -> Vec<(&str, &str, &StoredFile)> {
    let mut seen = BTreeSet::new();
    evidence
        .iter()
        .filter(|(_, path, ..)| seen.insert(path.clone()))
        .map(|(_, path, title, stored)| (path.as_str(), title.as_str(), stored))
        .collect()
}

/// The papers that prove milestones, scans of what left among them; each once.
fn papers(docket: &Docket) -> Vec<(String, StoredFile)> {
    let mut seen = BTreeSet::new();
    let all =
        docket.milestones.iter().flat_map(|m| m.what.evidence.iter().map(move |stored| (&m.what, stored)));
    all.filter(|(_, stored)| seen.insert(stored.sha256.clone()))
        .map(|(m, stored)| (format!("{}-{}-{}", m.on, m.track, m.milestone), stored.clone()))
        .collect()
}
