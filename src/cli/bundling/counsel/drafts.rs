//! Documents that are drafted and say what the account says now, and those that counsel does not get.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::cli::drafting::{self, Format};
use crate::cli::error::CommandError;
use crate::cli::workspace::Workspace;
use crate::docket::Docket;
use crate::documents::{self, Drawn};
use crate::domain::Event;
use crate::domain::event::DocumentRecord;
use crate::papers::hash;
use crate::press::Library;
use crate::rules::Rulebook;

/// Something that counsel would expect and does not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The kind of document, the id of evidence, or `court-bundle`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// `pdf` or `docx`; empty of what has no such choice.
    pub format: &'static str,
    /// `not-drafted`, `stale`, `changed` (the file was edited), `gone`, `not-made`, `no-file`, `not-imported`
    /// (it is there, but an import leaves it where it lies).
    pub why: &'static str,
}

/// A draft that goes with the package.
pub struct Draft {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called in the package.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its pages; 0 of a Word document.
    pub pages: u32,
}

/// What the documents of an account are looked at with.
pub struct Looking<'a> {
    /// Its events.
    pub events: &'a [Event],
    /// The account.
    pub docket: &'a Docket,
    /// The workspace.
    pub workspace: &'a Workspace,
    /// Which templates have a page, which a Word body.
    pub library: &'a Library,
    /// The rules.
    pub rules: &'a Rulebook,
    /// The day.
    pub as_of: NaiveDate,
}

/// The current drafts, and what is missing of the filing and of what was drafted besides.
///
/// # Errors
/// The events contradict each other.
pub fn drafts(at: &Looking<'_>) -> Result<(Vec<Draft>, Vec<Missing>), CommandError> {
    let mut latest: BTreeMap<(String, String), &DocumentRecord> = BTreeMap::new();
    for record in drafting::current(at.docket).into_iter().map(|d| &d.what).filter(|d| !d.redacted) {
        latest.insert((record.kind.clone(), record.format.clone()), record);
    }
    let records: Vec<&DocumentRecord> = latest.values().copied().collect();
    let stale = drafting::stale(&at.docket.case.account, at.events, at.docket, &records, at.as_of, at.rules)?;
    let stale: BTreeMap<(&str, &str), bool> =
        records.iter().zip(stale).map(|(r, stale)| ((r.kind.as_str(), r.format.as_str()), stale)).collect();
    let filing: Vec<&str> = documents::filing(&at.docket.case).iter().map(|d| d.kind).collect();
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    // Built-in kinds in their order, then a firm's own; of these also what was drafted by a template that is gone.
    let mut all: Vec<Drawn> = documents::drawable(at.library)
        .iter()
        .filter_map(|kind| documents::drawn(at.library, kind))
        .collect();
    for record in &records {
        if !all.iter().any(|drawn| drawn.kind == record.kind) {
            all.extend(documents::recorded(at.library, record));
        }
    }
    for drawn in &all {
        for format in [Format::Pdf, Format::Docx] {
            let key = (drawn.kind.clone(), format.id().to_owned());
            let lacks = |why| Missing {
                kind: drawn.kind.clone(),
                title: drawn.title().to_owned(),
                format: format.id(),
                why,
            };
            let Some(record) = latest.get(&key) else {
                let made = at.library.folder(&drawn.kind).is_ok_and(|folder| match format {
                    Format::Pdf => folder.has_page(),
                    Format::Docx => folder.has_word(),
                });
                if made && filing.contains(&drawn.kind.as_str()) {
                    missing.push(lacks("not-drafted"));
                }
                continue;
            };
            let path = at.workspace.absolute(&record.path);
            let why = match hash::of_file(&path) {
                _ if stale.get(&(drawn.kind.as_str(), format.id())) == Some(&true) => Some("stale"),
                Ok((sha256, _)) if sha256 == record.sha256 => None,
                Ok(_) => Some("changed"),
                Err(_) => Some("gone"),
            };
            match why {
                Some(why) => missing.push(lacks(why)),
                None => found.push(Draft {
                    path,
                    name: drawn.file_name(false, format.id()),
                    title: drawn.title().to_owned(),
                    sha256: record.sha256.clone(),
                    pages: record.pages,
                }),
            }
        }
    }
    Ok((found, missing))
}
