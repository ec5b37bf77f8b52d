//! What the tags of text and Word templates ask for, read without running them.
//!
//! | file | what it holds |
//! |---|---|
//! | `expression` | the code of a tag as a tree |
//! | `statement` | what a statement brings, and what it asks |
//! | `shape` | which fields the data of a kind may have |
//! | `judge` | every name, filter and value of a template held against that shape |
//! | `trial` | filters, tests and functions, tried in the engine |
//! | `text` | the tags of a text, and braces that look like tags and are none |
//!
//! The engine alone decides what a tag does; what cannot be followed here is taken for right.

mod expression;
mod judge;
mod shape;
mod statement;
pub(super) mod text;
mod trial;

pub(super) use judge::{Finding, Judge};
pub(super) use shape::Shape;
