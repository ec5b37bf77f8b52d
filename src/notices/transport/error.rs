//! Why a mail did not go out, by what may follow.

use crate::domain::problem::{Place, Problem};

/// Why a transport has no receipt. They differ in what may follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Nothing left and nothing would if it were tried again: a 5xx answer, a different mail under the same id.
    #[error("{0}")]
    Refused(String),
    /// Nothing left; it may as soon as the cause is gone: a full disk.
    #[error("{0}")]
    TryAgain(String),
    /// Nothing left; the server wants time: a 4xx answer, a connection lost before the end of the mail.
    #[error("{0}")]
    Wait(String),
    /// It may have left: the connection broke after the last byte, the answer was never read.
    #[error("{0}")]
    Unknown(String),
}

impl TransportError {
    /// As a problem for the user.
    pub fn problem(&self, id: &str) -> Problem {
        let (code, words) = match self {
            TransportError::Refused(words) => ("E-NOTICE-REFUSED", words),
            TransportError::TryAgain(words) | TransportError::Wait(words) => ("E-NOTICE-TRY-AGAIN", words),
            TransportError::Unknown(words) => ("E-NOTICE-IN-DOUBT", words),
        };
        Problem::error(code, Place::default()).with("id", id).with("reason", words)
    }
}

/// What keeps every mail from leaving. It says nothing of any single notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No mail can be kept as a file, which comes before it leaves.
    Folder,
    /// Nobody answers at the address, or there is no such name.
    Unreachable,
    /// The server closed the connection.
    Closed,
    /// The server did not answer in time.
    Silent,
    /// The server said no before it was offered a mail.
    Answer,
    /// The server answered what it was not asked.
    OutOfTurn,
    /// The server answered in bytes that are not UTF-8, and whether it took a mail cannot be told.
    Unreadable,
    /// The server offers no encryption.
    NoStarttls,
    /// Encryption was not agreed on.
    Tls,
    /// Nobody trusted has signed the server's certificate.
    Issuer,
    /// The certificate is another host's.
    Name,
    /// The server shows the certificate of an authority (CA:TRUE) as its own.
    Authority,
    /// The certificate is out of date or otherwise no good.
    Certificate,
    /// The certificates of `ca_file` are none.
    Roots,
    /// Something secret would go unencrypted to another machine.
    Clear,
    /// The server offers no way to log in that is known here.
    NoLogin,
    /// The server does not take the user or the password.
    Login,
    /// The server does not take the sender.
    Sender,
}

impl FaultKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            FaultKind::Folder => "E-MAIL-FOLDER",
            FaultKind::Unreachable => "E-SMTP-UNREACHABLE",
            FaultKind::Closed => "E-SMTP-CLOSED",
            FaultKind::Silent => "E-SMTP-SILENT",
            FaultKind::Answer => "E-SMTP-ANSWER",
            FaultKind::OutOfTurn => "E-SMTP-OUT-OF-TURN",
            FaultKind::Unreadable => "E-SMTP-UNREADABLE",
            FaultKind::NoStarttls => "E-SMTP-NO-STARTTLS",
            FaultKind::Tls => "E-SMTP-TLS",
            FaultKind::Issuer => "E-SMTP-ISSUER",
            FaultKind::Name => "E-SMTP-NAME",
            FaultKind::Authority => "E-SMTP-AUTHORITY",
            FaultKind::Certificate => "E-SMTP-CERTIFICATE",
            FaultKind::Roots => "E-SMTP-ROOTS",
            FaultKind::Clear => "E-SMTP-CLEAR",
            FaultKind::NoLogin => "E-SMTP-NO-LOGIN",
            FaultKind::Login => "E-SMTP-LOGIN",
            FaultKind::Sender => "E-SMTP-SENDER",
        }
    }
}

/// Why no mail at all can leave now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{server}, {step}: {reason}")]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The server, `smtp.bank.example:587`, or the folder, `out/mail`.
    pub server: String,
    /// Where in the conversation: `CONNECT`, `STARTTLS`, `AUTH`, `MAIL`; `KEEP` before it.
    pub step: &'static str,
    /// The server's or the system's words.
    pub reason: String,
}

impl Fault {
    /// As a problem for the user.
    pub fn problem(&self) -> Problem {
        Problem::error(self.kind.code(), Place::default())
            .with("server", &self.server)
            .with("step", self.step)
            .with("reason", &self.reason)
    }
}
