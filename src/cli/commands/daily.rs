//! `sucheng daily`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::calendars::{self, Feed};
use crate::cli::control::{self, Broken, Posted, Reminded, Unresolved, Written};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::masking;
use crate::cli::workspace::Workspace;
use crate::documents;
use crate::domain::identity::mask;
use crate::reports::agenda;
use crate::reports::control_sheet;
use crate::reports::next_step::Steps;

/// Once a day: compute every deadline anew, write the control sheet and calendars, queue the reminders to handlers
///
/// Safe to run again: the same facts on the same day give the same sheet and no second mail. It is about all accounts: the
/// sheet of a part would stand for the day, and mails about a part would take the place of those about all.
#[derive(Args, Debug)]
pub struct DailyArgs {
    /// Queue no reminders
    #[arg(long)]
    pub no_mail: bool,
    /// Write the sheet of a day that is over, with --as-of; calendars and reminders stay as they are
    #[arg(long)]
    pub past: bool,
}

/// What a day's run did.
struct Day {
    written: Written,
    feeds: Vec<Feed>,
    reminded: Option<Reminded>,
    digest: Option<Posted>,
    unresolved: Unresolved,
    broken: Vec<Broken>,
    missed: bool,
}

/// Does the day's work.
///
/// # Errors
/// The day has not come, or is over and nobody asked for that; the registry cannot be read or written; the sheet cannot be printed.
pub fn run(args: DailyArgs, desk: &mut Desk<'_>) -> Done {
    let (day, today) = (desk.settings.as_of, desk.settings.now.date_naive());
    if day > today && !desk.settings.dry_run {
        return Err(CommandError::new(Exit::Usage, "E-DAILY-FUTURE").with("day", day).with("today", today));
    }
    if day < today && !args.past {
        return Err(CommandError::new(Exit::Usage, "E-DAILY-PAST").with("day", day).with("today", today));
    }
    let rules = desk.rules()?;
    let (rows, broken) = control::all(desk)?;
    let past = control::past(desk)?;
    let since = past.since(day);
    let items = agenda::items(&rows, day, &rules);
    let known = |kind: &str| documents::find(kind).is_some();
    let steps = Steps::new(&rules, &known);
    let parts = control_sheet::parts(&items, day, since);
    let written = control::write(&parts, &past, &steps, desk)?;
    let dir = desk.workspace()?.out().join("calendars");
    // People look at the calendars today, and nobody is reminded of a day that is over.
    let feeds = match day < today {
        true => Vec::new(),
        false => calendars::by_handler(&dir, &rows, &items, &steps, desk)?,
    };
    let reminded = match args.no_mail || day < today {
        true => None,
        false => Some(control::remind(&parts, &rows, since, &steps, desk)?),
    };
    let digest = match &reminded {
        None => None,
        Some(_) => Some(control::digest(&rows, &items, past.before, desk)?),
    };
    let unresolved = control::unresolved(&rows, desk)?;
    // A weekend or a holiday without a sheet is no day missed.
    let missed = past
        .before
        .and_then(|before| before.succ_opt())
        .is_some_and(|next| rules.workday_from(next).unwrap_or(next) < day);
    let done = Day { written, feeds, reminded, digest, unresolved, broken, missed };
    let failed = !done.broken.is_empty()
        || done.reminded.as_ref().is_some_and(|r| !r.failed.is_empty())
        || done.digest.as_ref().is_some_and(|d| !d.failed.is_empty());
    if desk.settings.for_programs() {
        let workspace = desk.workspace()?;
        let body = for_programs(&done, &workspace, desk);
        desk.json("daily", "", body)?;
    } else {
        print(&done, desk)?;
    }
    Ok(if failed { Exit::Partial } else { Exit::Done })
}

fn print(done: &Day, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let sheet = &done.written.sheet;
    let shown: usize = sheet.shown.iter().flat_map(|to| to.accounts.values()).map(Vec::len).sum();
    let code = match (done.written.new, desk.settings.dry_run) {
        (false, _) => "M-DAILY-SHEET-KNOWN",
        (true, true) => "M-DAILY-SHEET-WOULD",
        (true, false) => "M-DAILY-SHEET",
    };
    let args = [
        ("day", sheet.day.to_string()),
        ("number", sheet.number.to_string()),
        ("items", shown.to_string()),
        ("handlers", sheet.shown.len().to_string()),
        ("path", done.written.path.display().to_string()),
    ];
    desk.say(code, &args)?;
    if let (true, Some(since)) = (done.missed, sheet.since) {
        desk.say("M-DAILY-MISSED", &[("since", since.to_string())])?;
    }
    if let Some(changes) = &done.written.changes {
        let code = if changes.is_empty() { "M-DAILY-CHANGED-DETAILS" } else { "M-DAILY-CHANGED" };
        desk.say(code, &[("count", changes.len().to_string())])?;
        for change in changes {
            let code = if change.added { "M-DAILY-ADDED" } else { "M-DAILY-GONE" };
            let id = mask::runs(&change.id);
            let args = [("account", change.account.clone()), ("id", id), ("due", change.due.to_string())];
            desk.say(code, &args)?;
        }
    }
    let events: usize = done.feeds.iter().map(|feed| feed.events).sum();
    let changed = done.feeds.iter().filter(|feed| feed.changed).count();
    let feeds = [
        ("feeds", done.feeds.len().to_string()),
        ("events", events.to_string()),
        ("changed", changed.to_string()),
    ];
    if !done.feeds.is_empty() {
        desk.say("M-DAILY-FEEDS", &feeds)?;
    }
    if let Some(reminded) = &done.reminded {
        print_mail(reminded, desk)?;
    }
    for record in done.digest.iter().flat_map(|digest| &digest.queued) {
        let code = if desk.settings.dry_run { "M-DAILY-WOULD-DIGEST" } else { "M-DAILY-DIGEST" };
        let handler = record.to_name.clone().unwrap_or_default();
        let args = [
            ("handler", handler),
            ("to", masking::mailbox(&record.to, desk.settings.unmask)),
            ("id", record.id.clone()),
        ];
        desk.say(code, &args)?;
    }
    for (handler, problem) in done.digest.iter().flat_map(|digest| &digest.failed) {
        let words = worded(desk.lang(), problem);
        desk.insist("M-DAILY-MAIL-FAILED", &[("handler", handler.clone()), ("problem", words)])?;
    }
    for id in &done.unresolved.in_doubt {
        desk.say("M-DAILY-IN-DOUBT", &[("id", id.clone())])?;
    }
    for (account, kind, path) in &done.unresolved.stale {
        let args = [("account", account.to_string()), ("kind", kind.clone()), ("path", path.clone())];
        desk.say("M-DAILY-STALE", &args)?;
    }
    for broken in &done.broken {
        for problem in &broken.error.problems {
            let words = worded(desk.lang(), problem);
            desk.insist("M-DAILY-BROKEN", &[("account", broken.account.to_string()), ("problem", words)])?;
        }
    }
    Ok(())
}

fn print_mail(reminded: &Reminded, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let code = if desk.settings.dry_run { "M-DAILY-WOULD-MAIL" } else { "M-DAILY-MAIL" };
    for record in &reminded.queued {
        let handler = record.to_name.clone().unwrap_or_default();
        let args = [
            ("handler", handler),
            ("to", masking::mailbox(&record.to, desk.settings.unmask)),
            ("id", record.id.clone()),
        ];
        desk.say(code, &args)?;
    }
    for (handler, id, status, changed) in &reminded.known {
        let code = if *changed { "M-DAILY-MAIL-LEFT" } else { "M-DAILY-MAIL-KNOWN" };
        let args = [("handler", handler.clone()), ("id", id.clone()), ("status", status.id().to_owned())];
        desk.say(code, &args)?;
    }
    for (handler, items) in &reminded.no_mailbox {
        let handler = handler.clone().unwrap_or_else(|| desk.text("M-DAILY-NOBODY", &[]));
        desk.say("M-DAILY-NO-MAILBOX", &[("handler", handler), ("items", items.to_string())])?;
    }
    for (handler, problem) in &reminded.failed {
        let words = worded(desk.lang(), problem);
        desk.insist("M-DAILY-MAIL-FAILED", &[("handler", handler.clone()), ("problem", words)])?;
    }
    Ok(())
}

fn for_programs(done: &Day, workspace: &Workspace, desk: &Desk<'_>) -> Value {
    let (written, lang, unmask) = (&done.written, desk.lang(), desk.settings.unmask);
    let sheet = &written.sheet;
    let changes = written.changes.iter().flatten().map(control::Difference::for_programs);
    let mail = done.reminded.as_ref().map(|r| {
        let queued = r.queued.iter().map(|n| json!({"handler": n.to_name, "id": n.id, "to": masking::mailbox(&n.to, unmask), "subject": n.subject}));
        let known = r.known.iter().map(|(handler, id, status, changed)| json!({"handler": handler, "id": id, "status": status, "facts_changed": changed}));
        let failed = r.failed.iter().map(|(handler, p)| json!({"handler": handler, "code": p.code, "message": worded(lang, p)}));
        let without = r.no_mailbox.iter().map(|(handler, items)| json!({"handler": handler, "items": items}));
        json!({
            "queued": queued.collect::<Vec<_>>(),
            "known": known.collect::<Vec<_>>(),
            "failed": failed.collect::<Vec<_>>(),
            "no_mailbox": without.collect::<Vec<_>>(),
        })
    });
    let digest = done.digest.as_ref().map(|d| {
        let queued = d.queued.iter().map(|n| json!({"handler": n.to_name, "id": n.id, "to": masking::mailbox(&n.to, unmask), "subject": n.subject}));
        let known = d.known.iter().map(|(handler, id, status, changed)| json!({"handler": handler, "id": id, "status": status, "facts_changed": changed}));
        let failed = d.failed.iter().map(|(handler, p)| json!({"handler": handler, "code": p.code, "message": worded(lang, p)}));
        json!({
            "queued": queued.collect::<Vec<_>>(),
            "known": known.collect::<Vec<_>>(),
            "failed": failed.collect::<Vec<_>>(),
        })
    });
    let stale = done.unresolved.stale.iter();
    let broken = done.broken.iter().flat_map(|b| b.error.problems.iter().map(move |p| (b, p)));
    let broken = broken.map(|(b, p)| {
        let mut body = as_json(lang, p);
        body["account"] = json!(b.account);
        body
    });
    json!({
        "day": sheet.day,
        "since": sheet.since,
        "missed": done.missed,
        "sheet": {
            "number": sheet.number,
            "path": written.path,
            "sha256": sheet.sha256,
            "pages": sheet.pages,
            "new": written.new,
            "shown": sheet.shown.iter().map(|to| json!({"handler": to.handler, "items": to.accounts.values().map(Vec::len).sum::<usize>()})).collect::<Vec<_>>(),
        },
        "changes": changes.collect::<Vec<_>>(),
        "feeds": done.feeds.iter().map(Feed::for_programs).collect::<Vec<_>>(),
        "mail": mail,
        "digest": digest,
        "unresolved": {
            "in_doubt": done.unresolved.in_doubt,
            "stale": stale.map(|(account, kind, path)| json!({"account": account, "kind": kind, "path": workspace.absolute(path)})).collect::<Vec<_>>(),
        },
        "failed": broken.collect::<Vec<_>>(),
        "dry_run": desk.settings.dry_run,
    })
}
