//! `sucheng status`.

use clap::Args;
use serde_json::{Value, json};

use super::report;
use crate::cli::control;
use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::domain::Amount;
use crate::reports::agenda::{self, Item, Urgency};
use crate::reports::status::{Count, State};

/// Kinds of stages and milestones that are named; the others are counted.
const MOST: usize = 6;
/// Columns of the screen.
const WIDTH: usize = 80;

/// One screen: accounts by stage, money, what is late or lapses, whose move it is, what moved this week
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
}

/// Shows the state of the selected accounts.
///
/// # Errors
/// The selection or the registry cannot be read.
pub fn run(args: StatusArgs, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let (rows, broken) = control::selected(&args.selection, desk)?;
    if rows.is_empty() && broken.is_empty() {
        report::nobody(&args.selection, desk)?;
    }
    let selection = report::scope::selection(&args.selection, None, desk);
    let items = agenda::items(&rows, as_of, &rules);
    let state = control::state(&rows, broken.len(), &items, desk)?;
    if desk.settings.for_programs() {
        let mut body = for_programs(&state);
        body["as_of"] = json!(as_of);
        body["selection"] = json!(selection);
        desk.json("status", "", body)?;
    } else {
        print(&state, &items, desk)?;
        if let Some(selection) = selection {
            desk.say("M-PORTFOLIO-SELECTION", &[("selection", selection)])?;
        }
    }
    Ok(if broken.is_empty() { Exit::Done } else { Exit::Partial })
}

/// Prints the figures, the stages, what moved, and what is late longest.
///
/// # Errors
/// stdout cannot be written.
pub fn print(state: &State, items: &[Item<'_>], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let rules = desk.rules()?;
    let (as_of, lang) = (desk.settings.as_of, desk.lang());
    let amount = |sum: Option<Amount>| sum.map_or_else(|| "-".to_owned(), Amount::grouped);
    let count = |n: usize| n.to_string();
    desk.say("M-STATUS-HEAD", &[("day", as_of.to_string()), ("accounts", count(state.accounts))])?;
    let money = [
        ("owed", amount(state.owed)),
        ("received", amount(state.received)),
        ("payments", count(state.payments)),
    ];
    desk.say("M-STATUS-MONEY", &money)?;
    if state.broken > 0 {
        desk.say("M-STATUS-BROKEN", &[("count", count(state.broken))])?;
    }
    if state.uncomputed > 0 {
        desk.say("M-STATUS-UNCOMPUTED", &[("count", count(state.uncomputed))])?;
    }
    let due = [
        ("late", count(state.late)),
        ("week", count(state.week)),
        ("lapsing", count(state.lapsing)),
        ("acknowledged", count(state.acknowledged)),
    ];
    desk.say("M-STATUS-DEADLINES", &due)?;
    let waiting = [("court", count(state.waiting[0])), ("debtor", count(state.waiting[1]))];
    desk.say("M-STATUS-WAITING", &waiting)?;
    desk.say(
        "M-STATUS-OUTBOX",
        &[("waiting", count(state.outbox.all[0])), ("doubt", count(state.outbox.all[1]))],
    )?;
    for (code, list) in [("M-STATUS-STAGES", &state.stages), ("M-STATUS-MOVED", &state.moved)] {
        let all: usize = list.iter().map(|(_, n)| n).sum();
        desk.print("")?;
        desk.say(code, &[("count", count(all)), ("before", count(state.moved_before))])?;
        for ((track, milestone), n) in list.iter().take(MOST) {
            let title = dates::milestone(&rules, track, milestone, lang);
            // A stage that is no milestone has no other name.
            let title = if title == *milestone { String::new() } else { format!("  {title}") };
            desk.print(&super::agenda::cut(&format!("{n:>8}  {track}/{milestone}{title}"), WIDTH))?;
        }
        let more: usize = list.iter().skip(MOST).map(|(_, n)| n).sum();
        if more > 0 {
            desk.say("M-STATUS-MORE", &[("count", format!("{more:>8}"))])?;
        }
    }
    let late = items.iter().filter(|i| i.urgency == Urgency::Late && !i.rests);
    for item in late.take(1) {
        let [zh, en] = item.title();
        let line = desk.text(
            "M-STATUS-OLDEST",
            &[
                ("account", item.row.account.to_string()),
                ("due", item.deadline.due.to_string()),
                ("title", lang.of(&[&zh, &en]).to_owned()),
            ],
        );
        desk.print("")?;
        desk.print(&super::agenda::cut(&line, WIDTH))?;
    }
    Ok(())
}

/// The figures for programs.
pub fn for_programs(state: &State) -> Value {
    let stage = |((track, stage), n): &Count| json!({"track": track, "stage": stage, "accounts": n});
    let moved = |((track, milestone), n): &Count| json!({"track": track, "milestone": milestone, "count": n});
    json!({
        "accounts": state.accounts,
        "not_computed": state.broken,
        "stages": state.stages.iter().map(stage).collect::<Vec<_>>(),
        "money": {"owed": state.owed, "uncomputed": state.uncomputed, "received_this_month": state.received, "payments": state.payments, "received_in_7_days": state.received_week, "payments_in_7_days": state.payments_week},
        "deadlines": {"late": state.late, "due_in_7_days": state.week, "lapsing_in_30_days": state.lapsing, "acknowledged": state.acknowledged},
        "waiting": {"court": state.waiting[0], "debtor": state.waiting[1]},
        "moved": state.moved.iter().map(moved).collect::<Vec<_>>(),
        "moved_before": state.moved_before,
        "outbox": {"waiting": state.outbox.all[0], "in_doubt": state.outbox.all[1]},
    })
}
