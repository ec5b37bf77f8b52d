//! `sucheng report ledger`.

mod board;
mod out;

use std::path::PathBuf;

use clap::Args;

use super::display::{Display, Shown};
use super::{Format, scope};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done};
use crate::cli::select::Selection;
use crate::cli::standings;
use crate::docket::{Docket, Standing};
use crate::domain::AccountId;
use crate::reports::ledger::{COLUMNS, Cell, Line};
use crate::reports::portfolio::NotComputed;
use out::Rows;

/// The case ledger, a row an account
#[derive(Args, Debug)]
pub struct LedgerArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Write the ledger to a file: .html, .pdf, .xlsx, .csv or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Lists the selected accounts, all columns in files and for programs, the chief ones on a terminal unless `-v`.
///
/// # Errors
/// The selection or the registry cannot be read, or the file not written.
pub fn run(args: LedgerArgs, desk: &mut Desk<'_>) -> Done {
    let shown = args.output.as_deref().and_then(Shown::of);
    let other = args.output.as_deref().filter(|_| shown.is_none());
    let format = other.map(|path| Format::beside(path, ", .html, .pdf")).transpose()?;
    let asked = standings::asked(desk, &args.selection)?;
    super::nothing(&args.selection, &asked, desk)?;
    let (mut broken, mut count) = (asked.broken, 0);
    let mut fill = |desk: &mut Desk<'_>, out: &mut dyn Rows| {
        let found = rows(desk, &asked.accounts, &mut |desk, row| {
            count += 1;
            out.row(&row, desk)
        })?;
        broken.extend(found);
        broken.sort_by(|a, b| a.account.cmp(&b.account));
        out.end(&broken, desk)
    };
    let saved = if let (Some(path), Some(shown)) = (&args.output, shown) {
        let display = Display::wide(shown, desk)?;
        let selection = scope::selection(&args.selection, None, desk);
        Some(super::stream(path, desk, |file, desk| {
            fill(desk, &mut board::Shows { display, file, selection, rows: Vec::new() })
        })?)
    } else if let (Some(path), Some(format)) = (&args.output, format) {
        let fill = |file: &mut _, desk: &mut Desk<'_>| fill(desk, &mut *out::file(file, path, format, desk)?);
        Some(super::stream(path, desk, fill)?)
    } else {
        let mut stream = out::stream(desk);
        fill(desk, &mut *stream)?;
        None
    };
    if let Some(saved) = saved {
        saved.answer("report-ledger", count, &broken, desk)?;
    }
    if !desk.settings.for_programs() {
        desk.tell("M-COUNT-ACCOUNTS", &[("count", count.to_string())])?;
    }
    super::told(&broken, desk)
}

/// Takes a row, and keeps or writes it.
type Take<'t> = dyn FnMut(&mut Desk<'_>, Vec<Cell>) -> Result<(), CommandError> + 't;

/// Hands on the row of each account, those referred after the day left out.
fn rows(
    desk: &mut Desk<'_>,
    accounts: &[AccountId],
    take: &mut Take<'_>,
) -> Result<Vec<NotComputed>, CommandError> {
    let (rules, unmask) = (desk.rules()?, desk.settings.unmask);
    let row = |docket: &Docket, standing: &Standing| {
        let line = Line::of(docket, standing, rules.wordless(), unmask);
        line.is_there().then(|| COLUMNS.iter().map(|column| column.cell(&line)).collect::<Vec<Cell>>())
    };
    standings::each(desk, accounts, row, |desk, row| match row {
        Some(row) => take(desk, row),
        None => Ok(()),
    })
}
