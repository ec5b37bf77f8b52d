//! What a reader shows beside the pages: their numbers and the list of bookmarks.

use std::io::{self, Write};

use lopdf::{Dictionary, Object, StringFormat, dictionary};

use super::order::Placed;
use super::output::{Output, reference, text};
use super::plan::Label;

/// The number tree of page labels: a new range wherever the count does not simply go on.
pub(super) fn labels(labels: &[Option<Label>]) -> Dictionary {
    let mut ranges = Vec::new();
    let mut before: Option<Option<Label>> = None;
    let mut unnumbered = 0_i64;
    for (at, label) in labels.iter().enumerate() {
        let goes_on = match (before, label) {
            (Some(None), None) => true,
            (Some(Some(last)), Some(label)) => {
                last.insert == 0 && label.insert == 0 && last.next() == Some(*label)
            }
            _ => false,
        };
        if !goes_on {
            let range = match label {
                None => dictionary! { "S" => "r", "St" => unnumbered + 1 },
                Some(label) if label.insert == 0 => {
                    dictionary! { "S" => "D", "St" => i64::from(label.number) }
                }
                Some(label) => {
                    dictionary! { "P" => Object::String(label.to_string().into_bytes(), StringFormat::Literal) }
                }
            };
            ranges.extend([Object::Integer(at as i64), Object::Dictionary(range)]);
        }
        unnumbered += i64::from(label.is_none());
        before = Some(*label);
    }
    dictionary! { "Nums" => ranges }
}

/// An entry on its way.
struct Entry<'a> {
    title: &'a str,
    page: u32,
    number: u32,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// Writes the bookmarks; `None` where there are none. Page `n` of the file is the object `first_page + n`.
pub(super) fn bookmarks<W: Write>(
    out: &mut Output<W>,
    placed: &[Placed<'_>],
    first_page: u32,
) -> io::Result<Option<u32>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut top = Vec::new();
    // The open entries from the outermost inwards, with their depth.
    let mut open: Vec<(u32, usize)> = Vec::new();
    for part in placed {
        for bookmark in &part.part.bookmarks {
            open.retain(|(depth, _)| *depth < bookmark.depth);
            let at = entries.len();
            let parent = open.last().map(|(_, entry)| *entry);
            parent.map_or(&mut top, |parent| &mut entries[parent].children).push(at);
            let page = first_page + part.at + bookmark.page;
            let number = out.reserve();
            entries.push(Entry { title: &bookmark.title, page, number, parent, children: Vec::new() });
            open.push((bookmark.depth, at));
        }
    }
    if entries.is_empty() {
        return Ok(None);
    }
    let root = out.reserve();
    let count = |children: &[usize]| -> i64 {
        let mut open = children.to_vec();
        let mut sum = 0;
        while let Some(entry) = open.pop() {
            sum += 1;
            open.extend(&entries[entry].children);
        }
        sum
    };
    let family = |dictionary: &mut Dictionary, children: &[usize]| {
        if let (Some(first), Some(last)) = (children.first(), children.last()) {
            dictionary.set("First", reference(entries[*first].number));
            dictionary.set("Last", reference(entries[*last].number));
            dictionary.set("Count", count(children));
        }
    };
    for (at, entry) in entries.iter().enumerate() {
        let mut item = dictionary! {
            "Title" => text(entry.title),
            "Parent" => reference(entry.parent.map_or(root, |parent| entries[parent].number)),
            "Dest" => vec![reference(entry.page), "Fit".into()],
        };
        let siblings = entry.parent.map_or(&top, |parent| &entries[parent].children);
        let place = siblings.iter().position(|sibling| *sibling == at).unwrap_or(0);
        if let Some(before) = place.checked_sub(1).and_then(|place| siblings.get(place)) {
            item.set("Prev", reference(entries[*before].number));
        }
        if let Some(after) = siblings.get(place + 1) {
            item.set("Next", reference(entries[*after].number));
        }
        family(&mut item, &entry.children);
        out.put(entry.number, &Object::Dictionary(item))?;
    }
    let mut outlines = dictionary! { "Type" => "Outlines" };
    family(&mut outlines, &top);
    out.put(root, &Object::Dictionary(outlines))?;
    Ok(Some(root))
}
