//! A picture on a page of its own: A4, upright or lying as the picture is, as large as its margins allow.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::stamp::number;
use super::{jpeg, png};
use crate::papers::PaperError;

/// A4 in points.
const SHORT: f32 = 595.28;
const LONG: f32 = 841.89;
/// Free on every side, in points: room for a number and for what printers do not reach.
const MARGIN: f32 = 40.0;
/// Points for one of a picture's dots at most: a small picture is not blown up beyond 72 dots to the inch.
const LARGEST_DOT: f32 = 1.0;

/// A picture as PDF holds it.
pub(super) struct Picture {
    /// Dots across and down, as stored.
    pub(super) dots: (u32, u32),
    /// How it is to be turned and mirrored, as EXIF counts it: 1 to 8.
    pub(super) orientation: u8,
    /// The entries of its dictionary beside its size.
    pub(super) entries: Dictionary,
    /// Its compressed data.
    pub(super) data: Vec<u8>,
    /// How opaque each dot is: a picture of its own.
    pub(super) mask: Option<Box<Picture>>,
}

/// A page with a PNG.
///
/// # Errors
/// [`PaperError::Damaged`] where its data do not unfold to the picture that its head announces.
pub(super) fn png(bytes: &[u8]) -> Result<(Document, Vec<ObjectId>), PaperError> {
    png::picture(bytes).map(page)
}

/// A page with a JPEG.
///
/// # Errors
/// [`PaperError::Damaged`] where it has no frame, or is of a kind that PDF does not know.
pub(super) fn jpeg(bytes: Vec<u8>) -> Result<(Document, Vec<ObjectId>), PaperError> {
    jpeg::picture(bytes).map(page)
}

fn page(picture: Picture) -> (Document, Vec<ObjectId>) {
    let stored = (picture.dots.0 as f32, picture.dots.1 as f32);
    let (wide, tall) = if picture.orientation > 4 { (stored.1, stored.0) } else { stored };
    let (page_width, page_height) = if wide > tall { (LONG, SHORT) } else { (SHORT, LONG) };
    let scale =
        ((page_width - 2.0 * MARGIN) / wide).min((page_height - 2.0 * MARGIN) / tall).min(LARGEST_DOT);
    let (width, height) = (wide * scale, tall * scale);
    let (left, lower) = ((page_width - width) / 2.0, (page_height - height) / 2.0);
    let (right, upper) = (left + width, lower + height);
    // Exif 2.32, tag 0112: which side of the scene the first row and the first column show.
    let matrix = match picture.orientation {
        2 => [-width, 0.0, 0.0, height, right, lower],
        3 => [-width, 0.0, 0.0, -height, right, upper],
        4 => [width, 0.0, 0.0, -height, left, upper],
        5 => [0.0, -height, -width, 0.0, right, upper],
        6 => [0.0, -height, width, 0.0, left, upper],
        7 => [0.0, height, width, 0.0, left, lower],
        8 => [0.0, height, -width, 0.0, right, lower],
        _ => [width, 0.0, 0.0, height, left, lower],
    };
    let commands = format!("q {} cm /P Do Q\n", matrix.map(number).join(" "));
    let mut document = Document::with_version("1.7");
    let image = add(&mut document, picture);
    let content = document.add_object(Stream::new(Dictionary::new(), commands.into_bytes()));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "MediaBox" => vec![0.into(), 0.into(), Object::Real(page_width), Object::Real(page_height)],
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => image } },
        "Contents" => content,
    });
    (document, vec![page])
}

fn add(document: &mut Document, picture: Picture) -> ObjectId {
    let mut entries = picture.entries;
    entries.set("Type", "XObject");
    entries.set("Subtype", "Image");
    entries.set("Width", i64::from(picture.dots.0));
    entries.set("Height", i64::from(picture.dots.1));
    if let Some(mask) = picture.mask {
        let mask = add(document, *mask);
        entries.set("SMask", mask);
    }
    document.add_object(Stream::new(entries, picture.data).with_compression(false))
}
