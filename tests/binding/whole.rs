//! The file as a whole: numbers, lists, links, sameness, size.

use std::process::Command;

use lopdf::{Object, dictionary};
use sucheng::papers::binding::{
    BindError, Bookmark, Dropped, Label, Numbering, PAGE_LINK, Paper, Part, bind, read_back, split,
};

use super::corpus::{A4, Maker, binding, pages, scans, stored};
use super::{bound, reload, with_name};
use crate::support::{Room, installed};

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn bookmark(title: &str, depth: u32, page: u32) -> Bookmark {
    Bookmark { title: title.to_owned(), depth, page }
}

/// An index as typst sets it: a line for each number, with a link over it.
fn index(labels: &[&str]) -> Paper {
    let mut maker = Maker::new();
    let mut links = Vec::new();
    for (n, label) in labels.iter().enumerate() {
        let y = 700 - 30 * n as i64;
        let uri = Object::string_literal(format!("{PAGE_LINK}{label}"));
        links.push(maker.document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Rect" => [100, y, 300, y + 20].map(Object::from).to_vec(),
            "A" => dictionary! { "S" => "URI", "URI" => uri },
        }));
    }
    let links: Vec<Object> = links.into_iter().map(Object::from).collect();
    maker.page("index", A4, dictionary! { "Annots" => links });
    Paper::Pdf(maker.bytes())
}

/// Cover, index, exhibits with a late one between: numbers, page list, bookmarks and links all agree, and poppler and
/// qpdf see the same.
#[test]
fn numbers_lists_and_links_agree() {
    let test = "numbers_lists_and_links_agree";
    let room = Room::new();
    let mut binding = binding(vec![
        Paper::Pdf(pages(2)),
        index(&["1", "3", "3A", "3C", "4", "99"]),
        stored(room.path(), "a.pdf", &pages(3)),
        stored(room.path(), "late.pdf", &pages(3)),
        stored(room.path(), "b.pdf", &pages(2)),
    ]);
    let parts = &mut binding.parts;
    (parts[0].numbering, parts[0].stamp) = (Numbering::None, false);
    (parts[1].numbering, parts[1].stamp) = (Numbering::None, false);
    parts[2].numbering = Numbering::From(label("1"));
    parts[3].numbering = Numbering::From(label("3A"));
    parts[4].numbering = Numbering::Given(vec![label("4"), label("5")]);
    parts[1].bookmarks = vec![bookmark("证据目录", 0, 0)];
    parts[2].bookmarks =
        vec![bookmark("第一组 主体资格", 0, 0), bookmark("证据一 营业执照", 1, 0), bookmark("第二页", 2, 1)];
    parts[3].bookmarks = vec![bookmark("证据二", 1, 0)];
    parts[4].bookmarks = vec![bookmark("第二组 (b)", 0, 1)];
    let (path, bound) = bound(&room, &binding, test);
    let shown: Vec<String> =
        bound.labels.iter().map(|l| l.map_or("-".to_owned(), |label| label.to_string())).collect();
    assert_eq!(shown.join(" "), "- - - 1 2 3 3A 3B 3C 4 5");
    assert_eq!((bound.parts[3].first, bound.parts[3].last), (Some(label("3A")), Some(label("3C"))));
    assert_eq!(bound.left_out.len(), 1);
    assert_eq!(bound.left_out[0].what, Dropped::LinkToMissingPage(label("99")));
    let document = reload(&path);
    let pages: Vec<_> = document.page_iter().collect();
    let links = document.get_page_annotations(pages[2]).unwrap();
    let led: Vec<usize> = links
        .iter()
        .map(|link| link.get(b"Dest").unwrap().as_array().unwrap()[0].as_reference().unwrap())
        .map(|target| pages.iter().position(|page| *page == target).unwrap())
        .collect();
    assert_eq!(led, [3, 5, 6, 8, 9], "the link to a page that is not there is gone");
    if installed("qpdf", "qpdf", test) {
        let run = Command::new("qpdf")
            .args(["--json", "--json-key=outlines", "--json-key=pages"])
            .arg(&path)
            .output()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        let labels: Vec<String> = json["pages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| {
                let label = &page["label"];
                let start = label["/St"].as_i64().unwrap_or(0);
                label["/P"].as_str().map_or_else(
                    || format!("{} {start}", label["/S"].as_str().unwrap_or("")),
                    |p| p.trim_start_matches("u:").to_owned(),
                )
            })
            .collect();
        assert_eq!(
            labels,
            ["/r 1", "/r 2", "/r 3", "/D 1", "/D 2", "/D 3", "3A", "3B", "3C", "/D 4", "/D 5"]
        );
        let top = json["outlines"].as_array().unwrap();
        assert_eq!(
            top.iter().map(|o| o["title"].as_str().unwrap()).collect::<Vec<_>>(),
            ["证据目录", "第一组 主体资格", "第二组 (b)"]
        );
        assert_eq!(top[1]["kids"][0]["kids"][0]["title"], "第二页");
        assert_eq!(top[1]["kids"][0]["kids"][0]["destpageposfrom1"], 5);
        assert_eq!(top[1]["kids"][1]["title"], "证据二");
    }
}

/// What the press sets, with its tags and its PDF/A: links over a page, links inside it, links that break over two lines.
#[test]
fn links_of_a_typeset_index_lead_to_the_pages() {
    use sucheng::press::{FontSettings, Library, PageOptions, Press};
    let test = "links_of_a_typeset_index_lead_to_the_pages";
    let manifest = "kind: index\ntitle: {zh: 证据目录, en: Index}\ngroup: filing\nversion: 1\n";
    let page = r#"#set document(title: "证据目录")
#let fonts = json("/fonts.json")
#set text(lang: "zh", font: fonts.body)
#set page(paper: "a4")
= 证据目录 <top>
#link("sucheng-page:2")[证据一，第2页] #link("sucheng-page:2A")[证据二，第2A页] #link("sucheng-page:77")[证据三]
#h(13cm)#link("sucheng-page:3")[一个很长很长很长很长很长很长很长的证据名称，跨行显示]
#pagebreak()
#link(<top>)[回到目录] #link("https://example.com/")[网址]
"#;
    let press = Press::new(
        &FontSettings::default(),
        Library::of([("index/manifest.yaml", manifest), ("index/page.typ", page)]),
    );
    let press = press.unwrap();
    let folder = press.library().folder("index").unwrap();
    let options = PageOptions::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
    let pdf = press.pages(folder, &serde_json::json!({}), &options).unwrap().pdf;
    let room = Room::new();
    let mut binding = binding(vec![
        Paper::Pdf(pdf),
        stored(room.path(), "a.pdf", &pages(2)),
        stored(room.path(), "late.pdf", &pages(1)),
        stored(room.path(), "b.pdf", &pages(1)),
    ]);
    (binding.parts[0].numbering, binding.parts[0].stamp) = (Numbering::None, false);
    for (part, first) in binding.parts[1..].iter_mut().zip(["1", "2A", "3"]) {
        part.numbering = Numbering::From(label(first));
    }
    let (path, bound) = bound(&room, &binding, test);
    assert_eq!(
        bound.left_out.iter().map(|left| left.what.clone()).collect::<Vec<_>>(),
        [Dropped::LinkToMissingPage(label("77"))]
    );
    let document = reload(&path);
    let all: Vec<_> = document.page_iter().collect();
    let led = |page: usize| -> Vec<usize> {
        let links = document.get_page_annotations(all[page]).unwrap();
        let targets =
            links.iter().filter_map(|link| link.get(b"Dest").ok()?.as_array().ok()?[0].as_reference().ok());
        targets.map(|target| all.iter().position(|page| *page == target).unwrap()).collect()
    };
    let mut first = led(0);
    first.dedup();
    assert_eq!(first, [3, 4, 5], "pages 2, 2A and 3 stand after two pages of index and one of evidence");
    assert_eq!(led(1), [0]);
    assert_eq!(document.get_page_annotations(all[1]).unwrap().len(), 2);
}

#[test]
fn same_papers_same_bytes() {
    let room = Room::new();
    let made = || {
        let mut binding = binding(vec![index(&["2"]), stored(room.path(), "a.pdf", &pages(5))]);
        binding.created = chrono::NaiveDate::from_ymd_opt(2026, 11, 21);
        binding
    };
    let (first, bound) = bound(&room, &made(), "same_papers_same_bytes");
    let before = std::fs::read(first).unwrap();
    let second = room.path().join("second.pdf");
    assert_eq!(bind(&made(), &second).unwrap(), bound);
    assert_eq!(std::fs::read(&second).unwrap(), before);
    let mut other = made();
    other.title = "另一标题".to_owned();
    assert_ne!(bind(&other, &second).unwrap().sha256, bound.sha256);
}

/// A paper that proves two things is in the file once.
#[test]
fn a_paper_bound_twice_is_stored_once() {
    let room = Room::new();
    let (bytes, _) = scans(2, (800, 1000));
    let once = binding(vec![stored(room.path(), "a.pdf", &bytes)]);
    let twice = binding(vec![stored(room.path(), "a.pdf", &bytes), stored(room.path(), "b.pdf", &bytes)]);
    let (_, one) = bound(&room, &once, "stored_once");
    let (path, two) = bound(&room, &twice, "stored_twice");
    assert_eq!(two.pages, 4);
    assert_eq!(with_name(&reload(&path), "Subtype", "Image").len(), 2);
    assert!(two.bytes < one.bytes + 4_000, "{} {}", one.bytes, two.bytes);
}

#[test]
fn mistakes_in_the_plan_are_named() {
    let room = Room::new();
    let out = room.path().join("out.pdf");
    let part = |first: &str| Part::numbered("证据", Paper::Pdf(pages(2)), label(first));
    let plan = |parts: Vec<Part>| {
        let mut binding = binding(Vec::new());
        binding.parts = parts;
        bind(&binding, &out).unwrap_err()
    };
    assert!(matches!(plan(Vec::new()), BindError::Nothing));
    assert!(
        matches!(plan(vec![part("1"), part("2")]), BindError::LabelTwice { label: l, .. } if l == label("2"))
    );
    let mut given = part("1");
    given.numbering = Numbering::Given(vec![label("1")]);
    assert!(matches!(plan(vec![given]), BindError::Pages { found: 2, expected: 1, .. }));
    let mut range = part("1");
    range.pages = Some(1..3);
    assert!(matches!(plan(vec![range]), BindError::Pages { found: 2, expected: 3, .. }));
    let marked = part("1").with_bookmarks(vec![bookmark("x", 0, 2)]);
    assert!(matches!(plan(vec![marked]), BindError::Bookmark { page: 3, pages: 2, .. }));
}

/// Several files, each within the size, every page once, with the number it has in the whole.
#[test]
fn a_large_bundle_is_split_and_keeps_its_numbers() {
    let room = Room::new();
    let (large, _) = scans(6, (800, 1000));
    let mut whole = binding(vec![
        index(&["2", "8"]),
        stored(room.path(), "small.pdf", &pages(2)),
        stored(room.path(), "large.pdf", &large),
        stored(room.path(), "last.pdf", &pages(2)),
    ]);
    whole.parts[2].bookmarks = vec![bookmark("大证据", 0, 0), bookmark("第三页", 1, 2)];
    let limit = large.len() as u64 / 2;
    let files = split(&whole, limit).unwrap();
    assert!(files.len() >= 3);
    let mut numbers = Vec::new();
    for (n, file) in files.iter().enumerate() {
        let (_, bound) = bound(&room, file, &format!("split-{n}"));
        assert!(bound.bytes <= limit, "{} of {limit}", bound.bytes);
        numbers.extend(bound.labels.into_iter().flatten());
    }
    assert_eq!(numbers, (1..=11).map(Label::plain).collect::<Vec<_>>());
    // Every piece of the large one is marked.
    for file in &files {
        for part in file.parts.iter().filter(|part| part.name == "证据3") {
            assert_eq!(part.bookmarks[0], bookmark("大证据", 0, 0));
        }
    }
    assert!(split(&whole, 10_000_000).unwrap().len() == 1);
    let tight = split(&whole, 8_000).unwrap_err();
    assert!(matches!(&tight, BindError::PageTooLarge { part, page: 1, .. } if part == "证据3"), "{tight}");
}

/// What was written is not believed: a number changed in the file is found.
#[test]
fn a_changed_file_does_not_read_back() {
    let room = Room::new();
    let binding = binding(vec![index(&["2"]), stored(room.path(), "a.pdf", &pages(3))]);
    let (path, bound) = bound(&room, &binding, "a_changed_file_does_not_read_back");
    let whole = std::fs::read(&path).unwrap();
    let change = |from: &str, to: &str| {
        let at = whole
            .windows(from.len())
            .position(|w| w == from.as_bytes())
            .unwrap_or_else(|| panic!("no {from}"));
        let mut bytes = whole.clone();
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        std::fs::write(&path, &bytes).unwrap();
        let mut bound = bound.clone();
        // As if the hash were right: the content alone must give it away.
        bound.sha256 = sucheng::papers::hash::of_bytes(&bytes);
        read_back(&path, &binding, &bound).unwrap_err().iter().map(|d| d.what).collect::<Vec<_>>()
    };
    assert_eq!(change("(3) Tj", "(4) Tj"), ["number"]);
    assert_eq!(change("/S/D/St 1", "/S/D/St 2"), ["label"; 4]);
    assert_eq!(change("/SuchengNumber 12 Tf", "/SuchengNumbed 12 Tf"), ["number"]);
    std::fs::write(&path, &whole[..whole.len() - 40]).unwrap();
    assert_eq!(read_back(&path, &binding, &bound).unwrap_err()[0].what, "file");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(read_back(&path, &binding, &bound).unwrap_err()[0].what, "file");
}

/// 500 pages.
#[test]
fn five_hundred_pages() {
    let room = Room::new();
    let papers = (0..10).map(|n| stored(room.path(), &format!("{n}.pdf"), &pages(50))).collect();
    let (_, bound) = bound(&room, &binding(papers), "five_hundred_pages");
    assert_eq!((bound.pages, bound.parts[9].last), (500, Some(label("500"))));
}
