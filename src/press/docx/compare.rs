//! Two readings of a document beside one another: what was changed, added, taken out and moved.
//!
//! Chinese has no spaces: inside a passage characters are compared one by one, figures and Latin words as a whole, and
//! changes with hardly anything between them are told as one.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::passages::{Passage, Reading, Remark, Zone};

/// From this likeness on, of 1000, two passages are one that was changed.
const ALIKE: u32 = 250;
/// What standing in the same cell adds to it.
const SAME_CELL: u32 = 400;
/// More pairs than this are not weighed one by one.
const MOST_PAIRS: usize = 60_000;
/// Longer passages are compared as a whole, in tokens.
const LONGEST: usize = 20_000;
/// As many unchanged tokens between two changes make them two.
const APART: usize = 2;

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

/// A stretch of a changed passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it was.
    Same(String),
    /// Replaced: what stood there, and what stands there now; either may be empty.
    Other(String, String),
}

/// What differs, zone by zone in the order of the edited document.
pub fn compare(draft: &Reading, edited: &Reading) -> Vec<Change> {
    let mut changes = Vec::new();
    for zone in Zone::ALL {
        let of = |reading: &Reading| -> Vec<usize> {
            (0..reading.passages.len()).filter(|&at| reading.passages[at].zone == zone).collect()
        };
        zoned(draft, edited, &of(draft), &of(edited), &mut changes);
    }
    moved(draft, edited, &mut changes);
    changes
}

/// Comments of the edited document that the draft has not.
pub fn new_remarks<'a>(draft: &Reading, edited: &'a Reading) -> Vec<&'a Remark> {
    edited.remarks.iter().filter(|remark| !draft.remarks.iter().any(|r| r.text == remark.text)).collect()
}

fn zoned(draft: &Reading, edited: &Reading, old: &[usize], new: &[usize], changes: &mut Vec<Change>) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let a: Vec<usize> = old.iter().map(|&at| number(&draft.passages[at].text, &mut known)).collect();
    let b: Vec<usize> = new.iter().map(|&at| number(&edited.passages[at].text, &mut known)).collect();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (&old[op.old_range()], &new[op.new_range()]);
        for (before, after) in paired(draft, edited, old, new) {
            let what = match (before, after) {
                (Some(_), Some(_)) => What::Changed,
                (None, _) => What::Added,
                (_, None) => What::Removed,
            };
            let tracked = tracked(
                before.map(|at| &draft.passages[at]),
                after.map(|at| &edited.passages[at]),
                &edited.struck,
            );
            changes.push(Change { what, before, after, tracked });
        }
    }
}

/// The same number for the same text.
fn number<'a>(text: &'a str, known: &mut HashMap<&'a str, usize>) -> usize {
    let next = known.len();
    *known.entry(text).or_insert(next)
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

type Pair = (Option<usize>, Option<usize>);

/// Which passages of a block became which, in order, so that they are as alike as can be.
fn paired(draft: &Reading, edited: &Reading, old: &[usize], new: &[usize]) -> Vec<Pair> {
    let (n, m) = (old.len(), new.len());
    if n == 0 || m == 0 {
        let gone = old.iter().map(|&at| (Some(at), None));
        return gone.chain(new.iter().map(|&at| (None, Some(at)))).collect();
    }
    if n.saturating_mul(m) > MOST_PAIRS {
        return (0..n.max(m)).map(|at| (old.get(at).copied(), new.get(at).copied())).collect();
    }
    let bigrams = |reading: &Reading, of: &[usize]| -> Vec<Vec<(char, char)>> {
        of.iter().map(|&at| pairs_of(&reading.passages[at].text)).collect()
    };
    let (a, b) = (bigrams(draft, old), bigrams(edited, new));
    let mut likeness = vec![0_u32; n * m];
    for (i, a) in a.iter().enumerate() {
        for (j, b) in b.iter().enumerate() {
            let (before, after) = (&draft.passages[old[i]], &edited.passages[new[j]]);
            let place = if before.cell.is_some() && before.cell == after.cell { SAME_CELL } else { 0 };
            let apart = before.cell.is_some() != after.cell.is_some();
            let alike = if apart { 0 } else { alike(a, b) + place };
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
            out.push((Some(old[i]), Some(new[j])));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            out.push((Some(old[i]), None));
            i += 1;
        } else {
            out.push((None, Some(new[j])));
            j += 1;
        }
    }
    out.extend(old[i..].iter().map(|&at| (Some(at), None)));
    out.extend(new[j..].iter().map(|&at| (None, Some(at))));
    out
}

/// Neighbouring characters, sorted. One character is a neighbour to nothing.
fn pairs_of(text: &str) -> Vec<(char, char)> {
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
fn moved(draft: &Reading, edited: &Reading, changes: &mut Vec<Change>) {
    let mut gone: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate().rev() {
        if let (What::Removed, Some(before)) = (change.what, change.before) {
            gone.entry(&draft.passages[before].text).or_default().push(at);
        }
    }
    let mut taken = Vec::new();
    for at in 0..changes.len() {
        let (What::Added, Some(after)) = (changes[at].what, changes[at].after) else { continue };
        let text = edited.passages[after].text.as_str();
        if let Some(from) = gone.get_mut(text).and_then(Vec::pop) {
            changes[at].what = What::Moved;
            changes[at].before = changes[from].before;
            taken.push(from);
        }
    }
    taken.sort_unstable();
    for at in taken.into_iter().rev() {
        changes.remove(at);
    }
}

/// What differs inside a passage. The pieces together give either text.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (a, b) = (tokens(before), tokens(after));
    if a.len() > LONGEST || b.len() > LONGEST {
        return vec![Piece::Other(before.to_owned(), after.to_owned())];
    }
    let of = |text: &str, tokens: &[Range<usize>]| match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => text[first.start..last.end].to_owned(),
        _ => String::new(),
    };
    let words = |text: &'_ str, tokens: &[Range<usize>]| -> Vec<String> {
        tokens.iter().map(|range| text[range.clone()].to_owned()).collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &words(before, &a), &words(after, &b));
    let last = ops.len().saturating_sub(1);
    let mut out: Vec<Piece> = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        let (old, new) = (of(before, &a[op.old_range()]), of(after, &b[op.new_range()]));
        let same = matches!(op, DiffOp::Equal { .. });
        if same && (at == 0 || at == last || op.old_range().len() >= APART) {
            out.push(Piece::Same(new));
        } else if let Some(Piece::Other(gone, here)) = out.last_mut() {
            gone.push_str(&old);
            here.push_str(&new);
        } else {
            out.push(Piece::Other(old, new));
        }
    }
    out
}

/// Figures with their separators and Latin words as one, everything else character by character.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let end = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let is = |at: usize, test: fn(&char) -> bool| characters.get(at).is_some_and(|(_, c)| test(c));
    let mut out = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let start = at;
        at += 1;
        if is(start, char::is_ascii_alphanumeric) {
            loop {
                if is(at, char::is_ascii_alphanumeric) {
                    at += 1;
                } else if is(at, |c| matches!(c, '.' | ',' | '*' | '-' | '@'))
                    && is(at + 1, |c| c.is_ascii_alphanumeric() || *c == '*')
                {
                    at += 2;
                } else {
                    break;
                }
            }
        }
        out.push(end(start)..end(at));
    }
    out
}
