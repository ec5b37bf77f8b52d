//! Why a file cannot be taken.

use std::io;
use std::path::Path;

use crate::domain::problem::{Place, Problem};

/// Why a file cannot be taken. The file's name is known to the caller and not repeated here.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// A folder, pipe, socket or device.
    #[error("not a file but a {found}")]
    NotAFile {
        /// What it is: `folder`, `pipe`, `socket`, `device`.
        found: &'static str,
    },
    /// Bigger than what is read. Nothing of it was read.
    #[error("{bytes} bytes, at most {limit} are taken")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// Not PDF, PNG or JPEG.
    #[error("neither PDF nor PNG nor JPEG but {}", found.unwrap_or("of unknown kind"))]
    Unsupported {
        /// What it looks like, where its content gives it away.
        found: Option<&'static str>,
    },
    /// The name's ending claims another kind than the content is.
    #[error("named .{named} but is {}", found.unwrap_or("of unknown kind"))]
    Misnamed {
        /// The ending of the name, lower case.
        named: String,
        /// What the content is, where it gives itself away.
        found: Option<&'static str>,
    },
    /// The end of the file is not there.
    #[error("{kind} cut short")]
    CutShort {
        /// `PDF`, `PNG` or `JPEG`.
        kind: &'static str,
    },
    /// A PDF that names more pages than can be read.
    #[error("{found} of {named} pages can be read")]
    LacksPages {
        /// Pages that can be read.
        found: usize,
        /// Pages that the file says it has.
        named: usize,
    },
    /// The kind is right, the structure is not.
    #[error("damaged {kind}: {detail}")]
    Damaged {
        /// `PDF`, `PNG` or `JPEG`.
        kind: &'static str,
        /// The reader's own words.
        detail: String,
    },
    /// A PDF that asks for a password before it opens.
    #[error("the PDF asks for a password")]
    Encrypted,
    /// A PDF without pages.
    #[error("the PDF has no pages")]
    NoPages,
    /// The content is not what it was when the file was looked at before.
    #[error("the content changed while it was read")]
    Changed,
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl PaperError {
    /// The stable code of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            PaperError::Missing => "E-PAPER-MISSING",
            PaperError::NotAFile { .. } => "E-PAPER-NOT-A-FILE",
            PaperError::TooLarge { .. } => "E-PAPER-TOO-LARGE",
            PaperError::Empty => "E-PAPER-EMPTY",
            PaperError::Unsupported { found: Some(_) } => "E-PAPER-UNSUPPORTED",
            PaperError::Unsupported { found: None } => "E-PAPER-UNKNOWN",
            PaperError::Misnamed { found: Some(_), .. } => "E-PAPER-MISNAMED",
            PaperError::Misnamed { found: None, .. } => "E-PAPER-MISNAMED-UNKNOWN",
            PaperError::CutShort { .. } => "E-PAPER-CUT-SHORT",
            PaperError::LacksPages { .. } => "E-PAPER-LACKS-PAGES",
            PaperError::Damaged { .. } => "E-PAPER-DAMAGED",
            PaperError::Encrypted => "E-PAPER-ENCRYPTED",
            PaperError::NoPages => "E-PAPER-NO-PAGES",
            PaperError::Changed => "E-PAPER-CHANGED",
            PaperError::Io(_) => "E-PAPER-IO",
        }
    }

    /// As a problem of this file.
    pub fn problem(&self, path: &Path) -> Problem {
        let file = path.to_string_lossy().into_owned();
        let mut problem = Problem::error(self.code(), Place { file: Some(file.clone()), ..Place::default() });
        problem.args.push(("file", file));
        problem.args.extend(self.args());
        problem
    }

    /// What the message fills in, beside the file's name.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            PaperError::NotAFile { found } | PaperError::Unsupported { found: Some(found) } => {
                vec![("found", (*found).to_owned())]
            }
            PaperError::CutShort { kind } => vec![("kind", (*kind).to_owned())],
            PaperError::LacksPages { found, named } => {
                vec![("found", found.to_string()), ("expected", named.to_string())]
            }
            PaperError::TooLarge { bytes, limit } => {
                vec![("found", megabytes(*bytes)), ("expected", megabytes(*limit))]
            }
            PaperError::Misnamed { named, found } => {
                let named = ("named", named.clone());
                std::iter::once(named).chain(found.map(|found| ("found", found.to_owned()))).collect()
            }
            PaperError::Damaged { kind, detail } => {
                vec![("kind", (*kind).to_owned()), ("detail", detail.clone())]
            }
            PaperError::Io(error) => vec![("detail", error.to_string())],
            PaperError::Missing
            | PaperError::Unsupported { found: None }
            | PaperError::Empty
            | PaperError::Encrypted
            | PaperError::NoPages
            | PaperError::Changed => Vec::new(),
        }
    }
}

/// Whole megabytes (10⁶ bytes), rounded up, so that a file over the limit never reads as equal to it.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
