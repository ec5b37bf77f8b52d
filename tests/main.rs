//! The one integration binary: typst is linked once.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

mod architecture;
mod cases;
mod commands;
mod readme;
mod registry;
mod regressions;
mod rules;
