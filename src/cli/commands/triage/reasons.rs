//! How the figures of an account came about: formula, inputs, and what stands behind each.

use rust_decimal::Decimal;

use super::{programs, shown};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::domain::Amount;
use crate::reports::triage::{Basis, Bearing, CostPart, Figure, History, Ranked, Triage, Way};

/// Explains one account: ranked, set aside or not computed.
///
/// # Errors
/// The account was not selected; stdout cannot be written.
pub fn explain(name: &str, triage: &Triage, history: &History, desk: &mut Desk<'_>) -> Done {
    if let Some(one) = triage.ranked.iter().find(|r| r.account.as_str() == name) {
        if desk.settings.for_programs() {
            let mut body = programs::ranked(one);
            body["estimate"] = true.into();
            body["history_left_out"] = history.left_out.into();
            desk.json("triage-explain", "legs", body)?;
        } else {
            print(one, history, desk)?;
        }
        return Ok(Exit::Done);
    }
    if let Some(one) = triage.aside.iter().find(|a| a.account.as_str() == name) {
        let why = desk.text(&format!("S-TRIAGE-ASIDE-{}", one.why.id().to_uppercase()), &[]);
        if desk.settings.for_programs() {
            let body = serde_json::json!({"account": one.account, "why": one.why.id()});
            desk.json("triage-explain", "legs", body)?;
        } else {
            desk.print(&format!("{name}  {why}"))?;
        }
        return Ok(Exit::Done);
    }
    if let Some(one) = triage.not_computed.iter().find(|b| b.account.as_str() == name) {
        let args = [("account", name.to_owned()), ("code", one.code.clone()), ("reason", one.reason.clone())];
        desk.insist("M-TRIAGE-NOT-COMPUTED", &args)?;
        return Ok(Exit::Partial);
    }
    Err(CommandError::new(Exit::Failed, "E-NO-ACCOUNT").with("found", name).with("near", ""))
}

fn print(one: &Ranked, history: &History, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    desk.say("M-TRIAGE-ESTIMATE", &[])?;
    let head = [
        ("account", one.account.to_string()),
        ("claim", one.claim.grouped()),
        ("product", one.product.unwrap_or("-").to_owned()),
        ("age", one.age.to_owned()),
    ];
    desk.say("M-TRIAGE-EXPLAIN-HEAD", &head)?;
    if let Some((day, left)) = one.limitation {
        let args = [("day", day.to_string()), ("days", left.to_string())];
        desk.say("M-TRIAGE-EXPLAIN-LIMITATION", &args)?;
    }
    desk.say("M-TRIAGE-SO-FAR", &[])?;
    if history.left_out > 0 {
        desk.say("M-TRIAGE-LEFT-OUT", &[("count", history.left_out.to_string())])?;
    }
    let best = one.best().track;
    for way in std::iter::once(&one.own).chain(&one.others) {
        desk.print("")?;
        let code = if way.track == best { "M-TRIAGE-EXPLAIN-BEST" } else { "M-TRIAGE-EXPLAIN-WAY" };
        desk.say(code, &[("track", shown::track(way, desk)), ("net", way.net.grouped())])?;
        figures(one.claim, way, desk)?;
    }
    Ok(())
}

/// The figures of a track in the order in which they are worked out.
fn figures(claim: Amount, way: &Way, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if let Some(objection) = &way.objection {
        line("S-TRIAGE-OBJECTION", &[("value", objection.value.to_string())], Some(objection), desk)?;
    }
    for leg in &way.legs {
        let track = desk.text(&format!("S-LEDGER-{}", leg.track.id().to_uppercase()), &[]);
        let args = |value: Decimal| {
            [("track", track.clone()), ("chance", leg.chance.to_string()), ("value", value.to_string())]
        };
        line("S-TRIAGE-LEG-SHARE", &args(leg.share.value), Some(&leg.share), desk)?;
        line("S-TRIAGE-LEG-DAYS", &args(leg.days.value), Some(&leg.days), desk)?;
    }
    let recovery =
        [("claim", claim.grouped()), ("share", way.share.to_string()), ("recovery", way.recovery.grouped())];
    line("S-TRIAGE-RECOVERY", &recovery, None, desk)?;
    for part in &way.costs {
        cost(part, desk)?;
    }
    let sums = [
        ("recovery", way.recovery.grouped()),
        ("back", way.back.grouped()),
        ("cost", way.cost.grouped()),
        ("net", way.net.grouped()),
        ("ratio", way.ratio.to_string()),
        ("share", way.share.to_string()),
        ("days", way.days.to_string()),
    ];
    for code in ["S-TRIAGE-COST", "S-TRIAGE-BACK", "S-TRIAGE-NET", "S-TRIAGE-RATIO", "S-TRIAGE-DAYS"] {
        line(code, &sums, None, desk)?;
    }
    Ok(())
}

fn cost(part: &CostPart, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let name = desk.text(&format!("S-TRIAGE-PART-{}", part.part.id().to_uppercase()), &[]);
    let loser = if part.on_loser { "S-TRIAGE-ON-LOSER" } else { "S-TRIAGE-ON-CREDITOR" };
    let args = [
        ("part", name),
        ("amount", part.amount.grouped()),
        ("chance", part.chance.to_string()),
        ("borne", desk.text(loser, &[])),
    ];
    match &part.from {
        Bearing::Assumed(share) => line("S-TRIAGE-PART", &args, Some(share), desk),
        Bearing::Rule(source) => {
            line("S-TRIAGE-PART", &args, None, desk)?;
            desk.print(&format!("      {}", desk.text("S-TRIAGE-RULE", &[("source", source.clone())])))
        }
        Bearing::Stated => {
            line("S-TRIAGE-PART", &args, None, desk)?;
            desk.print(&format!("      {}", desk.text("S-TRIAGE-STATED", &[])))
        }
    }
}

/// A figure, and below it what it rests on.
fn line(
    code: &str,
    args: &[(&str, String)],
    figure: Option<&Figure>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    desk.print(&format!("  {}", desk.text(code, args)))?;
    let Some(figure) = figure else { return Ok(()) };
    let words = match &figure.basis {
        Basis::History { cell, of_cell, all, of_all, k } => {
            let args = [
                ("k", k.to_string()),
                ("all", all.to_string()),
                ("of_all", of_all.to_string()),
                ("cell", cell.to_string()),
                ("of_cell", of_cell.map_or_else(|| "-".to_owned(), |value| value.to_string())),
                ("value", figure.value.to_string()),
            ];
            desk.text("S-TRIAGE-BY-HISTORY", &args)
        }
        Basis::Assumption { id, source, checked_on, confidence, ended, least } => {
            let args = [
                ("id", id.clone()),
                ("value", figure.value.to_string()),
                ("source", source.clone()),
                ("checked_on", checked_on.to_string()),
                ("confidence", confidence.code().to_owned()),
                ("ended", ended.to_string()),
                ("least", least.map(|n| n.to_string()).unwrap_or_default()),
            ];
            let code = if least.is_some() { "S-TRIAGE-BY-TOO-FEW" } else { "S-TRIAGE-BY-ASSUMPTION" };
            desk.text(code, &args)
        }
    };
    desk.print(&format!("      {words}"))
}
