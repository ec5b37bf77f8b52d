//! What differs inside a passage.
//!
//! Chinese has no spaces: inside a passage characters are compared one by one, figures and Latin words as a whole, and
//! changes with hardly anything between them are told as one. A long passage is compared sentence by sentence first.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// More tokens are not compared one by one: the cost grows with their square.
const LONGEST: usize = 3_000;
/// As many unchanged tokens between two changes make them two.
const APART: usize = 2;

/// A stretch of a changed passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it was.
    Same(String),
    /// Replaced: what stood there, and what stands there now; either may be empty.
    Other(String, String),
}

/// What differs inside a passage. The pieces together give either text.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (a, b) = (tokens(before), tokens(after));
    if a.len() <= LONGEST && b.len() <= LONGEST {
        return fine(before, after, &a, &b);
    }
    let (a, b) = (sentences(before), sentences(after));
    let mut out = Vec::new();
    for op in differences(before, after, &a, &b) {
        let (old, new) = (of(before, &a[op.old_range()]), of(after, &b[op.new_range()]));
        if matches!(op, DiffOp::Equal { .. }) {
            out.push(Piece::Same(new));
            continue;
        }
        let (a, b) = (tokens(&old), tokens(&new));
        match a.len() <= LONGEST && b.len() <= LONGEST {
            true => out.extend(fine(&old, &new, &a, &b)),
            false => out.push(Piece::Other(old, new)),
        }
    }
    out
}

fn fine(before: &str, after: &str, a: &[Range<usize>], b: &[Range<usize>]) -> Vec<Piece> {
    let ops = differences(before, after, a, b);
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

fn of(text: &str, tokens: &[Range<usize>]) -> String {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => text[first.start..last.end].to_owned(),
        _ => String::new(),
    }
}

fn differences(before: &str, after: &str, a: &[Range<usize>], b: &[Range<usize>]) -> Vec<DiffOp> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for word in
        a.iter().map(|range| &before[range.clone()]).chain(b.iter().map(|range| &after[range.clone()]))
    {
        let next = known.len();
        known.entry(word).or_insert(next);
    }
    let numbers = |text: &str, of: &[Range<usize>]| -> Vec<usize> {
        of.iter().map(|range| known[&text[range.clone()]]).collect()
    };
    capture_diff_slices(Algorithm::Myers, &numbers(before, a), &numbers(after, b))
}

fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut out = Vec::new();
    for sentence in text.split_inclusive(['。', '；', '\n']) {
        out.push(start..start + sentence.len());
        start += sentence.len();
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
