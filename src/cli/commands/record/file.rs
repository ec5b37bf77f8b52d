//! `sucheng record --file`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::returns::{self, Taken, Why};
use crate::cli::{catalogue, dates, workspace, write};
use crate::domain::AccountId;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::Problem;
use crate::intake::{self, ReturnList};
use crate::papers::sheets::{Content, content};
use crate::reports::write::{csv, xlsx};
use crate::reports::{Column, Field, Mark, Table};

/// Rows that a person is shown of each sort; a dry run shows all.
const SHOWN: usize = 20;

/// Records a return file and says what came of each row.
///
/// # Errors
/// The file cannot be read; the registry or the list of the rest cannot be written. What is wrong with a row is reported.
pub fn run(path: &Path, desk: &mut Desk<'_>) -> Done {
    desk.workspace()?;
    let columns = returns::columns(&*desk.rules()?);
    let list = intake::return_file(path, &columns).map_err(|p| CommandError::problems(Exit::Failed, p))?;
    let taken = returns::take(&list, desk)?;
    let rest = if taken.left.is_empty() { None } else { Some(rest(path, &list, &taken, desk)?) };
    report(&list, &taken, rest.as_deref(), desk)?;
    Ok(if taken.left.is_empty() { Exit::Done } else { Exit::Partial })
}

/// Writes the rows that were not recorded, as they stand in the file, each with its row and the reasons: a workbook where
/// one came in. Corrected, it can be read again. A list that is there already and says something else stays.
fn rest(path: &Path, list: &ReturnList, taken: &Taken, desk: &mut Desk<'_>) -> Result<PathBuf, CommandError> {
    let ours = [desk.text("H-RETURN-ROW", &[]), desk.text("H-RETURN-REASON", &[])];
    let kept: Vec<usize> =
        (0..list.headers.len()).filter(|at| !intake::is_of_list(&list.headers[*at])).collect();
    // A row with more cells than the file has headings keeps them all, under no heading.
    let longest = taken.left.iter().map(|(at, ..)| list.lines[*at].cells.len()).max().unwrap_or_default();
    let kept: Vec<usize> = kept.into_iter().chain(list.headers.len()..longest).collect();
    let header = |at: &usize| list.headers.get(*at).cloned().unwrap_or_default();
    let headers = kept.iter().map(header).chain(ours);
    let mut table = Table::new(
        list.sheet.as_deref().unwrap_or_default(),
        headers.map(|header| Column::new(header, 18)).collect(),
    );
    for (at, _, problems) in &taken.left {
        let place = list.place(*at, "");
        let row =
            place.cell.as_deref().unwrap_or_default().trim_start_matches(char::is_alphabetic).to_owned();
        let text =
            |column: &usize| Field::text(list.lines[*at].cells.get(*column).cloned().unwrap_or_default());
        let say = |p: &Problem| catalogue::text(desk.lang(), p.code, &p.args);
        let reason = problems.iter().map(say).collect::<Vec<_>>().join("; ");
        let reason = Field::text(reason.clone()).noted(Mark::Error, reason);
        table.push(kept.iter().map(text).chain([Field::text(row), reason]).collect());
    }
    let book = matches!(content(path), Ok(Content::Workbook));
    let (bytes, ending) = if book {
        let failed =
            |e| CommandError::new(Exit::Failed, "E-WRITE").with("path", path.display()).with("reason", e);
        (xlsx(&[table]).map_err(failed)?, "xlsx")
    } else {
        (csv(&table), "csv")
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stem = stem.split("-unmatched").next().unwrap_or_default().to_owned();
    let folder = desk.workspace()?.out().join("returns");
    let mut number = 1;
    let target = loop {
        let count = if number == 1 { String::new() } else { format!("-{number}") };
        let target = folder.join(format!("{stem}-unmatched{count}.{ending}"));
        match std::fs::read(&target) {
            Ok(there) if there != bytes => number += 1,
            _ => break target,
        }
    };
    if !desk.settings.dry_run {
        write::file(&target, &bytes)?;
    }
    Ok(target)
}

fn report(
    list: &ReturnList,
    taken: &Taken,
    rest: Option<&Path>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    if desk.settings.for_programs() {
        let body = for_programs(list, taken, rest, desk);
        return desk.json("record", "recorded", body);
    }
    if !list.unread.is_empty() {
        desk.tell("N-PAY-UNREAD", &[("columns", list.unread.join(", "))])?;
    }
    if !list.other_sheets.is_empty() {
        desk.tell("N-PAY-SHEETS", &[("sheets", list.other_sheets.join(", "))])?;
    }
    let all = desk.settings.dry_run || desk.settings.verbose;
    let most = if all { usize::MAX } else { SHOWN };
    let would = desk.settings.dry_run;
    let of = [
        (&taken.recorded, if would { "M-RETURN-WOULD" } else { "M-RETURN-DONE" }),
        (&taken.known, "M-RETURN-KNOWN"),
    ];
    for (rows, code) in of {
        // What is there already changes nothing: shown where someone asks for the plan.
        if code == "M-RETURN-KNOWN" && !all {
            continue;
        }
        for (at, account, event) in rows.iter().take(most) {
            let args = described(list, *at, account, event, desk)?;
            desk.say(code, &args)?;
        }
        if rows.len() > most {
            desk.say("N-PAY-MORE", &[("count", (rows.len() - most).to_string())])?;
        }
    }
    for (_, why, problems) in taken.left.iter().take(most) {
        for problem in problems {
            let words = worded(desk.lang(), problem);
            let word = desk.text(word(*why), &[]);
            desk.tell("M-RETURN-LEFT", &[("why", word), ("problem", words)])?;
        }
    }
    if taken.left.len() > most {
        desk.tell("N-PAY-MORE", &[("count", (taken.left.len() - most).to_string())])?;
    }
    desk.say(
        if would { "M-RETURN-COUNT-WOULD" } else { "M-RETURN-COUNT" },
        &[
            ("recorded", taken.recorded.len().to_string()),
            ("known", taken.known.len().to_string()),
            ("blank", taken.blank.to_string()),
        ],
    )?;
    if !taken.left.is_empty() {
        let count = |which: Why| taken.left.iter().filter(|(_, why, _)| *why == which).count().to_string();
        desk.say(
            "M-RETURN-COUNT-LEFT",
            &[
                ("conflicts", count(Why::Conflict)),
                ("refused", count(Why::Refused)),
                ("unmatched", count(Why::Unmatched)),
                ("unreadable", count(Why::Unreadable)),
            ],
        )?;
    }
    match rest {
        Some(path) if !would => desk.tell("M-RETURN-REST", &[("path", path.display().to_string())]),
        _ => Ok(()),
    }
}

const fn word(why: Why) -> &'static str {
    match why {
        Why::Unreadable => "S-RETURN-UNREADABLE",
        Why::Unmatched => "S-RETURN-UNMATCHED",
        Why::Conflict => "S-RETURN-CONFLICT",
        Why::Refused => "S-RETURN-REFUSED",
    }
}

fn described(
    list: &ReturnList,
    at: usize,
    account: &AccountId,
    event: &MilestoneEvent,
    desk: &mut Desk<'_>,
) -> Result<[(&'static str, String); 4], CommandError> {
    let title = dates::milestone(&*desk.rules()?, &event.track, &event.milestone, desk.lang());
    let facts = event.facts.values().cloned().collect::<Vec<_>>().join(" ");
    let facts = if facts.is_empty() { facts } else { format!("  {facts}") };
    Ok([
        ("cell", list.place(at, "milestone").cell.unwrap_or_default()),
        ("account", account.to_string()),
        ("milestone", title),
        ("on", format!("{}{facts}", event.on)),
    ])
}

fn for_programs(list: &ReturnList, taken: &Taken, rest: Option<&Path>, desk: &Desk<'_>) -> Value {
    let lang = desk.lang();
    let entry = |(at, account, event): &(usize, AccountId, MilestoneEvent)| {
        let place = list.place(*at, "milestone");
        json!({
            "account": account, "track": event.track, "milestone": event.milestone, "on": event.on,
            "facts": event.facts, "sheet": place.sheet, "cell": place.cell,
        })
    };
    let left = |(at, why, problems): &(usize, Why, Vec<Problem>)| {
        let mut first = problems.first().map_or(Value::Null, |problem| as_json(lang, problem));
        let row = list.lines[*at].row.as_ref().ok();
        first["why"] = why.id().into();
        first["account"] = json!(row.and_then(|row| row.account.clone()));
        first["problems"] = problems.iter().map(|problem| as_json(lang, problem)).collect();
        first
    };
    json!({
        "recorded": taken.recorded.iter().map(entry).collect::<Vec<_>>(),
        "known": taken.known.iter().map(entry).collect::<Vec<_>>(),
        "unmatched": taken.left.iter().map(left).collect::<Vec<_>>(),
        "blank": taken.blank,
        "unmatched_file": rest.map(workspace::absolute),
        "unread_columns": list.unread,
        "unread_sheets": list.other_sheets,
        "dry_run": desk.settings.dry_run,
    })
}
