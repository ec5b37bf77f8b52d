//! Small files made for tests: each is built here, byte by byte or with lopdf.

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};

fn document(pages: usize) -> (Document, Vec<lopdf::ObjectId>) {
    let mut doc = Document::with_version("1.5");
    let root = doc.new_object_id();
    let mut kids = Vec::new();
    for n in 0..pages {
        let content = doc.add_object(Stream::new(dictionary! {}, format!("0 0 {n} {n} re f").into_bytes()));
        kids.push(doc.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => root,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Contents" => content,
        }));
    }
    let references: Vec<Object> = kids.iter().map(|&id| id.into()).collect();
    doc.objects.insert(
        root,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Count" => pages as i64, "Kids" => references }),
    );
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    doc.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    doc.trailer.set("ID", vec![id.clone(), id]);
    (doc, kids)
}

fn written(mut doc: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

/// A PDF of this many A4 pages.
pub(crate) fn pdf(pages: usize) -> Vec<u8> {
    written(document(pages).0)
}

/// A PDF whose page tree names three pages, of which the second is not in the file.
pub(crate) fn pdf_lacking_a_page() -> Vec<u8> {
    let (mut doc, kids) = document(3);
    doc.objects.remove(&kids[1]);
    written(doc)
}

/// A PDF of two pages that opens with this password (none asked for where it is empty).
pub(crate) fn encrypted(user_password: &str) -> Vec<u8> {
    let (mut doc, _) = document(2);
    let version = EncryptionVersion::V2 {
        document: &doc,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: Permissions::empty(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    doc.encrypt(&state).unwrap();
    written(doc)
}

/// A PNG of one grey pixel.
pub(crate) fn png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", vec![0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        // zlib: stored block of filter byte 0 and pixel 0x80, Adler-32 of both.
        (b"IDAT", vec![0x78, 0x01, 0x01, 0x02, 0x00, 0xFD, 0xFF, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81]),
        (b"IEND", vec![]),
    ] {
        out.extend((data.len() as u32).to_be_bytes());
        let body: Vec<u8> = kind.iter().copied().chain(data).collect();
        out.extend(&body);
        out.extend(crc32(&body).to_be_bytes());
    }
    out
}

/// The checksum of PNG chunks (PNG specification, annex D), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
    })
}

/// The skeleton of a JPEG of 16 by 16 pixels: header, an APP1 segment that holds a whole thumbnail's end mark, frame,
/// scan, end.
pub(crate) fn jpeg() -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    out.extend([0xFF, 0xE0, 0, 16]);
    out.extend(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    out.extend([0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9]);
    out.extend([0xFF, 0xC0, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0]);
    out.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    out.extend([0x12, 0x34, 0xFF, 0x00, 0x56]);
    out.extend([0xFF, 0xD9]);
    out
}
