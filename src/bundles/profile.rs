//! What a court asks for.

use serde::Deserialize;

use crate::domain::bundle::Numbering;
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::EvidenceKind;

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What one court, or many, asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What `--profile` takes.
    pub id: String,
    /// Its name for people.
    pub title: Title,
    /// Where it comes from.
    pub source: String,
    /// How surely: V, V2, K or U.
    pub confidence: Confidence,
    /// Courts that ask for it, by full name: chosen for their cases where nothing else is said.
    #[serde(default)]
    pub courts: Vec<String>,
    /// The largest file they take, in megabytes of 1,000,000 bytes; a larger volume is split.
    pub max_file_mb: u32,
    /// How copies for the other side are made.
    #[serde(default)]
    pub copies: Copies,
    /// What the other side gets a copy of: the complaint in every form that is filed, the index and the exhibits. Papers
    /// that are for the court alone, such as an application for preservation, never go to the other side unless named here.
    #[serde(default = "copies_of")]
    pub copies_of: Vec<Part>,
    /// The paginated PDF.
    pub volume: Volume,
    /// The other files, in the order of the folder.
    #[serde(default)]
    pub files: Vec<FileOf>,
    /// Whether documents that the case needs and no file names are files of their own.
    #[serde(default)]
    pub others: bool,
}

/// 民诉法 art. 124 and 128: the other side gets the complaint; 证据规定 art. 19: index and evidence.
fn copies_of() -> Vec<Part> {
    let document = |kind: &str| Part::Document(kind.to_owned());
    vec![Part::Filing, Part::Form, document(FORM), document(INDEX), Part::Exhibits]
}

/// How surely a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Confidence {
    /// Unsure: a default, to be asked of the court.
    U,
    /// Commonly known.
    K,
    /// Read in a secondary text.
    V2,
    /// Read in the official text.
    V,
}

/// How copies for the other side are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    /// Their number is printed on the cover and in the index.
    #[default]
    Stated,
    /// They are made as files too, a folder for each defendant.
    Files,
}

/// The paginated PDF.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Its name, without ending.
    pub name: String,
    /// What runs through its pages.
    #[serde(default)]
    pub numbering: Numbering,
    /// What lies in it.
    pub parts: Vec<Part>,
}

/// Another file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileOf {
    /// Its name, without ending.
    pub name: String,
    /// The documents in it; several become one PDF.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Kinds of evidence whose papers are copied behind them.
    #[serde(default)]
    pub copied: Vec<EvidenceKind>,
    /// PDF or Word.
    #[serde(default)]
    pub format: Format,
    /// A sheet instead of documents.
    #[serde(default)]
    pub sheet: Option<Sheet>,
}

/// The format of a file of documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// PDF.
    #[default]
    Pdf,
    /// Word: one document, left out where it has no Word version.
    Docx,
}

/// A file that is a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sheet {
    /// 要素表
    Elements,
}

/// What lies in a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Part {
    /// Cover.
    Cover,
    /// The complaint or application, as the track asks.
    Filing,
    /// The element form of the complaint where the case type has one, else what `filing` is.
    Form,
    /// The exhibits.
    Exhibits,
    /// A document of this kind, where the case needs it.
    Document(String),
}

impl From<String> for Part {
    fn from(word: String) -> Self {
        match word.as_str() {
            "cover" => Part::Cover,
            "filing" => Part::Filing,
            "filing-form" => Part::Form,
            "exhibits" => Part::Exhibits,
            _ => Part::Document(word),
        }
    }
}

/// The kind of the cover among templates.
pub const COVER: &str = "bundle-cover";

/// The kind of the element form of a complaint among documents.
pub const FORM: &str = "complaint-elements";

/// The kind of the index among documents.
pub const INDEX: &str = "evidence-list";

impl Profile {
    /// Whether some file holds the document of this kind.
    pub fn names(&self, kind: &str) -> bool {
        let every = self.volume.parts.iter().chain(self.files.iter().flat_map(|f| &f.parts));
        every.into_iter().any(|part| match part {
            Part::Document(named) => named == kind,
            Part::Form => kind == FORM,
            _ => false,
        })
    }

    /// Whether the other side gets a copy of the document of this kind; `filing` is the kind of what is filed.
    pub fn copies_kind(&self, kind: &str, filing: &str) -> bool {
        self.copies_of.iter().any(|part| match part {
            Part::Document(named) => named == kind,
            Part::Filing => kind == filing,
            Part::Form => kind == FORM,
            Part::Cover => kind == COVER,
            Part::Exhibits => false,
        })
    }

    /// The largest file, in bytes.
    pub fn max_bytes(&self) -> u64 {
        u64::from(self.max_file_mb) * 1_000_000
    }

    /// What its shape alone does not rule out; `known` are the kinds of documents.
    pub fn problems(&self, file: &str, known: &[&str]) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut wrong = |detail: String| {
            let place =
                Place { file: Some(file.to_owned()), field: Some(self.id.clone()), ..Place::default() };
            found.push(Problem::error("E-BUNDLE-TABLE", place).with("detail", detail));
        };
        if !(1..=4096).contains(&self.max_file_mb) {
            wrong(format!("max_file_mb: {} (1 to 4096)", self.max_file_mb));
        }
        let files = self.files.iter();
        let names = files.clone().map(|f| (f.name.as_str(), f.ending()));
        let mut seen = Vec::new();
        for (name, ending) in std::iter::once((self.volume.name.as_str(), "pdf")).chain(names) {
            let bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
            if name.is_empty() || name.chars().count() > 60 || name.starts_with('.') || name.contains(bad) {
                wrong(format!("name: {name:?}"));
            }
            if seen.contains(&(name, ending)) {
                wrong(format!("name: {name}.{ending} (twice)"));
            }
            seen.push((name, ending));
        }
        let every = self.volume.parts.iter().chain(files.clone().flat_map(|f| &f.parts));
        for part in every.chain(&self.copies_of) {
            if let Part::Document(kind) = part
                && !known.contains(&kind.as_str())
            {
                wrong(format!("parts: {kind} (cover, filing, filing-form, exhibits, {})", known.join(", ")));
            }
        }
        if !self.volume.parts.contains(&Part::Exhibits) {
            wrong("volume.parts: exhibits".to_owned());
        }
        for file in files {
            let outside = file.parts.iter().any(|p| matches!(p, Part::Exhibits | Part::Cover));
            let empty = file.parts.is_empty() && file.copied.is_empty();
            if outside
                || empty != file.sheet.is_some()
                || (file.format == Format::Docx && file.parts.len() != 1)
            {
                wrong(format!("files: {}", file.name));
            }
        }
        found
    }
}

impl FileOf {
    /// The ending of its name.
    pub const fn ending(&self) -> &'static str {
        match (self.sheet, self.format) {
            (Some(_), _) => "xlsx",
            (None, Format::Pdf) => "pdf",
            (None, Format::Docx) => "docx",
        }
    }
}
