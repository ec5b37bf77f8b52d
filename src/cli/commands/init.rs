//! `sucheng init`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::workspace;

/// What a new workspace's settings say.
pub const SETTINGS: &str = include_str!("init.yaml");

/// Make a workspace of a folder: settings, registry, evidence, output
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The folder [default: the current one, or that of --workspace]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Makes the workspace.
///
/// # Errors
/// The folder is a workspace already, or cannot be written.
pub fn run(args: InitArgs, desk: &mut Desk<'_>) -> Done {
    // A workspace found upward does not count: `init` in a folder below one makes a new one here.
    let named = desk.settings.workspace.clone().filter(|_| desk.settings.workspace_named);
    let dir = args.dir.or(named).unwrap_or_else(|| PathBuf::from("."));
    let root = std::path::absolute(&dir).map_err(|e| CommandError::file("E-WRITE", &dir, &e))?;
    let shown = root.display().to_string();
    let dry_run = desk.settings.dry_run;
    if !dry_run {
        workspace::create(&root, SETTINGS)?;
        desk.enter(&root)?;
        desk.registry_to_fill()?;
    }
    if desk.settings.for_programs() {
        desk.json("init", "", json!({ "workspace": root, "dry_run": dry_run }))?;
    } else {
        desk.say(if dry_run { "M-INIT-WOULD" } else { "M-INIT-DONE" }, &[("path", shown)])?;
    }
    Ok(Exit::Done)
}
