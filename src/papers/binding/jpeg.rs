//! A JPEG as PDF holds it: the file itself, whatever its colours, with what its head says about them.

use lopdf::{Dictionary, Object, dictionary};

use super::picture_page::Picture;
use crate::papers::PaperError;

/// Reads the head; the bytes stay as they are.
///
/// # Errors
/// [`PaperError::Damaged`] where there is no frame, or one that PDF does not know: 12 bits, lossless, arithmetic.
pub(super) fn picture(bytes: Vec<u8>) -> Result<Picture, PaperError> {
    let damaged = |detail: &str| PaperError::Damaged { kind: "JPEG", detail: detail.to_owned() };
    let mut orientation = 1;
    let mut adobe = false;
    let mut frame = None;
    for (marker, segment) in segments(&bytes) {
        match marker {
            0xE1 => orientation = exif_orientation(segment).unwrap_or(orientation),
            0xEE if segment.starts_with(b"Adobe") => adobe = true,
            0xC0..=0xC2 => frame = Some(segment),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(damaged("it is packed in a way that PDF does not know"));
            }
            _ => {}
        }
    }
    let &[bits, high, low, wide_high, wide_low, components, ..] = frame.ok_or_else(|| damaged("no frame"))?
    else {
        return Err(damaged("its frame is too short"));
    };
    let dots = (u16::from_be_bytes([wide_high, wide_low]).into(), u16::from_be_bytes([high, low]).into());
    if bits != 8 || dots.0 == 0 || dots.1 == 0 {
        return Err(damaged("it is packed in a way that PDF does not know"));
    }
    let space = match components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => return Err(damaged("neither one nor three nor four colours")),
    };
    let mut entries: Dictionary = dictionary! {
        "ColorSpace" => space, "BitsPerComponent" => 8, "Filter" => "DCTDecode",
    };
    // Adobe's programs store inverted inks.
    if components == 4 && adobe {
        entries.set("Decode", [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec());
    }
    Ok(Picture { dots, orientation, entries, data: bytes, mask: None })
}

/// The segments before the picture's data: marker and content.
fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            let &[mark, marker] = bytes.get(at..at + 2)? else { return None };
            match (mark, marker) {
                (0xFF, 0xFF) => at += 1,
                (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
                (0xFF, 0xDA | 0xD9) | (0..=0xFE, _) => return None,
                (0xFF, _) => {
                    let length =
                        usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?])).max(2);
                    let segment = bytes.get(at + 4..at + 2 + length)?;
                    at += 2 + length;
                    return Some((marker, segment));
                }
            }
        }
    })
}

/// Tag 0112 of the first directory; `None` where there is none, or no sense in it.
fn exif_orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II*\0");
    if !little && !tiff.starts_with(b"MM\0*") {
        return None;
    }
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long = |at: usize| {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) } as usize)
    };
    let directory = long(4)?;
    (0..usize::from(short(directory)?))
        .map_while(|n| directory.checked_add(2 + 12 * n))
        .find(|entry| short(*entry) == Some(0x0112))
        .and_then(|entry| short(entry + 8))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
}
