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
        // 一审判决 for 判决: the longest title that the text holds, or that holds the text.
        [] => match near(name, own, rules) {
            None => Ok((None, name.to_owned())),
            near => Err(Ambiguous { milestone: name.to_owned(), choices: Vec::new(), near }),
        },
        [(track, milestone)] => Ok((Some(track.id.clone()), milestone.id.clone())),
        several => Err(Ambiguous {
            milestone: name.to_owned(),
            choices: several.iter().map(|(t, m)| format!("{}/{}", t.id, m.id)).collect(),
            near: None,
        }),
    }
}

/// The title that shares most with a text, on the account's own track first.
fn near(text: &str, own: &str, rules: &Rulebook) -> Option<String> {
    let text = half_width(text).to_lowercase();
    let shares = |title: &str| {
        let plain = half_width(title).to_lowercase();
        let one = text.contains(&plain) || plain.contains(&text);
        (one && text.chars().count() > 1).then(|| plain.chars().count().min(text.chars().count()))
    };
    let best = |track: &Track| -> Option<(usize, String)> {
        let titles = track.milestones.iter().flat_map(|m| [&m.title.zh, &m.title.en]);
        let found = titles.filter_map(|title| Some((shares(title)?, title)));
        // Of two that share as much the shorter says less that was not written.
        let found = found.max_by_key(|(shared, title)| (*shared, std::cmp::Reverse(title.chars().count())));
        found.map(|(shared, title)| (shared, title.clone()))
    };
    let first = rules.tracks().filter(|t| t.id == own).find_map(best);
    let found = first.or_else(|| rules.tracks().filter_map(best).max_by_key(|(shared, _)| *shared));
    found.map(|(_, title)| title)
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
