//! `sucheng man`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::write;

/// Write the manual pages into a folder
#[derive(Args, Debug)]
pub struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Writes a page for the program and one for each command.
///
/// # Errors
/// The folder cannot be written.
pub fn run(args: ManArgs, desk: &mut Desk<'_>) -> Done {
    let mut pages = Vec::new();
    page(crate::cli::command(), "sucheng", &mut pages).map_err(CommandError::from)?;
    let dir = std::path::absolute(&args.dir).map_err(|e| CommandError::file("E-WRITE", &args.dir, &e))?;
    let dry_run = desk.settings.dry_run;
    for (name, text) in &pages {
        if !dry_run {
            write::file(&args.dir.join(name), text)?;
        } else if !desk.settings.for_programs() {
            desk.print(&args.dir.join(name).display().to_string())?;
        }
    }
    if desk.settings.for_programs() {
        let files: Vec<PathBuf> = pages.iter().map(|(name, _)| dir.join(name)).collect();
        desk.json("man", "files", json!({"path": dir, "files": files, "dry_run": dry_run}))?;
        return Ok(Exit::Done);
    }
    let code = if dry_run { "M-MAN-WOULD" } else { "M-MAN-DONE" };
    desk.tell(code, &[("count", pages.len().to_string()), ("path", args.dir.display().to_string())])?;
    Ok(Exit::Done)
}

fn page(command: clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let subcommands: Vec<clap::Command> =
        command.get_subcommands().filter(|sub| !sub.is_hide_set()).cloned().collect();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.name(name.to_owned())).render(&mut text)?;
    pages.push((format!("{name}.1"), text));
    for sub in subcommands {
        let full = format!("{name}-{}", sub.get_name());
        page(sub, &full, pages)?;
    }
    Ok(())
}
