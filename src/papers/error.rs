//! Why a file cannot be taken.

use std::io;

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
    #[error("neither PDF nor PNG nor JPEG but {found}")]
    Unsupported {
        /// What it looks like.
        found: &'static str,
    },
    /// The name's ending claims another kind than the content is.
    #[error("named .{named} but is a {found}")]
    Misnamed {
        /// The ending of the name, lower case.
        named: String,
        /// What the content is.
        found: &'static str,
    },
    /// The kind is right, the structure is not.
    #[error("damaged {kind}: {detail}")]
    Damaged {
        /// `PDF`, `PNG` or `JPEG`.
        kind: &'static str,
        /// What is wrong with it.
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
            PaperError::Unsupported { .. } => "E-PAPER-UNSUPPORTED",
            PaperError::Misnamed { .. } => "E-PAPER-MISNAMED",
            PaperError::Damaged { .. } => "E-PAPER-DAMAGED",
            PaperError::Encrypted => "E-PAPER-ENCRYPTED",
            PaperError::NoPages => "E-PAPER-NO-PAGES",
            PaperError::Changed => "E-PAPER-CHANGED",
            PaperError::Io(_) => "E-PAPER-IO",
        }
    }

    /// What the message fills in.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            PaperError::NotAFile { found } | PaperError::Unsupported { found } => {
                vec![("found", (*found).to_owned())]
            }
            PaperError::TooLarge { bytes, limit } => {
                vec![("found", megabytes(*bytes)), ("expected", megabytes(*limit))]
            }
            PaperError::Misnamed { named, found } => {
                vec![("named", named.clone()), ("found", (*found).to_owned())]
            }
            PaperError::Damaged { kind, detail } => {
                vec![("kind", (*kind).to_owned()), ("detail", detail.clone())]
            }
            PaperError::Io(error) => vec![("detail", error.to_string())],
            PaperError::Missing
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
