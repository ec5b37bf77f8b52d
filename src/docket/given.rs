//! What was given notice of: mails to debtors and guarantors that left, letters that were posted, and what became of each.
//!
//! A mail's life is the outbox's affair; here stands only what follows from it for the account: that it left, when, and
//! what came back.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use super::fold::Recorded;
use crate::domain::Case;
use crate::domain::date;
use crate::domain::event::{Audience, Event, NoticeMove, NoticeRecord, NoticeStatus, Payload, SentMail};
use crate::domain::notice::{AnswerKind, NoticeAnswer, NoticeStep};
use crate::domain::party::Role;
use crate::domain::postal::{Fate, Letter, LetterFate};
use crate::domain::proof::{Channel, Contacted, StoredFile};

/// A mail or letter to a debtor or guarantor that left the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The event that queued the mail or posted the letter.
    pub seq: u64,
    /// The notice's or letter's id.
    pub id: String,
    /// What it is: `demand-email`, `demand-letter`.
    pub kind: String,
    /// Who it is for.
    pub party: Contacted,
    /// The addressee's name.
    pub to_name: Option<String>,
    /// The mailbox or address.
    pub to: String,
    /// When it left, by the clock of China; of a letter only the day counts.
    pub at: NaiveDateTime,
    /// What it was.
    pub form: Form,
}

/// A mail or a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A mail.
    Mail(Box<Mail>),
    /// A letter.
    Letter(Box<Posted>),
}

/// A mail that was sent, with all that proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// As it was composed: subject, text, mailbox, Message-ID, attachments. The HTML is left out: it says the same.
    pub record: NoticeRecord,
    /// When it was queued, and by whom.
    pub queued: (DateTime<FixedOffset>, String),
    /// What happened to it since, oldest first: times, actors, the server's words.
    pub moves: Vec<NoticeStep>,
    /// What came back, oldest first.
    pub answers: Vec<Recorded<NoticeAnswer>>,
}

/// A letter that was posted, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// As it was recorded.
    pub letter: Recorded<Letter>,
    /// What became of it, in the order in which it became known. The last counts.
    pub fates: Vec<Recorded<LetterFate>>,
}

/// What is known of it on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course<'g> {
    /// Nothing came back.
    UnderWay,
    /// It arrived.
    Arrived {
        /// The day.
        on: NaiveDate,
        /// Who took it, or what the server said.
        how: Cow<'g, str>,
        /// The addressee had it before them: a read receipt or a reply.
        read: bool,
    },
    /// It came back.
    CameBack {
        /// The day.
        on: NaiveDate,
        /// Why.
        why: Cow<'g, str>,
    },
    /// The carrier lost it.
    Lost {
        /// The day that became known.
        on: NaiveDate,
    },
}

impl Mail {
    /// The mail as it left, with its file; none where somebody recorded by hand that it did.
    pub fn sent(&self) -> Option<&SentMail> {
        self.moves.iter().rev().find_map(|m| m.sent.as_ref())
    }

    /// Whether it went to the addressee as known on a day: a server took it, or what came back shows that another program
    /// sent the file out of its folder. What a test address got in their place did not.
    pub fn left(&self, until: NaiveDate) -> bool {
        let came_back = || self.answers.iter().any(|a| date::in_china(a.what.at).date() <= until);
        self.sent().is_none_or(|sent| sent.instead.is_none() && (sent.transport != SPOOL || came_back()))
    }
}

/// The transport that only writes a file.
const SPOOL: &str = "spool";

impl Given {
    /// By which way.
    pub const fn channel(&self) -> Channel {
        match self.form {
            Form::Mail(_) => Channel::Email,
            Form::Letter(_) => Channel::Letter,
        }
    }

    /// Whether it left for its addressee, as known on a day. A mail that only a folder or a test address got did not.
    pub fn left(&self, until: NaiveDate) -> bool {
        match &self.form {
            Form::Mail(mail) => mail.left(until),
            Form::Letter(_) => true,
        }
    }

    /// The carrier and its number, or the mail's Message-ID.
    pub fn record(&self) -> String {
        match &self.form {
            Form::Mail(mail) => mail.record.message_id.clone(),
            Form::Letter(posted) => format!("{} {}", posted.letter.what.carrier, posted.letter.what.number),
        }
    }

    /// Papers that prove it, each with the letter's number; of a mail none, whose own file is kept elsewhere.
    pub fn papers(&self) -> impl Iterator<Item = (&str, &StoredFile)> {
        let posted = match &self.form {
            Form::Letter(posted) => Some(&**posted),
            Form::Mail(_) => None,
        };
        posted.into_iter().flat_map(|p| {
            let fates = p.fates.iter().flat_map(|f| &f.what.evidence);
            p.letter.what.evidence.iter().chain(fates).map(|stored| (p.letter.what.number.as_str(), stored))
        })
    }

    /// What is known of it at the end of a day.
    pub fn course(&self, until: NaiveDate) -> Course<'_> {
        match &self.form {
            Form::Mail(mail) => mail.course(until),
            Form::Letter(posted) => posted.course(until),
        }
    }

    /// Lets a fate of this letter count, if it is this letter's.
    pub(super) fn take(&mut self, fate: &Recorded<LetterFate>) {
        if self.id == fate.what.id
            && let Form::Letter(posted) = &mut self.form
        {
            posted.fates.push(fate.clone());
        }
    }

    /// The days on which something of it became known.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let (fates, answers): (&[_], &[_]) = match &self.form {
            Form::Mail(mail) => (&[], &mail.answers),
            Form::Letter(posted) => (&posted.fates, &[]),
        };
        let fates = fates.iter().map(|f: &Recorded<LetterFate>| f.what.on);
        let answers = answers.iter().map(|a: &Recorded<NoticeAnswer>| date::in_china(a.what.at).date());
        std::iter::once(self.at.date()).chain(fates).chain(answers)
    }
}

impl Posted {
    fn course(&self, until: NaiveDate) -> Course<'_> {
        let Some(last) = self.fates.iter().rfind(|f| f.what.on <= until) else { return Course::UnderWay };
        let detail = Cow::Borrowed(last.what.detail.as_deref().unwrap_or_default());
        let on = last.what.on;
        match last.what.fate {
            Fate::Delivered => Course::Arrived { on, how: detail, read: false },
            Fate::Returned => Course::CameBack { on, why: detail },
            Fate::Lost => Course::Lost { on },
        }
    }
}

impl Mail {
    fn course(&self, until: NaiveDate) -> Course<'_> {
        let mut course = Course::UnderWay;
        for answer in self.answers.iter().map(|a| &a.what) {
            let on = date::in_china(answer.at).date();
            if on > until {
                continue;
            }
            let words = Cow::Borrowed(answer.words.as_deref().unwrap_or_default());
            course = match (answer.kind, course) {
                // What was read or answered arrived, whatever another server says.
                (_, Course::Arrived { on, how, read: true }) => Course::Arrived { on, how, read: true },
                (AnswerKind::Bounced, _) => Course::CameBack { on, why: words },
                (AnswerKind::Delivered, Course::UnderWay | Course::CameBack { .. }) => {
                    Course::Arrived { on, how: words, read: false }
                }
                (AnswerKind::Read | AnswerKind::Replied, Course::Arrived { on, how, .. }) => {
                    Course::Arrived { on, how, read: true }
                }
                (AnswerKind::Read | AnswerKind::Replied, _) => Course::Arrived { on, how: words, read: true },
                (_, before) => before,
            };
        }
        course
    }
}

/// A notice while its events are read.
struct Reading<'e> {
    queued: &'e Event,
    record: &'e NoticeRecord,
    moves: Vec<(&'e Event, &'e NoticeMove)>,
    answers: Vec<Recorded<NoticeAnswer>>,
}

/// What left for debtors and guarantors, in the order in which it was recorded.
///
/// A reversed event does not count, except that a mail which a transport has had cannot be called back: of its queueing and
/// moves every event counts, as in the outbox.
pub(super) fn of(events: &[Event], reversed: &BTreeSet<u64>, case: &Case) -> Vec<Given> {
    let mut notices: Vec<Reading<'_>> = Vec::new();
    let mut out: Vec<Given> = Vec::new();
    for event in events {
        let dead = reversed.contains(&event.seq);
        match &event.payload {
            Payload::NoticeQueued(record)
                if record.audience == Audience::Debtor && (!dead || had_by_transport(events, &record.id)) =>
            {
                notices.push(Reading { queued: event, record, moves: Vec::new(), answers: Vec::new() });
            }
            Payload::NoticeMoved(change) if !dead || had_by_transport(events, &change.id) => {
                if let Some(notice) = notices.iter_mut().find(|n| n.record.id == change.id) {
                    notice.moves.push((event, change));
                }
            }
            Payload::NoticeAnswered(answer) if !dead => {
                if let Some(notice) = notices.iter_mut().find(|n| n.record.id == answer.id) {
                    notice.answers.push(recorded(event, answer));
                }
            }
            Payload::LetterPosted(letter) if !dead => out.push(posted(event, letter)),
            Payload::LetterFate(fate) if !dead => {
                let fate = recorded(event, fate);
                out.iter_mut().for_each(|given| given.take(&fate));
            }
            _ => {}
        }
    }
    out.extend(notices.into_iter().filter_map(|notice| mailed(notice, case)));
    out.sort_by_key(|g| g.seq);
    out
}

fn had_by_transport(events: &[Event], id: &str) -> bool {
    events
        .iter()
        .any(|e| matches!(&e.payload, Payload::NoticeMoved(m) if m.id == id && m.to == NoticeStatus::Sending))
}

fn recorded<T: Clone>(event: &Event, what: &T) -> Recorded<T> {
    Recorded { seq: event.seq, at: event.at, command: event.command.clone(), what: what.clone() }
}

fn posted(event: &Event, letter: &Letter) -> Given {
    Given {
        seq: event.seq,
        id: letter.id.clone(),
        kind: letter.kind.clone(),
        party: letter.party,
        to_name: Some(letter.to_name.clone()),
        to: letter.address.clone(),
        at: letter.on.and_time(chrono::NaiveTime::MIN),
        form: Form::Letter(Box::new(Posted { letter: recorded(event, letter), fates: Vec::new() })),
    }
}

/// The mail, if it is sent.
fn mailed(mut notice: Reading<'_>, case: &Case) -> Option<Given> {
    if notice.moves.last().is_none_or(|(_, change)| change.to != NoticeStatus::Sent) {
        return None;
    }
    // Somebody may have said days later that it was sent; it left when the transport had it.
    let handed = notice.moves.iter().rev().find(|(_, change)| change.to == NoticeStatus::Sending);
    let at = handed.or(notice.moves.last()).map(|(event, _)| date::in_china(event.at))?;
    notice.answers.sort_by_key(|a| a.what.at);
    let record = notice.record;
    let moves = notice.moves.iter().map(|(event, change)| NoticeStep::of(event, change));
    Some(Given {
        seq: notice.queued.seq,
        id: record.id.clone(),
        kind: record.kind.clone(),
        party: whose(case, record),
        to_name: record.to_name.clone(),
        to: record.to.clone(),
        at,
        form: Form::Mail(Box::new(Mail {
            record: NoticeRecord { html: None, ..record.clone() },
            queued: (notice.queued.at, notice.queued.actor.clone()),
            moves: moves.collect(),
            answers: notice.answers,
        })),
    })
}

/// Whether a mail went to one who owes or to a guarantor: by name, else by mailbox, else the debtor.
fn whose(case: &Case, record: &NoticeRecord) -> Contacted {
    let named = case.debtors.iter().find(|d| Some(&d.name) == record.to_name.as_ref());
    let has = |own: &str| own.eq_ignore_ascii_case(&record.to);
    let by_mailbox = || case.debtors.iter().find(|d| d.mailboxes().any(has));
    match named.or_else(by_mailbox).map(|d| d.role) {
        Some(Role::Guarantor) => Contacted::Guarantor,
        _ => Contacted::Debtor,
    }
}

#[cfg(test)]
mod tests;
