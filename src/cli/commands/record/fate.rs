//! What a person has to know of a milestone besides its dates: what follows by law, and what is unusual about it.

use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::docket::{Deadline, Docket, Standing};
use crate::domain::event::MilestoneEvent;
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};
use crate::rules::Rulebook;
use crate::rules::schema::nearest;
use crate::rules::track_deadlines::Status;
use crate::rules::track_facts::Parties;

/// What is unusual: it begins another course than the account's own, it comes although something stands against it, or
/// it claims a certificate that is not there.
pub fn doubts(
    docket: &Docket,
    event: &MilestoneEvent,
    bare: bool,
    before: &Standing,
    rules: &Rulebook,
) -> Vec<Problem> {
    let mut found = Vec::new();
    let name = format!("{}/{}", event.track, event.milestone);
    let (own, history) = (docket.case.track().id(), docket.recorded_milestones());
    // The account's own track has no such milestone, so that it was taken for another way to a decision.
    let way = matches!(event.track.as_str(), "litigation" | "arbitration" | "payment-order");
    let expected = history.iter().any(|m| {
        let opens = rules.milestone(&m.track, &m.milestone).is_some_and(|m| m.opens.contains(&event.track));
        m.track == event.track || opens
    });
    if bare && way && event.track != own && !expected {
        found.push(
            Problem::warning("W-RECORD-OTHER-TRACK", Place::default())
                .with("account", &docket.case.account)
                .with("milestone", &name)
                .with("own", own),
        );
    }
    if let Some(by) = rules.barred(&history, &Parties::of(&docket.case), event.on).get(name.as_str()) {
        found.push(
            Problem::warning("W-RECORD-BARRED", Place::default())
                .with("milestone", &name)
                .with("by", format!("{}/{}", by.track, by.milestone))
                .with("on", by.on),
        );
    }
    if event.facts.get("certified").is_some_and(|v| v == "yes") && event.evidence.is_empty() {
        found.push(Problem::warning("W-RECORD-CERTIFICATE", Place::default()).with("milestone", &name));
    }
    found.extend(money(event, before, &name));
    found.extend(held(event, &history, &name));
    if name == "enforcement/applied" {
        let ground =
            rules.milestone(&event.track, &event.milestone).is_some_and(|m| m.is_given(&history, event.on));
        if let (false, Some(basis)) = (ground, event.facts.get("basis")) {
            let problem = Problem::warning("W-RECORD-ELSEWHERE", Place::default());
            found.push(problem.with("milestone", &name).with("basis", basis));
        }
        let early = |d: &&Deadline| {
            d.status == Status::Allowed && d.rule == "enforcement-applied" && d.due > event.on
        };
        if let Some(possible) = before.deadlines.iter().find(early) {
            let problem = Problem::warning("W-RECORD-PERFORMANCE-RUNS", Place::default());
            found.push(problem.with("milestone", &name).with("possible", possible.due));
        }
    }
    found
}

/// What a milestone met only after its day.
pub fn late(event: &MilestoneEvent, before: &Standing, after: &Standing) -> Vec<Problem> {
    let known = |d: &Deadline| before.deadlines.iter().any(|b| b.id == d.id && b.late && b.due == d.due);
    // An instalment, which is on no track, says itself that it was paid late.
    let late = after.deadlines.iter().filter(|d| d.late && !d.track.is_empty() && !known(d));
    late.map(|d| {
        Problem::warning("W-RECORD-LATE", Place::default())
            .with("title_zh", &d.title[0])
            .with("title_en", &d.title[1])
            .with("due", d.due)
            .with("on", event.on)
            .resting_on(&d.source)
    })
    .collect()
}

/// A renewal or release of something that no seizure on record names: it changes nothing.
fn held(event: &MilestoneEvent, history: &[MilestoneEvent], name: &str) -> Option<Problem> {
    if event.track != "enforcement" || !matches!(event.milestone.as_str(), "seizure-renewed" | "released") {
        return None;
    }
    let detail = event.facts.get("detail")?;
    let seized = history.iter().filter(|m| (&m.track, m.milestone.as_str()) == (&event.track, "seized"));
    let known: Vec<&str> = seized
        .filter(|m| m.on <= event.on)
        .filter_map(|m| m.facts.get("detail"))
        .map(String::as_str)
        .collect();
    if known.contains(&detail.as_str()) {
        return None;
    }
    let near = nearest(detail, known.iter().copied()).or(known.first().copied());
    Some(
        Problem::warning("W-RECORD-NOT-HELD", Place::default())
            .with("milestone", name)
            .with("found", mask::runs(detail))
            .with("near", mask::runs(near.unwrap_or_default())),
    )
}

/// What does not go with what is owed: to claim where nothing is, to close where something is.
fn money(event: &MilestoneEvent, before: &Standing, name: &str) -> Option<Problem> {
    let balance = &before.balance.as_ref().ok()?.value;
    let claims =
        matches!(event.milestone.as_str(), "applied" | "filed") && event.track != "judicial-confirmation";
    if claims && balance.is_nothing() {
        return Some(Problem::warning("W-RECORD-NOTHING-OWED", Place::default()).with("milestone", name));
    }
    let how = event.facts.get("how").map(String::as_str);
    if name != "enforcement/closed" || balance.is_nothing() || matches!(how, Some("terminated" | "withdrawn"))
    {
        return None;
    }
    let code = if how.is_some() { "W-RECORD-CLOSED-OWED" } else { "W-RECORD-CLOSED-HOW" };
    Some(
        Problem::warning(code, Place::default())
            .with("milestone", name)
            .with("owed", balance.total.grouped()),
    )
}

/// What follows from a milestone by law: words and source.
pub fn effects(event: &MilestoneEvent, rules: &Rulebook, lang: Lang) -> Vec<(String, String)> {
    let known = rules.milestone(&event.track, &event.milestone);
    let effects = known.into_iter().flat_map(|m| &m.effects);
    effects.map(|e| (lang.of(&[&e.zh, &e.en]).to_owned(), e.source.to_string())).collect()
}

/// Tells them to a person.
///
/// # Errors
/// stdout cannot be written.
pub fn report(
    effects: &[(String, String)],
    desk: &mut Desk<'_>,
) -> Result<(), crate::cli::error::CommandError> {
    for (text, source) in effects {
        let source = desk.text("M-RECORD-SOURCE", &[("source", source.clone())]);
        desk.say("M-RECORD-EFFECT", &[("text", text.clone()), ("source", source)])?;
    }
    Ok(())
}
