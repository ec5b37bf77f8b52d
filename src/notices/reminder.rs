//! A mail that reminds a handler of a day's deadlines, over all their accounts. It belongs to no account: its notices lie
//! in the workspace's own stream.

use chrono::NaiveDate;
use serde_json::Value;

use super::compose::{self, Sender};
use super::fingerprint::sha256;
use super::message::Message;
use super::outbox::Notice;
use super::queue;
use crate::domain::event::{Audience, NoticeRecord, NoticeStatus};
use crate::domain::problem::{Place, Problem};

/// The message.
pub const KIND: &str = "deadline-reminder";

/// What a reminder is made from.
#[derive(Clone, Copy, Debug)]
pub struct Reminder<'a> {
    /// The handler's name.
    pub handler: &'a str,
    /// Their mailbox.
    pub mailbox: &'a str,
    /// The sender, as `sucheng.yaml` has it.
    pub from: &'a str,
    /// The day it is about.
    pub day: NaiveDate,
    /// The data of the template.
    pub data: &'a Value,
    /// How many mails to this handler there are of this day.
    pub before: usize,
}

/// What all reminders to a handler of a day have in common.
pub fn key(handler: &str, day: NaiveDate) -> String {
    let hash = sha256(handler.as_bytes());
    format!("_workspace/{KIND}/{day}:{}", hash.get(..12).unwrap_or(&hash))
}

/// Whether a notice reminds this handler of this day.
pub fn is_of(notice: &Notice, handler: &str, day: NaiveDate) -> bool {
    let key = key(handler, day);
    notice.record.key.strip_prefix(&key).is_some_and(|rest| rest.is_empty() || rest.starts_with('~'))
}

/// Whether a notice reminds of this day or an earlier one and has not left.
pub fn is_waiting(notice: &Notice, day: NaiveDate) -> bool {
    let left = matches!(notice.status, NoticeStatus::Sending | NoticeStatus::InDoubt);
    notice.record.kind == KIND && notice.record.due <= day && notice.is_open() && !left
}

/// Composes the mail. The same handler, day and number give the same names.
///
/// # Errors
/// Every problem, never empty.
pub fn compose(message: &Message<'_>, reminder: &Reminder<'_>) -> Result<NoticeRecord, Vec<Problem>> {
    let mut problems = Vec::new();
    let sender = Sender::parse(reminder.from).map_err(|error| problems.push(error.problem())).ok();
    if let Err(error) = compose::mailbox(reminder.mailbox) {
        let place = Place { field: Some("handler.email".to_owned()), ..Place::default() };
        problems.push(Problem { place, ..error.problem() });
    }
    queue::forbidden(reminder.data, String::new(), &mut problems);
    let (Some(sender), true) = (sender, problems.is_empty()) else { return Err(problems) };
    let rendered = message.render(reminder.data).map_err(|problem| vec![*problem])?;
    let key = match reminder.before {
        0 => key(reminder.handler, reminder.day),
        before => format!("{}~{}", key(reminder.handler, reminder.day), before + 1),
    };
    let hash = sha256(key.as_bytes());
    let record = NoticeRecord {
        id: format!("n-{}", &hash[..12]),
        kind: KIND.to_owned(),
        key,
        audience: Audience::Handler,
        to_name: Some(reminder.handler.to_owned()),
        to: reminder.mailbox.to_owned(),
        from: reminder.from.trim().to_owned(),
        subject: rendered.subject.clone(),
        text: rendered.text.clone(),
        html: rendered.html.clone(),
        message_id: format!("{}@{}", &hash[..32], sender.domain()),
        attachments: Vec::new(),
        due: reminder.day,
        facts_sha256: sha256(reminder.data.to_string().as_bytes()),
        template_sha256: message.sha256.clone(),
        facts: 0,
    };
    let problems = queue::check_written(&record, &rendered);
    if problems.is_empty() { Ok(record) } else { Err(problems) }
}
