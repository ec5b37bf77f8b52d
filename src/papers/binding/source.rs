//! A paper opened: the bytes that are hashed are those that are bound.

use lopdf::{Document, ObjectId};

use super::picture_page;
use super::plan::Paper;
use crate::domain::proof::Media;
use crate::papers::{Limits, PaperError, hash, pdf, read};

/// A paper in memory.
pub(super) struct Source {
    /// Its objects.
    pub(super) document: Document,
    /// Its pages in order.
    pub(super) pages: Vec<ObjectId>,
    /// What it is known by: the hash of its bytes.
    pub(super) key: String,
    /// Whether this program set it, so that its links may lead through the bundle.
    pub(super) own: bool,
}

impl Source {
    /// Opens a paper.
    ///
    /// # Errors
    /// [`PaperError::Changed`] where the bytes are not those that were taken in, and what the kind's reader reports.
    pub(super) fn open(paper: &Paper) -> Result<Self, PaperError> {
        let (path, file) = match paper {
            Paper::Pdf(bytes) => {
                let (document, pages) = pdf::open(bytes)?;
                return Ok(Source { document, pages, key: hash::of_bytes(bytes), own: true });
            }
            Paper::Stored { path, file } => (path, file),
        };
        let bytes = match read(path, Limits { bytes: file.bytes }) {
            Err(PaperError::TooLarge { .. }) => return Err(PaperError::Changed),
            other => other?,
        };
        if hash::of_bytes(&bytes) != file.sha256 {
            return Err(PaperError::Changed);
        }
        let (document, pages) = match file.media {
            Media::Pdf => pdf::open(&bytes)?,
            Media::Png => picture_page::png(&bytes)?,
            Media::Jpeg => picture_page::jpeg(bytes)?,
        };
        Ok(Source { document, pages, key: file.sha256.clone(), own: false })
    }
}

impl Paper {
    /// How many pages it has. A stored file is not read for it: its pages were counted when it was taken in.
    ///
    /// # Errors
    /// [`PaperError`] where a PDF in memory is none.
    pub fn pages(&self) -> Result<u32, PaperError> {
        match self {
            Paper::Pdf(bytes) => pdf::pages(bytes),
            Paper::Stored { file, .. } => Ok(file.pages),
        }
    }
}
