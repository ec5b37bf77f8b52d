//! What a rule gives back: an answer with its reasons, or a refusal that says what is missing. Never a default.

use serde::{Deserialize, Serialize};

/// A value and why it is that value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer<T> {
    /// The value.
    pub value: T,
    /// The reasons, in the order in which they were applied.
    pub because: Vec<Reason>,
}

impl<T> Answer<T> {
    /// The same reasons for a value derived from this one.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { value: f(self.value), because: self.because }
    }
}

/// One step of a reasoning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's id: `acceptance-fee`.
    pub rule: String,
    /// The legal source: instrument and article.
    pub source: String,
    /// The step in words and figures, in Chinese, as a judge would follow it.
    pub detail: String,
    /// The steps this one rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reason>,
}

impl Reason {
    /// A step that rests on no other.
    pub fn new(rule: impl Into<String>, source: impl Into<String>, detail: impl Into<String>) -> Self {
        Reason { rule: rule.into(), source: source.into(), detail: detail.into(), because: Vec::new() }
    }
}

/// Why a rule gives no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {missing}")]
pub struct Refusal {
    /// Stable code: `R-LPR-ENDED`.
    pub code: String,
    /// What is missing.
    pub missing: String,
    /// What to do.
    pub hint: String,
    /// A value that is not published, or a table past its end (exit code 5 instead of 4).
    #[serde(skip)]
    pub unpublished: bool,
}

/// What every rule returns.
pub type Ruled<T> = Result<Answer<T>, Refusal>;
