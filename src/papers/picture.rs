//! The structure of pictures: a size above zero, and an end. A scan cut short in transfer must not pass.

use super::error::PaperError;

/// Checks that a PNG has a size, and that its chunks follow one another down to `IEND`.
pub(super) fn check_png(bytes: &[u8]) -> Result<(), PaperError> {
    has_size(bytes).map_err(|detail| PaperError::Damaged { kind: "PNG", detail })?;
    let mut at = 8_usize;
    loop {
        let head = bytes.get(at..at + 8).ok_or(PaperError::CutShort { kind: "PNG" })?;
        if &head[4..] == b"IEND" {
            return Ok(());
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        // Length, type and checksum take 12 bytes.
        at = at.saturating_add(length).saturating_add(12);
        if at > bytes.len() {
            return Err(PaperError::CutShort { kind: "PNG" });
        }
    }
}

/// Checks that a JPEG has a size, and that its segments lead to picture data with an end mark.
pub(super) fn check_jpeg(bytes: &[u8]) -> Result<(), PaperError> {
    let damaged = |detail: &str| PaperError::Damaged { kind: "JPEG", detail: detail.to_owned() };
    has_size(bytes).map_err(|detail| damaged(&detail))?;
    let cut = || PaperError::CutShort { kind: "JPEG" };
    let mut at = 2_usize;
    loop {
        let &[mark, kind] = bytes.get(at..at + 2).ok_or_else(cut)? else { return Err(cut()) };
        match (mark, kind) {
            // Fill bytes may stand before a marker (ITU-T T.81, B.1.1.2).
            (0xFF, 0xFF) => at += 1,
            // Start of scan: entropy-coded data up to the end mark, which cannot occur inside it.
            (0xFF, 0xDA) => {
                return if bytes[at..].windows(2).any(|w| w == [0xFF, 0xD9]) { Ok(()) } else { Err(cut()) };
            }
            (0xFF, 0x01 | 0xD0..=0xD8) => at += 2,
            (0xFF, _) => {
                let &[high, low] = bytes.get(at + 2..at + 4).ok_or_else(cut)? else { return Err(cut()) };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
            _ => return Err(damaged("a segment does not start where the one before ends")),
        }
    }
}

/// What a picture is, for who places it on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// A PNG; else a JPEG.
    pub png: bool,
    /// Width and height in dots, above zero.
    pub size: [u32; 2],
}

/// Measures a whole PNG or JPEG.
///
/// # Errors
/// It is neither, or cut short.
pub fn measure(bytes: &[u8]) -> Result<Measured, PaperError> {
    let png = bytes.starts_with(b"\x89PNG");
    if png {
        check_png(bytes)?;
    } else if bytes.starts_with(&[0xFF, 0xD8]) {
        check_jpeg(bytes)?;
    } else {
        return Err(PaperError::Damaged { kind: "PNG, JPEG", detail: "neither begins like this".to_owned() });
    }
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let size = imagesize::blob_size(bytes)
        .map_err(|e| PaperError::Damaged { kind: if png { "PNG" } else { "JPEG" }, detail: e.to_string() })?;
    Ok(Measured { png, size: [side(size.width), side(size.height)] })
}

fn has_size(bytes: &[u8]) -> Result<(), String> {
    let size = imagesize::blob_size(bytes).map_err(|error| error.to_string())?;
    if size.width == 0 || size.height == 0 { Err("no width or no height".to_owned()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::specimens;

    /// A whole picture passes; cut anywhere before its end mark, it does not.
    #[test]
    fn a_picture_cut_short_does_not_pass() {
        let png = specimens::png();
        check_png(&png).unwrap();
        for cut in 9..png.len() - 8 {
            assert!(check_png(&png[..cut]).is_err(), "PNG cut at {cut}");
        }
        let jpeg = specimens::jpeg();
        check_jpeg(&jpeg).unwrap();
        for cut in 3..jpeg.len() {
            assert!(check_jpeg(&jpeg[..cut]).is_err(), "JPEG cut at {cut}");
        }
    }

    #[test]
    fn a_picture_without_extent_does_not_pass() {
        let mut png = specimens::png();
        png[16..20].copy_from_slice(&[0; 4]);
        assert!(matches!(check_png(&png), Err(PaperError::Damaged { .. })));
    }
}
