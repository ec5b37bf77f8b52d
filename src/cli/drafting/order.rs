//! What is asked for, and what came of it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::folders::Layout;
use crate::cli::error::{CommandError, Exit};
use crate::docket::Docket;
use crate::documents;
use crate::domain::AccountId;
use crate::domain::event::{DocumentRecord, PdfStandard};
use crate::domain::problem::Problem;
use crate::press::{Group, Library};

/// Formats a document can be drafted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// PDF/A, tagged
    Pdf,
    /// Word, to be edited
    Docx,
}

impl Format {
    /// The word for it in records and answers, and the end of the file's name.
    pub const fn id(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
        }
    }
}

/// What to draft.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Kinds, `filing` for what each account's track needs, or `enforcement`.
    pub kinds: Vec<String>,
    /// For which accounts.
    pub accounts: Vec<AccountId>,
    /// Whether they were called by name. Of others, `filing` leaves out those that are before a court or tribunal.
    pub named: bool,
    /// Where to, if not the workspace's `out`.
    pub output: Option<PathBuf>,
    /// Notices that a proof of notices is to tell of, if not of all.
    pub notices: Vec<String>,
    /// In which formats.
    pub formats: Vec<Format>,
    /// How the accounts' folders are called.
    pub layout: Layout,
    /// Threads.
    pub jobs: usize,
    /// Leave alone what would come out as it is.
    pub changed_only: bool,
    /// Mask personal data.
    pub redact: bool,
    /// Which PDF.
    pub standard: PdfStandard,
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
    /// What an earlier run drafted of it and still lies there.
    pub older: Option<PathBuf>,
}

/// An account that is before a court or tribunal.
#[derive(Clone, Debug)]
pub struct Underway {
    /// The account.
    pub account: AccountId,
    /// Where it stands.
    pub note: Problem,
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
    /// Kinds that are drafted in PDF and have no Word form, where both were asked for.
    pub pdf_only: BTreeSet<String>,
    /// Whose filing was left out, because it was made long ago.
    pub skipped: Vec<Underway>,
    /// Whose filing was drafted all the same, because they were named.
    pub underway: Vec<Underway>,
    /// The list of what was not drafted, where it was worth a file.
    pub failed_list: Option<PathBuf>,
    /// Whether Ctrl-C ended the batch before its end. What is listed as drafted is recorded.
    pub interrupted: bool,
}

impl Outcome {
    /// Takes over what came of some accounts.
    pub fn add(&mut self, other: Outcome) {
        self.drafted.extend(other.drafted);
        self.unchanged.extend(other.unchanged);
        self.failed.extend(other.failed);
        self.pdf_only.extend(other.pdf_only);
        self.skipped.extend(other.skipped);
        self.underway.extend(other.underway);
    }

    /// Notes that a document was not drafted.
    pub fn fail(&mut self, account: &AccountId, kind: &str, problem: Problem) {
        self.failed.push(Failure { account: account.clone(), kind: kind.to_owned(), problem, older: None });
    }
}

/// The kinds that a word means for an account on a day: itself, or what `filing` and `enforcement` stand for.
///
/// # Errors
/// There is no such kind.
pub fn kinds(
    word: &str,
    docket: &Docket,
    as_of: NaiveDate,
    library: &Library,
) -> Result<Vec<String>, CommandError> {
    let case = &docket.case;
    if word == "filing" {
        return Ok(documents::filing(case).iter().map(|d| d.kind.to_owned()).collect());
    }
    if word == "enforcement" {
        return Ok(documents::enforcement(case, &docket.milestones, as_of)
            .iter()
            .map(|d| d.kind.to_owned())
            .collect());
    }
    known(word, library)?;
    Ok(vec![word.to_owned()])
}

/// Refuses a word that means no kind for any case.
///
/// # Errors
/// There is no such kind, or the template of that name does not say which built-in one it is like.
pub fn known(word: &str, library: &Library) -> Result<(), CommandError> {
    if matches!(word, "filing" | "enforcement") || documents::drawn(library, word).is_some() {
        return Ok(());
    }
    if let Some(folder) = library.folders().find(|f| f.kind == word && f.manifest.group != Group::Message) {
        let built_in: Vec<&str> = documents::all().iter().map(|d| d.kind).collect();
        return Err(CommandError::new(Exit::Usage, "E-DRAFT-LIKE")
            .with("kind", word)
            .with("found", folder.manifest.like.as_deref().unwrap_or("-"))
            .with("expected", built_in.join(", ")));
    }
    let known = documents::drawable(library);
    let near = known.iter().min_by_key(|k| strsim::damerau_levenshtein(k, word)).cloned().unwrap_or_default();
    Err(CommandError::new(Exit::Usage, "E-DRAFT-KIND")
        .with("found", word)
        .with("near", near)
        .with("expected", known.join(", ")))
}
