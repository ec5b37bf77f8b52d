//! The workbook beside a list: its values, and what is wrong with them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::outcome::Imported;
use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::domain::problem::{Place, Problem, Severity};
use crate::intake::lists::{self, Shown, ShownCell};
use crate::papers::sheets::{Column, Field, Mark, Value, Writer, is_untouched, letters, place};

/// Width of a column, in digits.
const WIDTH: u16 = 16;

/// Empty rows that are kept so that the cells below keep their names.
const LONGEST_GAP: u64 = 1_000;

/// Columns up to which missing cells are shown.
const MOST_MISSING: usize = 1_000;

/// Numbers that are tried for a name that is taken.
const NUMBERS: u32 = 1_000;

/// Writes `NAME.checked.xlsx` for each file that there is something to say of, or for all. Our own copy of the same list
/// that nobody has worked in is written over; any other workbook that stands there is left alone, and the new one is
/// numbered. Gives beside the workbooks what could not be written.
pub fn write(
    files: &[PathBuf],
    own: &Imported,
    all: bool,
    desk: &mut Desk<'_>,
) -> (Vec<String>, Vec<Problem>) {
    let (mut written, mut failed) = (Vec::new(), Vec::new());
    for path in files {
        let file = lists::display(path);
        let of_file = |problem: &&Problem| problem.place.file.as_deref() == Some(file.as_str());
        let found: Vec<&Problem> =
            own.refused.iter().chain(&own.warnings).chain(&own.notes).filter(of_file).collect();
        if found.is_empty() && !all {
            continue;
        }
        match copy(path, &found, desk) {
            Ok(to) => written.extend(to),
            Err(reason) => {
                let place = Place { file: Some(file.clone()), ..Place::default() };
                failed.push(Problem::warning("W-IMPORT-COPY", place).with("reason", reason));
            }
        }
    }
    (written, failed)
}

/// Writes one; `None` where the file has no cells to show.
fn copy(path: &Path, found: &[&Problem], desk: &Desk<'_>) -> Result<Option<String>, String> {
    // A file that cannot be read has no cells to show; what is wrong with it was said.
    let Some(bytes) = workbook(path, found, desk).map_err(|e| e.to_string())? else { return Ok(None) };
    let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    for n in 1..NUMBERS {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let to = path.with_file_name(format!("{name}.checked{number}.xlsx"));
        let there = std::fs::read(&to);
        if there.as_ref().is_ok_and(|there| *there == bytes) {
            return Ok(Some(lists::display(&to)));
        }
        if there.is_err() || is_untouched(&to, &subject(path)) {
            crate::cli::write::file(&to, &bytes).map_err(|error| {
                error.problems.iter().map(|problem| note(problem, desk)).collect::<Vec<_>>().join("; ")
            })?;
            return Ok(Some(lists::display(&to)));
        }
    }
    Ok(None)
}

/// By which a copy is known as that of a list.
fn subject(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn workbook(
    path: &Path,
    found: &[&Problem],
    desk: &Desk<'_>,
) -> Result<Option<Vec<u8>>, crate::papers::sheets::WriteError> {
    // A cell that is missing at a row's end has a problem and no content.
    let mut ends: BTreeMap<(Option<&str>, u64), usize> = BTreeMap::new();
    let mut by_cell: BTreeMap<(Option<&str>, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in found {
        if let Some(cell) = &problem.place.cell {
            by_cell.entry((problem.place.sheet.as_deref(), cell)).or_default().push(problem);
            if let Some((column, row)) = place(cell) {
                let end = ends.entry((problem.place.sheet.as_deref(), row)).or_default();
                *end = (*end).max(column as usize + 1);
            }
        }
    }
    let text = |code: &str| desk.text(code, &[]);
    let mut writer = Writer::about(&subject(path));
    let headers = [
        "S-CHECKED-SHEET",
        "S-CHECKED-CELL",
        "S-CHECKED-GRAVITY",
        "S-CHECKED-PROBLEM",
        "S-CHECKED-HINT",
        "S-CHECKED-FIELD",
        "S-CHECKED-CODE",
    ];
    let columns: Vec<Column> = headers
        .iter()
        .zip([16, 8, 8, 60, 50, 24, 24])
        .map(|(header, width)| Column::new(text(header), width))
        .collect();
    writer.sheet(&text("S-CHECKED-PROBLEMS"), &columns)?;
    for problem in found {
        writer.row(&in_words(problem, desk))?;
    }
    let mut sheet: Option<Option<String>> = None;
    let mut last = 0;
    let mut failed = None;
    let read = lists::each_row(path, &mut |mut row| {
        let end = ends.get(&(row.sheet, row.number)).copied().unwrap_or_default().min(MOST_MISSING);
        if row.cells.len() < end {
            row.cells.resize_with(end, Default::default);
        }
        let begun = sheet.as_ref().map(Option::as_deref) == Some(row.sheet);
        let fields = fields(&row, &by_cell, desk);
        let mut step = Ok(());
        if !begun {
            // The first row is the sheet's heading here too, so that every cell keeps its name.
            sheet = Some(row.sheet.map(str::to_owned));
            let heads =
                |cell: &ShownCell| Column::new(if row.number == 1 { cell.text.as_str() } else { "" }, WIDTH);
            let columns: Vec<Column> = row.cells.iter().map(heads).collect();
            let name = row.sheet.map_or_else(|| text("S-CHECKED-LIST"), str::to_owned);
            step = writer.sheet(&name, &columns);
            last = 1;
        }
        if step.is_ok() && row.number > last {
            let gap = row.number - last - 1;
            step = (0..if gap > LONGEST_GAP { 0 } else { gap }).try_for_each(|_| writer.row(&[]));
            step = step.and_then(|()| writer.row(&fields));
            last = row.number;
        }
        match step {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    match (failed, read, sheet) {
        (Some(error), ..) => Err(error),
        (None, _, None) => Ok(None),
        (None, _, Some(_)) => writer.bytes().map(Some),
    }
}

/// The cells of a row, those with problems filled and noted.
fn fields(
    row: &Shown<'_>,
    by_cell: &BTreeMap<(Option<&str>, &str), Vec<&Problem>>,
    desk: &Desk<'_>,
) -> Vec<Field> {
    let all = (0_u32..).zip(&row.cells).map(|(column, cell)| {
        let name = format!("{}{}", letters(column), row.number);
        let field = cell.day.map_or_else(|| Field::text(cell.text.as_str()), |day| Value::Date(day).into());
        match by_cell.get(&(row.sheet, name.as_str())) {
            None => field,
            Some(problems) => {
                let error = problems.iter().any(|problem| problem.severity == Severity::Error);
                let note: Vec<String> = problems.iter().map(|problem| note(problem, desk)).collect();
                field.noted(if error { Mark::Error } else { Mark::Warning }, note.join("\n"))
            }
        }
    });
    all.collect()
}

fn note(problem: &Problem, desk: &Desk<'_>) -> String {
    let message = catalogue::text(desk.lang(), problem.code, &problem.args);
    match catalogue::hint(desk.lang(), problem.code, &problem.args) {
        Some(hint) => format!("{message}\n{hint}"),
        None => message,
    }
}

fn in_words(problem: &Problem, desk: &Desk<'_>) -> [Field; 7] {
    let (gravity, mark) = match problem.severity {
        Severity::Error => ("S-CHECKED-ERROR", Some(Mark::Error)),
        Severity::Warning => ("S-CHECKED-WARNING", Some(Mark::Warning)),
        Severity::Note => ("S-CHECKED-NOTE", None),
    };
    let part = |part: &Option<String>| Field::text(part.clone().unwrap_or_default());
    let mut gravity = Field::text(desk.text(gravity, &[]));
    gravity.mark = mark;
    [
        part(&problem.place.sheet),
        part(&problem.place.cell),
        gravity,
        Field::text(catalogue::text(desk.lang(), problem.code, &problem.args)),
        part(&catalogue::hint(desk.lang(), problem.code, &problem.args)),
        part(&problem.place.field),
        Field::text(problem.code),
    ]
}
