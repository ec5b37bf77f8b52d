//! `sucheng post import`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::postal::{self, Verdict};
use crate::cli::register::{self, Entry};
use crate::docket::given::Posted;
use crate::domain::AccountId;
use crate::domain::event::Payload;
use crate::domain::postal::{Fate, Letter, LetterFate};
use crate::domain::problem::Problem;
use crate::intake::{self, CarrierLine, CarrierList};

/// A carrier's export.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// The file, CSV or XLSX
    pub file: PathBuf,
}

/// What came of the rows.
#[derive(Debug, Default)]
struct Taken {
    recorded: Vec<Recorded>,
    /// The last day of limitation before and after, of accounts where it moved.
    moved: Vec<(AccountId, NaiveDate, NaiveDate)>,
    /// Recorded already.
    known: usize,
    /// Under way, of which there is nothing to record.
    under_way: usize,
    /// Rows that were left, by their place in the file.
    refused: Vec<(usize, Problem)>,
}

/// A row that is new.
#[derive(Debug)]
struct Recorded {
    account: AccountId,
    number: String,
    fate: LetterFate,
    /// What was recorded before in its place.
    was: Option<Fate>,
    /// What may be recorded now, as a command.
    next: Option<String>,
}

/// Problems, and lines of a kind, that a person is shown.
const SHOWN: usize = 20;

/// Records what became of the letters.
///
/// # Errors
/// The file cannot be read; the registry cannot be read or written. What is wrong with a row is reported.
pub fn run(args: ImportArgs, desk: &mut Desk<'_>) -> Done {
    let list = intake::carrier_list(&args.file).map_err(|p| CommandError::problems(Exit::Failed, p))?;
    let mut taken = Taken::default();
    let mut entries = Vec::new();
    for (account, mut rows) in by_account(&list, &mut taken, desk)? {
        let Some(mut docket) = register::find(desk, &account)? else { continue };
        // A file may tell of several days of one letter.
        rows.sort_by_key(|(at, fate)| (fate.on, *at));
        let expected = docket.version;
        let (mut payloads, first) = (Vec::new(), taken.recorded.len());
        let before = postal::limitation(&docket, desk)?;
        for (at, fate) in rows {
            let found = postal::letters(&docket).find(|(given, _)| given.id == fate.id);
            let Some((_, posted)) = found else { continue };
            match may_be_taken(posted, &fate, desk) {
                Err(problem) => {
                    let place = list.lines[at].place.clone();
                    taken.refused.push((at, Problem { place, ..problem }));
                }
                Ok(Verdict::Known) => taken.known += 1,
                Ok(verdict) => {
                    let was = if let Verdict::Changed(was) = verdict { Some(was) } else { None };
                    let number = posted.letter.what.number.clone();
                    let (account, fate_then) = (account.clone(), fate.clone());
                    taken.recorded.push(Recorded { account, number, fate: fate_then, was, next: None });
                    docket = docket.with_fate(fate.clone());
                    payloads.push(Payload::LetterFate(fate));
                }
            }
        }
        let rules = desk.rules()?;
        for row in &mut taken.recorded[first..] {
            let letter = postal::letter(&docket, &row.number)
                .filter(|(_, posted)| posted.fates.last().is_some_and(|f| f.what == row.fate));
            row.next = letter.and_then(|(g, p)| postal::next(&docket, g, p, desk.settings.as_of, &rules));
        }
        let after = if payloads.is_empty() { before } else { postal::limitation(&docket, desk)? };
        let moved = before.zip(after).filter(|(before, after)| before != after);
        taken.moved.extend(moved.map(|(before, after)| (account.clone(), before, after)));
        entries.push(Entry { account, expected, payloads });
    }
    taken.refused.sort_by_key(|(at, _)| *at);
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
    }
    report(&list, &taken, desk)?;
    Ok(if taken.refused.is_empty() { Exit::Done } else { Exit::Partial })
}

/// The rows that say what became of a letter, by account, each with its place in the file.
fn by_account(
    list: &CarrierList,
    taken: &mut Taken,
    desk: &mut Desk<'_>,
) -> Result<BTreeMap<AccountId, Vec<(usize, LetterFate)>>, CommandError> {
    let numbers = postal::numbers(desk)?;
    let mut found: BTreeMap<AccountId, Vec<(usize, LetterFate)>> = BTreeMap::new();
    for (at, CarrierLine { place, row }) in list.lines.iter().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(problem) => {
                taken.refused.push((at, problem.clone()));
                continue;
            }
        };
        let Some(account) = numbers.get(&row.number) else {
            let problem = Problem::error("E-POST-UNKNOWN", place.clone()).with("number", &row.number);
            taken.refused.push((at, problem));
            continue;
        };
        let (Some(fate), Some(on)) = (row.fate, row.on) else {
            taken.under_way += 1;
            continue;
        };
        let id = Letter::id_of(&row.number);
        let fate = LetterFate { id, fate, on, detail: row.detail.clone(), evidence: Vec::new() };
        found.entry(account.clone()).or_default().push((at, fate));
    }
    Ok(found)
}

/// Whether a row is new, and in place of what; known where it, or what it says, is recorded already.
///
/// # Errors
/// It contradicts what is recorded.
fn may_be_taken(posted: &Posted, fate: &LetterFate, desk: &Desk<'_>) -> Result<Verdict, Problem> {
    // An older export read once more says nothing new.
    if posted.fates.iter().any(|f| (f.what.fate, f.what.on) == (fate.fate, fate.on)) {
        return Ok(Verdict::Known);
    }
    let verdict = postal::verdict(posted, fate, desk.settings.as_of)?;
    let Some(last) = posted.fates.last().map(|f| &f.what) else { return Ok(verdict) };
    let place = crate::domain::problem::Place::default();
    let number = &posted.letter.what.number;
    if fate.on < last.on {
        return Err(Problem::error("E-POST-OLDER", place).with("number", number).with("on", last.on));
    }
    // What is delivered after it came back was delivered to the sender.
    if (last.fate, fate.fate) == (Fate::Returned, Fate::Delivered) {
        return Err(Problem::error("E-POST-AFTER-RETURN", place).with("number", number).with("on", last.on));
    }
    Ok(verdict)
}

fn report(list: &CarrierList, taken: &Taken, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let dry_run = desk.settings.dry_run;
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let recorded = |r: &Recorded| {
            json!({
                "account": r.account, "number": r.number, "fate": r.fate.fate, "on": r.fate.on,
                "detail": r.fate.detail, "was": r.was, "next": r.next,
            })
        };
        let moved = |(account, before, after): &(AccountId, NaiveDate, NaiveDate)| json!({"account": account, "before": before, "after": after});
        let body = json!({
            "recorded": taken.recorded.iter().map(recorded).collect::<Vec<Value>>(),
            "limitation": taken.moved.iter().map(moved).collect::<Vec<Value>>(),
            "known": taken.known,
            "under_way": taken.under_way,
            "refused": taken.refused.iter().map(|(_, p)| as_json(lang, p)).collect::<Vec<Value>>(),
            "unread_columns": list.unread,
            "unread_sheets": list.other_sheets,
            "dry_run": dry_run,
        });
        return desk.json("post-import", "recorded", body);
    }
    if !list.unread.is_empty() {
        desk.tell("N-PAY-UNREAD", &[("columns", list.unread.join(", "))])?;
    }
    if !list.other_sheets.is_empty() {
        desk.tell("N-PAY-SHEETS", &[("sheets", list.other_sheets.join(", "))])?;
    }
    for (_, problem) in taken.refused.iter().take(SHOWN) {
        desk.tell_line(&worded(desk.lang(), problem))?;
    }
    if taken.refused.len() > SHOWN {
        desk.tell("N-PAY-MORE", &[("count", (taken.refused.len() - SHOWN).to_string())])?;
    }
    let count = |fate| taken.recorded.iter().filter(|r| r.fate.fate == fate).count().to_string();
    desk.say(
        if dry_run { "M-POST-IMPORT-WOULD" } else { "M-POST-IMPORT" },
        &[
            ("delivered", count(Fate::Delivered)),
            ("returned", count(Fate::Returned)),
            ("lost", count(Fate::Lost)),
            ("known", taken.known.to_string()),
            ("under_way", taken.under_way.to_string()),
            ("refused", taken.refused.len().to_string()),
        ],
    )?;
    follows(taken, desk)
}

/// Tells what the rows changed, and what may be recorded now; of each kind not more lines than of problems.
fn follows(taken: &Taken, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let mut lines = Vec::new();
    let changed = taken.recorded.iter().filter_map(|r| Some((r, r.was?)));
    lines.push(
        changed
            .map(|(r, was)| {
                let word = |fate: Fate| desk.text(&format!("S-FATE-{}", fate.id().to_uppercase()), &[]);
                let (fate, was) = (word(r.fate.fate), word(was));
                let args = vec![
                    ("number", r.number.clone()),
                    ("fate", fate),
                    ("on", r.fate.on.to_string()),
                    ("was", was),
                ];
                ("W-POST-IMPORT-CHANGED", args)
            })
            .collect::<Vec<_>>(),
    );
    let moved = taken.moved.iter().map(|(account, before, after)| {
        let args =
            [("account", account.to_string()), ("before", before.to_string()), ("after", after.to_string())];
        ("M-POST-IMPORT-LIMITATION", args.to_vec())
    });
    lines.push(moved.collect());
    let next = taken.recorded.iter().filter_map(|r| r.next.clone());
    lines.push(next.map(|command| ("M-POST-NEXT", vec![("command", command)])).collect());
    for of_a_kind in lines {
        // What contradicts what was known must not be overlooked.
        let grave = of_a_kind.first().is_some_and(|(code, _)| code.starts_with("W-"));
        let say = if grave { Desk::insist } else { Desk::tell };
        for (code, args) in of_a_kind.iter().take(SHOWN) {
            say(desk, code, args)?;
        }
        if of_a_kind.len() > SHOWN {
            let more = [("count", (of_a_kind.len() - SHOWN).to_string())];
            say(desk, "N-PAY-MORE", &more)?;
        }
    }
    Ok(())
}
