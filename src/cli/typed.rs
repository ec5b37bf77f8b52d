//! Text that was typed and is kept: reasons, names, facts of milestones.

use super::error::{CommandError, Exit};
use crate::domain::shape;

/// Refuses line breaks, control characters and those that turn or hide text, as import does.
///
/// # Errors
/// The text holds one; `option` is where it was typed.
pub fn kept(option: &str, text: &str) -> Result<(), CommandError> {
    match shape::forbidden_character(text) {
        None => Ok(()),
        Some(c) => Err(CommandError::new(Exit::Usage, "E-CHARACTER")
            .with("found", format!("U+{:04X}", c as u32))
            .with("option", option)),
    }
}

/// The same for what may be left out.
///
/// # Errors
/// As [`kept`].
pub fn kept_if_any(option: &str, text: Option<&str>) -> Result<(), CommandError> {
    text.map_or(Ok(()), |text| kept(option, text))
}
