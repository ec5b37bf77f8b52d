//! `sucheng plan make`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Within, for_programs, table};
use crate::cli::commands::record::pairs;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::{dates, typed};
use crate::docket::{Docket, PlanStanding, Pursuit};
use crate::domain::Amount;
use crate::domain::event::{MilestoneEvent, Payload};
use crate::domain::plan::{Every, Instalment, Meanwhile, Pending, Plan, PlanSetting, equal};
use crate::domain::problem::Place;
use crate::intake;
use crate::papers::Shelf;
use crate::rules::Rulebook;

/// What was agreed.
#[derive(Args, Debug)]
pub struct MakeArgs {
    /// The account
    pub account: String,
    /// The day it was agreed, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// What is paid in all, in yuan
    #[arg(long, value_name = "AMOUNT", required_unless_present = "schedule", requires_all = ["instalments", "first"])]
    pub total: Option<String>,
    /// In how many equal instalments
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=600))]
    pub instalments: Option<u16>,
    /// The day of the first instalment
    #[arg(long, value_name = "DATE")]
    pub first: Option<String>,
    /// How far instalments lie apart: 1m or 2w
    #[arg(long, value_name = "STEP", default_value = "1m")]
    pub every: String,
    /// What of the total is paid on the day of the agreement
    #[arg(long, value_name = "AMOUNT")]
    pub down_payment: Option<String>,
    /// The instalments as a table, CSV or XLSX: due, amount
    #[arg(long, value_name = "FILE", conflicts_with_all = ["total", "instalments", "first", "every", "down_payment"])]
    pub schedule: Option<PathBuf>,
    /// Days after an instalment's day that are no breach
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=180))]
    pub grace: u16,
    /// So many missed instalments are a breach
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=60))]
    pub breach_after: u16,
    /// A breach makes everything due at once
    #[arg(long)]
    pub whole_on_breach: bool,
    /// What is given up if the plan is kept, and claimed again if it is broken; rest for all that the total leaves
    #[arg(long, value_name = "AMOUNT")]
    pub waive: Option<String>,
    /// Who signed, separated by commas [default: every debtor and guarantor]
    #[arg(long, value_delimiter = ',', value_name = "NAME[,NAME]")]
    pub signed_by: Vec<String>,
    /// Where it was agreed [default: by what is under way]
    #[arg(long, value_enum)]
    pub within: Option<Within>,
    /// Whether interest runs while the plan is kept
    #[arg(long, value_enum)]
    pub interest: Option<Interest>,
    /// What becomes of a suit, arbitration or payment order that is pending
    #[arg(long, value_enum)]
    pub suit: Option<Suit>,
    /// Anything else that was agreed
    #[arg(long, value_name = "TEXT")]
    pub remark: Option<String>,
    /// A fact of the milestone, such as case_number=（2026）京0102民初1234号; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// The signed paper: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// What interest does while a plan is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Interest {
    /// It goes on as the contract or decision has it
    GoesOn,
    /// None is charged unless the plan is broken
    Stops,
}

/// What becomes of proceedings that are pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suit {
    /// They are withdrawn
    Withdrawn,
    /// The court or tribunal is asked for a mediation paper
    MediationPaper,
    /// They go on
    GoesOn,
}

/// Records the plan and the milestones that go with it.
///
/// # Errors
/// The plan cannot be meant, or the milestone is not allowed now; the registry cannot be written.
pub fn run(args: MakeArgs, desk: &mut Desk<'_>) -> Done {
    let on = typed::day("--on", &args.on)?;
    let docket = register::docket(desk, &args.account)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let plan = waived(plan(&args, on, &docket)?, &args, &docket, &rules)?;
    let facts = pairs(&args.set)?;
    let mut milestones = milestones(&plan, facts, &docket, &rules)?;
    if docket.plans.last().is_some_and(|last| last.what == plan) {
        return known(&docket, desk);
    }
    let mut next = docket.clone();
    for event in &milestones {
        next.check_milestone(event, as_of, &rules)
            .map_err(|e| CommandError::problems(Exit::NotReady, vec![e.problem()]))?;
        next = next.with_milestone(event.clone());
    }
    let next = next.with_plan(plan.clone());
    let standing = super::of(&next, desk)?;
    let shelf = Shelf::new(desk.workspace()?.evidence());
    for path in &args.evidence {
        let stored = if desk.settings.dry_run { crate::papers::identify(path) } else { shelf.put(path) };
        let stored = stored.map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem(path)]))?;
        milestones.iter_mut().for_each(|event| event.evidence.push(stored.clone()));
    }
    if !desk.settings.dry_run {
        let mut payloads = vec![Payload::PlanAgreed(Box::new(plan))];
        payloads.extend(milestones.iter().cloned().map(Payload::Milestone));
        let (account, expected) = (docket.case.account.clone(), docket.version);
        register::append(desk, vec![Entry { account, expected, payloads }])?;
    }
    answer(&docket, &standing, &milestones, desk)?;
    Ok(Exit::Done)
}

fn sum(option: &'static str, text: Option<&String>) -> Result<Option<Amount>, CommandError> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || CommandError::new(Exit::Usage, "E-PLAN-AMOUNT").with("found", text).with("option", option);
    text.parse::<Amount>().ok().filter(|a| *a > Amount::ZERO).map(Some).ok_or_else(wrong)
}

/// The plan as it was typed, checked.
fn plan(args: &MakeArgs, on: NaiveDate, docket: &Docket) -> Result<Plan, CommandError> {
    let instalments = match &args.schedule {
        Some(path) => intake::schedule(path).map_err(|p| CommandError::problems(Exit::Failed, p))?,
        None => typed_out(args, on)?,
    };
    let Some(first) = instalments.first().map(|i| i.due) else {
        return Err(CommandError::new(Exit::Usage, "E-PLAN-EMPTY"));
    };
    if first < on {
        return Err(CommandError::new(Exit::Usage, "E-PLAN-BEFORE").with("found", first).with("on", on));
    }
    let total = instalments.iter().try_fold(Amount::ZERO, |all, one| all.checked_add(one.amount));
    if total.is_none() {
        return Err(CommandError::new(Exit::Usage, "E-PLAN-TOO-MUCH"));
    }
    let names: Vec<&str> = docket.case.debtors.iter().map(|d| d.name.as_str()).collect();
    if let Some(stranger) = args.signed_by.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(CommandError::new(Exit::Usage, "E-PLAN-SIGNER")
            .with("found", stranger)
            .with("expected", names.join("、")));
    }
    typed::kept_if_any("--remark", args.remark.as_deref())?;
    if args.suit.is_some() && !Pursuit::of(&docket.milestones, on).is_pending() {
        return Err(CommandError::new(Exit::Usage, "E-PLAN-NO-SUIT").with("on", on));
    }
    Ok(Plan {
        interest: args.interest.map(|interest| match interest {
            Interest::GoesOn => Meanwhile::GoesOn,
            Interest::Stops => Meanwhile::Stops,
        }),
        suit: args.suit.map(|suit| match suit {
            Suit::Withdrawn => Pending::Withdrawn,
            Suit::MediationPaper => Pending::MediationPaper,
            Suit::GoesOn => Pending::GoesOn,
        }),
        setting: args.within.map_or_else(|| setting(docket, on), PlanSetting::from),
        agreed_on: on,
        instalments,
        grace_days: args.grace,
        breach_after: args.breach_after,
        whole_on_breach: args.whole_on_breach,
        waived_if_kept: sum("--waive", args.waive.as_ref().filter(|text| *text != REST))?,
        signed_by: args.signed_by.clone(),
        remark: args.remark.clone(),
    })
}

/// What `--waive` takes for all that is owed beyond the total.
const REST: &str = "rest";

/// The plan with what is given up, which is no more than what is owed.
fn waived(plan: Plan, args: &MakeArgs, docket: &Docket, rules: &Rulebook) -> Result<Plan, CommandError> {
    let Some(text) = &args.waive else { return Ok(plan) };
    let owed = docket.paid_before(plan.agreed_on).balance(plan.agreed_on, rules);
    let total = || plan.instalments.iter().map(|i| i.amount).sum::<Amount>();
    match (owed, plan.waived_if_kept) {
        (Ok(owed), Some(waived)) if waived > owed.value.total => {
            Err(CommandError::new(Exit::Usage, "E-PLAN-WAIVE-TOO-MUCH")
                .with("waived", waived.grouped())
                .with("owed", owed.value.total.grouped())
                .with("on", plan.agreed_on))
        }
        (Ok(owed), None) if text == REST => {
            let rest = (owed.value.total - total()).max(Amount::ZERO);
            Ok(Plan { waived_if_kept: Some(rest).filter(|rest| !rest.is_zero()), ..plan })
        }
        (Err(refusal), None) if text == REST => Err(CommandError::refused(&refusal)),
        _ => Ok(plan),
    }
}

/// Equal instalments, after what is paid down.
fn typed_out(args: &MakeArgs, on: NaiveDate) -> Result<Vec<Instalment>, CommandError> {
    let usage = |code| CommandError::new(Exit::Usage, code);
    let total = sum("--total", args.total.as_ref())?.unwrap_or_default();
    let down = sum("--down-payment", args.down_payment.as_ref())?;
    let first = typed::day("--first", args.first.as_deref().unwrap_or_default())?;
    let every: Every = args.every.parse().map_err(|()| usage("E-PLAN-EVERY").with("found", &args.every))?;
    let count = args.instalments.unwrap_or(1);
    let rest = total - down.unwrap_or_default();
    let small = || usage("E-PLAN-SMALL").with("sum", rest.grouped()).with("count", count);
    let mut out = equal(rest, count, first, every).ok_or_else(small)?;
    if let Some(amount) = down {
        if first <= on {
            return Err(usage("E-PLAN-SAME-DAY").with("found", first));
        }
        out.insert(0, Instalment { due: on, amount });
    }
    Ok(out)
}

/// What a plan of that day is part of, by what is under way.
fn setting(docket: &Docket, on: NaiveDate) -> PlanSetting {
    match Pursuit::of(&docket.milestones, on) {
        Pursuit::Enforcement => PlanSetting::Enforcement,
        Pursuit::Decided => PlanSetting::Decided,
        _ if docket.mediated(on).is_some() => PlanSetting::Decided,
        Pursuit::None | Pursuit::Suit | Pursuit::Arbitration | Pursuit::PaymentOrder => {
            PlanSetting::PreAction
        }
    }
}

/// The milestones that go with it: what was agreed where nothing was decided yet, and the plan; or the settlement.
fn milestones(
    plan: &Plan,
    typed: BTreeMap<String, String>,
    docket: &Docket,
    rules: &Rulebook,
) -> Result<Vec<MilestoneEvent>, CommandError> {
    let days = || (plan.instalments.first().map(|i| i.due), plan.instalments.last().map(|i| i.due));
    let (Some(first), Some(last)) = days() else { return Ok(Vec::new()) };
    let signed = BTreeMap::from([
        ("instalments".to_owned(), plan.instalments.len().to_string()),
        ("first_due".to_owned(), first.to_string()),
        ("last_due".to_owned(), last.to_string()),
    ]);
    let until = || BTreeMap::from([("perform_by".to_owned(), last.to_string())]);
    let signed = ("pre-action", "plan-signed", signed);
    let track = super::track_of(docket, plan.agreed_on);
    let beside = (track, "instalments-agreed", signed.2.clone());
    let mut wanted = match plan.setting {
        PlanSetting::PreAction => vec![signed],
        PlanSetting::Decided if super::is_agreed(docket, plan.agreed_on) => vec![beside],
        PlanSetting::Decided if track == "judicial-confirmation" => {
            vec![(track, "agreed", mediator(docket, plan.agreed_on)), beside]
        }
        PlanSetting::Decided => vec![(track, "mediated", until()), beside],
        PlanSetting::Enforcement => vec![("enforcement", "settled", until())],
    };
    if let Some((_, _, facts)) = wanted.first_mut() {
        facts.extend(typed);
    }
    let event = |(track, milestone, facts)| {
        let found = docket.milestone(Some(track), milestone, plan.agreed_on, facts, rules);
        found.map_err(|e| CommandError::problems(Exit::Usage, vec![e.problem(Place::default())]))
    };
    wanted.into_iter().map(event).collect()
}

/// Who mediates on a day, as the suit tells.
fn mediator(docket: &Docket, on: NaiveDate) -> BTreeMap<String, String> {
    let known = docket.milestones.iter().map(|m| &m.what);
    let started = known.filter(|m| m.milestone == "mediation-started" && m.on <= on).max_by_key(|m| m.on);
    let named = started.and_then(|m| m.facts.get_key_value("mediator"));
    named.map(|(name, who)| (name.clone(), who.clone())).into_iter().collect()
}

/// The same plan once more is a command that was run twice.
fn known(docket: &Docket, desk: &mut Desk<'_>) -> Done {
    let standing = super::of(docket, desk)?;
    if desk.settings.for_programs() {
        let body = json!({"account": docket.case.account, "plan": for_programs(&standing), "milestones": [], "recorded_before": true, "dry_run": desk.settings.dry_run});
        desk.json("plan-make", "", body)?;
    } else {
        desk.say("M-PLAN-KNOWN", &[("account", docket.case.account.to_string())])?;
    }
    Ok(Exit::Done)
}

/// What was recorded, and whether it adds up with what is owed.
fn answer(
    docket: &Docket,
    standing: &PlanStanding,
    milestones: &[MilestoneEvent],
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let rules = desk.rules()?;
    let plan = &standing.plan;
    let balance = docket.paid_before(plan.agreed_on).balance(plan.agreed_on, &rules);
    let agreed = standing.total.checked_add(plan.waived_if_kept.unwrap_or_default());
    let owed = balance.as_ref().ok().map(|answer| answer.value.total);
    let difference = owed.zip(agreed).and_then(|(owed, agreed)| agreed.checked_sub(owed));
    let before = docket.plan(plan.agreed_on, &rules).and_then(Result::ok).filter(PlanStanding::binds);
    if desk.settings.for_programs() {
        let named = |m: &MilestoneEvent| json!({"track": m.track, "milestone": m.milestone, "on": m.on, "facts": m.facts});
        return desk.json(
            "plan-make",
            "",
            json!({
                "account": docket.case.account,
                "plan": for_programs(standing),
                "milestones": milestones.iter().map(named).collect::<Vec<_>>(),
                "owed": owed,
                "difference": difference,
                "not_computed": balance.as_ref().err(),
                "replaces": before.map(|b| b.plan.agreed_on),
                "recorded_before": false,
                "dry_run": desk.settings.dry_run,
            }),
        );
    }
    table(standing, desk)?;
    for event in milestones {
        let code = if desk.settings.dry_run { "M-RECORD-WOULD" } else { "M-RECORD-DONE" };
        let title = dates::milestone(&rules, &event.track, &event.milestone, desk.lang());
        let account = docket.case.account.to_string();
        desk.say(code, &[("account", account), ("milestone", title), ("on", event.on.to_string())])?;
    }
    let mut sums = vec![("total", standing.total.grouped()), ("on", plan.agreed_on.to_string())];
    match (owed, difference) {
        (Some(owed), Some(difference)) => {
            let waived = plan.waived_if_kept.unwrap_or_default();
            sums.extend([
                ("owed", owed.grouped()),
                ("waived", waived.grouped()),
                ("difference", difference.grouped()),
            ]);
            desk.say(if difference.is_zero() { "M-PLAN-ADDS-UP" } else { "W-PLAN-DIFFERENCE" }, &sums)?;
        }
        _ => {
            let missing = balance.err().map(|refusal| refusal.missing).unwrap_or_default();
            desk.tell("M-PLAN-NOT-COMPARED", &[("missing", missing)])?;
        }
    }
    if let Some(before) = before {
        desk.tell("M-PLAN-REPLACES", &[("on", before.plan.agreed_on.to_string())])?;
    }
    let kind =
        if plan.setting == PlanSetting::PreAction { "instalment-agreement" } else { "settlement-agreement" };
    desk.tell("M-PLAN-DRAFT", &[("kind", kind.to_owned()), ("account", docket.case.account.to_string())])
}
