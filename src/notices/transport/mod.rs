//! The ways a mail goes out. Each keeps the mail as it left, and says of every failure whether anything left.
//!
//! To add a way out: a file here with a type that implements [`Transport`]. It must not record events: `dispatch` does.

mod error;
pub mod smtp;
pub mod spool;

use super::compose::Mail;

pub use error::{Fault, FaultKind, TransportError};
pub use smtp::Smtp;
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
    /// SHA-256 of that file, which is what left.
    pub sha256: String,
    /// The server, where there is one: `smtp.bank.example:587`.
    pub server: Option<String>,
    /// The server's words, where there is a server.
    pub words: Option<String>,
}

/// A way out.
///
/// Contract: [`send`](Transport::send) returns `Ok` only when the mail is out for good (in the folder and synced, or
/// accepted by the server); [`TransportError::Refused`], [`TransportError::TryAgain`] and [`TransportError::Wait`] only
/// where certainly nothing left. In every case of doubt it is [`TransportError::Unknown`]. It tries once: trying again is
/// decided elsewhere, since an attempt is recorded before each. Shared between threads; connections live inside.
pub trait Transport: Send + Sync {
    /// Its name in the log: `spool`, `smtp`.
    fn name(&self) -> &'static str;

    /// Makes the way ready. Called before a mail is recorded as leaving, so that a server that is down or takes no
    /// password touches no notice.
    ///
    /// # Errors
    /// [`Fault`]: no mail can leave now, and a run that sends many ends here.
    fn ready(&self) -> Result<(), Fault> {
        Ok(())
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// [`TransportError`].
    fn send(&self, outgoing: Outgoing<'_>) -> Result<Receipt, TransportError>;
}
