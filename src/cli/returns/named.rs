//! A milestone by its id, as `TRACK/ID`, or by its title in Chinese or English.

use crate::docket::{Ambiguous, Docket};
use crate::intake::normalise::half_width;
use crate::rules::Rulebook;
use crate::rules::track::{Milestone, Track};

/// The track and the id that a text means for an account: on its own track first, then on one that has begun, then on
/// the only one that has it. A text that means nothing comes back as it is, for the track to refuse by name.
///
/// # Errors
/// The title means several milestones.
pub fn named(text: &str, docket: &Docket, rules: &Rulebook) -> Result<(Option<String>, String), Ambiguous> {
    let (track, name) = match text.split_once(['/', '／']) {
        Some((track, name)) => (Some(track.trim()), name.trim()),
        None => (None, text.trim()),
    };
    if let Some(track) = track {
        let found =
            rules.tracks().find(|t| t.id == track || is(&t.title.zh, track) || is(&t.title.en, track));
        let Some(found) = found else { return Ok((Some(track.to_owned()), name.to_owned())) };
        let id = of_track(found, name).map_or_else(|| name.to_owned(), |m| m.id.clone());
        return Ok((Some(found.id.clone()), id));
    }
    if rules.tracks().any(|t| t.milestone(name).is_some()) {
        return Ok((None, name.to_owned()));
    }
    let all: Vec<(&Track, &Milestone)> =
        rules.tracks().filter_map(|t| Some((t, of_track(t, name)?))).collect();
    let own = docket.case.track().id();
    let begun = |t: &Track| docket.milestones.iter().any(|m| m.what.track == t.id);
    let on: Vec<_> = match all.iter().find(|(t, _)| t.id == own) {
        Some(own) => vec![own],
        None => match all.iter().filter(|(t, _)| begun(t)).collect::<Vec<_>>() {
            begun if begun.is_empty() => all.iter().collect(),
            begun => begun,
        },
    };
    match on.as_slice() {
        [] => Ok((None, name.to_owned())),
        [(track, milestone)] => Ok((Some(track.id.clone()), milestone.id.clone())),
        several => Err(Ambiguous {
            milestone: name.to_owned(),
            choices: several.iter().map(|(t, m)| format!("{}/{}", t.id, m.id)).collect(),
            near: None,
        }),
    }
}

/// The milestone of a track by id, else the only one with that title.
fn of_track<'a>(track: &'a Track, name: &str) -> Option<&'a Milestone> {
    if let Some(found) = track.milestone(name) {
        return Some(found);
    }
    let mut titled = track.milestones.iter().filter(|m| is(&m.title.zh, name) || is(&m.title.en, name));
    let first = titled.next();
    first.filter(|_| titled.next().is_none())
}

fn is(title: &str, text: &str) -> bool {
    half_width(title).eq_ignore_ascii_case(&half_width(text))
}
