//! `sucheng plan break` and `sucheng plan keep`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::{for_programs, of, show};
use crate::cli::catalogue;
use crate::cli::commands::draft;
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Format, Layout, Order, Outcome};
use crate::cli::error::{CommandError, Done, Exit, worded};
use crate::cli::register::{self, Entry};
use crate::cli::{dates, typed};
use crate::docket::{Decision, Docket, PlanStanding, PlanState};
use crate::domain::event::{MilestoneEvent, Payload, PdfStandard};
use crate::domain::plan::PlanSetting;
use crate::domain::problem::Place;

/// Which plan, and why it is broken.
#[derive(Args, Debug)]
pub struct BreakArgs {
    /// The account
    pub account: String,
    /// The day on which it is treated as broken, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// What the breach is; needed where no instalment is missed as agreed, such as a refusal to pay
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Draft nothing
    #[arg(long)]
    pub no_draft: bool,
}

/// Which plan.
#[derive(Args, Debug)]
pub struct KeepArgs {
    /// The account
    pub account: String,
    /// The day it was kept [default: the day of the last payment]
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
}

/// Records the breach and drafts the way back.
///
/// # Errors
/// There is no plan that runs, or it is not broken; the registry cannot be written.
pub fn broken(args: BreakArgs, desk: &mut Desk<'_>) -> Done {
    let on = typed::day("--on", &args.on)?;
    typed::kept_if_any("--reason", args.reason.as_deref())?;
    let docket = register::docket(desk, &args.account)?;
    let plan = of(&docket, desk)?;
    let rules = desk.rules()?;
    let account = docket.case.account.clone();
    if !plan.binds() {
        return Err(over(&docket, &plan, desk));
    }
    let then = docket.plan(on, &rules).and_then(Result::ok);
    if args.reason.is_none() && then.is_none_or(|then| then.state != PlanState::Breached) {
        let next = plan.next().map_or_else(String::new, |i| i.no_breach_until.to_string());
        return Err(CommandError::new(Exit::NotReady, "E-PLAN-NOT-BROKEN")
            .with("account", &account)
            .with("on", on)
            .with("until", next));
    }
    let (track, milestone, kind) = match plan.plan.setting {
        PlanSetting::PreAction => ("pre-action", "plan-broken", "filing"),
        // What a court has not confirmed cannot be enforced, and is sued on.
        PlanSetting::Decided => {
            let decided = Decision::in_force(&docket.milestones, on).is_some();
            let kind = if decided { "enforcement" } else { "filing" };
            (super::track_of(&docket, on), "instalments-broken", kind)
        }
        PlanSetting::Enforcement => ("enforcement", "settlement-broken", "resumption-application"),
    };
    let why = args.reason.map(|why| ("why".to_owned(), why));
    let event = milestone_of(&docket, (track, milestone), on, why.into_iter().collect(), desk)?;
    record(&docket, &event, desk)?;
    let after = docket.with_milestone(event.clone());
    let plan = of(&after, desk)?;
    let drafts = !args.no_draft && !desk.settings.dry_run;
    let outcome = if drafts { Some(drafted(&docket, kind, desk)?) } else { None };
    let exit =
        if outcome.as_ref().is_some_and(|o| !o.failed.is_empty()) { Exit::Partial } else { Exit::Done };
    if desk.settings.for_programs() {
        let mut body = answer(&docket, &plan, &event, desk);
        let drafted = outcome.as_ref().map(|o| o.drafted.iter().map(draft::for_programs).collect::<Vec<_>>());
        body["drafts"] = if args.no_draft { Value::Null } else { kind.into() };
        body["drafted"] = json!(drafted.unwrap_or_default());
        body["failed"] = failed(outcome.as_ref(), desk);
        desk.json("plan-break", "", body)?;
        return Ok(exit);
    }
    told(&docket, &event, desk)?;
    show::told(&plan, desk)?;
    match outcome {
        Some(outcome) => paths(&outcome, desk)?,
        None if args.no_draft => {
            desk.tell("M-PLAN-NEXT", &[("kind", kind.to_owned()), ("account", account.to_string())])?;
        }
        None => desk.tell("M-PLAN-WOULD-DRAFT", &[("kind", kind.to_owned())])?,
    }
    Ok(exit)
}

/// Records that the plan is kept.
///
/// # Errors
/// There is no plan, or something is not paid; the registry cannot be written.
pub fn kept(args: KeepArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let plan = of(&docket, desk)?;
    let account = docket.case.account.to_string();
    if plan.state == PlanState::Broken {
        return Err(over(&docket, &plan, desk));
    }
    if plan.paid < plan.total {
        return Err(CommandError::new(Exit::NotReady, "E-PLAN-NOT-PAID")
            .with("account", &account)
            .with("left", plan.left().grouped()));
    }
    if docket.milestones.iter().any(|m| matches!(m.what.milestone.as_str(), "plan-kept" | "instalments-kept"))
    {
        return Err(over(&docket, &plan, desk));
    }
    if plan.plan.setting == PlanSetting::Enforcement {
        // That a settlement is performed is recorded by the court, which closes the case.
        return Err(CommandError::new(Exit::NotReady, "E-PLAN-KEPT-COURT").with("account", &account));
    }
    let on = match &args.on {
        Some(text) => typed::day("--on", text)?,
        None => plan.ended_on.unwrap_or(desk.settings.as_of),
    };
    let kept = match plan.plan.setting {
        PlanSetting::Decided => (super::track_of(&docket, on), "instalments-kept"),
        PlanSetting::PreAction | PlanSetting::Enforcement => ("pre-action", "plan-kept"),
    };
    let event = milestone_of(&docket, kept, on, BTreeMap::new(), desk)?;
    record(&docket, &event, desk)?;
    let plan = of(&docket.with_milestone(event.clone()), desk)?;
    if desk.settings.for_programs() {
        let body = answer(&docket, &plan, &event, desk);
        desk.json("plan-keep", "", body)?;
        return Ok(Exit::Done);
    }
    told(&docket, &event, desk)?;
    show::told(&plan, desk)?;
    desk.tell("M-PLAN-NEXT", &[("kind", "settlement-certificate".to_owned()), ("account", account)])?;
    Ok(Exit::Done)
}

/// The plan has ended already.
fn over(docket: &Docket, plan: &PlanStanding, desk: &Desk<'_>) -> CommandError {
    let state = desk.text(super::word(plan.state), &[]);
    let on = plan.ended_on.map_or_else(String::new, |on| on.to_string());
    CommandError::new(Exit::NotReady, "E-PLAN-OVER")
        .with("account", &docket.case.account)
        .with("state", state)
        .with("on", on)
}

fn milestone_of(
    docket: &Docket,
    (track, milestone): (&str, &str),
    on: NaiveDate,
    facts: BTreeMap<String, String>,
    desk: &mut Desk<'_>,
) -> Result<MilestoneEvent, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let event = docket
        .milestone(Some(track), milestone, on, facts, &rules)
        .map_err(|e| CommandError::problems(Exit::Usage, vec![e.problem(Place::default())]))?;
    docket
        .check_milestone(&event, as_of, &rules)
        .map_err(|e| CommandError::problems(Exit::NotReady, vec![e.problem()]))?;
    Ok(event)
}

fn record(docket: &Docket, event: &MilestoneEvent, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.dry_run {
        return Ok(());
    }
    let payloads = vec![Payload::Milestone(event.clone())];
    let (account, expected) = (docket.case.account.clone(), docket.version);
    register::append(desk, vec![Entry { account, expected, payloads }])
}

/// What leads back, as `sucheng draft` draws it.
fn drafted(docket: &Docket, kind: &str, desk: &mut Desk<'_>) -> Result<Outcome, CommandError> {
    let order = Order {
        accounts: vec![docket.case.account.clone()],
        named: true,
        kinds: vec![kind.to_owned()],
        output: None,
        notices: Vec::new(),
        formats: vec![Format::Pdf],
        jobs: draft::processors(),
        changed_only: false,
        redact: false,
        layout: Layout::Account,
        standard: PdfStandard::Archival,
    };
    drafting::draft(desk, &order)
}

fn answer(docket: &Docket, plan: &PlanStanding, event: &MilestoneEvent, desk: &Desk<'_>) -> Value {
    json!({
        "account": docket.case.account,
        "track": event.track,
        "milestone": event.milestone,
        "on": event.on,
        "facts": event.facts,
        "plan": for_programs(plan),
        "dry_run": desk.settings.dry_run,
    })
}

fn failed(outcome: Option<&Outcome>, desk: &Desk<'_>) -> Value {
    let lang = desk.lang();
    let one = |f: &drafting::Failure| json!({"kind": f.kind, "code": f.problem.code, "message": catalogue::text(lang, f.problem.code, &f.problem.args)});
    outcome.map(|o| o.failed.iter().map(one).collect::<Vec<_>>()).unwrap_or_default().into()
}

fn told(docket: &Docket, event: &MilestoneEvent, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let code = if desk.settings.dry_run { "M-RECORD-WOULD" } else { "M-RECORD-DONE" };
    let title = dates::milestone(&*desk.rules()?, &event.track, &event.milestone, desk.lang());
    let account = docket.case.account.to_string();
    desk.say(code, &[("account", account), ("milestone", title), ("on", event.on.to_string())])
}

fn paths(outcome: &Outcome, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for d in &outcome.drafted {
        desk.print(&d.path.display().to_string())?;
    }
    for f in &outcome.failed {
        let problem = worded(desk.lang(), &f.problem);
        let args = [("account", f.account.to_string()), ("kind", f.kind.clone()), ("problem", problem)];
        desk.tell("M-DRAFT-FAILED", &args)?;
    }
    desk.tell(
        "M-DRAFT-COUNT",
        &[
            ("drafted", outcome.drafted.len().to_string()),
            ("unchanged", outcome.unchanged.len().to_string()),
            ("failed", outcome.failed.len().to_string()),
        ],
    )
}
