//! One mail to each handler and day, with everything of the day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::mailboxes::{self, Found};
use super::posting::{self, Letter, Round};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::domain::AccountId;
use crate::domain::event::{NoticeRecord, NoticeStatus};
use crate::domain::problem::Problem;
use crate::domain::summary::Summary;
use crate::notices::reminder;
use crate::reports::control_sheet::{Part, mail};
use crate::reports::next_step::Steps;

/// What came of reminding.
#[derive(Default)]
pub struct Reminded {
    /// Put into the outbox.
    pub queued: Vec<NoticeRecord>,
    /// There already, by handler, in this state; `true` where facts have changed since it left.
    pub known: Vec<(String, String, NoticeStatus, bool)>,
    /// Not queued, by handler, and why.
    pub failed: Vec<(String, Problem)>,
    /// Handlers without a mailbox, with how many items they have to be told of otherwise.
    pub no_mailbox: Vec<(Option<String>, usize)>,
}

/// Queues the mails of the day.
///
/// # Errors
/// The registry cannot be read or written; the message cannot be read.
pub fn remind(
    parts: &[Part<'_>],
    rows: &[Summary],
    since: NaiveDate,
    steps: &Steps<'_>,
    desk: &mut Desk<'_>,
) -> Result<Reminded, CommandError> {
    let day = desk.settings.as_of;
    let mut done = Reminded::default();
    let (mut letters, mut spared) = (Vec::new(), Vec::new());
    for part in parts.iter().map(|p| p.reminds(day, since)).filter(|p| !p.items.is_empty()) {
        let Some(handler) = part.handler else {
            done.no_mailbox.push((None, part.items.len()));
            continue;
        };
        let about: BTreeSet<AccountId> = part.items.iter().map(|(_, i)| i.row.account.clone()).collect();
        match mailboxes::mailbox(handler, &about, rows, desk)? {
            Found::One(mailbox) => {
                let data = mail(&part, day, steps);
                letters.push(Letter::to(Some(handler.to_owned()), mailbox, data));
                continue;
            }
            Found::Nowhere => done.no_mailbox.push((Some(handler.to_owned()), part.items.len())),
            Found::Several(problem) => done.failed.push((handler.to_owned(), problem)),
        }
        spared.push(handler.to_owned());
    }
    let period = day.to_string();
    let round = Round {
        kind: reminder::DEADLINES,
        period: &period,
        until: day,
        letters: &letters,
        spared: &spared,
        unread: &[],
    };
    let posted = posting::post(&round, desk)?;
    done.queued = posted.queued;
    done.known = posted.known;
    done.failed.extend(posted.failed);
    Ok(done)
}
