//! The journal: what happened, one checksummed line per commit, synced before anything else. It is the truth; the index
//! follows it.
//!
//! | file | what it holds |
//! |---|---|
//! | `line` | a line: how it is written, and how it is read without believing it |
//! | `file` | the file: adding lines so that a failed write leaves no trace, cutting off what is unfinished |
//! | `read` | the lines in order, from any mark on, and the first thing that is wrong with them |
//!
//! It must not know the index. To change the format of a line: raise `FORMAT`, keep reading the older ones.

mod file;
mod line;
mod read;

pub(super) use file::{Draft, Journal};
pub(super) use line::{Line, encode};
pub(super) use read::{Fault, Lines, Pieces, scattered};
