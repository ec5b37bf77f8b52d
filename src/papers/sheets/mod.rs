//! Workbooks: reading `.xlsx` that other people made, and writing our own.
//!
//! | file | what it holds |
//! |---|---|
//! | `guard` | what a file is by its content, and the limits under which an archive is opened |
//! | `read` | [`Book`]: the rows of a sheet, streamed |
//! | `parts` | the small parts of a workbook: its sheets, its formats, its shared strings |
//! | `number` | what a number and its format mean: an amount as a person sees it, a day, a minute |
//! | `xml` | the events of one part, counted while they are inflated |
//! | `cell` | [`Cell`], [`SheetRow`], A1 notation |
//! | `write` | [`Writer`]: typed cells, no formula ever, the same bytes for the same rows |
//! | `own` | whether a workbook is one of ours that nobody has saved since |
//! | `error` | [`SheetError`], with a stable code for each reason |
//!
//! Parts are read with `zip` and `quick-xml` rather than with a spreadsheet library. The ready reader (calamine) gives
//! numbers as floats, so that an ID of 18 digits stored as a number is lost before anyone can see that it came as one;
//! it inflates the shared strings and the styles whole, whatever their size, when a file is opened; and it makes the
//! false 29 February 1900 a true day. What is read here is small: cells, their text, their format, merged ranges.
//!
//! Memory is bounded by the shared strings (at most 256 MB of text) and one row; time by the bytes that are inflated
//! (at most 2 GB, and at most 200 times the file). It must not know: what a column means. CSV is read in `intake`.

mod cell;
mod error;
mod guard;
mod number;
mod own;
mod parts;
mod read;
#[cfg(test)]
mod tests;
mod write;
mod xml;

pub use cell::{Cell, Range, SheetInfo, SheetRow, letters, place};
pub use error::SheetError;
pub use guard::{Content, content};
pub use own::is_untouched;
pub use read::Book;
pub use write::{Column, Field, Mark, Value, WriteError, Writer};
