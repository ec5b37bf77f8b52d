//! Layers (optional content) of all papers in one list. A layer that was off stays off.

use std::collections::BTreeSet;
use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::copy::Copier;
use super::output::reference;

/// The layers of the whole file.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<Object>,
    off: Vec<Object>,
}

impl Layers {
    /// Takes the layers that copied pages use.
    pub(super) fn take<W: Write>(&mut self, copier: &mut Copier<'_, W>) {
        let document = &copier.source.document;
        let catalog = document.catalog().ok();
        let Some(own) = catalog.and_then(|catalog| copier.inner(catalog, b"OCProperties")) else { return };
        let list = |dictionary: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
            let list = dictionary.get_deref(key, document).and_then(Object::as_array);
            list.map_or(&[][..], Vec::as_slice).iter().filter_map(|item| item.as_reference().ok()).collect()
        };
        let state = copier.inner(own, b"D");
        let named = |key: &[u8]| {
            state.map_or_else(BTreeSet::new, |d| list(d, key).into_iter().collect::<BTreeSet<_>>())
        };
        let base_off =
            state.is_some_and(|d| d.get(b"BaseState").and_then(Object::as_name).is_ok_and(|n| n == b"OFF"));
        let (on, off) = (named(b"ON"), named(b"OFF"));
        for id in list(own, b"OCGs") {
            let Some(number) = copier.stock.shared.get(&id).copied() else { continue };
            if copier.stock.layers.insert(id) {
                self.all.push(reference(number));
                if off.contains(&id) || (base_off && !on.contains(&id)) {
                    self.off.push(reference(number));
                }
            }
        }
    }

    /// The catalogue's entry; `None` where there are no layers.
    pub(super) fn dictionary(self) -> Option<Dictionary> {
        if self.all.is_empty() {
            return None;
        }
        let state = dictionary! { "Order" => self.all.clone(), "OFF" => self.off };
        Some(dictionary! { "OCGs" => self.all, "D" => state })
    }
}
