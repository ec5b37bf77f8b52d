//! `sucheng notify show`.

use serde_json::json;

use super::{answers, for_programs, missing};
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::mailing;
use crate::domain::identity::mask;

/// Shows a notice as it will be sent.
///
/// # Errors
/// There is no such notice; the registry cannot be read.
pub fn run(id: &str, desk: &mut Desk<'_>) -> Done {
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
