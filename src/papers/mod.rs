//! What a file is: its kind, its pages, its hash; and the shelf that keeps evidence by content.
//!
//! | file | what it holds |
//! |---|---|
//! | `binding/` | many papers → one PDF with numbers stamped on its pages |
//! | `hash` | SHA-256 of bytes and of files |
//! | `identify` | a file's bytes → PDF, PNG or JPEG with its pages, or why it is none of them |
//! | `package` | a ZIP of XML parts, as Word writes it |
//! | `pdf` `picture` | the structure of each kind |
//! | `shelf` | the workspace's `evidence/` |
//! | `sheets` | workbooks, read and written |
//! | `archive` | ZIP archives for people, with a passphrase or without |
//! | `error` | [`PaperError`], with a stable code for each reason |
//!
//! It must not know: what an account is, what a paper proves. PDF, picture, archive and spreadsheet libraries are used here and nowhere else.
//! To take another kind of file: a variant of `domain::proof::Media`, its magic in `identify`, its structure in a file
//! of its own.

mod archive;
pub mod binding;
mod error;
pub mod hash;
mod identify;
mod package;
mod pdf;
mod picture;
pub mod sheets;
mod shelf;
#[cfg(test)]
pub(crate) mod specimens;

pub use archive::{Archive, is_encrypted};
pub use error::PaperError;
pub use identify::{Limits, identify, identify_within, inspect, read};
pub use package::{Package, PackageError, Packed};
pub use picture::{Measured, measure};
pub use shelf::{Kept, Shelf};
