//! Approval: the figures of a notice are still true and it says what it must and nothing it must not. Whatever fails stays
//! as it is; the others are approved.

use std::collections::BTreeMap;

use super::found::{Found, events_of, outbox_of};
use super::moving::move_all;
use super::queueing::figures;
use super::terms::owners;
use crate::cli::desk::Desk;
use crate::cli::error::{self, CommandError};
use crate::cli::register;
use crate::docket::Docket;
use crate::domain::event::{Event, NoticeRecord, NoticeStatus, StreamId};
use crate::domain::problem::Problem;
use crate::notices::gate;
use crate::notices::gate::Hold;
use crate::notices::lint::{Known, lint};
use crate::notices::{Notice, Outbox};
use crate::rules::Rulebook;

/// What came of approving.
#[derive(Debug, Default)]
pub struct Approval {
    /// Approved, by id.
    pub approved: Vec<String>,
    /// Not approved, and why.
    pub refused: Vec<(String, Problem)>,
    /// Approved all the same, since they were named and a reason given.
    pub warned: Vec<(String, Problem)>,
}

/// Approves notices that may be. One to a mailbox that is somebody else's too is approved only where it is `named` by its
/// id: a reason for many is none for it.
///
/// # Errors
/// A notice cannot be approved where it stands; the registry cannot be read or written.
pub fn approve(
    found: &[&Found],
    named: &[String],
    reason: &str,
    desk: &mut Desk<'_>,
) -> Result<Approval, CommandError> {
    let owners = owners(desk)?;
    let mut by_stream: BTreeMap<&StreamId, Vec<&Found>> = BTreeMap::new();
    for f in found {
        by_stream.entry(&f.stream).or_default().push(f);
    }
    let mut approval = Approval::default();
    for (stream, of_stream) in by_stream {
        let account = Account::read(stream, desk)?;
        for f in of_stream {
            let mut against = account.against(&f.notice, desk)?;
            let id = f.notice.record.id.clone();
            let case = account.docket.as_ref().map(|docket| &docket.case);
            let shared = gate::shared(&f.notice.record, &owners, case).filter(|_| !f.notice.is_approved());
            match shared {
                Some(hold) if !named.contains(&id) => against.push(hold.problem(&id)),
                Some(hold) if against.is_empty() => {
                    approval.warned.push((id.clone(), hold.warning("W-NOTICE-SHARED-APPROVED", &id)));
                }
                _ => {}
            }
            match against.is_empty() {
                true => approval.approved.push(id),
                false => approval.refused.extend(against.into_iter().map(|p| (id.clone(), p))),
            }
        }
    }
    let good: Vec<&Found> =
        found.iter().filter(|f| approval.approved.contains(&f.notice.record.id)).copied().collect();
    move_all(&good, NoticeStatus::Approved, reason, desk)?;
    Ok(approval)
}

/// The first account that a mail about many tells of and that changed since it was made.
///
/// # Errors
/// The registry cannot be read.
pub fn changed(record: &NoticeRecord, desk: &mut Desk<'_>) -> Result<Option<gate::Changed>, CommandError> {
    for seen in &record.about {
        let events = events_of(desk, &StreamId::Account(seen.account.clone()))?;
        if let Some(changed) = gate::changed(seen, &events) {
            return Ok(Some(changed));
        }
    }
    Ok(None)
}

/// What a stream says, for whatever is asked of its notices.
pub struct Account {
    events: Vec<Event>,
    /// Its notices.
    pub outbox: Outbox,
    /// Its facts; none of the workspace's own stream.
    pub docket: Option<Docket>,
}

impl Account {
    /// Reads a stream.
    ///
    /// # Errors
    /// The registry cannot be read, or its events contradict each other.
    pub fn read(stream: &StreamId, desk: &mut Desk<'_>) -> Result<Account, CommandError> {
        let events = events_of(desk, stream)?;
        let outbox = outbox_of(stream, &events)?;
        let docket = match stream {
            StreamId::Account(account) => register::fold(account, &events)?,
            StreamId::Workspace => None,
        };
        Ok(Account { events, outbox, docket })
    }

    /// How many events it has.
    pub fn version(&self) -> u64 {
        self.events.len() as u64
    }

    /// What stands against approving a notice: figures from before something happened, and what the lint finds.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn against(&self, notice: &Notice, desk: &mut Desk<'_>) -> Result<Vec<Problem>, CommandError> {
        let id = notice.record.id.as_str();
        let stale = self.outbox.stale(id).cloned().map(|stale| Hold::Stale(stale).problem(id));
        // Other figures than the message was made from are no measure of it.
        if let Some(stale) = stale {
            return Ok(vec![stale]);
        }
        let changed = changed(&notice.record, desk)?;
        if let Some(hold) = gate::outdated(&notice.record, changed.as_ref()) {
            return Ok(vec![hold.problem(id)]);
        }
        let rules = desk.rules()?;
        Ok(self.lint(notice, &rules))
    }

    /// What the lint finds: the sums are held against what was owed on the day the notice was queued.
    pub fn lint(&self, notice: &Notice, rules: &Rulebook) -> Vec<Problem> {
        let queued = self.events.iter().find(|e| e.seq == notice.queued_seq);
        let on = queued.map_or(notice.record.due, |event| event.as_of);
        let record = &notice.record;
        match self.docket.as_ref().map(|docket| (docket, figures(docket, on, rules))) {
            None => lint(record, None, rules, on),
            Some((_, Err(refusal))) if gate::is_demand(record) => vec![error::refusal(&refusal)],
            Some((docket, figures)) => {
                let figures = figures.ok();
                lint(record, Some(&Known { case: &docket.case, figures: figures.as_ref() }), rules, on)
            }
        }
    }
}
