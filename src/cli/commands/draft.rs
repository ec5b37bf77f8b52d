//! `sucheng draft`.

mod doubts;
mod proofs;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::cli::drafting::{self, Drafted, Format, Layout, Order, Outcome, Underway};
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::select::{Selection, Unless};
use crate::domain::event::PdfStandard;

use doubts::Doubts;

/// Draft documents
#[derive(Args, Debug)]
pub struct DraftArgs {
    /// Kinds, separated by commas, such as complaint,evidence-list; filing is all that the track needs, enforcement all that
    /// its stage does
    ///
    /// One word, so that what follows it can only be accounts: `draft filing --all` and `draft filing A-1` both read.
    #[arg(value_name = "KIND[,KIND...]")]
    pub kinds: String,
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Of a proof-of-notice: the notice, if not all that were sent; repeatable
    #[arg(long = "notice", value_name = "ID")]
    pub notices: Vec<String>,
    /// Folder to write to [default: out in the workspace]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Formats, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "pdf", value_name = "FORMAT[,FORMAT]")]
    pub format: Vec<Format>,
    /// Threads [default: as many as processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: Option<u8>,
    /// Leave alone what would come out unchanged
    #[arg(long)]
    pub changed_only: bool,
    /// Mask personal data
    #[arg(long)]
    pub redact: bool,
    /// Which PDF
    #[arg(long, value_enum, default_value = "archival", value_name = "STANDARD")]
    pub pdf: Pdf,
    /// How the accounts' folders are called
    #[arg(long, value_enum, default_value = "account")]
    pub layout: Layout,
}

/// Which PDF is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pdf {
    /// PDF/A-2a and PDF/UA-1
    Archival,
    /// PDF 1.7
    Plain,
}

/// Drafts the documents and lists what was and was not drafted.
///
/// # Errors
/// Nothing is selected, there is no such kind, or the registry cannot be written.
pub fn run(args: DraftArgs, desk: &mut Desk<'_>) -> Done {
    let selection = args.selection.clone();
    let order = Order {
        accounts: args.selection.accounts(desk, Unless::None)?,
        named: !args.selection.accounts.is_empty(),
        kinds: args.kinds.split(',').map(|kind| kind.trim().to_owned()).collect(),
        notices: args.notices,
        output: args.output,
        formats: args.format,
        jobs: args.jobs.map_or_else(processors, usize::from),
        changed_only: args.changed_only,
        redact: args.redact,
        layout: args.layout,
        standard: match args.pdf {
            Pdf::Archival => PdfStandard::Archival,
            Pdf::Plain => PdfStandard::Plain,
        },
    };
    let outcome = drafting::draft(desk, &order)?;
    let exit = match (outcome.failed.is_empty(), outcome.drafted.is_empty() && outcome.unchanged.is_empty()) {
        _ if outcome.interrupted => Exit::Interrupted,
        (true, _) => Exit::Done,
        (false, true) if order.accounts.len() == 1 => Exit::NotReady,
        (false, _) => Exit::Partial,
    };
    let doubts = if order.named { doubts::of(&order, &selection, desk)? } else { Vec::new() };
    answer(&outcome, &doubts, desk)?;
    Ok(exit)
}

/// Lists what was and was not drafted.
fn answer(outcome: &Outcome, doubts: &[Doubts], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let failed: Vec<Value> = outcome
            .failed
            .iter()
            .map(|f| {
                json!({
                    "account": f.account,
                    "kind": f.kind,
                    "code": f.problem.code,
                    "field": f.problem.place.field,
                    "message": catalogue::text(lang, f.problem.code, &f.problem.args),
                    "hint": catalogue::hint(lang, f.problem.code, &f.problem.args),
                    "older_file": f.older,
                })
            })
            .collect();
        let underway = |list: &[Underway]| -> Vec<Value> {
            let one = |u: &Underway| {
                let mut value = as_json(lang, &u.note);
                value["account"] = u.account.as_str().into();
                value
            };
            list.iter().map(one).collect()
        };
        desk.json(
            "draft",
            "drafted",
            json!({
                "drafted": outcome.drafted.iter().map(for_programs).collect::<Vec<_>>(),
                "unchanged": outcome.unchanged.iter().map(for_programs).collect::<Vec<_>>(),
                "failed": failed,
                "pdf_only": outcome.pdf_only,
                "skipped": underway(&outcome.skipped),
                "notes": underway(&outcome.underway),
                "warnings": doubts.iter().map(Doubts::for_programs).collect::<Vec<_>>(),
                "failed_list": outcome.failed_list,
                "interrupted": outcome.interrupted,
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(());
    }
    for d in &outcome.drafted {
        desk.print(&d.path.display().to_string())?;
    }
    // One reason that stops many documents of an account is told once.
    for together in outcome.failed.chunk_by(|a, b| a.account == b.account && a.problem == b.problem) {
        let Some(failure) = together.first() else { continue };
        let kinds: Vec<&str> = together.iter().map(|f| f.kind.as_str()).collect();
        let words = worded(desk.lang(), &failure.problem);
        desk.tell(
            "M-DRAFT-FAILED",
            &[("account", failure.account.to_string()), ("kind", kinds.join(", ")), ("problem", words)],
        )?;
        for path in together.iter().filter_map(|f| f.older.as_ref()).collect::<BTreeSet<_>>() {
            desk.tell("M-DRAFT-OLDER", &[("path", path.display().to_string())])?;
        }
    }
    if !outcome.pdf_only.is_empty() {
        let kinds: Vec<&str> = outcome.pdf_only.iter().map(String::as_str).collect();
        desk.tell("M-DRAFT-PDF-ONLY", &[("kinds", kinds.join(", "))])?;
    }
    for skipped in &outcome.skipped {
        desk.warn(&skipped.note)?;
    }
    if let Some(first) = outcome.skipped.first() {
        let count = outcome.skipped.len().to_string();
        desk.tell("M-DRAFT-SKIPPED", &[("count", count), ("account", first.account.to_string())])?;
    }
    for underway in &outcome.underway {
        let note = worded(desk.lang(), &underway.note);
        desk.tell("M-DRAFT-UNDERWAY", &[("account", underway.account.to_string()), ("note", note)])?;
    }
    for doubts in doubts {
        desk.tell("M-DRAFT-WARNINGS", &doubts.args())?;
    }
    let code = if desk.settings.dry_run { "M-DRAFT-WOULD" } else { "M-DRAFT-COUNT" };
    desk.tell(
        code,
        &[
            ("drafted", outcome.drafted.len().to_string()),
            ("unchanged", outcome.unchanged.len().to_string()),
            ("failed", outcome.failed.len().to_string()),
        ],
    )?;
    if let Some(list) = &outcome.failed_list {
        desk.tell("M-DRAFT-LIST", &[("path", list.display().to_string())])?;
    }
    for d in outcome.drafted.iter().filter(|d| d.record.says() == drafting::PROOF && !d.record.redacted) {
        proofs::follows(d, desk)?;
    }
    if outcome.interrupted {
        desk.tell("M-DRAFT-INTERRUPTED", &[])?;
    }
    Ok(())
}

/// A drafted document for programs; the path is absolute.
pub fn for_programs(d: &Drafted) -> Value {
    json!({
        "account": d.account,
        "kind": d.record.kind,
        "format": d.record.format,
        "path": d.path,
        "sha256": d.record.sha256,
        "pages": d.record.pages,
    })
}

/// As many threads as there are processors.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
