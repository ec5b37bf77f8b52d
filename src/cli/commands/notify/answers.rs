//! `sucheng notify answers`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::answering::{self, Answered};
use crate::cli::catalogue;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, as_json};
use crate::cli::workspace::Workspace;
use crate::cli::{mailing, masking};
use crate::domain::event::StreamId;
use crate::domain::identity::mask;
use crate::domain::notice::NoticeAnswer;
use crate::notices::{How, Notice};

/// What came back.
#[derive(Args, Debug)]
pub struct AnswersArgs {
    /// Mails as files (.eml, a Maildir, an mbox), or folders of them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// A notice that came back for good.
struct Bounced {
    stream: StreamId,
    notice: Notice,
}

/// Records what answers a notice, and lists what does not.
///
/// # Errors
/// The registry cannot be read or written, or a copy cannot be kept.
pub fn run(args: &AnswersArgs, desk: &mut Desk<'_>) -> Done {
    let done = answering::read(&args.files, desk)?;
    let bounced = bounced(&done, desk)?;
    if desk.settings.for_programs() {
        for_programs(&done, &bounced, desk)?;
    } else {
        tell(&done, &bounced, desk)?;
    }
    Ok(answering::exit(&done))
}

/// Notices that one of the answers recorded now says came back for good.
fn bounced(done: &Answered, desk: &mut Desk<'_>) -> Result<Vec<Bounced>, CommandError> {
    let named: BTreeSet<&str> = done.recorded.iter().map(|(_, a)| a.id.as_str()).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = mailing::all(desk)?;
    found.retain(|f| named.contains(f.notice.record.id.as_str()));
    for f in &mut found {
        // Nothing was recorded of what is only tried.
        if desk.settings.dry_run {
            let own = done.recorded.iter().filter(|(_, a)| a.id == f.notice.record.id);
            f.notice.answers.extend(own.map(|(_, a)| a.clone()));
        }
    }
    let hard = found.into_iter().filter(|f| f.notice.hard_bounce().is_some());
    Ok(hard.map(|f| Bounced { stream: f.stream, notice: f.notice }).collect())
}

/// An answer for programs; the mailbox is masked unless the user wants it whole.
pub fn answer(a: &NoticeAnswer, workspace: &Workspace, unmask: bool) -> Value {
    json!({
        "kind": a.kind,
        "at": a.at,
        "status": a.status,
        "words": a.words.as_deref().map(|w| unmasked(w, a.recipient.as_deref(), unmask)),
        "recipient": a.recipient.as_deref().map(|m| masking::mailbox(m, unmask)),
        "automatic": a.automatic,
        "file": a.source.file,
        "sha256": a.source.sha256,
        "path": workspace.absolute(&a.path),
    })
}

/// A server's words, in which it likes to say the mailbox.
fn unmasked(words: &str, mailbox: Option<&str>, unmask: bool) -> String {
    match mailbox {
        Some(mailbox) if !unmask => {
            let small = words.to_ascii_lowercase();
            match small.find(mailbox) {
                Some(at) => {
                    let (before, rest) = words.split_at(at);
                    format!("{before}{}{}", mask::email(mailbox), &rest[mailbox.len()..])
                }
                None => words.to_owned(),
            }
        }
        _ => words.to_owned(),
    }
}

/// What came back for a notice, a line each, and that it arrived.
///
/// # Errors
/// Nothing can be printed, or a table of the workspace is wrong.
pub fn show(notice: &Notice, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let (label, unmask) = (desk.text("H-ANSWERS", &[]), desk.settings.unmask);
    for a in &notice.answers {
        let words = unmasked(a.words.as_deref().unwrap_or_default(), a.recipient.as_deref(), unmask);
        let status = a.status.as_deref().unwrap_or_default();
        let line = format!("{label}: {}  {}  {status} {words}", a.at.format("%Y-%m-%d %H:%M"), a.kind.id());
        desk.print(line.trim_end())?;
    }
    let rules = desk.rules()?;
    if let Some(arrival) = notice.arrived(desk.settings.as_of, &rules) {
        let at = arrival.at.format("%Y-%m-%d %H:%M").to_string();
        let code = match arrival.how {
            How::ShouldHave => "M-ANSWER-SHOULD-HAVE-ARRIVED",
            How::Delivered | How::Read | How::Replied => "M-ANSWER-ARRIVED",
        };
        let line = desk.text(code, &[("at", at)]);
        desk.print(&line)?;
    }
    Ok(())
}

fn for_programs(done: &Answered, bounced: &[Bounced], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let (lang, unmask, workspace) = (desk.lang(), desk.settings.unmask, desk.workspace()?);
    let one = |(stream, a): &(StreamId, NoticeAnswer)| {
        let mut value = answer(a, &workspace, unmask);
        value["id"] = a.id.as_str().into();
        value["account"] = account(stream);
        value
    };
    let perhaps = done.perhaps.iter().map(|p| {
        let code = p.why.code();
        json!({"file": p.file, "id": p.notice, "code": code, "message": catalogue::text(lang, code, &[])})
    });
    let back = bounced.iter().map(|b| {
        let r = &b.notice.record;
        json!({"id": r.id, "account": account(&b.stream), "to": masking::mailbox(&r.to, unmask)})
    });
    desk.json(
        "notify-answers",
        "recorded",
        json!({
            "recorded": done.recorded.iter().map(one).collect::<Vec<_>>(),
            "known": done.known.iter().map(one).collect::<Vec<_>>(),
            "perhaps": perhaps.collect::<Vec<_>>(),
            "unrelated": done.unrelated,
            "unreadable": done.unreadable.iter().map(|p| as_json(lang, p)).collect::<Vec<_>>(),
            "bounced": back.collect::<Vec<_>>(),
            "dry_run": desk.settings.dry_run,
        }),
    )
}

fn account(stream: &StreamId) -> Value {
    match stream {
        StreamId::Account(account) => json!(account),
        StreamId::Workspace => Value::Null,
    }
}

fn tell(done: &Answered, bounced: &[Bounced], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let unmask = desk.settings.unmask;
    for (_, a) in &done.recorded {
        let words = a.words.as_deref().unwrap_or_default();
        let said = [a.status.clone().unwrap_or_default(), unmasked(words, a.recipient.as_deref(), unmask)];
        let args = [
            ("id", a.id.clone()),
            ("kind", a.kind.id().to_owned()),
            ("at", a.at.format("%Y-%m-%d %H:%M").to_string()),
            ("words", said.join(" ").trim().to_owned()),
            ("file", a.source.file.clone()),
        ];
        desk.say("M-ANSWER-RECORDED", &args)?;
    }
    for (_, a) in &done.known {
        desk.say("M-ANSWER-KNOWN", &[("id", a.id.clone()), ("file", a.source.file.clone())])?;
    }
    for p in &done.perhaps {
        let why = desk.text(p.why.code(), &[]);
        desk.tell("M-ANSWER-PERHAPS", &[("file", p.file.clone()), ("id", p.notice.clone()), ("why", why)])?;
    }
    for file in &done.unrelated {
        desk.tell("M-ANSWER-UNRELATED", &[("file", file.clone())])?;
    }
    done.unreadable.iter().try_for_each(|problem| desk.warn(problem))?;
    for b in bounced {
        let r = &b.notice.record;
        desk.tell("M-ANSWER-BOUNCED", &[("id", r.id.clone()), ("to", masking::mailbox(&r.to, unmask))])?;
    }
    let count = |n: usize| n.to_string();
    desk.tell(
        if desk.settings.dry_run { "M-ANSWER-WOULD-COUNT" } else { "M-ANSWER-COUNT" },
        &[
            ("recorded", count(done.recorded.len())),
            ("known", count(done.known.len())),
            ("perhaps", count(done.perhaps.len())),
            ("unrelated", count(done.unrelated.len())),
            ("unreadable", count(done.unreadable.len())),
        ],
    )
}
