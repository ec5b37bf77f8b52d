//! The ledger as a page for a browser, and on paper.

use std::io::Write;

use tempfile::NamedTempFile;

use super::super::display::{Display, Shown, wording};
use super::out::{Rows, heading, text};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::reports::board::{Board, Frame, MOST_PRINTED, MOST_ROWS, Row};
use crate::reports::ledger::{COLUMNS, Cell};
use crate::reports::portfolio::NotComputed;

/// The most accounts that could not be computed and are told one by one.
const MOST_NOTES: usize = 20;

/// Keeps the rows until the last is known.
pub struct Shows<'f> {
    /// What shows them.
    pub display: Display,
    /// Where to.
    pub file: &'f mut NamedTempFile,
    /// What the accounts were narrowed to, in words.
    pub selection: Option<String>,
    /// The rows so far.
    pub rows: Vec<Row>,
}

impl Rows for Shows<'_> {
    fn row(&mut self, row: &[Cell], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        if self.display.shown == Shown::Paper && self.rows.len() == MOST_PRINTED {
            return Err(CommandError::new(Exit::Usage, "E-LEDGER-PAPER").with("most", MOST_PRINTED));
        }
        self.rows.push(Row::of_ledger(row, |cell| text(cell, desk)));
        Ok(())
    }

    fn end(&mut self, broken: &[NotComputed], desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let rows = std::mem::take(&mut self.rows);
        if self.display.shown == Shown::Page && rows.len() > MOST_ROWS {
            let args = [("most", MOST_ROWS.to_string()), ("count", rows.len().to_string())];
            desk.insist("M-LEDGER-CUT", &args)?;
        }
        let frame = Frame {
            wording: wording(desk.lang()),
            masked: !desk.settings.unmask,
            as_of: desk.settings.as_of,
            selection: self.selection.take(),
            headings: COLUMNS.iter().map(|column| heading(column.id, desk)).collect(),
        };
        let board = Board::ledger(rows, notes(broken, desk), frame);
        Ok(self.file.write_all(&self.display.bytes(&board)?)?)
    }
}

/// Which accounts have no row.
fn notes(broken: &[NotComputed], desk: &Desk<'_>) -> Vec<String> {
    let told = |one: &NotComputed| {
        let args = [
            ("account", one.account.to_string()),
            ("code", one.code.clone()),
            ("reason", one.reason.clone()),
        ];
        desk.text(if one.whole { "M-REPORT-NOT-READ" } else { "M-REPORT-NOT-COMPUTED" }, &args)
    };
    let mut notes: Vec<String> = broken.iter().take(MOST_NOTES).map(told).collect();
    let more = broken.len().saturating_sub(MOST_NOTES);
    if more > 0 {
        notes.push(desk.text("M-LEDGER-MORE", &[("count", more.to_string())]));
    }
    notes
}
