//! Papers into one bundle: `cargo bench --bench binding`.
//!
//! 500 pages of exhibits, half of them text and half scans of half a megabyte each, bound with numbers, page list and
//! bookmarks, and read back; beside it `qpdf --pages` over the same files, which joins them and does none of that. Each is a
//! process of its own, so that its memory at its highest is its own.

#![allow(clippy::print_stdout, reason = "a report for people")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use sucheng::papers::binding::{Binding, Bookmark, Label, Paper, Part, Stamp, bind, read_back};
use support::{line, memory, once, rate};

/// Files of each kind, and pages of each file.
const FILES: usize = 10;
const PAGES: usize = 25;
/// Bytes of a scanned page.
const SCAN: usize = 500_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, mode, folder] = arguments.as_slice()
        && mode == "--bind"
    {
        return bind_all(Path::new(folder));
    }
    let place = tempfile::tempdir().expect("a folder can be made");
    let (files, took) = once(|| exhibits(place.path()));
    let bytes: u64 = files.iter().map(|file| std::fs::metadata(file).map_or(0, |m| m.len())).sum();
    let pages = files.len() * PAGES;
    println!(
        "binding: {pages} pages in {} files, {} MB (made in {:.1} s)",
        files.len(),
        bytes / 1_000_000,
        took.as_secs_f64()
    );
    let ours = (0..3).filter_map(|_| own(place.path())).min_by_key(|(all, ..)| *all);
    let theirs = (0..3).filter_map(|_| qpdf(place.path(), &files)).min_by_key(|(all, _)| *all);
    let Some((all, back, peak)) = ours else { return println!("  our own binding failed") };
    let baseline = theirs.map(|(took, _)| ("qpdf --pages", took));
    line("bound, read back, from start to exit", all, baseline, Some(Duration::from_secs(10)));
    line("of this, reading back", back, None, None);
    rate("pages", "pages", pages as f64 / all.as_secs_f64(), None);
    println!(
        "  memory at its highest: {peak:.0} MB{}",
        theirs.map_or(String::new(), |(_, peak)| format!(", qpdf {peak:.0} MB"))
    );
    if theirs.is_none() {
        println!("  no qpdf: nothing to compare with");
    }
}

fn own(folder: &Path) -> Option<(Duration, Duration, f64)> {
    let this = std::env::current_exe().ok()?;
    let start = Instant::now();
    let run = Command::new(this).arg("--bind").arg(folder).output().ok()?;
    let all = start.elapsed();
    let text = String::from_utf8_lossy(&run.stdout);
    let mut told = text.split_whitespace();
    assert_eq!(told.next()?.parse(), Ok(2 * FILES * PAGES), "every page is bound");
    Some((all, Duration::from_nanos(told.next()?.parse().ok()?), told.next()?.parse().ok()?))
}

fn bind_all(folder: &Path) {
    let mut parts = Vec::new();
    let mut first = Label::plain(1);
    for n in 0..2 * FILES {
        let path = file(folder, n);
        let taken = sucheng::papers::identify(&path).expect("the bench made it");
        let pages = taken.pages;
        let bookmark = Bookmark { title: format!("证据{}", n + 1), depth: 0, page: 0 };
        let part = Part::numbered(format!("证据{}", n + 1), Paper::Stored { path, file: taken }, first);
        parts.push(part.with_bookmarks(vec![bookmark]));
        first = Label::plain(first.number + pages);
    }
    let (title, language) = ("证据材料".to_owned(), "zh-CN".to_owned());
    let binding = Binding { title, author: None, language, created: None, parts, stamp: Stamp::default() };
    let out = folder.join("bundle.pdf");
    let bound = bind(&binding, &out).expect("the papers are good");
    let (read, took) = once(|| read_back(&out, &binding, &bound));
    assert_eq!(read, Ok(()));
    println!("{} {} {}", bound.pages, took.as_nanos(), memory("self", "VmHWM:").unwrap_or_default());
}

fn qpdf(folder: &Path, files: &[PathBuf]) -> Option<(Duration, f64)> {
    let start = Instant::now();
    let mut run = Command::new("qpdf")
        .args(["--empty", "--pages"])
        .args(files)
        .arg("--")
        .arg(folder.join("joined.pdf"))
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let peak = watched(&mut run);
    run.wait().ok()?.success().then(|| (start.elapsed(), peak))
}

/// The highest memory seen until it ends.
fn watched(run: &mut Child) -> f64 {
    let mut peak = 0_f64;
    while matches!(run.try_wait(), Ok(None)) {
        peak = peak.max(memory(&run.id().to_string(), "VmHWM:").unwrap_or_default());
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

fn file(folder: &Path, n: usize) -> PathBuf {
    folder.join(format!("{n:02}.pdf"))
}

/// The files: first those with text, then the scans.
fn exhibits(folder: &Path) -> Vec<PathBuf> {
    (0..2 * FILES)
        .map(|n| {
            let path = file(folder, n);
            paper(n).save(&path).expect("the folder takes it");
            path
        })
        .collect()
}

fn paper(n: usize) -> Document {
    let mut document = Document::with_version("1.5");
    let root = document.new_object_id();
    let font = document
        .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman" });
    let mut noise = n as u32 + 1;
    let mut next = move || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise >> 16
    };
    let kids: Vec<Object> = (0..PAGES)
        .map(|_| {
            let (content, resources) = if n < FILES {
                let mut text = String::from("BT /F 11 Tf 14 TL 60 780 Td\n");
                (0..50).for_each(|_| text.push_str(&format!("(payment {} of {}) '\n", next(), next())));
                (text + "ET", dictionary! { "Font" => dictionary! { "F" => font } })
            } else {
                let image = dictionary! {
                    "Type" => "XObject", "Subtype" => "Image", "Width" => 2480, "Height" => 3508,
                    "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
                };
                let data = (0..SCAN).map(|_| next() as u8).collect();
                let image = document.add_object(Stream::new(image, data));
                (
                    "q 595 0 0 842 0 0 cm /I Do Q".to_owned(),
                    dictionary! { "XObject" => dictionary! { "I" => image } },
                )
            };
            let mut content = Stream::new(Dictionary::new(), content.into_bytes());
            content.compress().expect("text can be packed");
            let content = document.add_object(content);
            let page = document.add_object(dictionary! {
                "Type" => "Page", "Parent" => root, "MediaBox" => [0, 0, 595, 842].map(Object::from).to_vec(),
                "Resources" => resources, "Contents" => content,
            });
            page.into()
        })
        .collect();
    let tree = dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids };
    document.objects.insert(root, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    document
}
