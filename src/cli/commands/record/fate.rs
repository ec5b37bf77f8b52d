//! What a person has to know of a milestone besides its dates: what follows by law, and what is unusual about it.

use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::docket::Docket;
use crate::domain::event::MilestoneEvent;
use crate::domain::problem::{Place, Problem};
use crate::rules::Rulebook;
use crate::rules::track_facts::Parties;

/// What is unusual: it begins another course than the account's own, it comes although something stands against it, or
/// it claims a certificate that is not there.
pub fn doubts(docket: &Docket, event: &MilestoneEvent, bare: bool, rules: &Rulebook) -> Vec<Problem> {
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
    found
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
