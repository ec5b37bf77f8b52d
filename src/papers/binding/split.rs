//! The same pages in several files, none larger than a size. Parts stay whole where they can; numbers stay what they are.

use std::io;
use std::ops::Range;

use super::bind::{Book, write};
use super::error::BindError;
use super::order::{Placed, order};
use super::plan::{Binding, Bookmark, Numbering, Part};

/// Room left for what holds the pages of a file together: list of pages, numbers, bookmarks.
const HOLDS_TOGETHER: u64 = 16 * 1024;

/// Parts of a binding for files of at most `limit` bytes, to be bound one by one. A part that alone is larger is divided
/// by pages, and its first bookmarks are repeated in each piece. A link from one file to another is dropped when it is
/// bound, and told as [`super::Dropped::LinkToMissingPage`].
///
/// Every part is packed once into nothing to see what it takes, so this costs about as much as binding three times.
///
/// # Errors
/// [`BindError::PageTooLarge`] where a single page is larger than the limit, and what [`super::bind()`] reports.
pub fn split(binding: &Binding, limit: u64) -> Result<Vec<Binding>, BindError> {
    let placed = order(binding)?;
    let mut files: Vec<Vec<Part>> = Vec::new();
    let mut open: (Vec<Part>, u64) = (Vec::new(), 0);
    let mut rest: Vec<Part> = placed.iter().rev().map(numbered).collect();
    while let Some(part) = rest.pop() {
        let alone = size(binding, vec![part.clone()])?;
        if open.1.saturating_add(alone) <= limit {
            open.0.push(part);
            open.1 += alone;
            continue;
        }
        if !open.0.is_empty() {
            // Sizes of parts alone add up to more than the parts together: what they share counts twice.
            let mut together = open.0.clone();
            together.push(part.clone());
            let both = size(binding, together)?;
            if both <= limit {
                open.0.push(part);
                open.1 = both;
            } else {
                rest.push(part);
                close(binding, &mut open.0, &mut rest, limit).map(|parts| files.push(parts))?;
                open.1 = 0;
            }
            continue;
        }
        let (head, tail) = divide(binding, &part, limit)?;
        files.push(vec![head]);
        rest.extend(tail);
    }
    while !open.0.is_empty() {
        files.push(close(binding, &mut open.0, &mut rest, limit)?);
        open.0.extend(rest.drain(..).rev());
    }
    Ok(files.into_iter().map(|parts| Binding { parts, ..binding.clone() }).collect())
}

/// The part with each page's number written out, so that a piece of it keeps them.
fn numbered(placed: &Placed<'_>) -> Part {
    let labels: Option<Vec<_>> = placed.labels.iter().copied().collect();
    let numbering = labels.map_or(Numbering::None, Numbering::Given);
    Part { numbering, pages: Some(placed.range.clone()), ..placed.part.clone() }
}

/// A file of these parts. Links that lead from one part to another take room only once both are there, so the last parts
/// go back where the whole turns out too large.
fn close(
    binding: &Binding,
    open: &mut Vec<Part>,
    rest: &mut Vec<Part>,
    limit: u64,
) -> Result<Vec<Part>, BindError> {
    let mut parts = std::mem::take(open);
    while parts.len() > 1 && size(binding, parts.clone())? > limit {
        rest.extend(parts.pop());
    }
    Ok(parts)
}

/// What a file of these parts takes.
fn size(binding: &Binding, parts: Vec<Part>) -> Result<u64, BindError> {
    Ok(write(&Binding { parts, ..binding.clone() }, io::sink())?.0.bytes)
}

/// As many pages from the front as fit, and the rest.
fn divide(binding: &Binding, part: &Part, limit: u64) -> Result<(Part, Option<Part>), BindError> {
    let alone = Binding { parts: vec![part.clone()], ..binding.clone() };
    let placed = order(&alone)?;
    let Some(only) = placed.first() else { return Err(BindError::Nothing) };
    let (mut fit, bytes) =
        Book::open(&alone, &placed, io::sink())?.part(only, limit.saturating_sub(HOLDS_TOGETHER))?;
    let pages = only.range.end - only.range.start;
    while fit > 0 {
        let head = piece(part, &only.range, 0..fit);
        if size(binding, vec![head.clone()])? <= limit {
            let tail = (fit < pages).then(|| piece(part, &only.range, fit..pages));
            return Ok((head, tail));
        }
        fit -= 1;
    }
    let page = only.range.start + 1;
    Err(BindError::PageTooLarge { part: part.name.clone(), page, bytes, limit })
}

/// Some pages of a part, counted within it.
fn piece(part: &Part, whole: &Range<u32>, pages: Range<u32>) -> Part {
    let inside = |bookmark: &&Bookmark| pages.contains(&bookmark.page);
    let mut bookmarks: Vec<Bookmark> = part
        .bookmarks
        .iter()
        .filter(inside)
        .map(|bookmark| Bookmark { page: bookmark.page - pages.start, ..bookmark.clone() })
        .collect();
    // A piece from the middle says which exhibit it belongs to: the bookmarks that were open before it.
    let mut above: Vec<Bookmark> = Vec::new();
    for bookmark in part.bookmarks.iter().filter(|bookmark| bookmark.page < pages.start) {
        above.retain(|open| open.depth < bookmark.depth);
        above.push(Bookmark { page: 0, ..bookmark.clone() });
    }
    let starts_at = bookmarks.first().filter(|first| first.page == 0).map_or(u32::MAX, |first| first.depth);
    above.retain(|open| open.depth < starts_at);
    bookmarks.splice(0..0, above);
    let numbering = match &part.numbering {
        Numbering::Given(labels) => {
            Numbering::Given(labels[pages.start as usize..pages.end as usize].to_vec())
        }
        other => other.clone(),
    };
    let pages = Some(whole.start + pages.start..whole.start + pages.end);
    Part { bookmarks, numbering, pages, ..part.clone() }
}
