//! Word documents from the templates that lawyers write in Word: minijinja in OOXML, by the conventions of docxtpl.
//!
//! | file | what it holds |
//! |---|---|
//! | `xml` | a part as a tree |
//! | `tags` | tags in the text of a paragraph, as Word types them |
//! | `rewrite` | moves each tag to where it acts |
//! | `source` | the tree as source of a template; blocks that cross the structure are found |
//! | `asks` | what each tag asks for in vain |
//! | `template` | [`WordTemplate`]: a file compiled once, rendered thousands of times |
//! | `failures` | every tag that fails in a rendering |
//! | `grid` | the columns of tables whose cells are repeated |
//! | `image` | pictures as values |
//! | `active` | what would run or fetch something when the file is opened |
//! | `relations` | how the parts of a file refer to one another |
//! | `annotate` | a copy with a comment at each problem |
//! | `fault` | [`Problem`]: what is wrong, in which paragraph |
//! | `letterhead` | what a firm prints above its letters |
//! | `passages` | a document as it is read: paragraphs with their places, tracked changes, comments |
//! | `numbering` | numbers before paragraphs, typed or counted by Word |
//! | `compare` | what of it someone changed |
//! | `pieces` | what differs inside a passage |
//!
//! A value is always escaped, a field that the data lacks is an error. Word files are opened in `papers::package`.

mod active;
mod annotate;
mod asks;
mod compare;
mod failures;
mod fault;
mod grid;
mod image;
mod letterhead;
mod numbering;
mod passages;
mod pieces;
mod relations;
mod rewrite;
mod source;
mod tags;
mod template;
#[cfg(test)]
mod tests;
mod xml;

pub use annotate::{annotate, is_untouched};
pub use compare::{Change, Tracked, What, compare, new_remarks};
pub use fault::{Problem, Trouble};
pub use image::Image;
pub(super) use letterhead::Head;
pub use numbering::bare;
pub use passages::{Cell, Passage, Reading, Remark, Zone};
pub use pieces::{Piece, pieces};
pub(super) use template::reason;
pub use template::{WordError, WordTemplate};
