//! `sucheng report status`.

mod programs;
mod shown;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::display::{Display, Shown, wording};
use super::{Format, Saved, saved, scope};
use crate::cli::commands::notify::{counselled as mail, posted};
use crate::cli::control::{self, Counselled};
use crate::cli::desk::{Desk, with_schema};
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::Selection;
use crate::cli::standings;
use crate::reports::board::Board;
use crate::reports::status::page::{self, Manner};
use crate::reports::status::{Case, List, decisions, firms, lists, of_firm};
use crate::reports::{WriteError, Writer, agenda, write};

const SCHEMA: &str = "report-status";
/// The columns that name a row of a wide sheet: account and debtor.
const NAMES: u16 = 2;

/// Where everything stands, on one page; with --firm, the cases of a law firm as its lawyers may see them
#[derive(Args, Debug)]
pub struct StatusArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only the cases of this law firm, without anything that the creditor keeps to itself
    #[arg(long, value_name = "NAME")]
    pub firm: Option<String>,
    /// Write the report to a file: .html, .pdf, .xlsx, .csv or .json
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Queue it as the mail of the week: to managers, or with --firm to its lawyers
    #[arg(long)]
    pub mail: bool,
}

/// What a report is written as, told by the file's ending before any work is done.
enum Target<'a> {
    Board(&'a Path, Box<Display>),
    Data(&'a Path, Format),
}

impl Target<'_> {
    fn of<'a>(args: &'a StatusArgs, desk: &mut Desk<'_>) -> Result<Option<Target<'a>>, CommandError> {
        let Some(path) = args.output.as_deref() else { return Ok(None) };
        Ok(Some(match Shown::of(path) {
            Some(shown) => Target::Board(path, Box::new(Display::open(shown, desk)?)),
            None => Target::Data(path, Format::beside(path, ", .html, .pdf")?),
        }))
    }

    fn is_paper(&self) -> bool {
        matches!(self, Target::Board(_, display) if display.shown == Shown::Paper)
    }
}

/// A report, however it is asked for.
struct Made<'a> {
    board: &'a dyn Fn(Manner<'_>) -> Board,
    lists: &'a dyn Fn() -> Vec<List>,
    body: &'a dyn Fn() -> Value,
}

/// Shows where the selected accounts stand on the day, and queues the mails of the week if asked to.
///
/// # Errors
/// An argument or the selection cannot be read, no account has that law firm, the registry cannot be read or written, or
/// the file not written.
pub fn run(args: StatusArgs, desk: &mut Desk<'_>) -> Done {
    if args.mail && !args.selection.is_everything() {
        return Err(CommandError::new(Exit::Usage, "E-STATUS-MAIL-PART"));
    }
    let target = Target::of(&args, desk)?;
    match args.firm.as_deref() {
        Some(firm) => of_counsel(firm.trim(), &args, target, desk),
        None => of_managers(&args, target, desk),
    }
}

fn of_managers(args: &StatusArgs, target: Option<Target<'_>>, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of, wording) = (desk.rules()?, desk.settings.as_of, wording(desk.lang()));
    let mut all = control::overview(&args.selection, desk)?;
    all.portfolio.selection = scope::selection(&args.selection, None, desk);
    if let (Some(selection), true) = (&all.portfolio.selection, all.rows.is_empty() && all.broken.is_empty())
    {
        desk.insist("M-REPORT-NOTHING-SELECTED", &[("selection", selection.clone())])?;
    }
    let items = agenda::items(&all.rows, as_of, &rules);
    let state = control::state(&all.rows, all.broken.len(), &items, desk)?;
    let (firms, decisions) = (firms(&all.cases, as_of), decisions(&items));
    let told = page::Managers {
        state: &state,
        portfolio: &all.portfolio,
        firms: &firms,
        decisions: &decisions,
        rows: &all.rows,
        cases: &all.cases,
    };
    let mail = args.mail.then(|| control::weekly_of(&state, &all.portfolio, desk)).transpose()?;
    let mail_body = mail.as_ref().map(|posted| posted::for_programs(posted, desk));
    let body = || programs::managers(&told, as_of);
    let lists = || {
        let stages = ("stages", ["所处节点", "Stages"], ["", ""]);
        let moved = ("moved", ["近7天进展", "Moved in 7 days"], ["", ""]);
        vec![
            lists::figures(&state, &all.portfolio, wording),
            lists::decisions(&decisions, &all.cases, wording),
            lists::firms(&firms, wording),
            lists::counts(stages, &state.stages, &rules, wording),
            lists::counts(moved, &state.moved, &rules, wording),
        ]
    };
    let made = Made { board: &|how| page::managers(&told, how), lists: &lists, body: &body };
    let broken = &all.portfolio.not_computed;
    let saved = save(&made, target, desk)?;
    match &mail {
        _ if desk.settings.for_programs() => {
            let file = saved.map(|saved| saved.body(state.accounts, broken, desk));
            answer(file, ("decisions", &body), mail_body, desk)?;
        }
        Some(posted) => posted::print(crate::notices::reminder::STATUS, posted, desk)?,
        None if saved.is_none() => shown::managers(&told, &items, desk)?,
        None => {}
    }
    let exit = super::told(broken, desk)?;
    Ok(if mail.is_some_and(|posted| !posted.failed.is_empty()) { Exit::Partial } else { exit })
}

fn of_counsel(firm: &str, args: &StatusArgs, target: Option<Target<'_>>, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of, wording) = (desk.rules()?, desk.settings.as_of, wording(desk.lang()));
    let asked = standings::asked(desk, &args.selection)?;
    let (cases, broken) = control::cases(asked, desk)?;
    let part = !args.selection.is_everything();
    known(firm, &cases, part, as_of)?;
    let theirs = of_firm(&cases, firm, as_of);
    let mail = args.mail.then(|| control::counsel(&cases, &broken, Some(firm), desk)).transpose()?;
    let mail_body = mail.as_ref().map(|done| mail::for_programs(done, desk));
    let body = || programs::counsel(firm, &theirs, part, as_of);
    let made = Made {
        board: &|how| page::counsel(firm, &theirs, part, how),
        lists: &|| vec![lists::of_counsel(&theirs, as_of, &rules, wording)],
        body: &body,
    };
    let saved = save(&made, target, desk)?;
    if desk.settings.for_programs() {
        // The file goes to the firm, this answer does not: it names what could not be read, as stderr does.
        let file = saved.map(|saved| saved.body(theirs.len(), &broken, desk));
        answer(file, ("cases", &body), mail_body, desk)?;
    } else if let Some(done) = &mail {
        mail::print(done, desk)?;
    } else if saved.is_none() {
        shown::counsel(firm, &theirs, part, desk)?;
    }
    // On stderr alone: nobody knows whose accounts these are, so that no list for a firm names them.
    let exit = super::told(&broken, desk)?;
    Ok(mail.map_or(exit, |done: Counselled| if mail::is_whole(&done) { exit } else { Exit::Partial }))
}

/// Tells programs: of the file where there is one, else the report; and of the mails.
fn answer(
    file: Option<Value>,
    (items, report): (&str, &dyn Fn() -> Value),
    mail: Option<Value>,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let (schema, mut body) = match file {
        Some(file) => (saved::schema(SCHEMA), file),
        None => (SCHEMA.to_owned(), report()),
    };
    if let Some(mail) = mail {
        body["mail"] = mail;
    }
    desk.json(&schema, items, body)
}

/// Refuses a firm that no account has: an empty list would be a slip of the pen.
fn known(firm: &str, cases: &[Case], part: bool, as_of: chrono::NaiveDate) -> Result<(), CommandError> {
    if cases.iter().any(|case| case.firm.as_deref() == Some(firm)) {
        return Ok(());
    }
    let all: std::collections::BTreeSet<&str> = cases.iter().filter_map(|c| c.firm.as_deref()).collect();
    // Not the name but the selection or the day may be at fault.
    let code = if part || all.is_empty() { "E-REPORT-FIRM-HERE" } else { "E-REPORT-FIRM" };
    let names: Vec<&str> = all.into_iter().collect();
    let names = if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    let error = CommandError::new(Exit::Usage, code).with("found", firm).with("expected", names);
    Err(if code == "E-REPORT-FIRM" { error } else { error.with("day", as_of) })
}

/// Writes the file, if one is asked for.
fn save(
    made: &Made<'_>,
    target: Option<Target<'_>>,
    desk: &mut Desk<'_>,
) -> Result<Option<Saved>, CommandError> {
    let Some(target) = target else { return Ok(None) };
    let paper = target.is_paper();
    let (path, bytes) = match target {
        Target::Board(path, display) => {
            let rules = desk.rules()?;
            let how = Manner {
                as_of: desk.settings.as_of,
                wording: wording(desk.lang()),
                rules: &rules,
                masked: !desk.settings.unmask,
                paper,
            };
            (path, display.bytes(&(made.board)(how))?)
        }
        Target::Data(path, Format::Xlsx) => {
            (path, workbook(&(made.lists)(), desk).map_err(super::not_written(path))?)
        }
        Target::Data(path, Format::Csv) => {
            let lists = (made.lists)();
            if let [first, rest @ ..] = lists.as_slice()
                && !rest.is_empty()
            {
                let left: Vec<&str> = rest.iter().map(|list| list.title.as_str()).collect();
                let left = left.join(desk.lang().of(&["、", ", "]));
                desk.insist("M-STATUS-CSV", &[("kept", first.title.clone()), ("left", left)])?;
            }
            (path, lists.first().map(|list| write::csv(&list.table())).unwrap_or_default())
        }
        Target::Data(path, Format::Json) => {
            let document = with_schema(&format!("sucheng/{SCHEMA}/v1"), (made.body)());
            let mut bytes = serde_json::to_vec_pretty(&document).map_err(std::io::Error::from)?;
            bytes.push(b'\n');
            (path, bytes)
        }
    };
    Ok(Some(super::save(path, &bytes, desk)?))
}

/// A sheet a list; one of many columns keeps account and debtor in view, and days turn red as they pass, as in the ledger.
fn workbook(lists: &[List], desk: &Desk<'_>) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer::new();
    for list in lists {
        let table = list.table();
        writer.sheet(&table.name, &table.columns)?;
        match table.columns.len() {
            0..=7 => writer.landscape()?,
            _ => writer.wide(NAMES)?,
        }
        if !list.watched().is_empty() {
            writer.watch(list.watched(), desk.settings.as_of);
        }
        for row in &table.rows {
            writer.row(row)?;
        }
    }
    writer.bytes()
}
