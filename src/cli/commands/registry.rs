//! `sucheng registry`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::registry_error;
use crate::cli::rows;
use crate::cli::workspace;
use crate::registry::{Registry, StoreKind};

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
    /// Write one file that holds all events; the files in evidence/ are not in it
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
                desk.tell("M-REGISTRY-BACKUP-SCOPE", &[])?;
            }
            wrote(desk, "backup", &file)
        }
        Action::Export { file } => export(file, desk),
        Action::Restore { file } => {
            if desk.settings.dry_run {
                return wrote(desk, "restore", &file);
            }
            let restored = desk.registry_to_fill()?.restore(&file).map_err(registry_error)?;
            filled(desk, "restore", restored.events)
        }
        Action::Import { file } => {
            if desk.settings.dry_run {
                return wrote(desk, "import", &file);
            }
            let reader = std::fs::File::open(&file).map_err(|e| CommandError::file("E-READ", &file, &e))?;
            let moved = desk
                .registry_to_fill()?
                .import(&mut std::io::BufReader::new(reader))
                .map_err(registry_error)?;
            filled(desk, "import", moved.events)
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
            json!({"accounts": stats.accounts, "events": stats.events, "journal_bytes": stats.journal_bytes, "commits": stats.commits, "disk_bytes": stats.disk_bytes, "opened_ms": opened as u64}),
        )?;
    } else {
        desk.say(
            "M-REGISTRY-STATS",
            &[
                ("accounts", stats.accounts.to_string()),
                ("events", stats.events.to_string()),
                ("journal", stats.journal_bytes.to_string()),
                ("index", stats.disk_bytes.to_string()),
                ("opened", opened.to_string()),
            ],
        )?;
    }
    Ok(Exit::Done)
}

fn verify(desk: &mut Desk<'_>) -> Done {
    let report = desk.registry()?.verify().map_err(registry_error)?;
    let lang = desk.lang();
    let sound = report.findings.is_empty();
    if desk.settings.for_programs() {
        let faults: Vec<_> =
            report.findings.iter().map(|f| crate::cli::error::as_json(lang, &f.problem())).collect();
        desk.json(
            "registry-verify",
            "",
            json!({"sound": sound, "streams": report.streams, "events": report.events, "faults": faults}),
        )?;
    } else {
        for finding in &report.findings {
            let words = crate::cli::error::worded(lang, &finding.problem());
            desk.print(&words)?;
        }
        let code = if sound { "M-REGISTRY-SOUND" } else { "M-REGISTRY-DAMAGED" };
        desk.say(
            code,
            &[
                ("streams", report.streams.to_string()),
                ("events", report.events.to_string()),
                ("faults", report.findings.len().to_string()),
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
    let wait = std::time::Duration::from_secs(2);
    let (registry, rebuilt) =
        Registry::rebuild(&dir, StoreKind::Sled, wait, "sucheng").map_err(registry_error)?;
    drop(registry);
    for (code, path) in
        [("M-REGISTRY-OLD-INDEX", &rebuilt.old_index), ("M-REGISTRY-OLD-JOURNAL", &rebuilt.old_journal)]
    {
        if let Some(path) = path {
            desk.tell(code, &[("path", path.display().to_string())])?;
        }
    }
    let events = desk.registry()?.stats().map_err(registry_error)?.events;
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
    if desk.settings.for_programs() {
        desk.json(
            &format!("registry-{action}"),
            "",
            json!({"path": workspace::absolute(path), "dry_run": desk.settings.dry_run}),
        )?;
    } else {
        let code = if desk.settings.dry_run { "M-REGISTRY-WOULD" } else { "M-REGISTRY-WROTE" };
        desk.say(code, &[("action", action.to_owned()), ("path", path.display().to_string())])?;
    }
    Ok(Exit::Done)
}

fn filled(desk: &mut Desk<'_>, action: &str, events: u64) -> Done {
    rows::all(desk)?;
    if desk.settings.for_programs() {
        desk.json(&format!("registry-{action}"), "", json!({ "events": events }))?;
    } else {
        desk.say("M-REGISTRY-FILLED", &[("action", action.to_owned()), ("events", events.to_string())])?;
    }
    Ok(Exit::Done)
}
