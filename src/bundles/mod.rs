//! What is handed to counsel as a whole.
//!
//! | file | what it holds |
//! |---|---|
//! | `counsel/` | the package for counsel: [`counsel::Package`], the case file that `import` reads |
//!
//! It must not know: what a document says (`documents`), where events are kept (`registry`). The command composes them.

pub mod counsel;
