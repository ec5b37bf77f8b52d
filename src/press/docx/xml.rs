//! A part of a Word file as a tree that can be rearranged, and back.
//!
//! Comments and processing instructions are dropped: no part needs them. Document types are refused, so that there are
//! no entities but those of XML itself.

use std::fmt::Write as _;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::tags::Tag;

/// The deepest nesting. Word itself stops at 256 for tables in tables.
const DEEPEST: usize = 400;
/// The most elements and texts of one part.
const MOST_NODES: usize = 3_000_000;

/// A node's place in its tree.
pub(super) type Id = usize;

/// A piece of an attribute or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Characters, unescaped.
    Text(String),
    /// A tag of the template.
    Tag(Tag),
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// `<name attributes>`; an attribute is a sequence of pieces.
    Element { name: String, attributes: Vec<(String, Vec<Piece>)> },
    /// Characters, unescaped.
    Text(String),
    /// A tag of the template that stands here, and how its value is written.
    Tag(Tag),
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Option<Id>,
    pub(super) children: Vec<Id>,
}

/// A part as a tree. Nodes are never removed from `nodes`, only from their parent.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    root: Id,
}

impl Tree {
    /// Reads a part.
    ///
    /// # Errors
    /// What is wrong and at which byte, in English.
    pub(super) fn parse(text: &str) -> Result<Tree, String> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut tree = Tree { nodes: Vec::new(), root: 0 };
        let mut open: Vec<Id> = Vec::new();
        let mut root = None;
        loop {
            let event =
                reader.read_event().map_err(|e| format!("at byte {}: {e}", reader.error_position()))?;
            if tree.nodes.len() > MOST_NODES {
                return Err(format!("more than {MOST_NODES} elements"));
            }
            let at = reader.buffer_position();
            let wrong = |e: &dyn std::fmt::Display| format!("at byte {at}: {e}");
            match event {
                Event::Start(start) => {
                    let id = tree.element(&start, open.last().copied()).map_err(|e| wrong(&e))?;
                    if open.is_empty() && root.replace(id).is_some() {
                        return Err(wrong(&"a second root element"));
                    }
                    open.push(id);
                    if open.len() > DEEPEST {
                        return Err(wrong(&format!("nested more than {DEEPEST} deep")));
                    }
                }
                Event::Empty(start) => {
                    let id = tree.element(&start, open.last().copied()).map_err(|e| wrong(&e))?;
                    if open.is_empty() && root.replace(id).is_some() {
                        return Err(wrong(&"a second root element"));
                    }
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => tree.text(&text.xml_content(XmlVersion::Implicit1_0), &open),
                Event::CData(text) => tree.text(&text.xml_content(XmlVersion::Implicit1_0), &open),
                Event::GeneralRef(entity) => {
                    let character = entity.resolve_char_ref().map_err(|e| wrong(&e))?;
                    if character.is_some_and(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
                        return Err(wrong(&"a control character"));
                    }
                    match (character, resolve_predefined_entity(&entity)) {
                        (Some(character), _) => tree.text(character.encode_utf8(&mut [0; 4]), &open),
                        (None, Some(known)) => tree.text(known, &open),
                        (None, None) => return Err(wrong(&format!("unknown entity &{};", &*entity))),
                    }
                }
                Event::DocType(_) => return Err(wrong(&"a document type (DTD) is not allowed")),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if !open.is_empty() {
            return Err("the end is missing".to_owned());
        }
        tree.root = root.ok_or("no root element")?;
        Ok(tree)
    }

    fn element(&mut self, start: &BytesStart<'_>, parent: Option<Id>) -> Result<Id, String> {
        let name = start.name().as_ref().to_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| e.to_string())?;
            let value =
                attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?.into_owned();
            attributes.push((attribute.key.as_ref().to_owned(), vec![Piece::Text(value)]));
        }
        Ok(self.add(Kind::Element { name, attributes }, parent))
    }

    fn text(&mut self, text: &str, open: &[Id]) {
        let Some(&parent) = open.last() else { return };
        if let Some(&last) = self.nodes[parent].children.last()
            && let Kind::Text(before) = &mut self.nodes[last].kind
        {
            before.push_str(text);
            return;
        }
        self.add(Kind::Text(text.to_owned()), Some(parent));
    }

    /// A new node at the end of its parent's children.
    pub(super) fn add(&mut self, kind: Kind, parent: Option<Id>) -> Id {
        let id = self.nodes.len();
        self.nodes.push(Node { kind, parent, children: Vec::new() });
        if let Some(parent) = parent {
            self.nodes[parent].children.push(id);
        }
        id
    }

    pub(super) fn root(&self) -> Id {
        self.root
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    pub(super) fn kind_mut(&mut self, id: Id) -> &mut Kind {
        &mut self.nodes[id].kind
    }

    /// An element's name; empty for anything else.
    pub(super) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].kind {
            Kind::Element { name, .. } => name,
            Kind::Text(_) | Kind::Tag(_) => "",
        }
    }

    /// The nearest element above (or this one) with this name.
    pub(super) fn above(&self, id: Id, name: &str) -> Option<Id> {
        let mut at = Some(id);
        while let Some(id) = at {
            if self.name(id) == name {
                return Some(id);
            }
            at = self.nodes[id].parent;
        }
        None
    }

    /// The first child of this name.
    pub(super) fn child(&self, id: Id, name: &str) -> Option<Id> {
        self.nodes[id].children.iter().copied().find(|&child| self.name(child) == name)
    }

    /// Every node from `id` down, in the order of the document.
    pub(super) fn below(&self, id: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            found.push(id);
            waiting.extend(self.nodes[id].children.iter().rev());
        }
        found
    }

    /// Takes a node out of its parent.
    pub(super) fn detach(&mut self, id: Id) {
        if let Some(parent) = self.nodes[id].parent.take() {
            self.nodes[parent].children.retain(|&child| child != id);
        }
    }

    /// Puts nodes, each without a parent or taken from its own, in the place of one.
    pub(super) fn replace(&mut self, old: Id, new: &[Id]) {
        let Some(parent) = self.nodes[old].parent else { return };
        for &id in new {
            self.detach(id);
            self.nodes[id].parent = Some(parent);
        }
        self.nodes[old].parent = None;
        let children = &mut self.nodes[parent].children;
        if let Some(at) = children.iter().position(|&child| child == old) {
            children.splice(at..=at, new.iter().copied());
        }
    }

    /// Puts a node among the children of `parent`, before the child now at `at`.
    pub(super) fn insert(&mut self, parent: Id, at: usize, id: Id) {
        self.detach(id);
        self.nodes[id].parent = Some(parent);
        let at = at.min(self.nodes[parent].children.len());
        self.nodes[parent].children.insert(at, id);
    }

    /// Sets an attribute.
    pub(super) fn set(&mut self, id: Id, attribute: &str, value: Vec<Piece>) {
        if let Kind::Element { attributes, .. } = &mut self.nodes[id].kind {
            match attributes.iter_mut().find(|(name, _)| name == attribute) {
                Some((_, old)) => *old = value,
                None => attributes.push((attribute.to_owned(), value)),
            }
        }
    }

    /// The text of a node that is text; of others nothing.
    pub(super) fn words(&self, id: Id) -> &str {
        match &self.node(id).kind {
            Kind::Text(text) => text,
            Kind::Element { .. } | Kind::Tag(_) => "",
        }
    }

    /// An attribute's text, if it holds no tag.
    pub(super) fn attribute(&self, id: Id, attribute: &str) -> Option<&str> {
        let Kind::Element { attributes, .. } = &self.nodes[id].kind else { return None };
        match attributes.iter().find(|(name, _)| name == attribute)?.1.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// A copy of a node of another tree and all below it, without a parent.
    pub(super) fn graft(&mut self, other: &Tree, id: Id) -> Id {
        let graft = self.add(other.nodes[id].kind.clone(), None);
        for &child in &other.nodes[id].children {
            let child = self.graft(other, child);
            self.nodes[child].parent = Some(graft);
            self.nodes[graft].children.push(child);
        }
        graft
    }

    /// A copy of a node and all below it, without a parent.
    pub(super) fn copy(&mut self, id: Id) -> Id {
        let kind = self.nodes[id].kind.clone();
        let copy = self.add(kind, None);
        for child in self.nodes[id].children.clone() {
            let child = self.copy(child);
            self.nodes[child].parent = Some(copy);
            self.nodes[copy].children.push(child);
        }
        copy
    }
}

impl Tree {
    /// The part as text, where it holds no tags.
    pub(super) fn write(&self) -> String {
        let mut out = DECLARATION.to_owned();
        self.write_node(self.root, &mut out);
        out
    }

    fn write_node(&self, id: Id, out: &mut String) {
        let (name, attributes) = match &self.nodes[id].kind {
            Kind::Element { name, attributes } => (name, attributes),
            Kind::Text(text) => return escape_text(text, out),
            Kind::Tag(_) => return,
        };
        out.push('<');
        out.push_str(name);
        for (name, value) in attributes {
            let _ = write!(out, " {name}=\"");
            for piece in value {
                if let Piece::Text(text) = piece {
                    escape_attribute(text, out);
                }
            }
            out.push('"');
        }
        if self.nodes[id].children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        self.nodes[id].children.iter().for_each(|&child| self.write_node(child, out));
        let _ = write!(out, "</{name}>");
    }

    /// A new element without a parent.
    pub(super) fn make(&mut self, name: &str, attributes: &[(&str, &str)]) -> Id {
        let text =
            |(name, value): &(&str, &str)| ((*name).to_owned(), vec![Piece::Text((*value).to_owned())]);
        let attributes = attributes.iter().map(text).collect();
        self.add(Kind::Element { name: name.to_owned(), attributes }, None)
    }
}

/// What a part begins with.
pub(super) const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// Escapes a text for the inside of an element.
pub(super) fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

/// Escapes a text for an attribute in double quotes; line ends and tabs keep their meaning.
pub(super) fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_come_as_characters() {
        let tree =
            Tree::parse("<a x=\"&lt;&#10;\"><!-- no --><b>1 &amp; 2&#x4E2D;<![CDATA[<]]></b></a>").unwrap();
        assert_eq!(tree.attribute(tree.root(), "x"), Some("<\n"));
        let b = tree.child(tree.root(), "b").unwrap();
        let texts: Vec<&Kind> = tree.node(b).children.iter().map(|&id| &tree.node(id).kind).collect();
        assert!(matches!(texts.as_slice(), [Kind::Text(text)] if text == "1 & 2中<"), "{texts:?}");
    }

    #[test]
    fn what_is_no_part_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>";
        for (text, why) in [
            ("", "no root"),
            ("<a>", "missing"),
            ("<a></b>", "byte"),
            (bomb, "document type"),
            ("<a>&file;</a>", "unknown entity"),
            ("<a/><b/>", "second root"),
        ] {
            let error = Tree::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        let deep = "<a>".repeat(DEEPEST + 1);
        assert!(Tree::parse(&deep).unwrap_err().contains("nested"));
    }
}
