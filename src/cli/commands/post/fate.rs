//! `sucheng post delivered`, `returned` and `lost`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::postal::{self, Verdict};
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::domain::event::Payload;
use crate::domain::postal::{Fate, LetterFate};

/// A letter that was delivered.
#[derive(Args, Debug)]
pub struct DeliveredArgs {
    /// The carrier's number
    pub number: String,
    /// The day it was delivered, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// Who took it, such as 本人签收
    #[arg(long, value_name = "TEXT")]
    pub by: Option<String>,
    /// The proof of delivery: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// A letter that came back.
#[derive(Args, Debug)]
pub struct ReturnedArgs {
    /// The carrier's number
    pub number: String,
    /// The day it came back, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// Why, such as 拒收, 查无此人, 迁移新址不明, 逾期未领
    #[arg(long, value_name = "TEXT")]
    pub why: String,
    /// The proof of it: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// A letter that was lost.
#[derive(Args, Debug)]
pub struct LostArgs {
    /// The carrier's number
    pub number: String,
    /// The day that became known, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// The carrier's word: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// Records that it was delivered.
///
/// # Errors
/// As [`record`].
pub fn delivered(args: DeliveredArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept_if_any("--by", args.by.as_deref())?;
    record(&args.number, &args.on, Fate::Delivered, args.by, &args.evidence, desk)
}

/// Records that it came back.
///
/// # Errors
/// As [`record`].
pub fn returned(args: ReturnedArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept("--why", &args.why)?;
    record(&args.number, &args.on, Fate::Returned, Some(args.why), &args.evidence, desk)
}

/// Records that it was lost.
///
/// # Errors
/// As [`record`].
pub fn lost(args: LostArgs, desk: &mut Desk<'_>) -> Done {
    record(&args.number, &args.on, Fate::Lost, None, &args.evidence, desk)
}

/// Records what became of a letter, and says what that does to limitation and what may be recorded next.
///
/// # Errors
/// There is no such letter, the day cannot be, or the registry cannot be read or written.
fn record(
    number: &str,
    on: &str,
    fate: Fate,
    detail: Option<String>,
    evidence: &[PathBuf],
    desk: &mut Desk<'_>,
) -> Done {
    let (number, on) = (postal::typed(number)?, typed::day("--on", on)?);
    let unknown = || CommandError::new(Exit::Failed, "E-POST-UNKNOWN").with("number", &number);
    let account = postal::numbers(desk)?.remove(&number).ok_or_else(unknown)?;
    let docket = register::find(desk, &account)?.ok_or_else(unknown)?;
    let (_, posted) = postal::letter(&docket, &number).ok_or_else(unknown)?;
    let detail = detail.map(|d| d.trim().to_owned()).filter(|d| !d.is_empty());
    let mut fate = LetterFate { id: posted.letter.what.id.clone(), fate, on, detail, evidence: Vec::new() };
    let as_of = desk.settings.as_of;
    let checked = |fate: &LetterFate| {
        postal::verdict(posted, fate, as_of)
            .map_err(|problem| CommandError::problems(Exit::NotReady, vec![problem]))
    };
    checked(&fate)?;
    fate.evidence = super::papers(evidence, desk)?;
    let verdict = checked(&fate)?;
    let before = postal::limitation(&docket, desk)?;
    let after = docket.with_fate(fate.clone());
    let until = postal::limitation(&after, desk)?;
    if verdict != Verdict::Known && !desk.settings.dry_run {
        let payloads = vec![Payload::LetterFate(fate.clone())];
        register::append(desk, vec![Entry { account, expected: docket.version, payloads }])?;
    }
    let Some((given, posted)) = postal::letter(&after, &number) else { return Err(unknown()) };
    if desk.settings.for_programs() {
        let mut body = json!({
            "account": docket.case.account,
            "letter": postal::for_programs(&after, given, posted, desk)?,
            "limitation_before": before,
            "limitation_after": until,
            "recorded_before": verdict == Verdict::Known,
            "dry_run": desk.settings.dry_run,
        });
        if let Verdict::Changed(was) = verdict {
            body["was"] = json!(was);
        }
        desk.json("post-fate", "", body)?;
        return Ok(Exit::Done);
    }
    let code = match (verdict, desk.settings.dry_run) {
        (Verdict::Known, _) => "M-POST-FATE-KNOWN",
        (_, true) => "M-POST-FATE-WOULD",
        _ => "M-POST-FATE-DONE",
    };
    let word = |fate: Fate| format!("S-FATE-{}", fate.id().to_uppercase());
    let letter = &posted.letter.what;
    let args = [
        ("account", docket.case.account.to_string()),
        ("number", number.clone()),
        ("to", letter.to_name.clone()),
        ("fate", desk.text(&word(fate.fate), &[])),
        ("on", fate.on.to_string()),
    ];
    desk.say(code, &args)?;
    if let Verdict::Changed(was) = verdict {
        desk.insist("W-POST-FATE-CHANGED", &[("was", desk.text(&word(was), &[]))])?;
    }
    let rules = desk.rules()?;
    if let (Some(before), Some(until)) = (before, until)
        && before != until
    {
        desk.say("M-POST-LIMITATION", &[("before", before.to_string()), ("after", until.to_string())])?;
    } else if fate.fate == Fate::Returned
        && !letter.agreed
        && postal::is_passed_over(&after, given, as_of, &rules)
    {
        desk.tell("N-POST-RETURNED", &[])?;
    }
    if let Some(at) = after.logged(given, as_of) {
        desk.tell("M-POST-LOGGED", &[("entry", (at + 1).to_string())])?;
    }
    if let Some(next) = postal::next(&after, given, posted, as_of, &rules) {
        desk.tell("M-POST-NEXT", &[("command", next)])?;
    }
    Ok(Exit::Done)
}
