//! `sucheng record`.

mod correct;
mod fate;
mod file;
mod form;
mod sent;
mod unusual;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json};
use crate::cli::register::{self, Entry};
use crate::cli::typed;
use crate::docket::{Deadline, Difference, Docket, Standing};
use crate::domain::event::{MilestoneCorrection, MilestoneEvent, Payload};
use crate::domain::problem::Place;
use crate::papers::Shelf;
use crate::rules::track_check::TrackRefusal;
use crate::rules::track_deadlines::Status;

/// Record that a milestone happened, or the milestones that counsel sends back
#[derive(Args, Debug)]
pub struct RecordArgs {
    /// The account
    #[arg(required_unless_present_any = ["file", "form"], conflicts_with = "file")]
    pub account: Option<String>,
    /// The milestone, such as accepted, or with its track: litigation/accepted
    #[arg(required_unless_present_any = ["file", "form"])]
    pub milestone: Option<String>,
    /// With --form: further accounts
    #[arg(requires = "form", hide = true)]
    pub more: Vec<String>,
    /// The day it happened, YYYY-MM-DD
    #[arg(long, value_name = "DATE", required_unless_present_any = ["file", "form"], conflicts_with_all = ["file", "form"])]
    pub on: Option<String>,
    /// A fact of the milestone, such as case_number=（2026）京0102民初1234号; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE", conflicts_with_all = ["file", "form"])]
    pub set: Vec<String>,
    /// It was recorded wrongly: this takes the place of the earlier record; facts that are not named stay, NAME= drops one
    #[arg(long, conflicts_with_all = ["file", "form"])]
    pub correct: bool,
    /// The day of the earlier record, where there are several
    #[arg(long, value_name = "DATE", requires = "correct")]
    pub was: Option<String>,
    /// A paper that proves it: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "form"])]
    pub evidence: Vec<PathBuf>,
    /// The evidence is the sealed and signed scan of this drafted document, such as complaint; may be repeated, the
    /// first for the first --evidence
    #[arg(long, value_name = "KIND", requires = "evidence")]
    pub as_sent: Vec<String>,
    /// Counsel's return file, CSV or XLSX: account, milestone, on, and the facts as columns; what cannot be recorded is kept in out/returns
    #[arg(long, value_name = "FILE", conflicts_with = "form")]
    pub file: Option<PathBuf>,
    /// Write the form that counsel fills in and --file reads back, for the accounts named or all
    #[arg(long, value_name = "FILE.xlsx")]
    pub form: Option<PathBuf>,
    /// Which accounts the form is for.
    #[command(flatten)]
    pub whose: form::Whose,
}

/// Records the milestone and says what it started or settled.
///
/// # Errors
/// The milestone is not allowed now, lacks facts, or lies in the future; the registry cannot be written.
pub fn run(args: RecordArgs, desk: &mut Desk<'_>) -> Done {
    if let Some(path) = &args.file {
        return file::run(path, desk);
    }
    if let Some(path) = &args.form {
        let named = args.account.into_iter().chain(args.milestone).chain(args.more).collect();
        return form::run(path, named, args.whose, desk);
    }
    let (account, day) = (args.account.unwrap_or_default(), args.on.unwrap_or_default());
    let on = typed::day("--on", &day)?;
    let was = args.was.as_deref().map(|day| typed::day("--was", day)).transpose()?;
    let facts = pairs(&args.set)?;
    let docket = register::docket(desk, &account)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let typed = args.milestone.unwrap_or_default();
    let (track, milestone) = match typed.split_once('/') {
        Some((track, milestone)) => (Some(track), milestone),
        None => (None, typed.as_str()),
    };
    let mut event = docket
        .milestone(track, milestone, on, facts, &rules)
        .map_err(|e| CommandError::problems(Exit::Usage, vec![e.problem(Place::default())]))?;
    let earlier = match args.correct {
        true => Some(correct::earlier(&docket, &event, was, &rules)?),
        false => None,
    };
    if let Some(earlier) = earlier {
        event = correct::merged(&earlier.what, event);
    }
    // The same once more is a command that was run twice, not a second event.
    let same = |m: &MilestoneEvent| {
        (&m.track, &m.milestone, m.on, &m.facts) == (&event.track, &event.milestone, event.on, &event.facts)
    };
    if args.evidence.is_empty() && docket.milestones.iter().any(|m| same(&m.what)) {
        return known(&event, &docket, desk);
    }
    let checked = match earlier {
        Some(earlier) => docket.check_correction(earlier.seq, &event, as_of, &rules),
        None => docket.check_milestone(&event, as_of, &rules),
    };
    checked.map_err(|e| CommandError::problems(refused(&e), vec![e.problem()]))?;
    let drafts = sent::drafts(&docket, &args.as_sent, args.evidence.len())?;
    let shelf = Shelf::new(desk.workspace()?.evidence());
    for path in &args.evidence {
        let stored = if desk.settings.dry_run { crate::papers::identify(path) } else { shelf.put(path) };
        event.evidence.push(stored.map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem(path)]))?);
    }
    let left = sent::records(&drafts, &event, desk)?;
    let twice = docket.looks_paid(&event);
    let before = Standing::new(&docket, as_of, &rules);
    let mut doubts = fate::doubts(&docket, &event, track.is_none(), &before, &rules);
    doubts.extend(unusual::unusual(&docket, &event, earlier.map(|e| e.seq), &rules));
    let after = match earlier {
        Some(earlier) => docket.with_correction(earlier.seq, event.clone()),
        None => docket.with_milestone(event.clone()),
    };
    let after = Standing::new(&after, as_of, &rules);
    if earlier.is_none() {
        doubts.extend(fate::late(&event, &before, &after));
    }
    for doubt in &doubts {
        desk.warn(doubt)?;
    }
    let difference = earlier.map(|_| Difference::between(&before, &after, &docket.handled));
    if !desk.settings.dry_run {
        let mut payloads = vec![match earlier {
            Some(earlier) => Payload::MilestoneCorrected(Box::new(MilestoneCorrection {
                of: earlier.seq,
                to: event.clone(),
            })),
            None => Payload::Milestone(event.clone()),
        }];
        payloads.extend(left.iter().map(|sent| Payload::DocumentSent(Box::new(sent.clone()))));
        register::append(
            desk,
            vec![Entry { account: docket.case.account.clone(), expected: docket.version, payloads }],
        )?;
    }
    // What a correction moved is told as such.
    let moved = |id: &str| difference.as_ref().is_some_and(|d| d.moved.iter().any(|(_, m)| m.id == id));
    let started: Vec<_> = after
        .deadlines
        .iter()
        .filter(|d| {
            let was = |b: &Deadline| b.id == d.id && b.due == d.due && b.is_open();
            d.is_open() && !moved(&d.id) && !before.deadlines.iter().any(was)
        })
        .collect();
    let settled: Vec<_> = after
        .deadlines
        .iter()
        .filter(|d| !d.is_open() && before.deadlines.iter().any(|b| b.id == d.id && b.is_open()))
        .collect();
    let effects = fate::effects(&event, &rules, desk.lang());
    if desk.settings.for_programs() {
        let mut answer = json!({
            "account": docket.case.account,
            "track": event.track,
            "milestone": event.milestone,
            "on": event.on,
            "facts": event.facts,
            "stage": after.stage,
            "started": started.iter().map(|d| dates::for_programs(d, desk.lang())).collect::<Vec<_>>(),
            "settled": settled.iter().map(|d| dates::for_programs(d, desk.lang())).collect::<Vec<_>>(),
            "allowed": after.allowed.iter().map(|(t, m)| format!("{t}/{m}")).collect::<Vec<_>>(),
            "sent": left.iter().map(|s| json!({"kind": s.kind, "draft_sha256": s.draft_sha256, "scan_sha256": s.scan.sha256, "pages": s.scan.pages})).collect::<Vec<_>>(),
            "effects": effects.iter().map(|(text, source)| json!({"text": text, "source": source})).collect::<Vec<_>>(),
            "warnings": doubts.iter().map(|p| as_json(desk.lang(), p)).collect::<Vec<_>>(),
            "recorded_before": false,
            "possibly_paid_before": twice.is_some(),
            "dry_run": desk.settings.dry_run,
        });
        if let (Some(earlier), Some(difference)) = (earlier, &difference)
            && let (Value::Object(answer), Value::Object(more)) =
                (&mut answer, correct::for_programs(&earlier.what, difference, desk))
        {
            answer.extend(more);
        }
        desk.json("record", "", answer)?;
        return Ok(Exit::Done);
    }
    let code = match (earlier.is_some(), desk.settings.dry_run) {
        (false, false) => "M-RECORD-DONE",
        (false, true) => "M-RECORD-WOULD",
        (true, false) => "M-RECORD-CORRECTED",
        (true, true) => "M-RECORD-WOULD-CORRECT",
    };
    let title = dates::milestone(&rules, &event.track, &event.milestone, desk.lang());
    let was = earlier.map_or_else(String::new, |earlier| earlier.what.on.to_string());
    desk.say(
        code,
        &[
            ("account", docket.case.account.to_string()),
            ("milestone", title),
            ("on", event.on.to_string()),
            ("was", was),
        ],
    )?;
    if let Some(came) = twice {
        let args = [("on", came.on.to_string()), ("amount", came.amount.grouped())];
        desk.insist("W-RECORD-PAID", &args)?;
    }
    if let Some(difference) = &difference {
        correct::report(difference, desk)?;
    }
    for sent in &left {
        desk.say(
            "M-RECORD-SENT",
            &[
                ("kind", sent.kind.clone()),
                ("pages", sent.scan.pages.to_string()),
                ("path", sent.path.clone()),
            ],
        )?;
    }
    for deadline in settled {
        desk.say(
            "M-RECORD-SETTLED",
            &[("title", dates::title(deadline, desk.lang())), ("due", deadline.due.to_string())],
        )?;
    }
    for deadline in started {
        // What becomes possible on a day is not due by it.
        let allowed = deadline.status == Status::Allowed;
        let source = match deadline.source.as_str() {
            "" => String::new(),
            source => desk.text("M-RECORD-SOURCE", &[("source", source.to_owned())]),
        };
        desk.say(
            if allowed { "M-RECORD-ALLOWED" } else { "M-RECORD-STARTED" },
            &[
                ("title", dates::title(deadline, desk.lang())),
                ("due", deadline.due.to_string()),
                ("source", source),
            ],
        )?;
    }
    fate::report(&effects, desk)?;
    Ok(Exit::Done)
}

/// Says that the milestone is there already.
fn known(event: &MilestoneEvent, docket: &Docket, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let standing = Standing::new(docket, as_of, &rules);
    if desk.settings.for_programs() {
        desk.json(
            "record",
            "",
            json!({
                "account": docket.case.account,
                "track": event.track,
                "milestone": event.milestone,
                "on": event.on,
                "facts": event.facts,
                "stage": standing.stage,
                "started": [],
                "settled": [],
                "allowed": standing.allowed.iter().map(|(t, m)| format!("{t}/{m}")).collect::<Vec<_>>(),
                "recorded_before": true,
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(Exit::Done);
    }
    let milestone = dates::milestone(&rules, &event.track, &event.milestone, desk.lang());
    desk.say(
        "M-RECORD-KNOWN",
        &[
            ("account", docket.case.account.to_string()),
            ("milestone", milestone),
            ("on", event.on.to_string()),
        ],
    )?;
    Ok(Exit::Done)
}

/// What was typed is wrong, or the case is not ready for it.
const fn refused(refusal: &TrackRefusal) -> Exit {
    match refusal {
        TrackRefusal::UnknownTrack { .. }
        | TrackRefusal::UnknownMilestone { .. }
        | TrackRefusal::UnknownFact { .. }
        | TrackRefusal::BadFact { .. } => Exit::Usage,
        TrackRefusal::OutOfOrder { .. }
        | TrackRefusal::AlreadyRecorded { .. }
        | TrackRefusal::BeforePredecessor { .. }
        | TrackRefusal::Contradicts { .. }
        | TrackRefusal::TooSoon { .. }
        | TrackRefusal::Unreached { .. }
        | TrackRefusal::Groundless { .. }
        | TrackRefusal::InFuture { .. }
        | TrackRefusal::MissingFacts { .. } => Exit::NotReady,
    }
}

/// Splits `name=value` options.
///
/// # Errors
/// One has no `=` or no name, or a name stands twice.
pub fn pairs(set: &[String]) -> Result<BTreeMap<String, String>, CommandError> {
    let mut facts = BTreeMap::new();
    for pair in set {
        let wrong = || CommandError::new(Exit::Usage, "E-SET").with("found", pair);
        typed::kept("--set", pair)?;
        let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
        if name.trim().is_empty() || facts.insert(name.trim().to_owned(), value.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok(facts)
}
