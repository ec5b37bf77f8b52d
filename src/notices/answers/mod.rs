//! Mails that came back for notices: delivery reports (RFC 3464), receipts (RFC 8098), replies, and bounces in the forms
//! that old and Chinese mail services write.
//!
//! | file | what it does |
//! |---|---|
//! | `mailbox` | a file as the mails it holds: one, or those of an mbox |
//! | `letter` `fields` `charset` | the bytes of a mail as headers, texts and reports, in whatever encoding |
//! | `report` | what a standard report says of each recipient |
//! | `bounce` | what a bounce in a form of its own says |
//! | `matching` | which notice a mail answers, or why it is recorded for none |
//!
//! A mail counts only where it names a Message-ID that left from here and speaks of the mailbox it left for: anyone can
//! write a mail that looks like a report. What does not count is told and never recorded.

mod bounce;
mod charset;
mod fields;
mod letter;
mod mailbox;
mod matching;
mod report;

pub use letter::{LARGEST, Letter, Unreadable};
pub use mailbox::{Item, open};
pub use matching::{Answer, Doubt, Sent, Verdict};

#[cfg(test)]
mod tests;
