//! A draft that came back from counsel: which record it was, and what the facts of its account are now.

use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;

use super::desk::Desk;
use super::drafting::{self, Format, Says};
use super::error::{CommandError, Exit};
use super::register::{self, registry_error};
use crate::docket::Docket;
use crate::documents;
use crate::documents::revision::Known;
use crate::domain::event::{DocumentRecord, Payload, StreamId};
use crate::domain::problem::{Place, Problem};
use crate::domain::{AccountId, Event};
use crate::papers::hash;
use crate::press::docx::{Reading, WordError};

/// The largest file that is read, in bytes: what a package may have.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A draft, and what is known of it.
pub struct Draft {
    /// What it says.
    pub reading: Reading,
    /// Its account and record, where it is on record here.
    pub record: Option<(AccountId, DocumentRecord)>,
    /// The account whose facts it is held against, and the kind whose claims, where someone named them.
    pub named: Option<(AccountId, Option<String>)>,
    /// Whether it was made again and no longer is what it was, byte for byte: its template or the rules are others now.
    pub remade: bool,
    /// What it is held against.
    pub known: Known,
}

/// Reads a Word document from a file.
///
/// # Errors
/// It cannot be read, or is no Word document.
pub fn read(path: &Path) -> Result<(Vec<u8>, Reading), CommandError> {
    let unread = |e: std::io::Error| CommandError::file("E-READ", path, &e);
    let mut bytes = Vec::new();
    // One byte more than may be, so that what is too large is refused as such.
    std::fs::File::open(path).map_err(unread)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unread)?;
    let reading = Reading::of(&bytes).map_err(|error| unreadable(path, &error))?;
    Ok((bytes, reading))
}

fn unreadable(path: &Path, error: &WordError) -> CommandError {
    let named = |problem: Problem| {
        let part = problem.place.file.as_ref().map(|part| format!(":{part}")).unwrap_or_default();
        let place = Place { file: Some(format!("{}{part}", path.display())), ..problem.place.clone() };
        Problem { place, ..problem }
    };
    CommandError::problems(Exit::Failed, error.problems().into_iter().map(named).collect())
}

/// The draft in a file. What is not on record, or lies outside a workspace, is held against itself alone.
///
/// # Errors
/// It cannot be read, or the registry cannot.
pub fn of_file(path: &Path, desk: &mut Desk<'_>) -> Result<Draft, CommandError> {
    let (bytes, reading) = read(path)?;
    let found = match desk.settings.workspace {
        None => None,
        Some(_) => recorded(&hash::of_bytes(&bytes), desk)?,
    };
    let Some((account, events, record)) = found else {
        let known = Known::of_draft(reading.passages.iter().map(|p| p.text.as_str()));
        return Ok(Draft { reading, record: None, named: None, remade: false, known });
    };
    let known = known(&account, &events, Some(&Document::of(&record)), desk)?;
    Ok(Draft { reading, record: Some((account, record)), named: None, remade: false, known })
}

/// The latest Word draft of a kind, made again from the facts it was made from: the file itself may be the one that was
/// edited.
///
/// # Errors
/// There is none on record, or it can no longer be made.
pub fn of_account(account: &str, kind: &str, desk: &mut Desk<'_>) -> Result<Draft, CommandError> {
    let docket = register::docket(desk, account)?;
    let account = docket.case.account.clone();
    let events = register::events(desk, &account)?;
    let drafts = docket.documents.iter().rev().map(|d| &d.what);
    let record = drafts.into_iter().find(|d| d.kind == kind && d.format == Format::Docx.id() && !d.redacted);
    let none =
        || CommandError::new(Exit::NotReady, "E-DIFF-NO-DRAFT").with("account", &account).with("kind", kind);
    let record = record.ok_or_else(none)?.clone();
    let bytes = drafting::once_more(desk, &account, &events, &record)?.ok_or_else(none)?;
    let path = Path::new(&record.path);
    let reading = Reading::of(&bytes).map_err(|error| unreadable(path, &error))?;
    let known = known(&account, &events, Some(&Document::of(&record)), desk)?;
    let remade = hash::of_bytes(&bytes) != record.sha256;
    Ok(Draft { reading, record: Some((account, record)), named: None, remade, known })
}

/// The draft in a file, held against the facts of an account, and with a kind against what that document would claim. It
/// need not be on record.
///
/// # Errors
/// It cannot be read, or there is no such account or kind.
pub fn of_file_and_account(
    path: &Path,
    account: &str,
    kind: Option<&str>,
    desk: &mut Desk<'_>,
) -> Result<Draft, CommandError> {
    let docket = register::docket(desk, account)?;
    let account = docket.case.account.clone();
    let (bytes, reading) = read(path)?;
    let events = register::events(desk, &account)?;
    let records = docket.documents.iter().rev().map(|d| &d.what);
    let sha256 = hash::of_bytes(&bytes);
    let document = match kind {
        None => records.into_iter().find(|r| r.sha256 == sha256).map(Document::of),
        Some(kind) => {
            let library = drafting::library(desk)?;
            drafting::kinds(kind, &docket, desk.settings.as_of, &library)?;
            let same = |r: &&DocumentRecord| r.kind == kind && r.sha256 == sha256;
            let latest = |r: &&DocumentRecord| r.kind == kind && !r.redacted;
            let record = records.clone().find(same).or_else(|| records.clone().find(latest));
            // `filing` is a word for several.
            let many = || CommandError::new(Exit::Usage, "E-DIFF-KIND").with("found", kind);
            let says = documents::drawn(&library, kind).map(|drawn| drawn.document.kind).ok_or_else(many)?;
            let today = desk.settings.as_of;
            Some(record.map_or_else(|| Document::new(says, today), Document::of))
        }
    };
    let known = known(&account, &events, document.as_ref(), desk)?;
    Ok(Draft { reading, record: None, named: Some((account, kind.map(str::to_owned))), remade: false, known })
}

/// What a document says, on which day.
struct Document {
    says: String,
    as_of: NaiveDate,
    redacted: bool,
}

impl Document {
    fn of(record: &DocumentRecord) -> Document {
        Document { redacted: record.redacted, ..Document::new(record.says(), record.as_of) }
    }

    fn new(says: &str, as_of: NaiveDate) -> Document {
        Document { says: says.to_owned(), as_of, redacted: false }
    }
}

type Found = (AccountId, Vec<Event>, DocumentRecord);

/// The account whose document this is, by its hash; the latest record of it.
fn recorded(sha256: &str, desk: &mut Desk<'_>) -> Result<Option<Found>, CommandError> {
    let registry = &*desk.registry()?;
    for stream in registry.streams().map_err(registry_error)? {
        let StreamId::Account(account) = &stream else { continue };
        let events = registry.events(&stream).map_err(registry_error)?;
        let record = events.iter().rev().find_map(|event| match &event.payload {
            Payload::Drafted(record) if record.sha256 == sha256 => Some((**record).clone()),
            _ => None,
        });
        if let Some(record) = record {
            return Ok(Some((account.clone(), events, record)));
        }
    }
    Ok(None)
}

/// The facts of now, and what the document would say by them on its day.
fn known(
    account: &AccountId,
    events: &[Event],
    document: Option<&Document>,
    desk: &mut Desk<'_>,
) -> Result<Known, CommandError> {
    let rules = desk.rules()?;
    let Some(docket) = register::fold(account, events)? else { return Ok(Known::default()) };
    let data = |docket: &Docket| {
        let document = document?;
        let says = Says::new(docket, document.as_of, &rules).ok()?;
        says.data(documents::find(&document.says)?, document.redacted).ok()
    };
    Ok(Known::of_facts(&docket.facts, data(&docket).as_ref()))
}
