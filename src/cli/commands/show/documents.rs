//! The documents of an account: which are stale, which were made with older rules, which left as which scan.

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Made};
use crate::cli::error::CommandError;
use crate::cli::workspace::Workspace;
use crate::docket::{Docket, Recorded};
use crate::domain::Event;
use crate::domain::event::{DocumentRecord, SentDocument};

/// A recorded document as it is shown.
pub struct Shown<'a> {
    record: &'a DocumentRecord,
    stale: bool,
    made: Vec<Made>,
    replaced: bool,
    sent: Vec<&'a SentDocument>,
}

/// Looks at every recorded document. One that a later draft took the place of is stale only if it left.
///
/// # Errors
/// The events contradict each other, or a template of the workspace cannot be read.
pub fn look<'a>(
    docket: &'a Docket,
    events: &[Event],
    desk: &mut Desk<'_>,
) -> Result<Vec<Shown<'a>>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let current: Vec<u64> = drafting::current(docket).iter().map(|d| d.seq).collect();
    let records: Vec<&DocumentRecord> = docket.documents.iter().map(|d| &d.what).collect();
    let stale = drafting::stale(&docket.case.account, events, docket, &records, as_of, &rules)?;
    let made = drafting::made_otherwise(desk, &records)?;
    let all = docket.documents.iter().zip(stale).zip(made);
    let shown = |((recorded, stale), made): ((&'a Recorded<DocumentRecord>, bool), Vec<Made>)| Shown {
        record: &recorded.what,
        stale,
        made,
        replaced: !current.contains(&recorded.seq),
        // A draft that came out as before is the same draft.
        sent: if current.contains(&recorded.seq) || last_of(docket, recorded) {
            let ours = |s: &&SentDocument| s.draft_sha256 == recorded.what.sha256;
            docket.sent.iter().map(|s| &s.what).filter(ours).collect()
        } else {
            Vec::new()
        },
    };
    Ok(all.map(shown).collect())
}

/// Whether no later record has the same bytes.
fn last_of(docket: &Docket, recorded: &Recorded<DocumentRecord>) -> bool {
    !docket.documents.iter().any(|d| d.seq > recorded.seq && d.what.sha256 == recorded.what.sha256)
}

/// For programs. Records name a file from the workspace on; programs get its whole path.
pub fn for_programs(shown: &[Shown<'_>], workspace: &Workspace) -> Vec<Value> {
    let scan = |s: &&SentDocument| {
        json!({
            "on": s.on, "track": s.track, "milestone": s.milestone, "sha256": s.scan.sha256, "pages": s.scan.pages,
        })
    };
    let one = |d: &Shown<'_>| {
        json!({
            "kind": d.record.kind,
            "format": d.record.format,
            "standard": d.record.standard,
            "redacted": d.record.redacted,
            "sha256": d.record.sha256,
            "path": workspace.absolute(&d.record.path),
            "pages": d.record.pages,
            "drafted_on": d.record.as_of,
            "stale": d.stale,
            "replaced": d.replaced,
            "made_with_other": d.made.iter().map(|m| m.id()).collect::<Vec<_>>(),
            "sent": d.sent.iter().map(scan).collect::<Vec<_>>(),
        })
    };
    shown.iter().map(one).collect()
}

/// For people: what lies in the folders, and what left.
///
/// # Errors
/// stdout cannot be written.
pub fn print(shown: &[Shown<'_>], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if shown.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-DOCUMENTS", &[])?;
    for d in shown.iter().filter(|d| !d.replaced || !d.sent.is_empty()) {
        let mut marks = Vec::new();
        if d.replaced {
            marks.push(desk.text("M-SHOW-REPLACED", &[]));
        }
        if d.stale {
            marks.push(desk.text("M-SHOW-STALE", &[]));
        }
        if !d.made.is_empty() {
            let word = |m: &Made| desk.text(&format!("M-SHOW-MADE-{}", m.id().to_uppercase()), &[]);
            let inputs: Vec<String> = d.made.iter().map(word).collect();
            marks.push(desk.text("M-SHOW-MADE", &[("inputs", inputs.join(desk.lang().of(&["、", ", "])))]));
        }
        let line = desk.text(
            "M-SHOW-DOCUMENT",
            &[
                ("kind", d.record.kind.clone()),
                ("on", d.record.as_of.to_string()),
                ("path", d.record.path.clone()),
                ("stale", marks.join("; ")),
            ],
        );
        desk.print(line.trim_end())?;
        for s in &d.sent {
            desk.say(
                "M-SHOW-SENT",
                &[
                    ("on", s.on.to_string()),
                    ("milestone", format!("{}/{}", s.track, s.milestone)),
                    ("pages", s.scan.pages.to_string()),
                    ("sha256", s.scan.sha256.chars().take(12).collect()),
                ],
            )?;
        }
    }
    Ok(())
}
