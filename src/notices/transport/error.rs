//! Why a mail did not go out, by what may follow.

use crate::domain::problem::{Place, Problem};

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
