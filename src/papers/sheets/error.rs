//! Why a workbook cannot be read.

use std::path::Path;

use crate::domain::problem::{Place, Problem};
use crate::papers::PaperError;

/// Why a workbook cannot be read. The file's name is known to the caller and not repeated here.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// Not there, no file, too large, empty, unreadable.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// `.xls`, the format before 2007.
    #[error("a workbook in the format before 2007")]
    Legacy,
    /// It asks for a password before it opens.
    #[error("the workbook asks for a password")]
    Password,
    /// `.xlsb`.
    #[error("a binary workbook")]
    Binary,
    /// `.ods`.
    #[error("an OpenDocument spreadsheet")]
    OpenDocument,
    /// `.numbers`.
    #[error("a Numbers spreadsheet")]
    Numbers,
    /// A web page under a spreadsheet's name, as many systems export it.
    #[error("a web page")]
    WebPage,
    /// "XML spreadsheet 2003".
    #[error("an XML spreadsheet of 2003")]
    OldXml,
    /// Text, perhaps CSV, under the name of a workbook.
    #[error("text, not a workbook")]
    Text,
    /// A workbook under the name of a text file.
    #[error("a workbook named .{named}")]
    NamedAsText {
        /// The ending of the name.
        named: String,
    },
    /// Something else altogether.
    #[error("not a workbook but {found}")]
    Other {
        /// What its content is.
        found: &'static str,
    },
    /// It inflates to more than is read, or to far more than a table of that size would.
    #[error("inflates to more than {limit} bytes")]
    Bomb {
        /// The limit.
        limit: u64,
    },
    /// More entries in the archive than a workbook has.
    #[error("more than {limit} entries")]
    Crowded {
        /// The limit.
        limit: u64,
    },
    /// The name of an entry leads out of the archive.
    #[error("an entry is named {name}")]
    Escapes {
        /// The name.
        name: String,
    },
    /// A part declares a document type or entities, which no spreadsheet writes.
    #[error("{part} declares entities")]
    Entity {
        /// The part.
        part: String,
    },
    /// More text than is held: in one cell, in one row, or in the shared strings.
    #[error("more text in {part} than {limit} bytes")]
    TooMuchText {
        /// The part, and the cell where it is one.
        part: String,
        /// The limit.
        limit: u64,
    },
    /// The end of the file is not there.
    #[error("cut short")]
    CutShort,
    /// The kind is right, the structure is not.
    #[error("damaged at {part}: {detail}")]
    Damaged {
        /// The part, and the cell where it is one.
        part: String,
        /// What is wrong.
        detail: String,
    },
    /// There is no sheet of that name.
    #[error("no sheet {name}")]
    NoSuchSheet {
        /// The name.
        name: String,
    },
}

impl SheetError {
    /// The stable code of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            SheetError::Paper(error) => error.code(),
            SheetError::Legacy => "E-SHEET-LEGACY",
            SheetError::Password => "E-SHEET-PASSWORD",
            SheetError::Binary => "E-SHEET-BINARY",
            SheetError::OpenDocument => "E-SHEET-OPEN-DOCUMENT",
            SheetError::Numbers => "E-SHEET-NUMBERS",
            SheetError::WebPage => "E-SHEET-WEB-PAGE",
            SheetError::OldXml => "E-SHEET-XML-2003",
            SheetError::Text => "E-SHEET-TEXT",
            SheetError::NamedAsText { .. } => "E-SHEET-NAMED-AS-TEXT",
            SheetError::Other { .. } => "E-SHEET-OTHER",
            SheetError::Bomb { .. } => "E-SHEET-BOMB",
            SheetError::Crowded { .. } => "E-SHEET-CROWDED",
            SheetError::Escapes { .. } => "E-SHEET-ESCAPES",
            SheetError::Entity { .. } => "E-SHEET-ENTITY",
            SheetError::TooMuchText { .. } => "E-SHEET-TOO-MUCH-TEXT",
            SheetError::CutShort => "E-SHEET-CUT-SHORT",
            SheetError::Damaged { .. } => "E-SHEET-DAMAGED",
            SheetError::NoSuchSheet { .. } => "E-SHEET-NO-SUCH",
        }
    }

    /// As a problem of this file.
    pub fn problem(&self, path: &Path) -> Problem {
        if let SheetError::Paper(error) = self {
            return error.problem(path);
        }
        let file = path.to_string_lossy().into_owned();
        let mut problem = Problem::error(self.code(), Place { file: Some(file.clone()), ..Place::default() });
        problem.args.push(("file", file));
        problem.args.extend(self.args());
        problem
    }

    /// What the message fills in, beside the file's name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            SheetError::Paper(error) => error.args(),
            SheetError::NamedAsText { named } => vec![("named", named.clone())],
            SheetError::Other { found } => vec![("found", (*found).to_owned())],
            SheetError::Bomb { limit } => vec![("expected", format!("{} MB", limit.div_ceil(1_000_000)))],
            SheetError::Crowded { limit } => vec![("expected", limit.to_string())],
            SheetError::Escapes { name } | SheetError::NoSuchSheet { name } => vec![("found", name.clone())],
            SheetError::Entity { part } => vec![("part", part.clone())],
            SheetError::TooMuchText { part, limit } => {
                vec![("part", part.clone()), ("expected", format!("{} MB", limit.div_ceil(1_000_000)))]
            }
            SheetError::Damaged { part, detail } => {
                vec![("part", part.clone()), ("detail", detail.clone())]
            }
            SheetError::Legacy
            | SheetError::Password
            | SheetError::Binary
            | SheetError::OpenDocument
            | SheetError::Numbers
            | SheetError::WebPage
            | SheetError::OldXml
            | SheetError::Text
            | SheetError::CutShort => Vec::new(),
        }
    }
}
