//! Which notice a mail answers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, TimeDelta};

use super::bounce::{bounce, tokens};
use super::letter::Letter;
use super::report::{self, Said, mailbox, words};
use crate::domain::notice::{AnswerKind, NoticeStatus};
use crate::notices::Notice;

/// How far the clocks of two mail servers may be apart.
const CLOCKS: TimeDelta = TimeDelta::days(1);

/// Notices that left, or may have left, by the Message-ID they left under.
#[derive(Clone, Debug, Default)]
pub struct Sent(BTreeMap<String, Known>);

#[derive(Clone, Debug)]
struct Known {
    id: String,
    /// In small letters: the addressee's, and the test address that took its place.
    mailboxes: Vec<String>,
    subject: String,
    /// When a transport first had it.
    handed: DateTime<FixedOffset>,
}

/// What a mail says of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The notice.
    pub notice: String,
    /// What.
    pub kind: AnswerKind,
    /// When, in the time of China.
    pub at: DateTime<FixedOffset>,
    /// The status code of RFC 3463.
    pub status: Option<String>,
    /// The server's words, or the subject of a reply.
    pub words: Option<String>,
    /// The mailbox it speaks of, in small letters.
    pub recipient: String,
    /// Whether a program wrote back.
    pub automatic: bool,
}

/// Why a mail that may be about a notice is recorded for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It names the notice, and speaks of another mailbox.
    Recipient,
    /// It names no Message-ID that left from here; mailbox and subject are the notice's.
    Unnamed,
    /// It names the notice, and says neither what became of it nor answers it.
    Silent,
    /// It names several notices, and not which it is about.
    Several,
    /// It does not say when, or a time before the notice left or yet to come.
    Date,
}

impl Doubt {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Doubt::Recipient => "N-ANSWER-RECIPIENT",
            Doubt::Unnamed => "N-ANSWER-UNNAMED",
            Doubt::Silent => "N-ANSWER-SILENT",
            Doubt::Several => "N-ANSWER-SEVERAL",
            Doubt::Date => "N-ANSWER-DATE",
        }
    }
}

/// What a mail is to the notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answers them.
    Answers(Vec<Answer>),
    /// It may be about this one. A person has to look.
    Perhaps {
        /// The notice.
        notice: String,
        /// Why it is not recorded.
        why: Doubt,
    },
    /// It is about none.
    Unrelated,
}

impl Sent {
    /// Takes a notice in, if a transport ever had it.
    pub fn add(&mut self, notice: &Notice) {
        let handed = notice.history.iter().find(|step| step.to == NoticeStatus::Sending).map(|step| step.at);
        let Some(handed) = handed else { return };
        let instead = notice.history.iter().filter_map(|step| step.sent.as_ref()?.instead.as_deref());
        let record = &notice.record;
        let mailboxes = [record.to.as_str()].into_iter().chain(instead).map(mailbox).collect();
        let known = Known { id: record.id.clone(), mailboxes, subject: squeezed(&record.subject), handed };
        self.0.insert(record.message_id.to_lowercase(), known);
    }

    /// Judges a mail, at this moment.
    pub fn judge(&self, letter: &Letter, now: DateTime<FixedOffset>) -> Verdict {
        let Some(named) = self.named(letter) else {
            return match self.unnamed(letter) {
                Some(known) => Verdict::Perhaps { notice: known.id.clone(), why: Doubt::Unnamed },
                None => Verdict::Unrelated,
            };
        };
        let perhaps = |known: &Known, why| Verdict::Perhaps { notice: known.id.clone(), why };
        let [known] = named[..] else { return perhaps(named[0], Doubt::Several) };
        let said = self.said(letter, known);
        if said.is_empty() {
            return perhaps(known, Doubt::Silent);
        }
        let of_this: Vec<(&Said, &String)> = said
            .iter()
            .filter_map(|s| Some((s, known.mailboxes.iter().find(|m| s.recipients.contains(m))?)))
            .collect();
        if of_this.is_empty() {
            return perhaps(known, Doubt::Recipient);
        }
        let answers = of_this.into_iter().map(|(said, recipient)| {
            let at = said.at.or_else(|| letter.date())?;
            let possible = known.handed - CLOCKS <= at && at <= now + CLOCKS;
            possible.then(|| Answer {
                notice: known.id.clone(),
                kind: said.kind,
                at,
                status: said.status.clone(),
                words: said.words.clone(),
                recipient: recipient.clone(),
                automatic: said.automatic,
            })
        });
        match answers.collect::<Option<Vec<_>>>() {
            Some(answers) => Verdict::Answers(answers),
            None => perhaps(known, Doubt::Date),
        }
    }

    /// The notices that a mail names, never none: by the header of the mail it gives back, else by what it replies to,
    /// else anywhere.
    fn named(&self, letter: &Letter) -> Option<Vec<&Known>> {
        let returned = letter.returned.iter().filter_map(|head| head.get("message-id"));
        let receipts = letter.disposition.iter().flatten().filter_map(|g| g.get("original-message-id"));
        let reported: Vec<&str> = returned.chain(receipts).collect();
        let replied: Vec<&str> = letter.head.get("in-reply-to").into_iter().collect();
        let thread: Vec<&str> = letter.head.get("references").into_iter().collect();
        let anywhere: Vec<&str> = letter.texts.iter().map(String::as_str).collect();
        [reported, replied, thread, anywhere].into_iter().find_map(|texts| {
            let ids: BTreeSet<String> = texts.into_iter().flat_map(tokens).map(str::to_lowercase).collect();
            let found: Vec<&Known> = ids.iter().filter_map(|id| self.0.get(id)).collect();
            (!found.is_empty()).then_some(found)
        })
    }

    /// A report or bounce that names no Message-ID of ours, but a mailbox and a subject of a notice: the latest of them.
    fn unnamed(&self, letter: &Letter) -> Option<&Known> {
        let mut said: Vec<Said> = letter.status.iter().flat_map(|groups| report::delivery(groups)).collect();
        said.extend(bounce(letter));
        let subjects = letter.returned.iter().filter_map(|head| head.text("subject"));
        let mut told: String = subjects.chain(letter.head.text("subject")).map(|s| squeezed(&s)).collect();
        letter.texts.iter().for_each(|text| told.push_str(&squeezed(text)));
        let fits = |known: &&Known| {
            told.contains(&known.subject)
                && said.iter().any(|s| known.mailboxes.iter().any(|m| s.recipients.contains(m)))
        };
        if said.is_empty() { None } else { self.0.values().filter(fits).max_by_key(|known| known.handed) }
    }

    /// What a mail that names a notice says.
    fn said(&self, letter: &Letter, known: &Known) -> Vec<Said> {
        let delivery: Vec<Said> = letter.status.iter().flat_map(|groups| report::delivery(groups)).collect();
        if !delivery.is_empty() {
            return delivery;
        }
        let receipts: Vec<Said> = letter.disposition.iter().flatten().filter_map(report::receipt).collect();
        if !receipts.is_empty() {
            return receipts;
        }
        bounce(letter).or_else(|| self.reply(letter, known)).into_iter().collect()
    }

    /// A reply: it says in its header which mail it answers, and comes from its writer.
    fn reply(&self, letter: &Letter, known: &Known) -> Option<Said> {
        let thread = ["in-reply-to", "references"].into_iter().filter_map(|name| letter.head.get(name));
        let mut ids = thread.into_iter().flat_map(tokens).map(str::to_lowercase);
        ids.find(|id| self.0.get(id).is_some_and(|k| k.id == known.id))?;
        let by_program = |name: &str| letter.head.get(name).is_some_and(|v| !v.eq_ignore_ascii_case("no"));
        Some(Said {
            kind: AnswerKind::Replied,
            at: None,
            status: None,
            words: letter.head.text("subject").map(|subject| words(&subject)),
            recipients: letter.head.get("from").map(mailbox).into_iter().collect(),
            automatic: ["auto-submitted", "x-autoreply", "x-autorespond"].into_iter().any(by_program),
        })
    }
}

/// A text without white space, which mail programs put where they like.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}
