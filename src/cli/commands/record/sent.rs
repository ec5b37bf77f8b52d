//! The sealed and signed scan of a document, filed as the version that left.

use crate::cli::desk::Desk;
use crate::cli::drafting::Format;
use crate::cli::error::{CommandError, Exit};
use crate::docket::Docket;
use crate::domain::event::{DocumentRecord, MilestoneEvent, SentDocument};
use crate::domain::problem::{Place, Problem};

/// The draft of each kind that is said to have left: the latest that is not masked, a PDF where there is one.
///
/// # Errors
/// There is no draft of a kind; a kind has no scan.
pub fn drafts<'a>(
    docket: &'a Docket,
    kinds: &[String],
    scans: usize,
) -> Result<Vec<&'a DocumentRecord>, CommandError> {
    let left: Vec<&DocumentRecord> =
        docket.documents.iter().map(|d| &d.what).filter(|d| !d.redacted).collect();
    let of = |(at, kind): (usize, &String)| {
        if at >= scans {
            return Err(CommandError::new(Exit::Usage, "E-RECORD-SENT-SCAN").with("kind", kind));
        }
        let of_kind = || left.iter().rev().filter(|d| d.kind == *kind).copied();
        of_kind().find(|d| d.format == Format::Pdf.id()).or_else(|| of_kind().next()).ok_or_else(|| {
            let mut found: Vec<&str> = left.iter().map(|d| d.kind.as_str()).collect();
            found.sort_unstable();
            found.dedup();
            let found = if found.is_empty() { "-".to_owned() } else { found.join(", ") };
            CommandError::new(Exit::NotReady, "E-RECORD-SENT-KIND")
                .with("account", &docket.case.account)
                .with("kind", kind)
                .with("found", found)
        })
    };
    kinds.iter().enumerate().map(of).collect()
}

/// The records of what left, draft and scan by their hashes. A scan with other pages than its draft is told.
///
/// # Errors
/// stderr cannot be written.
pub fn records(
    drafts: &[&DocumentRecord],
    event: &MilestoneEvent,
    desk: &mut Desk<'_>,
) -> Result<Vec<SentDocument>, CommandError> {
    let mut sent = Vec::new();
    for (draft, scan) in drafts.iter().zip(&event.evidence) {
        // How many pages a Word document has is known where it is printed.
        if draft.format == Format::Pdf.id() && scan.pages != draft.pages {
            desk.warn(
                &Problem::warning("W-RECORD-SENT-PAGES", Place::default())
                    .with("kind", &draft.kind)
                    .with("found", scan.pages)
                    .with("expected", draft.pages),
            )?;
        }
        // What is dated later than the day it left is another version than the one that did.
        if draft.as_of > event.on {
            desk.warn(
                &Problem::warning("W-RECORD-SENT-LATER", Place::default())
                    .with("kind", &draft.kind)
                    .with("found", draft.as_of)
                    .with("on", event.on),
            )?;
        }
        sent.push(SentDocument {
            kind: draft.kind.clone(),
            path: draft.path.clone(),
            draft_sha256: draft.sha256.clone(),
            scan: scan.clone(),
            track: event.track.clone(),
            milestone: event.milestone.clone(),
            on: event.on,
        });
    }
    Ok(sent)
}
