//! Something wrong with what was fed in or with an account, as data. `cli` alone turns the code into words.

use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Stops what it names.
    Error,
    /// Someone should look; nothing stops.
    Warning,
    /// Worth knowing.
    Note,
}

/// Where it is. Only what is known is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// File, as the user named it or relative to the folder they named.
    pub file: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Cell in A1 notation.
    pub cell: Option<String>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Column in characters, from 1.
    pub column: Option<u64>,
    /// Path of the field: `debtors[0].id.number`.
    pub field: Option<String>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code, a key of the message catalogue: `E-CASE-UNKNOWN-KEY`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What the message fills in: `found`, `expected`, `near`.
    pub args: Vec<(&'static str, String)>,
    /// Documents it stops, by kind; empty where it stops everything of its kind or nothing.
    pub blocks: Vec<String>,
    /// The legal source it rests on, where a rule found it.
    pub source: Option<String>,
}

/// Who can mend a problem. Which one, the message catalogue says by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mender {
    /// 经办人: the handler in the legal department.
    Handler,
    /// 催收: those who talk to the debtor.
    Collections,
    /// 业务: the bank's operations, who hold contracts, vouchers and the core system.
    BankOps,
    /// 律师: outside counsel.
    Counsel,
    /// 不能补正: nobody can.
    Nobody,
}

impl Mender {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Mender::Handler => "handler",
            Mender::Collections => "collections",
            Mender::BankOps => "bank-ops",
            Mender::Counsel => "counsel",
            Mender::Nobody => "nobody",
        }
    }
}

impl Problem {
    /// An error that stops everything.
    pub fn error(code: &'static str, place: Place) -> Self {
        Problem { code, severity: Severity::Error, place, args: Vec::new(), blocks: Vec::new(), source: None }
    }

    /// A warning.
    pub fn warning(code: &'static str, place: Place) -> Self {
        Problem { severity: Severity::Warning, ..Problem::error(code, place) }
    }

    /// Something worth knowing.
    pub fn note(code: &'static str, place: Place) -> Self {
        Problem { severity: Severity::Note, ..Problem::error(code, place) }
    }

    /// Resting on this legal source.
    #[must_use]
    pub fn resting_on(mut self, source: impl ToString) -> Self {
        self.source = Some(source.to_string());
        self
    }

    /// With one more value for the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Stopping these documents only.
    #[must_use]
    pub fn blocking(mut self, kinds: &[&str]) -> Self {
        self.blocks = kinds.iter().map(|k| (*k).to_owned()).collect();
        self
    }
}
