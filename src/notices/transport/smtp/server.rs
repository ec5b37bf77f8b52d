//! Which server, how encrypted, who logs in.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::dkim::Signer;
use crate::notices::transport::{Fault, FaultKind};

/// How long a server may take for an answer, where nothing is set.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Encryption towards the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    /// Begins in the clear and must switch before anything is said (RFC 3207).
    #[default]
    Starttls,
    /// From the first byte (RFC 8314).
    Tls,
    /// None: only towards this very machine.
    None,
}

impl Encryption {
    /// The usual port: submission (RFC 6409), submissions (RFC 8314), SMTP.
    pub const fn port(self) -> u16 {
        match self {
            Encryption::Starttls => 587,
            Encryption::Tls => 465,
            Encryption::None => 25,
        }
    }
}

/// A password. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Of what a file or a variable holds; the line break at its end is none of it.
    pub fn new(text: &str) -> Self {
        Secret(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Who logs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// User name.
    pub user: String,
    /// Password.
    pub password: Secret,
}

/// A mail server and how to talk to it.
#[derive(Debug)]
pub struct Server {
    /// Its name or address; the name is the one its certificate must have.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Encryption.
    pub encryption: Encryption,
    /// Who logs in, where the server wants it.
    pub login: Option<Login>,
    /// Certificates (PEM) that are trusted besides the system's.
    pub roots: Option<Vec<u8>>,
    /// How long it may take for an answer.
    pub timeout: Duration,
    /// The name given to the server; this machine's loopback address where none is set, as mail programs do.
    pub hello: Option<String>,
    /// Signs every mail, where set.
    pub signer: Option<Signer>,
}

impl Server {
    /// `smtp.bank.example:587`.
    pub fn label(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Whether it is this very machine.
    pub fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    pub(super) fn fault(&self, kind: FaultKind, step: &'static str, reason: impl fmt::Display) -> Fault {
        Fault { kind, server: self.label(), step, reason: reason.to_string() }
    }

    pub(super) fn greeting(&self) -> ClientId {
        self.hello.clone().map_or_else(ClientId::default, ClientId::Domain)
    }

    /// What encryption is agreed on with; none where there is none. The system's certificates are read here, once.
    pub(super) fn tls(&self) -> Result<Option<TlsParameters>, Fault> {
        if self.encryption == Encryption::None {
            if !self.is_here() {
                return Err(self.fault(FaultKind::Clear, "CONNECT", ""));
            }
            return Ok(None);
        }
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.roots {
            // A text without a certificate in it is read without complaint.
            let none = !pem.windows(17).any(|w| w == b"BEGIN CERTIFICATE");
            let roots = Certificate::from_pem(pem);
            match roots {
                Ok(roots) if !none => builder = builder.add_root_certificate(roots),
                Ok(_) => {
                    return Err(self.fault(
                        FaultKind::Roots,
                        "CONNECT",
                        "no “BEGIN CERTIFICATE” in mail.smtp.ca_file",
                    ));
                }
                Err(error) => return Err(self.fault(FaultKind::Roots, "CONNECT", error)),
            }
        }
        builder.build().map(Some).map_err(|error| self.fault(FaultKind::Roots, "CONNECT", error))
    }
}
