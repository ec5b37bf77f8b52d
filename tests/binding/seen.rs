//! What is seen of a page: poppler says where the number stands once the page is turned and cropped.

use std::process::Command;

use lopdf::{Dictionary, Object, dictionary};
use sucheng::papers::binding::{Place, Stamp};

use super::bound;
use super::corpus::{A4, Maker, binding, font, stored};
use crate::support::{Room, installed};

/// A word as poppler sees it: left, top, right, bottom from the upper left corner of the page, and the page's size.
struct Word {
    sides: [f64; 4],
    page: (f64, f64),
}

/// The number of every page.
fn numbers(path: &std::path::Path, lying: &[bool]) -> Vec<Word> {
    (1..=lying.len())
        .map(|page| {
            let n = page.to_string();
            let run = Command::new("pdftotext")
                .args(["-bbox", "-cropbox", "-f", &n, "-l", &n])
                .arg(path)
                .arg("-")
                .output()
                .unwrap();
            let text = String::from_utf8(run.stdout).unwrap();
            let attribute = |line: &str, name: &str| -> f64 {
                let rest = line.split(&format!("{name}=\"")).nth(1).unwrap();
                rest.split('"').next().unwrap().parse::<f64>().unwrap()
            };
            let sheet = text.lines().find(|line| line.contains("<page ")).unwrap();
            // Words come as seen, the page's size as it is before it is turned.
            let size = (attribute(sheet, "width"), attribute(sheet, "height"));
            let size = if lying[page - 1] { (size.1, size.0) } else { size };
            let word = text.lines().find(|line| line.contains(&format!(">{n}</word>")));
            let word = word.unwrap_or_else(|| panic!("no number on page {n}: {text}"));
            Word { sides: ["xMin", "yMin", "xMax", "yMax"].map(|side| attribute(word, side)), page: size }
        })
        .collect()
}

/// Every way to turn, crop, move, enlarge and inherit: the number stands upright, 20 points from the upper right corner of
/// what is seen.
#[test]
fn numbers_stand_in_the_corner_that_is_seen() {
    let test = "numbers_stand_in_the_corner_that_is_seen";
    let room = Room::new();
    let mut maker = Maker::new();
    let size = |w: i64, h: i64| [0, 0, w, h];
    let crop = [100, 200, 400, 700].map(Object::from).to_vec();
    let mut turned = Vec::new();
    for rotate in [0, 90, 180, 270, -90, 450] {
        maker.page("turned", A4, dictionary! { "Rotate" => rotate });
        maker.page("cropped", A4, dictionary! { "Rotate" => rotate, "CropBox" => crop.clone() });
        maker.page("moved", [-300, 500, 295, 1342], dictionary! { "Rotate" => rotate });
        turned.extend([rotate % 180 != 0; 3]);
    }
    let upright = || dictionary! { "Rotate" => 0 };
    maker.page("wide", size(1190, 300), upright());
    maker.page("slip", size(120, 80), upright());
    // Corners in another order, a crop box beyond the page, a page that takes everything from above.
    maker.page("back to front", [595, 842, 0, 0], upright());
    maker.page(
        "beyond",
        A4,
        dictionary! { "Rotate" => 0, "CropBox" => [-50, -50, 700, 900].map(Object::from).to_vec() },
    );
    turned.extend([false; 4]);
    maker.node.set("MediaBox", [0, 0, 420, 595].map(Object::from).to_vec());
    maker.node.set("Rotate", 90);
    maker.node.set("Resources", font());
    let null = || dictionary! { "MediaBox" => Object::Null, "Resources" => Object::Null };
    maker.page("from above", [0, 0, 420, 595], null());
    turned.push(true);
    let binding = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
    let (path, _) = bound(&room, &binding, test);
    if !installed("pdftotext", "poppler-utils", test) {
        return;
    }
    // From what is printed: a word's box reaches from the font's ascent to its descent, so that above and below it is
    // larger than its figures.
    for (at, word) in numbers(&path, &turned).iter().enumerate() {
        let [left, top, right, bottom] = word.sides;
        let (width, height) = word.page;
        // 12 points and 20 from the edge on A4; in proportion on others, from 9 points on, and a tenth of a slip.
        let shorter = width.min(height);
        let size = (12.0 * shorter / 595.0).clamp(9.0, 36.0).min(shorter / 10.0);
        let margin = 20.0 * size / 12.0;
        assert!((width - right - margin).abs() < 4.0, "page {}: {right} of {width}", at + 1);
        assert!(top > 5.0 && bottom < margin + 20.0 && bottom < height, "page {}: {top} {bottom}", at + 1);
        assert!(right - left < 20.0 && bottom - top < 20.0, "page {} lies on its side", at + 1);
    }
}

/// Where the number is asked for, it stands.
#[test]
fn every_place_is_that_place() {
    let test = "every_place_is_that_place";
    if !installed("pdftotext", "poppler-utils", test) {
        return;
    }
    let room = Room::new();
    for (place, x, y) in [
        (Place::TopLeft, 0, 0),
        (Place::TopCentre, 1, 0),
        (Place::TopRight, 2, 0),
        (Place::BottomLeft, 0, 2),
        (Place::BottomCentre, 1, 2),
        (Place::BottomRight, 2, 2),
    ] {
        let mut maker = Maker::new();
        maker.page("page", A4, dictionary! { "Rotate" => 90 });
        let mut binding = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
        binding.stamp = Stamp { place, ..Stamp::default() };
        let (path, _) = bound(&room, &binding, test);
        let word = &numbers(&path, &[true])[0];
        let third = |at: f64, of: f64| (at * 3.0 / of).floor() as i32;
        assert_eq!(third(word.sides[0], word.page.0), x, "{place:?}");
        assert_eq!(third(word.sides[1], word.page.1), y, "{place:?}");
    }
}

/// What a content leaves open changes nothing of the number.
#[test]
fn a_content_that_leaves_things_open_does_not_move_the_number() {
    let test = "a_content_that_leaves_things_open_does_not_move_the_number";
    let room = Room::new();
    let mut maker = Maker::new();
    for content in [
        &b"q q 0.2 0 0 0.2 300 300 cm 1 0 0 rg 0 0 100 100 re f"[..],
        b"Q Q q 1 0 0 rg 100 100 80 80 re f",
        b"q 3 0 0 3 0 0 cm BT /F 9 Tf 40 40 Td (never ended) Tj",
        b"/Artifact BMC 2 0 0 2 9 9 cm 0 1 0 rg",
        b"",
    ] {
        maker.with_content(content, A4, Dictionary::new());
    }
    // Without contents at all, in pieces, and without resources.
    maker.with_content(b"", A4, dictionary! { "Contents" => Object::Null });
    let piece = |maker: &mut Maker, content: &[u8]| -> Object {
        maker.document.add_object(lopdf::Stream::new(Dictionary::new(), content.to_vec())).into()
    };
    let pieces = vec![
        piece(&mut maker, b"q 1 0 0 rg"),
        piece(&mut maker, b"50 50 99 99 re"),
        piece(&mut maker, b"f Q"),
    ];
    maker.with_content(b"", A4, dictionary! { "Contents" => pieces });
    maker.with_content(b"0 0 1 rg 10 10 50 50 re f", A4, dictionary! { "Resources" => Object::Null });
    let binding = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
    let (path, _) = bound(&room, &binding, test);
    if installed("pdftotext", "poppler-utils", test) {
        for (at, word) in numbers(&path, &[false; 8]).iter().enumerate() {
            assert!((595.0 - 20.0 - word.sides[2]).abs() < 2.0, "page {}: {:?}", at + 1, word.sides);
        }
    }
}

/// On a page that is dark to its edge, the figures are black on white.
#[test]
fn a_number_is_legible_on_a_dark_scan() {
    let test = "a_number_is_legible_on_a_dark_scan";
    let room = Room::new();
    let mut binding = binding(vec![stored(room.path(), "a.pdf", &super::corpus::scans(1, (800, 1132)).0)]);
    binding.stamp = Stamp { place: Place::BottomRight, size: 24, margin: 30 };
    let (path, _) = bound(&room, &binding, test);
    let Some(dot) = super::pictures::dots(&path, 1, test) else { return };
    let grey = |x: i32, y: i32| dot(x, y)[0];
    assert!(grey(500, 800) < 90, "the scan is dark there: {}", grey(500, 800));
    let near: Vec<u8> =
        (545..570).flat_map(|x| (790..815).map(move |y| (x, y))).map(|(x, y)| grey(x, y)).collect();
    let count = |range: std::ops::RangeInclusive<u8>| near.iter().filter(|dot| range.contains(dot)).count();
    // A figure of 24 points is 13 wide and 17 high; a quarter of that is ink.
    assert!(count(0..=10) > 30, "ink: {}", count(0..=10));
    assert!(count(245..=255) > 100, "ground: {}", count(245..=255));
}

/// A page whose unit is two points (ISO 32000-1, table 30, UserUnit): twice as large as A4, so is its number.
#[test]
fn a_page_in_larger_units_has_a_larger_number() {
    let room = Room::new();
    let mut maker = Maker::new();
    maker.page("large", A4, dictionary! { "UserUnit" => 2 });
    let binding = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
    let (path, _) = bound(&room, &binding, "a_page_in_larger_units_has_a_larger_number");
    let document = super::reload(&path);
    let page = document.page_iter().next().unwrap();
    let content = String::from_utf8(document.get_page_content(page)).unwrap();
    assert!(content.contains("q 0.5 0 0 0.5 0 0 cm"), "{content}");
    // 1190 points wide: 24 points, a figure is 0.556 of that wide, 40 points from the edge.
    assert!(content.contains("24 Tf 1136.656 "), "{content}");
}
