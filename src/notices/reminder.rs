//! Mails about many accounts at once: the day's deadlines and what moved, to each handler; the state of everything, to
//! managers; where their cases stand, to outside counsel. They belong to no account: their notices lie in the workspace's own stream.

use chrono::NaiveDate;
use serde_json::Value;

use super::compose::{self, Sender};
use super::fingerprint::sha256;
use super::message::Message;
use super::outbox::Notice;
use super::queue;
use crate::domain::event::{Audience, NoticeRecord, NoticeStatus, Seen};
use crate::domain::problem::{Place, Problem};

/// To a handler: the deadlines of a day.
pub const DEADLINES: &str = "deadline-reminder";
/// To a handler: what moved since the day before, and what waits for a decision.
pub const DIGEST: &str = "daily-digest";
/// To a manager: the state of everything, once a week.
pub const STATUS: &str = "weekly-status";

/// To outside counsel: where their cases stand, once a week.
pub const COUNSEL: &str = "counsel-status";

/// Whether messages of this kind are about many accounts.
pub fn is_round(kind: &str) -> bool {
    [DEADLINES, DIGEST, STATUS, COUNSEL].contains(&kind)
}

/// Whether messages of this kind are queued without naming accounts.
pub fn is_mailed_alone(kind: &str) -> bool {
    [DIGEST, STATUS, COUNSEL].contains(&kind)
}

/// The last day on which a notice may go out, if there is one.
pub fn last_day(record: &NoticeRecord) -> Option<NaiveDate> {
    // Reminders queued by earlier versions do not say that they are of their day alone.
    record.until.or((record.kind == DEADLINES).then_some(record.due))
}

/// What such a mail is made from.
#[derive(Clone, Copy, Debug)]
pub struct Reminder<'a> {
    /// The addressee's name, if known.
    pub name: Option<&'a str>,
    /// Their mailbox.
    pub mailbox: &'a str,
    /// What tells them from others who are written to in the period.
    pub whom: &'a str,
    /// The sender, as `sucheng.yaml` has it.
    pub from: &'a str,
    /// The day or week that it is about: `2026-11-21`, `2026-W47`.
    pub period: &'a str,
    /// The day it is made on.
    pub day: NaiveDate,
    /// The last day on which it may go out.
    pub until: NaiveDate,
    /// The data of the template.
    pub data: &'a Value,
    /// The accounts that it tells of, with what was seen of each.
    pub about: &'a [Seen],
    /// How many mails of this kind to them there are of this period.
    pub before: usize,
}

impl Reminder<'_> {
    /// What all mails of this kind to them of the period have in common.
    pub fn key(&self, kind: &str) -> String {
        key(kind, self.period, self.whom)
    }
}

/// What all mails of a kind of a period to one have in common.
pub fn key(kind: &str, period: &str, to: &str) -> String {
    let hash = sha256(to.as_bytes());
    format!("_workspace/{kind}/{period}:{}", hash.get(..12).unwrap_or(&hash))
}

/// Whether a notice is one of those that have this in common.
pub fn is_of(notice: &Notice, key: &str) -> bool {
    notice.record.key.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('~'))
}

/// Whether a notice of this kind, made on this day or before, has not left.
pub fn is_waiting(notice: &Notice, kind: &str, day: NaiveDate) -> bool {
    let left = matches!(notice.status, NoticeStatus::Sending | NoticeStatus::InDoubt);
    notice.record.kind == kind && notice.record.due <= day && notice.is_open() && !left
}

/// Composes the mail. The same addressee, period and number give the same names.
///
/// # Errors
/// Every problem, never empty.
pub fn compose(message: &Message<'_>, reminder: &Reminder<'_>) -> Result<NoticeRecord, Vec<Problem>> {
    let mut problems = Vec::new();
    let sender = Sender::parse(reminder.from).map_err(|error| problems.push(error.problem())).ok();
    if let Err(error) = compose::mailbox(reminder.mailbox) {
        let path = match message.audience {
            Audience::Counsel => "counsel.email",
            Audience::Manager => "mail.managers",
            Audience::Handler | Audience::Debtor => "handler.email",
        };
        let place = Place { field: Some(path.to_owned()), ..Place::default() };
        problems.push(Problem { place, ..error.problem() });
    }
    queue::forbidden(reminder.data, String::new(), &mut problems);
    let (Some(sender), true) = (sender, problems.is_empty()) else { return Err(problems) };
    let rendered = message.render(reminder.data).map_err(|problem| vec![*problem])?;
    let key = match reminder.before {
        0 => reminder.key(&message.kind),
        before => format!("{}~{}", reminder.key(&message.kind), before + 1),
    };
    let hash = sha256(key.as_bytes());
    let record = NoticeRecord {
        id: format!("n-{}", &hash[..12]),
        kind: message.kind.clone(),
        key,
        audience: message.audience,
        to_name: reminder.name.map(str::to_owned),
        to: reminder.mailbox.to_owned(),
        from: reminder.from.trim().to_owned(),
        subject: rendered.subject.clone(),
        text: rendered.text.clone(),
        html: rendered.html.clone(),
        message_id: format!("{}@{}", &hash[..32], sender.domain()),
        attachments: Vec::new(),
        due: reminder.day,
        until: Some(reminder.until),
        facts_sha256: sha256(reminder.data.to_string().as_bytes()),
        template_sha256: message.sha256.clone(),
        facts: 0,
        demand: false,
        about: reminder.about.to_vec(),
    };
    let problems = queue::check_written(&record, &rendered);
    if problems.is_empty() { Ok(record) } else { Err(problems) }
}
