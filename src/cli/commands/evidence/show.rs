//! `sucheng evidence show`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register;
use crate::cli::table::Table;
use crate::docket::Docket;
use crate::docket::custody::{Happened, Step, custody};
use crate::documents;
use crate::domain::Event;
use crate::papers::Shelf;

/// What is to be shown.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// The account
    pub account: String,
    /// The piece of evidence [default: all, those withdrawn among them]
    pub id: Option<String>,
}

/// Shows what each piece is and every step since it came.
///
/// # Errors
/// The account or the evidence is not there; the registry cannot be read.
pub fn run(args: ShowArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let events = register::events(desk, &docket.case.account)?;
    let gone = docket.withdrawn.iter().map(|w| w.what.0.id.clone());
    let mut ids: Vec<String> = docket.case.evidence.iter().map(|e| e.id.clone()).collect();
    for id in gone {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if let Some(id) = args.id {
        if !ids.contains(&id) {
            super::index_of(&docket, &id)?;
        }
        ids = vec![id];
    }
    let mut answers = Vec::new();
    for id in &ids {
        let answer = one(&docket, &events, id, desk)?;
        answers.extend(answer);
    }
    if desk.settings.for_programs() {
        let body = json!({"account": docket.case.account, "evidence": answers});
        desk.json("evidence-show", "evidence", body)?;
    }
    Ok(Exit::Done)
}

/// One piece: for programs it is given back, else printed.
fn one(
    docket: &Docket,
    events: &[Event],
    id: &str,
    desk: &mut Desk<'_>,
) -> Result<Option<Value>, CommandError> {
    let shelf = Shelf::new(desk.workspace()?.evidence());
    let steps = custody(events, id).map_err(|e| {
        CommandError::new(Exit::Integrity, "E-DOCKET-FOLD")
            .with("account", &docket.case.account)
            .with("reason", e)
    })?;
    let index = docket.case.evidence.iter().position(|e| e.id == id);
    let gone = || docket.withdrawn.iter().rev().map(|w| &w.what.0).find(|e| e.id == id);
    let Some(evidence) = index.and_then(|i| docket.case.evidence.get(i)).or_else(gone) else {
        return Ok(None);
    };
    let state = super::state(&shelf, evidence);
    if desk.settings.for_programs() {
        let mut item = super::for_programs(index.unwrap_or_default(), evidence, state);
        if index.is_none() {
            item["number"] = Value::Null;
        }
        item["withdrawn"] = index.is_none().into();
        item["history"] = steps.iter().map(step_for_programs).collect();
        return Ok(Some(item));
    }
    let number = index.map_or_else(|| desk.text("S-EVIDENCE-WITHDRAWN", &[]), documents::exhibit);
    desk.print(&format!("{number}  {id}  {}", evidence.title))?;
    let mut table = Table::new([format!("  {}", desk.text("H-KIND", &[])), evidence.kind.id().to_owned()]);
    let mut line = |desk: &Desk<'_>, code: &str, value: Option<String>| {
        if let Some(value) = value {
            table.row([format!("  {}", desk.text(code, &[])), value]);
        }
    };
    line(desk, "H-EVIDENCE-SOURCE", evidence.source.clone());
    line(desk, "H-PROVES", evidence.proves.clone());
    let word = |original: bool| if original { "S-EVIDENCE-ORIGINAL" } else { "S-EVIDENCE-COPY" };
    line(desk, "H-FORM", evidence.original.map(|original| desk.text(word(original), &[])));
    for mark in &evidence.marks {
        line(desk, "H-MARK", Some(format!("{} {}", mark.page, mark.fact)));
    }
    if let Some(stored) = &evidence.stored {
        line(desk, "H-PAGES", Some(stored.pages.to_string()));
        line(desk, "H-SHA256", Some(stored.sha256.clone()));
    }
    line(desk, "H-STATE", Some(desk.text(&format!("S-EVIDENCE-{}", state.to_uppercase()), &[])));
    desk.print_raw(table.render().as_bytes())?;
    for step in &steps {
        let told = step_in_words(step, desk);
        desk.print(&format!("  {}  {}  {told}", step.at.format("%Y-%m-%d %H:%M"), step.actor))?;
    }
    Ok(None)
}

fn step_in_words(step: &Step, desk: &Desk<'_>) -> String {
    match &step.what {
        Happened::Filed { named } => {
            let named = named.clone().unwrap_or_default();
            desk.text("M-CUSTODY-FILED", &[("file", named)])
        }
        Happened::Added { named, from, received } => {
            let mut text = desk.text("M-CUSTODY-ADDED", &[("file", named.clone())]);
            if let Some(from) = from {
                text.push_str(&desk.text("M-CUSTODY-FROM", &[("from", from.clone())]));
            }
            if let Some(day) = received {
                text.push_str(&desk.text("M-CUSTODY-RECEIVED", &[("on", day.to_string())]));
            }
            text
        }
        Happened::Changed { reason } => desk.text("M-CUSTODY-CHANGED", &[("reason", reason.clone())]),
        Happened::Withdrawn { reason } => {
            desk.text("M-CUSTODY-WITHDRAWN", &[("reason", reason.clone().unwrap_or_default())])
        }
        Happened::Bundled { whom, pages } => {
            let whom = desk.text(&format!("S-BUNDLE-FOR-{}", whom.id().to_uppercase()), &[]);
            let mut text = desk.text("M-CUSTODY-BUNDLED", &[("whom", whom)]);
            if let Some((first, last)) = pages {
                let args = [("first", first.to_string()), ("last", last.to_string())];
                text.push_str(&desk.text("M-CUSTODY-PAGES", &args));
            }
            text
        }
        Happened::Undone => desk.text("M-CUSTODY-UNDONE", &[]),
    }
}

fn step_for_programs(step: &Step) -> Value {
    let mut told = match &step.what {
        Happened::Filed { named } => json!({"what": "filed", "file": named}),
        Happened::Added { named, from, received } => {
            json!({"what": "added", "file": named, "from": from, "received": received})
        }
        Happened::Changed { reason } => json!({"what": "changed", "reason": reason}),
        Happened::Withdrawn { reason } => json!({"what": "withdrawn", "reason": reason}),
        Happened::Bundled { whom, pages } => json!({
            "what": "bundled",
            "for": whom.id(),
            "first": pages.map(|(first, _)| first),
            "last": pages.map(|(_, last)| last),
        }),
        Happened::Undone => json!({"what": "undone"}),
    };
    told["event"] = step.seq.into();
    told["at"] = step.at.to_rfc3339().into();
    told["actor"] = step.actor.clone().into();
    told["command"] = step.command.clone().into();
    told["sha256"] = step.sha256.clone().into();
    told
}
