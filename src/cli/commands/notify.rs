//! `sucheng notify`.

mod answers;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json, worded};
use crate::cli::mailing::{self, Found};
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::cli::typed;
use crate::domain::AccountId;
use crate::domain::event::{NoticeRecord, NoticeStatus};
use crate::domain::identity::mask;
use crate::domain::problem::Problem;
use crate::notices::{Assume, Notice};

/// The outbox: queue notices, look at them, approve and send them
#[derive(Args, Debug)]
pub struct NotifyArgs {
    /// What to do
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the outbox.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Put a notice of this kind into the outbox for each account
    Queue {
        /// The kind, such as demand-email or counsel-handover
        kind: String,
        /// Accounts, by name or by what they have in common.
        #[command(flatten)]
        selection: Selection,
    },
    /// List the notices
    List,
    /// Show a notice as it will be sent
    Show {
        /// The notice
        id: String,
    },
    /// Approve notices; nothing goes to a debtor without
    Approve {
        /// The notices
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// All that wait
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        /// Why, for the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Send what may be sent; mail in doubt stays in doubt
    Send {
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// Take mail in doubt as sent
        #[arg(long, conflicts_with = "assume_unsent")]
        assume_sent: bool,
        /// Take mail in doubt as not sent, and send it
        #[arg(long)]
        assume_unsent: bool,
    },
    /// Read what came back: bounces, reports, receipts and replies
    ///
    /// What names a Message-ID that left from here, and the mailbox it left for, is recorded with its notice, and a copy is
    /// kept in out/mail/answers. All else is listed and stays where it is. The same mail twice changes nothing.
    Answers(answers::AnswersArgs),
    /// Approve again what failed
    Retry {
        /// The notices [default: all that failed]
        #[arg(value_name = "ID")]
        ids: Vec<String>,
        /// Why, for the log
        #[arg(long, value_name = "TEXT", default_value = "retry")]
        reason: String,
    },
    /// Cancel notices that were not sent
    Cancel {
        /// The notices
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
        /// Why, for the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Does it.
///
/// # Errors
/// A notice is not there or cannot go there; the registry cannot be written.
pub fn run(args: NotifyArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Queue { kind, selection } => {
            let accounts = selection.accounts(desk, Unless::None)?;
            queue(&kind, &accounts, desk)
        }
        Action::List => list(desk),
        Action::Show { id } => show(&id, desk),
        Action::Approve { ids, all, reason } => {
            let waiting = |s: NoticeStatus| matches!(s, NoticeStatus::Queued);
            if ids.is_empty() && !all {
                return Err(CommandError::new(Exit::Usage, "E-NOTIFY-NO-IDS"));
            }
            moved(&ids, waiting, NoticeStatus::Approved, &reason, "approve", desk)
        }
        Action::Answers(args) => answers::run(&args, desk),
        Action::Retry { ids, reason } => {
            moved(&ids, |s| s == NoticeStatus::Failed, NoticeStatus::Approved, &reason, "retry", desk)
        }
        Action::Cancel { ids, reason } => {
            moved(&ids, |_| false, NoticeStatus::Cancelled, &reason, "cancel", desk)
        }
        Action::Send { limit, assume_sent, assume_unsent } => {
            let assume = match (assume_sent, assume_unsent) {
                (true, _) => Some(Assume::Sent),
                (_, true) => Some(Assume::Unsent),
                _ => None,
            };
            send(limit, assume, desk)
        }
    }
}

fn queue(kind: &str, accounts: &[AccountId], desk: &mut Desk<'_>) -> Done {
    let done = mailing::queue(kind, accounts, desk)?;
    let exit = if done.failed.is_empty() { Exit::Done } else { Exit::Partial };
    if desk.settings.for_programs() {
        let lang = desk.lang();
        desk.json(
            "notify-queue",
            "queued",
            json!({
                "queued": done.queued.iter().map(|(a, r)| record(Some(a), r, NoticeStatus::Queued)).collect::<Vec<_>>(),
                "known": done.known.iter().map(|(a, id, s)| json!({"account": a, "id": id, "status": s})).collect::<Vec<_>>(),
                "failed": done.failed.iter().map(|(a, p)| with_account(a, as_json(lang, p))).collect::<Vec<_>>(),
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(exit);
    }
    for (account, r) in &done.queued {
        desk.say(
            if desk.settings.dry_run { "M-NOTIFY-WOULD-QUEUE" } else { "M-NOTIFY-QUEUED" },
            &[
                ("account", account.to_string()),
                ("id", r.id.clone()),
                ("to", mask::email(&r.to)),
                ("subject", r.subject.clone()),
                ("attached", r.attachments.len().to_string()),
            ],
        )?;
    }
    for (account, id, status) in &done.known {
        desk.say(
            "M-NOTIFY-KNOWN",
            &[("account", account.to_string()), ("id", id.clone()), ("status", status.id().to_owned())],
        )?;
    }
    for (account, problem) in &done.failed {
        let words = worded(desk.lang(), problem);
        desk.tell("M-NOTIFY-FAILED", &[("id", account.to_string()), ("problem", words)])?;
    }
    Ok(exit)
}

fn list(desk: &mut Desk<'_>) -> Done {
    let found = mailing::all(desk)?;
    if desk.settings.for_programs() {
        let list: Vec<Value> = found.iter().map(for_programs).collect();
        desk.json("notify-list", "notices", json!({ "notices": list }))?;
        return Ok(Exit::Done);
    }
    let heading = |desk: &Desk<'_>, code: &str| desk.text(code, &[]);
    let mut table = Table::new([
        heading(desk, "H-NOTICE"),
        heading(desk, "H-STATUS"),
        heading(desk, "H-DUE"),
        heading(desk, "H-ACCOUNT"),
        heading(desk, "H-KIND"),
        heading(desk, "H-TO"),
        heading(desk, "H-ANSWERS"),
        heading(desk, "H-SUBJECT"),
    ]);
    for f in &found {
        let r = &f.notice.record;
        table.row([
            r.id.clone(),
            f.notice.status.id().to_owned(),
            r.due.to_string(),
            f.account().map_or_else(|| "-".to_owned(), ToString::to_string),
            r.kind.clone(),
            mask::email(&r.to),
            answered(&f.notice),
            r.subject.clone(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    Ok(Exit::Done)
}

fn show(id: &str, desk: &mut Desk<'_>) -> Done {
    let found = mailing::all(desk)?;
    let Some(f) = found.iter().find(|f| f.notice.record.id == id) else { return Err(missing(id)) };
    let r = &f.notice.record;
    if desk.settings.for_programs() {
        let mut body = for_programs(f);
        if let Some(map) = body.as_object_mut() {
            map.insert("text".to_owned(), json!(r.text));
            map.insert("html".to_owned(), json!(r.html));
            map.insert("attachments".to_owned(), json!(r.attachments));
            let history = f
                .notice
                .history
                .iter()
                .map(|s| json!({"at": s.at, "to": s.to, "actor": s.actor, "detail": s.detail}));
            map.insert("history".to_owned(), history.collect());
        }
        desk.json("notify-show", "", body)?;
        return Ok(Exit::Done);
    }
    let to = if desk.settings.unmask { r.to.clone() } else { mask::email(&r.to) };
    for (code, value) in [
        ("H-STATUS", f.notice.status.id().to_owned()),
        ("H-FROM", r.from.clone()),
        ("H-TO", to),
        ("H-SUBJECT", r.subject.clone()),
        ("H-ATTACHED", r.attachments.iter().map(|a| a.name.clone()).collect::<Vec<_>>().join(", ")),
    ] {
        let label = desk.text(code, &[]);
        desk.print(format!("{label}: {value}").trim_end())?;
    }
    answers::show(&f.notice, desk)?;
    desk.print("")?;
    desk.print(r.text.trim_end())?;
    Ok(Exit::Done)
}

/// What came back for a notice, in a word.
fn answered(notice: &Notice) -> String {
    let last = notice.bounced().or(notice.answers.iter().max_by_key(|a| a.at));
    last.map_or_else(|| "-".to_owned(), |a| a.kind.id().to_owned())
}

fn moved(
    ids: &[String],
    meant: impl Fn(NoticeStatus) -> bool,
    to: NoticeStatus,
    reason: &str,
    action: &str,
    desk: &mut Desk<'_>,
) -> Done {
    typed::kept("--reason", reason)?;
    let found = mailing::all(desk)?;
    if let Some(id) = ids.iter().find(|id| !found.iter().any(|f| f.notice.record.id == **id)) {
        return Err(missing(id));
    }
    let chosen: Vec<&Found> = found
        .iter()
        .filter(|f| if ids.is_empty() { meant(f.notice.status) } else { ids.contains(&f.notice.record.id) })
        .collect();
    let count = mailing::move_all(&chosen, to, reason, desk)?;
    if desk.settings.for_programs() {
        let ids: Vec<&str> = chosen.iter().map(|f| f.notice.record.id.as_str()).collect();
        desk.json(
            &format!("notify-{action}"),
            "ids",
            json!({"count": count, "ids": ids, "dry_run": desk.settings.dry_run}),
        )?;
    } else {
        let code = if desk.settings.dry_run { "M-NOTIFY-WOULD-MOVE" } else { "M-NOTIFY-MOVED" };
        desk.say(code, &[("count", count.to_string()), ("status", to.id().to_owned())])?;
    }
    Ok(Exit::Done)
}

fn send(limit: Option<usize>, assume: Option<Assume>, desk: &mut Desk<'_>) -> Done {
    let done = mailing::send(desk, limit, assume)?;
    let exit = if done.failed.is_empty() && done.in_doubt.is_empty() { Exit::Done } else { Exit::Partial };
    let lang = desk.lang();
    if desk.settings.for_programs() {
        let why = |list: &[(String, Problem)]| -> Vec<Value> {
            list.iter().map(|(id, p)| json!({"id": id, "code": p.code, "message": worded(lang, p)})).collect()
        };
        desk.json(
            "notify-send",
            "",
            json!({
                "sent": {"count": done.sent.len(), "list": done.sent.iter().map(|(id, path)| json!({"id": id, "path": path})).collect::<Vec<_>>()},
                "failed": {"count": done.failed.len(), "list": why(&done.failed)},
                "in_doubt": {"count": done.in_doubt.len(), "list": done.in_doubt.iter().map(|id| json!({"id": id})).collect::<Vec<_>>()},
                "postponed": {"count": done.postponed.len(), "list": why(&done.postponed)},
                "dry_run": desk.settings.dry_run,
            }),
        )?;
        return Ok(exit);
    }
    for (id, path) in &done.sent {
        desk.print(format!("{id}  {path}").trim_end())?;
    }
    for (id, problem) in done.failed.iter().chain(&done.postponed) {
        // Most of these messages name the notice themselves.
        match worded(lang, problem) {
            words if words.contains(id.as_str()) => desk.tell_line(&words)?,
            words => desk.tell("M-NOTIFY-FAILED", &[("id", id.clone()), ("problem", words)])?,
        }
    }
    for id in &done.in_doubt {
        desk.tell("M-NOTIFY-IN-DOUBT", &[("id", id.clone())])?;
    }
    let count = |n: usize| n.to_string();
    desk.tell(
        if desk.settings.dry_run { "M-NOTIFY-WOULD-COUNT" } else { "M-NOTIFY-COUNT" },
        &[
            ("sent", count(done.sent.len())),
            ("failed", count(done.failed.len())),
            ("in_doubt", count(done.in_doubt.len())),
            ("postponed", count(done.postponed.len())),
        ],
    )?;
    Ok(exit)
}

/// A notice for programs.
pub fn for_programs(f: &Found) -> Value {
    let mut value = record(f.account(), &f.notice.record, f.notice.status);
    value["answers"] = f.notice.answers.iter().map(|a| answers::answer(a, false)).collect();
    value["bounced"] = f.notice.bounced().is_some().into();
    value
}

/// A notice for programs, by its parts; of no account where it is about many.
pub fn record(account: Option<&AccountId>, r: &NoticeRecord, status: NoticeStatus) -> Value {
    json!({
        "id": r.id,
        "account": account,
        "kind": r.kind,
        "to": mask::email(&r.to),
        "subject": r.subject,
        "status": status,
        "message_id": r.message_id,
        "due": r.due,
        "attachments": r.attachments.iter().map(|a| &a.name).collect::<Vec<_>>(),
    })
}

fn with_account(account: &AccountId, mut body: Value) -> Value {
    if let Some(map) = body.as_object_mut() {
        map.insert("account".to_owned(), json!(account));
    }
    body
}

fn missing(id: &str) -> CommandError {
    CommandError::new(Exit::Failed, "E-NOTIFY-NO-NOTICE").with("found", id)
}
