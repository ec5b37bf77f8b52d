//! What is to be bound, and what was bound.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use chrono::NaiveDate;

pub use crate::domain::PageLabel as Label;
use crate::domain::proof::StoredFile;

/// How links of a typeset part name the page they lead to: `sucheng-page:12A`. Only [`Paper::Pdf`] may hold such links;
/// in an exhibit they are dropped, so that no evidence points anywhere in the bundle.
pub const PAGE_LINK: &str = "sucheng-page:";

/// What a part is made of.
#[derive(Clone)]
pub enum Paper {
    /// A PDF that this program set.
    Pdf(Vec<u8>),
    /// A file that was taken in. Its bytes are hashed when they are read, and those bytes are bound.
    Stored {
        /// Where it lies.
        path: PathBuf,
        /// What it was when it was taken in.
        file: StoredFile,
    },
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Paper::Pdf(bytes) => write!(f, "Pdf({} bytes)", bytes.len()),
            Paper::Stored { path, file } => {
                f.debug_struct("Stored").field("path", path).field("file", file).finish()
            }
        }
    }
}

/// The numbers of a part's pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// The first page has this number, the others follow it: 12, 13, 14 or 12A, 12B, 12C.
    From(Label),
    /// Each page's number, in order; as many as there are pages.
    Given(Vec<Label>),
    /// No numbers: a cover. A reader's page list shows small roman figures.
    None,
}

/// An entry of the list that a reader shows beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// 0 for the outermost. An entry lies below the last one before it that is less deep.
    pub depth: u32,
    /// The page it leads to, counted from 0 within the part.
    pub page: u32,
}

/// A run of pages from one paper.
#[derive(Clone, Debug)]
pub struct Part {
    /// What errors call it.
    pub name: String,
    /// Where the pages come from.
    pub paper: Paper,
    /// Which of the paper's pages, counted from 0; all of them where `None`.
    pub pages: Option<Range<u32>>,
    /// Their numbers.
    pub numbering: Numbering,
    /// Whether the numbers are stamped on them. A page that already prints its number gets none.
    pub stamp: bool,
    /// Entries of the reader's list.
    pub bookmarks: Vec<Bookmark>,
}

impl Part {
    /// A part with all pages of a paper, numbered from `first` on and stamped, without bookmarks.
    pub fn numbered(name: impl Into<String>, paper: Paper, first: Label) -> Self {
        let numbering = Numbering::From(first);
        Part { name: name.into(), paper, pages: None, numbering, stamp: true, bookmarks: Vec::new() }
    }

    /// A part whose pages have no numbers: a cover.
    pub fn unnumbered(name: impl Into<String>, paper: Paper) -> Self {
        let numbering = Numbering::None;
        Part { name: name.into(), paper, pages: None, numbering, stamp: false, bookmarks: Vec::new() }
    }

    /// The same part with these bookmarks.
    #[must_use]
    pub fn with_bookmarks(mut self, bookmarks: Vec<Bookmark>) -> Self {
        self.bookmarks = bookmarks;
        self
    }
}

/// Where on the page, as it is seen, the number stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Above, at the left.
    TopLeft,
    /// Above, in the middle.
    TopCentre,
    /// Above, at the right.
    #[default]
    TopRight,
    /// Below, at the left.
    BottomLeft,
    /// Below, in the middle.
    BottomCentre,
    /// Below, at the right.
    BottomRight,
}

/// How the numbers look. They stand on a small white ground, so that they can be read on a dark scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Where.
    pub place: Place,
    /// Size of the figures, in points.
    pub size: u32,
    /// Distance from the edges of what is seen of the page, in points.
    pub margin: u32,
}

impl Default for Stamp {
    /// Above at the right, 12 points, 20 points from the edges: inside what office printers reach.
    fn default() -> Self {
        Stamp { place: Place::TopRight, size: 12, margin: 20 }
    }
}

/// What is to be bound. The same binding gives the same bytes.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The title that a reader's window shows.
    pub title: String,
    /// The author, where one is told.
    pub author: Option<String>,
    /// The language of titles, as `zh-CN`.
    pub language: String,
    /// The day the file says it was made on; the file holds no other time.
    pub created: Option<NaiveDate>,
    /// The papers in order.
    pub parts: Vec<Part>,
    /// How numbers look.
    pub stamp: Stamp,
}

/// What was bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Pages of the file.
    pub pages: u32,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// One for each part, in order.
    pub parts: Vec<BoundPart>,
    /// Every page's number in order; `None` where it has none.
    pub labels: Vec<Option<Label>>,
    /// What the papers held and the file does not, one for each thing.
    pub left_out: Vec<LeftOut>,
}

/// Where a part went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundPart {
    /// Its place among the file's pages, counted from 0.
    pub at: u32,
    /// Its pages.
    pub pages: u32,
    /// The number of its first page.
    pub first: Option<Label>,
    /// The number of its last page.
    pub last: Option<Label>,
}

/// Something of a paper that is not carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The part's name.
    pub part: String,
    /// The page within the paper, counted from 0; `None` where it is the paper's as a whole.
    pub page: Option<u32>,
    /// What it is.
    pub what: Dropped,
}

/// What is not carried. The page's looks stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// A link to a page that is not in this file: the text stays.
    LinkToMissingPage(Label),
    /// A link that starts a program, opens a file, or names a page that the paper does not have.
    Link,
    /// A signature field: its picture stays as a stamp. The signature itself holds for the original only.
    Signature,
    /// A file, sound or film in the page; its picture stays where it has one.
    Attachment,
    /// JavaScript, files or what runs on opening.
    Active,
}

impl Dropped {
    /// The stable code of the message catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            Dropped::LinkToMissingPage(_) => "N-BINDING-LINK-ELSEWHERE",
            Dropped::Link => "N-BINDING-LINK",
            Dropped::Signature => "N-BINDING-SIGNATURE",
            Dropped::Attachment => "N-BINDING-ATTACHMENT",
            Dropped::Active => "N-BINDING-ACTIVE",
        }
    }
}

impl LeftOut {
    /// What its message fills in.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mut args = vec![("file", self.part.clone())];
        args.extend(self.page.map(|page| ("page", (page + 1).to_string())));
        if let Dropped::LinkToMissingPage(label) = &self.what {
            args.push(("expected", label.to_string()));
        }
        args
    }
}
