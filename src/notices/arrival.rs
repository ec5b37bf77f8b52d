//! Whether a notice arrived. A demand by data message counts where it arrived or should have arrived (诉讼时效规定 8(1)(2),
//! 民法典 137(2)); it arrives when it enters the addressee's system (电子签名法 11(2)).

use chrono::{DateTime, Days, FixedOffset, NaiveDate};

use super::outbox::Notice;
use crate::domain::event::{NoticeStatus, SentMail};
use crate::domain::notice::{AnswerKind, NoticeAnswer};
use crate::rules::Rulebook;

/// The transport that only writes a file.
const SPOOL: &str = "spool";

/// How a notice is known to have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A server reported that it lies in the mailbox.
    Delivered,
    /// It was opened.
    Read,
    /// Someone, or a program, wrote back.
    Replied,
    /// A server took it and nothing came back since. A court may see it otherwise.
    ShouldHave,
}

impl How {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            How::Delivered => "delivered",
            How::Read => "read",
            How::Replied => "replied",
            How::ShouldHave => "should-have",
        }
    }
}

/// That a notice arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When, at the latest.
    pub at: DateTime<FixedOffset>,
    /// How that is known.
    pub how: How,
}

impl Notice {
    /// The answer by which it came back. A mail that was opened or answered was there, whatever a server says; between
    /// servers the last word counts.
    pub fn bounced(&self) -> Option<&NoticeAnswer> {
        let opened = |a: &&NoticeAnswer| matches!(a.kind, AnswerKind::Read | AnswerKind::Replied);
        if self.answers.iter().any(|a| opened(&a)) {
            return None;
        }
        let final_word = |a: &&NoticeAnswer| matches!(a.kind, AnswerKind::Bounced | AnswerKind::Delivered);
        let last = self.answers.iter().filter(final_word).max_by_key(|a| a.at)?;
        (last.kind == AnswerKind::Bounced).then_some(last)
    }

    /// Whether it came back for good: no such mailbox, not for a full one or a busy server (RFC 3463 §2: class 5).
    pub fn hard_bounce(&self) -> Option<&NoticeAnswer> {
        self.bounced().filter(|answer| answer.status.as_deref().is_some_and(|code| code.starts_with("5.")))
    }

    /// The mail that a server took for the addressee: not one that only a folder or a test address got.
    fn served(&self) -> Option<&SentMail> {
        let sent = self.sent().filter(|_| self.status == NoticeStatus::Sent)?;
        (sent.transport != SPOOL && sent.instead.is_none()).then_some(sent)
    }

    /// That it arrived, as known on a day: by the first answer that says so, else because a server took it and it did not
    /// come back for as long as mail does. Never where a test address got it; where only a folder did, by an answer alone,
    /// which shows that another program sent it.
    pub fn arrived(&self, as_of: NaiveDate, rules: &Rulebook) -> Option<Arrival> {
        self.sent().filter(|sent| self.status == NoticeStatus::Sent && sent.instead.is_none())?;
        let known = self.answers.iter().filter(|a| a.at.date_naive() <= as_of);
        let told = known.clone().filter_map(|a| {
            let how = match a.kind {
                AnswerKind::Delivered => How::Delivered,
                AnswerKind::Read => How::Read,
                AnswerKind::Replied => How::Replied,
                AnswerKind::Bounced | AnswerKind::Delayed | AnswerKind::Relayed => return None,
            };
            Some(Arrival { at: a.at, how })
        });
        if self.bounced().is_some() {
            return None;
        }
        if let Some(first) = told.min_by_key(|arrival| arrival.at) {
            return Some(first);
        }
        self.served()?;
        let taken = self.history.iter().find(|step| step.sent.is_some())?.at;
        let wait = rules.mail_bounces_within(taken.date_naive())?.value;
        let over = taken.date_naive().checked_add_days(Days::new(u64::from(wait)))?;
        (over < as_of).then_some(Arrival { at: taken, how: How::ShouldHave })
    }
}
