//! A copy of a template with a Word comment at each problem.
//!
//! Comments stand in the text of the document alone (ISO 29500-1 §11.3.2 knows no others): one on a header stands at the
//! first paragraph, one on a footnote where the text refers to it, one on a text box where the box hangs.

use sha2::{Digest, Sha256};

use super::fault::Problem;
use super::relations;
use super::rewrite;
use super::template::{self, WordError};
use super::xml::{Id, Kind, Tree};
use crate::papers::{Package, hash};

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What the part of comments ends with, and a hash of everything else: whether a person has worked in the copy.
const MARK: &str = "<!--sucheng ";
const END: &str = "-->";

/// A copy of the template with a comment by `author` for each problem, in the words given beside it.
///
/// # Errors
/// It is no usable Word file, or one of its parts is damaged: there is nothing to comment on then.
pub fn annotate(bytes: &[u8], notes: &[(Problem, String)], author: &str) -> Result<Vec<u8>, WordError> {
    let mut package = Package::open(bytes)?;
    let main = template::main_part(&mut package)?;
    let parse = |part: &str, text: &str| {
        Tree::parse(text).map_err(|why| WordError::Xml { part: part.to_owned(), why })
    };
    let mut tree = parse(&main, package.text(&main)?)?;
    let list = match relations::target(&package, &main, "comments")?.filter(|p| package.parts.contains_key(p))
    {
        Some(part) => part,
        None => {
            let part = "word/comments.xml".to_owned();
            let empty = format!("<w:comments xmlns:w=\"{NAMESPACE}\"/>");
            package.parts.insert(part.clone(), empty.into_bytes());
            relations::relate(&mut package, &main, "comments", &part)?;
            relations::declare(&mut package, &part, CONTENT_TYPE)?;
            part
        }
    };
    let mut comments = parse(&list, package.text(&list)?)?;
    let everyone = comments.below(comments.root());
    let ids = everyone.iter().filter_map(|&id| comments.attribute(id, "w:id")?.parse::<u32>().ok());
    let first = ids.max().map_or(0, |last| last + 1);
    for ((problem, words), id) in notes.iter().zip(first..) {
        let (paragraph, tag) = match problem.part == main {
            true => (problem.node.and_then(|node| outside_boxes(&tree, node)), problem.tag.as_str()),
            false => (reference(&package, &tree, problem)?, ""),
        };
        let Some(paragraph) = paragraph.or_else(|| first_paragraph(&tree)) else { continue };
        let id = id.to_string();
        mark(&mut tree, paragraph, tag, &id);
        let own = problem.part == main && problem.node.is_some();
        let words = if own { words.clone() } else { format!("{}\n{words}", problem.part) };
        comment(&mut comments, &id, author, &words);
    }
    package.parts.insert(main, tree.write().into_bytes());
    package.parts.insert(list.clone(), comments.write().into_bytes());
    let digest = digest(&package);
    if let Some(part) = package.parts.get_mut(&list) {
        part.extend_from_slice(format!("{MARK}{digest}{END}").as_bytes());
    }
    Ok(package.write()?)
}

/// Whether this is a copy that [`annotate`] made and nobody has worked in since.
pub fn is_untouched(bytes: &[u8]) -> bool {
    let Ok(mut package) = Package::open(bytes) else { return false };
    for part in package.parts.values_mut() {
        let text = String::from_utf8_lossy(part);
        let Some(at) = text.rfind(MARK).filter(|_| text.ends_with(END)) else { continue };
        let said = text[at + MARK.len()..].trim_end_matches(END).to_owned();
        part.truncate(at);
        return digest(&package) == said;
    }
    false
}

fn digest(package: &Package) -> String {
    let mut sha = Sha256::new();
    for (name, part) in &package.parts {
        sha.update(format!("{name}\n{}\n", part.len()));
        sha.update(part);
    }
    hash::hex(&sha.finalize())
}

/// The paragraph, or the one in the text that its box hangs on.
fn outside_boxes(tree: &Tree, node: Id) -> Option<Id> {
    let mut paragraph = tree.above(node, "w:p")?;
    while let Some(text_box) = tree.above(paragraph, "w:txbxContent") {
        paragraph = tree.above(text_box, "w:p")?;
    }
    Some(paragraph)
}

fn first_paragraph(tree: &Tree) -> Option<Id> {
    tree.below(tree.root()).into_iter().find(|&id| tree.name(id) == "w:p")
}

/// The paragraph that refers to the footnote or endnote a problem is in.
fn reference(package: &Package, tree: &Tree, problem: &Problem) -> Result<Option<Id>, WordError> {
    let wrong = |why: String| WordError::Xml { part: problem.part.clone(), why };
    let Some(node) = problem.node else { return Ok(None) };
    let part = Tree::parse(package.text(&problem.part)?).map_err(wrong)?;
    for (note, refers) in [("w:footnote", "w:footnoteReference"), ("w:endnote", "w:endnoteReference")] {
        if let Some(id) = part.above(node, note).and_then(|note| part.attribute(note, "w:id")) {
            let mut all = tree.below(tree.root()).into_iter();
            let found = all.find(|&n| tree.name(n) == refers && tree.attribute(n, "w:id") == Some(id));
            return Ok(found.and_then(|n| outside_boxes(tree, n)));
        }
    }
    Ok(None)
}

/// Marks the runs that hold the tag, or else the whole paragraph.
fn mark(tree: &mut Tree, paragraph: Id, tag: &str, id: &str) {
    let start = tree.make("w:commentRangeStart", &[("w:id", id)]);
    let end = tree.make("w:commentRangeEnd", &[("w:id", id)]);
    let run = tree.make("w:r", &[]);
    let refers = tree.make("w:commentReference", &[("w:id", id)]);
    tree.insert(run, usize::MAX, refers);
    let place = |tree: &Tree, node: Id| {
        let parent = tree.node(node).parent?;
        Some((parent, tree.node(parent).children.iter().position(|&child| child == node)?))
    };
    if let Some((first, last)) = runs(tree, paragraph, tag)
        && let (Some(before), Some(_)) = (place(tree, first), place(tree, last))
    {
        tree.insert(before.0, before.1, start);
        if let Some((parent, at)) = place(tree, last) {
            tree.insert(parent, at + 1, end);
            tree.insert(parent, at + 2, run);
        }
        return;
    }
    let at = tree.node(paragraph).children.iter().take_while(|&&child| tree.name(child) == "w:pPr").count();
    tree.insert(paragraph, at, start);
    tree.insert(paragraph, usize::MAX, end);
    tree.insert(paragraph, usize::MAX, run);
}

/// The first and the last run of a tag in the paragraph's own text.
fn runs(tree: &Tree, paragraph: Id, tag: &str) -> Option<(Id, Id)> {
    let slots = rewrite::slots(tree, paragraph);
    let text: String = slots.iter().map(|slot| slot.text.as_str()).collect();
    let from = text.find(tag).filter(|_| !tag.is_empty())?;
    let to = from + tag.len();
    let mut held = slots.iter().filter(|slot| slot.start < to && slot.start + slot.text.len() > from);
    let first = held.next()?;
    let last = held.next_back().unwrap_or(first);
    Some((tree.above(first.id, "w:r")?, tree.above(last.id, "w:r")?))
}

/// Adds a comment, a paragraph for each line.
fn comment(comments: &mut Tree, id: &str, author: &str, words: &str) {
    let root = comments.root();
    let initials: String = author.chars().take(2).collect();
    let new = comments.make("w:comment", &[("w:id", id), ("w:author", author), ("w:initials", &initials)]);
    comments.insert(root, usize::MAX, new);
    for line in words.lines() {
        let [paragraph, run] = ["w:p", "w:r"].map(|name| comments.make(name, &[]));
        let text = comments.make("w:t", &[("xml:space", "preserve")]);
        comments.add(Kind::Text(line.to_owned()), Some(text));
        comments.insert(run, 0, text);
        comments.insert(paragraph, 0, run);
        comments.insert(new, usize::MAX, paragraph);
    }
}
