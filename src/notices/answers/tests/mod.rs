//! Mails as they come back, written for these tests, and what each must be taken for. The forms follow RFC 3464 §2 and
//! appendix E, RFC 8098 §3, and the shapes in which qmail, Exchange, QQ 邮箱 and 163 write their bounces.

use chrono::{DateTime, FixedOffset};
use proptest::prelude::*;

use super::*;
use crate::domain::event::{Audience, NoticeMove, NoticeStatus, Payload, SentMail};
use crate::domain::notice::AnswerKind;
use crate::notices::Outbox;
use crate::notices::tests::{at, log, record};

mod forms;
mod hostile;

/// A mail of `mails/`.
macro_rules! mail {
    ($name:literal) => {
        &include_bytes!(concat!("mails/", $name, ".eml"))[..]
    };
}
use mail;

/// A moment at which all that the mails tell of is past.
fn now() -> DateTime<FixedOffset> {
    at("2026-07-05T12:00:00+08:00")
}

/// One notice, which left on 2026-07-01 at 09:02 for li@example.com.
fn sent() -> Sent {
    sent_instead(None)
}

fn sent_instead(instead: Option<&str>) -> Sent {
    let record = record(Audience::Debtor);
    let moved = |to, detail: Option<&str>, sent| {
        let detail = detail.map(str::to_owned);
        Payload::NoticeMoved(NoticeMove { id: record.id.clone(), to, detail, sent, until: None })
    };
    let mail = SentMail {
        sha256: "0".to_owned(),
        path: "out/mail/n.eml".to_owned(),
        transport: "smtp".to_owned(),
        server: None,
        instead: instead.map(str::to_owned),
        sizes: Vec::new(),
    };
    let events = log([
        Payload::NoticeQueued(Box::new(record.clone())),
        moved(NoticeStatus::Approved, Some("checked"), None),
        moved(NoticeStatus::Sending, None, None),
        moved(NoticeStatus::Sent, None, Some(mail)),
    ]);
    let outbox = Outbox::fold(&events).unwrap();
    let mut sent = Sent::default();
    outbox.notices().iter().for_each(|notice| sent.add(notice));
    sent
}

fn judged(bytes: &[u8]) -> Verdict {
    sent().judge(&Letter::read(bytes).unwrap(), now())
}
