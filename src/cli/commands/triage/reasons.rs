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
    if let Some(one) = triage.reckoned().find(|r| r.account.as_str() == name) {
        if desk.settings.for_programs() {
            let mut body = programs::ranked(one, desk.lang());
            body["estimate"] = true.into();
            body["history_left_out"] = history.left_out.into();
            desk.json("triage-explain", "legs", body)?;
        } else {
            print(one, history, desk)?;
        }
        return Ok(Exit::Done);
    }
    if let Some(one) = triage.aside.iter().find(|a| a.account.as_str() == name) {
        let why = shown::aside(one, desk);
        if desk.settings.for_programs() {
            let body = serde_json::json!({"account": one.account, "why": one.why.id()});
            desk.json("triage-explain", "legs", body)?;
        } else {
            desk.print(&format!("{name}  {why}"))?;
        }
        return Ok(Exit::Done);
    }
    if let Some(one) = triage.not_computed.iter().find(|b| b.account.as_str() == name) {
        super::not_computed(one, desk)?;
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
    if !one.against.is_empty() {
        desk.say("M-TRIAGE-EXPLAIN-APART", &[])?;
    }
    for line in shown::sentences(one, desk) {
        desk.print(&format!("  {line}"))?;
    }
    for lapse in one.limitation.iter().chain(one.lapse.iter().filter(|l| Some(*l) != one.limitation.as_ref()))
    {
        let [zh, en] = &lapse.title;
        let title = desk.lang().of(&[zh, en]).to_owned();
        let args = [("title", title), ("day", lapse.due.to_string()), ("days", lapse.left.to_string())];
        desk.say("M-TRIAGE-EXPLAIN-LAPSE", &args)?;
    }
    desk.say("M-TRIAGE-SO-FAR", &[])?;
    desk.say("M-TRIAGE-WHICH-DAYS", &[])?;
    if history.left_out > 0 {
        desk.say("M-TRIAGE-LEFT-OUT", &[("count", history.left_out.to_string())])?;
    }
    let best = one.best().track;
    for way in std::iter::once(&one.own).chain(&one.others) {
        desk.print("")?;
        let code = match (way.track == best, way.is_loss()) {
            (true, false) => "M-TRIAGE-EXPLAIN-BEST",
            (true, true) => "M-TRIAGE-EXPLAIN-LEAST-LOSS",
            (false, true) => "M-TRIAGE-EXPLAIN-LOSS",
            (false, false) => "M-TRIAGE-EXPLAIN-WAY",
        };
        desk.say(code, &[("track", shown::track(way.track, desk)), ("net", way.net.grouped())])?;
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
        if let Some(days) = &leg.money_days {
            line("S-TRIAGE-LEG-MONEY-DAYS", &args(days.value), Some(days), desk)?;
        }
    }
    let recovery =
        [("claim", claim.grouped()), ("share", way.share.to_string()), ("recovery", way.recovery.grouped())];
    line("S-TRIAGE-RECOVERY", &recovery, None, desk)?;
    for part in &way.costs {
        cost(part, desk)?;
    }
    for leg in &way.legs {
        let args = [
            ("track", desk.text(&format!("S-LEDGER-{}", leg.track.id().to_uppercase()), &[])),
            ("chance", leg.chance.to_string()),
            ("share", leg.share.value.to_string()),
            ("costs", leg.on_loser.grouped()),
            ("back", leg.back.grouped()),
        ];
        line("S-TRIAGE-LEG-BACK", &args, None, desk)?;
    }
    let money = way.money_days.map_or_else(|| "-".to_owned(), |days| days.to_string());
    let sums = [
        ("legs", way.legs.iter().map(|leg| leg.back.grouped()).collect::<Vec<_>>().join(" + ")),
        ("money", money),
        ("recovery", way.recovery.grouped()),
        ("back", way.back.grouped()),
        ("cost", way.cost.grouped()),
        ("net", way.net.grouped()),
        ("ratio", way.ratio.to_string()),
        ("share", way.share.to_string()),
        ("days", way.days.to_string()),
    ];
    for code in [
        "S-TRIAGE-COST",
        "S-TRIAGE-BACK",
        "S-TRIAGE-NET",
        "S-TRIAGE-RATIO",
        "S-TRIAGE-DAYS",
        "S-TRIAGE-MONEY-DAYS",
    ] {
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
    desk.print(&format!("      {}", rests_on(figure, desk)))
}

/// What a figure rests on, in words.
pub fn rests_on(figure: &Figure, desk: &Desk<'_>) -> String {
    match &figure.basis {
        Basis::History { cell, of_cell, all, of_all, k, size, means } => {
            let [by_account, by_money] = means.unwrap_or_default().map(|mean| mean.to_string());
            let of = size.map_or_else(|| "ALL".to_owned(), str::to_uppercase);
            let args = [
                ("k", k.to_string()),
                ("all", all.to_string()),
                ("of_all", of_all.to_string()),
                ("cell", cell.to_string()),
                ("of_cell", of_cell.map_or_else(|| "-".to_owned(), |value| value.to_string())),
                ("value", figure.value.to_string()),
                ("size", desk.text(&format!("S-TRIAGE-SIZE-{of}"), &[])),
                ("by_account", by_account),
                ("by_money", by_money),
            ];
            let code = if means.is_some() { "S-TRIAGE-BY-HISTORY-SHARE" } else { "S-TRIAGE-BY-HISTORY" };
            desk.text(code, &args)
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
    }
}
