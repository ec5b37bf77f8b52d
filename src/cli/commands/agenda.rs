//! `sucheng agenda`.

mod shown;

pub use shown::cut;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::calendars;
use crate::cli::catalogue::Lang;
use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::select::{Selection, Unless};
use crate::cli::typed;
use crate::documents;
use crate::domain::AccountId;
use crate::domain::actor::Actor;
use crate::domain::identity::mask;
use crate::reports::agenda::{self, Item, Urgency};
use crate::reports::next_step::{self, Steps};

/// List what is due, overdue or newly allowed, soonest first
#[derive(Args, Debug)]
pub struct AgendaArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only what falls due within so many days, such as 30d; overdue steps always show
    #[arg(long, value_name = "DAYS", conflicts_with = "until")]
    pub within: Option<String>,
    /// Only what falls due up to this day, YYYY-MM-DD; overdue steps always show
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only what is this side's move
    #[arg(long, value_enum, value_name = "WHO")]
    pub by: Option<Side>,
    /// Only deadlines of this rule, such as hearing; may be repeated
    #[arg(long, value_name = "RULE")]
    pub rule: Vec<String>,
    /// Only what is due now, or has reached one of its warnings
    #[arg(long)]
    pub warned: bool,
    /// Also what someone acknowledged and whose day has not come
    #[arg(long)]
    pub include_acknowledged: bool,
    /// Write a calendar of it, all in one file
    #[arg(long, value_name = "FILE.ics")]
    pub ics: Option<PathBuf>,
    /// Write calendars of it into a folder, one for each handler
    #[arg(long, value_name = "DIR")]
    pub ics_dir: Option<PathBuf>,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// The creditor's
    Creditor,
    /// A debtor's or guarantor's
    Debtor,
    /// The court's or the arbitration institution's
    Court,
    /// Nobody's: it merely runs
    Nobody,
}

impl Side {
    const fn is(self, by: Actor) -> bool {
        match self {
            Side::Creditor => matches!(by, Actor::Creditor | Actor::Party),
            Side::Debtor => matches!(by, Actor::Debtor),
            Side::Court => matches!(by, Actor::Court),
            Side::Nobody => matches!(by, Actor::Nobody),
        }
    }
}

/// Refuses what is no calendar's name, and a folder that is not there: it may be a slip of the pen.
fn calendar_file(path: &Path) -> Result<(), CommandError> {
    let wrong = |code| Err(CommandError::new(Exit::Usage, code).with("found", path.display()));
    if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("ics")) {
        return wrong("E-AGENDA-ICS");
    }
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) if !dir.is_dir() => wrong("E-AGENDA-ICS-FOLDER"),
        _ => Ok(()),
    }
}

/// Lists the open deadlines of the selected accounts.
///
/// # Errors
/// The selection cannot be read, or the registry; a calendar cannot be written.
pub fn run(args: AgendaArgs, desk: &mut Desk<'_>) -> Done {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let until = until(&args, as_of)?;
    for rule in &args.rule {
        known_rule(rule, &rules)?;
    }
    let rows = args.selection.rows(desk, Unless::All)?;
    let mut items = agenda::some(&rows, as_of, &rules, |i| {
        until.is_none_or(|last| i.deadline.due <= last)
            && args.by.is_none_or(|side| side.is(i.deadline.by))
            && (args.rule.is_empty() || args.rule.contains(&i.deadline.rule))
            && (!args.warned || i.is_warned())
    });
    let known = |kind: &str| documents::find(kind).is_some();
    let steps = Steps::new(&rules, &known);
    // A calendar holds what rests too, without its alarms.
    let mut feeds = Vec::new();
    if let Some(path) = &args.ics {
        calendar_file(path)?;
        feeds.push(calendars::one(path, &items, &steps, desk)?);
    }
    if let Some(dir) = &args.ics_dir {
        feeds.extend(calendars::by_handler(dir, &rows, &items, &steps, desk)?);
    }
    let all = items.len();
    items.retain(|i| args.include_acknowledged || !i.rests);
    let acknowledged = all - items.len();
    if desk.settings.for_programs() {
        let feeds: Vec<Value> = feeds.iter().map(calendars::Feed::for_programs).collect();
        let (lang, unmask) = (desk.lang(), desk.settings.unmask);
        let head = [("as_of", json!(as_of)), ("acknowledged", json!(acknowledged)), ("feeds", json!(feeds))];
        desk.json_list("agenda", ("items", &head), &items, |i| for_programs(i, &steps, as_of, lang, unmask))?;
        return Ok(Exit::Done);
    }
    if items.is_empty() {
        desk.say("M-AGENDA-NOTHING", &[])?;
    } else {
        shown::print(&items, &steps, desk)?;
    }
    if acknowledged > 0 {
        desk.tell("M-AGENDA-RESTS", &[("count", acknowledged.to_string())])?;
    }
    calendars::tell(&feeds, desk)?;
    Ok(Exit::Done)
}

/// An item for programs, written as it comes: there may be hundreds of thousands.
#[derive(Serialize)]
struct Shown<'a> {
    account: &'a AccountId,
    id: Cow<'a, str>,
    rule: &'a str,
    title: Cow<'a, str>,
    due: NaiveDate,
    days_left: i64,
    status: &'static str,
    source: &'a str,
    handler: Option<&'a str>,
    track: &'a str,
    by: Actor,
    of: Option<Cow<'a, str>>,
    act_by: Option<NaiveDate>,
    urgency: &'static str,
    warning: Option<i64>,
    handled: Option<Value>,
    moved_from: Option<NaiveDate>,
    next: Option<String>,
    then: Option<String>,
}

fn for_programs<'a>(
    item: &Item<'a>,
    steps: &Steps<'_>,
    as_of: NaiveDate,
    lang: Lang,
    unmask: bool,
) -> Shown<'a> {
    let (row, d) = (item.row, item.deadline);
    let shown = |text: &'a str| if unmask { Cow::Borrowed(text) } else { Cow::Owned(mask::runs(text)) };
    let step = steps.of(row, d);
    Shown {
        account: &row.account,
        id: shown(&d.id),
        rule: &d.rule,
        title: shown(lang.of(&[&d.title[0], &d.title[1]])),
        due: d.due,
        days_left: item.days_left,
        status: dates::status(d, as_of),
        source: &d.source,
        handler: row.handler.as_deref(),
        track: &d.track,
        by: d.by,
        of: d.of.as_deref().map(shown),
        act_by: d.act_by,
        urgency: item.urgency.id(),
        warning: item.warning,
        handled: d.handled.as_ref().map(dates::handling),
        moved_from: item.moved_from(),
        next: step.next().map(str::to_owned),
        then: step.then().map(str::to_owned),
    }
}

/// The last day of interest, if there is one.
fn until(args: &AgendaArgs, as_of: NaiveDate) -> Result<Option<NaiveDate>, CommandError> {
    if let Some(text) = &args.until {
        return typed::day("--until", text).map(Some);
    }
    let days = args.within.as_deref().map(days).transpose()?;
    Ok(days.and_then(|days| as_of.checked_add_days(Days::new(days))))
}

/// Reads `30d`, `30` or `4w`.
fn days(text: &str) -> Result<u64, CommandError> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit {
        "" | "d" => Some(1),
        "w" => Some(7),
        _ => None,
    };
    number
        .parse::<u16>()
        .ok()
        .zip(factor)
        .map(|(n, f)| u64::from(n) * f)
        .ok_or_else(|| CommandError::new(Exit::Usage, "E-WITHIN").with("found", text))
}

/// Refuses a rule that no table and no track has: an agenda that is empty by a slip would say that nothing is due.
fn known_rule(rule: &str, rules: &crate::rules::Rulebook) -> Result<(), CommandError> {
    let used = |u: &crate::rules::track::PeriodUse| {
        u.event.as_deref() == Some(rule)
            || u.allows.as_deref().is_some_and(|target| next_step::allowed_rule(target) == rule)
    };
    let in_tracks = || rules.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.periods).any(used);
    match rules.period(rule) {
        Ok(_) => Ok(()),
        Err(_) if in_tracks() => Ok(()),
        Err(refusal) => Err(CommandError::new(Exit::Usage, "E-AGENDA-RULE")
            .with("found", rule)
            .with("code", refusal.code)
            .with("hint", refusal.hint)),
    }
}

/// Whose move it is, as messages name it.
pub const fn side(by: Actor) -> &'static str {
    match by {
        Actor::Creditor | Actor::Party => "CREDITOR",
        Actor::Debtor => "DEBTOR",
        Actor::Court => "COURT",
        Actor::Nobody => "NOBODY",
    }
}

/// The heading of a group.
pub fn heading(urgency: Urgency, desk: &Desk<'_>) -> String {
    desk.text(&format!("M-AGENDA-{}", urgency.id().to_uppercase()), &[])
}
