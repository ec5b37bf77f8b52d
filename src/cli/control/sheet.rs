//! The control sheet of a day, printed and recorded. The same facts on the same day are the same sheet.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::drafting::{self, digest, options};
use crate::cli::error::{CommandError, Exit};
use crate::cli::register::{self, registry_error};
use crate::cli::write;
use crate::domain::control_sheet::{ControlSheet, ShownTo};
use crate::domain::event::{PdfStandard, StreamId};
use crate::domain::{Payload, event};
use crate::papers::hash;
use crate::press::{Folder, Press};
use crate::reports::agenda::WEEK;
use crate::reports::control_sheet::{Part, page};
use crate::reports::next_step::Steps;

/// The template.
const KIND: &str = "control-sheet";
/// Where sheets lie, in the workspace's `out`.
const FOLDER: &str = "control-sheets";

/// What was shown before.
pub struct Past {
    /// Events of the workspace's stream.
    version: u64,
    /// The day of the last sheet of an earlier day.
    pub before: Option<NaiveDate>,
    /// The last sheet of the day, if there is one.
    of_day: Option<ControlSheet>,
}

impl Past {
    /// What happened after this day is new: the day of the sheet before, or a week ago where there is none.
    pub fn since(&self, day: NaiveDate) -> NaiveDate {
        let week = day.checked_sub_days(Days::new(WEEK.unsigned_abs())).unwrap_or(day);
        self.before.unwrap_or(week)
    }
}

/// What is shown now and was not shown by the sheet before of the same day, or the other way round.
pub struct Difference {
    /// Whose it is.
    pub handler: Option<String>,
    /// The account.
    pub account: String,
    /// The deadline.
    pub id: String,
    /// Its day.
    pub due: NaiveDate,
    /// It is shown now; otherwise it no longer is.
    pub added: bool,
}

impl Difference {
    /// For programs.
    pub fn for_programs(&self) -> Value {
        let id = crate::domain::identity::mask::runs(&self.id);
        json!({"handler": self.handler, "account": self.account, "id": id, "due": self.due, "change": if self.added { "added" } else { "gone" }})
    }
}

/// A sheet as it lies there.
pub struct Written {
    /// As it is recorded.
    pub sheet: ControlSheet,
    /// Where it lies.
    pub path: PathBuf,
    /// It was written by this run; otherwise it was there.
    pub new: bool,
    /// What differs from the sheet before of the same day; none of the first.
    pub changes: Option<Vec<Difference>>,
}

/// The sheets written so far.
///
/// # Errors
/// The registry cannot be read.
pub fn past(desk: &mut Desk<'_>) -> Result<Past, CommandError> {
    let day = desk.settings.as_of;
    let events = desk.registry()?.events(&StreamId::Workspace).map_err(registry_error)?;
    let all = || {
        events.iter().filter_map(|e: &event::Event| match &e.payload {
            Payload::ControlSheet(sheet) => Some((e, &**sheet)),
            _ => None,
        })
    };
    let sheets = || all().map(|(_, sheet)| sheet);
    // A sheet written after its day showed nobody anything on it.
    let on_its_day = || all().filter(|(e, sheet)| e.at.date_naive() <= sheet.day).map(|(_, sheet)| sheet);
    Ok(Past {
        version: events.len() as u64,
        before: on_its_day().map(|s| s.day).filter(|d| *d < day).max(),
        of_day: sheets().filter(|s| s.day == day).max_by_key(|s| s.number).cloned(),
    })
}

/// Prints and records the sheet of the day, unless it is there: the same facts on the same day are the same sheet.
///
/// # Errors
/// The template cannot be printed; the file or the registry cannot be written.
pub fn write(
    parts: &[Part<'_>],
    past: &Past,
    steps: &Steps<'_>,
    desk: &mut Desk<'_>,
) -> Result<Written, CommandError> {
    let (workspace, rules, day) = (desk.workspace()?, desk.rules()?, desk.settings.as_of);
    let facts_sha256 = digest(&page(parts, day, past.before, 0, steps));
    let shown: Vec<ShownTo> = parts.iter().map(Part::shown).collect();
    let same = past.of_day.as_ref().filter(|sheet| sheet.facts_sha256 == facts_sha256);
    if let Some(sheet) = same {
        let path = workspace.absolute(&sheet.path);
        let there = std::fs::read(&path).is_ok_and(|bytes| hash::of_bytes(&bytes) == sheet.sha256);
        if there {
            return Ok(Written { sheet: sheet.clone(), path, new: false, changes: None });
        }
    }
    let press = drafting::press(desk)?;
    let failed = |e: crate::press::PressError| CommandError::problems(Exit::Failed, vec![e.problem()]);
    let folder = press.library().folder(KIND).map_err(failed)?;
    drafting::valid(folder, day).map_err(|problem| CommandError::problems(Exit::NotReady, vec![problem]))?;
    let print = |number: u32| printed(&press, folder, &page(parts, day, past.before, number, steps), day);
    if let Some(sheet) = same {
        // It was lost. What comes out again byte for byte is put back; what does not is another sheet.
        let (bytes, _) = print(sheet.number)?;
        if hash::of_bytes(&bytes) == sheet.sha256 {
            let path = workspace.absolute(&sheet.path);
            put(&path, &bytes, desk)?;
            return Ok(Written { sheet: sheet.clone(), path, new: false, changes: None });
        }
    }
    let number = past.of_day.as_ref().map_or(1, |sheet| sheet.number + 1);
    let path = workspace.out().join(FOLDER).join(format!("{day}-{number}.pdf"));
    let (bytes, pages) = print(number)?;
    put(&path, &bytes, desk)?;
    let sheet = ControlSheet {
        day,
        number,
        since: past.before,
        path: workspace.relative(&path),
        sha256: hash::of_bytes(&bytes),
        pages,
        facts_sha256,
        template_sha256: folder.sha256.clone(),
        rules_sha256: rules.sha256().to_owned(),
        fonts_sha256: press.fonts_sha256().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        shown,
    };
    if !desk.settings.dry_run {
        let payload = Payload::ControlSheet(Box::new(sheet.clone()));
        register::append_to_workspace(desk, payload, past.version)?;
    }
    let changes = past.of_day.as_ref().map(|before| differences(before, &sheet));
    Ok(Written { sheet, path, new: true, changes })
}

fn printed(
    press: &Press,
    folder: &Folder,
    data: &Value,
    day: NaiveDate,
) -> Result<(Vec<u8>, u32), CommandError> {
    let pages = press
        .pages(folder, data, &options(day, PdfStandard::default()))
        .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
    Ok((pages.pdf, pages.pages))
}

fn put(path: &std::path::Path, bytes: &[u8], desk: &Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.dry_run {
        return Ok(());
    }
    if let Some(dir) = path.parent() {
        write::folders(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?;
    }
    write::file(path, bytes)
}

/// What the later sheet shows otherwise than the earlier one.
fn differences(before: &ControlSheet, after: &ControlSheet) -> Vec<Difference> {
    let all = |sheet: &ControlSheet| -> BTreeSet<_> {
        let of = |to: &ShownTo| {
            let each = to.accounts.iter().flat_map(|(account, list)| list.iter().map(move |d| (account, d)));
            each.map(|(a, d)| (to.handler.clone(), a.clone(), d.clone())).collect::<Vec<_>>()
        };
        sheet.shown.iter().flat_map(of).collect()
    };
    let (old, new) = (all(before), all(after));
    let line = |added: bool| {
        move |(handler, account, d): &(Option<String>, crate::domain::AccountId, _)| -> Difference {
            let d: &crate::domain::control_sheet::ShownDeadline = d;
            Difference {
                handler: handler.clone(),
                account: account.to_string(),
                id: d.id.clone(),
                due: d.due,
                added,
            }
        }
    };
    new.difference(&old).map(line(true)).chain(old.difference(&new).map(line(false))).collect()
}
