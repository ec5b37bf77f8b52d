//! `sucheng agenda`.

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::domain::AccountId;
use crate::domain::summary::{OpenDeadline, Summary};

/// List what is due, overdue or newly allowed, soonest first
#[derive(Args, Debug)]
pub struct AgendaArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only what falls due within so many days, such as 30d; overdue steps always show
    #[arg(long, value_name = "DAYS")]
    pub within: Option<String>,
}

/// A deadline for programs.
#[derive(Serialize)]
struct Item<'r> {
    account: &'r AccountId,
    id: &'r str,
    rule: &'r str,
    title: &'r str,
    due: NaiveDate,
    days_left: i64,
    status: &'static str,
    source: &'r str,
    handler: Option<&'r str>,
}

/// Lists the open deadlines of the selected accounts.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: AgendaArgs, desk: &mut Desk<'_>) -> Done {
    let within = args.within.as_deref().map(days).transpose()?;
    let as_of = desk.settings.as_of;
    let rows = args.selection.rows(desk, Unless::All)?;
    let mut items: Vec<(&Summary, &OpenDeadline, i64)> = rows
        .iter()
        .flat_map(|row| row.deadlines.iter().map(move |d| (row, d, (d.due - as_of).num_days())))
        .filter(|(_, _, left)| within.is_none_or(|w| *left <= w))
        .collect();
    items.sort_by(|a, b| (a.1.due, &a.0.account, &a.1.id).cmp(&(b.1.due, &b.0.account, &b.1.id)));
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let list = items.iter().map(|(row, d, left)| Item {
            account: &row.account,
            id: &d.id,
            rule: &d.rule,
            title: lang.of(&[&d.title[0], &d.title[1]]),
            due: d.due,
            days_left: *left,
            status: dates::status(d, as_of),
            source: &d.source,
            handler: row.handler.as_deref(),
        });
        desk.json_list("agenda", "items", &[("as_of", json!(as_of))], list)?;
        return Ok(Exit::Done);
    }
    if items.is_empty() {
        desk.say("M-AGENDA-NOTHING", &[])?;
        return Ok(Exit::Done);
    }
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-DUE"),
        heading(desk, "H-DAYS"),
        heading(desk, "H-STATUS"),
        heading(desk, "H-ACCOUNT"),
        heading(desk, "H-NEXT-STEP"),
        heading(desk, "H-HANDLER"),
        if desk.settings.verbose { heading(desk, "H-SOURCE") } else { String::new() },
    ])
    .right(&[1]);
    for (row, d, left) in &items {
        let status = dates::status(d, as_of);
        table.row([
            d.due.to_string(),
            left.to_string(),
            desk.text(&format!("S-{}", status.to_uppercase()), &[]),
            row.account.to_string(),
            desk.lang().of(&[&d.title[0], &d.title[1]]).to_owned(),
            row.handler.clone().unwrap_or_default(),
            if desk.settings.verbose { d.source.clone() } else { String::new() },
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}

/// Reads `30d`, `30` or `4w`.
fn days(text: &str) -> Result<i64, CommandError> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit {
        "" | "d" => Some(1),
        "w" => Some(7),
        _ => None,
    };
    number
        .parse::<u16>()
        .ok()
        .zip(factor)
        .map(|(n, f)| i64::from(n) * f)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-WITHIN").with("found", text))
}
