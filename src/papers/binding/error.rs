//! Why papers cannot be bound.

use std::io;

use super::plan::Label;
use crate::papers::PaperError;

/// Why papers cannot be bound. Nothing is left under the file's name.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// One paper cannot be taken; the others are not to blame.
    #[error("{part}: {error}")]
    Paper {
        /// The part's name.
        part: String,
        /// Its place among the parts, counted from 0.
        at: usize,
        /// Why.
        #[source]
        error: PaperError,
    },
    /// A part has another number of pages than it has numbers, or than are asked of it.
    #[error("{part}: {found} pages, {expected} expected")]
    Pages {
        /// The part's name.
        part: String,
        /// Pages the paper has.
        found: u32,
        /// Pages that were expected.
        expected: u32,
    },
    /// Two pages have the same number.
    #[error("{part}: page {label} is there already")]
    LabelTwice {
        /// The part of the second.
        part: String,
        /// The number.
        label: Label,
    },
    /// A bookmark leads to a page that its part does not have.
    #[error("{part}: bookmark \"{title}\" leads to page {page} of {pages}")]
    Bookmark {
        /// The part's name.
        part: String,
        /// What the bookmark says.
        title: String,
        /// The page, counted from 1.
        page: u32,
        /// Pages of the part.
        pages: u32,
    },
    /// One page alone is more than a file may hold.
    #[error("{part}: page {page} alone takes {bytes} bytes, at most {limit} are allowed")]
    PageTooLarge {
        /// The part's name.
        part: String,
        /// The page of the paper, counted from 1.
        page: u32,
        /// What a file with this page alone takes.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// There is nothing to bind.
    #[error("nothing to bind")]
    Nothing,
    /// Writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl BindError {
    /// The stable code of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            BindError::Paper { error, .. } => error.code(),
            BindError::Pages { .. } => "E-BINDING-PAGES",
            BindError::LabelTwice { .. } => "E-BINDING-PAGE-TWICE",
            BindError::Bookmark { .. } => "E-BINDING-BOOKMARK",
            BindError::PageTooLarge { .. } => "E-BINDING-PAGE-TOO-LARGE",
            BindError::Nothing => "E-BINDING-NOTHING",
            BindError::Io(_) => "E-BINDING-IO",
        }
    }

    /// What the message fills in.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            BindError::Paper { part, error, .. } => {
                let mut args = vec![("file", part.clone())];
                args.extend(error.args());
                args
            }
            BindError::Pages { part, found, expected } => {
                vec![("file", part.clone()), ("found", found.to_string()), ("expected", expected.to_string())]
            }
            BindError::LabelTwice { part, label } => {
                vec![("file", part.clone()), ("page", label.to_string())]
            }
            BindError::Bookmark { part, title, page, pages } => vec![
                ("file", part.clone()),
                ("title", title.clone()),
                ("found", page.to_string()),
                ("expected", pages.to_string()),
            ],
            BindError::PageTooLarge { part, page, bytes, limit } => vec![
                ("file", part.clone()),
                ("page", page.to_string()),
                ("found", bytes.to_string()),
                ("expected", limit.to_string()),
            ],
            BindError::Nothing => Vec::new(),
            BindError::Io(error) => vec![("detail", error.to_string())],
        }
    }
}
