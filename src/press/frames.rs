//! What was really put on the pages: the text, characters without a glyph, faces that stood in for others.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use typst::layout::{Abs, Frame, FrameItem};
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// Characters that were set in another face than the preferred one of their role, because that lacks them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// The family that stood in.
    pub family: String,
    /// The characters, in code-point order.
    pub characters: String,
}

/// What one walk over all pages finds.
#[derive(Default)]
pub(super) struct Found {
    /// Text by page, a line break where the line or the block changes.
    pub text: Vec<String>,
    /// Characters without a glyph.
    pub missing: BTreeSet<char>,
    stand_ins: BTreeMap<String, BTreeSet<char>>,
}

impl Found {
    pub fn stand_ins(&self) -> Vec<StandIn> {
        let list = self.stand_ins.iter();
        list.map(|(family, set)| StandIn { family: family.clone(), characters: set.iter().collect() })
            .collect()
    }
}

/// Walks every frame of every page. `preferred` are the families that come first in a role, lowercased.
pub(super) fn walk(document: &PagedDocument, preferred: &BTreeSet<String>) -> Found {
    let mut found = Found::default();
    for page in document.pages() {
        let mut text = String::new();
        frame(&page.frame, preferred, &mut found, &mut text);
        found.text.push(text.trim_matches('\n').to_owned());
    }
    found
}

fn frame(frame_: &Frame, preferred: &BTreeSet<String>, found: &mut Found, text: &mut String) {
    let mut line: Option<Abs> = None;
    for (at, item) in frame_.items() {
        match item {
            FrameItem::Text(item) => {
                if line != Some(at.y) {
                    end_line(text);
                }
                line = Some(at.y);
                text.push_str(&item.text);
                glyphs(item, preferred, found);
            }
            FrameItem::Group(group) => {
                if line != Some(at.y) {
                    end_line(text);
                }
                line = Some(at.y);
                frame(&group.frame, preferred, found, text);
            }
            FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn glyphs(item: &TextItem, preferred: &BTreeSet<String>, found: &mut Found) {
    let family = &item.font.info().family;
    let stands_in = !preferred.contains(&family.to_lowercase());
    for glyph in &item.glyphs {
        let characters = item.text.get(glyph.range()).unwrap_or(&item.text).chars();
        if glyph.id == 0 {
            found.missing.extend(characters);
        } else if stands_in {
            found.stand_ins.entry(family.clone()).or_default().extend(characters);
        }
    }
}
