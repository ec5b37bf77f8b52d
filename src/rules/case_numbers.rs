//! What the type code of a court case number says: 民初 is a civil first instance, 执恢 a resumed enforcement.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rulebook::Rulebook;
use super::schema::{Check, Confidence, Entry, Provenance, Sources, Title, day};

/// One type code (类型代字).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseType {
    /// Its id.
    pub id: String,
    /// The code as it stands in case numbers.
    pub code: String,
    /// What it means.
    pub title: Title,
    /// The track such a case belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// Where it stands.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

impl Entry for CaseType {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.code.is_empty() || self.code.chars().any(|c| c.is_ascii()) {
            check.report("E-RULES-BAD-VALUE", &["code:"]).put("found", &self.code).put("expected", "汉字");
        }
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        if book
            .case_types
            .iter()
            .any(|other| other.code == self.code && book.case_types.before(&other.id, &self.id))
        {
            check.report("E-RULES-DUPLICATE-CODE", &["code:"]).put("found", &self.code);
        }
    }
}

impl Rulebook {
    /// What a type code means; `None` for one that no table has, which is no error: courts add codes.
    pub fn case_type(&self, code: &str) -> Option<&CaseType> {
        self.case_types.iter().find(|t| t.code == code)
    }
}
