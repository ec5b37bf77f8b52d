//! `sucheng report contacts`.

mod sheets;
mod shown;

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::Format;
use crate::cli::contact_log;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::{Selection, Unless};
use crate::cli::typed;
use crate::domain::proof::Channel;
use crate::reports::contacts::{ContactReport, Window};

/// What the rules of collection find in the contact logs
#[derive(Args, Debug)]
pub struct ContactsArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only entries from this day on, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only entries up to this day, YYYY-MM-DD [default: the day stood on]
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Write the report to a file: .csv, .xlsx or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Reports on the logs of the selected accounts; a person's calls are counted across all accounts.
///
/// # Errors
/// A day or the selection cannot be read, the registry cannot be read, or the file not written.
pub fn run(args: ContactsArgs, desk: &mut Desk<'_>) -> Done {
    let window = window(&args, desk)?;
    let format = args.output.as_deref().map(Format::of).transpose()?;
    let rules = desk.rules()?;
    let report = contact_log::report(desk, &args.selection, Unless::All, window, &rules)?;
    if report.accounts == 0 {
        super::nobody(&args.selection, desk)?;
    }
    if let (Some(path), Some(format)) = (&args.output, format) {
        let bytes = super::bytes(
            path,
            format,
            "report-contacts",
            || sheets::tables(&report, desk),
            || body(&report, desk),
        )?;
        super::save(path, &bytes, desk)?.answer("report-contacts", report.accounts, &[], desk)?;
        return Ok(Exit::Done);
    }
    if desk.settings.for_programs() {
        desk.json("report-contacts", "findings", body(&report, desk))?;
        return Ok(Exit::Done);
    }
    shown::print(&report, desk)?;
    Ok(Exit::Done)
}

fn window(args: &ContactsArgs, desk: &Desk<'_>) -> Result<Window, CommandError> {
    let day =
        |text: &Option<String>, option| text.as_deref().map(|text| typed::day(option, text)).transpose();
    // What comes after the day stood on is not known on it.
    let until = day(&args.until, "--until")?.map_or(desk.settings.as_of, |d| d.min(desk.settings.as_of));
    let since = day(&args.since, "--since")?;
    match since.filter(|since| *since > until) {
        Some(since) => {
            Err(CommandError::new(Exit::Usage, "E-REPORT-DAYS").with("since", since).with("until", until))
        }
        None => Ok(Window { since, until }),
    }
}

/// The report for programs.
fn body(report: &ContactReport<'_>, desk: &Desk<'_>) -> Value {
    let by_channel = |counts: &[u32; Channel::ALL.len()]| -> Value {
        Channel::ALL.iter().zip(counts).map(|(c, n)| (c.id().to_owned(), json!(n))).collect()
    };
    let findings: Vec<Value> =
        report.findings.iter().map(|(a, f)| contact_log::for_programs(a, f, desk)).collect();
    let rules: Vec<Value> = report
        .rules
        .iter()
        .map(|c| {
            let title = desk.lang().of(&[&c.rule.title.zh, &c.rule.title.en]);
            json!({"rule": c.rule.id, "title": title, "warnings": c.warnings, "notes": c.notes, "by_channel": by_channel(&c.channels), "too_old": c.too_old})
        })
        .collect();
    let demands: Vec<Value> = report
        .demands
        .iter()
        .map(|d| json!({"account": d.account, "count": d.days.len(), "days": d.days}))
        .collect();
    json!({
        "since": report.window.since,
        "until": report.window.until,
        "accounts": report.accounts,
        "entries": report.entries,
        "entries_of_the_register": report.registered,
        "entries_by_channel": by_channel(&report.channels),
        "findings": findings,
        "rules": rules,
        "effective_demands": demands,
        "without_number": report.without_number,
    })
}
