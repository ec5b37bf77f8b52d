//! Objects of one paper into the output, each once, with new numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId};

use super::output::{Output, reference};
use super::source::Source;

/// Entries of a stream's dictionary that lead out of the page: to tags, to private data of a program, to other files.
const NOT_OF_STREAMS: &[&[u8]] =
    &[b"StructParent", b"StructParents", b"PieceInfo", b"AF", b"Ref", b"F", b"FFilter", b"FDecodeParms"];

/// Kinds of objects that a page may point to and that are made anew: the tree of pages, the tree of tags.
const NOT_SHARED: &[&[u8]] =
    &[b"Page", b"Pages", b"Catalog", b"StructTreeRoot", b"StructElem", b"Filespec", b"EmbeddedFile"];

/// What is in the output already of one paper, so that a paper bound twice is stored once.
#[derive(Default)]
pub(super) struct Stock {
    /// Fonts, pictures, contents: everything but pages and what hangs on them.
    pub(super) shared: BTreeMap<ObjectId, u32>,
    /// Resources with the stamp's font among them, by the object that holds the original ones.
    pub(super) resources: BTreeMap<ObjectId, u32>,
    /// Layers that are in the list of layers.
    pub(super) layers: BTreeSet<ObjectId>,
}

/// One paper on its way.
pub(super) struct Copier<'a, W: Write> {
    /// Where to.
    pub(super) out: &'a mut Output<W>,
    /// Where from.
    pub(super) source: &'a Source,
    /// What is there already.
    pub(super) stock: &'a mut Stock,
    /// Pages, annotations and fields: written for this part alone, or left out (`None`).
    pub(super) owned: BTreeMap<ObjectId, Option<u32>>,
    queue: Vec<(ObjectId, u32)>,
}

impl<'a, W: Write> Copier<'a, W> {
    /// Nothing copied yet.
    pub(super) fn new(out: &'a mut Output<W>, source: &'a Source, stock: &'a mut Stock) -> Self {
        Copier { out, source, stock, owned: BTreeMap::new(), queue: Vec::new() }
    }

    /// An object with its references led to the output; what they lead to is written by [`Copier::flush`]. A reference to
    /// what is left out, or was never there, becomes null.
    pub(super) fn object(&mut self, object: &Object) -> Object {
        match object {
            Object::Reference(id) => self.number(*id).map_or(Object::Null, reference),
            Object::Array(array) => Object::Array(array.iter().map(|item| self.object(item)).collect()),
            Object::Dictionary(dictionary) => Object::Dictionary(self.dictionary(dictionary, &[])),
            // A stream inside another object is no PDF.
            Object::Stream(_) => Object::Null,
            // Too many digits for a number; PDF has no way to write it.
            Object::Real(number) if !number.is_finite() => Object::Integer(0),
            other => other.clone(),
        }
    }

    /// A dictionary without some of its entries.
    pub(super) fn dictionary(&mut self, dictionary: &Dictionary, without: &[&[u8]]) -> Dictionary {
        let mut copy = Dictionary::new();
        for (key, value) in dictionary {
            if !without.contains(&key.as_slice()) {
                copy.set(key.clone(), self.object(value));
            }
        }
        copy
    }

    /// The dictionary that an entry holds or refers to.
    pub(super) fn inner(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        dictionary.get_deref(key, &self.source.document).and_then(Object::as_dict).ok()
    }

    /// Writes everything that copied objects refer to.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let source = self.source;
        while let Some((id, number)) = self.queue.pop() {
            match source.document.get_object(id) {
                Ok(Object::Stream(stream)) => {
                    let dictionary = self.dictionary(&stream.dict, NOT_OF_STREAMS);
                    self.out.put_stream(number, dictionary, &stream.content)?;
                }
                Ok(object) => {
                    let copy = self.object(object);
                    self.out.put(number, &copy)?;
                }
                Err(_) => self.out.put(number, &Object::Null)?,
            }
        }
        Ok(())
    }

    fn number(&mut self, id: ObjectId) -> Option<u32> {
        if let Some(owned) = self.owned.get(&id) {
            return *owned;
        }
        if let Some(number) = self.stock.shared.get(&id) {
            return Some(*number);
        }
        let object = self.source.document.objects.get(&id)?;
        if let Object::Dictionary(dictionary) = object
            && dictionary.get_type().is_ok_and(|kind| NOT_SHARED.contains(&kind))
        {
            return None;
        }
        let number = self.out.reserve();
        self.stock.shared.insert(id, number);
        self.queue.push((id, number));
        Some(number)
    }
}
