//! `sucheng notify`: one file per group of actions below `notify/`.

mod answers;
mod list;
mod moved;
mod queue;
mod round;
mod send;
mod show;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::mailing::{Found, Order};
use crate::cli::select::{Selection, Unless};
use crate::domain::AccountId;
use crate::domain::event::{NoticeRecord, NoticeStatus};
use crate::domain::identity::mask;
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
    /// Put a notice of this kind into the outbox for each account; daily-digest and weekly-status take no accounts
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
        Action::Queue { kind, selection } if reminder::is_mailed_alone(&kind) && selection.is_empty() => {
            round::run(&kind, desk)
        }
        Action::Queue { kind, selection } => {
            let accounts = selection.accounts(desk, Unless::None)?;
            queue::run(&kind, &accounts, desk)
        }
        Action::List => list::run(desk),
        Action::Show { id } => show::run(&id, desk),
        Action::Approve { ids, all, reason } => {
            let waiting = |s: NoticeStatus| matches!(s, NoticeStatus::Queued);
            if ids.is_empty() && !all {
                return Err(CommandError::new(Exit::Usage, "E-NOTIFY-NO-IDS"));
            }
            moved::run(&ids, waiting, NoticeStatus::Approved, &reason, "approve", desk)
        }
        Action::Answers(args) => answers::run(&args, desk),
        Action::Retry { ids, reason } => {
            moved::run(&ids, |s| s == NoticeStatus::Failed, NoticeStatus::Approved, &reason, "retry", desk)
        }
        Action::Cancel { ids, reason } => {
            moved::run(&ids, |_| false, NoticeStatus::Cancelled, &reason, "cancel", desk)
        }
        Action::Send { limit, assume_sent, assume_unsent } => {
            let assume = match (assume_sent, assume_unsent) {
                (true, _) => Some(Assume::Sent),
                (_, true) => Some(Assume::Unsent),
                _ => None,
            };
            send::run(&Order { limit, assume, wait: false }, desk)
        }
    }
}

/// What came back for a notice, in a word.
fn answered(notice: &Notice) -> String {
    let last = notice.bounced().or(notice.answers.iter().max_by_key(|a| a.at));
    last.map_or_else(|| "-".to_owned(), |a| a.kind.id().to_owned())
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

/// There is no such notice.
fn missing(id: &str) -> CommandError {
    CommandError::new(Exit::Failed, "E-NOTIFY-NO-NOTICE").with("found", id)
}
