//! The number on a page: a few drawing commands that stand upright inside what is seen.

use lopdf::{Dictionary, dictionary};

use super::plan::{Label, Place, Stamp};
use super::sheet::Sheet;

/// The name of the stamp's font among a page's resources.
pub(super) const FONT: &str = "SuchengNumber";

/// Widths of A to Z in Helvetica Bold, in thousandths of its size (Adobe Core 14 metrics). Figures are 556 each.
const LETTERS: [u16; 26] = [
    722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611,
];
const FIGURE: u16 = 556;
/// Height of capitals and figures in thousandths.
const TALL: f32 = 720.0;
/// Shorter side of A4, in points.
const A4_WIDTH: f32 = 595.0;
/// Figures are not smaller, in points, unless smaller ones are asked for or a tenth of the page is less.
const SMALLEST: f32 = 9.0;
/// Figures are not larger, unless larger ones are asked for: three times 12 points, those of an A2 poster.
const LARGEST: f32 = 36.0;
/// White around the figures, in points.
const GROUND: f32 = 2.0;

/// One of the fonts that every reader has, so that nothing is embedded.
pub(super) fn font() -> Dictionary {
    dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica-Bold", "Encoding" => "WinAnsiEncoding",
    }
}

/// The commands that draw a page's number. They need the graphics state that a page starts with.
pub(super) fn commands(label: Label, sheet: &Sheet, stamp: Stamp) -> String {
    let text = label.to_string();
    let wide: u32 = text.bytes().map(|b| u32::from(width(b))).sum();
    let (page_width, page_height) = sheet.size();
    let (asked, margin) = scaled(page_width.min(page_height), stamp);
    // On a page hardly larger than the number, the number shrinks and moves to the edge.
    let room = (page_width / 2.0 / (wide as f32 / 1000.0 + 0.5)).min(page_height / 2.0);
    let size = asked.min(room).max(0.5);
    let (width, height) = (wide as f32 / 1000.0 * size, TALL / 1000.0 * size);
    let aside = margin.min((page_width - width) / 4.0).max(0.0);
    let above = margin.min((page_height - height) / 4.0).max(0.0);
    let x = match stamp.place {
        Place::TopLeft | Place::BottomLeft => aside,
        Place::TopCentre | Place::BottomCentre => (page_width - width) / 2.0,
        Place::TopRight | Place::BottomRight => page_width - width - aside,
    };
    let y = match stamp.place {
        Place::TopLeft | Place::TopCentre | Place::TopRight => page_height - height - above,
        Place::BottomLeft | Place::BottomCentre | Place::BottomRight => above,
    };
    let ground = GROUND * size / stamp.size.clamp(4, 72) as f32;
    let matrix = sheet.matrix().map(number).join(" ");
    let ground = [x - ground, y - ground, width + 2.0 * ground, height + 2.0 * ground].map(number).join(" ");
    format!(
        "q {matrix} cm 1 g {ground} re f 0 g BT /{FONT} {} Tf {} {} Td ({text}) Tj ET Q\n",
        number(size),
        number(x),
        number(y)
    )
}

/// Size and margin on a page with this shorter side: what was asked for is meant for A4. Read at the page's full size, as
/// large as on A4; never unreadably small, and never a headline.
fn scaled(shorter: f32, stamp: Stamp) -> (f32, f32) {
    let by = shorter / A4_WIDTH;
    let asked = stamp.size.clamp(4, 72) as f32;
    // Half points, so that all pages of nearly one size have the same figures.
    let size = ((asked * by * 2.0).round() / 2.0).clamp(SMALLEST.min(asked), asked.max(LARGEST));
    // On a tiny page no more than a tenth of it.
    let size = size.min(shorter / 10.0);
    (size, stamp.margin as f32 * size / asked)
}

fn width(byte: u8) -> u16 {
    match byte {
        b'A'..=b'Z' => LETTERS[usize::from(byte - b'A')],
        _ => FIGURE,
    }
}

/// A number as PDF writes it: no exponent, four digits after the point at most.
pub(super) fn number(value: f32) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 12 points on A4 (595 points wide): in proportion on A3 (842) and A0 (2384, held at 36), 9 on a small page, a tenth of
    /// a tiny one.
    #[test]
    fn the_number_follows_the_page() {
        let size = |shorter: f32| (scaled(shorter, Stamp::default()).0 * 10.0).round() / 10.0;
        assert_eq!([595.3, 841.9, 2383.9, 419.5, 60.0].map(size), [12.0, 17.0, 36.0, 9.0, 6.0]);
        let small = Stamp { size: 6, ..Stamp::default() };
        assert_eq!(scaled(595.0, small).0, 6.0);
    }
}
