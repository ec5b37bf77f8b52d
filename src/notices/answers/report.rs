//! What a standard report says: of each recipient whether the mail was delivered (RFC 3464), or that it was opened (RFC
//! 8098).

use chrono::{DateTime, FixedOffset};

use super::charset;
use super::fields::Fields;
use super::letter::date;
use crate::domain::notice::AnswerKind;
use crate::domain::shape::forbidden_character;

/// The longest words kept of a server, in characters.
const LONGEST_WORDS: usize = 300;

/// What a mail says of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub kind: AnswerKind,
    /// When, where the report has a time of its own.
    pub at: Option<DateTime<FixedOffset>>,
    /// The status code of RFC 3463.
    pub status: Option<String>,
    /// The server's words.
    pub words: Option<String>,
    /// The mailboxes it may speak of, in small letters: the one written to and the one it was led to.
    pub recipients: Vec<String>,
    /// Whether a program wrote back.
    pub automatic: bool,
}

/// What a delivery report says, a recipient each. A group without an action that is known says nothing.
pub fn delivery(groups: &[Fields]) -> Vec<Said> {
    groups.iter().filter_map(one).collect()
}

fn one(group: &Fields) -> Option<Said> {
    let kind = match word(group.get("action")?).as_str() {
        "failed" => AnswerKind::Bounced,
        "delayed" => AnswerKind::Delayed,
        "delivered" => AnswerKind::Delivered,
        "relayed" | "expanded" => AnswerKind::Relayed,
        _ => return None,
    };
    Some(Said {
        kind,
        at: group.get("last-attempt-date").and_then(date),
        status: group.get("status").and_then(status),
        words: group.get("diagnostic-code").map(|value| words(&charset::header(untyped(value)))),
        recipients: recipients(group),
        automatic: false,
    })
}

/// What a receipt says; `None` where it says neither that the mail was opened nor that it came.
pub fn receipt(group: &Fields) -> Option<Said> {
    let disposition = group.get("disposition")?;
    let (mode, what) = disposition.split_once(';').unwrap_or(("", disposition));
    let kind = match word(what.split('/').next().unwrap_or_default()).as_str() {
        "displayed" => AnswerKind::Read,
        // RFC 8098 §3.2.6.2: whether it was seen first is not known; that it came is.
        "deleted" | "dispatched" | "processed" | "denied" => AnswerKind::Delivered,
        _ => return None,
    };
    Some(Said {
        kind,
        at: None,
        status: None,
        words: Some(words(disposition)),
        recipients: recipients(group),
        automatic: mode.to_ascii_lowercase().contains("automatic"),
    })
}

fn recipients(group: &Fields) -> Vec<String> {
    let named = ["original-recipient", "final-recipient"].into_iter().filter_map(|name| group.get(name));
    named.map(|value| mailbox(untyped(value))).filter(|m| m.contains('@')).collect()
}

/// A field's value without the type before it: `rfc822; li@example.com`.
fn untyped(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// A mailbox in small letters, without what stands around it.
pub fn mailbox(text: &str) -> String {
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(m, _)| m);
    inner.trim().trim_matches('"').to_lowercase()
}

/// The first word of a value, in small letters; comments may follow it.
fn word(value: &str) -> String {
    value.trim().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase()
}

/// The status code that a text begins with: `5.1.1`.
fn status(value: &str) -> Option<String> {
    let code: String = value.trim().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    is_status(&code).then_some(code)
}

/// Whether this is a status code: a class of 2, 4 or 5, and two numbers of at most three digits (RFC 3463 §2).
pub fn is_status(code: &str) -> bool {
    let mut parts = code.split('.');
    let class = matches!(parts.next(), Some("2" | "4" | "5"));
    let number = |part: Option<&str>| {
        part.is_some_and(|p| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    class && number(parts.next()) && number(parts.next()) && parts.next().is_none()
}

/// Words as they are kept: one line, of bounded length, without characters that hide or turn text.
pub fn words(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if forbidden_character(c.encode_utf8(&mut [0; 4])).is_some() { ' ' } else { c })
        .collect();
    let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(LONGEST_WORDS) {
        words.truncate(end);
        words.push('…');
    }
    words
}
