//! The three piles of `check` in words: on the terminal, as CSV, as a workbook, for programs.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::{table, workspace, write};
use crate::domain::problem::Mender;
use crate::papers::hash;
use crate::reports::piles::{Pile, Piles, Row, Why};
use crate::reports::{self, Value as Cell};

/// What a file of piles is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One table of accounts.
    Csv,
    /// A summary and the accounts.
    Xlsx,
}

impl Format {
    /// The format that a file's ending asks for.
    ///
    /// # Errors
    /// It is neither.
    pub fn of(path: &Path) -> Result<Self, CommandError> {
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            _ => Err(CommandError::new(Exit::Usage, "E-PILES-FORMAT").with("path", path.display())),
        }
    }
}

/// Who mends, in words.
pub fn mender(mender: Mender, desk: &Desk<'_>) -> String {
    desk.text(&format!("M-MENDER-{}", mender.id().to_ascii_uppercase()), &[])
}

fn word(row: Row, desk: &Desk<'_>) -> String {
    match row {
        Row::Pile(Pile::Ready) => desk.text("M-PILE-READY", &[]),
        Row::Pile(Pile::Fixable) => desk.text("M-PILE-FIXABLE", &[]),
        Row::Pile(Pile::NotToFile) => desk.text("M-PILE-NOT-TO-FILE", &[]),
        Row::Part(Why::Mends(who)) => mender(who, desk),
        Row::Part(Why::Code(code)) => desk.text(&format!("M-REASON-{code}"), &[]),
        Row::All => desk.text("M-PILE-ALL", &[]),
    }
}

fn summary(piles: &Piles, desk: &Desk<'_>) -> reports::Table {
    let headings = ["H-PILE", "H-PILE-WHY", "H-PILE-ACCOUNTS", "H-PILE-PRINCIPAL"];
    let headings = headings.map(|code| desk.text(code, &[]));
    piles.summary(desk.text("M-PILES", &[]), headings, |row| word(row, desk))
}

/// Prints the summary.
///
/// # Errors
/// stdout cannot be written.
pub fn say(piles: &Piles, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let report = summary(piles, desk);
    let mut headings = report.columns.into_iter().map(|c| c.header);
    let mut next = || headings.next().unwrap_or_default();
    let mut shown = table::Table::new([next(), next(), next(), next()]).right(&[2, 3]);
    for row in report.rows {
        let mut cells = row.into_iter().map(|field| match field.value {
            Cell::Text(text) => text,
            Cell::Amount(amount) => amount.grouped(),
            Cell::Integer(count) => count.to_string(),
            Cell::Empty | Cell::Date(_) | Cell::Percent(_) => String::new(),
        });
        let mut next = || cells.next().unwrap_or_default();
        shown.row([next(), next(), next(), next()]);
    }
    desk.print_raw(b"\n")?;
    desk.print_raw(shown.render().as_bytes())
}

/// The piles and their sums for programs.
pub fn for_programs(piles: &Piles) -> (Value, Value) {
    let (mut all, mut sums) = (json!({}), json!({}));
    for pile in Pile::ALL {
        all[pile.key()] = piles.of(pile).map(|sorted| json!(sorted)).collect::<Vec<_>>().into();
        let sum = piles.sum(pile);
        sums[pile.key()] = json!(sum);
    }
    (all, sums)
}

/// Writes the piles to a file, and says where it is. Gives its absolute path and its hash; a dry run those it would have.
///
/// # Errors
/// The file cannot be written.
pub fn write(
    piles: &Piles,
    path: &Path,
    format: Format,
    desk: &mut Desk<'_>,
) -> Result<(PathBuf, String), CommandError> {
    let headings = [
        "H-ACCOUNT",
        "H-DEBTOR",
        "H-HANDLER",
        "H-PILE",
        "H-PILE-MENDED-BY",
        "H-PILE-REASON",
        "H-PILE-PRINCIPAL",
        "H-PILE-CLAIMED",
        "H-PILE-WARNINGS",
    ];
    let headings = headings.map(|code| desk.text(code, &[]));
    let accounts = piles.accounts(desk.text("M-PILES-ACCOUNTS", &[]), headings, |row| word(row, desk));
    let bytes = match format {
        Format::Csv => reports::write::csv(&accounts),
        Format::Xlsx => reports::write::xlsx(&[summary(piles, desk), accounts]).map_err(|e| {
            CommandError::new(Exit::Failed, "E-WRITE").with("path", path.display()).with("reason", e)
        })?,
    };
    let code = match desk.settings.dry_run {
        true => "M-PILES-DRY-RUN",
        false => {
            write::file(path, &bytes)?;
            "M-PILES-WRITTEN"
        }
    };
    desk.tell(code, &[("path", path.display().to_string())])?;
    Ok((workspace::absolute(path), hash::of_bytes(&bytes)))
}
