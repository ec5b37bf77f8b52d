//! The Civil Procedure Law in its three numberings: which article a rule is, on the day it is cited for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::rulebook::Rulebook;
use super::schema::{
    CIVIL_PROCEDURE_LAW, Check, Citation, Confidence, Entry, Provenance, Sources, Title, day,
};

/// A numbering of the Civil Procedure Law. Its id is the year of the amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The year of the amendment.
    pub id: String,
    /// Its name.
    pub title: Title,
    /// The first day it is in force.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// The amending decision.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

impl Entry for Edition {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: Some(self.from),
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        if self.id.len() != 4 || !self.id.bytes().all(|b| b.is_ascii_digit()) {
            check.report("E-RULES-BAD-ID", &[]);
        }
    }
}

/// One provision and its article in each numbering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: Title,
    /// Article by edition. A provision that an edition does not have is left out.
    pub articles: BTreeMap<u16, String>,
    /// Where it stands today.
    pub source: Sources,
    /// The day someone last compared it with its source.
    #[serde(deserialize_with = "day")]
    pub checked_on: NaiveDate,
    /// How surely it is known.
    pub confidence: Confidence,
}

impl Entry for Provision {
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
        if self.articles.is_empty() {
            check.report("E-RULES-NO-VALUES", &["articles:"]);
        }
        for article in self.articles.values() {
            if article.is_empty() || !article.bytes().all(|b| b.is_ascii_digit()) {
                check
                    .report("E-RULES-BAD-VALUE", &["articles:"])
                    .put("found", article)
                    .put("expected", "an article number");
            }
        }
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        for edition in self.articles.keys() {
            if book.editions.get(&edition.to_string()).is_none() {
                check
                    .report("E-RULES-UNKNOWN-REFERENCE", &["articles:"])
                    .put("found", edition)
                    .put("table", "editions");
            }
        }
    }
}

impl Rulebook {
    /// The numbering of the Civil Procedure Law in force on a day.
    pub fn edition_on(&self, date: NaiveDate) -> Option<&Edition> {
        self.editions.iter().filter(|e| e.from <= date).max_by_key(|e| e.from)
    }

    /// Cites a provision as it is numbered on a day: `cite("appeal", 2023-05-01)` is article 171 of the 2021 numbering.
    ///
    /// # Errors
    /// `R-CITE-UNKNOWN` for an id that no table has, `R-CITE-NOT-THEN` for a provision that did not exist on that day.
    pub fn cite(&self, provision: &str, date: NaiveDate) -> Result<Citation, Refusal> {
        match self.edition_on(date).and_then(|e| e.id.parse().ok()) {
            Some(edition) => self.cite_edition(provision, edition),
            None => Err(Refusal::new(
                "R-CITE-NOT-THEN",
                format!("{date}有效的民事诉讼法文本"),
                "在 editions.yaml 中补充该日有效的文本",
            )
            .in_english("add the text in force on that day to editions.yaml")),
        }
    }

    /// Cites a provision in one numbering.
    ///
    /// # Errors
    /// As [`Rulebook::cite`].
    pub fn cite_edition(&self, provision: &str, edition: u16) -> Result<Citation, Refusal> {
        let found = self.provisions.get(provision).ok_or_else(|| {
            let near = self.provisions.nearest(provision);
            let (hint, english) =
                near.map(|n| (format!("是否指 {n}？"), format!("did you mean {n}?"))).unwrap_or_default();
            Refusal::new("R-CITE-UNKNOWN", format!("条文 {provision}"), hint).in_english(english)
        })?;
        let article = found.articles.get(&edition).ok_or_else(|| {
            Refusal::new(
                "R-CITE-NOT-THEN",
                format!("{}在{edition}年文本中的条号", found.title.zh),
                "该年文本没有此条",
            )
        })?;
        Ok(Citation {
            instrument: CIVIL_PROCEDURE_LAW.to_owned(),
            article: Some(article.clone()),
            edition: Some(edition),
        })
    }
}
