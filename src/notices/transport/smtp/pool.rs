//! The transport: a mail is kept as a file before it leaves, and the connection is kept for the next.

use std::sync::{Mutex, PoisonError};

use lettre::transport::smtp::client::TlsParameters;

use super::server::Server;
use super::wire::Wire;
use crate::domain::identity::mask;
use crate::notices::compose;
use crate::notices::fingerprint::sha256;
use crate::notices::transport::{Fault, FaultKind, Outgoing, Receipt, Spool, Transport, TransportError};

/// After so many connections lost in a row, with no mail taken in between, the run ends: a server that is ill is not
/// helped by a thousand attempts.
const LOSSES: u8 = 2;

/// A mail server.
pub struct Smtp {
    server: Server,
    tls: Option<TlsParameters>,
    spool: Spool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    wire: Option<Wire>,
    lost: u8,
    barred: Option<Fault>,
}

impl Smtp {
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// [`Fault`]: trusted certificates cannot be read, or mail would go unencrypted to another machine.
    pub fn new(server: Server, spool: Spool) -> Result<Self, Fault> {
        let tls = server.tls()?;
        Ok(Smtp { server, tls, spool, state: Mutex::default() })
    }

    fn open(&self) -> Result<Wire, Fault> {
        Wire::open(&self.server, self.tls.as_ref())
    }
}

impl Transport for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn ready(&self) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = &state.barred {
            return Err(fault.clone());
        }
        self.spool.ready()?;
        if !state.wire.as_mut().is_some_and(Wire::is_alive) {
            state.wire = None;
            state.wire = Some(self.open()?);
        }
        Ok(())
    }

    fn send(&self, outgoing: Outgoing<'_>) -> Result<Receipt, TransportError> {
        let mail = outgoing.mail;
        let mailbox =
            |text: &str| compose::mailbox(text).map_err(|error| TransportError::Refused(error.to_string()));
        let (from, to) = (mailbox(&mail.from)?, mailbox(&mail.to)?);
        let signed = self.server.signer.as_ref().map(|signer| signer.sign(mail)).transpose();
        let signed = signed.map_err(|error| TransportError::Refused(error.to_string()))?;
        let bytes = signed.as_deref().unwrap_or(&mail.bytes);
        let path = self.spool.keep_attempt(outgoing.id, bytes)?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wire = match state.wire.take() {
            Some(wire) => wire,
            None => self.open().map_err(|fault| TransportError::Wait(fault.to_string()))?,
        };
        // Servers name the mailbox they refuse; what is kept and shown has it masked, as everywhere.
        let masked = |words: String| words.replace(&mail.to, &mask::email(&mail.to));
        match wire.deliver(bytes, &from, &to) {
            Ok(words) => {
                (state.wire, state.lost) = (Some(wire), 0);
                let (server, words) = (Some(self.server.label()), Some(masked(words)));
                Ok(Receipt { path, sha256: sha256(bytes), server, words })
            }
            Err(failure) => {
                let reason = match &failure.error {
                    TransportError::Refused(words)
                    | TransportError::TryAgain(words)
                    | TransportError::Wait(words)
                    | TransportError::Unknown(words) => masked(words.clone()),
                };
                let of_server = |fault: Fault| Fault { server: self.server.label(), ..fault };
                state.barred = failure.barred.map(of_server);
                if failure.unreadable {
                    state.lost = 0;
                } else if failure.broken {
                    state.lost += 1;
                    if state.lost >= LOSSES {
                        state.barred = Some(self.server.fault(FaultKind::Closed, "MAIL", &reason));
                    }
                } else {
                    (state.wire, state.lost) = (Some(wire), 0);
                }
                Err(match failure.error {
                    TransportError::Refused(_) => TransportError::Refused(reason),
                    TransportError::TryAgain(_) => TransportError::TryAgain(reason),
                    TransportError::Wait(_) => TransportError::Wait(reason),
                    TransportError::Unknown(_) => TransportError::Unknown(reason),
                })
            }
        }
    }
}
