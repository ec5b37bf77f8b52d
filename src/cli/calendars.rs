//! Deadlines as calendar files: one for all, or one for each handler.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use super::desk::Desk;
use super::error::CommandError;
use super::register::registry_error;
use super::{dates, workers, workspace, write};
use crate::documents;
use crate::domain::AccountId;
use crate::domain::event::StreamId;
use crate::domain::handling::HandlingAct;
use crate::domain::summary::Summary;
use crate::papers::hash;
use crate::reports::agenda::Item;
use crate::reports::ics::{self, Entry, When};
use crate::reports::next_step::Steps;

/// The file of accounts that nobody handles.
const NOBODY: &str = "unassigned";

/// A calendar that was written.
pub struct Feed {
    /// Whose it is; none of one for all, or of what nobody handles.
    pub handler: Option<String>,
    /// The file.
    pub path: PathBuf,
    /// Its events.
    pub events: usize,
    /// Another file lay there before, or none.
    pub changed: bool,
}

impl Feed {
    /// For programs.
    pub fn for_programs(&self) -> Value {
        json!({"handler": self.handler, "path": workspace::absolute(&self.path), "events": self.events, "changed": self.changed})
    }
}

/// When each account last changed.
type Changed = BTreeMap<AccountId, DateTime<FixedOffset>>;

/// Writes one calendar.
///
/// # Errors
/// The registry cannot be read, or the file not written.
pub fn one(
    path: &Path,
    items: &[Item<'_>],
    steps: &Steps<'_>,
    desk: &mut Desk<'_>,
) -> Result<Feed, CommandError> {
    let changed = changed(items, desk)?;
    let name = desk.text("M-CALENDAR", &[]);
    feed(path.to_path_buf(), None, &name, &items.iter().collect::<Vec<_>>(), steps, &changed, desk)
}

/// Writes a calendar for each handler of these accounts, also where nothing is open, so that what is over leaves the
/// calendars of people.
///
/// # Errors
/// As [`one`].
pub fn by_handler(
    dir: &Path,
    rows: &[Summary],
    items: &[Item<'_>],
    steps: &Steps<'_>,
    desk: &mut Desk<'_>,
) -> Result<Vec<Feed>, CommandError> {
    let changed = changed(items, desk)?;
    let mut of: BTreeMap<Option<&str>, Vec<&Item<'_>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.handler.is_some()) {
        of.entry(row.handler.as_deref()).or_default();
    }
    for item in items {
        of.entry(item.row.handler.as_deref()).or_default().push(item);
    }
    let mut taken = BTreeSet::new();
    let mut feeds = Vec::new();
    for (handler, items) in of {
        let path = dir.join(file_name(handler, &mut taken));
        let whose = handler.map_or_else(|| desk.text("M-CALENDAR-NOBODY", &[]), str::to_owned);
        let name = desk.text("M-CALENDAR-OF", &[("handler", whose)]);
        feeds.push(feed(path, handler.map(str::to_owned), &name, &items, steps, &changed, desk)?);
    }
    Ok(feeds)
}

/// Says what was written.
///
/// # Errors
/// stderr cannot be written.
pub fn tell(feeds: &[Feed], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let code = if desk.settings.dry_run { "M-CALENDAR-WOULD" } else { "M-CALENDAR-DONE" };
    for feed in feeds {
        let path = feed.path.display().to_string();
        desk.tell(code, &[("count", feed.events.to_string()), ("path", path)])?;
    }
    Ok(())
}

/// A name that every system can save under, and that no other handler has, however case is looked at.
fn file_name(handler: Option<&str>, taken: &mut BTreeSet<String>) -> String {
    let plain = documents::safe(handler.unwrap_or(NOBODY));
    let plain = plain.trim().trim_matches('.');
    let short: String = plain.chars().take(40).collect();
    let name = if short.is_empty() { NOBODY.to_owned() } else { short };
    if taken.insert(name.to_lowercase()) {
        return format!("{name}.ics");
    }
    let hash = hash::of_bytes(handler.unwrap_or_default().as_bytes());
    format!("{name}-{}.ics", hash.get(..8).unwrap_or(&hash))
}

fn changed(items: &[Item<'_>], desk: &mut Desk<'_>) -> Result<Changed, CommandError> {
    let accounts: BTreeSet<&AccountId> = items.iter().map(|i| &i.row.account).collect();
    let accounts: Vec<AccountId> = accounts.into_iter().cloned().collect();
    let registry = &*desk.registry()?;
    let last = workers::each(&accounts, |account| {
        let events = registry.events(&StreamId::Account(account.clone())).map_err(registry_error)?;
        Ok(events.last().map(|event| (account.clone(), event.at)))
    })?;
    Ok(last.into_iter().flatten().collect())
}

fn feed(
    path: PathBuf,
    handler: Option<String>,
    name: &str,
    items: &[&Item<'_>],
    steps: &Steps<'_>,
    changed: &Changed,
    desk: &Desk<'_>,
) -> Result<Feed, CommandError> {
    let entries: Vec<Entry> = items.iter().filter_map(|item| entry(item, steps, changed, desk)).collect();
    let bytes = ics::calendar(name, &entries).into_bytes();
    let differs = std::fs::read(&path).map_or(true, |before| before != bytes);
    if differs && !desk.settings.dry_run {
        if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            write::folders(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?;
        }
        write::file(&path, &bytes)?;
    }
    Ok(Feed { handler, path, events: entries.len(), changed: differs })
}

fn entry(item: &Item<'_>, steps: &Steps<'_>, changed: &Changed, desk: &Desk<'_>) -> Option<Entry> {
    let (row, d) = (item.row, item.deadline);
    let lang = desk.lang();
    let title = item.title();
    let step = steps.of(row, d);
    let rests = d.handled.as_ref().filter(|h| h.act == HandlingAct::Acknowledged);
    let at = d.of.as_deref().and_then(hour).filter(|at| at.date() == d.due);
    let lines = [
        Some(d.source.clone()).filter(|s| !s.is_empty()),
        d.act_by.map(|day| desk.text("M-AGENDA-ACT-BY", &[("day", day.to_string())])),
        rests.map(|h| dates::decided(h, d.due, lang)),
        step.next().map(str::to_owned),
        step.then().map(str::to_owned),
    ];
    let code = match d {
        _ if at.is_some() => "M-CALENDAR-HEARING",
        _ if d.allowed => "M-CALENDAR-POSSIBLE",
        _ if d.lapses => "M-CALENDAR-LAPSES",
        _ => "M-CALENDAR-DEADLINE",
    };
    Some(Entry {
        account: row.account.to_string(),
        id: d.id.clone(),
        summary: format!("{} {} {}", row.account, row.debtor, lang.of(&[&title[0], &title[1]])),
        description: lines.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        categories: vec![
            desk.text(code, &[]),
            desk.text(&format!("M-CALENDAR-BY-{}", super::commands::agenda::side(d.by)), &[]),
        ],
        when: at.map_or(When::Day(d.due), When::At),
        alarms: if d.allowed || rests.is_some() { Vec::new() } else { alarms(item, at.is_some()) },
        sequence: row.version,
        modified: *changed.get(&row.account)?,
    })
}

/// The warning days; the day before where the rule names none and it is ours or has an hour.
fn alarms(item: &Item<'_>, hour: bool) -> Vec<NaiveDate> {
    let d = item.deadline;
    if !d.warnings.is_empty() || !(hour || item.is_ours()) {
        return d.warnings.clone();
    }
    d.act_by.or_else(|| d.due.checked_sub_days(Days::new(1))).into_iter().collect()
}

/// `2026-12-08 09:30`.
fn hour(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()
}
