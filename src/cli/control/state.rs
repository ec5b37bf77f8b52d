//! The state of everything: what of the registry and the outbox it is counted from.

use super::moves::{self, What};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::mailing;
use crate::domain::event::NoticeStatus;
use crate::domain::summary::Summary;
use crate::reports::agenda::Item;
use crate::reports::status::{Outboxes, Recent, State};

/// Looks at these accounts. `broken` are those that could not be read, `items` all deadlines of the rows.
///
/// # Errors
/// The registry cannot be read.
pub fn state(
    rows: &[Summary],
    broken: usize,
    items: &[Item<'_>],
    desk: &mut Desk<'_>,
) -> Result<State, CommandError> {
    let as_of = desk.settings.as_of;
    let mut recent = Recent::default();
    for one in moves::since(State::since(as_of), rows, desk)? {
        match one.what {
            What::Milestone(m) => recent.milestones.push((one.on, m.on, m.track, m.milestone)),
            What::Paid(p) => recent.payments.push((p.on, p.amount)),
        }
    }
    let outbox = outbox(rows, desk)?;
    Ok(State::of(rows, broken, items, &recent, outbox, as_of))
}

fn outbox(rows: &[Summary], desk: &mut Desk<'_>) -> Result<Outboxes, CommandError> {
    let mut outbox = Outboxes::default();
    for notice in mailing::about(rows, desk)? {
        let at = match notice.notice.status {
            NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed => 0,
            NoticeStatus::InDoubt | NoticeStatus::Sending => 1,
            _ => continue,
        };
        outbox.all[at] += 1;
        outbox.of_accounts[at] += usize::from(notice.account().is_some());
    }
    Ok(outbox)
}
