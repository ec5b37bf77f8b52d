//! The whole way: papers in order, each opened, copied, stamped and let go, then what holds the pages together.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::annotations::{self, Hung};
use super::balance::Balance;
use super::copy::{Copier, Stock};
use super::error::BindError;
use super::form::{Form, PartForm};
use super::layers::Layers;
use super::order::{Placed, Places, order};
use super::output::{Output, reference, text};
use super::plan::{Binding, Bound, BoundPart, Dropped, Label, LeftOut, Stamp};
use super::sheet::{Sheet, inherited};
use super::source::Source;
use super::targets::Targets;
use super::{navigation, stamp};
use crate::papers::PaperError;

/// Most that a page's content may unfold to for its brackets to be counted, in bytes; a larger one counts as balanced.
const LARGEST_CONTENT: usize = 64 * 1024 * 1024;

/// Entries of a page that its looks depend on.
const OF_PAGES: &[&[u8]] = &[b"BleedBox", b"TrimBox", b"ArtBox", b"Group"];

/// Binds papers into one PDF. It is written aside, synced and renamed, so that under the name there is a whole file or
/// what was there before. The same binding gives the same bytes.
///
/// # Errors
/// [`BindError`]; a paper that cannot be taken is named.
pub fn bind(binding: &Binding, out: &Path) -> Result<Bound, BindError> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut aside = tempfile::Builder::new().prefix(".binding-").tempfile_in(folder)?;
    let bound = write(binding, BufWriter::with_capacity(1 << 18, aside.as_file_mut()))?.0;
    aside.as_file().sync_all()?;
    aside.persist(out).map_err(|error| error.error)?;
    // A folder cannot be opened everywhere; where it can, the name is made durable too.
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(bound)
}

/// Binds into anything that takes bytes.
pub(super) fn write<W: Write>(binding: &Binding, to: W) -> Result<(Bound, W), BindError> {
    let placed = order(binding)?;
    let mut book = Book::open(binding, &placed, to)?;
    for part in &placed {
        book.part(part, u64::MAX)?;
    }
    Ok(book.close(&placed)?)
}

/// The file under way.
pub(super) struct Book<'a, W: Write> {
    binding: &'a Binding,
    out: Output<W>,
    root: u32,
    tree: u32,
    font: u32,
    /// A `q`: what stands before nearly every content.
    save: u32,
    places: Places,
    stocks: BTreeMap<String, Stock>,
    form: Form,
    layers: Layers,
    left_out: Vec<LeftOut>,
}

impl<'a, W: Write> Book<'a, W> {
    /// Starts a file; every page gets its object, so that links can lead ahead.
    pub(super) fn open(binding: &'a Binding, placed: &[Placed<'_>], to: W) -> io::Result<Self> {
        let mut out = Output::new(to)?;
        let [root, tree] = [out.reserve(), out.reserve()];
        let font = out.add(&Object::Dictionary(stamp::font()))?;
        let save = out.add_stream(Dictionary::new(), Balance::default().before().as_bytes())?;
        let pages: usize = placed.iter().map(|part| part.labels.len()).sum();
        let first = out.reserve();
        for _ in 1..pages {
            out.reserve();
        }
        let places = Places::of(placed, first);
        let (stocks, form, layers) = (BTreeMap::new(), Form::default(), Layers::default());
        Ok(Book { binding, out, root, tree, font, save, places, stocks, form, layers, left_out: Vec::new() })
    }

    /// Opens a paper, copies and stamps its pages, and lets it go. Stops before the page after which the file has more
    /// bytes than `limit`; gives the pages written and the bytes that the next would have come to.
    ///
    /// # Errors
    /// What the paper is, named; what writing reports.
    pub(super) fn part(&mut self, placed: &Placed<'_>, limit: u64) -> Result<(u32, u64), BindError> {
        let name = || placed.part.name.clone();
        let named = |error| BindError::Paper { part: name(), at: placed.nth, error };
        let source = Source::open(&placed.part.paper).map_err(named)?;
        if source.pages.len() != placed.of as usize {
            return Err(named(PaperError::Changed));
        }
        let mut stock = self.stocks.remove(&source.key).unwrap_or_default();
        let written = self.copy(placed, &source, &mut stock, limit)?;
        self.stocks.insert(source.key, stock);
        Ok(written)
    }

    fn copy(
        &mut self,
        placed: &Placed<'_>,
        source: &Source,
        stock: &mut Stock,
        limit: u64,
    ) -> io::Result<(u32, u64)> {
        let wanted = placed.range.start as usize..placed.range.end as usize;
        let first = self.places.first + placed.at;
        let mut copier = Copier::new(&mut self.out, source, stock);
        copier.owned = source.pages.iter().map(|page| (*page, None)).collect();
        for (page, number) in source.pages[wanted.clone()].iter().zip(first..) {
            // A page that a paper shows twice is written twice; links lead to the first.
            if let Some(free @ None) = copier.owned.get_mut(page) {
                *free = Some(number);
            }
        }
        let targets = Targets::of(source);
        let mut left_out = |page: Option<u32>, what: Dropped| {
            self.left_out.push(LeftOut { part: placed.part.name.clone(), page, what });
        };
        if runs_something(source) {
            left_out(None, Dropped::Active);
        }
        let mut hung: Vec<Vec<Hung<'_>>> = Vec::new();
        for (page, nth) in source.pages[wanted.clone()].iter().zip(placed.range.start..) {
            let (annotations, dropped) = annotations::survey(&mut copier, &targets, &self.places, *page);
            dropped.into_iter().for_each(|what| left_out(Some(nth), what));
            hung.push(annotations);
        }
        let form = PartForm::of(&mut self.form, &mut copier, &hung, placed.nth);
        let mut done = 0;
        for (((page, hung), label), number) in
            source.pages[wanted].iter().zip(&hung).zip(&placed.labels).zip(first..)
        {
            let list = annotations::write(&mut copier, &form, hung, number)?;
            let label = label.filter(|_| placed.part.stamp);
            let frame =
                Frame { tree: self.tree, font: self.font, save: self.save, stamp: self.binding.stamp };
            let dictionary = frame.page(&mut copier, *page, label, list)?;
            copier.out.put(number, &Object::Dictionary(dictionary))?;
            copier.flush()?;
            if copier.out.written() > limit {
                return Ok((done, copier.out.written()));
            }
            done += 1;
        }
        form.write(&mut copier)?;
        self.layers.take(&mut copier);
        Ok((done, self.out.written()))
    }

    /// Writes what holds the pages together.
    pub(super) fn close(self, placed: &[Placed<'_>]) -> io::Result<(Bound, W)> {
        let Book { binding, mut out, root, tree, places, form, layers, left_out, .. } = self;
        let labels: Vec<Option<Label>> = placed.iter().flat_map(|part| part.labels.clone()).collect();
        let kids: Vec<Object> = (places.first..).take(labels.len()).map(reference).collect();
        let pages = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
        out.put(tree, &Object::Dictionary(pages))?;
        let mut catalog = dictionary! {
            "Type" => "Catalog",
            "Pages" => reference(tree),
            "PageLabels" => navigation::labels(&labels),
            "Lang" => text(&binding.language),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        };
        if let Some(outlines) = navigation::bookmarks(&mut out, placed, places.first)? {
            catalog.set("Outlines", reference(outlines));
            catalog.set("PageMode", "UseOutlines");
        }
        if let Some(form) = form.dictionary() {
            let form = out.add(&Object::Dictionary(form))?;
            catalog.set("AcroForm", reference(form));
        }
        if let Some(layers) = layers.dictionary() {
            catalog.set("OCProperties", layers);
        }
        out.put(root, &Object::Dictionary(catalog))?;
        let mut info = dictionary! { "Title" => text(&binding.title), "Producer" => text("Sucheng") };
        if let Some(author) = &binding.author {
            info.set("Author", text(author));
        }
        if let Some(day) = binding.created {
            info.set("CreationDate", text(&day.format("D:%Y%m%d").to_string()));
        }
        let info = out.add(&Object::Dictionary(info))?;
        let parts = placed.iter().map(|part| BoundPart {
            at: part.at,
            pages: part.range.end - part.range.start,
            first: part.labels.first().copied().flatten(),
            last: part.labels.last().copied().flatten(),
        });
        let parts = parts.collect();
        let (to, sha256, bytes) = out.finish(root, info)?;
        let pages = u32::try_from(labels.len()).map_err(io::Error::other)?;
        Ok((Bound { pages, sha256, bytes, parts, labels, left_out }, to))
    }
}

/// What every page of the file shares.
struct Frame {
    tree: u32,
    font: u32,
    save: u32,
    stamp: Stamp,
}

impl Frame {
    /// A page with everything it inherits made its own, and its number on it.
    fn page<W: Write>(
        &self,
        copier: &mut Copier<'_, W>,
        page: ObjectId,
        label: Option<Label>,
        annotations: Vec<Object>,
    ) -> io::Result<Dictionary> {
        let document = &copier.source.document;
        let sheet = Sheet::of(document, page);
        let corners = |sides: [f32; 4]| Object::Array(sides.map(Object::Real).to_vec());
        let mut copy = dictionary! {
            "Type" => "Page", "Parent" => reference(self.tree), "MediaBox" => corners(sheet.media),
        };
        if sheet.shown != sheet.media {
            copy.set("CropBox", corners(sheet.shown));
        }
        if sheet.unit != 1.0 {
            copy.set("UserUnit", Object::Real(sheet.unit));
        }
        if sheet.turns != 0 {
            copy.set("Rotate", i64::from(sheet.turns) * 90);
        }
        let original = document.get_dictionary(page).map_err(io::Error::other)?;
        for key in OF_PAGES {
            if let Ok(value) = original.get(key) {
                let value = copier.object(value);
                copy.set(*key, value);
            }
        }
        if !annotations.is_empty() {
            copy.set("Annots", annotations);
        }
        let resources = self.resources(copier, page, label.is_some())?;
        copy.set("Resources", resources);
        let mut contents: Vec<Object> = document
            .get_page_contents(page)
            .into_iter()
            .map(|id| copier.object(&Object::Reference(id)))
            .collect();
        contents.retain(|content| !content.is_null());
        if let Some(label) = label {
            let content = document.get_page_content_with_limit(page, LARGEST_CONTENT);
            let balance = content.map(|content| Balance::of(&content)).unwrap_or_default();
            let before = match balance.unopened {
                0 => self.save,
                _ => copier.out.add_stream(Dictionary::new(), balance.before().as_bytes())?,
            };
            let after = format!("{}{}", balance.after(), stamp::commands(label, &sheet, self.stamp));
            let after = copier.out.add_stream(Dictionary::new(), after.as_bytes())?;
            contents.insert(0, reference(before));
            contents.push(reference(after));
        }
        copy.set("Contents", contents);
        Ok(copy)
    }

    /// The page's resources, with the stamp's font where it is stamped.
    fn resources<W: Write>(
        &self,
        copier: &mut Copier<'_, W>,
        page: ObjectId,
        stamped: bool,
    ) -> io::Result<Object> {
        let found = inherited(&copier.source.document, page, b"Resources");
        let holder = found.and_then(|(id, _)| id).filter(|_| stamped);
        if let Some(number) = holder.and_then(|id| copier.stock.resources.get(&id)) {
            return Ok(reference(*number));
        }
        let original = found.and_then(|(_, resources)| resources.as_dict().ok());
        let mut copy = original.map(|resources| copier.dictionary(resources, &[])).unwrap_or_default();
        if stamped {
            let fonts = original.and_then(|resources| copier.inner(resources, b"Font"));
            let mut fonts = fonts.map(|fonts| copier.dictionary(fonts, &[])).unwrap_or_default();
            // A bundle bound into another has the font already; it is the same.
            fonts.set(stamp::FONT, reference(self.font));
            copy.set("Font", fonts);
        }
        let Some(holder) = holder else { return Ok(Object::Dictionary(copy)) };
        let number = copier.out.add(&Object::Dictionary(copy))?;
        copier.stock.resources.insert(holder, number);
        Ok(reference(number))
    }
}

/// Whether a paper runs something on its own or has files in it.
fn runs_something(source: &Source) -> bool {
    let document = &source.document;
    let Ok(catalog) = document.catalog() else { return false };
    let inner = |dictionary: &Dictionary, key: &[u8]| -> Option<Dictionary> {
        dictionary.get_deref(key, document).and_then(Object::as_dict).ok().cloned()
    };
    let names = inner(catalog, b"Names").unwrap_or_default();
    let opening = inner(catalog, b"OpenAction").is_some_and(|action| {
        action.get_deref(b"S", document).and_then(Object::as_name).is_ok_and(|kind| kind != b"GoTo")
    });
    opening || catalog.has(b"AA") || names.has(b"JavaScript") || names.has(b"EmbeddedFiles")
}
