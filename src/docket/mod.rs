//! An account as of a date: a pure projection of its events through the rules.

pub mod money;
