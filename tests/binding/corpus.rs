//! Awkward papers, made here.

use std::path::{Path, PathBuf};

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, SaveOptions,
    Stream, dictionary,
};
use sucheng::domain::proof::StoredFile;
use sucheng::papers::binding::{Binding, Label, Paper, Part, Stamp};

/// A PDF under construction: pages hang under one node.
pub struct Maker {
    pub document: Document,
    pub root: ObjectId,
    pub pages: Vec<ObjectId>,
    pub catalog: Dictionary,
    /// What the node above the pages says.
    pub node: Dictionary,
}

impl Maker {
    pub fn new() -> Self {
        let mut document = Document::with_version("1.5");
        let root = document.new_object_id();
        let catalog = dictionary! { "Type" => "Catalog", "Pages" => root };
        Maker { document, root, pages: Vec::new(), catalog, node: dictionary! { "Type" => "Pages" } }
    }

    /// A page with a line of text in the middle, and whatever else its dictionary is to hold.
    pub fn page(&mut self, text: &str, size: [i64; 4], more: Dictionary) -> ObjectId {
        let (x, y) = ((size[0] + size[2]) / 2 - 60, (size[1] + size[3]) / 2);
        let content = format!("q 0.8 g {} {} 40 20 re f Q BT /F 14 Tf {x} {y} Td ({text}) Tj ET", x, y + 30);
        self.with_content(content.as_bytes(), size, more)
    }

    pub fn with_content(&mut self, content: &[u8], size: [i64; 4], more: Dictionary) -> ObjectId {
        let content = self.document.add_object(Stream::new(Dictionary::new(), content.to_vec()));
        let mut page = dictionary! {
            "Type" => "Page", "Parent" => self.root, "MediaBox" => size.map(Object::from).to_vec(),
            "Contents" => content, "Resources" => font(),
        };
        for (key, value) in &more {
            page.set(key.clone(), value.clone());
        }
        page.as_hashmap_mut().retain(|_, value| !value.is_null());
        let page = self.document.add_object(page);
        self.pages.push(page);
        page
    }

    pub fn finish(mut self) -> Document {
        let kids: Vec<Object> = self.pages.iter().map(|page| (*page).into()).collect();
        self.node.set("Count", kids.len() as i64);
        self.node.set("Kids", kids);
        self.document.objects.insert(self.root, Object::Dictionary(self.node));
        let catalog = self.document.add_object(self.catalog);
        self.document.trailer.set("Root", catalog);
        let id = Object::string_literal("0123456789abcdef");
        self.document.trailer.set("ID", vec![id.clone(), id]);
        self.document
    }

    pub fn bytes(self) -> Vec<u8> {
        saved(self.finish())
    }
}

pub fn font() -> Dictionary {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman" };
    dictionary! { "Font" => dictionary! { "F" => font } }
}

pub const A4: [i64; 4] = [0, 0, 595, 842];

pub fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Pages of text.
pub fn pages(count: usize) -> Vec<u8> {
    let mut maker = Maker::new();
    for n in 1..=count {
        maker.page(&format!("original {n}"), A4, Dictionary::new());
    }
    maker.bytes()
}

/// The same, small objects packed in streams, as modern programs write it.
pub fn packed(count: usize) -> Vec<u8> {
    let mut document = Document::load_mem(&pages(count)).unwrap();
    let mut bytes = Vec::new();
    let options = SaveOptions { use_object_streams: true, use_xref_streams: true, ..SaveOptions::default() };
    document.save_with_options(&mut bytes, options).unwrap();
    bytes
}

/// A PDF that opens with this password; none is asked for where it is empty.
pub fn encrypted(user_password: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&pages(2)).unwrap();
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: Permissions::empty(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    saved(document)
}

/// A page that is one grey picture of noise, as a scanner makes it: stored as JPEG.
pub fn scans(count: usize, dots: (u16, u16)) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut maker = Maker::new();
    let mut all = Vec::new();
    for n in 0..count {
        let jpeg = jpeg(dots, 1, n as u32 + 1, None);
        let image = maker.document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(dots.0), "Height" => i64::from(dots.1),
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
            },
            jpeg.clone(),
        ));
        all.push(jpeg);
        let resources = dictionary! { "XObject" => dictionary! { "I" => image } };
        maker.with_content(b"595 0 0 842 0 0 cm /I Do", A4, dictionary! { "Resources" => resources });
    }
    (maker.bytes(), all)
}

/// A baseline JPEG of flat blocks: every block is its mean value, of which a table of sixteen lengths is all that is
/// needed. Blocks fall off from light above to dark below, with noise. Adobe's mark and EXIF's orientation where asked.
pub fn jpeg(dots: (u16, u16), components: u8, seed: u32, exif: Option<u8>) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, content: &[u8]| {
        out.extend([0xFF, marker]);
        out.extend((content.len() as u16 + 2).to_be_bytes());
        out.extend(content);
    };
    if let Some(orientation) = exif {
        let tiff = [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..], b"\0\0\0\0\0\0"]
            .concat();
        segment(0xE1, &[b"Exif\0\0", tiff.as_slice()].concat());
    }
    if components == 4 {
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\0");
    }
    segment(0xDB, &[&[0][..], &[8; 64]].concat());
    let (high, wide) = (dots.1.to_be_bytes(), dots.0.to_be_bytes());
    let mut frame = vec![8, high[0], high[1], wide[0], wide[1], components];
    let mut scan = vec![components];
    for id in 1..=components {
        frame.extend([id, 0x11, 0]);
        scan.extend([id, 0]);
    }
    segment(0xC0, &frame);
    // Twelve categories of four bits each for means; one code of one bit, the end of a block, for the rest.
    let mut means = vec![0, 0, 0, 0, 12];
    means.extend([0; 12]);
    means.extend(0..12);
    segment(0xC4, &means);
    segment(0xC4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
    scan.extend([0, 63, 0]);
    segment(0xDA, &scan);
    let (mut bits, mut held) = (0_u64, 0_u32);
    let mut push = |value: u32, count: u32, out: &mut Vec<u8>| {
        bits = (bits << count) | u64::from(value);
        held += count;
        while held >= 8 {
            held -= 8;
            let byte = (bits >> held) as u8;
            out.push(byte);
            if byte == 0xFF {
                out.push(0);
            }
        }
    };
    let blocks = (u32::from(dots.0).div_ceil(8), u32::from(dots.1).div_ceil(8));
    let mut before = [0_i32; 4];
    let mut noise = seed;
    for row in 0..blocks.1 {
        for _ in 0..blocks.0 {
            for last in before.iter_mut().take(usize::from(components)) {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let mean = 100 - (200 * row / blocks.1) as i32 + (noise >> 29) as i32;
                let step = mean - *last;
                *last = mean;
                let size = 32 - step.unsigned_abs().leading_zeros();
                push(size, 4, &mut out);
                let coded = if step < 0 { step - 1 + (1 << size) } else { step };
                push(coded as u32, size, &mut out);
                push(0, 1, &mut out);
            }
        }
    }
    push(0x7F, 7, &mut out);
    out.extend([0xFF, 0xD9]);
    out
}

/// A PNG, interlaced where asked (the encoder of the `png` crate does not write that, so these come from elsewhere).
pub fn png(
    size: (u32, u32),
    colour: png::ColorType,
    dots: &[u8],
    palette: Option<(&[u8], Option<&[u8]>)>,
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, size.0, size.1);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    if let Some((palette, transparent)) = palette {
        encoder.set_palette(palette.to_vec());
        if let Some(transparent) = transparent {
            encoder.set_trns(transparent.to_vec());
        }
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(dots).unwrap();
    writer.finish().unwrap();
    out
}

/// Writes a file and tells what it is, as intake does.
pub fn stored(folder: &Path, name: &str, bytes: &[u8]) -> Paper {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let file: StoredFile = sucheng::papers::identify(&path).unwrap();
    Paper::Stored { path, file }
}

/// These papers one after the other, numbered from 1.
pub fn binding(papers: Vec<Paper>) -> Binding {
    let mut next = 1;
    let mut parts = Vec::new();
    for (n, paper) in papers.into_iter().enumerate() {
        let pages = paper.pages().unwrap();
        parts.push(Part::numbered(format!("证据{}", n + 1), paper, Label::plain(next)));
        next += pages;
    }
    Binding {
        title: "证据材料".to_owned(),
        author: None,
        language: "zh-CN".to_owned(),
        created: None,
        parts,
        stamp: Stamp::default(),
    }
}
