//! E-mail: what a message says, the outbox it waits in, and the way it goes out exactly once or says so.
//!
//! | file | what it does |
//! |---|---|
//! | `message` | a message folder of `templates/`: its manifest, and its parts filled with data |
//! | `facts` | the data a message template is given: masked, nothing a mail must not carry |
//! | `queue` | facts in, a [`NoticeRecord`](crate::domain::event::NoticeRecord) or every problem out |
//! | `occasion` | the hearing, instalment or settlement that a message is about, read out of the docket |
//! | `reminder` | a mail to a handler or manager about many accounts |
//! | `compose` | a record and its attachments as the bytes of a mail; addresses |
//! | `encoded_word` | Chinese in mail headers (RFC 2047) |
//! | `outbox` | events in, where each notice stands; which moves are allowed |
//! | `gate` | whether a notice may leave now: approval, day, figures still true, whose mailbox, hours, how often |
//! | `lint` | what a message must and must not say, read before it is queued and approved |
//! | `suppression` | mailboxes that are to have no more mail |
//! | `dispatch` | the order of recording and sending |
//! | `trial` | a notice as it goes to a test mailbox |
//! | `transport/` | the ways out: a folder of `.eml` files, SMTP |
//! | `arrival` | whether a notice arrived, came back, or should have arrived |
//! | `answers/` | mails that came back: which notice each answers, and what it says |
//!
//! It must not know: where events are kept (callbacks record them), the clock, how a message to the user is worded.
//! To add a message: a folder in `templates/cn/`. To add a way out: a file in `transport/`. To add a rule on when a
//! notice may leave (quiet hours, frequency): a function in `gate`.

pub mod answers;
mod arrival;
pub mod compose;
pub mod dispatch;
mod encoded_word;
pub mod facts;
mod fingerprint;
pub mod gate;
pub mod lint;
pub mod message;
pub mod occasion;
pub mod outbox;
pub mod queue;
pub mod reminder;
pub mod suppression;
pub mod transport;
mod trial;

pub use arrival::{Arrival, How};
pub use compose::{ComposeError, Mail, compose};
pub use dispatch::{Assume, Desk, Outcome};
pub use gate::{Gate, Hold};
pub use message::Message;
pub use occasion::{About, Occasion, Topic};
pub use outbox::{Admission, MoveError, Notice, Outbox, OutboxError};
pub use queue::{Input, queue};
pub use suppression::Suppressed;
pub use transport::{Fault, Outgoing, Receipt, Transport, TransportError};
pub use trial::Trial;

#[cfg(test)]
mod tests;
