//! Sends what may leave.

use super::found::{all, events_of, outbox_of};
use super::moving::settle_doubt;
use super::way_out;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::register;
use crate::domain::event::{Attachment, NoticeMove, NoticeStatus, Payload};
use crate::domain::problem::{Place, Problem};
use crate::notices::{Assume, Outcome, dispatch};

/// What came of sending.
#[derive(Debug, Default)]
pub struct Sent {
    /// Left, with the file kept.
    pub sent: Vec<(String, String)>,
    /// Did not leave, and why.
    pub failed: Vec<(String, Problem)>,
    /// May have left.
    pub in_doubt: Vec<String>,
    /// May not leave yet, and why.
    pub postponed: Vec<(String, Problem)>,
    /// Why the run ended before every notice had its turn: no mail can leave now. Those left are as they were.
    pub stopped: Option<Problem>,
}

/// Sends what may leave now, oldest first. What an earlier run left with the transport stays in doubt until `assume`
/// decides.
///
/// # Errors
/// The registry cannot be read; a failure to record stops everything, since nothing may leave unrecorded.
pub fn send(desk: &mut Desk<'_>, limit: Option<usize>, assume: Option<Assume>) -> Result<Sent, CommandError> {
    let workspace = desk.workspace()?;
    let (now, today) = (desk.settings.now, desk.settings.as_of);
    let mut done = Sent::default();
    settle_doubt(desk, assume)?;
    let transport = way_out::transport(desk)?;
    let mut waiting = all(desk)?;
    waiting.sort_by(|a, b| {
        (a.notice.record.due, a.notice.queued_at).cmp(&(b.notice.record.due, b.notice.queued_at))
    });
    let bar = desk.progress(waiting.len());
    for found in waiting {
        bar.inc(1);
        let id = found.notice.record.id.clone();
        if found.notice.status == NoticeStatus::InDoubt {
            done.in_doubt.push(id);
            continue;
        }
        let goes = matches!(
            found.notice.status,
            NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed
        );
        if !goes || limit.is_some_and(|l| done.sent.len() + done.failed.len() >= l) {
            continue;
        }
        let events = events_of(desk, &found.stream)?;
        let outbox = outbox_of(&found.stream, &events)?;
        let Some(notice) = outbox.find(&id) else { continue };
        if desk.settings.dry_run {
            match crate::notices::gate::hold(notice, &outbox, now, today) {
                Some(hold) => done.postponed.push((id.clone(), hold.problem(&id))),
                None => done.sent.push((id, String::new())),
            }
            continue;
        }
        let mut version = events.len() as u64;
        let stream = found.stream.clone();
        let mut read = |attachment: &Attachment| std::fs::read(workspace.absolute(&attachment.path));
        let mut record = |change: NoticeMove| {
            register::append_to(desk, &stream, version, vec![Payload::NoticeMoved(change)])?;
            version += 1;
            Ok::<(), CommandError>(())
        };
        let mut hands = dispatch::Desk { transport: &*transport, read: &mut read, record: &mut record };
        match dispatch::send(notice, &outbox, now, today, &mut hands) {
            Outcome::Sent(sent) => done.sent.push((id, sent.path)),
            Outcome::Held(hold) => done.postponed.push((id.clone(), hold.problem(&id))),
            Outcome::Unfit(problems) => done.failed.extend(problems.into_iter().map(|p| (id.clone(), p))),
            Outcome::Failed(words) => done.failed.push((id.clone(), said("E-NOTICE-REFUSED", &id, &words))),
            Outcome::Postponed { words, until: None } => {
                done.postponed.push((id.clone(), said("E-NOTICE-TRY-AGAIN", &id, &words)))
            }
            Outcome::Postponed { words, until: Some(until) } => {
                let problem =
                    said("E-NOTICE-LATER", &id, &words).with("until", until.format("%Y-%m-%d %H:%M"));
                done.postponed.push((id.clone(), problem));
            }
            Outcome::NoWay(fault) => {
                done.stopped = Some(fault.problem());
                break;
            }
            Outcome::InDoubt(_) => done.in_doubt.push(id),
            Outcome::Unrecorded { error, .. } => return Err(error),
        }
    }
    bar.finish_and_clear();
    Ok(done)
}

fn said(code: &'static str, id: &str, words: &str) -> Problem {
    Problem::error(code, Place::default()).with("id", id).with("reason", words)
}
