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
    /// A value and the steps that led to it.
    pub fn new(value: T, because: Vec<Reason>) -> Self {
        Answer { value, because }
    }

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

    /// The same step, resting on these.
    #[must_use]
    pub fn resting_on(mut self, because: Vec<Reason>) -> Self {
        self.because = because;
        self
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
    /// What to do, in English, where the words of its code say too little.
    #[serde(skip)]
    pub english: Option<String>,
}

impl Refusal {
    /// A fact is missing, or the question lies outside the rule.
    pub fn new(code: &str, missing: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal {
            code: code.to_owned(),
            missing: missing.into(),
            hint: hint.into(),
            unpublished: false,
            english: None,
        }
    }

    /// The same with its hint in English too.
    #[must_use]
    pub fn in_english(mut self, hint: impl Into<String>) -> Self {
        self.english = Some(hint.into());
        self
    }

    /// The values of a message that tells of it: `code`, `missing`, `hint` and, where there is one, `hint_en`.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let english = self.english.as_ref().map(|hint| ("hint_en", hint.clone()));
        [("code", self.code.clone()), ("missing", self.missing.clone()), ("hint", self.hint.clone())]
            .into_iter()
            .chain(english)
            .collect()
    }

    /// A value is not published, or a table is past its end.
    pub fn unpublished(code: &str, missing: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal { unpublished: true, ..Refusal::new(code, missing, hint) }
    }
}

/// What every rule returns.
pub type Ruled<T> = Result<Answer<T>, Refusal>;
