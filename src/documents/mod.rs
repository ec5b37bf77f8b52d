//! Which documents exist and what each may say.
