//! `sucheng man`.

use std::path::{Path, PathBuf};

use clap::Args;

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
    for (name, text) in &pages {
        let path: &Path = &args.dir.join(name);
        if desk.settings.dry_run {
            desk.print(&path.display().to_string())?;
        } else {
            write::file(path, text)?;
        }
    }
    desk.tell("M-MAN-DONE", &[("count", pages.len().to_string()), ("path", args.dir.display().to_string())])?;
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
