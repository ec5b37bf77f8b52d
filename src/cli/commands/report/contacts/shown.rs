//! The report for people: what each rule found, then entry by entry.

use chrono::NaiveDate;

use crate::cli::contact_log::{self, found};
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::table::Table;
use crate::domain::problem::Severity;
use crate::domain::proof::Channel;
use crate::reports::contacts::ContactReport;

/// Prints the report; with `-v` the sources and the effective demands too.
///
/// # Errors
/// stdout cannot be written.
pub fn print(report: &ContactReport<'_>, desk: &mut Desk<'_>) -> Result<(), CommandError> {
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
    if report.registered > 0 {
        desk.say("M-REPORT-REGISTERED", &[("count", report.registered.to_string())])?;
    }
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
