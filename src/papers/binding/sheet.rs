//! A page as it is seen: which part of it is shown, which way up, in which unit.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Deepest page tree that is followed upwards.
const DEEPEST: usize = 200;

/// Smallest side, in points, of a page that is taken at its word; less is a slip of the program that wrote it.
const SMALLEST: f32 = 1.0;

/// A value of a page, its own or the nearest above it, followed to the object itself; with the object that holds it where
/// that is an object of its own.
pub(super) fn inherited<'a>(
    document: &'a Document,
    page: ObjectId,
    key: &[u8],
) -> Option<(Option<ObjectId>, &'a Object)> {
    let mut node = page;
    let mut seen = BTreeSet::new();
    while seen.len() < DEEPEST && seen.insert(node) {
        let dictionary = document.get_dictionary(node).ok()?;
        if let Ok(value) = dictionary.get(key)
            && let Ok((id, found)) = document.dereference(value)
            && !found.is_null()
        {
            return Some((id.or((node != page).then_some(node)), found));
        }
        node = dictionary.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

/// What is seen of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sheet {
    /// The whole page, in its own units: left, lower, right and upper edge.
    pub(super) media: [f32; 4],
    /// What is shown of it.
    pub(super) shown: [f32; 4],
    /// Quarter turns clockwise: 0 to 3.
    pub(super) turns: u8,
    /// Points in one of the page's units.
    pub(super) unit: f32,
}

impl Sheet {
    /// Reads it from a page. What is missing or makes no sense is what readers take: US Letter, upright, one point.
    pub(super) fn of(document: &Document, page: ObjectId) -> Self {
        let media = rectangle(document, page, b"MediaBox").unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let crop = rectangle(document, page, b"CropBox").unwrap_or(media);
        let both =
            [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        let shown = if large_enough(both) { both } else { media };
        let angle = inherited(document, page, b"Rotate").and_then(|(_, value)| value.as_float().ok());
        let turns = angle.map_or(0, |angle| (angle / 90.0).round().rem_euclid(4.0) as u8) % 4;
        let unit = document.get_dictionary(page).ok().and_then(|page: &Dictionary| {
            page.get_deref(b"UserUnit", document)
                .ok()?
                .as_float()
                .ok()
                .filter(|unit| (0.001..1e5).contains(unit))
        });
        Sheet { media, shown, turns, unit: unit.unwrap_or(1.0) }
    }

    /// Width and height as seen, in points.
    pub(super) fn size(&self) -> (f32, f32) {
        let [left, lower, right, upper] = self.shown;
        let (width, height) = ((right - left) * self.unit, (upper - lower) * self.unit);
        if self.turns.is_multiple_of(2) { (width, height) } else { (height, width) }
    }

    /// From points as seen, counted from the lower left corner, to the page's own units.
    pub(super) fn matrix(&self) -> [f32; 6] {
        let [left, lower, right, upper] = self.shown;
        let u = 1.0 / self.unit;
        match self.turns {
            0 => [u, 0.0, 0.0, u, left, lower],
            // Turned clockwise, the page's upward direction runs to the right, and its left edge is above.
            1 => [0.0, u, -u, 0.0, right, lower],
            2 => [-u, 0.0, 0.0, -u, right, upper],
            _ => [0.0, -u, u, 0.0, left, upper],
        }
    }
}

fn large_enough([left, lower, right, upper]: [f32; 4]) -> bool {
    right - left >= SMALLEST && upper - lower >= SMALLEST
}

/// A rectangle with its corners put in order; `None` where it is none, or has no extent.
fn rectangle(document: &Document, page: ObjectId, key: &[u8]) -> Option<[f32; 4]> {
    let (_, value) = inherited(document, page, key)?;
    let side = |at: usize| {
        let number = value.as_array().ok()?.get(at)?;
        document.dereference(number).ok()?.1.as_float().ok().filter(|n| n.is_finite())
    };
    let [a, b, c, d] = [side(0)?, side(1)?, side(2)?, side(3)?];
    let ordered = [a.min(c), b.min(d), a.max(c), b.max(d)];
    large_enough(ordered).then_some(ordered)
}
