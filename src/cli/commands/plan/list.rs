//! `sucheng plan list`.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{for_programs, word};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::docket::instalments::RULE;
use crate::docket::{PlanStanding, PlanState};
use crate::domain::summary::Summary;

/// Which plans.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only plans that stand so; separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STATE[,STATE]")]
    pub state: Vec<Wanted>,
}

/// How a plan that runs may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Wanted {
    /// Nothing is late
    Running,
    /// Something is late, and no breach yet
    Late,
    /// Broken as agreed, and nobody has acted on it
    Breached,
}

impl Wanted {
    const fn is(self, state: PlanState) -> bool {
        matches!(
            (self, state),
            (Wanted::Running, PlanState::Running)
                | (Wanted::Late, PlanState::Late)
                | (Wanted::Breached, PlanState::Breached)
        )
    }
}

/// Lists the plans, broken ones first, then by the next instalment.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: ListArgs, desk: &mut Desk<'_>) -> Done {
    let rows = args.selection.rows(desk, Unless::All)?;
    let mut found: Vec<(Summary, PlanStanding)> = Vec::new();
    for row in rows {
        // A plan that runs has an open instalment, as the row knows.
        if !row.deadlines.iter().any(|d| d.rule == RULE) {
            continue;
        }
        if let Some(plan) = of(&row, desk)?
            && plan.binds()
            && (args.state.is_empty() || args.state.iter().any(|wanted| wanted.is(plan.state)))
        {
            found.push((row, plan));
        }
    }
    let rank = |plan: &PlanStanding| match plan.state {
        PlanState::Breached => 0,
        PlanState::Late => 1,
        PlanState::Running | PlanState::Broken | PlanState::Kept => 2,
    };
    let next = |plan: &PlanStanding| plan.next().map(|i| i.due);
    found.sort_by_key(|(row, plan)| (rank(plan), next(plan), row.account.clone()));
    if desk.settings.for_programs() {
        let one = |(row, plan): &(Summary, PlanStanding)| json!({"account": row.account, "debtor": row.debtor, "handler": row.handler, "plan": for_programs(plan)});
        let plans: Vec<Value> = found.iter().map(one).collect();
        desk.json("plan-list", "plans", json!({"as_of": desk.settings.as_of, "plans": plans}))?;
        return Ok(Exit::Done);
    }
    if found.is_empty() {
        desk.say("M-PLAN-NOBODY", &[])?;
        return Ok(Exit::Done);
    }
    show(&found, desk)?;
    Ok(Exit::Done)
}

/// The plan of a row's account.
fn of(row: &Summary, desk: &mut Desk<'_>) -> Result<Option<PlanStanding>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let Some(docket) = register::find(desk, &row.account)? else { return Ok(None) };
    docket.plan(as_of, &rules).transpose().map_err(|refusal| CommandError::refused(&refusal))
}

fn show(found: &[(Summary, PlanStanding)], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-STATUS"),
        heading(desk, "H-ACCOUNT"),
        heading(desk, "H-DEBTOR"),
        heading(desk, "H-PLAN-NEXT"),
        heading(desk, "H-AMOUNT"),
        heading(desk, "H-PLAN-OVERDUE"),
        heading(desk, "H-PLAN-LEFT"),
        heading(desk, "H-HANDLER"),
    ])
    .right(&[4, 5, 6]);
    for (row, plan) in found {
        let next = plan.next();
        table.row([
            desk.text(word(plan.state), &[]),
            row.account.to_string(),
            row.debtor.clone(),
            next.map(|i| i.due.to_string()).unwrap_or_default(),
            next.map(|i| i.left().grouped()).unwrap_or_default(),
            plan.overdue().grouped(),
            plan.left().grouped(),
            row.handler.clone().unwrap_or_default(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    desk.tell("M-PLAN-COUNT", &[("count", found.len().to_string())])
}
