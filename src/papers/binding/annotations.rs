//! What hangs on a page: links, fields, notes, stamps. All looks are kept; what starts something is not.

use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::copy::Copier;
use super::form::PartForm;
use super::order::Places;
use super::output::reference;
use super::plan::{Dropped, Label, PAGE_LINK};
use super::targets::Targets;

/// Entries that start something, that belong to tags, or that are set anew.
const WITHOUT: &[&[u8]] =
    &[b"A", b"AA", b"PA", b"Dest", b"P", b"StructParent", b"AF", b"FS", b"Sound", b"Movie", b"Kids"];

/// Kinds that hold a file, a sound or a film.
const HOLD_FILES: &[&[u8]] = &[b"FileAttachment", b"Sound", b"Movie", b"Screen", b"RichMedia", b"3D"];

/// Bit 3 of an annotation's flags: it is printed.
const PRINTED: i64 = 4;

/// What becomes of an annotation.
pub(super) enum Fate {
    /// It stays, without what it starts.
    Stays,
    /// A form field's place on the page.
    Field,
    /// A link to a page of the output, and how the page is shown.
    Leads(u32, Vec<Object>),
    /// A link to the web.
    Web(Object),
    /// Its picture stays.
    Picture,
    /// Nothing of it stays.
    Goes,
}

/// An annotation of a page.
pub(super) struct Hung<'a> {
    /// Its object, where it is one of its own.
    pub(super) id: Option<ObjectId>,
    /// What it is.
    pub(super) dictionary: &'a Dictionary,
    /// Its number in the output; `None` where it goes.
    pub(super) number: Option<u32>,
    /// What becomes of it.
    pub(super) fate: Fate,
    /// Whether another page wrote it already.
    twice: bool,
}

/// The annotations of a page, with numbers given out for those that stay.
pub(super) fn survey<'a, W: Write>(
    copier: &mut Copier<'a, W>,
    targets: &Targets<'a>,
    leads: &Places,
    page: ObjectId,
) -> (Vec<Hung<'a>>, Vec<Dropped>) {
    let document = &copier.source.document;
    let mut dropped = Vec::new();
    let mut all = Vec::new();
    let annotations = document
        .get_dictionary(page)
        .and_then(|page| page.get_deref(b"Annots", document))
        .and_then(Object::as_array);
    for item in annotations.map_or(&[][..], Vec::as_slice) {
        let id = item.as_reference().ok();
        let Ok((_, Object::Dictionary(dictionary))) = document.dereference(item) else { continue };
        if let Some(Some(number)) = id.and_then(|id| copier.owned.get(&id)) {
            all.push(Hung { id, dictionary, number: Some(*number), fate: Fate::Stays, twice: true });
            continue;
        }
        let fate = fate(copier, targets, leads, dictionary, &mut dropped);
        let number = (!matches!(fate, Fate::Goes)).then(|| copier.out.reserve());
        if let Some(id) = id {
            copier.owned.insert(id, number);
        }
        all.push(Hung { id, dictionary, number, fate, twice: false });
    }
    (all, dropped)
}

fn fate<'a, W: Write>(
    copier: &Copier<'a, W>,
    targets: &Targets<'a>,
    leads: &Places,
    annotation: &'a Dictionary,
    dropped: &mut Vec<Dropped>,
) -> Fate {
    let document = &copier.source.document;
    let kind = annotation.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
    let picture = copier.inner(annotation, b"AP").is_some_and(|looks| looks.has(b"N"));
    let picture = if picture { Fate::Picture } else { Fate::Goes };
    match kind {
        b"Widget" if PartForm::is_signature(copier, annotation) => {
            dropped.push(Dropped::Signature);
            picture
        }
        b"Widget" => Fate::Field,
        b"Link" => link(copier, targets, leads, annotation, dropped),
        _ if HOLD_FILES.contains(&kind) => {
            dropped.push(Dropped::Attachment);
            picture
        }
        _ => Fate::Stays,
    }
}

fn link<'a, W: Write>(
    copier: &Copier<'a, W>,
    targets: &Targets<'a>,
    leads: &Places,
    annotation: &'a Dictionary,
    dropped: &mut Vec<Dropped>,
) -> Fate {
    let document = &copier.source.document;
    let action = copier.inner(annotation, b"A");
    let kind = action.and_then(|action| action.get_deref(b"S", document).ok()?.as_name().ok());
    let destination = match (kind, action) {
        (Some(b"GoTo"), Some(action)) => action.get(b"D").ok(),
        (Some(b"URI"), Some(action)) => {
            let uri = action.get_deref(b"URI", document).and_then(Object::as_str).unwrap_or_default();
            return web(copier.source.own, leads, uri, dropped);
        }
        _ => annotation.get(b"Dest").ok(),
    };
    let page = destination.and_then(|destination| targets.resolve(destination));
    let led = page.and_then(|(page, view)| Some(((*copier.owned.get(&page)?)?, view)));
    led.map_or_else(
        || {
            dropped.push(Dropped::Link);
            Fate::Goes
        },
        |(page, view)| Fate::Leads(page, view),
    )
}

fn web(own: bool, leads: &Places, uri: &[u8], dropped: &mut Vec<Dropped>) -> Fate {
    let text = String::from_utf8_lossy(uri);
    if own && let Some(label) = text.strip_prefix(PAGE_LINK).and_then(|label| label.parse::<Label>().ok()) {
        return match leads.page(label) {
            Some(page) => Fate::Leads(page, vec!["Fit".into()]),
            None => {
                dropped.push(Dropped::LinkToMissingPage(label));
                Fate::Goes
            }
        };
    }
    let scheme = text.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https" | "mailto") {
        dropped.push(Dropped::Link);
        return Fate::Goes;
    }
    Fate::Web(Object::Dictionary(dictionary! { "S" => "URI", "URI" => Object::string_literal(uri) }))
}

/// Writes the annotations of a page; gives the page's list.
pub(super) fn write<W: Write>(
    copier: &mut Copier<'_, W>,
    form: &PartForm,
    hung: &[Hung<'_>],
    page: u32,
) -> io::Result<Vec<Object>> {
    let mut list = Vec::new();
    for annotation in hung {
        let Some(number) = annotation.number else { continue };
        list.push(reference(number));
        if annotation.twice {
            continue;
        }
        let mut copy = match &annotation.fate {
            Fate::Picture => stamp(copier, annotation.dictionary),
            _ => copier.dictionary(annotation.dictionary, WITHOUT),
        };
        match &annotation.fate {
            Fate::Leads(to, view) => {
                copy.set("Dest", [vec![reference(*to)], view.clone()].concat());
            }
            Fate::Web(action) => copy.set("A", action.clone()),
            Fate::Field => form.adjust(annotation.id, &mut copy),
            Fate::Stays | Fate::Picture | Fate::Goes => {}
        }
        copy.set("P", reference(page));
        copier.out.put(number, &Object::Dictionary(copy))?;
    }
    Ok(list)
}

/// The picture of an annotation as a stamp that does nothing.
fn stamp<W: Write>(copier: &mut Copier<'_, W>, annotation: &Dictionary) -> Dictionary {
    let mut stamp = dictionary! { "Type" => "Annot", "Subtype" => "Stamp" };
    for key in [&b"Rect"[..], b"Contents", b"AS", b"OC"] {
        if let Ok(value) = annotation.get(key) {
            let value = copier.object(value);
            stamp.set(key, value);
        }
    }
    if let Some(Ok(normal)) = copier.inner(annotation, b"AP").map(|looks| looks.get(b"N")) {
        let normal = copier.object(normal);
        stamp.set("AP", dictionary! { "N" => normal });
    }
    let flags = annotation.get(b"F").and_then(Object::as_i64).unwrap_or(0);
    stamp.set("F", flags | PRINTED);
    stamp
}
