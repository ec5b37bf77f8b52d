//! Tables as files. To add a format: a file here.

mod csv;
mod xlsx;

pub use self::csv::{Lines, csv};
pub use self::xlsx::{workbook, xlsx};
