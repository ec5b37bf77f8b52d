//! `sucheng undo`.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry, registry_error};
use crate::cli::typed;
use crate::domain::event::{NoticeStatus, Payload, StreamId};
use crate::domain::{AccountId, Event};

/// Reverse the last command by appending its reversal; nothing is erased
#[derive(Args, Debug)]
pub struct UndoArgs {
    /// The last command of this account, for this account only
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Why, for the log
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Reverses the newest command that is neither a reversal nor reversed already.
///
/// # Errors
/// There is none, or it did what cannot be taken back; the registry cannot be written.
pub fn run(args: UndoArgs, desk: &mut Desk<'_>) -> Done {
    typed::kept_if_any("--reason", args.reason.as_deref())?;
    let only = match &args.account {
        Some(name) => Some(register::docket(desk, name)?.case.account),
        None => None,
    };
    let Some((command, live)) = last_live(desk, only.as_ref())? else {
        return Err(CommandError::new(Exit::Failed, "E-UNDO-NOTHING"));
    };
    let mut entries = Vec::new();
    let mut undone = Vec::new();
    for (account, events, seqs) in live {
        let gone: Vec<&Event> = events.iter().filter(|e| seqs.contains(&e.seq)).collect();
        if gone.iter().any(|e| left_the_house(&e.payload)) {
            return Err(CommandError::new(Exit::Failed, "E-UNDO-SENT").with("account", account));
        }
        undone.push((account.clone(), gone.iter().map(|e| e.payload.name()).collect::<Vec<_>>()));
        let payload =
            Payload::Reversed { command: command.clone(), events: seqs, reason: args.reason.clone() };
        entries.push(Entry { account, expected: events.len() as u64, payloads: vec![payload] });
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
    }
    report(&command, &undone, desk)
}

/// An account, its events, and those of them that are to be reversed.
type Live = (AccountId, Vec<Event>, Vec<u64>);

/// The newest command with events that still count, on this account or on any.
fn last_live(
    desk: &mut Desk<'_>,
    only: Option<&AccountId>,
) -> Result<Option<(String, Vec<Live>)>, CommandError> {
    let registry = desk.registry()?;
    for done in registry.recent().map_err(registry_error)? {
        let done = done.map_err(registry_error)?;
        let mut live = Vec::new();
        for touched in &done.touched {
            let StreamId::Account(account) = &touched.stream else { continue };
            if only.is_some_and(|only| only != account) {
                continue;
            }
            let events = registry.events(&touched.stream).map_err(registry_error)?;
            let reversed: BTreeSet<u64> = events.iter().flat_map(reversed_by).collect();
            let seqs: Vec<u64> = events
                .iter()
                .filter(|e| {
                    touched.seqs.contains(&e.seq) && !reversed.contains(&e.seq) && !reversal(&e.payload)
                })
                .map(|e| e.seq)
                .collect();
            if !seqs.is_empty() {
                live.push((account.clone(), events, seqs));
            }
        }
        if !live.is_empty() {
            return Ok(Some((done.command, live)));
        }
    }
    Ok(None)
}

fn reversed_by(event: &Event) -> Vec<u64> {
    match &event.payload {
        Payload::Reversed { events, .. } => events.clone(),
        _ => Vec::new(),
    }
}

fn report(command: &str, undone: &[(AccountId, Vec<&'static str>)], desk: &mut Desk<'_>) -> Done {
    if desk.settings.for_programs() {
        let list: Vec<_> = undone.iter().map(|(a, e)| json!({"account": a, "events": e})).collect();
        desk.json(
            "undo",
            "undone",
            json!({"command": command, "undone": list, "dry_run": desk.settings.dry_run}),
        )?;
        return Ok(Exit::Done);
    }
    let code = if desk.settings.dry_run { "M-UNDO-WOULD" } else { "M-UNDO-DONE" };
    for (account, events) in undone {
        let events: Vec<String> =
            events.iter().map(|event| desk.text(&format!("S-EVENT-{}", event.to_uppercase()), &[])).collect();
        let between = desk.text("S-EVENT-BETWEEN", &[]);
        desk.say(code, &[("account", account.to_string()), ("events", events.join(&between))])?;
    }
    Ok(Exit::Done)
}

/// What went out of the house cannot be taken back by a note in the log.
fn left_the_house(payload: &Payload) -> bool {
    matches!(payload, Payload::NoticeMoved(m) if matches!(m.to, NoticeStatus::Sending | NoticeStatus::Sent | NoticeStatus::InDoubt))
}

fn reversal(payload: &Payload) -> bool {
    matches!(payload, Payload::Reversed { .. })
}

#[cfg(test)]
mod tests {
    use crate::cli::catalogue::{self, Lang};

    /// The names as the program's own source gives them: none can be added without its words.
    #[test]
    fn every_event_has_its_words() {
        let source = include_str!("../../domain/event.rs");
        let body = source.split("pub const fn name(").nth(1).and_then(|rest| rest.split("\n    }\n").next());
        let names: Vec<&str> = body.unwrap_or_default().split('"').skip(1).step_by(2).collect();
        assert!(names.len() >= 19, "{names:?}");
        for name in names {
            let code = format!("S-EVENT-{}", name.to_uppercase());
            for lang in [Lang::Zh, Lang::En] {
                assert_ne!(catalogue::text(lang, &code, &[]), code);
            }
        }
    }
}
