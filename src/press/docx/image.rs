//! Pictures as values: a seal, a signature, a logo of the template's folder, where `{{ logo }}` stands. What docxtpl calls
//! `InlineImage`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

use super::relations;
use super::template::WordError;
use super::xml;
use crate::papers::{Package, hash, measure};

/// Units of DrawingML to the millimetre.
const EMU: u64 = 36_000;
/// What the elements of a drawing are called by; a header need not know these names yet.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// A picture that tags may print by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its name in tags.
    pub name: String,
    /// A PNG or JPEG.
    pub bytes: Vec<u8>,
    /// How wide it is printed, in millimetres.
    pub width: Option<u32>,
    /// How high it is printed, in millimetres; the other side follows where only one is given.
    pub height: Option<u32>,
    /// What it shows, for who cannot see it.
    pub alt: String,
}

/// A picture that is part of the package.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    name: String,
    alt: String,
    /// Width and height in EMU.
    size: [u64; 2],
    /// The relation of each part that prints it.
    relations: BTreeMap<String, String>,
}

impl Object for Picture {
    /// Neither a list nor a record: there, so that `{% if seal %}` holds.
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

impl Picture {
    /// Puts a picture into the package, once for all pictures with the same bytes, and relates the parts that print it.
    pub(super) fn add(image: &Image, parts: &[&str], package: &mut Package) -> Result<Picture, WordError> {
        let wrong = |why: String| WordError::Image { name: image.name.clone(), why };
        let measured = measure(&image.bytes).map_err(|e| wrong(e.to_string()))?;
        let [wide, high] = measured.size.map(u64::from);
        let follow = |given: u32, side: u64, other: u64| u64::from(given) * EMU * side / other.max(1);
        let size = match (image.width, image.height) {
            (Some(width), Some(height)) => [u64::from(width) * EMU, u64::from(height) * EMU],
            (Some(width), None) => [u64::from(width) * EMU, follow(width, high, wide)],
            (None, Some(height)) => [follow(height, wide, high), u64::from(height) * EMU],
            (None, None) => return Err(wrong("no width and no height".to_owned())),
        };
        let digest = hash::of_bytes(&image.bytes);
        let (end, kind) = if measured.png { ("png", "image/png") } else { ("jpeg", "image/jpeg") };
        let media = format!("word/media/{}.{end}", &digest[..16]);
        let mut relations = BTreeMap::new();
        for part in parts {
            relations.insert((*part).to_owned(), relations::relate(package, part, "image", &media)?);
        }
        if !parts.is_empty() {
            relations::declare(package, &media, kind)?;
            package.parts.insert(media, image.bytes.clone());
        }
        Ok(Picture { name: image.name.clone(), alt: image.alt.clone(), size, relations })
    }

    /// The drawing in a run of a part; `id` is its own in the whole document. `None` in a part that was not seen to print it.
    pub(super) fn drawing(&self, part: &str, id: &str) -> Option<String> {
        let relation = self.relations.get(part)?;
        let [cx, cy] = self.size;
        let (mut name, mut alt) = (String::new(), String::new());
        xml::escape_attribute(&self.name, &mut name);
        xml::escape_attribute(&self.alt, &mut alt);
        let mut out = String::new();
        let _ = write!(
            out,
            "<w:drawing><wp:inline xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" \
             distL=\"0\" distR=\"0\"><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{id}\" name=\"{name}\" \
             descr=\"{alt}\"/><a:graphic xmlns:a=\"{DRAWING}/main\"><a:graphicData uri=\"{DRAWING}/picture\">\
             <pic:pic xmlns:pic=\"{DRAWING}/picture\"><pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"{name}\"/>\
             <pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r=\"{}\" r:embed=\"{relation}\"/><a:stretch>\
             <a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
             <a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
             </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>",
            relations::OFFICE
        );
        Some(out)
    }
}
