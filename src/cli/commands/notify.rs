//! `sucheng notify`: one file per group of actions below `notify/`.

mod answers;
mod chosen;
pub mod counselled;
mod list;
mod moved;
pub mod posted;
mod queue;
mod round;
mod send;
mod show;
mod suppress;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use self::chosen::Chosen;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, worded};
use crate::cli::mailing::{Found, Occasion, Order};
use crate::cli::masking;
use crate::cli::select::{Selection, Unless};
use crate::cli::typed;
use crate::cli::workspace::Workspace;
use crate::domain::AccountId;
use crate::domain::event::{NoticeRecord, NoticeStatus};
use crate::domain::problem::Problem;
use crate::notices::{Assume, Notice, reminder};

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
    /// Put a notice of this kind into the outbox for each account; daily-digest, weekly-status and counsel-status take no accounts
    Queue {
        /// The kind, such as demand-email or counsel-handover
        kind: String,
        /// Accounts, by name or by what they have in common.
        #[command(flatten)]
        selection: Selection,
        /// The day they should go out [default: today]
        #[arg(long, value_name = "DATE")]
        due: Option<String>,
        /// What makes them others than the last ones of their kind, such as hearing-2026-12-01
        #[arg(long, value_name = "NAME")]
        occasion: Option<String>,
    },
    /// List the notices: where each stands, until when it waits and why
    List(list::ListArgs),
    /// Show a notice as it will be sent, whether it may leave now, and what happened to it
    Show {
        /// The notice
        id: String,
    },
    /// Approve notices; nothing goes to a debtor without
    ///
    /// Notices whose figures are out of date, or that say what they must not, are refused; the others are approved. One to a
    /// mailbox that somebody who owes on another account has too is approved by its id only, and the reason says why.
    Approve {
        /// Which notices.
        #[command(flatten)]
        chosen: Chosen,
        /// Why, for the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Send what may be sent; mail in doubt stays in doubt
    Send {
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// Wait where as many as may leave in a minute have left, and go on
        #[arg(long)]
        wait: bool,
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
        /// Which notices.
        #[command(flatten)]
        chosen: Chosen,
        /// Why, for the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Send nothing more to a mailbox, or to a whole domain
    Suppress {
        /// The mailbox, or @domain, which does not mean its subdomains
        #[arg(value_name = "MAILBOX|@DOMAIN")]
        mailbox: String,
        /// Why, for the log
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Send to it again
        #[arg(long)]
        lift: bool,
    },
    /// List the mailboxes that get nothing
    Suppressed,
}

/// Does it.
///
/// # Errors
/// A notice is not there or cannot go there; the registry cannot be written.
pub fn run(args: NotifyArgs, desk: &mut Desk<'_>) -> Done {
    match args.action {
        Action::Queue { kind, selection, .. } if kind == reminder::COUNSEL && selection.is_empty() => {
            round::counsel(desk)
        }
        Action::Queue { kind, selection, .. } if reminder::is_mailed_alone(&kind) && selection.is_empty() => {
            round::run(&kind, desk)
        }
        Action::Queue { kind, selection, due, occasion } => {
            let accounts = selection.accounts(desk, Unless::None)?;
            let due = due.as_deref().map(|text| typed::day("--due", text)).transpose()?;
            queue::run(&kind, &accounts, &Occasion { due, name: occasion.as_deref() }, desk)
        }
        Action::List(args) => list::run(&args, desk),
        Action::Show { id } => show::run(&id, desk),
        Action::Approve { chosen, reason } => {
            let waits = |n: &Notice| n.status == NoticeStatus::Queued;
            let found = chosen.pick(waits, desk)?;
            moved::approve(&found, &chosen.ids, &reason, "approve", desk)
        }
        Action::Answers(args) => answers::run(&args, desk),
        Action::Retry { ids, reason } => {
            let chosen = Chosen { all: ids.is_empty(), ids, ..Chosen::default() };
            let found = chosen.pick(|n| n.status == NoticeStatus::Failed, desk)?;
            moved::approve(&found, &chosen.ids, &reason, "retry", desk)
        }
        Action::Cancel { chosen, reason } => {
            let can = |n: &Notice| n.move_to(NoticeStatus::Cancelled, Some(&reason), None).is_ok();
            let found = chosen.pick(can, desk)?;
            moved::cancel(&found, &reason, desk)
        }
        Action::Send { limit, wait, assume_sent, assume_unsent } => {
            let assume = match (assume_sent, assume_unsent) {
                (true, _) => Some(Assume::Sent),
                (_, true) => Some(Assume::Unsent),
                _ => None,
            };
            send::run(&Order { limit, assume, wait }, desk)
        }
        Action::Suppress { mailbox, reason, lift } => suppress::run(&mailbox, &reason, lift, desk),
        Action::Suppressed => suppress::list(desk),
    }
}

/// Why a notice was postponed, in words where a rule of the gate did it; else what was said.
fn why(desk: &Desk<'_>, detail: &str) -> String {
    let (rule, what) = detail.split_once(' ').unwrap_or((detail, ""));
    let what = [("what", what.to_owned())];
    match rule {
        "quiet-hours" => desk.text("S-NOTIFY-QUIET-HOURS", &what),
        "demand-apart" => desk.text("S-NOTIFY-DEMAND-APART", &what),
        "per-minute" => desk.text("S-NOTIFY-PER-MINUTE", &what),
        _ => detail.to_owned(),
    }
}

/// A problem in words, why a notice was postponed too.
fn in_words(desk: &Desk<'_>, problem: &Problem) -> String {
    let mut problem = problem.clone();
    if problem.code == "E-NOTICE-UNTIL" {
        for (_, value) in problem.args.iter_mut().filter(|(name, _)| *name == "why") {
            *value = why(desk, value);
        }
    }
    worded(desk.lang(), &problem)
}

/// What came back for a notice, in a word.
fn answered(notice: &Notice) -> String {
    let last = notice.bounced().or(notice.answers.iter().max_by_key(|a| a.at));
    last.map_or_else(|| "-".to_owned(), |a| a.kind.id().to_owned())
}

/// A notice for programs.
pub fn for_programs(f: &Found, workspace: &Workspace, unmask: bool) -> Value {
    let mut body = record(f.account(), &f.notice.record, f.notice.status, unmask);
    body["until"] = json!(f.notice.until().map(|(until, _)| until));
    body["detail"] = json!(f.notice.last_detail());
    body["answers"] = f.notice.answers.iter().map(|a| answers::answer(a, workspace, unmask)).collect();
    body["bounced"] = f.notice.bounced().is_some().into();
    body
}

/// A notice for programs, by its parts; of no account where it is about many.
pub fn record(account: Option<&AccountId>, r: &NoticeRecord, status: NoticeStatus, unmask: bool) -> Value {
    json!({
        "id": r.id,
        "account": account,
        "kind": r.kind,
        "to": masking::mailbox(&r.to, unmask),
        "subject": r.subject,
        "status": status,
        "message_id": r.message_id,
        "due": r.due,
        "attachments": r.attachments.iter().map(|a| &a.name).collect::<Vec<_>>(),
    })
}

/// There is no such notice.
fn missing(id: &str) -> CommandError {
    CommandError::new(Exit::Failed, "E-NOTIFY-NO-NOTICE").with("found", id)
}
