//! The page of a manager: figures, charts, tables, and every case with its timeline, money and dates. One self-contained
//! HTML file that asks nothing of any network, and the same figures on paper.
//!
//! | file | what it does |
//! |---|---|
//! | `content` | [`Board`]: what the page says, worded, whatever it is shown on |
//! | `counted` | [`Board::of`]: the board of a portfolio |
//! | `grids` | its tables: the parts of a monthly report, and breakdowns |
//! | `ledger` | [`Board::ledger`]: the board of the case ledger |
//! | `monthly` | the chart of what came in and was spent |
//! | `numbers` | how sums, rates and axes are written |
//! | `cases` `section` | what a case shows in the table, and at length |
//! | `values` | how values of facts are read |
//! | `page` | a board as HTML, by the template `portfolio-report` |
//! | `facts` | what the page's script reads: cases, groups, sections, as JSON that stays inside its element |
//! | `paper` | a board as the data of printed pages |
//! | `panels` | one of many columns as the data of printed pages, a table a subject |
//! | `words` | what buttons and headings of the page say |
//!
//! Names reach HTML escaped by the template, SVG escaped by `charts`, and the script only as JSON that it puts in place
//! as text. It must not know: the registry, where the file is written.

mod cases;
mod content;
mod counted;
mod facts;
mod grids;
mod ledger;
mod monthly;
mod numbers;
mod page;
mod panels;
mod paper;
mod section;
mod values;
mod words;

#[cfg(test)]
mod tests;

pub use cases::Case;
pub use content::{
    Board, Card, Chart, Column, Drawn, Grid, GridRow, KIND, MOST_ROWS, MOST_SECTIONS, Part, Row, Section,
    Shape, Wide, Wording, cell_group,
};
pub use ledger::Frame;
pub use numbers::{UNIT, percent, scaled};
pub use page::{PAGE, html};
pub use panels::{MOST_PRINTED, PANELS, panels};
pub use paper::paper;
pub use section::{Manner, Told, rule, section, stage};
