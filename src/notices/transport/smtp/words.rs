//! What a server or the system said, in one line, and what it means.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

use crate::notices::transport::FaultKind;

/// The longest saying that is kept, in characters. A server may say up to 100,000.
const LONGEST: usize = 300;

/// An answer: its code and its words.
pub fn answer(answer: &Response) -> String {
    one_line(&format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" ")))
}

/// A refusal in the server's words, or what happened instead of an answer. `seconds` is how long it was waited.
pub fn failure(error: &Error, seconds: u64) -> String {
    match (error.status(), error.source()) {
        (Some(code), Some(words)) => one_line(&format!("{code} {words}")),
        (Some(code), None) => code.to_string(),
        (None, _) if timed_out(error) => format!("no answer within {seconds} seconds"),
        (None, _) if hung_up(error) => "the server closed the connection".to_owned(),
        (None, _) if unreadable(error) => "an answer that is not UTF-8".to_owned(),
        (None, Some(source)) => one_line(&source.to_string()),
        (None, None) => one_line(&error.to_string()),
    }
}

/// What is wrong where a conversation could not even begin.
pub fn kind(error: &Error) -> FaultKind {
    let text = error.to_string();
    if error.status().is_some() {
        FaultKind::Answer
    } else if text.contains("peer certificate") {
        // The words of rustls, which the tests of certificates hold.
        // A signature that does not fit is that of another authority of the same name.
        if text.contains("UnknownIssuer") || text.contains("BadSignature") {
            FaultKind::Issuer
        } else if text.contains("not valid for name") || text.contains("NotValidForName") {
            FaultKind::Name
        } else if text.contains("CaUsedAsEndEntity") {
            FaultKind::Authority
        } else {
            FaultKind::Certificate
        }
    } else if timed_out(error) {
        FaultKind::Silent
    } else if hung_up(error) {
        FaultKind::Closed
    } else if unreadable(error) {
        FaultKind::Unreadable
    } else if io_kind(error) == Some(io::ErrorKind::InvalidData) {
        FaultKind::Tls
    } else {
        FaultKind::Unreachable
    }
}

/// Nothing came for as long as it was waited.
pub fn timed_out(error: &Error) -> bool {
    matches!(io_kind(error), Some(io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock))
}

/// There was an answer, in bytes that are not UTF-8: the library gives it away whole, its three digits too. What is
/// wrong with encryption is of the same kind, and says what.
pub fn unreadable(error: &Error) -> bool {
    io_error(error).is_some_and(|io| io.kind() == io::ErrorKind::InvalidData && io.get_ref().is_none())
}

fn hung_up(error: &Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let ended =
        matches!(io_kind(error), Some(BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof));
    ended || error.is_response() && error.to_string().contains("incomplete response")
}

fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    io_error(error).map(io::Error::kind)
}

fn io_error(error: &Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return Some(io);
        }
        source = cause.source();
    }
    None
}

fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(LONGEST).collect::<String>().trim().to_owned()
}
