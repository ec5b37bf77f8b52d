//! A connection to a mail server. Of every failure it knows at which step, and so whether a mail may have left.

use std::cell::Cell;
use std::fmt::{self, Display};
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};

use super::server::{Encryption, Server};
use super::words;
use crate::notices::transport::{Fault, FaultKind, TransportError};

/// Up to so many bytes a mail and its last dot are written at once. They fit any socket's buffer, so that nothing could
/// be known of a loss in between; and a dot that is written by itself after a short mail waits 40 ms for the
/// receiver's delayed acknowledgement (Nagle's algorithm, RFC 896).
const AT_ONCE: usize = 32 * 1024;

/// A longer mail is written in parts of so many bytes.
const PART: usize = 64 * 1024;

/// How long is listened for what nobody asked, after encryption was agreed on.
const LISTEN: Duration = Duration::from_millis(2);

/// How long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Answers that concern every mail alike: the server wants a login, or another one (RFC 4954 §6).
const LOGIN_WANTED: [&str; 4] = ["530", "534", "535", "538"];

/// The mail is larger than the server takes (RFC 1870 §6.1): the only refusal of MAIL that concerns this mail alone.
const TOO_LARGE: &str = "552";

/// What a server takes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Takes {
    /// It wants to know sizes beforehand (RFC 1870).
    size: bool,
    /// The largest mail, where it says so.
    largest: Option<usize>,
    /// Characters beyond ASCII (RFC 6152).
    eight_bit: bool,
}

impl Takes {
    fn of(answer: &Response) -> Self {
        let mut takes = Takes::default();
        for line in answer.message().skip(1) {
            let mut words = line.split_ascii_whitespace();
            match words.next().map(str::to_ascii_uppercase).as_deref() {
                Some("SIZE") => {
                    takes.size = true;
                    // Zero says that there is no fixed limit (RFC 1870 §4).
                    takes.largest = words.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                }
                Some("8BITMIME") => takes.eight_bit = true,
                _ => {}
            }
        }
        takes
    }
}

/// Why a mail was not taken, and whether the connection can be used again.
#[derive(Debug)]
pub struct Failure {
    /// What may follow.
    pub error: TransportError,
    /// The connection is lost or out of step.
    pub broken: bool,
    /// It is out of step because an answer could not be read: the server is there, and may take the next mail.
    pub unreadable: bool,
    /// It concerns every mail alike.
    pub barred: Option<Fault>,
}

/// A connection that is ready for mail.
pub struct Wire {
    line: SmtpConnection,
    takes: Takes,
    timeout: Duration,
    broken: bool,
}

impl Wire {
    /// Connects, encrypts, logs in.
    pub fn open(server: &Server, tls: Option<&TlsParameters>) -> Result<Self, Fault> {
        let hello = server.greeting();
        let said = |step: &'static str, error: &Error| {
            let reason = words::failure(error, server.timeout.as_secs());
            server.fault(words::kind(error), step, reason)
        };
        let from_the_start = tls.filter(|_| server.encryption == Encryption::Tls);
        let address = (server.host.as_str(), server.port);
        let mut line = SmtpConnection::connect(address, Some(server.timeout), &hello, from_the_start, None)
            .map_err(|error| said("CONNECT", &error))?;
        if let (Encryption::Starttls, Some(tls)) = (server.encryption, tls) {
            if !line.can_starttls() {
                line.abort();
                return Err(server.fault(FaultKind::NoStarttls, "EHLO", ""));
            }
            line.starttls(tls, &hello).map_err(|error| said("STARTTLS", &error))?;
            silent(&mut line, server)?;
        }
        if server.encryption != Encryption::None && !line.is_encrypted() {
            return Err(server.fault(FaultKind::NoStarttls, "STARTTLS", ""));
        }
        if let Some(login) = &server.login {
            let who = Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            let answer = line.auth(&[Mechanism::Plain, Mechanism::Login], &who).map_err(|error| {
                let mut fault = said("AUTH", &error);
                if error.is_permanent() {
                    fault.kind = FaultKind::Login;
                } else if error.is_client() {
                    fault.kind = FaultKind::NoLogin;
                }
                fault
            })?;
            if !answer.has_code(235) {
                return Err(server.fault(FaultKind::OutOfTurn, "AUTH", words::answer(&answer)));
            }
        }
        // Asked once more: what the builder of the connection heard, it keeps to itself in part.
        let takes = line.command(Ehlo::new(hello)).map_err(|error| said("EHLO", &error))?;
        Ok(Wire { line, takes: Takes::of(&takes), timeout: server.timeout, broken: false })
    }

    /// Whether the server is still there, with nothing left of the mail before.
    pub fn is_alive(&mut self) -> bool {
        let alive = self.line.command(Rset).is_ok_and(|answer| answer.has_code(250));
        self.broken |= !alive;
        alive
    }

    /// Hands over one mail, once. Gives the server's words.
    pub fn deliver(&mut self, mail: &[u8], from: &Address, to: &Address) -> Result<String, Failure> {
        let refused = |words| Failure {
            error: TransportError::Refused(words),
            broken: false,
            unreadable: false,
            barred: None,
        };
        if let Some(largest) = self.takes.largest.filter(|largest| mail.len() > *largest) {
            return Err(refused(format!("{} bytes, the server takes {largest}", mail.len())));
        }
        if !mail.is_ascii() && !self.takes.eight_bit {
            return Err(refused("the server takes ASCII only (no 8BITMIME)".to_owned()));
        }
        let mut options = Vec::new();
        if self.takes.size {
            options.push(MailParameter::Size(mail.len()));
        }
        if !mail.is_ascii() {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let outcome = self
            .say("MAIL", Mail::new(Some(from.clone()), options), &["250"])
            .and_then(|()| self.say("RCPT", Rcpt::new(to.clone(), Vec::new()), &["250", "251"]))
            .and_then(|()| self.say("DATA", Data, &["354"]))
            .and_then(|()| self.content(mail));
        self.broken |= outcome.as_ref().is_err_and(|failure| failure.broken);
        outcome
    }

    /// A command of which only these answers mean yes. Until the last dot nothing can have left.
    fn say(&mut self, step: &'static str, command: impl Display, yes: &[&str]) -> Result<(), Failure> {
        match self.line.command(command) {
            Ok(answer) if yes.contains(&answer.code().to_string().as_str()) => Ok(()),
            Ok(answer) => Err(Failure {
                error: TransportError::Wait(format!("{step}: {}", words::answer(&answer))),
                broken: true,
                unreadable: false,
                barred: None,
            }),
            Err(error) => Err(self.said(step, &error, TransportError::Wait)),
        }
    }

    /// The mail itself and its last dot.
    fn content(&mut self, mail: &[u8]) -> Result<String, Failure> {
        // The line break before the dot ends the mail's last line (RFC 5321 §4.1.1.4): without this there would be an
        // empty line more than was kept.
        let body = mail.strip_suffix(b"\r\n").unwrap_or(mail);
        // A server may take longer to answer the dot, twice as long as a command (RFC 5321 §4.5.3.2: 10 minutes to 5):
        // whoever hangs up too early makes doubts.
        let _ = self.line.set_timeout(Some(self.timeout * 2));
        let dot_may_have_left = Cell::new(true);
        let answer = match std::str::from_utf8(body) {
            Ok(text) if body.len() <= AT_ONCE => self.line.command(Whole(text)),
            _ => {
                dot_may_have_left.set(false);
                let mut parts = body.chunks(PART);
                // Asked for the next part, the last one is written; what follows it is the dot.
                self.line.message_iter(std::iter::from_fn(|| {
                    let part = parts.next();
                    dot_may_have_left.set(part.is_none());
                    part
                }))
            }
        };
        let _ = self.line.set_timeout(Some(self.timeout));
        let lost = if dot_may_have_left.get() { TransportError::Unknown } else { TransportError::Wait };
        match answer {
            Ok(answer) if answer.code().severity == Severity::PositiveCompletion => {
                Ok(words::answer(&answer))
            }
            Ok(answer) => Err(Failure {
                error: TransportError::Unknown(format!("DATA: {}", words::answer(&answer))),
                broken: true,
                unreadable: false,
                barred: None,
            }),
            Err(error) => Err(self.said("DATA", &error, lost)),
        }
    }

    /// What an error means: an answer is certain, a loss is what `lost` makes of it.
    fn said(&self, step: &'static str, error: &Error, lost: fn(String) -> TransportError) -> Failure {
        let words = words::failure(error, self.timeout.as_secs());
        let code = error.status().map(|code| code.to_string());
        let code = code.as_deref();
        let wanted = code.is_some_and(|code| LOGIN_WANTED.contains(&code));
        let unreadable = words::unreadable(error);
        let fault = |kind| Fault { kind, server: String::new(), step, reason: words.clone() };
        let (barred, error) = match code {
            Some(_) if wanted => (Some(fault(FaultKind::Login)), TransportError::TryAgain(words.clone())),
            Some(code) if step == "MAIL" && error.is_permanent() && code != TOO_LARGE => {
                (Some(fault(FaultKind::Sender)), TransportError::TryAgain(words.clone()))
            }
            Some(_) if error.is_permanent() => (None, TransportError::Refused(words.clone())),
            Some(_) => (None, TransportError::Wait(words.clone())),
            None => match lost(format!("{step}: {words}")) {
                // A server that says yes so would leave every mail in doubt.
                doubt @ TransportError::Unknown(_) if unreadable => {
                    (Some(fault(FaultKind::Unreadable)), doubt)
                }
                error => (None, error),
            },
        };
        Failure {
            error,
            barred,
            unreadable,
            // After 421 the server hangs up (RFC 5321 §3.8).
            broken: code.is_none_or(|code| code == "421"),
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if !self.broken && self.line.set_timeout(Some(GOODBYE)).is_ok() {
            let _ = self.line.quit();
        }
    }
}

/// Whoever sits on the way may write answers of his own before encryption begins, and they would be taken for the
/// server's after it (CVE-2021-33515 and its like). One that came too early is heard here; a single one that took the
/// place of the answer to EHLO shifts every later answer by one, and then `250` stands where DATA wants `354`.
fn silent(line: &mut SmtpConnection, server: &Server) -> Result<(), Fault> {
    let listened = line.set_timeout(Some(LISTEN)).map(|()| line.read_response());
    match listened {
        Ok(Err(error)) if words::timed_out(&error) && line.set_timeout(Some(server.timeout)).is_ok() => {
            Ok(())
        }
        _ => Err(server.fault(FaultKind::OutOfTurn, "STARTTLS", "")),
    }
}

/// A mail with its last dot, as it goes over the wire: a dot at the start of a line is doubled (RFC 5321 §4.5.2).
struct Whole<'a>(&'a str);

impl Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, line) in self.0.split("\r\n").enumerate() {
            let ending = if n == 0 { "" } else { "\r\n" };
            let dot = if line.starts_with('.') { "." } else { "" };
            write!(f, "{ending}{dot}{line}")?;
        }
        f.write_str("\r\n.\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5321 §4.5.2: a dot at the start of a line is doubled, no other; the mail ends with a line of one dot.
    #[test]
    fn dots_are_doubled_at_the_start_of_lines() {
        for (mail, wire) in [
            ("", "\r\n.\r\n"),
            ("a.b\r\nc.", "a.b\r\nc.\r\n.\r\n"),
            (".a\r\n.\r\n..b", "..a\r\n..\r\n...b\r\n.\r\n"),
            ("a\r\n\r\n", "a\r\n\r\n\r\n.\r\n"),
        ] {
            assert_eq!(Whole(mail).to_string(), wire, "{mail:?}");
        }
    }

    /// RFC 1870 §4: SIZE without a number or with 0 names no limit. RFC 5321 §4.1.1.1: keywords in any case.
    #[test]
    fn what_a_server_takes() {
        let takes = |lines: &str| Takes::of(&lines.parse().unwrap());
        let all = takes("250-mail.bank.example\r\n250-size 1000\r\n250 8BITMIME\r\n");
        assert_eq!(all, Takes { size: true, largest: Some(1000), eight_bit: true });
        for none in ["250-SIZE SIZE 5\r\n250 SIZE\r\n", "250-x\r\n250 SIZE 0\r\n"] {
            assert_eq!(takes(none), Takes { size: true, largest: None, eight_bit: false }, "{none}");
        }
    }
}
