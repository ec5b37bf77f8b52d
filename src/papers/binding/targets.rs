//! Where the links of a paper lead.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::source::Source;

/// Deepest tree of names, and most nodes of it, that are read.
const DEEPEST: usize = 50;
const MOST: usize = 100_000;

/// The names of a paper's destinations.
pub(super) struct Targets<'a> {
    source: &'a Source,
    names: BTreeMap<Vec<u8>, &'a Object>,
}

impl<'a> Targets<'a> {
    /// Reads the names.
    pub(super) fn of(source: &'a Source) -> Self {
        let mut targets = Targets { source, names: BTreeMap::new() };
        let document = &source.document;
        let Ok(catalog) = document.catalog() else { return targets };
        let inner = |dictionary: &'a Dictionary, key: &[u8]| -> Option<&'a Dictionary> {
            dictionary.get_deref(key, document).and_then(Object::as_dict).ok()
        };
        if let Some(old) = inner(catalog, b"Dests") {
            targets.names.extend(old.iter().map(|(name, value)| (name.clone(), value)));
        }
        if let Some(root) = inner(catalog, b"Names").and_then(|names| inner(names, b"Dests")) {
            targets.read(root);
        }
        targets
    }

    fn read(&mut self, root: &'a Dictionary) {
        let document = &self.source.document;
        let mut seen = BTreeSet::new();
        let mut open = vec![(root, 0)];
        while let Some((node, depth)) = open.pop() {
            let pairs = node.get_deref(b"Names", document).and_then(Object::as_array);
            for pair in pairs.map_or(&[][..], Vec::as_slice).chunks_exact(2) {
                if let Ok(Object::String(name, _)) = document.dereference(&pair[0]).map(|(_, name)| name) {
                    self.names.insert(name.clone(), &pair[1]);
                }
            }
            let kids = node.get_deref(b"Kids", document).and_then(Object::as_array);
            for id in kids.map_or(&[][..], Vec::as_slice).iter().filter_map(|kid| kid.as_reference().ok()) {
                if depth < DEEPEST
                    && seen.len() < MOST
                    && seen.insert(id)
                    && let Ok(kid) = document.get_dictionary(id)
                {
                    open.push((kid, depth + 1));
                }
            }
        }
    }

    /// The page that a destination names, and how it is shown; `None` where there is no such page.
    pub(super) fn resolve(&self, destination: &'a Object) -> Option<(ObjectId, Vec<Object>)> {
        let document = &self.source.document;
        let mut found = document.dereference(destination).ok()?.1;
        for _ in 0..3 {
            found = match found {
                Object::String(name, _) | Object::Name(name) => {
                    document.dereference(self.names.get(name)?).ok()?.1
                }
                Object::Dictionary(dictionary) => dictionary.get_deref(b"D", document).ok()?,
                _ => break,
            };
        }
        let array = found.as_array().ok()?;
        let page = match array.first()? {
            Object::Reference(id) => *id,
            Object::Integer(nth) => *self.source.pages.get(usize::try_from(*nth).ok()?)?,
            _ => return None,
        };
        let plain = |item: &Object| {
            followed(document, item).filter(|o| !matches!(o, Object::Array(_) | Object::Dictionary(_)))
        };
        let view: Vec<Object> = array[1..].iter().map(|item| plain(item).unwrap_or(Object::Null)).collect();
        // A destination that does not say how it is shown is none.
        let view = if matches!(view.first(), Some(Object::Name(_))) { view } else { vec!["Fit".into()] };
        Some((page, view))
    }
}

fn followed(document: &Document, object: &Object) -> Option<Object> {
    document
        .dereference(object)
        .ok()
        .map(|(_, found)| found.clone())
        .filter(|o| !matches!(o, Object::Stream(_)))
}
