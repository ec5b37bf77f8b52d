//! Whether a bundle that was read back is the one that was planned.
