//! `sucheng report portfolio`.

mod board;
mod drill;
mod group;
mod names;
mod programs;
mod sheets;
mod shown;

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use clap::Args;
use tempfile::NamedTempFile;

use self::group::Group;
use self::names::Names;
use super::display::Shown;
use super::{Format, scope};
use crate::cli::desk::{Desk, with_schema};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings::{self, Asked};
use crate::cli::typed;
use crate::reports::portfolio::{AccountFacts, Followed, NotComputed, Portfolio, facts};
use crate::reports::write::csv;

pub(super) use self::programs::figure as rate;
pub(super) use crate::reports::read as words;

/// Months that are told, the one stood on included.
const MONTHS: u32 = 12;
const COMMAND: &str = "report-portfolio";

/// Key figures of the portfolio, each with its formula and its accounts
#[derive(Args, Debug)]
pub struct PortfolioArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// The first month that is told, by one of its days, YYYY-MM-DD [default: twelve months with the present one]
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only accounts of one group, such as court=NAME; batch, product, branch, court, firm, handler or stage
    #[arg(long, value_name = "BY=KEY")]
    pub group: Option<String>,
    /// List the accounts behind one number, such as recovery-rate, closing-days, filed, 31-90, limitation-30, overdue,
    /// next-month or closed-2026-03
    #[arg(long, value_name = "ID")]
    pub figure: Option<String>,
    /// Write the report to a file: .html, .pdf, .xlsx, .csv or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Counts the selected accounts as of the day stood on: what is dated up to it, whenever it was recorded.
///
/// # Errors
/// An argument or the selection cannot be read, the registry cannot be read, or the file not written.
pub fn run(args: PortfolioArgs, desk: &mut Desk<'_>) -> Done {
    let shown = args.output.as_deref().filter(|_| args.figure.is_none()).and_then(Shown::of);
    let other = args.output.as_deref().filter(|_| shown.is_none());
    let more = if args.figure.is_none() { ", .html, .pdf" } else { "" };
    let format = other.map(|path| Format::beside(path, more)).transpose()?;
    let (as_of, from) = (desk.settings.as_of, since(&args, desk)?);
    let group = args.group.as_deref().map(|text| Group::read(text, desk)).transpose()?;
    let followed = args.figure.as_deref().map(|id| figure(id, as_of)).transpose()?;
    let selection = scope::selection(&args.selection, args.group.as_deref(), desk);
    let asked = standings::asked(desk, &args.selection)?;
    super::nothing(&args.selection, &asked, desk)?;
    if let (Some(path), Some(shown)) = (&args.output, shown) {
        let counts = |f: &AccountFacts| group.as_ref().is_none_or(|group| group.has(f));
        let if_none = |desk: &mut Desk<'_>| {
            let Some(group) = &group else { return Ok(()) };
            let asked = standings::asked(desk, &args.selection)?;
            group.check(&read(asked, desk)?.0, desk)
        };
        return board::save(asked, counts, (from, selection), if_none, (path, shown), desk);
    }
    let (mut accounts, broken) = read(asked, desk)?;
    desk.let_registry_go();
    if let Some(group) = &group {
        group.check(&accounts, desk)?;
        accounts.retain(|f| group.has(f));
    }
    if let (Some(followed), Some(id)) = (followed, &args.figure) {
        accounts.retain(|f| f.is_there(as_of));
        let listed = drill::Listed::of(id, &followed, &accounts);
        match (&args.output, format) {
            (Some(path), Some(format)) => {
                let names = Names::of(desk)?;
                // What programs read keeps its identifiers.
                let stage = |f: &AccountFacts| match format {
                    Format::Xlsx => names.stage(f, desk),
                    Format::Csv | Format::Json => format!("{}/{}", f.track, f.stage),
                };
                let (tables, body) = (|| vec![listed.table(stage, desk)], || listed.for_programs());
                let bytes = super::bytes(path, format, COMMAND, tables, body)?;
                super::save(path, &bytes, desk)?.answer(COMMAND, listed.count(), &broken, desk)?;
            }
            _ if desk.settings.for_programs() => {
                desk.json(COMMAND, "accounts", listed.for_programs())?;
            }
            _ => listed.print(desk)?,
        }
        return super::told(&broken, desk);
    }
    let mut portfolio = Portfolio::of(&accounts, as_of, from, broken);
    portfolio.selection = selection;
    match (&args.output, format) {
        (Some(path), Some(format)) => {
            let fill =
                |file: &mut _, desk: &mut Desk<'_>| save(&portfolio, &accounts, (path, format), file, desk);
            let saved = super::stream(path, desk, fill)?;
            saved.answer(COMMAND, portfolio.overall.accounts, &portfolio.not_computed, desk)?;
        }
        _ if desk.settings.for_programs() => {
            desk.json(COMMAND, "figures", programs::body(&portfolio))?;
        }
        _ => shown::print(&portfolio, desk)?,
    }
    super::told(&portfolio.not_computed, desk)
}

/// Writes a workbook of everything, JSON of all but the accounts, or the key figures as CSV.
fn save(
    portfolio: &Portfolio,
    accounts: &[AccountFacts],
    (path, format): (&Path, Format),
    file: &mut NamedTempFile,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    match format {
        Format::Csv => Ok(file.write_all(&csv(&sheets::figures(portfolio, desk)))?),
        Format::Json => {
            let document = with_schema(&format!("sucheng/{COMMAND}/v1"), programs::body(portfolio));
            serde_json::to_writer_pretty(&mut *file, &document).map_err(std::io::Error::from)?;
            Ok(writeln!(file)?)
        }
        Format::Xlsx => {
            let (names, wrong) = (Names::of(desk)?, super::not_written(path));
            let writer = sheets::workbook(portfolio, accounts, &names, desk).map_err(&wrong)?;
            writer.finish(file.as_file_mut()).map_err(&wrong)
        }
    }
}

/// What the selected accounts contribute.
fn read(asked: Asked, desk: &mut Desk<'_>) -> Result<(Vec<AccountFacts>, Vec<NotComputed>), CommandError> {
    let rules = desk.rules()?;
    let (mut accounts, mut broken) = (Vec::with_capacity(asked.accounts.len()), asked.broken);
    let contribute = |docket: &_, standing: &_| facts(docket, standing, &rules);
    broken.extend(standings::each(desk, &asked.accounts, contribute, |_, one| {
        accounts.push(one);
        Ok(())
    })?);
    Ok((accounts, broken))
}

/// The first month, by one of its days.
fn since(args: &PortfolioArgs, desk: &Desk<'_>) -> Result<NaiveDate, CommandError> {
    let as_of = desk.settings.as_of;
    let Some(text) = &args.since else {
        return Ok(as_of.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(as_of));
    };
    let day = typed::day("--since", text)?;
    if day > as_of {
        return Err(CommandError::new(Exit::Usage, "E-REPORT-SINCE").with("found", day).with("as_of", as_of));
    }
    Ok(day)
}

fn figure(id: &str, as_of: NaiveDate) -> Result<Followed, CommandError> {
    Followed::find(id, as_of).ok_or_else(|| {
        let known: Vec<&str> = Followed::ids().collect();
        CommandError::new(Exit::Usage, "E-REPORT-FIGURE").with("found", id).with("expected", known.join(", "))
    })
}
