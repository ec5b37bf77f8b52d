//! `sucheng undo`.

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry, registry_error};
use crate::domain::AccountId;
use crate::domain::event::{NoticeStatus, Payload, StreamId};

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
    let account = match &args.account {
        Some(name) => Some(register::docket(desk, name)?.case.account),
        None => None,
    };
    let stream = account.map(StreamId::Account);
    let Some(command) = desk.registry()?.last_command(stream.as_ref()).map_err(registry_error)? else {
        return Err(CommandError::new(Exit::Failed, "E-UNDO-NOTHING"));
    };
    let mut entries = Vec::new();
    let mut undone = Vec::new();
    for (stream, seqs) in &command.events {
        let StreamId::Account(account) = stream else { continue };
        let events = register::events(desk, account)?;
        let gone: Vec<_> = events.iter().filter(|e| seqs.contains(&e.seq)).collect();
        if gone.iter().any(|e| left_the_house(&e.payload)) {
            return Err(CommandError::new(Exit::Failed, "E-UNDO-SENT").with("account", account));
        }
        let later = events.iter().any(|e| e.seq > seqs.iter().copied().max().unwrap_or(0) && !reversal(&e.payload));
        if gone.iter().any(|e| matches!(e.payload, Payload::Imported { .. })) && later && args.account.is_some() {
            return Err(CommandError::new(Exit::Failed, "E-UNDO-IMPORT").with("account", account));
        }
        undone.push((account.clone(), gone.iter().map(|e| e.payload.name()).collect::<Vec<_>>()));
        let payload = Payload::Reversed { command: command.id.clone(), events: seqs.clone(), reason: args.reason.clone() };
        entries.push(Entry { account: account.clone(), expected: events.len() as u64, payloads: vec![payload] });
    }
    if !desk.settings.dry_run {
        register::append(desk, entries)?;
    }
    report(&command.id, &undone, desk)
}

fn report(command: &str, undone: &[(AccountId, Vec<&'static str>)], desk: &mut Desk<'_>) -> Done {
    if desk.settings.for_programs() {
        let list: Vec<_> = undone.iter().map(|(a, e)| json!({"account": a, "events": e})).collect();
        desk.json("undo", "undone", json!({"command": command, "undone": list, "dry_run": desk.settings.dry_run}))?;
        return Ok(Exit::Done);
    }
    let code = if desk.settings.dry_run { "M-UNDO-WOULD" } else { "M-UNDO-DONE" };
    for (account, events) in undone {
        desk.say(code, &[("account", account.to_string()), ("events", events.join(", "))])?;
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
