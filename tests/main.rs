//! The one integration binary.

mod registry;
