//! A notice as it goes to a test mailbox: the same mail, addressed to nobody else, and said to be a test.

use crate::domain::event::NoticeRecord;
use crate::domain::identity::mask;

/// Where tests go, and what they are called.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The mailbox that gets every mail.
    pub mailbox: &'a str,
    /// What the subject begins with, without brackets: `TEST`.
    pub label: &'a str,
}

/// The record that the copy is composed from. The real mailbox stands in it masked, in the subject; the Message-ID is
/// another one, so that no answer to a test is taken for one to the notice.
pub(super) fn record(of: &NoticeRecord, trial: &Trial<'_>) -> NoticeRecord {
    NoticeRecord {
        to: trial.mailbox.to_owned(),
        to_name: None,
        subject: format!("[{} → {}] {}", trial.label, mask::email(&of.to), of.subject),
        message_id: format!("test-{}", of.message_id),
        ..of.clone()
    }
}

/// The name under which a transport keeps the copy: another content has another name.
pub(super) fn name(id: &str, sha256: &str) -> String {
    format!("{id}-test-{}", sha256.get(..8).unwrap_or(sha256))
}
