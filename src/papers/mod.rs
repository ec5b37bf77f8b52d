//! What a file is: its kind, pages, hash.
