//! `sucheng calc deadline` and `limitation`.

use clap::Args;
use serde_json::json;

use super::answer;
use crate::cli::desk::Desk;
use crate::cli::error::Done;
use crate::cli::typed;
use crate::rules::limitation::Interruption;

/// The last day of a period
#[derive(Args, Debug)]
pub struct DeadlineArgs {
    /// The period, such as appeal-judgment; see `sucheng rules list`
    pub rule: String,
    /// The day of the event that starts it, not counted
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// Days, where the court sets them
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    /// Refuse a day beyond the published calendar
    #[arg(long)]
    pub strict: bool,
}

/// Computes the last day.
///
/// # Errors
/// An argument that cannot be read.
pub fn deadline(args: DeadlineArgs, desk: &mut Desk<'_>) -> Done {
    let from = typed::day("--from", &args.from)?;
    let rules = desk.rules()?;
    let ruled = rules.deadline(&args.rule, from, args.days, args.strict);
    let provisional =
        rules.calendar_end().map(|last| desk.text("M-CALC-PROVISIONAL", &[("last", last.to_string())]));
    answer(desk, "deadline", ruled, |d| {
        let note = d.note.clone().or_else(|| provisional.filter(|_| d.provisional));
        json!({
            "due": d.due,
            "raw_due": d.raw_due,
            "rolled": d.rolled,
            "provisional": d.provisional,
            "note": note,
            "act_by": d.act_by,
            "warnings": d.warnings,
        })
    })
}

/// The day a claim becomes time-barred
#[derive(Args, Debug)]
pub struct LimitationArgs {
    /// The day the debt fell due
    #[arg(long, value_name = "DATE")]
    pub due: String,
    /// A day on which the period was interrupted; may be repeated
    #[arg(long, value_name = "DATE")]
    pub interrupted: Vec<String>,
    /// Refuse a day beyond the published calendar
    #[arg(long)]
    pub strict: bool,
}

/// Computes the day.
///
/// # Errors
/// An argument that cannot be read.
pub fn limitation(args: LimitationArgs, desk: &mut Desk<'_>) -> Done {
    let due = typed::day("--due", &args.due)?;
    let interrupted = args
        .interrupted
        .iter()
        .map(|d| typed::day("--interrupted", d).map(Interruption::stated))
        .collect::<Result<Vec<_>, _>>()?;
    let rules = desk.rules()?;
    answer(desk, "limitation", rules.limitation(due, &interrupted, args.strict), |l| {
        json!({
            "expires": l.expires,
            "raw_expires": l.raw_expires,
            "rolled": l.rolled,
            "provisional": l.provisional,
            "maximum": l.maximum,
            "interruptions": l.interruptions,
        })
    })
}
