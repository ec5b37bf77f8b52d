//! The ways a mail goes out. Each keeps the mail as it left, and says of every failure whether anything left.
//!
//! To add a way out: a file here with a type that implements [`Transport`]. It must not record events: `dispatch` does.

mod error;
pub mod spool;

use super::compose::Mail;

pub use error::TransportError;
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
    /// The server, where there is one: `smtp.bank.example:587`.
    pub server: Option<String>,
    /// The server's words, where there is a server.
    pub words: Option<String>,
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
