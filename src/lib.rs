//! Sucheng (诉呈): for creditors who go to court in mainland China.

pub mod cli;
#[deny(clippy::float_arithmetic)]
pub mod docket;
pub mod documents;
#[deny(clippy::float_arithmetic)]
pub mod domain;
pub mod intake;
pub mod notices;
pub mod papers;
pub mod press;
pub mod registry;
pub mod reports;
#[deny(clippy::float_arithmetic)]
pub mod rules;
