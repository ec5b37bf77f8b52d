//! Many papers → one PDF: running numbers stamped on the pages, the same numbers in the reader's page list, bookmarks, and
//! links from the typeset parts to the pages.
//!
//! | file | what it holds |
//! |---|---|
//! | `plan` | what is to be bound, and what was bound |
//! | `bind` | the whole way from papers to a file; `order` gives each page its number first |
//! | `output` | a PDF written object by object, so that one paper at a time is in memory |
//! | `source` | a paper opened; its hash is checked here |
//! | `picture_page` `png` `jpeg` | a picture on a page of its own, its compressed data untouched where PDF can hold it |
//! | `sheet` `stamp` `balance` | a page as it is seen; its number; the open brackets of its content |
//! | `copy` `annotations` `targets` | pages and what hangs on them, into the output; where links lead |
//! | `form` `layers` | fields and layers of all papers in one list |
//! | `navigation` | page numbers and bookmarks of the reader |
//! | `split` | the same in several files of a size |
//! | `skeleton` `read_back` | the finished file read again, by another way than it was written |
//! | `error` | [`BindError`] |
//!
//! What is not carried from a paper: its bookmarks, JavaScript, actions other than links, attached files, tags, signatures. A signature's
//! picture stays visible; that the signature is valid can be seen in the original only, because a page in another file is
//! not what was signed.
//!
//! It must not know: what an exhibit is, what a court asks for. It copies pages and never draws them anew.
//! To put something else on every page: `stamp`. To carry more of a paper's catalogue: a file beside `form` and `layers`.

mod annotations;
mod balance;
mod bind;
mod copy;
mod error;
mod form;
mod jpeg;
mod layers;
mod navigation;
mod order;
mod output;
mod picture_page;
mod plan;
mod png;
mod read_back;
mod sheet;
mod skeleton;
mod source;
mod split;
mod stamp;
mod targets;

pub use bind::bind;
pub use error::BindError;
pub use plan::{
    Binding, Bookmark, Bound, BoundPart, Dropped, Label, LeftOut, Numbering, PAGE_LINK, Paper, Part, Place,
    Stamp,
};
pub use read_back::{Disagreement, read_back};
pub use split::split;
