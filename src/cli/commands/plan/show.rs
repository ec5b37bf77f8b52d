//! `sucheng plan show`.

use clap::Args;
use serde_json::json;

use super::{for_programs, of, table, word};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register;
use crate::docket::PlanStanding;
use crate::domain::Amount;

/// Which account.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The account
    pub account: String,
}

/// Shows the plan.
///
/// # Errors
/// The account is not there or has no plan.
pub fn run(args: ShowArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let plan = of(&docket, desk)?;
    let account = &docket.case.account;
    if desk.settings.for_programs() {
        let earlier = docket.plans.len().saturating_sub(1);
        let body = json!({"account": account, "as_of": plan.as_of, "plan": for_programs(&plan), "earlier_plans": earlier});
        desk.json("plan-show", "", body)?;
        return Ok(Exit::Done);
    }
    table(&plan, desk)?;
    told(&plan, desk)?;
    if desk.settings.verbose {
        for reason in &plan.because {
            desk.print(&format!("{}（{}）", reason.detail, reason.source))?;
        }
    }
    Ok(Exit::Done)
}

/// Where the plan stands, in a line or two.
pub fn told(plan: &PlanStanding, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let state = desk.text(word(plan.state), &[]);
    desk.say(
        "M-PLAN-STANDS",
        &[
            ("state", state),
            ("total", plan.total.grouped()),
            ("paid", plan.paid.grouped()),
            ("left", plan.left().grouped()),
            ("as_of", plan.as_of.to_string()),
        ],
    )?;
    if plan.beyond > Amount::ZERO {
        desk.say("M-PLAN-BEYOND", &[("sum", plan.beyond.grouped())])?;
    }
    let Some(breach) = &plan.breach else { return Ok(()) };
    let missed: Vec<String> = breach.missed.iter().map(usize::to_string).collect();
    desk.say(
        "M-PLAN-BREACH",
        &[
            ("on", breach.on.to_string()),
            ("missed", missed.join(", ")),
            ("overdue", breach.overdue.grouped()),
            ("claimable", breach.claimable.grouped()),
        ],
    )?;
    if let Some(revived) = breach.revived {
        desk.say("M-PLAN-REVIVED", &[("sum", revived.grouped())])?;
    }
    Ok(())
}
