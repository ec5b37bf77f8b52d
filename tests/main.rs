//! The one integration binary: typst is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic, and says what it could not do"
)]

mod support;

mod applications;
mod architecture;
mod binding;
mod board;
mod cases;
mod commands;
mod documents;
mod readme;
mod registry;
mod regressions;
mod reports;
mod rules;
mod scenarios;
mod sheets;
mod word;
