//! A PNG as PDF holds it: its compressed data are PDF's own (deflate with the PNG predictors), so they are taken over as
//! they are wherever the picture is neither transparent nor interlaced; else it is packed anew, without loss.

use std::io::Cursor;

use lopdf::{Dictionary, Object, StringFormat, dictionary};
use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, Limits, Transformations};

use super::picture_page::Picture;
use crate::papers::PaperError;

/// Most that a picture may unfold to, in bytes: 64 million dots in colour with transparency.
const LARGEST: usize = 256 * 1024 * 1024;

/// What the chunks say.
struct Chunks<'a> {
    head: &'a [u8],
    palette: Option<&'a [u8]>,
    transparent: Option<&'a [u8]>,
    data: Vec<u8>,
}

/// Takes over the data, or packs them anew. Either way they are unfolded once, so that a damaged picture is refused.
///
/// # Errors
/// [`PaperError::Damaged`] where the data do not unfold to what the head announces, or to more than can be held.
pub(super) fn picture(bytes: &[u8]) -> Result<Picture, PaperError> {
    let chunks = Chunks::of(bytes)?;
    let &[.., bits, colours, _, _, interlaced] = chunks.head else {
        return Err(damaged("its head is too short"));
    };
    let direct = interlaced == 0 && matches!((colours, chunks.transparent), (0 | 2, _) | (3, None));
    if !direct {
        return repacked(bytes);
    }
    check(bytes)?;
    let (space, samples): (Object, usize) = match (colours, chunks.palette) {
        (0, _) => ("DeviceGray".into(), 1),
        (2, _) => ("DeviceRGB".into(), 3),
        (_, Some(palette)) if palette.len() >= 3 => {
            let last = (palette.len() / 3 - 1).min(255) as i64;
            let colours = Object::String(palette.to_vec(), StringFormat::Hexadecimal);
            (Object::Array(vec!["Indexed".into(), "DeviceRGB".into(), last.into(), colours]), 1)
        }
        _ => return Err(damaged("it has no palette")),
    };
    let mut picture = packed(&chunks, bits, space, samples);
    // One colour that counts as transparent (PNG, 11.3.2.1) is what PDF calls a colour key.
    if let Some(key) = chunks.transparent {
        let key =
            key.chunks_exact(2).take(samples).map(|pair| i64::from(u16::from_be_bytes([pair[0], pair[1]])));
        let range: Vec<Object> = key.flat_map(|value| [value, value]).map(Object::Integer).collect();
        if range.len() == 2 * samples {
            picture.entries.set("Mask", range);
        }
    }
    Ok(picture)
}

impl<'a> Chunks<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, PaperError> {
        let cut = || PaperError::CutShort { kind: "PNG" };
        let mut chunks = Chunks { head: &[], palette: None, transparent: None, data: Vec::new() };
        let mut at = 8;
        loop {
            let &[a, b, c, d, ref kind @ ..] = bytes.get(at..at + 8).ok_or_else(cut)? else {
                return Err(cut());
            };
            let end = (at + 8).saturating_add(u32::from_be_bytes([a, b, c, d]) as usize);
            let content = bytes.get(at + 8..end).ok_or_else(cut)?;
            match kind {
                b"IHDR" => chunks.head = content,
                b"PLTE" => chunks.palette = Some(content),
                b"tRNS" => chunks.transparent = Some(content),
                b"IDAT" => chunks.data.extend_from_slice(content),
                b"IEND" => return Ok(chunks),
                _ => {}
            }
            at = end.saturating_add(4);
        }
    }

    fn dots(&self) -> (u32, u32) {
        let side = |at: usize| {
            self.head.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
        };
        (side(0), side(4))
    }
}

fn packed(chunks: &Chunks<'_>, bits: u8, space: Object, samples: usize) -> Picture {
    let predictor: Dictionary = dictionary! {
        "Predictor" => 15, "Colors" => samples as i64, "BitsPerComponent" => i64::from(bits),
        "Columns" => i64::from(chunks.dots().0),
    };
    let entries = dictionary! {
        "ColorSpace" => space, "BitsPerComponent" => i64::from(bits), "Filter" => "FlateDecode",
        "DecodeParms" => predictor,
    };
    Picture { dots: chunks.dots(), orientation: 1, entries, data: chunks.data.clone(), mask: None }
}

/// Unfolds a picture row by row.
fn check(bytes: &[u8]) -> Result<(), PaperError> {
    let mut reader = decoder(bytes).read_info().map_err(said)?;
    while reader.next_row().map_err(said)?.is_some() {}
    Ok(())
}

fn decoder(bytes: &[u8]) -> Decoder<Cursor<&[u8]>> {
    Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: LARGEST })
}

/// Unfolds the whole picture, parts colour from transparency, and packs both.
fn repacked(bytes: &[u8]) -> Result<Picture, PaperError> {
    let mut decoder = decoder(bytes);
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(said)?;
    let size = reader
        .output_buffer_size()
        .filter(|size| *size <= LARGEST)
        .ok_or_else(|| damaged("it is too large"))?;
    let mut dots = vec![0; size];
    let frame = reader.next_frame(&mut dots).map_err(said)?;
    dots.truncate(frame.buffer_size());
    let bytes_each = if frame.bit_depth == BitDepth::Sixteen { 2 } else { 1 };
    let samples = frame.color_type.samples();
    let (colour, has_alpha) = match frame.color_type {
        ColorType::Grayscale => (ColorType::Grayscale, false),
        ColorType::GrayscaleAlpha => (ColorType::Grayscale, true),
        ColorType::Rgba => (ColorType::Rgb, true),
        _ => (ColorType::Rgb, false),
    };
    let size = (frame.width, frame.height);
    if !has_alpha {
        return pack(&dots, size, colour, frame.bit_depth);
    }
    let (mut colours, mut alpha) = (Vec::new(), Vec::new());
    for dot in dots.chunks_exact(samples * bytes_each) {
        let (colour, opaque) = dot.split_at((samples - 1) * bytes_each);
        colours.extend_from_slice(colour);
        alpha.extend_from_slice(opaque);
    }
    drop(dots);
    let mut picture = pack(&colours, size, colour, frame.bit_depth)?;
    if alpha.iter().any(|value| *value != u8::MAX) {
        picture.mask = Some(Box::new(pack(&alpha, size, ColorType::Grayscale, frame.bit_depth)?));
    }
    Ok(picture)
}

fn pack(dots: &[u8], size: (u32, u32), colour: ColorType, depth: BitDepth) -> Result<Picture, PaperError> {
    let wrong = |error: png::EncodingError| damaged(&error.to_string());
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, size.0, size.1);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::Adaptive);
    let mut writer = encoder.write_header().map_err(wrong)?;
    writer.write_image_data(dots).map_err(wrong)?;
    writer.finish().map_err(wrong)?;
    let chunks = Chunks::of(&out)?;
    let space = if colour == ColorType::Grayscale { "DeviceGray" } else { "DeviceRGB" };
    Ok(packed(&chunks, depth as u8, space.into(), colour.samples()))
}

fn damaged(detail: &str) -> PaperError {
    PaperError::Damaged { kind: "PNG", detail: detail.to_owned() }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn said(error: png::DecodingError) -> PaperError {
    damaged(&error.to_string())
}
