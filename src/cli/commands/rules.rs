//! `sucheng rules`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::table::Table;
use crate::rules::Rulebook;

/// The tables of the law: list them, show one, check a file of your own
#[derive(Args, Debug)]
pub struct RulesArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the tables.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List every entry and which file it came from
    List,
    /// Show an entry as it is written, with its sources
    Show {
        /// The entry, such as appeal-judgment
        id: String,
    },
    /// Check table files [default: those of the workspace]
    Check {
        /// The files
        files: Vec<PathBuf>,
    },
}

/// Does it.
///
/// # Errors
/// There is no such entry, or a file cannot be read.
pub fn run(args: RulesArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::List => list(desk),
        Action::Show { id } => show(&id, desk),
        Action::Check { files } => check(&files, desk),
    }
}

fn list(desk: &mut Desk<'_>) -> Done {
    let rules = desk.rules()?;
    let origins = rules.origins();
    if desk.settings.for_programs() {
        desk.json("rules-list", "rules", json!({"sha256": rules.sha256(), "rules": origins}))?;
        return Ok(Exit::Done);
    }
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-TABLE"),
        heading(desk, "H-ID"),
        heading(desk, "H-TITLE"),
        heading(desk, "H-CHECKED"),
        heading(desk, "H-FILE"),
        heading(desk, "H-SOURCE"),
    ]);
    for origin in &origins {
        let file = match &origin.replaces {
            Some(replaced) => format!("{} > {replaced}", origin.file),
            None => origin.file.clone(),
        };
        let checked = origin.checked_on.map(|d| d.to_string()).unwrap_or_default();
        let sure = origin.confidence.map(|c| format!("{checked} {c:?}")).unwrap_or(checked);
        table.row([
            origin.table.to_owned(),
            origin.id.clone(),
            desk.lang().of(&[&origin.title.zh, &origin.title.en]).to_owned(),
            sure,
            file,
            origin.source.clone(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}

fn show(id: &str, desk: &mut Desk<'_>) -> Done {
    let rules = desk.rules()?;
    let shown = rules.get(id);
    if shown.is_empty() {
        let near = rules.nearest(id).unwrap_or_default();
        return Err(CommandError::new(Exit::Failed, "E-RULES-NO-ENTRY").with("found", id).with("near", near));
    }
    if desk.settings.for_programs() {
        desk.json("rules-show", "entries", json!({ "entries": shown }))?;
        return Ok(Exit::Done);
    }
    for entry in shown {
        desk.print(&format!("# {} {}:{}", entry.table, entry.file, entry.line))?;
        desk.print(entry.text.trim_end())?;
    }
    Ok(Exit::Done)
}

fn check(files: &[PathBuf], desk: &mut Desk<'_>) -> Done {
    let mut problems = Vec::new();
    let mut checked = files.len();
    if files.is_empty() {
        let own = crate::cli::register::rule_files(&desk.workspace()?.rules())?;
        checked = own.len();
        problems.extend(Rulebook::builtin().with_overrides(own).err().into_iter().flatten());
    }
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|e| CommandError::file("E-READ", file, &e))?;
        problems.extend(Rulebook::builtin().lint(&name(file), &text));
    }
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let list: Vec<_> = problems.iter().map(|p| as_json(lang, p)).collect();
        desk.json("rules-check", "problems", json!({"files": checked, "problems": list}))?;
    } else {
        for problem in &problems {
            let line = worded(desk.lang(), problem);
            desk.print(&line)?;
        }
        desk.tell(
            "M-RULES-CHECKED",
            &[("files", checked.to_string()), ("problems", problems.len().to_string())],
        )?;
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Failed })
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
