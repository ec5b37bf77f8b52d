//! What waits for a decision: mail that may or may not have left, documents that facts have overtaken.

use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::CommandError;
use crate::cli::mailing;
use crate::cli::register::{self, registry_error};
use crate::cli::workers;
use crate::docket::Docket;
use crate::domain::event::{DocumentRecord, NoticeStatus, Payload, StreamId};
use crate::domain::summary::Summary;
use crate::domain::{AccountId, Event};
use crate::press::Library;

/// What waits.
#[derive(Default)]
pub struct Unresolved {
    /// Mail in doubt, by id.
    pub in_doubt: Vec<String>,
    /// Documents out of date that are still to be used: account, kind, path.
    pub stale: Vec<(AccountId, String, String)>,
}

/// Looks at the outbox and at the documents of these accounts.
///
/// # Errors
/// The registry or a template cannot be read.
pub fn unresolved(rows: &[Summary], desk: &mut Desk<'_>) -> Result<Unresolved, CommandError> {
    let doubtful = |s: NoticeStatus| matches!(s, NoticeStatus::InDoubt | NoticeStatus::Sending);
    let found = mailing::about(rows, desk)?;
    let in_doubt = found.iter().filter(|f| doubtful(f.notice.status)).map(|f| f.notice.record.id.clone());
    let in_doubt = in_doubt.collect();
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let press = drafting::press(desk)?;
    let registry = &*desk.registry()?;
    let stale = workers::each(rows, |row| {
        let account = &row.account;
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        if !events.iter().any(|e: &Event| matches!(e.payload, Payload::Drafted(_))) {
            return Ok(Vec::new());
        }
        let Some(docket) = register::fold(account, &events)? else { return Ok(Vec::new()) };
        let current = drafting::current(&docket);
        let waiting: Vec<&DocumentRecord> = current
            .into_iter()
            .filter(|d| !is_used(press.library(), &docket, &d.what, d.seq))
            .map(|d| &d.what)
            .collect();
        let stale = drafting::stale(account, &events, &docket, &waiting, as_of, &rules)?;
        let stale = waiting.into_iter().zip(stale).filter(|(_, stale)| *stale);
        Ok(stale.map(|(d, _)| (account.clone(), d.kind.clone(), d.path.clone())).collect())
    })?;
    Ok(Unresolved { in_doubt, stale: stale.into_iter().flatten().collect() })
}

/// Whether the milestone that the document's delivery makes possible was recorded after it was drafted, or it is known to
/// have left.
fn is_used(library: &Library, docket: &Docket, record: &DocumentRecord, seq: u64) -> bool {
    let milestones =
        library.folder(&record.kind).map(|f| f.manifest.milestone.as_slice()).unwrap_or_default();
    let led_on = |m: &str| milestones.iter().any(|of| of == m);
    docket.sent.iter().any(|s| s.what.draft_sha256 == record.sha256)
        || docket
            .milestones
            .iter()
            .any(|m| m.seq > seq && led_on(&format!("{}/{}", m.what.track, m.what.milestone)))
}
