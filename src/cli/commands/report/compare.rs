//! `sucheng report compare`.

mod programs;
mod shown;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use super::Format;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings;
use crate::cli::typed;
use crate::docket::{Docket, Standing};
use crate::reports::compare::{Comparison, Pair};

/// What moved between two days, and what did not
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// The first day, YYYY-MM-DD: what is dated after it counts, the day itself does not
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// The last day, YYYY-MM-DD, which counts [default: the day stood on, and never later]
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Days without milestone, payment or contact that make an account idle that is neither settled nor over
    #[arg(long, value_name = "DAYS", default_value_t = 60)]
    pub idle: u16,
    /// Write the report to a file: .csv, .xlsx or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Compares the selected accounts on two days, each as key figures see it.
///
/// # Errors
/// An argument or the selection cannot be read, the registry cannot be read, or the file not written.
pub fn run(args: CompareArgs, desk: &mut Desk<'_>) -> Done {
    let format = args.output.as_deref().map(Format::of).transpose()?;
    let (days, cut) = days(&args, desk)?;
    let rules = desk.rules()?;
    let asked = standings::asked(desk, &args.selection)?;
    super::nothing(&args.selection, &asked, desk)?;
    let (mut pairs, mut broken) = (Vec::with_capacity(asked.accounts.len()), asked.broken);
    let look = |docket: &Docket, _: &Standing| Pair::new(docket, &rules, days);
    broken.extend(standings::each(desk, &asked.accounts, look, |_, pair| {
        pairs.push(pair);
        Ok(())
    })?);
    if let Some(asked_for) = cut {
        let args = [("to", asked_for.to_string()), ("as_of", days[1].to_string())];
        desk.insist("M-COMPARE-CUT", &args)?;
    }
    let comparison = Comparison::of(pairs, days, i64::from(args.idle), broken);
    match (&args.output, format) {
        (Some(path), Some(format)) => {
            let names = (format != Format::Csv).then_some(&*rules);
            let tables = || {
                let accounts = shown::accounts(&comparison, names, desk);
                vec![accounts, shown::rates(&comparison, desk), shown::sums(&comparison, desk)]
            };
            let body = || programs::body(&comparison);
            let bytes = super::bytes(path, format, "report-compare", tables, body)?;
            let broken = &comparison.not_computed;
            super::save(path, &bytes, desk)?.answer(
                "report-compare",
                comparison.accounts.len(),
                broken,
                desk,
            )?;
        }
        _ if desk.settings.for_programs() => {
            desk.json("report-compare", "accounts", programs::body(&comparison))?;
        }
        _ => shown::print(&comparison, &rules, desk)?,
    }
    super::told(&comparison.not_computed, desk)
}

/// Both days, and the second as it was asked for where it lies after the day stood on.
fn days(args: &CompareArgs, desk: &Desk<'_>) -> Result<([NaiveDate; 2], Option<NaiveDate>), CommandError> {
    let from = typed::day("--from", &args.from)?;
    // What comes after the day stood on is not known on it.
    let as_of = desk.settings.as_of;
    let asked = args.to.as_deref().map(|text| typed::day("--to", text)).transpose()?;
    let to = asked.map_or(as_of, |to| to.min(as_of));
    if from >= to {
        return Err(CommandError::new(Exit::Usage, "E-COMPARE-DAYS").with("from", from).with("to", to));
    }
    Ok(([from, to], asked.filter(|day| *day > as_of)))
}
