//! The ways a mail goes out. Each keeps the mail as it left, and says of every failure whether anything left.
//!
//! To add a way out: a file here with a type that implements [`Transport`]. It must not record events: `dispatch` does.

pub mod spool;

use super::compose::Mail;
use crate::domain::problem::{Place, Problem};

pub use spool::Spool;

/// A mail on its way.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The notice's id, `[a-z0-9-]`; names the file that is kept.
    pub id: &'a str,
    /// The mail.
    pub mail: &'a Mail,
}

/// What a transport gives back for a mail that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The `.eml` kept, relative to the workspace, with `/`.
    pub path: String,
    /// The server's words, where there is a server.
    pub words: Option<String>,
}

/// Why a transport has no receipt. The three differ in what may follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nothing left and nothing would if it were tried again: a 5xx answer, a different mail under the same id.
    #[error("{0}")]
    Refused(String),
    /// Nothing left; later it may: a 4xx answer before the end of the data, no connection, a full disk.
    #[error("{0}")]
    TryAgain(String),
    /// It may have left: the connection broke after the last byte, the answer was never read.
    #[error("{0}")]
    Unknown(String),
}

impl TransportError {
    /// As a problem for the user.
    pub fn problem(&self, id: &str) -> Problem {
        let (code, words) = match self {
            TransportError::Refused(words) => ("E-NOTICE-REFUSED", words),
            TransportError::TryAgain(words) => ("E-NOTICE-TRY-AGAIN", words),
            TransportError::Unknown(words) => ("E-NOTICE-IN-DOUBT", words),
        };
        Problem::error(code, Place::default()).with("id", id).with("reason", words)
    }
}

/// A way out.
///
/// Contract: [`send`](Transport::send) returns `Ok` only when the mail is out for good (in the folder and synced, or
/// accepted by the server); [`TransportError::Refused`] and [`TransportError::TryAgain`] only where certainly nothing
/// left. In every case of doubt it is [`TransportError::Unknown`]. It tries once: trying again is decided elsewhere,
/// since an attempt is recorded before each. Shared between threads; a pool of connections lives inside.
pub trait Transport: Send + Sync {
    /// Its name in the log: `spool`, `smtp`.
    fn name(&self) -> &'static str;

    /// Sends one mail.
    ///
    /// # Errors
    /// [`TransportError`].
    fn send(&self, outgoing: Outgoing<'_>) -> Result<Receipt, TransportError>;
}
