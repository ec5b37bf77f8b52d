//! `sucheng record --correct`.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cli::dates;
use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::docket::{Difference, Docket, Recorded};
use crate::domain::event::MilestoneEvent;
use crate::domain::handling::HandlingAct;
use crate::rules::Rulebook;
use crate::rules::track::Repeat;

/// The earlier record that a milestone corrects: of the same milestone, for the same party or asset.
///
/// # Errors
/// There is none, or several that it could be.
pub fn earlier<'d>(
    docket: &'d Docket,
    event: &MilestoneEvent,
    was: Option<NaiveDate>,
    rules: &Rulebook,
) -> Result<&'d Recorded<MilestoneEvent>, CommandError> {
    let of = |m: &&Recorded<MilestoneEvent>| {
        (&m.what.track, &m.what.milestone) == (&event.track, &event.milestone)
            && was.is_none_or(|day| m.what.on == day)
    };
    let mut found: Vec<&Recorded<MilestoneEvent>> = docket.milestones.iter().filter(of).collect();
    let known = rules.milestone(&event.track, &event.milestone);
    let told_apart = known.into_iter().flat_map(|m| m.told_apart_by.iter().map(String::as_str));
    let of_party = known.is_some_and(|m| m.repeat == Repeat::Party);
    for name in ["party", "asset", "detail"].into_iter().chain(told_apart) {
        let Some(value) = event.facts.get(name) else { continue };
        let same: Vec<_> = found.iter().copied().filter(|m| m.what.facts.get(name) == Some(value)).collect();
        // A fact that none has may be the one that was wrong; another party's milestone is another milestone.
        if !same.is_empty() || (of_party && name == "party") {
            found = same;
        }
    }
    let about = |code| {
        CommandError::new(if code == "E-RECORD-WHICH" { Exit::Usage } else { Exit::NotReady }, code)
            .with("account", &docket.case.account)
            .with("milestone", format!("{}/{}", event.track, event.milestone))
    };
    match found.as_slice() {
        [] => Err(about("E-RECORD-NOTHING-TO-CORRECT")),
        [one] => Ok(one),
        several => {
            let days = several.iter().map(|m| {
                let facts: Vec<&str> = m.what.facts.values().map(String::as_str).collect();
                format!("{} {}", m.what.on, facts.join(" ")).trim_end().to_owned()
            });
            Err(about("E-RECORD-WHICH").with("found", days.collect::<Vec<_>>().join("; ")))
        }
    }
}

/// What was recorded with what is said anew: facts that are not named stay, those left empty go.
pub fn merged(earlier: &MilestoneEvent, said: MilestoneEvent) -> MilestoneEvent {
    let mut facts = earlier.facts.clone();
    facts.extend(said.facts);
    facts.retain(|_, value| !value.is_empty());
    MilestoneEvent { facts, evidence: earlier.evidence.clone(), ..said }
}

/// The difference for programs.
pub fn for_programs(earlier: &MilestoneEvent, difference: &Difference, desk: &Desk<'_>) -> Value {
    let lang = desk.lang();
    let with = |deadline: &crate::docket::Deadline, name: &str, value: Value| {
        let mut entry = dates::for_programs(deadline, lang);
        entry[name] = value;
        entry
    };
    json!({
        "corrected": {"on": earlier.on, "facts": earlier.facts},
        "moved": difference.moved.iter().map(|(was, d)| with(d, "was", json!(was))).collect::<Vec<_>>(),
        "now_late": difference.now_late.iter().map(|d| dates::for_programs(d, lang)).collect::<Vec<_>>(),
        "kept": difference.kept.iter().map(|(h, d)| with(d, "decided", json!(h))).collect::<Vec<_>>(),
        "gone": difference.gone.iter().map(|d| dates::for_programs(d, lang)).collect::<Vec<_>>(),
    })
}

/// Tells a person what the correction changed.
///
/// # Errors
/// stdout cannot be written.
pub fn report(difference: &Difference, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let lang = desk.lang();
    for (was, deadline) in &difference.moved {
        desk.say(
            "M-RECORD-MOVED",
            &[
                ("title", dates::title(deadline, lang)),
                ("was", was.to_string()),
                ("due", deadline.due.to_string()),
            ],
        )?;
    }
    for deadline in &difference.gone {
        desk.say(
            "M-RECORD-GONE",
            &[("title", dates::title(deadline, lang)), ("due", deadline.due.to_string())],
        )?;
    }
    for deadline in &difference.now_late {
        desk.say(
            "M-RECORD-NOW-LATE",
            &[("title", dates::title(deadline, lang)), ("due", deadline.due.to_string())],
        )?;
    }
    for (decision, deadline) in &difference.kept {
        let code = match decision.act {
            HandlingAct::Waived => "M-RECORD-KEPT-WAIVED",
            HandlingAct::Acknowledged | HandlingAct::Reopened => "M-RECORD-KEPT",
        };
        desk.say(
            code,
            &[
                ("title", dates::title(deadline, lang)),
                ("on", decision.on.to_string()),
                ("was", decision.due.to_string()),
                ("due", deadline.due.to_string()),
                ("reason", decision.reason.clone()),
            ],
        )?;
    }
    Ok(())
}
