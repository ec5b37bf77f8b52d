//! `sucheng template`.

mod check;
mod diff;
mod preview;
mod show;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::table::Table;
use crate::cli::write;
use crate::documents;
use crate::press::{Folder, Origin, Press};

/// The templates of documents and messages: list them, show one, check your own, begin a new one
#[derive(Args, Debug)]
pub struct TemplateArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with templates.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List every template, its formats and where it comes from
    List,
    /// Show what a template says of itself, or the fields it may print
    Show {
        /// The template, such as complaint
        kind: String,
        /// Every field that it may print: type, example and meaning
        #[arg(long)]
        fields: bool,
    },
    /// Find everything that is wrong with templates [default: those of the workspace]
    Check {
        /// Kinds, or Word files
        #[arg(value_name = "KIND|FILE.docx")]
        what: Vec<PathBuf>,
        /// Try Word files with the sample of this template, which names the fields they may print
        #[arg(long = "as", value_name = "KIND")]
        like: Option<String>,
        /// Write NAME.checked.docx, with a Word comment at each problem: beside a file, of a template in out/preview
        #[arg(long)]
        annotate: bool,
        /// Folder for these copies
        #[arg(short, long, value_name = "DIR", requires = "annotate")]
        output: Option<PathBuf>,
    },
    /// Copy a built-in template into the workspace, to be changed there
    New {
        /// The new template; the same name takes the place of the built-in one
        kind: String,
        /// The template to begin with [default: the one of that name]
        #[arg(long, value_name = "KIND")]
        from: Option<String>,
    },
    /// What did counsel change? Compare a Word draft with what came back, and both with the facts
    ///
    /// DRAFT EDITED: the account is found by the draft, if it is on record; otherwise the draft alone is compared with.
    /// DRAFT EDITED --account A: both are held against the facts of A; with --kind K against the claims of K too.
    /// EDITED --account A --kind K: the latest Word draft of K is made again and compared with.
    ///
    /// Tracked changes count as accepted. A typed number that Word now counts by itself is no change. Differences alone
    /// end with 0; --check ends with 4 where a point is to be looked at: a sum, a day, a rate, a number (identity, card,
    /// account, telephone, contract, case, postcode), a mailbox, an address, a name or a role that is another one, is new
    /// or is gone, unless the facts say so too; another figure in a sentence; a claim changed, new, gone or moved; a sum in
    /// words that is none or disagrees with the figure beside it. Names and roles are known by where they stand (被告：), by
    /// the facts and by how organisations end; wording, format and comments are told, not counted.
    Diff(diff::DiffArgs),
    /// Render a template's sample in each of its formats, and a picture of each page
    Preview {
        /// The template, such as complaint, or a folder that holds one
        #[arg(value_name = "KIND|FOLDER")]
        kind: String,
        /// Folder to write to [default: out/preview in the workspace]
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

/// Does it.
///
/// # Errors
/// There is no such template, or a file cannot be read or written.
pub fn run(args: TemplateArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::List => list(desk),
        Action::Show { kind, fields } => show::show(&kind, fields, desk),
        Action::Check { what, like, annotate, output } => {
            let (kind, output) = (like.as_deref(), output.as_deref());
            check::check(&check::Order { what: &what, kind, annotate, output }, desk)
        }
        Action::New { kind, from } => new(&kind, from.as_deref().unwrap_or(&kind), desk),
        Action::Diff(args) => diff::diff(&args, desk),
        Action::Preview { kind, output } => preview::preview(&kind, output.as_deref(), desk),
    }
}

fn formats(folder: &Folder) -> Vec<&'static str> {
    let has = |end: &str| folder.paths().any(|path| path.ends_with(end));
    let formats = [
        (folder.has_page(), "pdf"),
        (has(".docx"), "docx"),
        (has(".txt.j2"), "text"),
        (has(".html.j2"), "html"),
    ];
    formats.into_iter().filter(|(there, _)| *there).map(|(_, name)| name).collect()
}

fn described(folder: &Folder) -> Value {
    let manifest = &folder.manifest;
    json!({
        "kind": folder.kind, "title": manifest.title.zh, "english": manifest.title.en,
        "version": manifest.version, "valid": {"from": manifest.valid.from, "until": manifest.valid.until},
        "like": manifest.like, "letterhead": folder.letterhead.as_ref().map(|head| &head.lines), "formats": formats(folder), "origin": origin(folder),
        "sha256": folder.sha256, "facts": manifest.facts, "evidence": manifest.evidence,
        "milestone": manifest.milestone,
    })
}

fn origin(folder: &Folder) -> &'static str {
    if folder.origin == Origin::Workspace { "workspace" } else { "built-in" }
}

fn list(desk: &mut Desk<'_>) -> Done {
    let press = drafting::press_anywhere(desk)?;
    let as_of = desk.settings.as_of;
    let folders: Vec<&Arc<Folder>> = press.library().folders().collect();
    if desk.settings.for_programs() {
        let one = |folder: &&Arc<Folder>| {
            let mut one = described(folder);
            one["in_force"] = folder.manifest.valid.holds(as_of).into();
            one
        };
        let list: Vec<Value> = folders.iter().map(one).collect();
        desk.json("template-list", "templates", json!({ "templates": list }))?;
        return Ok(Exit::Done);
    }
    let heading = ["H-KIND", "H-TITLE", "H-VERSION", "H-VALID", "H-FORMATS", "H-ORIGIN"]
        .map(|code| desk.text(code, &[]));
    let mut table = Table::new(heading);
    for folder in folders {
        let title = &folder.manifest.title;
        let valid = folder.manifest.valid;
        let days = match valid.holds(as_of) {
            true => valid.shown(),
            false => {
                let over = valid.until.is_some_and(|until| until < as_of);
                let code = if over { "M-TEMPLATE-EXPIRED" } else { "M-TEMPLATE-NOT-YET" };
                desk.text(code, &[("valid", valid.shown())])
            }
        };
        table.row([
            folder.kind.clone(),
            desk.lang().of(&[&title.zh, &title.en]).to_owned(),
            folder.manifest.version.clone(),
            days,
            formats(folder).join(" "),
            desk.text(
                if folder.origin == Origin::Workspace { "M-TEMPLATE-OWN" } else { "M-TEMPLATE-BUILT-IN" },
                &[],
            ),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}

fn folder(press: &Press, kind: &str) -> Result<Arc<Folder>, CommandError> {
    let folder = press.library().folder(kind);
    folder.cloned().map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))
}

fn new(kind: &str, from: &str, desk: &mut Desk<'_>) -> Done {
    let good = (1..=64).contains(&kind.len())
        && kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !good {
        return Err(CommandError::new(Exit::Usage, "E-TEMPLATE-NAME").with("found", kind));
    }
    let press = drafting::press(desk)?;
    let source = folder(&press, from)?;
    let target = desk.workspace()?.templates().join("cn").join(kind);
    if target.exists() {
        return Err(CommandError::new(Exit::Failed, "E-TEMPLATE-EXISTS").with("path", target.display()));
    }
    for path in source.paths() {
        let mut bytes = source.file(path).unwrap_or_default().to_vec();
        if path == "manifest.yaml" && kind != from {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let mut text = text.replacen(&format!("kind: {from}"), &format!("kind: {kind}"), 1);
            // A document of another name is given the data of the built-in one.
            if source.manifest.like.is_none() && documents::find(from).is_some() {
                text.push_str(&format!("like: {from}\n"));
            }
            bytes = text.into_bytes();
        }
        if !desk.settings.dry_run {
            write::file(&target.join(path), &bytes)?;
        }
    }
    let dry_run = desk.settings.dry_run;
    if desk.settings.for_programs() {
        let files: Vec<PathBuf> = source.paths().map(|path| target.join(path)).collect();
        desk.json(
            "template-new",
            "",
            json!({"kind": kind, "path": target, "files": files, "dry_run": dry_run}),
        )?;
    } else {
        let code = if dry_run { "M-TEMPLATE-WOULD" } else { "M-TEMPLATE-NEW" };
        desk.say(code, &[("path", target.display().to_string())])?;
    }
    Ok(Exit::Done)
}
