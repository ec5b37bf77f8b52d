//! Moves the tags of a part to where they act: out of split runs into one, out of the paragraph, run, cell or row whose
//! place they take. What docxtpl does to the text of the XML is done here to its tree.

use super::fault::{Trouble, Troubles};
use super::tags::{self, Action, Reach, Spot, Tag};
use super::xml::{Id, Kind, Piece, Tree};

/// Elements whose text is not on the page any more: tracked deletions and moves.
const GONE: [&str; 2] = ["w:del", "w:moveFrom"];
/// What stands in a paragraph's text for a character of the keyboard.
const KEYS: [(&str, &str); 5] =
    [("w:tab", "\t"), ("w:br", "\n"), ("w:cr", "\n"), ("w:noBreakHyphen", "-"), ("w:softHyphen", "")];
/// Letters that are shown of a text that is never printed.
const SHOWN: usize = 60;
/// The order of a cell's properties (ISO 29500-1 §17.4.66), so far as they are added here.
const CELL_ORDER: [&str; 6] = ["w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders"];

/// Rewrites a part. Troubles are collected; a part with any is not to be used. Whether tags change how many cells a row
/// of a table has.
pub(super) fn part(tree: &mut Tree, troubles: &mut Troubles) -> bool {
    let mut reshapes = false;
    let everything = tree.below(tree.root());
    tidy(tree, &everything);
    let mut raw = None;
    let paragraphs: Vec<Id> = everything.iter().copied().filter(|&id| tree.name(id) == "w:p").collect();
    for &paragraph in &paragraphs {
        gather(tree, paragraph, &mut raw, troubles);
    }
    if let Some(open) = raw {
        let why = "raw is never closed by endraw".to_owned();
        troubles.add(Trouble::Block(why), &open.typed, &open.paragraph);
    }
    attributes(tree, &everything, troubles);
    if tree.name(tree.root()).starts_with("w:") {
        let tagged = |tree: &Tree| -> Vec<Id> {
            let below = tree.below(tree.root());
            below.into_iter().filter(|&id| matches!(tree.node(id).kind, Kind::Tag(_))).collect()
        };
        for id in tagged(tree) {
            if let Kind::Tag(tag) = &tree.node(id).kind {
                reshapes |= tag.action == Action::Statement
                    && (tag.reach == Reach::Cell || matches!(tag.word(), "colspan" | "hm"));
            }
            cell(tree, id, troubles);
        }
        for id in tagged(tree) {
            join(tree, id);
        }
        for id in tagged(tree) {
            reach(tree, id, troubles);
        }
    } else {
        // Properties of the document: every text is on its own.
        for id in everything {
            if let Kind::Text(text) = &tree.node(id).kind {
                let text = text.clone();
                let spot = text.as_str().into();
                let (found, unclosed) = tags::find(&text, &spot);
                let alike = if unclosed.is_empty() { tags::look_alikes(&text, &found) } else { Vec::new() };
                alike.iter().for_each(|typed| troubles.add(Trouble::Braces, typed, &spot));
                unclosed.into_iter().for_each(|u| troubles.add(Trouble::Unclosed, &u.typed, &spot));
                if !found.is_empty() {
                    let kinds = pieces(&text, found.into_iter().map(|f| (f.start, f.end, f.tag)));
                    let new: Vec<Id> = kinds.into_iter().map(|kind| tree.add(kind, None)).collect();
                    tree.replace(id, &new);
                }
            }
        }
    }
    reshapes
}

/// Takes out what only notes how the text was typed, and what may not be twice where a loop repeats it.
fn tidy(tree: &mut Tree, everything: &[Id]) {
    for &id in everything {
        if matches!(tree.name(id), "w:proofErr" | "w:lastRenderedPageBreak") {
            tree.detach(id);
        } else if let Kind::Element { attributes, .. } = tree.kind_mut(id) {
            attributes.retain(|(name, _)| !matches!(name.as_str(), "w14:paraId" | "w14:textId"));
        }
    }
}

/// A stretch of a paragraph's text and the node it stands in.
pub(super) struct Slot {
    pub(super) id: Id,
    pub(super) start: usize,
    pub(super) text: String,
    /// A tab or a line end: not text, but it may stand inside a tag.
    key: bool,
}

/// The stretches of a paragraph's own text, in order; not those of paragraphs inside it (text boxes).
pub(super) fn slots(tree: &Tree, paragraph: Id) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut length = 0;
    let mut waiting: Vec<Id> = tree.node(paragraph).children.iter().rev().copied().collect();
    while let Some(id) = waiting.pop() {
        let name = tree.name(id);
        if GONE.contains(&name) || matches!(name, "w:p" | "w:txbxContent" | "w:rPr" | "w:pPr") {
            continue;
        }
        let key = KEYS.iter().find(|(key, _)| *key == name && tree.above(id, "w:r").is_some());
        if name == "w:t" || key.is_some() {
            let text = match key {
                Some((_, text)) => (*text).to_owned(),
                None => text_of(tree, id),
            };
            slots.push(Slot { id, start: length, key: key.is_some(), text });
            length += slots.last().map_or(0, |slot| slot.text.len());
            continue;
        }
        waiting.extend(tree.node(id).children.iter().rev());
    }
    slots
}

fn text_of(tree: &Tree, id: Id) -> String {
    let children = tree.node(id).children.iter();
    children
        .filter_map(|&child| match &tree.node(child).kind {
            Kind::Text(text) => Some(text.as_str()),
            Kind::Element { .. } | Kind::Tag(_) => None,
        })
        .collect()
}

/// Finds the tags of a paragraph and puts each, whole, where it begins.
fn gather(tree: &mut Tree, paragraph: Id, raw: &mut Option<Tag>, troubles: &mut Troubles) {
    let slots = slots(tree, paragraph);
    let text: String = slots.iter().map(|slot| slot.text.as_str()).collect();
    if !text.contains(['{', '}', '｛', '｝']) && raw.is_none() {
        return;
    }
    let again = tree.above(paragraph, "mc:Fallback").is_some();
    let spot = Spot { text: text.as_str().into(), node: Some(paragraph), again };
    let (mut found, unclosed) = tags::find(&text, &spot);
    if raw.is_none() && unclosed.is_empty() {
        tags::look_alikes(&text, &found).iter().for_each(|typed| troubles.add(Trouble::Braces, typed, &spot));
    }
    trim(&text, &mut found);
    // Between raw and endraw braces are braces.
    found.retain_mut(|f| {
        let before = raw.is_some();
        if f.tag.action == Action::Statement && matches!(f.tag.word(), "raw" | "endraw") {
            *raw = (f.tag.word() == "raw").then(|| f.tag.clone());
            f.tag.action = Action::Remark;
        }
        !before || f.tag.action == Action::Remark && raw.is_none()
    });
    if raw.is_none() {
        unclosed.into_iter().for_each(|u| troubles.add(Trouble::Unclosed, &u.typed, &spot));
    }
    for slot in &slots {
        let end = slot.start + slot.text.len();
        let inside = found.iter().any(|f| f.start <= slot.start && end <= f.end && !slot.text.is_empty());
        if slot.key {
            if inside {
                tree.detach(slot.id);
            }
            continue;
        }
        // Each tag is kept by the stretch it begins in; the others only lose its characters.
        let here = found.iter().filter(|f| f.start < end && f.end > slot.start).map(|f| {
            let begins = f.start >= slot.start;
            let (from, to) = (f.start.max(slot.start) - slot.start, f.end.min(end) - slot.start);
            (from, to, begins.then(|| f.tag.clone()))
        });
        let here: Vec<_> = here.collect();
        let kinds = stretch(&slot.text, here);
        let old = tree.node(slot.id).children.clone();
        old.into_iter().for_each(|child| tree.detach(child));
        if kinds.is_empty() && inside {
            remove_with_run(tree, slot.id);
            continue;
        }
        for kind in kinds {
            tree.add(kind, Some(slot.id));
        }
        tree.set(slot.id, "xml:space", vec![Piece::Text("preserve".to_owned())]);
    }
}

/// `{{-` and `-%}` take the spaces beside them, also those in another run; tabs and line ends are no spaces in Word.
fn trim(text: &str, found: &mut [tags::Found]) {
    let space = |c: char| c.is_whitespace() && !matches!(c, '\t' | '\n');
    let mut before = 0;
    for at in 0..found.len() {
        let next = found.get(at + 1).map_or(text.len(), |next| next.start);
        let tag = &mut found[at];
        if tag.tag.joins_before {
            tag.start = before + text[before..tag.start].trim_end_matches(space).len();
        }
        if tag.tag.joins_after {
            tag.end = next - text[tag.end..next].trim_start_matches(space).len();
        }
        before = tag.end;
    }
}

/// A stretch of text with some of it cut out and tags put in.
fn stretch(text: &str, cuts: Vec<(usize, usize, Option<Tag>)>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let mut at = 0;
    let literal = |from: usize, to: usize, kinds: &mut Vec<Kind>| {
        if from < to {
            kinds.push(Kind::Text(tags::braces(&text[from..to])));
        }
    };
    for (from, to, tag) in cuts {
        literal(at, from, &mut kinds);
        kinds.extend(
            tag.filter(|tag| tag.action != Action::Remark || tag.reach != Reach::Text).map(Kind::Tag),
        );
        at = to;
    }
    literal(at, text.len(), &mut kinds);
    kinds
}

fn pieces(text: &str, cuts: impl Iterator<Item = (usize, usize, Tag)>) -> Vec<Kind> {
    stretch(text, cuts.map(|(from, to, tag)| (from, to, Some(tag))).collect())
}

/// Takes out an emptied text, and its run if nothing else is in it.
fn remove_with_run(tree: &mut Tree, id: Id) {
    let run = tree.node(id).parent;
    tree.detach(id);
    if let Some(run) = run.filter(|&run| tree.name(run) == "w:r")
        && tree.node(run).children.iter().all(|&child| tree.name(child) == "w:rPr")
    {
        tree.detach(run);
    }
}

/// Tags in attributes, such as the description of a picture.
fn attributes(tree: &mut Tree, everything: &[Id], troubles: &mut Troubles) {
    for &id in everything {
        let Kind::Element { attributes, .. } = &tree.node(id).kind else { continue };
        let tagged =
            |value: &[Piece]| matches!(value, [Piece::Text(t)] if t.contains("{{") || t.contains("{%"));
        if !attributes.iter().any(|(_, value)| tagged(value)) {
            continue;
        }
        let node = tree.above(id, "w:p");
        let again = tree.above(id, "mc:Fallback").is_some();
        let Kind::Element { attributes, .. } = tree.kind_mut(id) else { continue };
        for (_, value) in attributes {
            let [Piece::Text(text)] = value.as_slice() else { continue };
            if !text.contains("{{") && !text.contains("{%") {
                continue;
            }
            let text = text.clone();
            let spot = Spot { text: text.as_str().into(), node, again };
            let (found, unclosed) = tags::find(&text, &spot);
            unclosed.into_iter().for_each(|u| troubles.add(Trouble::Unclosed, &u.typed, &spot));
            let kinds = pieces(&text, found.into_iter().map(|f| (f.start, f.end, f.tag)));
            *value = kinds
                .into_iter()
                .filter_map(|kind| match kind {
                    Kind::Text(text) => Some(Piece::Text(text)),
                    Kind::Tag(tag) => Some(Piece::Tag(Tag { reach: Reach::Text, ..tag })),
                    Kind::Element { .. } => None,
                })
                .collect();
        }
    }
}

/// `{% colspan n %}`, `{% cellbg colour %}`, `{% vm %}`, `{% hm %}`: properties of the cell they stand in.
fn cell(tree: &mut Tree, id: Id, troubles: &mut Troubles) {
    let Kind::Tag(tag) = tree.node(id).kind.clone() else { return };
    let word = tag.word().to_owned();
    if tag.action != Action::Statement || !matches!(word.as_str(), "colspan" | "cellbg" | "vm" | "hm") {
        return;
    }
    let Some(cell) = tree.above(id, "w:tc") else {
        return troubles.add(Trouble::Outside("table cell".into()), &tag.typed, &tag.paragraph);
    };
    let argument = tag.code[word.len()..].trim().to_owned();
    if argument.is_empty() == matches!(word.as_str(), "colspan" | "cellbg") {
        return troubles.add(Trouble::Syntax("one value is expected".to_owned()), &tag.typed, &tag.paragraph);
    }
    let text = tree.node(id).parent;
    tree.detach(id);
    if let Some(text) = text.filter(|&t| tree.node(t).children.is_empty()) {
        remove_with_run(tree, text);
    }
    let tag_of = |code: &str| Piece::Tag(Tag::value(code, &tag));
    match word.as_str() {
        "colspan" => property(tree, cell, "w:gridSpan", vec![("w:val", vec![tag_of(&argument)])]),
        "cellbg" => {
            let plain = |text: &str| vec![Piece::Text(text.to_owned())];
            let fill = vec![tag_of(&argument)];
            let values = vec![("w:val", plain("clear")), ("w:color", plain("auto")), ("w:fill", fill)];
            property(tree, cell, "w:shd", values);
        }
        "vm" => {
            let code = "'restart' if loop.first else 'continue'";
            property(tree, cell, "w:vMerge", vec![("w:val", vec![tag_of(code)])]);
            let children = tree.node(cell).children.iter().copied();
            let paragraphs: Vec<Id> = children.filter(|&p| tree.name(p) == "w:p").collect();
            for paragraph in paragraphs {
                let first =
                    tree.node(paragraph).children.iter().take_while(|&&c| tree.name(c) == "w:pPr").count();
                let begin = tree.add(Kind::Tag(Tag::statement("if loop.first", &tag)), None);
                let end = tree.add(Kind::Tag(Tag::statement("endif", &tag)), None);
                tree.insert(paragraph, first, begin);
                tree.insert(paragraph, usize::MAX, end);
            }
        }
        _ => {
            let properties = tree.child(cell, "w:tcPr");
            let span = properties.and_then(|p| tree.child(p, "w:gridSpan"));
            let columns = span.and_then(|s| tree.attribute(s, "w:val")).unwrap_or("1").to_owned();
            let columns: u32 = columns.parse().unwrap_or(1);
            let code = format!("{columns} * loop.length");
            property(tree, cell, "w:gridSpan", vec![("w:val", vec![tag_of(&code)])]);
            around(tree, cell, &Tag::statement("if loop.first", &tag), &Tag::statement("endif", &tag));
        }
    }
}

/// Puts a tag before and one after a node.
fn around(tree: &mut Tree, id: Id, before: &Tag, after: &Tag) {
    let Some(parent) = tree.node(id).parent else { return };
    let Some(at) = tree.node(parent).children.iter().position(|&c| c == id) else { return };
    let end = tree.add(Kind::Tag(after.clone()), None);
    let begin = tree.add(Kind::Tag(before.clone()), None);
    tree.insert(parent, at + 1, end);
    tree.insert(parent, at, begin);
}

/// Sets a property of a cell, in the order that the schema wants.
fn property(tree: &mut Tree, cell: Id, name: &str, values: Vec<(&str, Vec<Piece>)>) {
    let properties = match tree.child(cell, "w:tcPr") {
        Some(properties) => properties,
        None => {
            let new = tree.add(Kind::Element { name: "w:tcPr".to_owned(), attributes: Vec::new() }, None);
            tree.insert(cell, 0, new);
            new
        }
    };
    if let Some(old) = tree.child(properties, name) {
        tree.detach(old);
    }
    let attributes = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let new = tree.add(Kind::Element { name: name.to_owned(), attributes }, None);
    let rank = |name: &str| CELL_ORDER.iter().position(|known| *known == name).unwrap_or(CELL_ORDER.len());
    let children = tree.node(properties).children.iter();
    let at = children.take_while(|&&c| rank(tree.name(c)) <= rank(name)).count();
    tree.insert(properties, at, new);
}

/// `{%-` and `-%}` at the edge of a paragraph join it with the one before or after.
fn join(tree: &mut Tree, id: Id) {
    let Kind::Tag(tag) = tree.node(id).kind.clone() else { return };
    if tag.action != Action::Statement || tag.reach != Reach::Text {
        return;
    }
    if tag.joins_before
        && let Some(paragraph) = tree.above(id, "w:p")
        && edge(tree, paragraph, id, true)
    {
        let Some((before, _)) = neighbours(tree, paragraph) else { return };
        if let Some(before) = before {
            merge(tree, before, paragraph);
        }
    }
    if tag.joins_after
        && let Some(paragraph) = tree.above(id, "w:p")
        && edge(tree, paragraph, id, false)
    {
        let Some((_, after)) = neighbours(tree, paragraph) else { return };
        if let Some(after) = after {
            merge(tree, paragraph, after);
        }
    }
}

/// The paragraphs right before and after one.
fn neighbours(tree: &Tree, paragraph: Id) -> Option<(Option<Id>, Option<Id>)> {
    let siblings = &tree.node(tree.node(paragraph).parent?).children;
    let at = siblings.iter().position(|&s| s == paragraph)?;
    let is = |id: Option<Id>| id.filter(|&id| tree.name(id) == "w:p");
    let before = at.checked_sub(1).and_then(|i| siblings.get(i).copied());
    Some((is(before), is(siblings.get(at + 1).copied())))
}

/// Whether nothing is printed in the paragraph before (or after) the tag.
fn edge(tree: &Tree, paragraph: Id, tag: Id, before: bool) -> bool {
    let below = tree.below(paragraph);
    let Some(at) = below.iter().position(|&id| id == tag) else { return false };
    let side = if before { &below[..at] } else { &below[at + 1..] };
    side.iter().all(|&id| match &tree.node(id).kind {
        Kind::Text(text) => text.trim().is_empty(),
        Kind::Tag(_) => false,
        Kind::Element { name, .. } => !matches!(name.as_str(), "w:drawing" | "w:pict" | "w:object"),
    })
}

/// Appends one paragraph's content to another's.
fn merge(tree: &mut Tree, into: Id, from: Id) {
    for child in tree.node(from).children.clone() {
        if tree.name(child) != "w:pPr" {
            tree.insert(into, usize::MAX, child);
        }
    }
    tree.detach(from);
}

/// Puts a tag in the place of what it reaches.
fn reach(tree: &mut Tree, id: Id, troubles: &mut Troubles) {
    let Kind::Tag(tag) = tree.node(id).kind.clone() else { return };
    // A value prints where it stands, whatever its reach: it is text.
    if tag.action == Action::Value {
        return;
    }
    let (name, what) = match tag.reach {
        Reach::Text => return,
        Reach::Run => return split(tree, id),
        Reach::Paragraph => ("w:p", "paragraph"),
        Reach::Cell => ("w:tc", "table cell"),
        Reach::Row => ("w:tr", "table row"),
    };
    let Some(whole) = tree.above(id, name) else {
        return troubles.add(Trouble::Outside(what.into()), &tag.typed, &tag.paragraph);
    };
    // All tags of this reach in there stand in its place, in order. Whatever else is there goes with it.
    let below = tree.below(whole);
    let tags: Vec<Id> =
        below.iter().copied().filter(|&id| matches!(tree.node(id).kind, Kind::Tag(_))).collect();
    for &other in &tags {
        let Kind::Tag(other) = tree.kind_mut(other) else { continue };
        other.lost |=
            other.action != Action::Remark && (other.reach != tag.reach || other.action == Action::Value);
        other.reach = Reach::Text;
        if other.lost {
            troubles.add(Trouble::Lost(what.into()), &other.typed, &other.paragraph);
        }
    }
    let printed = below.iter().filter(|&&id| tree.above(id, "w:t").is_some());
    let text: String = printed.map(|&id| tree.words(id).trim()).collect();
    if !text.is_empty() {
        let trouble = Trouble::LostText(what.into(), text.chars().take(SHOWN).collect());
        troubles.add(trouble, &tag.typed, &tag.paragraph);
    }
    tree.replace(whole, &tags);
}

/// Splits the run a tag stands in, so that the tag stands between runs.
fn split(tree: &mut Tree, id: Id) {
    if let Kind::Tag(tag) = tree.kind_mut(id) {
        tag.reach = Reach::Text;
    }
    let Some(run) = tree.above(id, "w:r") else { return };
    let Some(text) = tree.above(id, "w:t") else { return };
    let new_run = |tree: &mut Tree| {
        let new = tree.add(tree.node(run).kind.clone(), None);
        if let Some(properties) = tree.child(run, "w:rPr") {
            let properties = tree.copy(properties);
            tree.insert(new, 0, properties);
        }
        new
    };
    let after = new_run(tree);
    // In the run: what follows the text; in the text: what follows the tag.
    let follows = |tree: &Tree, parent: Id, child: Id| -> Vec<Id> {
        let children = &tree.node(parent).children;
        children.iter().position(|&c| c == child).map_or(Vec::new(), |at| children[at + 1..].to_vec())
    };
    let rest_of_text = follows(tree, text, id);
    let rest_of_run = follows(tree, run, text);
    if !rest_of_text.is_empty() {
        let new_text = tree.add(tree.node(text).kind.clone(), None);
        for child in rest_of_text {
            tree.insert(new_text, usize::MAX, child);
        }
        tree.insert(after, usize::MAX, new_text);
    }
    for child in rest_of_run {
        tree.insert(after, usize::MAX, child);
    }
    let Some(parent) = tree.node(run).parent else { return };
    let Some(at) = tree.node(parent).children.iter().position(|&c| c == run) else { return };
    tree.insert(parent, at + 1, after);
    tree.insert(parent, at + 1, id);
    if tree.node(text).children.is_empty() {
        remove_with_run(tree, text);
    }
    if tree.node(after).children.iter().all(|&c| tree.name(c) == "w:rPr") {
        tree.detach(after);
    }
}
