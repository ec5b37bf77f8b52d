//! `sucheng show`.

mod bundles;
mod course;
mod documents;
mod money;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::mailing;
use crate::cli::masking;
use crate::cli::register;
use crate::cli::table::Table;
use crate::docket::{Asset, Docket, Proceeding, Standing};
use crate::domain::identity::mask;
use crate::domain::proof::Evidence;

/// Show one account: facts, money, timeline, next dates, documents, notices
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The account
    pub account: String,
}

/// Shows the account as of the day stood on.
///
/// # Errors
/// The account is not there; the registry cannot be read.
pub fn run(args: ShowArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let rules = desk.rules()?;
    let standing = Standing::new(&docket, desk.settings.as_of, &rules);
    let events = register::events(desk, &docket.case.account)?;
    let outbox = mailing::outbox(&docket.case.account, &events)?;
    let drafted = documents::look(&docket, &events, desk)?;
    let course = Proceeding::all(&standing.milestones, &rules);
    let property = Asset::all(&docket, &standing);
    let costs = docket.cost_summary(desk.settings.as_of, standing.balance.as_ref().ok().map(|a| &a.value));
    if desk.settings.for_programs() {
        let row = docket.row(desk.settings.as_of, &rules);
        let workspace = desk.workspace()?;
        let mut body = super::list::for_programs(&row, desk.settings.as_of);
        let more = json!({
            "facts": facts(&docket, desk.settings.unmask),
            "money": money::for_programs(&standing, desk.lang()),
            "costs": money::costs_for_programs(&costs, desk.lang()),
            "paid_off": docket.is_paid_off(desk.settings.as_of, &rules),
            "lost": docket.lost(desk.settings.as_of, &rules).is_some(),
            "milestones": standing.milestones.iter().map(|m| json!({"track": m.track, "milestone": m.milestone, "on": m.on, "facts": m.facts})).collect::<Vec<_>>(),
            "deadlines": standing.deadlines.iter().map(|d| dates::for_programs(d, desk.lang())).collect::<Vec<_>>(),
            "proceedings": course,
            "assets": property.iter().map(|a| super::assets::for_programs(a, desk)).collect::<Vec<_>>(),
            "allowed": standing.allowed.iter().map(|(t, m)| format!("{t}/{m}")).collect::<Vec<_>>(),
            "evidence": docket.case.evidence.iter().map(evidence).collect::<Vec<_>>(),
            "documents": documents::for_programs(&drafted, &workspace),
            "bundles": bundles::for_programs(&docket, &workspace),
            "notices": outbox.notices().iter().map(|n| super::notify::record(Some(&docket.case.account), &n.record, n.status, desk.settings.unmask)).collect::<Vec<_>>(),
        });
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        desk.json("show", "", body)?;
        return Ok(Exit::Done);
    }
    head(&docket, &standing, desk)?;
    money::print(&standing, desk)?;
    money::print_costs(&costs, desk)?;
    if docket.lost(desk.settings.as_of, &rules).is_some() {
        desk.say("M-SHOW-LOST", &[])?;
    } else if docket.is_paid_off(desk.settings.as_of, &rules) {
        desk.say("M-SHOW-PAID-OFF", &[])?;
    }
    timeline(&standing, desk)?;
    course::proceedings(&course, desk)?;
    course::property(&property, desk)?;
    dates(&standing, desk)?;
    proof(&docket, desk)?;
    documents::print(&drafted, desk)?;
    bundles::print(&docket, desk)?;
    if !outbox.notices().is_empty() {
        desk.print("")?;
        desk.say("M-SHOW-NOTICES", &[])?;
    }
    for n in outbox.notices() {
        desk.say(
            "M-SHOW-NOTICE",
            &[
                ("id", n.record.id.clone()),
                ("kind", n.record.kind.clone()),
                ("status", n.status.id().to_owned()),
                ("to", masking::mailbox(&n.record.to, desk.settings.unmask)),
            ],
        )?;
    }
    Ok(Exit::Done)
}

fn head(
    docket: &Docket,
    standing: &Standing,
    desk: &mut Desk<'_>,
) -> Result<(), crate::cli::error::CommandError> {
    let case = &docket.case;
    desk.print(&format!("{}  {}", case.account, case.primary().map_or("", |d| d.name.as_str())))?;
    let mut table = Table::new([desk.text("H-STAGE", &[]), format!("{}/{}", standing.track, standing.stage)]);
    let mut line = |desk: &Desk<'_>, code: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            table.row([desk.text(code, &[]), value]);
        }
    };
    line(desk, "H-PRODUCT", case.product.map(|p| p.id().to_owned()));
    line(desk, "H-BATCH", case.batch.clone());
    line(desk, "H-CREDITOR", case.creditor.as_ref().map(|c| c.name.clone()));
    for debtor in &case.debtors {
        let id = debtor
            .id
            .as_ref()
            .map(|id| if desk.settings.unmask { id.number.clone() } else { mask::number(&id.number) });
        let code = match debtor.role {
            crate::domain::party::Role::Guarantor => "H-GUARANTOR",
            _ => "H-DEBTOR",
        };
        line(desk, code, Some(format!("{}  {}", debtor.name, id.unwrap_or_default()).trim_end().to_owned()));
    }
    line(desk, "H-COURT", standing.court.clone());
    line(desk, "H-HANDLER", case.handler.as_ref().map(|h| h.name.clone()));
    line(
        desk,
        "H-COUNSEL",
        case.counsel.as_ref().map(|c| {
            [Some(c.firm.clone()), c.lawyer.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }),
    );
    desk.print_raw(table.render().as_bytes())
}

fn timeline(standing: &Standing, desk: &mut Desk<'_>) -> Result<(), crate::cli::error::CommandError> {
    if standing.milestones.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-TIMELINE", &[])?;
    let rules = desk.rules()?;
    for m in &standing.milestones {
        let title = dates::milestone(&rules, &m.track, &m.milestone, desk.lang());
        let facts: Vec<String> = m.facts.iter().map(|(k, v)| format!("{k}={v}")).collect();
        desk.print(
            format!("  {}  {}/{}  {title}  {}", m.on, m.track, m.milestone, facts.join(" ")).trim_end(),
        )?;
    }
    Ok(())
}

fn dates(standing: &Standing, desk: &mut Desk<'_>) -> Result<(), crate::cli::error::CommandError> {
    if standing.deadlines.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-DATES", &[])?;
    for d in &standing.deadlines {
        let status = desk.text(dates::code(d), &[]);
        desk.print(&format!("  {}  {status}  {}  {}", d.due, dates::title(d, desk.lang()), d.source))?;
        if let Some(handled) = &d.handled {
            desk.print(&format!("    {}", dates::decided(handled, d.due, desk.lang())))?;
        }
    }
    Ok(())
}

fn proof(docket: &Docket, desk: &mut Desk<'_>) -> Result<(), crate::cli::error::CommandError> {
    if docket.case.evidence.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-EVIDENCE", &[("count", docket.case.evidence.len().to_string())])?;
    for e in &docket.case.evidence {
        let pages = e.stored.as_ref().map(|s| desk.text("M-SHOW-PAGES", &[("pages", s.pages.to_string())]));
        desk.print(format!("  {}  {}  {}", e.id, e.title, pages.unwrap_or_default()).trim_end())?;
    }
    Ok(())
}

fn evidence(e: &Evidence) -> Value {
    let stored = e.stored.as_ref();
    json!({"id": e.id, "kind": e.kind, "title": e.title, "sha256": stored.map(|s| &s.sha256), "pages": stored.map(|s| s.pages)})
}

/// The facts, numbers masked unless asked for in full.
fn facts(docket: &Docket, unmask: bool) -> Value {
    let mut facts = docket.facts.to_json();
    if !unmask {
        masking::value("", &mut facts);
    }
    for list in ["contacts", "statements"] {
        if let Some(map) = facts.as_object_mut() {
            map.shift_remove(list);
        }
    }
    facts
}
