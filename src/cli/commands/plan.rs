//! `sucheng plan`: one file per action below `plan/`.

mod end;
mod list;
mod make;
mod show;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use chrono::NaiveDate;

use crate::docket::{Decision, Docket, InstalmentState, PlanStanding, PlanState};
use crate::domain::plan::PlanSetting;
use crate::domain::{Amount, TrackName};

/// Plans of instalments: make one, follow it, end it and go back to filing or enforcement
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with plans.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Record that a plan was agreed, with the milestone that goes with it
    Make(make::MakeArgs),
    /// Show the plan of an account: each instalment, what was paid of it, and whether the plan stands
    Show(show::ShowArgs),
    /// List the plans that run: who is due, late or in breach
    List(list::ListArgs),
    /// Record that a plan is broken, and draft what leads back to filing or enforcement
    Break(end::BreakArgs),
    /// Record that a plan is kept, once everything is paid
    Keep(end::KeepArgs),
}

/// Where a plan is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Within {
    /// A contract before any suit
    PreAction,
    /// Of what a court or tribunal decided or confirmed
    Decided,
    /// A settlement in enforcement
    Enforcement,
}

impl From<Within> for PlanSetting {
    fn from(within: Within) -> PlanSetting {
        match within {
            Within::PreAction => PlanSetting::PreAction,
            Within::Decided => PlanSetting::Decided,
            Within::Enforcement => PlanSetting::Enforcement,
        }
    }
}

/// Does it.
///
/// # Errors
/// The account is not there or has no plan; the registry cannot be read or written.
pub fn run(args: PlanArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Make(args) => make::run(args, desk),
        Action::Show(args) => show::run(args, desk),
        Action::List(args) => list::run(args, desk),
        Action::Break(args) => end::broken(args, desk),
        Action::Keep(args) => end::kept(args, desk),
    }
}

/// The plan of an account as of the day stood on.
///
/// # Errors
/// There is none, or the rules refuse.
fn of(docket: &Docket, desk: &mut Desk<'_>) -> Result<PlanStanding, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    match docket.plan(as_of, &rules) {
        Some(found) => found.map_err(|refusal| CommandError::refused(&refusal)),
        None => Err(CommandError::new(Exit::Failed, "E-PLAN-NONE").with("account", &docket.case.account)),
    }
}

/// The track of what a plan on a decision is part of: that of the decision in force; else that of an agreement before
/// mediators, made or about to be; else the one on which a court or tribunal mediates.
fn track_of(docket: &Docket, on: NaiveDate) -> &'static str {
    if let Some(decision) = Decision::in_force(&docket.milestones, on) {
        return decision.paper.track();
    }
    let known = || docket.milestones.iter().map(|m| &m.what).filter(|m| m.on <= on);
    let has = |name: &str| known().any(|m| m.track == "litigation" && m.milestone == name);
    if docket.mediated(on).is_some() || (has("mediation-started") && !has("accepted")) {
        return "judicial-confirmation";
    }
    match docket.case.track() {
        TrackName::Arbitration => "arbitration",
        TrackName::Litigation | TrackName::PaymentOrder => "litigation",
    }
}

/// Whether what a plan is part of is recorded: a decision in force, or an agreement before mediators.
fn is_agreed(docket: &Docket, on: NaiveDate) -> bool {
    docket.mediated(on).is_some() || Decision::in_force(&docket.milestones, on).is_some()
}

/// The word for the state of an instalment in messages.
const fn instalment_word(state: InstalmentState) -> &'static str {
    match state {
        InstalmentState::Paid => "S-INSTALMENT-PAID",
        InstalmentState::PaidLate => "S-INSTALMENT-PAID-LATE",
        InstalmentState::Due => "S-INSTALMENT-DUE",
        InstalmentState::Overdue => "S-INSTALMENT-OVERDUE",
        InstalmentState::Missed => "S-INSTALMENT-MISSED",
    }
}

/// The word for the state of a plan in messages.
const fn word(state: PlanState) -> &'static str {
    match state {
        PlanState::Running => "S-PLAN-RUNNING",
        PlanState::Late => "S-PLAN-LATE",
        PlanState::Breached => "S-PLAN-BREACHED",
        PlanState::Broken => "S-PLAN-BROKEN",
        PlanState::Kept => "S-PLAN-KEPT",
    }
}

/// A plan for programs.
fn for_programs(plan: &PlanStanding) -> Value {
    let next = plan.next().filter(|_| plan.binds());
    json!({
        "setting": plan.plan.setting,
        "agreed_on": plan.plan.agreed_on,
        "state": plan.state,
        "total": plan.total,
        "paid": plan.paid,
        "left": plan.left(),
        "overdue": plan.overdue(),
        "beyond": plan.beyond,
        "next_due": next.map(|i| i.due),
        "next_amount": next.map(|i| i.left()),
        "grace_days": plan.plan.grace_days,
        "breach_after": plan.plan.breach_after,
        "whole_on_breach": plan.plan.whole_on_breach,
        "waived_if_kept": plan.plan.waived_if_kept,
        "signed_by": plan.plan.signed_by,
        "interest": plan.plan.interest,
        "suit": plan.plan.suit,
        "breach": plan.breach,
        "ended_on": plan.ended_on,
        "instalments": plan.instalments,
        "because": plan.because,
    })
}

/// The instalments as a table.
fn table(plan: &PlanStanding, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = crate::cli::table::Table::new([
        heading(desk, "H-PLAN-NUMBER"),
        heading(desk, "H-DUE"),
        heading(desk, "H-AMOUNT"),
        heading(desk, "H-PLAN-PAID"),
        heading(desk, "H-PLAN-PAID-ON"),
        heading(desk, "H-STATUS"),
    ])
    .right(&[0, 2, 3]);
    for i in &plan.instalments {
        // An instalment of a plan that ended is no longer waited for.
        let gone = plan.state == PlanState::Broken && i.left() > Amount::ZERO;
        table.row([
            i.number.to_string(),
            i.due.to_string(),
            i.amount.grouped(),
            i.paid.grouped(),
            i.paid_on.map(|on| on.to_string()).unwrap_or_default(),
            if gone { String::new() } else { desk.text(instalment_word(i.state), &[]) },
        ]);
    }
    desk.print_raw(table.render().as_bytes())
}

/// What a payment did to a plan.
pub struct Met {
    plan: PlanStanding,
    /// The instalments that it completed, by number.
    numbers: Vec<usize>,
    /// Whether it ended a breach.
    mended: bool,
}

impl Met {
    /// What a payment does to the plan that binds on the day stood on; `None` where there is none, or it does nothing to it.
    ///
    /// # Errors
    /// The rules cannot be read.
    pub fn of(before: &Docket, after: &Docket, desk: &mut Desk<'_>) -> Result<Option<Met>, CommandError> {
        let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
        let known = |docket: &Docket| docket.plan(as_of, &rules).and_then(Result::ok);
        let (Some(was), Some(plan)) = (known(before), known(after)) else { return Ok(None) };
        if !was.binds() || was.paid == plan.paid {
            return Ok(None);
        }
        let both = was.instalments.iter().zip(&plan.instalments);
        let numbers =
            both.filter(|(a, b)| a.left() > Amount::ZERO && b.left().is_zero()).map(|(_, b)| b.number);
        let mended = was.state == PlanState::Breached && plan.state != PlanState::Breached;
        Ok(Some(Met { numbers: numbers.collect(), mended, plan }))
    }

    /// The same for programs.
    pub fn for_programs(&self) -> Value {
        json!({"state": self.plan.state, "met": self.numbers, "left": self.plan.left(), "breach_ended": self.mended})
    }

    /// The same in a line.
    ///
    /// # Errors
    /// The line cannot be written.
    pub fn tell(&self, desk: &mut Desk<'_>) -> Result<(), CommandError> {
        let numbers: Vec<String> = self.numbers.iter().map(usize::to_string).collect();
        let next = self.plan.next();
        let args = [
            ("met", numbers.join(", ")),
            ("left", self.plan.left().grouped()),
            ("state", desk.text(word(self.plan.state), &[])),
            ("number", next.map(|i| i.number.to_string()).unwrap_or_default()),
            ("short", next.map(|i| i.left().grouped()).unwrap_or_default()),
        ];
        let code = match (self.mended, self.numbers.is_empty()) {
            (true, _) => "M-PLAN-MENDED",
            (false, false) => "M-PLAN-MET",
            (false, true) => "M-PLAN-PART",
        };
        desk.say(code, &args)
    }
}
