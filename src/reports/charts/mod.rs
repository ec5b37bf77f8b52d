//! Charts: numbers -> SVG, the same bytes for the same numbers. One drawing serves the page of a browser, which lays it
//! out in its own face, and a printed page, which is told the faces.
//!
//! | file | what it draws |
//! |---|---|
//! | `bars` | amounts or counts by name, one below another: stages, ages, breakdowns |
//! | `months` | what came in and what was spent, month by month |
//! | `drawing` | the elements, their text escaped and measured |
//! | `scale` | where the lines of an axis lie |
//!
//! Lengths are whole numbers: tenths of a unit of the view box. It must not know: what the numbers mean, the language.

mod bars;
mod drawing;
mod months;
mod scale;

pub use bars::{Bar, bars};
pub use drawing::Frame;
pub use months::{Month, Months, months};
