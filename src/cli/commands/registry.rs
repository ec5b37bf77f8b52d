//! `sucheng registry`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, registry_error};
use crate::registry::Registry;

/// Look after the registry: verify, rebuild, back up, export
#[derive(Args, Debug)]
pub struct RegistryArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the registry.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Count accounts, events and bytes
    Stats,
    /// Check every hash of the chain, the journal and the index
    Verify,
    /// Make a new index from the journal
    Rebuild,
    /// Write one file that holds everything
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Fill an empty registry from a backup
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Write all events as JSON Lines
    Export {
        /// The file [default: stdout]
        file: Option<PathBuf>,
    },
    /// Fill an empty registry from JSON Lines
    Import {
        /// The file
        file: PathBuf,
    },
}

/// Does it.
///
/// # Errors
/// The registry cannot be read or written, or is damaged.
pub fn run(args: RegistryArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Stats => stats(desk),
        Action::Verify => verify(desk),
        Action::Rebuild => rebuild(desk),
        Action::Backup { file } => {
            if !desk.settings.dry_run {
                desk.registry()?.backup(&file).map_err(registry_error)?;
            }
            wrote(desk, "backup", &file)
        }
        Action::Export { file } => export(file, desk),
        Action::Restore { file } => {
            if desk.settings.dry_run {
                return wrote(desk, "restore", &file);
            }
            let events = desk.registry()?.restore(&file).map_err(registry_error)?;
            filled(desk, "restore", events)
        }
        Action::Import { file } => {
            if desk.settings.dry_run {
                return wrote(desk, "import", &file);
            }
            let reader = std::fs::File::open(&file).map_err(|e| CommandError::file("E-READ", &file, &e))?;
            let events = desk.registry()?.import(std::io::BufReader::new(reader)).map_err(registry_error)?;
            filled(desk, "import", events)
        }
    }
}

fn stats(desk: &mut Desk<'_>) -> Done {
    let begun = std::time::Instant::now();
    let stats = desk.registry()?.stats().map_err(registry_error)?;
    let opened = begun.elapsed().as_millis();
    if desk.settings.for_programs() {
        desk.json(
            "registry-stats",
            "",
            json!({"accounts": stats.accounts, "events": stats.events, "journal_bytes": stats.journal_bytes, "index_bytes": stats.index_bytes, "opened_ms": opened as u64}),
        )?;
    } else {
        desk.say(
            "M-REGISTRY-STATS",
            &[
                ("accounts", stats.accounts.to_string()),
                ("events", stats.events.to_string()),
                ("journal", stats.journal_bytes.to_string()),
                ("index", stats.index_bytes.to_string()),
                ("opened", opened.to_string()),
            ],
        )?;
    }
    Ok(Exit::Done)
}

fn verify(desk: &mut Desk<'_>) -> Done {
    let report = desk.registry()?.verify().map_err(registry_error)?;
    let sound = report.faults.is_empty();
    if desk.settings.for_programs() {
        let faults: Vec<_> = report.faults.iter().map(ToString::to_string).collect();
        desk.json(
            "registry-verify",
            "",
            json!({"sound": sound, "streams": report.streams, "events": report.events, "faults": faults}),
        )?;
    } else {
        for fault in &report.faults {
            desk.print(&fault.to_string())?;
        }
        let code = if sound { "M-REGISTRY-SOUND" } else { "M-REGISTRY-DAMAGED" };
        desk.say(
            code,
            &[
                ("streams", report.streams.to_string()),
                ("events", report.events.to_string()),
                ("faults", report.faults.len().to_string()),
            ],
        )?;
    }
    Ok(if sound { Exit::Done } else { Exit::Integrity })
}

/// Works where the registry does not open.
fn rebuild(desk: &mut Desk<'_>) -> Done {
    let dir = desk.workspace()?.registry();
    if desk.settings.dry_run {
        return wrote(desk, "rebuild", &dir);
    }
    let events = Registry::rebuild(&dir).map_err(registry_error)?;
    register::rows(desk)?;
    filled(desk, "rebuild", events)
}

fn export(file: Option<PathBuf>, desk: &mut Desk<'_>) -> Done {
    let mut lines = Vec::new();
    desk.registry()?.export(&mut lines).map_err(registry_error)?;
    match file {
        None => desk.print_raw(&lines)?,
        Some(file) => {
            if !desk.settings.dry_run {
                crate::cli::write::file(&file, &lines)?;
            }
            return wrote(desk, "export", &file);
        }
    }
    Ok(Exit::Done)
}

fn wrote(desk: &mut Desk<'_>, action: &str, path: &std::path::Path) -> Done {
    let path = path.display().to_string();
    if desk.settings.for_programs() {
        desk.json(
            &format!("registry-{action}"),
            "",
            json!({"path": path, "dry_run": desk.settings.dry_run}),
        )?;
    } else {
        let code = if desk.settings.dry_run { "M-REGISTRY-WOULD" } else { "M-REGISTRY-WROTE" };
        desk.say(code, &[("action", action.to_owned()), ("path", path)])?;
    }
    Ok(Exit::Done)
}

fn filled(desk: &mut Desk<'_>, action: &str, events: u64) -> Done {
    register::rows(desk)?;
    if desk.settings.for_programs() {
        desk.json(&format!("registry-{action}"), "", json!({ "events": events }))?;
    } else {
        desk.say("M-REGISTRY-FILLED", &[("action", action.to_owned()), ("events", events.to_string())])?;
    }
    Ok(Exit::Done)
}
