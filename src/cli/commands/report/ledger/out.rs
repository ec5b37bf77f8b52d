//! Where the rows of the ledger go, as they come.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};
use tempfile::NamedTempFile;

use super::super::{Format, not_computed, not_written};
use crate::cli::desk::{Desk, with_schema};
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::domain::Amount;
use crate::reports::ledger::{CHIEF, COLUMNS, Cell, NAMES};
use crate::reports::portfolio::NotComputed;
use crate::reports::write::Lines;
use crate::reports::{Column, Field, Mark, Value, Writer};

const SCHEMA: &str = "sucheng/report-ledger/v1";

/// Takes rows.
pub trait Rows {
    /// The next row, a cell a column.
    ///
    /// # Errors
    /// It cannot be written.
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError>;

    /// All rows were given; these accounts have none.
    ///
    /// # Errors
    /// What is left cannot be written.
    fn end(&mut self, broken: &[NotComputed], desk: &mut Desk<'_>) -> Result<(), CommandError>;
}

/// A file of this format.
///
/// # Errors
/// It cannot be begun.
pub fn file<'f>(
    file: &'f mut NamedTempFile,
    path: &Path,
    format: Format,
    desk: &Desk<'_>,
) -> Result<Box<dyn Rows + 'f>, CommandError> {
    Ok(match format {
        Format::Csv => Box::new(Csv(Some(Lines::new(BufWriter::new(file), &columns(desk))?))),
        Format::Json => Box::new(Document { to: Some(BufWriter::new(file)), rows: 0 }),
        Format::Xlsx => {
            let mut writer = Writer::new();
            let wrong = not_written(path);
            writer.sheet(&desk.text("S-SHEET-LEDGER", &[]), &columns(desk)).map_err(&wrong)?;
            writer.wide(NAMES).map_err(&wrong)?;
            let watched = (0_u16..).zip(&COLUMNS).filter(|(_, c)| c.watched).map(|(at, _)| at);
            writer.watch(watched.collect(), desk.settings.as_of);
            Box::new(Workbook { writer: Some(writer), file, path: path.to_owned() })
        }
    })
}

/// stdout, for people or for programs.
pub fn stream(desk: &Desk<'_>) -> Box<dyn Rows> {
    if desk.settings.jsonl {
        return Box::new(JsonLines);
    }
    if desk.settings.for_programs() {
        return Box::new(Document { to: None, rows: 0 });
    }
    let all = desk.settings.verbose;
    let shown: Vec<usize> = (0..COLUMNS.len()).filter(|at| all || CHIEF.contains(&COLUMNS[*at].id)).collect();
    let sum = |at: &usize| COLUMNS[*at].sum;
    let sums: Vec<usize> = (0..shown.len()).filter(|n| sum(&shown[*n])).collect();
    let headings = shown.iter().map(|at| heading(COLUMNS[*at].id, desk)).collect();
    Box::new(Shown { table: Table::wide(headings).right(&sums), shown })
}

/// The heading of a column.
pub fn heading(id: &str, desk: &Desk<'_>) -> String {
    desk.text(&format!("H-LEDGER-{}", id.to_uppercase().replace('_', "-")), &[])
}

fn columns(desk: &Desk<'_>) -> Vec<Column> {
    COLUMNS.iter().map(|c| Column::new(heading(c.id, desk), c.width)).collect()
}

/// A cell in the reader's language.
fn field(cell: &Cell, desk: &Desk<'_>) -> Field {
    match cell {
        Cell::Nothing => Value::Empty.into(),
        Cell::Text(text) => Field::text(text),
        Cell::Amount(amount) => Value::Amount(*amount).into(),
        Cell::Day(day) => Value::Date(*day).into(),
        Cell::Days { next, .. } => Field::from(Value::Date(*next)).noted(Mark::Warning, text(cell, desk)),
        Cell::Word(_) | Cell::Named(_) => Field::text(text(cell, desk)),
    }
}

/// A cell as it is read.
pub fn text(cell: &Cell, desk: &Desk<'_>) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Amount(amount) => Amount::grouped(*amount),
        Cell::Day(day) => day.to_string(),
        Cell::Days { next, lapsed } => {
            desk.text("S-LEDGER-LAPSED", &[("next", next.to_string()), ("lapsed", lapsed.to_string())])
        }
        Cell::Word(id) => desk.text(&format!("S-LEDGER-{}", id.to_uppercase()), &[]),
        Cell::Named(title) => desk.lang().of(&[&title[0], &title[1]]).to_owned(),
    }
}

/// A row for programs: words by their identifiers; `lapsed` holds days that passed beside those of their columns, where there are any.
fn object(row: &[Cell], desk: &Desk<'_>) -> Json {
    let value = |cell: &Cell| match cell {
        Cell::Nothing => Json::Null,
        Cell::Amount(amount) => json!(amount),
        Cell::Days { next, .. } => json!(next),
        Cell::Word(id) => json!(id),
        Cell::Text(_) | Cell::Day(_) | Cell::Named(_) => json!(text(cell, desk)),
    };
    let fields = COLUMNS.iter().zip(row).map(|(column, cell)| (column.id.to_owned(), value(cell)));
    let mut fields: Map<_, _> = fields.collect();
    let lapsed = COLUMNS.iter().zip(row).filter_map(|(column, cell)| match cell {
        Cell::Days { lapsed, .. } => Some((column.id.to_owned(), json!(lapsed))),
        _ => None,
    });
    let lapsed: Map<_, _> = lapsed.collect();
    if !lapsed.is_empty() {
        fields.insert("lapsed".to_owned(), Json::Object(lapsed));
    }
    Json::Object(fields)
}

struct Csv<'f>(Option<Lines<BufWriter<&'f mut NamedTempFile>>>);

impl Rows for Csv<'_> {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let fields: Vec<Field> = row.iter().map(|cell| field(cell, desk)).collect();
        if let Some(lines) = &mut self.0 {
            lines.row(&fields)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &[NotComputed], _: &mut Desk<'_>) -> Result<(), CommandError> {
        if let Some(lines) = self.0.take() {
            lines.finish()?.flush()?;
        }
        Ok(())
    }
}

struct Workbook<'f> {
    writer: Option<Writer>,
    file: &'f mut NamedTempFile,
    path: PathBuf,
}

impl Rows for Workbook<'_> {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let fields: Vec<Field> = row.iter().map(|cell| field(cell, desk)).collect();
        let Some(writer) = &mut self.writer else { return Ok(()) };
        writer.row(&fields).map_err(not_written(&self.path))
    }

    fn end(&mut self, _: &[NotComputed], _: &mut Desk<'_>) -> Result<(), CommandError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        writer.finish(self.file.as_file_mut()).map_err(not_written(&self.path))
    }
}

/// One JSON document, into a file or to stdout.
struct Document<'f> {
    to: Option<BufWriter<&'f mut NamedTempFile>>,
    rows: usize,
}

impl Document<'_> {
    fn put(&mut self, text: &str, desk: &mut Desk<'_>) -> Result<(), CommandError> {
        match &mut self.to {
            Some(to) => Ok(to.write_all(text.as_bytes())?),
            None => desk.print_raw(text.as_bytes()),
        }
    }

    fn begin(&mut self, desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let as_of = desk.settings.as_of;
        self.put(
            &format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"as_of\": \"{as_of}\",\n  \"accounts\": ["),
            desk,
        )
    }
}

impl Rows for Document<'_> {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        if self.rows == 0 {
            self.begin(desk)?;
        }
        let line = format!("{}\n    {}", if self.rows == 0 { "" } else { "," }, object(row, desk));
        self.rows += 1;
        self.put(&line, desk)
    }

    fn end(&mut self, broken: &[NotComputed], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        if self.rows == 0 {
            self.begin(desk)?;
        }
        let close = if self.rows == 0 { "" } else { "\n  " };
        let broken = not_computed(broken);
        self.put(&format!("{close}],\n  \"not_computed\": {broken}\n}}\n"), desk)?;
        match &mut self.to {
            Some(to) => Ok(to.flush()?),
            None => Ok(()),
        }
    }
}

/// A line an account, to stdout; accounts that have none follow.
struct JsonLines;

impl Rows for JsonLines {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let line = with_schema(SCHEMA, object(row, desk)).to_string();
        desk.print(&line)
    }

    fn end(&mut self, broken: &[NotComputed], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        for one in broken {
            let mut line =
                with_schema(SCHEMA, json!({"account": one.account, "code": one.code, "reason": one.reason}));
            line["list"] = "not_computed".into();
            desk.print(&line.to_string())?;
        }
        Ok(())
    }
}

/// A table on the terminal.
struct Shown {
    table: Table,
    shown: Vec<usize>,
}

impl Rows for Shown {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let cells = self.shown.iter().filter_map(|at| row.get(*at)).map(|cell| text(cell, desk));
        self.table.wide_row(cells.collect());
        Ok(())
    }

    fn end(&mut self, _: &[NotComputed], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        desk.print_raw(self.table.render().as_bytes())
    }
}
