//! `sucheng notify list`.

use serde_json::{Value, json};

use super::{answered, for_programs};
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::mailing;
use crate::cli::table::Table;
use crate::domain::identity::mask;

/// Lists notices.
///
/// # Errors
/// The registry cannot be read.
pub fn run(desk: &mut Desk<'_>) -> Done {
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
