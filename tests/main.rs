//! The one integration binary.

mod cases;
