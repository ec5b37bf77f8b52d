//! Whether later events change what a recorded document says.
//!
//! What is compared is what the document would say with and without the later events, by the rules of today: on the
//! day it is dated, and on the day stood on, because a payment that came in since counts too. So a phone number that it
//! does not print leaves it as it is, and new rules alone make nothing stale: that is told apart, see [`Made`].

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::proof::PROOF;
use super::says::{Says, digest};
use super::stock::library;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register;
use crate::docket::{Docket, Recorded};
use crate::documents;
use crate::domain::event::{DocumentRecord, Payload};
use crate::domain::{AccountId, Event};
use crate::rules::Rulebook;

/// What is another one now than when a document was made, its facts aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Made {
    /// The rule tables.
    Rules,
    /// The template.
    Template,
    /// The program.
    Program,
}

impl Made {
    /// The word for it in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Made::Rules => "rules",
            Made::Template => "template",
            Made::Program => "program",
        }
    }
}

/// The records of what lies in the folders now: the latest of each path, in the order of the log.
pub fn current(docket: &Docket) -> Vec<&Recorded<DocumentRecord>> {
    let latest: BTreeMap<&str, u64> =
        docket.documents.iter().map(|d| (d.what.path.as_str(), d.seq)).collect();
    docket.documents.iter().filter(|d| latest.get(d.what.path.as_str()) == Some(&d.seq)).collect()
}

/// For each record, whether a later event changes what its document says.
///
/// # Errors
/// The events contradict each other.
pub fn stale(
    account: &AccountId,
    events: &[Event],
    now: &Docket,
    records: &[&DocumentRecord],
    as_of: NaiveDate,
    rules: &Rulebook,
) -> Result<Vec<bool>, CommandError> {
    let mut then: BTreeMap<u64, Option<Docket>> = BTreeMap::new();
    let mut found = Vec::with_capacity(records.len());
    for record in records {
        let at = events.partition_point(|e| e.seq <= record.facts);
        let proves = record.says() == PROOF;
        if !events[at..].iter().any(|e| tells(&e.payload) || proves && of_notices(&e.payload)) {
            found.push(false);
            continue;
        }
        if let std::collections::btree_map::Entry::Vacant(place) = then.entry(record.facts) {
            place.insert(register::fold(account, &events[..at])?);
        }
        let Some(Some(before)) = then.get(&record.facts) else {
            found.push(true);
            continue;
        };
        let days = [record.as_of, record.as_of.max(as_of)];
        found.push(
            days.into_iter().any(|day| says(before, record, day, rules) != says(now, record, day, rules)),
        );
    }
    Ok(found)
}

/// What a document of this kind says, by its hash; `None` where it cannot be drawn up.
fn says(docket: &Docket, record: &DocumentRecord, day: NaiveDate, rules: &Rulebook) -> Option<String> {
    let says = Says::new(docket, day, rules).ok()?.of_notices(&record.notices);
    Some(digest(&says.data(documents::find(record.says())?, record.redacted).ok()?))
}

/// Whether an event can change what a document says: not what is said of documents and mail themselves.
const fn tells(payload: &Payload) -> bool {
    !matches!(
        payload,
        Payload::Drafted(_)
            | Payload::DocumentSent(_)
            | Payload::Bundled(_)
            | Payload::NoticeQueued(_)
            | Payload::NoticeMoved(_)
            | Payload::NoticeAnswered(_)
            | Payload::MailboxSuppressed(_)
            | Payload::LetterPosted(_)
            | Payload::LetterFate(_)
            | Payload::DeadlineHandled(_)
            | Payload::BatchTaken(_)
            | Payload::ControlSheet(_)
    )
}

/// Whether an event can change what a proof of notices says.
const fn of_notices(payload: &Payload) -> bool {
    matches!(payload, Payload::NoticeQueued(_) | Payload::NoticeMoved(_) | Payload::NoticeAnswered(_))
}

/// For each record, which of its inputs other than facts are others now. Fonts are left to `verify`, which reads them.
///
/// # Errors
/// A template of the workspace cannot be read.
pub fn made_otherwise(
    desk: &mut Desk<'_>,
    records: &[&DocumentRecord],
) -> Result<Vec<Vec<Made>>, CommandError> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let rules = desk.rules()?;
    let library = library(desk)?;
    let of = |record: &&DocumentRecord| {
        let template = library.folder(&record.kind).is_ok_and(|f| f.sha256 == record.template_sha256);
        [
            (Made::Rules, record.rules_sha256 == rules.sha256()),
            (Made::Template, template),
            (Made::Program, record.program == env!("CARGO_PKG_VERSION")),
        ]
        .into_iter()
        .filter_map(|(made, same)| (!same).then_some(made))
        .collect()
    };
    Ok(records.iter().map(of).collect())
}
