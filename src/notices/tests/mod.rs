//! What the parts of this folder do together.

mod arrival;
mod dispatch;
mod gate;
mod lint;
mod mail;
mod occasions;
mod outbox;
mod queue;

use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::fingerprint::sha256;
use super::gate::{Gate, Owners};
use super::suppression::Suppressed;
use crate::domain::date;
use crate::domain::debt::Payment;
use crate::domain::event::{Attachment, Audience, Event, NoticeMove, NoticeRecord, NoticeStatus, Payload};
use crate::rules::Rulebook;

fn day(text: &str) -> NaiveDate {
    date::parse(text).unwrap()
}

pub(super) fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// A gate at ten in the morning of a day, with nothing known that would hold a mail.
fn open_on(today: NaiveDate) -> Gate<'static> {
    static NOBODY: LazyLock<Suppressed> = LazyLock::new(Suppressed::default);
    static NONE: LazyLock<Owners> = LazyLock::new(Owners::default);
    Gate {
        now: at(&format!("{today}T10:00:00+08:00")),
        today,
        rules: Rulebook::builtin(),
        docket: None,
        changed: None,
        quiet: None,
        suppressed: &NOBODY,
        owners: &NONE,
        pace: None,
        test_address: None,
    }
}

/// A notice with one attachment whose content is `PDF`.
pub(super) fn record(audience: Audience) -> NoticeRecord {
    NoticeRecord {
        id: "n-0123456789ab".to_owned(),
        kind: "demand-email".to_owned(),
        key: "CC-2026-000123/demand-email/facts-0123456789abcdef".to_owned(),
        audience,
        to_name: Some("李示例".to_owned()),
        to: "li@example.com".to_owned(),
        from: "法务部 <legal@bank.example>".to_owned(),
        subject: "关于信用卡欠款的催收通知".to_owned(),
        text: "李示例先生：\n\n.单独一点开头的行\n合计：42,972.96 元\n".to_owned(),
        html: Some("<p>李示例先生：</p>\n<p>合计：42,972.96 元</p>\n".to_owned()),
        message_id: "0123456789abcdef0123456789abcdef@bank.example".to_owned(),
        attachments: vec![Attachment {
            name: "催收函.pdf".to_owned(),
            path: "out/催收函.pdf".to_owned(),
            sha256: sha256(b"PDF"),
        }],
        due: day("2026-07-01"),
        until: None,
        facts_sha256: sha256(b"facts"),
        template_sha256: sha256(b"template"),
        facts: 1,
        demand: false,
        about: Vec::new(),
    }
}

/// Numbers payloads into an account's log, a minute apart.
pub(super) fn log(payloads: impl IntoIterator<Item = Payload>) -> Vec<Event> {
    let start = at("2026-07-01T09:00:00+08:00");
    let event = |(i, payload): (usize, Payload)| Event {
        seq: i as u64 + 1,
        at: start + chrono::TimeDelta::minutes(i as i64),
        as_of: day("2026-07-01"),
        actor: "示例".to_owned(),
        command: format!("c{i}"),
        payload,
    };
    payloads.into_iter().enumerate().map(event).collect()
}

fn queued(record: &NoticeRecord) -> Payload {
    Payload::NoticeQueued(Box::new(record.clone()))
}

fn moved(id: &str, to: NoticeStatus) -> Payload {
    let detail = Some("因为".to_owned());
    Payload::NoticeMoved(NoticeMove { id: id.to_owned(), to, detail, sent: None, until: None })
}

fn paid() -> Payload {
    let amount = "1000.00".parse().unwrap();
    Payload::Paid(Payment { on: day("2026-07-01"), amount, from: None, reference: None })
}

fn amended(path: &str) -> Payload {
    let change = crate::domain::change::Change {
        path: path.to_owned(),
        from: serde_json::Value::Null,
        to: serde_json::json!("x"),
    };
    Payload::Amended { changes: vec![change], reason: "更正".to_owned(), source: None }
}

fn milestone(name: &str) -> Payload {
    Payload::Milestone(crate::domain::event::MilestoneEvent {
        track: "litigation".to_owned(),
        milestone: name.to_owned(),
        on: day("2026-07-01"),
        facts: Default::default(),
        evidence: Vec::new(),
    })
}

fn reversed(events: &[u64]) -> Payload {
    Payload::Reversed { command: "c".to_owned(), events: events.to_vec(), reason: None }
}
