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

/// Why nothing is left to do about a deadline that was not met: a person gave it up, or its day passed, the other side's
/// or that of a right not used.
pub fn waived_because(d: &Deadline) -> Option<&'static str> {
    let how = if d.is_waived_by_hand() { "decided" } else { "passed" };
    (d.status == Status::Waived).then_some(how)
}

/// The code of the word for a status that people read: a right that passed was not given up.
pub fn code(d: &Deadline) -> &'static str {
    match d.status {
        Status::Open => "S-OPEN",
        Status::Overdue => "S-OVERDUE",
        Status::Met => "S-MET",
        Status::Waived if d.is_waived_by_hand() => "S-WAIVED",
        Status::Waived => "S-PASSED",
        Status::Lapsing => "S-LAPSING",
        Status::Allowed => "S-ALLOWED",
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
    let mut out = json!({
        "id": d.id,
        "rule": d.rule,
        "title": title(d, lang),
        "due": d.due,
        "raw_due": d.raw_due,
        "from": d.from,
        "status": word(d.status),
        "waived_because": waived_because(d),
        "by": d.by,
        "of": d.of,
        "act_by": d.act_by,
        "source": d.source,
        "provisional": d.provisional,
        "handled": d.handled.as_ref().map(handling),
        "moved_from": d.moved_from(),
    });
    if d.late {
        out["late"] = true.into();
    }
    out
}
