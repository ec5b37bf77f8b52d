//! A bundle as it was put together: what lies on which page, and what it was made from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::DocumentRecord;
use super::page_label::PageLabel;

/// For whom a bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BundleFor {
    /// The court: one numbered row of pages.
    Court,
    /// Outside counsel: everything, encrypted.
    Counsel,
}

impl BundleFor {
    /// The identifier in files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            BundleFor::Court => "court",
            BundleFor::Counsel => "counsel",
        }
    }
}

/// What runs through the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Numbering {
    /// One row of numbers over everything.
    #[default]
    Whole,
    /// The exhibits have numbers of their own.
    Exhibits,
}

/// Everything a bundle was made from, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleRecord {
    /// For whom.
    #[serde(rename = "for")]
    pub whom: BundleFor,
    /// What the court asks for, by name; empty of a bundle that is for no court.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub profile: String,
    /// SHA-256 of the tables that say what courts ask for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tables_sha256: String,
    /// What runs through the pages.
    #[serde(default)]
    pub numbering: Numbering,
    /// Whether pages were to be numbered afresh, whatever an earlier bundle has.
    #[serde(default)]
    pub renumbered: bool,
    /// Its files, the bundle itself first.
    pub files: Vec<BundleFile>,
    /// What lies on its pages, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<BundlePart>,
    /// The documents drawn up for it, each as it was printed. Their paths are those of the files that they are, or that
    /// they lie in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentRecord>,
    /// The facts are the account's events up to and including this one.
    pub facts: u64,
    /// The day it is dated.
    pub as_of: NaiveDate,
    /// SHA-256 of the rule tables.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rules_sha256: String,
    /// SHA-256 over the font faces in use.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fonts_sha256: String,
    /// The program's version.
    pub program: String,
}

impl BundleRecord {
    /// Where it lies: the folder of a bundle for the court, the archive for counsel. A later bundle of the same place took
    /// the place of an earlier one.
    pub fn place(&self) -> Option<&str> {
        let main = self.files.first()?.path.as_str();
        match self.whom {
            BundleFor::Court => Some(main.rsplit_once('/').map_or("", |(folder, _)| folder)),
            BundleFor::Counsel => Some(main),
        }
    }
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleFile {
    /// Where it was written, relative to the workspace where it lies inside.
    pub path: String,
    /// What it is called for people.
    pub title: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its pages; 0 of what has none.
    pub pages: u32,
}

/// What lies on a row of pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundlePart {
    /// The evidence id of an exhibit, the kind of a document.
    pub id: String,
    /// Whether it is an exhibit.
    #[serde(default)]
    pub exhibit: bool,
    /// The exhibit's number: 3 is 证据三.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Its pages; 0 of what is handed in on paper.
    pub pages: u32,
    /// The number of its first page, where its pages are numbered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<PageLabel>,
    /// The number of its last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<PageLabel>,
    /// SHA-256 of its own bytes, before numbers were put on its pages. Empty of an exhibit that is handed in on paper.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}
