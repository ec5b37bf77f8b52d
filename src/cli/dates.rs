//! Deadlines and milestones in words.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::catalogue::{self, Lang};
use crate::docket::Deadline;
use crate::domain::handling::DeadlineHandling;
use crate::domain::identity::mask;
use crate::domain::summary::OpenDeadline;
use crate::rules::Rulebook;
use crate::rules::track_deadlines::Status;

/// The identifier of a status in JSON.
pub const fn word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::Overdue => "overdue",
        Status::Met => "met",
        Status::Waived => "waived",
        Status::Lapsing => "lapsing",
        Status::Allowed => "allowed",
    }
}

/// The status of an open deadline on a day, as [`word`] has it.
pub fn status(deadline: &OpenDeadline, on: NaiveDate) -> &'static str {
    word(match deadline {
        d if d.allowed => Status::Allowed,
        d if d.due < on => Status::Overdue,
        d if d.lapses => Status::Lapsing,
        _ => Status::Open,
    })
}

/// What is to be done or watched, and by or about whom.
pub fn title(deadline: &Deadline, lang: Lang) -> String {
    lang.of(&[&deadline.title[0], &deadline.title[1]]).to_owned()
}

/// A milestone's name.
pub fn milestone(rules: &Rulebook, track: &str, milestone: &str, lang: Lang) -> String {
    let known = rules.milestone(track, milestone);
    known.map_or_else(|| milestone.to_owned(), |m| lang.of(&[&m.title.zh, &m.title.en]).to_owned())
}

/// What a person decided about a deadline, for programs.
pub fn handling(h: &DeadlineHandling) -> Value {
    json!({"act": h.act, "reason": h.reason, "on": h.on})
}

/// What a person decided about a deadline, for people: with its reason, and the day it had then if that has moved.
pub fn decided(h: &DeadlineHandling, due: NaiveDate, lang: Lang) -> String {
    let args = [("reason", mask::runs(&h.reason)), ("on", h.on.to_string())];
    let words = catalogue::text(lang, &format!("M-DEADLINE-IS-{}", h.act.id().to_uppercase()), &args);
    match h.moved_from(due) {
        Some(was) => words + &catalogue::text(lang, "M-DEADLINE-MOVED", &[("was", was.to_string())]),
        None => words,
    }
}

/// A deadline for programs.
pub fn for_programs(d: &Deadline, lang: Lang) -> Value {
    json!({
        "id": d.id,
        "rule": d.rule,
        "title": title(d, lang),
        "due": d.due,
        "raw_due": d.raw_due,
        "from": d.from,
        "status": word(d.status),
        "by": d.by,
        "of": d.of,
        "act_by": d.act_by,
        "source": d.source,
        "provisional": d.provisional,
        "handled": d.handled.as_ref().map(handling),
        "moved_from": d.moved_from(),
    })
}
