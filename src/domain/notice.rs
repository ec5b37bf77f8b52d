//! Notices: as they were composed, where they stand, what came back for them, and mailboxes to which nothing more is sent.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::case::AccountId;
use super::event::{Event, Source};

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeStatus {
    /// Waits for approval, or to be sent where none is needed.
    Queued,
    /// May be sent.
    Approved,
    /// Handed to the transport; the outcome is not yet known.
    Sending,
    /// Sent.
    Sent,
    /// The transport refused it.
    Failed,
    /// A crash fell between sending and recording.
    InDoubt,
    /// Not before a later time.
    Postponed,
    /// Will not be sent.
    Cancelled,
}

impl NoticeStatus {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            NoticeStatus::Queued => "queued",
            NoticeStatus::Approved => "approved",
            NoticeStatus::Sending => "sending",
            NoticeStatus::Sent => "sent",
            NoticeStatus::Failed => "failed",
            NoticeStatus::InDoubt => "in-doubt",
            NoticeStatus::Postponed => "postponed",
            NoticeStatus::Cancelled => "cancelled",
        }
    }
}

/// Who a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// A debtor or guarantor: needs approval.
    Debtor,
    /// Outside counsel.
    Counsel,
    /// The handler.
    Handler,
    /// A manager.
    Manager,
}

impl Audience {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Audience::Debtor => "debtor",
            Audience::Counsel => "counsel",
            Audience::Handler => "handler",
            Audience::Manager => "manager",
        }
    }
}

/// A notice as it was composed. What is sent is this and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRecord {
    /// Its id, unique in the registry.
    pub id: String,
    /// The message kind: `demand-email`.
    pub kind: String,
    /// What makes it this notice and no other: account, kind and occasion.
    pub key: String,
    /// Who it is for.
    pub audience: Audience,
    /// Addressee's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_name: Option<String>,
    /// Addressee's mailbox.
    pub to: String,
    /// Sender as `sucheng.yaml` has it.
    pub from: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML of the same content, where the message has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Message-ID without angle brackets.
    pub message_id: String,
    /// Documents that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The day it should go out.
    pub due: NaiveDate,
    /// The last day on which it may go out: it announces what is past after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// SHA-256 of the data the message template was given.
    pub facts_sha256: String,
    /// SHA-256 of the message template folder.
    pub template_sha256: String,
    /// The account's events up to here were seen.
    pub facts: u64,
    /// Whether its template says that it asks a debtor for payment, so that it holds what a demand must.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demand: bool,
    /// Of a mail about many accounts: those that it tells of, with what was seen of each. None of a mail of one account, or
    /// one that tells of sums only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Seen>,
}

/// What a mail about many accounts has seen of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The account.
    pub account: AccountId,
    /// The last of its events that changes what such a mail says.
    pub event: u64,
}

/// A document that goes with a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The name the addressee sees.
    pub name: String,
    /// Where it lies, relative to the workspace where it lies inside.
    pub path: String,
    /// SHA-256 of its content; another content is not sent.
    pub sha256: String,
}

/// A notice went from one state to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeMove {
    /// The notice.
    pub id: String,
    /// Its new state.
    pub to: NoticeStatus,
    /// Why, or the server's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The message as sent, by its hash, once it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<SentMail>,
    /// Not before this moment, where it was postponed to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<FixedOffset>>,
}

/// The message as it left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentMail {
    /// SHA-256 of the whole message.
    pub sha256: String,
    /// The `.eml` kept, relative to the workspace.
    pub path: String,
    /// `spool` or `smtp`.
    pub transport: String,
    /// The server that took it: `smtp.bank.example:587`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The mailbox it really went to, where a test address took the addressee's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// How large each attachment is, in bytes, in their order; empty in records from before sizes were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<u64>,
}

/// A step in a notice's life, the queueing excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeStep {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By whom.
    pub actor: String,
    /// To which state.
    pub to: NoticeStatus,
    /// Why, or the server's words.
    pub detail: Option<String>,
    /// The mail that left, or went to a test mailbox.
    pub sent: Option<SentMail>,
    /// Not before this moment, where it was postponed to one.
    pub until: Option<DateTime<FixedOffset>>,
}

impl NoticeStep {
    /// The step that an event made.
    pub fn of(event: &Event, change: &NoticeMove) -> Self {
        NoticeStep {
            seq: event.seq,
            at: event.at,
            actor: event.actor.clone(),
            to: change.to,
            detail: change.detail.clone(),
            sent: change.sent.clone(),
            until: change.until,
        }
    }
}

/// What an answer says of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// The server could not deliver it (RFC 3464 `failed`), or a bounce in a form of its own.
    Bounced,
    /// The server is still trying (`delayed`).
    Delayed,
    /// It lies in the mailbox (`delivered`).
    Delivered,
    /// It went on to a server that reports nothing (`relayed`, `expanded`).
    Relayed,
    /// It was opened (RFC 8098).
    Read,
    /// Someone, or a program, wrote back.
    Replied,
}

impl AnswerKind {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            AnswerKind::Bounced => "bounced",
            AnswerKind::Delayed => "delayed",
            AnswerKind::Delivered => "delivered",
            AnswerKind::Relayed => "relayed",
            AnswerKind::Read => "read",
            AnswerKind::Replied => "replied",
        }
    }
}

/// A mail that answers a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeAnswer {
    /// The notice.
    pub id: String,
    /// What it says.
    pub kind: AnswerKind,
    /// When, as the answer has it.
    pub at: DateTime<FixedOffset>,
    /// The status code of RFC 3463: `5.1.1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The server's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The mailbox it speaks of, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Whether a program wrote back, and no person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic: bool,
    /// The answer's file.
    pub source: Source,
    /// Where it is kept, relative to the workspace.
    pub path: String,
}

/// Nothing, or something again, is sent to a mailbox (workspace stream).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The mailbox in small letters, or `@domain` for all of a domain.
    pub mailbox: String,
    /// Whether nothing goes there from now on; `false` lifts it.
    pub suppressed: bool,
    /// Why.
    pub reason: String,
}
