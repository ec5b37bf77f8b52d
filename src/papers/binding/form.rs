//! Form fields of all papers in one form. Every top-level field keeps its name where no other has it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use super::annotations::{Fate, Hung};
use super::copy::Copier;
use super::output::reference;

/// Highest tree of fields that is followed.
const HIGHEST: usize = 50;

/// Entries of a field that start something or are set anew.
const WITHOUT: &[&[u8]] = &[b"A", b"AA", b"Kids", b"P", b"AF"];

/// The form of the whole file.
#[derive(Default)]
pub(super) struct Form {
    names: BTreeSet<Vec<u8>>,
    fields: Vec<u32>,
    /// Default resources by category and name.
    resources: BTreeMap<Vec<u8>, Dictionary>,
    /// Whether some paper leaves it to the reader to draw a field.
    undrawn: bool,
}

/// The form of one part.
#[derive(Default)]
pub(super) struct PartForm {
    /// Top-level fields with the name each gets, `None` where it keeps its own.
    roots: BTreeMap<ObjectId, Option<Vec<u8>>>,
    /// Fields above those that stand on a page, in the order they were met.
    above: Vec<ObjectId>,
    /// Fonts of the default resources that had to be called otherwise.
    fonts: BTreeMap<Vec<u8>, Vec<u8>>,
    /// What top-level fields take from the form that they leave.
    appearance: Option<Object>,
    quadding: Option<Object>,
}

impl PartForm {
    /// Whether an annotation, or a field above it, is a signature.
    pub(super) fn is_signature<W: Write>(copier: &Copier<'_, W>, widget: &Dictionary) -> bool {
        let document = &copier.source.document;
        let mut node = widget;
        for _ in 0..HIGHEST {
            if let Ok(kind) = node.get_deref(b"FT", document).and_then(Object::as_name) {
                return kind == b"Sig";
            }
            match copier.inner(node, b"Parent") {
                Some(parent) => node = parent,
                None => return false,
            }
        }
        false
    }

    /// Gives the part's fields their names and numbers.
    pub(super) fn of<W: Write>(
        form: &mut Form,
        copier: &mut Copier<'_, W>,
        hung: &[Vec<Hung<'_>>],
        nth: usize,
    ) -> Self {
        let mut part = PartForm::default();
        let document = &copier.source.document;
        let fields = hung.iter().flatten().filter(|annotation| matches!(annotation.fate, Fate::Field));
        for id in fields.filter_map(|annotation| annotation.id) {
            let mut node = id;
            let mut seen = BTreeSet::from([id]);
            while seen.len() < HIGHEST
                && let Ok(field) = document.get_dictionary(node)
                && let Ok(parent) = field.get(b"Parent").and_then(Object::as_reference)
                && document.get_dictionary(parent).is_ok()
                && seen.insert(parent)
            {
                if copier.owned.get(&parent).copied().flatten().is_none() {
                    let number = copier.out.reserve();
                    copier.owned.insert(parent, Some(number));
                    part.above.push(parent);
                }
                node = parent;
            }
            if let Entry::Vacant(root) = part.roots.entry(node) {
                let name = document.get_dictionary(node).and_then(|field| field.get_deref(b"T", document));
                root.insert(name.and_then(Object::as_str).ok().map(|name| form.name(name, nth)));
                form.fields.extend(copier.owned.get(&node).copied().flatten());
            }
        }
        if !part.roots.is_empty() {
            let undrawn = hung.iter().flatten().any(|annotation| {
                matches!(annotation.fate, Fate::Field)
                    && !copier.inner(annotation.dictionary, b"AP").is_some_and(|looks| looks.has(b"N"))
            });
            part.take(form, copier, nth, undrawn);
        }
        part
    }

    /// What the paper's form says for all its fields.
    fn take<W: Write>(&mut self, form: &mut Form, copier: &mut Copier<'_, W>, nth: usize, undrawn: bool) {
        let document = &copier.source.document;
        let Some(own) = document.catalog().ok().and_then(|catalog| copier.inner(catalog, b"AcroForm")) else {
            return;
        };
        // Readers that are asked to draw fields draw all of them anew, those of other exhibits too: asked only where a field
        // would not be seen otherwise.
        let asked = own.get_deref(b"NeedAppearances", document).and_then(Object::as_bool).unwrap_or(false);
        form.undrawn |= asked && undrawn;
        self.quadding = own.get_deref(b"Q", document).ok().cloned();
        let Some(resources) = copier.inner(own, b"DR") else { return };
        for (category, _) in resources {
            let Some(entries) = copier.inner(resources, category) else { continue };
            let all = form.resources.entry(category.clone()).or_default();
            for (name, value) in entries {
                let value = copier.object(value);
                if !all.has(name) {
                    all.set(name.clone(), value);
                } else if category == b"Font" && all.get(name).ok() != Some(&value) {
                    let other = (nth + 1..).map(|n| [name.as_slice(), format!("_{n}").as_bytes()].concat());
                    if let Some(other) = other.into_iter().find(|other| !all.has(other)) {
                        all.set(other.clone(), value);
                        self.fonts.insert(name.clone(), other);
                    }
                }
            }
        }
        self.appearance = own.get_deref(b"DA", document).ok().cloned();
    }

    /// Gives a copied field its name and what it took from its form.
    pub(super) fn adjust(&self, id: Option<ObjectId>, field: &mut Dictionary) {
        if let Some(name) = id.and_then(|id| self.roots.get(&id)) {
            if let Some(name) = name {
                field.set("T", Object::String(name.clone(), StringFormat::Literal));
            }
            for (key, value) in [("DA", &self.appearance), ("Q", &self.quadding)] {
                if let Some(value) = value
                    && !field.has(key.as_bytes())
                {
                    field.set(key, value.clone());
                }
            }
        }
        if !self.fonts.is_empty()
            && let Ok(Object::String(appearance, _)) = field.get_mut(b"DA")
        {
            *appearance = renamed(appearance, &self.fonts);
        }
    }

    /// Writes the fields above those that stand on pages.
    pub(super) fn write<W: Write>(&self, copier: &mut Copier<'_, W>) -> io::Result<()> {
        let document = &copier.source.document;
        for id in &self.above {
            let (Ok(field), Some(Some(number))) =
                (document.get_dictionary(*id), copier.owned.get(id).copied())
            else {
                continue;
            };
            let mut copy = copier.dictionary(field, WITHOUT);
            let kids = field.get_deref(b"Kids", document).and_then(Object::as_array);
            let kids = kids.map_or(&[][..], Vec::as_slice).iter().filter_map(|kid| kid.as_reference().ok());
            let kept: Vec<Object> = kids.filter_map(|kid| *copier.owned.get(&kid)?).map(reference).collect();
            copy.set("Kids", kept);
            self.adjust(Some(*id), &mut copy);
            copier.out.put(number, &Object::Dictionary(copy))?;
        }
        copier.flush()
    }
}

impl Form {
    /// A name that no other top-level field has: its own where it is free, else with the part's place before it.
    fn name(&mut self, name: &[u8], nth: usize) -> Vec<u8> {
        let wide = name.starts_with(&[0xFE, 0xFF]);
        let mut chosen = name.to_vec();
        let mut prefix = format!("{}-", nth + 1);
        while !self.names.insert(chosen.clone()) {
            chosen = if wide {
                let before = prefix.bytes().flat_map(|byte| [0, byte]);
                [0xFE, 0xFF].into_iter().chain(before).chain(name[2..].iter().copied()).collect()
            } else {
                [prefix.as_bytes(), name].concat()
            };
            prefix.push('-');
        }
        chosen
    }

    /// The form's dictionary; `None` where there are no fields.
    pub(super) fn dictionary(self) -> Option<Dictionary> {
        if self.fields.is_empty() {
            return None;
        }
        let mut form = Dictionary::new();
        form.set("Fields", self.fields.into_iter().map(reference).collect::<Vec<_>>());
        let mut resources = Dictionary::new();
        for (category, entries) in self.resources {
            resources.set(category, entries);
        }
        form.set("DR", resources);
        if self.undrawn {
            form.set("NeedAppearances", true);
        }
        Some(form)
    }
}

/// A default appearance (`/Helv 12 Tf 0 g`) with other font names.
fn renamed(appearance: &[u8], fonts: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = appearance;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        let name = &rest[at + 1..];
        let end =
            name.iter().position(|b| b.is_ascii_whitespace() || b"/[(<".contains(b)).unwrap_or(name.len());
        out.extend_from_slice(&rest[..=at]);
        out.extend_from_slice(fonts.get(&name[..end]).map_or(&name[..end], Vec::as_slice));
        rest = &name[end..];
    }
    out.extend_from_slice(rest);
    out
}
