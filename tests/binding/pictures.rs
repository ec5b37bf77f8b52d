//! Pictures: scans byte for byte, PNG without a loss, JPEG the right way up.

use std::process::Command;

use lopdf::{Dictionary, Object, Stream, dictionary};
use sucheng::papers::binding::Paper;

use super::corpus::{binding, jpeg, png as packed, scans, stored};
use super::{bound, reload, with_name};
use crate::support::{Room, installed};

/// Every scan's data are in the file as they were.
#[test]
fn scans_are_not_packed_anew() {
    let room = Room::new();
    let (bytes, pictures) = scans(3, (1240, 1754));
    let single = jpeg((640, 480), 3, 7, None);
    let papers = vec![stored(room.path(), "a.pdf", &bytes), stored(room.path(), "b.jpg", &single)];
    let (path, _) = bound(&room, &binding(papers), "scans_are_not_packed_anew");
    let document = reload(&path);
    let found: Vec<&[u8]> = with_name(&document, "Subtype", "Image")
        .into_iter()
        .map(|image| image.as_stream().unwrap().content.as_slice())
        .collect();
    assert_eq!(found.len(), 4);
    for picture in pictures.iter().chain([&single]) {
        assert!(found.contains(&picture.as_slice()));
    }
}

/// Fax pictures, and any other filter: the bytes are none of our business.
#[test]
fn whatever_packs_a_picture_stays() {
    let room = Room::new();
    let mut maker = super::corpus::Maker::new();
    let data: Vec<u8> = (0..=255).cycle().take(5000).collect();
    for (filter, parms) in [
        ("CCITTFaxDecode", dictionary! { "K" => -1, "Columns" => 100, "Rows" => 100 }),
        ("JBIG2Decode", Dictionary::new()),
        ("JPXDecode", Dictionary::new()),
    ] {
        let image = maker.document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 100, "Height" => 100, "BitsPerComponent" => 1,
                "ColorSpace" => "DeviceGray", "Filter" => filter, "DecodeParms" => parms,
            },
            data.clone(),
        ));
        let resources = dictionary! { "XObject" => dictionary! { "I" => image } };
        maker.with_content(b"/I Do", super::corpus::A4, dictionary! { "Resources" => resources });
    }
    let all = binding(vec![stored(room.path(), "a.pdf", &maker.bytes())]);
    let path = room.path().join("out.pdf");
    sucheng::papers::binding::bind(&all, &path).unwrap();
    let document = reload(&path);
    for image in with_name(&document, "Subtype", "Image") {
        assert_eq!(image.as_stream().unwrap().content, data);
    }
}

/// Two by two dots, red, green above blue, white: seen by poppler where they belong, whatever the kind of PNG.
#[test]
fn every_kind_of_png_shows_its_dots() {
    let test = "every_kind_of_png_shows_its_dots";
    let room = Room::new();
    let grow = |dots: &[&[u8]; 4]| -> Vec<u8> {
        let row = |a: &[u8], b: &[u8]| [a.repeat(40), b.repeat(40)].concat();
        [row(dots[0], dots[1]).repeat(40), row(dots[2], dots[3]).repeat(40)].concat()
    };
    let rgb = grow(&[&[255, 0, 0], &[0, 255, 0], &[0, 0, 255], &[255, 255, 255]]);
    // Transparent black must be seen as the white of the page.
    let rgba = grow(&[&[255, 0, 0, 255], &[0, 255, 0, 255], &[0, 0, 255, 255], &[0, 0, 0, 0]]);
    let index = grow(&[&[0], &[1], &[2], &[3]]);
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    let dark = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0];
    use png::ColorType::{Indexed, Rgb, Rgba};
    let size = (80, 80);
    let mut kinds = vec![
        ("rgb", packed(size, Rgb, &rgb, None)),
        ("rgba", packed(size, Rgba, &rgba, None)),
        ("palette", packed(size, Indexed, &index, Some((&palette, None)))),
        ("palette-clear", packed(size, Indexed, &index, Some((&dark, Some(&[255, 255, 255, 0]))))),
    ];
    // Written by hand: no program at hand interlaces.
    kinds.push(("interlaced", interlaced(size, &rgb)));
    let papers: Vec<Paper> =
        kinds.iter().map(|(name, bytes)| stored(room.path(), &format!("{name}.png"), bytes)).collect();
    let (path, _) = bound(&room, &binding(papers), test);
    // Where PDF can hold the data, they are taken over: one stream, no mask.
    let document = reload(&path);
    let masks =
        document.objects.values().filter(|o| o.as_stream().is_ok_and(|s| s.dict.has(b"SMask"))).count();
    assert_eq!(masks, 2);
    for (at, (name, _)) in kinds.iter().enumerate() {
        if let Some(dot) = dots(&path, at + 1, test) {
            let (left, right, above, below) = (-20, 20, -20, 20);
            let near = |x: i32, y: i32| dot(298 + x, 421 + y);
            assert_eq!(near(left, above), [255, 0, 0], "{name}");
            assert_eq!(near(right, above), [0, 255, 0], "{name}");
            assert_eq!(near(left, below), [0, 0, 255], "{name}");
            assert_eq!(near(right, below), [255, 255, 255], "{name}");
        }
    }
}

/// A PNG in the seven passes of Adam7 (PNG specification, 8.2), its data stored and not deflated.
fn interlaced(size: (u32, u32), rgb: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    for (x, y, across, down) in
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    {
        for y in (y..size.1).step_by(down) {
            rows.push(0);
            for x in (x..size.0).step_by(across) {
                let at = ((y * size.0 + x) * 3) as usize;
                rows.extend(&rgb[at..at + 3]);
            }
        }
    }
    let mut data = vec![0x78, 0x01];
    let mut blocks = rows.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        data.push(u8::from(blocks.peek().is_none()));
        data.extend((block.len() as u16).to_le_bytes());
        data.extend((!(block.len() as u16)).to_le_bytes());
        data.extend(block);
    }
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    data.extend(((b << 16) | a).to_be_bytes());
    let head = [&size.0.to_be_bytes()[..], &size.1.to_be_bytes(), &[8, 2, 0, 0, 1]].concat();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", data), (b"IEND", Vec::new())] {
        out.extend((data.len() as u32).to_be_bytes());
        let body = [&kind[..], &data].concat();
        let check = body.iter().fold(!0_u32, |crc, &byte| {
            (0..8)
                .fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
        });
        out.extend(body);
        out.extend((!check).to_be_bytes());
    }
    out
}

/// A page's dots at 72 to the inch, counted from the upper left.
pub fn dots(path: &std::path::Path, page: usize, test: &str) -> Option<impl Fn(i32, i32) -> [u8; 3] + use<>> {
    if !installed("pdftoppm", "poppler-utils", test) {
        return None;
    }
    let n = page.to_string();
    let run = Command::new("pdftoppm").args(["-r", "72", "-f", &n, "-l", &n]).arg(path).output().unwrap();
    let ppm = run.stdout;
    let head: Vec<&[u8]> = ppm.splitn(4, |b| *b == b'\n').collect();
    let size = String::from_utf8_lossy(head[1]).into_owned();
    let width: usize = size.split(' ').next().unwrap().parse().unwrap();
    let data = head[3].to_vec();
    Some(move |x: i32, y: i32| {
        let at = (y as usize * width + x as usize) * 3;
        [data[at], data[at + 1], data[at + 2]]
    })
}

/// The picture is light above and dark below as stored. EXIF says how it is to be turned: where the light side is then
/// follows from Exif 2.32, table of tag 0112 (6: the first row is the right side, 8: the left, 3: the bottom).
#[test]
fn a_photo_is_seen_the_right_way_up() {
    let test = "a_photo_is_seen_the_right_way_up";
    let room = Room::new();
    let papers: Vec<Paper> = (1..=8)
        .map(|orientation| {
            let bytes = jpeg((160, 80), 1, 3, Some(orientation));
            stored(room.path(), &format!("{orientation}.jpg"), &bytes)
        })
        .collect();
    let (path, _) = bound(&room, &binding(papers), test);
    let document = reload(&path);
    for (at, page) in document.page_iter().enumerate() {
        let media = document.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        let lying = media[2].as_float().unwrap() > media[3].as_float().unwrap();
        assert_eq!(lying, at < 4, "page {}", at + 1);
        let Some(dot) = dots(&path, at + 1, test) else { continue };
        let (x, y) = if lying { (421, 298) } else { (298, 421) };
        let light = |dx: i32, dy: i32| i32::from(dot(x + dx, y + dy)[0]);
        let (down, right) = (light(0, -30) - light(0, 30), light(-30, 0) - light(30, 0));
        let seen = match at + 1 {
            1 | 2 => down > 50,
            3 | 4 => down < -50,
            5 | 8 => right > 50,
            _ => right < -50,
        };
        assert!(seen, "orientation {}: down {down}, right {right}", at + 1);
    }
}

/// Adobe's inks are stored inverted; PDF is told so.
#[test]
fn inks_of_adobe_are_turned_over() {
    let room = Room::new();
    let papers = vec![stored(room.path(), "a.jpg", &jpeg((64, 64), 4, 1, None))];
    let (path, _) = bound(&room, &binding(papers), "inks_of_adobe_are_turned_over");
    let document = reload(&path);
    let image = with_name(&document, "Subtype", "Image")[0].as_stream().unwrap();
    let inverted: Vec<Object> = [1, 0, 1, 0, 1, 0, 1, 0].map(Object::Integer).to_vec();
    assert_eq!(image.dict.get(b"Decode").unwrap().as_array().unwrap(), &inverted);
    assert_eq!(image.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceCMYK");
}
