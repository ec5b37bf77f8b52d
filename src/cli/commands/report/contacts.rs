//! `sucheng report contacts`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::contact_log::{self, found};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::domain::date;
use crate::domain::problem::Severity;
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
    /// Write the report to a file: .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Reports on the logs of the selected accounts; a person's calls are counted across all accounts.
///
/// # Errors
/// A day or the selection cannot be read, the registry cannot be read, or the file not written.
pub fn run(args: ContactsArgs, desk: &mut Desk<'_>) -> Done {
    let window = window(&args, desk)?;
    let rules = desk.rules()?;
    let report = contact_log::report(desk, &args.selection, Unless::All, window, &rules)?;
    if let Some(path) = &args.output {
        super::save(path, "report-contacts", body(&report, desk))?;
        return desk.tell("M-REPORT-WRITTEN", &[("path", path.display().to_string())]).map(|()| Exit::Done);
    }
    if desk.settings.for_programs() {
        desk.json("report-contacts", "findings", body(&report, desk))?;
        return Ok(Exit::Done);
    }
    print(&report, desk)?;
    Ok(Exit::Done)
}

fn window(args: &ContactsArgs, desk: &Desk<'_>) -> Result<Window, CommandError> {
    let day = |text: &Option<String>, option: &str| -> Result<Option<NaiveDate>, CommandError> {
        let Some(text) = text else { return Ok(None) };
        let wrong = || CommandError::new(Exit::Usage, "E-DATE").with("found", text).with("option", option);
        date::parse(text).ok_or_else(wrong).map(Some)
    };
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

fn print(report: &ContactReport<'_>, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let since = report.window.since.map_or_else(|| desk.text("S-FROM-THE-BEGINNING", &[]), |d| d.to_string());
    let counts = [
        ("since", since),
        ("until", report.window.until.to_string()),
        ("accounts", report.accounts.to_string()),
        ("entries", report.entries.to_string()),
        ("warnings", report.count(Severity::Warning).to_string()),
        ("notes", report.count(Severity::Note).to_string()),
    ];
    desk.say("M-REPORT-CONTACTS", &counts)?;
    desk.print("")?;
    desk.print_raw(by_rule(report, desk).render().as_bytes())?;
    if !report.findings.is_empty() {
        desk.print("")?;
        desk.print_raw(entries(report, desk).render().as_bytes())?;
    }
    let counted: Vec<_> = report.demands.iter().filter(|d| !d.days.is_empty()).collect();
    if desk.settings.verbose && !counted.is_empty() {
        desk.print("")?;
        desk.say("M-REPORT-DEMANDS", &[])?;
        for demand in counted {
            let days: Vec<String> = demand.days.iter().map(NaiveDate::to_string).collect();
            desk.print(&format!("  {}  {}  {}", demand.account, days.len(), days.join(" ")))?;
        }
    }
    if report.without_number > 0 {
        desk.tell("M-REPORT-WITHOUT-NUMBER", &[("count", report.without_number.to_string())])?;
    }
    desk.tell("M-REPORT-CONTACTS-SCOPE", &[])
}

/// A row a rule: what it found, by way of contact.
fn by_rule(report: &ContactReport<'_>, desk: &Desk<'_>) -> Table {
    let heading = |code: &str| desk.text(code, &[]);
    let channel = |n: usize| desk.text(&contact_log::channel_code(Channel::ALL[n]), &[]);
    let mut table = Table::new([
        heading("H-RULE"),
        heading("H-WARNINGS"),
        heading("H-NOTES"),
        channel(0),
        channel(1),
        channel(2),
        channel(3),
        channel(4),
        channel(5),
        heading("H-TOO-OLD"),
        heading("H-TITLE"),
    ])
    .right(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for count in &report.rules {
        let title = &count.rule.title;
        let [a, b, c, d, e, f] = count.channels.map(|n| n.to_string());
        table.row([
            count.rule.id.clone(),
            count.warnings.to_string(),
            count.notes.to_string(),
            a,
            b,
            c,
            d,
            e,
            f,
            count.too_old.to_string(),
            desk.lang().of(&[&title.zh, &title.en]).to_owned(),
        ]);
    }
    let [a, b, c, d, e, f] = report.channels.map(|n| n.to_string());
    let none = String::new;
    table.row([heading("H-ALL-ENTRIES"), none(), none(), a, b, c, d, e, f, none(), none()]);
    table
}

/// A row a finding.
fn entries(report: &ContactReport<'_>, desk: &Desk<'_>) -> Table {
    let heading = |code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading("H-ACCOUNT"),
        heading("H-ENTRY"),
        heading("H-AT"),
        heading("H-CHANNEL"),
        heading("H-PARTY"),
        heading("H-SEVERITY"),
        heading("H-FOUND"),
        if desk.settings.verbose { heading("H-SOURCE") } else { String::new() },
    ])
    .right(&[1]);
    for (account, finding) in &report.findings {
        let code = if finding.severity == Severity::Note { "M-CHECK-NOTE" } else { "M-CHECK-WARNING" };
        table.row([
            account.to_string(),
            finding.entry.to_string(),
            finding.at.format("%Y-%m-%d %H:%M").to_string(),
            desk.text(&contact_log::channel_code(finding.channel), &[]),
            desk.text(&contact_log::party_code(finding.party), &[]),
            desk.text(code, &[]).trim().to_owned(),
            found(finding, desk),
            if desk.settings.verbose { finding.dated.source.to_string() } else { String::new() },
        ]);
    }
    table
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
        "entries_by_channel": by_channel(&report.channels),
        "findings": findings,
        "rules": rules,
        "effective_demands": demands,
        "without_number": report.without_number,
    })
}
