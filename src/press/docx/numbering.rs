//! Numbers before paragraphs: those that someone typed, and those that Word counts by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::xml::{Id, Tree};

/// Styles rest on one another; no more of them are followed.
const DEEPEST: usize = 32;

/// The styles that number their paragraphs, by their id (ISO 29500-1 §17.7.4.17, §17.9).
pub(super) fn styles(tree: &Tree) -> BTreeSet<String> {
    let mut own: BTreeMap<&str, (Option<bool>, Option<&str>)> = BTreeMap::new();
    for style in tree.below(tree.root()).into_iter().filter(|&id| tree.name(id) == "w:style") {
        let Some(id) = tree.attribute(style, "w:styleId") else { continue };
        let base = tree.child(style, "w:basedOn").and_then(|base| tree.attribute(base, "w:val"));
        own.insert(id, (switched(tree, style), base));
    }
    let counts = |id: &&str| {
        let mut at = *id;
        for _ in 0..DEEPEST {
            match own.get(at) {
                Some((Some(counts), _)) => return *counts,
                Some((None, Some(base))) => at = base,
                _ => return false,
            }
        }
        false
    };
    own.keys().copied().filter(counts).map(str::to_owned).collect()
}

/// Whether Word counts a paragraph.
pub(super) fn numbered(tree: &Tree, paragraph: Id, styles: &BTreeSet<String>) -> bool {
    switched(tree, paragraph).unwrap_or_else(|| {
        let style = tree.child(paragraph, "w:pPr").and_then(|p| tree.child(p, "w:pStyle"));
        style.and_then(|style| tree.attribute(style, "w:val")).is_some_and(|id| styles.contains(id))
    })
}

/// What the properties of a paragraph or a style say of numbers themselves. List 0 is none.
fn switched(tree: &Tree, id: Id) -> Option<bool> {
    let list = tree.child(id, "w:pPr").and_then(|p| tree.child(p, "w:numPr"))?;
    let number = tree.child(list, "w:numId").and_then(|n| tree.attribute(n, "w:val"));
    Some(number.is_none_or(|number| number != "0"))
}

/// A text without the number typed before it: `一、`, `1.`, `（1）`, `①`. A date, a sum and a case number begin with none.
pub fn bare(text: &str) -> &str {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(|c: char| ('①'..='⑳').contains(&c)) {
        return rest.trim_start_matches(['、', '.', '．']).trim();
    }
    let opened = text.strip_prefix(['（', '(']);
    let inside = opened.unwrap_or(text);
    let figures = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let words = |c: char| "一二三四五六七八九十".contains(c);
    let rest = match inside.trim_start_matches(figures) {
        rest if rest.len() < inside.len() => rest,
        rest => rest.trim_start_matches(words),
    };
    let length = inside.chars().count() - rest.chars().count();
    if !(1..=3).contains(&length) {
        return text;
    }
    let ends: &[char] = if opened.is_some() { &['）', ')'] } else { &['、', '.', '．', '）', ')'] };
    match rest.strip_prefix(ends) {
        Some(said) if !said.starts_with(figures) || rest.starts_with(['、', '）', ')']) => said.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_told_from_figures() {
        for (text, expected) in [
            ("一、判令被告", "判令被告"),
            ("十二、判令", "判令"),
            ("1. 判令", "判令"),
            ("１．判令", "判令"),
            ("（三）管辖", "管辖"),
            ("2) 判令", "判令"),
            ("③判令", "判令"),
            ("1.5倍", "1.5倍"),
            ("2026.6.30", "2026.6.30"),
            ("（2026）京0105民初123号", "（2026）京0105民初123号"),
            ("38,652.41", "38,652.41"),
            ("一审法院", "一审法院"),
            ("3份", "3份"),
        ] {
            assert_eq!(bare(text), expected, "{text}");
        }
    }
}
