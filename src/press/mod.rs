//! (template, data) -> pages or text. Knows nothing of law.
