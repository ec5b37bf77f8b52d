//! Numbers that went out: those of the pages, for each profile on its own, and those of the exhibits.

use std::collections::BTreeMap;

use crate::domain::PageLabel;
use crate::domain::bundle::{BundlePart, BundleRecord};

/// The parts of bundles whose numbers are still good, oldest bundle first; a part that a later one lacks stays, so that
/// nobody else gets its numbers. A bundle whose numbers contradict those before it was numbered afresh: only it and what
/// follows counts.
pub fn pages<'a>(bundles: impl Iterator<Item = &'a BundleRecord>) -> Vec<BundlePart> {
    let mut sent: Vec<BundlePart> = Vec::new();
    for bundle in bundles {
        if bundle.renumbered || changed(&sent, &bundle.parts).is_some() {
            sent.clear();
        }
        for part in &bundle.parts {
            match sent.iter_mut().find(|p| same(p, part)) {
                Some(place) => *place = part.clone(),
                None => sent.push(part.clone()),
            }
        }
    }
    sent
}

/// Numbers of exhibits that went out, by evidence id, oldest bundle first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExhibitNumbers(BTreeMap<String, u32>);

impl ExhibitNumbers {
    /// Those of these bundles, whatever they were for, since numbers were last given afresh.
    pub fn of<'a>(bundles: impl Iterator<Item = &'a BundleRecord>) -> ExhibitNumbers {
        let mut numbers = BTreeMap::new();
        for bundle in bundles {
            if bundle.renumbered {
                numbers.clear();
            }
            numbers.extend(bundle.parts.iter().filter_map(|p| Some((p.id.clone(), p.number?))));
        }
        ExhibitNumbers(numbers)
    }

    /// The number of this piece of evidence; from 1.
    pub fn get(&self, id: &str) -> Option<u32> {
        self.0.get(id).copied()
    }

    /// The highest.
    pub fn last(&self) -> u32 {
        self.0.values().copied().max().unwrap_or(0)
    }
}

/// The first part whose number, or whose first page, is another one now, with both.
pub fn changed(sent: &[BundlePart], now: &[BundlePart]) -> Option<(String, String, String)> {
    let shown = |label: Option<PageLabel>| label.map_or_else(String::new, |label| label.to_string());
    now.iter().find_map(|part| {
        let before = sent.iter().find(|p| same(p, part))?;
        let pages = before.first.is_some() && before.first != part.first;
        let number = before.number.is_some() && before.number != part.number;
        let told = |part: &BundlePart| match (pages, part.number) {
            (false, Some(number)) => format!("({number})"),
            _ => shown(part.first),
        };
        (pages || number).then(|| (part.id.clone(), told(before), told(part)))
    })
}

/// What went out and is there no more.
pub fn gone<'a>(sent: &'a [BundlePart], now: &[BundlePart]) -> Vec<&'a BundlePart> {
    let left = |part: &&BundlePart| {
        (part.first.is_some() || part.number.is_some()) && !now.iter().any(|now| same(part, now))
    };
    sent.iter().filter(left).collect()
}

fn same(a: &BundlePart, b: &BundlePart) -> bool {
    a.id == b.id && a.exhibit == b.exhibit
}
