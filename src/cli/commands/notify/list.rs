//! `sucheng notify list`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::{answered, for_programs, why};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::mailing::{self, Found};
use crate::cli::masking;
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::cli::typed;
use crate::domain::event::NoticeStatus;

const STATUSES: [NoticeStatus; 8] = [
    NoticeStatus::Queued,
    NoticeStatus::Approved,
    NoticeStatus::Sending,
    NoticeStatus::Sent,
    NoticeStatus::Failed,
    NoticeStatus::InDoubt,
    NoticeStatus::Postponed,
    NoticeStatus::Cancelled,
];

/// Which notices are listed.
#[derive(Args, Clone, Debug, Default)]
pub struct ListArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only notices that stand there; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = PossibleValuesParser::new(STATUSES.map(NoticeStatus::id)))]
    pub status: Vec<String>,
    /// Only notices of this kind; may be repeated
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<String>,
    /// Only notices due before this day
    #[arg(long, value_name = "DATE")]
    pub due_before: Option<String>,
}

/// Lists notices, with how many stand where.
///
/// # Errors
/// The registry cannot be read; a day that is none.
pub fn run(args: &ListArgs, desk: &mut Desk<'_>) -> Done {
    let before = args.due_before.as_deref().map(|text| typed::day("--due-before", text)).transpose()?;
    let found = chosen(args, before, desk)?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for f in &found {
        *counts.entry(f.notice.status.id()).or_default() += 1;
    }
    if desk.settings.for_programs() {
        let (workspace, unmask) = (desk.workspace()?, desk.settings.unmask);
        let list: Vec<Value> = found.iter().map(|f| for_programs(f, &workspace, unmask)).collect();
        desk.json("notify-list", "notices", json!({ "notices": list, "counts": counts }))?;
        return Ok(Exit::Done);
    }
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-NOTICE"),
        heading(desk, "H-STATUS"),
        heading(desk, "H-DUE"),
        heading(desk, "H-ACCOUNT"),
        heading(desk, "H-KIND"),
        heading(desk, "H-TO"),
        heading(desk, "H-ANSWERS"),
        heading(desk, "H-SUBJECT"),
        heading(desk, "H-WHY"),
    ]);
    for f in &found {
        let r = &f.notice.record;
        table.row([
            r.id.clone(),
            f.notice.status.id().to_owned(),
            r.due.to_string(),
            f.account().map_or_else(|| "-".to_owned(), ToString::to_string),
            r.kind.clone(),
            masking::mailbox(&r.to, desk.settings.unmask),
            answered(&f.notice),
            r.subject.clone(),
            waits(f, desk),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    let stands = STATUSES.iter().filter_map(|s| Some(format!("{} {}", counts.get(s.id())?, s.id())));
    let stands: Vec<String> = stands.collect();
    if !stands.is_empty() {
        desk.tell("M-NOTIFY-STANDS", &[("counts", stands.join(", "))])?;
    }
    Ok(Exit::Done)
}

fn chosen(
    args: &ListArgs,
    before: Option<NaiveDate>,
    desk: &mut Desk<'_>,
) -> Result<Vec<Found>, CommandError> {
    let found = match args.selection.is_empty() {
        true => mailing::all(desk)?,
        false => {
            let rows = args.selection.rows(desk, Unless::All)?;
            let mut found = mailing::about(&rows, desk)?;
            found.retain(|f| f.account().is_some());
            found
        }
    };
    let meant = |f: &Found| {
        let r = &f.notice.record;
        (args.status.is_empty() || args.status.iter().any(|s| s == f.notice.status.id()))
            && (args.kind.is_empty() || args.kind.contains(&r.kind))
            && before.is_none_or(|before| r.due < before)
    };
    Ok(found.into_iter().filter(meant).collect())
}

/// Until when a notice waits, and why it stands where it does.
fn waits(f: &Found, desk: &Desk<'_>) -> String {
    let told = matches!(
        f.notice.status,
        NoticeStatus::Postponed | NoticeStatus::Failed | NoticeStatus::InDoubt | NoticeStatus::Cancelled
    );
    let until = f.notice.until().map(|(until, _)| until.format("%Y-%m-%d %H:%M").to_string());
    let detail = f.notice.last_detail().filter(|_| told).map(|detail| why(desk, detail));
    let parts: Vec<String> = until.into_iter().chain(detail).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(" ") }
}
