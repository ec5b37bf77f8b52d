//! What the page says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use crate::reports::charts::{Bar, Frame, Month, Months, bars, months};

/// The folder of its template.
pub const KIND: &str = "portfolio-report";
/// The most cases that the table holds; a file of them is about 30 MB, which a browser still opens in seconds.
pub const MOST_ROWS: usize = 50_000;
/// The most cases that have a section of their own.
pub const MOST_SECTIONS: usize = 2_000;

/// Chooses from a text in Chinese and the same in English.
pub type Wording = for<'a> fn([&'a str; 2]) -> &'a str;

/// The page, all of it in words. A group is a list of cases that a figure, a bar or a row of a table leads to.
#[derive(Clone, Debug)]
pub struct Board {
    /// Its language.
    pub wording: Wording,
    /// Whether numbers of identity papers, cards and telephones are masked.
    pub masked: bool,
    /// What is said at the foot where it is for others than the creditor's own people.
    pub audience: Option<String>,
    /// The day that everything is as of.
    pub as_of: NaiveDate,
    /// What it is called.
    pub title: String,
    /// What it covers: the day, how many cases, which selection.
    pub scope: String,
    /// What it was narrowed to, in words; none where every account counts.
    pub selection: Option<String>,
    /// Key figures.
    pub cards: Vec<Card>,
    /// Drawings.
    pub charts: Vec<Chart>,
    /// Tables of figures.
    pub grids: Vec<Grid>,
    /// What is to be known about the figures: what could not be computed.
    pub notes: Vec<String>,
    /// Names of the groups, by their number.
    pub groups: Vec<String>,
    /// Columns of the table of cases; the first is the account.
    pub columns: Vec<Column>,
    /// The cases.
    pub rows: Vec<Row>,
    /// Sections of single cases, by account.
    pub sections: BTreeMap<String, Section>,
    /// How the table is read where a screen cannot show all its columns.
    pub wide: Option<Wide>,
}

/// How a table is read that has more columns than a screen or a sheet of paper; columns are told by their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// The width of each, in digits.
    pub widths: Vec<u16>,
    /// Those that a telephone shows, and a browser prints.
    pub chief: Vec<usize>,
    /// Days on which something is lost: they are coloured as they come near.
    pub watched: Vec<usize>,
    /// What they are about, each subject with its columns.
    pub panels: Vec<(String, Vec<usize>)>,
}

/// A key figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// What it is.
    pub label: String,
    /// The figure as it is read.
    pub value: String,
    /// Its unit, small behind it.
    pub unit: String,
    /// What it is computed of.
    pub formula: String,
    /// The same with its numbers, and what had to be left out.
    pub worked: String,
    /// Its cases.
    pub group: Option<usize>,
    /// How many they are.
    pub count: usize,
}

/// A drawing.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name in the document: ASCII letters, digits and hyphens.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// How its numbers are counted.
    pub note: String,
    /// What is drawn.
    pub drawn: Drawn,
}

/// What a chart draws. A link of it is the number of a group.
#[derive(Clone, Debug)]
pub enum Drawn {
    /// Bars, with the groups they lead to.
    Bars(Vec<(Bar, Option<usize>)>),
    /// Months: what came in, what was spent, and what the two are called.
    Months {
        /// In their order.
        list: Vec<Month>,
        /// What the columns are.
        came_in: String,
        /// What the line is.
        spent: String,
        /// A value of the axis as it is read.
        figure: fn(i64) -> String,
    },
}

impl Chart {
    /// As SVG: with links for a browser; for paper without, in these families.
    pub(super) fn svg(&self, fonts: Option<&[String]>) -> String {
        let frame =
            Frame { id: self.id, title: &self.title, desc: &self.note, fonts: fonts.unwrap_or_default() };
        match &self.drawn {
            Drawn::Bars(list) => {
                let linked = |(bar, group): &(Bar, Option<usize>)| {
                    let link = group.filter(|_| fonts.is_none()).map(link);
                    Bar { link, ..bar.clone() }
                };
                bars(&frame, &list.iter().map(linked).collect::<Vec<_>>())
            }
            Drawn::Months { list, came_in, spent, figure } => {
                months(&frame, &Months { list, came_in, spent, figure: *figure })
            }
        }
    }

    /// Whether there is anything to draw.
    pub(super) fn is_empty(&self) -> bool {
        match &self.drawn {
            Drawn::Bars(list) => list.is_empty(),
            Drawn::Months { list, .. } => list.is_empty(),
        }
    }
}

/// The address of a group within the page.
pub(super) fn link(group: usize) -> String {
    format!("#group/{group}")
}

/// The address of a case within the page.
pub(super) fn account_link(account: &str) -> String {
    let mut link = "#account/".to_owned();
    for byte in account.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => link.push(char::from(byte)),
            byte => link.push_str(&format!("%{byte:02X}")),
        }
    }
    link
}

/// What the group behind one cell of a [`Grid`] is called: a cell leads to the group of this name, if there is one.
pub fn cell_group(grid: &str, row: &str, column: &str) -> String {
    format!("{grid} · {row} · {column}")
}

/// A table of figures. A row leads to its group, or to the case whose account its first cell is; a cell to the group
/// that [`cell_group`] names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its name in the document.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it is counted.
    pub note: String,
    /// Headings, and whether figures stand below them.
    pub columns: Vec<(String, bool)>,
    /// Rows.
    pub rows: Vec<GridRow>,
}

/// A row of a [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// As they are read.
    pub cells: Vec<String>,
    /// Its cases.
    pub group: Option<usize>,
}

/// What stands in a column of the table of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// Text of a few values, which the table is filtered by.
    Choice,
    /// Yuan, as text of two decimals.
    Amount,
    /// A whole number.
    Number,
    /// `YYYY-MM-DD`, which words may follow.
    Date,
    /// The same, of something to be done by then: a day that is past stands out.
    Due,
}

impl Shape {
    pub(super) fn id(self) -> &'static str {
        match self {
            Shape::Text => "text",
            Shape::Choice => "choice",
            Shape::Amount => "amount",
            Shape::Number => "number",
            Shape::Date => "date",
            Shape::Due => "due",
        }
    }
}

/// A column of the table of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub shape: Shape,
}

/// A case of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// A value for each column; null where there is none.
    pub cells: Vec<Value>,
    /// The groups it is in, by number.
    pub groups: Vec<usize>,
}

/// Everything about one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The debtor, and what else heads it.
    pub title: String,
    /// Its parts, in their order.
    pub parts: Vec<Part>,
}

/// A part of a [`Section`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Labels and values.
    Fields {
        /// What they are about.
        title: String,
        /// Each with its label.
        rows: Vec<[String; 2]>,
    },
    /// What happened when: day, what, and details.
    Timeline {
        /// What it is the course of.
        title: String,
        /// In their order.
        rows: Vec<[String; 3]>,
    },
    /// A table.
    Table {
        /// What it shows.
        title: String,
        /// Headings, and whether figures stand below them.
        columns: Vec<(String, bool)>,
        /// As they are read.
        rows: Vec<Vec<String>>,
    },
}
