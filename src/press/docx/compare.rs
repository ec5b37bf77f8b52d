//! Two readings of a document beside one another: what was changed, added, taken out and moved.
//!
//! A paragraph is one unit, a row of a table another: so a figure that went from one row to the next is a change of two
//! cells. Typed numbers at the beginning do not count, so that a claim stays what it is under another number.

use std::collections::{BTreeMap, HashMap, HashSet};

use similar::{Algorithm, capture_diff_slices};

use super::numbering::bare;
use super::passages::{Passage, Reading, Remark, Zone};

/// From this likeness on, of 1000, two units are one that was changed.
const ALIKE: u32 = 250;
/// From this likeness on, what was taken out here and put in there was moved and changed.
const STILL_ALIKE: u32 = 600;
/// What the same first cell adds to it, and what the same place in a table does.
const SAME_LABEL: u32 = 400;
const SAME_PLACE: u32 = 250;
/// More pairs than this are not weighed one by one, nor more characters in all of them.
const MOST_PAIRS: usize = 60_000;
const MOST_WEIGHED: usize = 60_000_000;

/// What happened to a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It says something else.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere.
    Moved,
}

/// Whether whoever edited let Word track it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracked {
    /// No: the change is nowhere marked.
    No,
    /// Some of it is marked.
    Partly,
    /// All of it is marked.
    Yes,
}

/// A passage that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened to it.
    pub what: What,
    /// Its index among the passages of the draft.
    pub before: Option<usize>,
    /// Its index among the passages of the edited document.
    pub after: Option<usize>,
    /// Whether it is tracked.
    pub tracked: Tracked,
}

/// What differs, zone by zone in the order of the edited document.
pub fn compare(draft: &Reading, edited: &Reading) -> Vec<Change> {
    let mut edits = Vec::new();
    for zone in Zone::ALL {
        zoned(&units(draft, zone), &units(edited, zone), &mut edits);
    }
    moved(&mut edits);
    nearly_moved(&mut edits);
    let mut changes = Vec::new();
    for edit in &edits {
        expand(edit, draft, edited, &mut changes);
    }
    changes
}

/// Comments of the edited document that the draft has not.
pub fn new_remarks<'a>(draft: &Reading, edited: &'a Reading) -> Vec<&'a Remark> {
    edited.remarks.iter().filter(|remark| !draft.remarks.iter().any(|r| r.text == remark.text)).collect()
}

/// A paragraph, or what one row of a table says.
#[derive(Clone, Debug)]
struct Unit {
    /// Its passages: their indices, in order.
    of: Vec<usize>,
    /// Which table and row it is.
    row: Option<(u32, u32)>,
    /// What its first passage says.
    label: String,
    /// What it says, typed numbers apart; cells with their columns.
    text: String,
}

#[derive(Clone, Debug)]
struct Edit {
    before: Option<Unit>,
    after: Option<Unit>,
    /// It stands elsewhere.
    moved: bool,
}

fn units(reading: &Reading, zone: Zone) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (at, passage) in reading.passages.iter().enumerate().filter(|(_, p)| p.zone == zone) {
        let row = passage.cell.map(|cell| (cell.table, cell.row));
        let said = bare(&passage.text);
        let column = passage.cell.map(|cell| cell.column);
        match units.last_mut().filter(|last| row.is_some() && last.row == row) {
            Some(last) => {
                last.of.push(at);
                last.text.push_str(&format!("\u{1}{}\u{1}{said}", column.unwrap_or_default()));
            }
            None => {
                let text = column.map_or_else(|| said.to_owned(), |column| format!("{column}\u{1}{said}"));
                units.push(Unit { of: vec![at], row, label: said.to_owned(), text });
            }
        }
    }
    units
}

fn zoned(old: &[Unit], new: &[Unit], edits: &mut Vec<Edit>) {
    let (mut i, mut j) = (0, 0);
    let ends = (old.len(), new.len());
    let same = matches(old, new);
    let (gone, come) = elsewhere(old, new, &same);
    for (a, b) in same.into_iter().chain([ends]) {
        // What stands elsewhere, word for word, is nothing that was changed here.
        let (here, there): (Vec<usize>, Vec<usize>) = (i..a).partition(|at| !gone.contains(at));
        let (these, others): (Vec<usize>, Vec<usize>) = (j..b).partition(|at| !come.contains(at));
        let of =
            |units: &[Unit], at: &[usize]| -> Vec<Unit> { at.iter().map(|&at| units[at].clone()).collect() };
        let (before, after) = (of(old, &here), of(new, &these));
        for (i, j) in paired(&before, &after) {
            let of = |units: &[Unit], at: Option<usize>| at.map(|at| units[at].clone());
            edits.push(Edit { before: of(&before, i), after: of(&after, j), moved: false });
        }
        for unit in of(old, &there) {
            edits.push(Edit { before: Some(unit), after: None, moved: false });
        }
        for unit in of(new, &others) {
            edits.push(Edit { before: None, after: Some(unit), moved: false });
        }
        if (a, b) != ends {
            edits.push(Edit { before: Some(old[a].clone()), after: Some(new[b].clone()), moved: false });
        }
        (i, j) = (a + 1, b + 1);
    }
}

/// Units without a match whose text stands on the other side in another place.
fn elsewhere(old: &[Unit], new: &[Unit], same: &[(usize, usize)]) -> (HashSet<usize>, HashSet<usize>) {
    let matched_old: HashSet<usize> = same.iter().map(|(at, _)| *at).collect();
    let matched_new: HashSet<usize> = same.iter().map(|(_, at)| *at).collect();
    let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, unit) in old.iter().enumerate().rev().filter(|(at, _)| !matched_old.contains(at)) {
        waiting.entry(&unit.text).or_default().push(at);
    }
    let (mut gone, mut come) = (HashSet::new(), HashSet::new());
    for (at, unit) in new.iter().enumerate().filter(|(at, _)| !matched_new.contains(at)) {
        if let Some(from) = waiting.get_mut(unit.text.as_str()).and_then(Vec::pop) {
            gone.insert(from);
            come.insert(at);
        }
    }
    (gone, come)
}

/// Which units say the same, in order. What only one side says is left out first: it would only cost time.
fn matches(old: &[Unit], new: &[Unit]) -> Vec<(usize, usize)> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for unit in old.iter().chain(new) {
        let next = known.len();
        known.entry(&unit.text).or_insert(next);
    }
    let of = |units: &[Unit]| -> Vec<usize> { units.iter().map(|unit| known[unit.text.as_str()]).collect() };
    let (a, b) = (of(old), of(new));
    let common = |of: &[usize], with: &[usize]| -> (Vec<usize>, Vec<usize>) {
        let there: HashSet<usize> = with.iter().copied().collect();
        of.iter().copied().enumerate().filter(|(_, number)| there.contains(number)).unzip()
    };
    let ((places_a, a), (places_b, b)) = (common(&a, &b), common(&b, &a));
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = op {
            out.extend((0..len).map(|n| (places_a[old_index + n], places_b[new_index + n])));
        }
    }
    out
}

type Pair = (Option<usize>, Option<usize>);

/// Which units of a block became which, in order, so that they are as alike as can be.
fn paired(old: &[Unit], new: &[Unit]) -> Vec<Pair> {
    let (n, m) = (old.len(), new.len());
    if n == 0 || m == 0 {
        let gone = (0..n).map(|at| (Some(at), None));
        return gone.chain((0..m).map(|at| (None, Some(at)))).collect();
    }
    if too_many(old.iter(), new.iter()) {
        let at = |at: usize, of: usize| (at < of).then_some(at);
        return (0..n.max(m)).map(|place| (at(place, n), at(place, m))).collect();
    }
    let (a, b): (Vec<_>, Vec<_>) = (old.iter().map(pairs_of).collect(), new.iter().map(pairs_of).collect());
    let mut likeness = vec![0_u32; n * m];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate() {
            let (before, after) = (&old[i], &new[j]);
            let place = match (before.row, after.row) {
                (None, None) => 0,
                (Some(_), Some(_)) if before.label == after.label => SAME_LABEL,
                (Some(was), Some(is)) if was == is => SAME_PLACE,
                (Some(_), Some(_)) => 0,
                _ => continue,
            };
            let alike = alike(a, b) + place;
            likeness[i * m + j] = if alike >= ALIKE { alike } else { 0 };
        }
    }
    // The best sum of likenesses of what follows each place.
    let mut best = vec![0_u32; (n + 1) * (m + 1)];
    let at = |i: usize, j: usize| i * (m + 1) + j;
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let both = match likeness[i * m + j] {
                0 => 0,
                alike => alike + best[at(i + 1, j + 1)],
            };
            best[at(i, j)] = both.max(best[at(i + 1, j)]).max(best[at(i, j + 1)]);
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n && j < m {
        let alike = likeness[i * m + j];
        if alike > 0 && best[at(i, j)] == alike + best[at(i + 1, j + 1)] {
            out.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            out.push((Some(i), None));
            i += 1;
        } else {
            out.push((None, Some(j)));
            j += 1;
        }
    }
    out.extend((i..n).map(|at| (Some(at), None)));
    out.extend((j..m).map(|at| (None, Some(at))));
    out
}

/// Whether weighing each of these with each of those would take long.
fn too_many<'a>(
    old: impl ExactSizeIterator<Item = &'a Unit>,
    new: impl ExactSizeIterator<Item = &'a Unit>,
) -> bool {
    let (n, m) = (old.len(), new.len());
    let size = |units: &mut dyn Iterator<Item = &'a Unit>| units.map(|unit| unit.text.len()).sum::<usize>();
    let (mut old, mut new) = (old, new);
    let weight = size(&mut old).saturating_mul(m).saturating_add(size(&mut new).saturating_mul(n));
    n.saturating_mul(m) > MOST_PAIRS || weight > MOST_WEIGHED
}

/// Neighbouring characters, sorted. One character is a neighbour to nothing.
fn pairs_of(unit: &Unit) -> Vec<(char, char)> {
    let text = &unit.text;
    let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1).chain(['\0'])).collect();
    pairs.sort_unstable();
    pairs
}

/// Twice what two have in common, of all they have, in thousandths (Dice's coefficient).
fn alike(a: &[(char, char)], b: &[(char, char)]) -> u32 {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    u32::try_from(2000 * shared / (a.len() + b.len()).max(1)).unwrap_or_default()
}

/// What was taken out in one place and put in, word for word, in another is moved.
fn moved(edits: &mut Vec<Edit>) {
    let mut gone: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, edit) in edits.iter().enumerate().rev() {
        if let (Some(before), None) = (&edit.before, &edit.after) {
            gone.entry(before.text.clone()).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for (at, edit) in edits.iter().enumerate() {
        let (None, Some(after)) = (&edit.before, &edit.after) else { continue };
        if let Some(from) = gone.get_mut(&after.text).and_then(Vec::pop) {
            pairs.push((from, at));
        }
    }
    join(edits, &pairs);
}

/// What was taken out here and stands there in nearly the same words is moved too. A short text is like many others.
fn nearly_moved(edits: &mut Vec<Edit>) {
    const SHORTEST: usize = 30;
    let long = |unit: &&Unit| unit.text.len() >= SHORTEST && unit.row.is_none();
    let lone = |one: fn(&Edit) -> &Option<Unit>, other: fn(&Edit) -> &Option<Unit>| -> Vec<usize> {
        let is = |edit: &Edit| other(edit).is_none() && one(edit).as_ref().filter(long).is_some();
        (0..edits.len()).filter(|&at| is(&edits[at])).collect()
    };
    let gone = lone(|edit| &edit.before, |edit| &edit.after);
    let new = lone(|edit| &edit.after, |edit| &edit.before);
    let old_units: Vec<&Unit> = gone.iter().filter_map(|&at| edits[at].before.as_ref()).collect();
    let new_units: Vec<&Unit> = new.iter().filter_map(|&at| edits[at].after.as_ref()).collect();
    if too_many(old_units.iter().copied(), new_units.iter().copied()) {
        return;
    }
    let there: Vec<_> = new_units.iter().map(|unit| pairs_of(unit)).collect();
    let mut found = Vec::new();
    for (i, unit) in old_units.iter().enumerate() {
        let here = pairs_of(unit);
        let weighed = there.iter().enumerate().map(|(j, there)| (alike(&here, there), i, j));
        found.extend(weighed.filter(|(alike, ..)| *alike >= STILL_ALIKE));
    }
    found.sort_by_key(|&(alike, i, j)| (std::cmp::Reverse(alike), i, j));
    let (mut taken, mut given) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for (_, i, j) in found {
        if !taken.contains(&i) && !given.contains(&j) {
            taken.insert(i);
            given.insert(j);
            pairs.push((gone[i], new[j]));
        }
    }
    join(edits, &pairs);
}

/// Puts what is gone at one place to where it stands now.
fn join(edits: &mut Vec<Edit>, pairs: &[(usize, usize)]) {
    for &(from, to) in pairs {
        edits[to].before = edits[from].before.take();
        edits[to].moved = true;
    }
    edits.retain(|edit| edit.before.is_some() || edit.after.is_some());
}

/// The passages of an edit that differ.
fn expand(edit: &Edit, draft: &Reading, edited: &Reading, changes: &mut Vec<Change>) {
    let of = |unit: &Option<Unit>| unit.as_ref().map_or_else(Vec::new, |unit| unit.of.clone());
    let (old, new) = (of(&edit.before), of(&edit.after));
    let mut tell = |before: Option<usize>, after: Option<usize>| {
        let (was, is) = (before.map(|at| &draft.passages[at]), after.map(|at| &edited.passages[at]));
        let what = match (was, is) {
            (Some(_), Some(_)) if edit.moved => What::Moved,
            (Some(was), Some(is)) if was.text == is.text || only_counted(was, is) => return,
            (Some(_), Some(_)) => What::Changed,
            (None, _) => What::Added,
            (_, None) => What::Removed,
        };
        // What was moved with tracking was put in here.
        let was = was.filter(|_| what != What::Moved);
        changes.push(Change { what, before, after, tracked: tracked(was, is, &edited.struck) });
    };
    if old.len() <= 1 && new.len() <= 1 {
        return tell(old.first().copied(), new.first().copied());
    }
    // Cell by cell; in a cell line by line.
    let column = |reading: &Reading, at: usize| reading.passages[at].cell.map_or(0, |cell| cell.column);
    let columns: std::collections::BTreeSet<u32> =
        old.iter().map(|&at| column(draft, at)).chain(new.iter().map(|&at| column(edited, at))).collect();
    for here in columns {
        let lines = |reading: &Reading, of: &[usize]| -> Vec<Unit> {
            let of = of.iter().copied().filter(|&at| column(reading, at) == here);
            let line = |at: usize| {
                let text = bare(&reading.passages[at].text).to_owned();
                Unit { of: vec![at], row: None, label: text.clone(), text }
            };
            of.map(line).collect()
        };
        let (old, new) = (lines(draft, &old), lines(edited, &new));
        let mut inner = Vec::new();
        match (old.as_slice(), new.as_slice()) {
            ([before], [after]) => tell(Some(before.of[0]), Some(after.of[0])),
            _ => zoned(&old, &new, &mut inner),
        }
        for edit in inner {
            let first = |unit: &Option<Unit>| unit.as_ref().and_then(|unit| unit.of.first().copied());
            tell(first(&edit.before), first(&edit.after));
        }
    }
}

/// Whether only the number before it differs, which Word counts now and someone typed before, or the other way round.
fn only_counted(was: &Passage, is: &Passage) -> bool {
    (was.numbered || is.numbered) && bare(&was.text) == bare(&is.text)
}

fn tracked(before: Option<&Passage>, after: Option<&Passage>, struck: &[String]) -> Tracked {
    match (before, after) {
        (before, Some(after)) => {
            let was = before.map_or("", |before| &before.text);
            match after.original == was {
                true => Tracked::Yes,
                false if after.original == after.text => Tracked::No,
                false => Tracked::Partly,
            }
        }
        (Some(before), None) if struck.contains(&before.text) => Tracked::Yes,
        (_, None) => Tracked::No,
    }
}
