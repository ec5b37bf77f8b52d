//! `sucheng notify show`.

use serde_json::{Value, json};

use super::{answers, for_programs, in_words, missing, why};
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, worded};
use crate::cli::mailing::{self, Account, Found, Terms};
use crate::cli::masking;
use crate::cli::workspace::Workspace;
use crate::domain::event::Attachment;
use crate::domain::problem::Problem;
use crate::notices::gate::{self, Hold, Pace};

/// What would happen to a notice now.
struct Verdict {
    hold: Option<Hold>,
    lint: Vec<Problem>,
}

/// Shows a notice as it will be sent, whether it may leave now, what happened to it.
///
/// # Errors
/// There is no such notice; the registry cannot be read.
pub fn run(id: &str, desk: &mut Desk<'_>) -> Done {
    let found = mailing::all(desk)?;
    let Some(f) = found.iter().find(|f| f.notice.record.id == id) else { return Err(missing(id)) };
    let verdict = verdict(f, &found, desk)?;
    if desk.settings.for_programs() {
        let workspace = desk.workspace()?;
        let body = program(f, &verdict, &workspace, desk);
        desk.json("notify-show", "", body)?;
        return Ok(Exit::Done);
    }
    let r = &f.notice.record;
    let to = masking::mailbox(&r.to, desk.settings.unmask);
    let leaves = match &verdict.hold {
        None => desk.text("M-NOTIFY-MAY-LEAVE", &[]),
        Some(hold) => {
            let words = in_words(desk, &hold.problem(id));
            desk.text("M-NOTIFY-MAY-NOT-LEAVE", &[("problem", words)])
        }
    };
    for (code, value) in [
        ("H-STATUS", f.notice.status.id().to_owned()),
        ("H-DUE", r.due.to_string()),
        ("H-MAY-LEAVE", leaves),
        ("H-FROM", r.from.clone()),
        ("H-TO", to),
        ("H-SUBJECT", r.subject.clone()),
        ("H-ATTACHED", r.attachments.iter().map(|a| a.name.clone()).collect::<Vec<_>>().join(", ")),
    ] {
        let label = desk.text(code, &[]);
        desk.print(format!("{label}: {value}").trim_end())?;
    }
    answers::show(&f.notice, desk)?;
    for problem in &verdict.lint {
        let words = in_words(desk, problem);
        desk.say("M-NOTIFY-LINT", &[("problem", words)])?;
    }
    history(f, desk)?;
    desk.print("")?;
    desk.print(r.text.trim_end())?;
    Ok(Exit::Done)
}

fn verdict(f: &Found, all: &[Found], desk: &mut Desk<'_>) -> Result<Verdict, CommandError> {
    let terms = Terms::read(desk)?;
    let account = Account::read(&f.stream, desk)?;
    let pace = terms.most.map(|most| Pace::new(most, all.iter().map(|f| &f.notice)));
    let changed = mailing::changed(&f.notice.record, desk)?;
    let gate = terms.gate(desk.settings.now, account.docket.as_ref(), changed.as_ref(), pace.as_ref());
    let hold = gate::hold(&f.notice, &account.outbox, &gate);
    // What is out of date is compared with nothing.
    let open = f.notice.is_open() && account.outbox.stale(&f.notice.record.id).is_none();
    let lint = if open { account.lint(&f.notice, &terms.rules) } else { Vec::new() };
    Ok(Verdict { hold, lint })
}

fn history(f: &Found, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let minute = |at: &chrono::DateTime<chrono::FixedOffset>| at.format("%Y-%m-%d %H:%M").to_string();
    let head = desk.text("H-HISTORY", &[]);
    desk.print(&format!("{head}:"))?;
    desk.print(&format!("  {}  queued", minute(&f.notice.queued_at)))?;
    for step in &f.notice.history {
        let until = step.until.map(|until| desk.text("M-NOTIFY-UNTIL", &[("until", minute(&until))]));
        let instead = step.sent.as_ref().and_then(|sent| sent.instead.as_ref());
        let tried = instead.map(|to| desk.text("M-NOTIFY-TRIED", &[("mailbox", to.clone())]));
        let detail = step.detail.as_deref().map(|detail| why(desk, detail));
        let kept = step.sent.as_ref().map(|sent| sent.path.clone());
        let to = if tried.is_some() { None } else { Some(step.to.id().to_owned()) };
        let words: Vec<String> =
            [to, tried, until, detail, kept, Some(step.actor.clone())].into_iter().flatten().collect();
        desk.print(&format!("  {}  {}", minute(&step.at), words.join("  ")))?;
    }
    Ok(())
}

fn program(f: &Found, verdict: &Verdict, workspace: &Workspace, desk: &Desk<'_>) -> Value {
    let (r, lang) = (&f.notice.record, desk.lang());
    let mut body = for_programs(f, workspace, desk.settings.unmask);
    if let Some(map) = body.as_object_mut() {
        map.insert("text".to_owned(), json!(r.text));
        map.insert("html".to_owned(), json!(r.html));
        let whole = |a: &Attachment| Attachment { path: workspace.whole(&a.path), ..a.clone() };
        map.insert("attachments".to_owned(), r.attachments.iter().map(|a| json!(whole(a))).collect());
        let history = f.notice.history.iter().map(|s| {
            let instead = s.sent.as_ref().and_then(|sent| sent.instead.as_ref());
            json!({"at": s.at, "to": s.to, "actor": s.actor, "detail": s.detail, "until": s.until, "test_address": instead})
        });
        map.insert("history".to_owned(), history.collect());
        let problem = verdict.hold.as_ref().map(|hold| hold.problem(&r.id));
        map.insert(
            "verdict".to_owned(),
            json!({
                "may_leave": problem.is_none(),
                "code": problem.as_ref().map(|p| p.code),
                "message": problem.as_ref().map(|p| in_words(desk, p)),
                "until": verdict.hold.as_ref().and_then(Hold::until),
            }),
        );
        let lint = verdict.lint.iter().map(|p| json!({"code": p.code, "message": worded(lang, p)}));
        map.insert("lint".to_owned(), lint.collect());
    }
    body
}
