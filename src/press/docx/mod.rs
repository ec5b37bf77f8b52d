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
//! | `fault` | [`Problem`]: what is wrong, in which paragraph |
//! | `letterhead` | what a firm prints above its letters |
//! | `passages` | a document as it is read: paragraphs with their places, tracked changes, comments |
//! | `compare` | what of it someone changed |
//!
//! A value is always escaped, a field that the data lacks is an error. Word files are opened in `papers::package`.

mod asks;
mod compare;
mod fault;
mod letterhead;
mod passages;
mod rewrite;
mod source;
mod tags;
mod template;
#[cfg(test)]
mod tests;
mod xml;

pub use compare::{Change, Piece, Tracked, What, compare, new_remarks, pieces};
pub use fault::{Problem, Trouble};
pub(super) use letterhead::Head;
pub use passages::{Cell, Passage, Reading, Remark, Zone};
pub use template::{WordError, WordTemplate};
