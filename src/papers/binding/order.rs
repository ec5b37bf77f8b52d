//! Which page gets which number, before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::error::BindError;
use super::plan::{Binding, Label, Numbering, Part};

/// A part with its place.
pub(super) struct Placed<'a> {
    /// The part.
    pub(super) part: &'a Part,
    /// Its place among the parts.
    pub(super) nth: usize,
    /// Its place among the file's pages, counted from 0.
    pub(super) at: u32,
    /// Which pages of the paper it takes.
    pub(super) range: Range<u32>,
    /// Pages that the whole paper has.
    pub(super) of: u32,
    /// The number of each page taken.
    pub(super) labels: Vec<Option<Label>>,
}

/// Where numbers lead in the output.
#[derive(Default)]
pub(super) struct Places {
    /// The object of the file's first page; the others follow it.
    pub(super) first: u32,
    at: BTreeMap<Label, u32>,
}

impl Places {
    /// The pages of these parts.
    pub(super) fn of(placed: &[Placed<'_>], first: u32) -> Self {
        let pages = placed.iter().flat_map(|part| (part.at..).zip(&part.labels));
        Places { first, at: pages.filter_map(|(at, label)| Some(((*label)?, at))).collect() }
    }

    /// The object of the page with this number.
    pub(super) fn page(&self, label: Label) -> Option<u32> {
        self.at.get(&label).map(|at| self.first + at)
    }
}

/// Places every part.
///
/// # Errors
/// Everything but writing: no parts, numbers given twice or not enough of them, bookmarks to pages that are not there.
pub(super) fn order(binding: &Binding) -> Result<Vec<Placed<'_>>, BindError> {
    let mut placed = Vec::new();
    let mut taken = BTreeSet::new();
    let mut at = 0_u32;
    for (nth, part) in binding.parts.iter().enumerate() {
        let name = || part.name.clone();
        let of = part.paper.pages().map_err(|error| BindError::Paper { part: name(), at: nth, error })?;
        let range = part.pages.clone().unwrap_or(0..of);
        if range.is_empty() || range.end > of {
            return Err(BindError::Pages { part: name(), found: of, expected: range.end });
        }
        let pages = range.end - range.start;
        let labels = labels(part, pages)?;
        for label in labels.iter().flatten() {
            if !taken.insert(*label) {
                return Err(BindError::LabelTwice { part: name(), label: *label });
            }
        }
        if let Some(bookmark) = part.bookmarks.iter().find(|bookmark| bookmark.page >= pages) {
            let (title, page) = (bookmark.title.clone(), bookmark.page.saturating_add(1));
            return Err(BindError::Bookmark { part: name(), title, page, pages });
        }
        placed.push(Placed { part, nth, at, range, of, labels });
        at = at.checked_add(pages).ok_or(BindError::Nothing)?;
    }
    if at == 0 { Err(BindError::Nothing) } else { Ok(placed) }
}

fn labels(part: &Part, pages: u32) -> Result<Vec<Option<Label>>, BindError> {
    let wrong = |expected: usize| BindError::Pages {
        part: part.name.clone(),
        found: pages,
        expected: u32::try_from(expected).unwrap_or(u32::MAX),
    };
    let labels: Vec<Option<Label>> = match &part.numbering {
        Numbering::None => vec![None; pages as usize],
        Numbering::Given(labels) => labels.iter().copied().map(Some).collect(),
        Numbering::From(first) => {
            let run = std::iter::successors(Some(*first), |label| label.next());
            run.take(pages as usize).map(Some).collect()
        }
    };
    if labels.len() == pages as usize { Ok(labels) } else { Err(wrong(labels.len())) }
}
