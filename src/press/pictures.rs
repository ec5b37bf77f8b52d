//! Laid-out pages -> PNG.

use typst::utils::Scalar;
use typst_layout::PagedDocument;
use typst_render::RenderOptions;

/// Points to the inch.
const POINTS: f64 = 72.0;
/// The longest side of a picture, in dots: a page larger than any paper is drawn smaller.
const LONGEST: f64 = 4_000.0;

/// A picture of each page. The same pages give the same bytes.
///
/// # Errors
/// A picture that cannot be written as PNG, in the words of the encoder.
pub(super) fn of(document: &PagedDocument, dots_per_inch: u32) -> Result<Vec<Vec<u8>>, String> {
    let wanted = f64::from(dots_per_inch) / POINTS;
    let pages = document.pages().iter().map(|page| {
        let size = page.frame.size();
        let longest = size.x.to_pt().max(size.y.to_pt()).max(1.0);
        let scale = wanted.min(LONGEST / longest);
        let options = RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false };
        typst_render::render(page, &options).encode_png().map_err(|e| e.to_string())
    });
    pages.collect()
}
