//! `sucheng pay --file`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, refusal_as_json, worded};
use crate::cli::payments::{self, Taken};
use crate::cli::{workspace, write};
use crate::domain::Amount;
use crate::domain::problem::{Problem, Severity};
use crate::intake::{self, PaymentList};
use crate::reports::{Column, Field, Mark, Table, write::csv};

/// Problems that a person is shown; the list beside the input holds all.
const SHOWN: usize = 20;

/// Records a list of payments and says what came of each row.
///
/// # Errors
/// The list cannot be read; the registry or the list of the rest cannot be written. What is wrong with a row is reported.
pub fn run(path: &Path, allow_alike: bool, desk: &mut Desk<'_>) -> Done {
    desk.workspace()?;
    let list = intake::payment_list(path).map_err(|p| CommandError::problems(Exit::Failed, p))?;
    let mut taken = payments::take(&list, allow_alike, desk)?;
    for (_, problem) in &mut taken.duplicates {
        problem.severity = Severity::Warning;
    }
    let rest = rest(path);
    let written = (!taken.unmatched.is_empty()).then_some(rest);
    if let (Some(rest), false) = (&written, desk.settings.dry_run) {
        write::file(rest, &unmatched(&list, &taken, desk))?;
    }
    report(&list, &taken, written.as_deref(), desk)?;
    Ok(if taken.unmatched.is_empty() { Exit::Done } else { Exit::Partial })
}

/// `payments.xlsx` leaves its rest in `payments.unmatched.csv`.
fn rest(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.unmatched.csv"))
}

/// The rows that were not recorded, as they stand in the list, each with its row and the reason.
fn unmatched(list: &PaymentList, taken: &Taken, desk: &Desk<'_>) -> Vec<u8> {
    let ours = [desk.text("H-PAY-ROW", &[]), desk.text("H-PAY-REASON", &[])];
    let kept: Vec<usize> = (0..list.headers.len())
        .filter(|at| !["row", "行号", "reason", "原因"].contains(&list.headers[*at].as_str()))
        .collect();
    let headers = kept.iter().map(|at| list.headers[*at].clone()).chain(ours);
    let mut table = Table::new("", headers.map(|header| Column::new(header, 16)).collect());
    for (at, problem) in &taken.unmatched {
        let line = &list.lines[*at];
        let row = line.place.cell.as_deref().unwrap_or_default().trim_start_matches(char::is_alphabetic);
        let text = |at: &usize| Field::text(line.cells.get(*at).cloned().unwrap_or_default());
        let reason = crate::cli::catalogue::text(desk.lang(), problem.code, &problem.args);
        let reason = Field::text(reason.clone()).noted(Mark::Error, reason);
        table.push(kept.iter().map(text).chain([Field::text(row), reason]).collect());
    }
    csv(&table)
}

fn report(
    list: &PaymentList,
    taken: &Taken,
    rest: Option<&Path>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let dry_run = desk.settings.dry_run;
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let entry = |(at, account): &(usize, _)| {
            let row = list.lines[*at].row.as_ref().ok();
            json!({
                "account": account, "cell": list.lines[*at].place.cell,
                "on": row.map(|r| r.on), "amount": row.map(|r| r.amount),
                "from": row.and_then(|r| r.from.clone()), "reference": row.and_then(|r| r.reference.clone()),
            })
        };
        let problem = |(_, problem): &(usize, Problem)| as_json(lang, problem);
        let paid_off = |(account, notices): &(_, usize)| json!({"account": account, "cancelled": notices});
        let left = |(account, left): &(_, Amount)| json!({"account": account, "left": left});
        let refused =
            |(account, why): &(_, _)| json!({"account": account, "refusal": refusal_as_json(lang, why)});
        let body = json!({
            "recorded": taken.recorded.iter().map(entry).collect::<Vec<Value>>(),
            "reversed": taken.reversed.iter().map(entry).collect::<Vec<Value>>(),
            "duplicates": taken.duplicates.iter().map(problem).collect::<Vec<Value>>(),
            "unmatched": taken.unmatched.iter().map(problem).collect::<Vec<Value>>(),
            "paid_off": taken.paid_off.iter().map(paid_off).collect::<Vec<Value>>(),
            "left_over": taken.left_over.iter().map(left).collect::<Vec<Value>>(),
            "not_applied": taken.not_applied.iter().map(refused).collect::<Vec<Value>>(),
            "totals": list.totals.iter().map(|problem| as_json(lang, problem)).collect::<Vec<Value>>(),
            "unread_columns": list.unread, "unread_sheets": list.other_sheets,
            "unmatched_file": rest.map(workspace::absolute),
            "dry_run": dry_run,
        });
        return desk.json("pay", "recorded", body);
    }
    if !list.unread.is_empty() {
        desk.tell("N-PAY-UNREAD", &[("columns", list.unread.join(", "))])?;
    }
    if !list.other_sheets.is_empty() {
        desk.tell("N-PAY-SHEETS", &[("sheets", list.other_sheets.join(", "))])?;
    }
    for note in list.totals.iter().take(SHOWN) {
        desk.tell_line(&worded(desk.lang(), note))?;
    }
    for problems in [&taken.duplicates, &taken.unmatched] {
        for (_, problem) in problems.iter().take(SHOWN) {
            desk.warn(&list.with_header(problem))?;
        }
        if problems.len() > SHOWN {
            desk.tell("N-PAY-MORE", &[("count", (problems.len() - SHOWN).to_string())])?;
        }
    }
    for (account, notices) in &taken.paid_off {
        desk.say("M-PAY-PAID-OFF", &[("account", account.to_string()), ("count", notices.to_string())])?;
    }
    for (account, left) in &taken.left_over {
        desk.say("M-PAY-LEFT", &[("account", account.to_string()), ("left", left.grouped())])?;
    }
    for (account, why) in taken.not_applied.iter().take(SHOWN) {
        let args = [why.args(), vec![("account", account.to_string())]].concat();
        desk.insist("M-PAY-LIST-NOT-APPLIED", &args)?;
    }
    if taken.not_applied.len() > SHOWN {
        desk.tell("N-PAY-MORE", &[("count", (taken.not_applied.len() - SHOWN).to_string())])?;
    }
    let sum = |rows: &[(usize, _)]| -> Amount {
        rows.iter().filter_map(|(at, _)| Some(list.lines[*at].row.as_ref().ok()?.amount)).sum()
    };
    desk.say(
        if dry_run { "M-PAY-LIST-WOULD" } else { "M-PAY-LIST" },
        &[
            ("recorded", taken.recorded.len().to_string()),
            ("amount", sum(&taken.recorded).grouped()),
            ("reversed", taken.reversed.len().to_string()),
            ("back", sum(&taken.reversed).grouped()),
            ("duplicates", taken.duplicates.len().to_string()),
            ("unmatched", taken.unmatched.len().to_string()),
        ],
    )?;
    match rest {
        Some(path) if !dry_run => desk.tell("M-PAY-REST", &[("path", path.display().to_string())]),
        _ => Ok(()),
    }
}
