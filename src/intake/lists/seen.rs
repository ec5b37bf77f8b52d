//! What is known of a sheet only after its rows: whether it has any, what stands under no header, units that mix.

use std::collections::HashSet;

use super::cell::Cell;
use super::grid::GridRow;
use super::header::Layout;
use super::units::Scales;
use crate::domain::problem::{Problem, Severity};
use crate::intake::value::shown;

/// What was seen of a sheet so far.
#[derive(Debug, Default)]
pub struct Seen {
    /// The values of its columns in 万元.
    pub scales: Scales,
    /// Rows that were read, refused ones too.
    pub rows: u64,
    /// Columns without a header of which it was said.
    bare: HashSet<usize>,
    /// Whether it was said that the header stands once more.
    again: bool,
}

impl Seen {
    /// Values that stand under no header; once for each column, at its first.
    pub fn bare(&mut self, layout: &Layout, row: &GridRow) -> Vec<Problem> {
        let beyond = layout.width..row.cells.len();
        let mut problems = Vec::new();
        for column in layout.bare.iter().copied().chain(beyond) {
            let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_empty()) else { continue };
            if self.bare.insert(column) {
                let place = layout.place(row.number, row.line, column);
                problems
                    .push(Problem::warning("W-LIST-NO-COLUMN", place).with("found", shown(&cell.shown())));
            }
        }
        problems
    }

    /// The note on the first row that repeats the header.
    pub fn again(&mut self, layout: &Layout, row: &GridRow) -> Option<Problem> {
        if std::mem::replace(&mut self.again, true) {
            return None;
        }
        let column = row.cells.iter().position(|cell| !cell.is_empty()).unwrap_or(0);
        let place =
            crate::domain::problem::Place { field: None, ..layout.place(row.number, row.line, column) };
        let note = Problem::error("N-LIST-HEADER-AGAIN", place);
        Some(Problem { severity: Severity::Note, ..note })
    }
}

/// Whether a row names the columns once more, as pages that were put together do.
pub fn is_header(layout: &Layout, row: &GridRow) -> bool {
    let (mut same, mut other) = (0, 0);
    for (column, chosen) in layout.columns.iter().enumerate() {
        let (Some(chosen), Some(cell)) = (chosen, row.cells.get(column)) else { continue };
        match cell {
            Cell::Empty => {}
            Cell::Text(text) if super::columns::folded(text) == super::columns::folded(&chosen.header) => {
                same += 1;
            }
            _ => other += 1,
        }
    }
    same >= 2 && same > other
}

/// Whether a row without figures is what stands below tables: how many rows there are, who made it.
pub fn is_footer(layout: &Layout, row: &GridRow) -> bool {
    let account = layout.column("account");
    let required = layout.kind.required().iter().filter_map(|to| layout.column(to));
    let empty = |column: usize| row.cells.get(column).is_none_or(Cell::is_empty);
    if !required.filter(|column| Some(*column) != account).all(empty) {
        return false;
    }
    let first = row.cells.iter().find(|cell| !cell.is_empty()).map(Cell::shown).unwrap_or_default();
    let plain: String =
        crate::intake::normalise::half_width(&first).split_whitespace().collect::<String>().to_lowercase();
    const COUNTED: [&str; 6] = ["户", "笔", "条", "件", "人", "行"];
    const LABELS: [&str; 14] = [
        "制表",
        "填表",
        "复核",
        "审核",
        "经办",
        "负责人",
        "主管",
        "打印",
        "导出",
        "日期",
        "备注",
        "注",
        "说明",
        "编制",
    ];
    let counted = ["共计", "合计", "总计", "共"].iter().any(|word| {
        plain.strip_prefix(word).is_some_and(|rest| {
            let rest = rest.trim_start_matches(':');
            let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
            number.len() < rest.len() && COUNTED.iter().any(|of| number.starts_with(of))
        })
    });
    counted || (plain.contains(':') && LABELS.iter().any(|label| plain.starts_with(label)))
}
