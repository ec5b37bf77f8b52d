//! Papers that other programs made badly, or that hide something: bound right or refused by name.

use std::process::Command;

use lopdf::Document;
use sucheng::domain::proof::{Media, StoredFile};
use sucheng::papers::binding::{BindError, Paper, bind};
use sucheng::papers::{PaperError, hash};

use super::corpus::{binding, encrypted, packed, pages, saved, stored};
use super::{bound, reload};
use crate::support::{Room, installed};

/// Binds a paper between two good ones; gives what is said against it. Nothing is left under the file's name.
fn refused(name: &str, bytes: &[u8]) -> PaperError {
    let room = Room::new();
    let path = room.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let file =
        StoredFile { sha256: hash::of_bytes(bytes), bytes: bytes.len() as u64, pages: 1, media: Media::Pdf };
    let good = || stored(room.path(), "good.pdf", &pages(1));
    let mut all = binding(vec![good(), Paper::Stored { path, file }, good()]);
    let out = room.path().join("out.pdf");
    let error = bind(&all, &out).unwrap_err();
    assert!(!out.exists());
    assert_eq!(std::fs::read_dir(room.path()).unwrap().count(), 2, "nothing is left aside");
    // The others are not to blame.
    all.parts.remove(1);
    bind(&all, &out).unwrap();
    match error {
        BindError::Paper { part, at, error } => {
            assert_eq!((part.as_str(), at), ("证据2", 1));
            error
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_cannot_be_bound_is_refused_by_name() {
    assert!(matches!(refused("password.pdf", &encrypted("geheim")), PaperError::Encrypted));
    let whole = pages(3);
    assert!(matches!(refused("cut.pdf", &whole[..whole.len() / 2]), PaperError::CutShort { .. }));
    assert!(matches!(refused("none.pdf", b"%PDF-1.4 nothing follows"), PaperError::CutShort { .. }));
    assert!(matches!(refused("zero.pdf", &pages(0)), PaperError::NoPages | PaperError::Damaged { .. }));
    // A page that was lost since it was counted.
    assert!(matches!(refused("three.pdf", &pages(3)), PaperError::Changed));
}

#[test]
fn a_file_that_changed_is_refused() {
    let room = Room::new();
    let paper = stored(room.path(), "a.pdf", &pages(2));
    let all = binding(vec![paper]);
    let out = room.path().join("out.pdf");
    bind(&all, &out).unwrap();
    let before = std::fs::read(&out).unwrap();
    for changed in [packed(2), pages(2)[1..].to_vec()] {
        std::fs::write(room.path().join("a.pdf"), changed).unwrap();
        let error = bind(&all, &out).unwrap_err();
        assert!(matches!(error, BindError::Paper { error: PaperError::Changed, .. }), "{error}");
        assert_eq!(std::fs::read(&out).unwrap(), before, "what was there before stays");
    }
    std::fs::remove_file(room.path().join("a.pdf")).unwrap();
    assert!(matches!(bind(&all, &out), Err(BindError::Paper { error: PaperError::Missing, .. })));
}

#[test]
fn unusual_structure_is_bound() {
    let test = "unusual_structure_is_bound";
    let room = Room::new();
    let whole = pages(3);
    let at = whole.windows(9).rposition(|w| w == b"startxref").unwrap();
    let damaged = [&whole[..at], b"startxref\n7\n%%EOF\n"].concat();
    let junk = [&b"\x1b%-12345X@PJL\r\n"[..], &whole].concat();
    let mut papers = vec![
        stored(room.path(), "owner.pdf", &encrypted("")),
        stored(room.path(), "packed.pdf", &packed(3)),
        stored(room.path(), "damaged.pdf", &damaged),
        stored(room.path(), "junk.pdf", &junk),
    ];
    if installed("qpdf", "qpdf", test) {
        let plain = room.write("plain.pdf", pages(4));
        for (name, options) in [
            ("linear.pdf", vec!["--linearize"]),
            ("streams.pdf", vec!["--object-streams=generate", "--linearize"]),
            ("aes.pdf", vec!["--encrypt", "", "owner", "256", "--modify=none", "--"]),
            ("rc4.pdf", vec!["--allow-weak-crypto", "--encrypt", "", "owner", "40", "--"]),
        ] {
            let made = room.path().join(name);
            let run = Command::new("qpdf").args(options).arg(&plain).arg(&made).output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            let bytes = std::fs::read(&made).unwrap();
            papers.push(stored(room.path(), name, &bytes));
        }
    }
    let binding = binding(papers);
    let (path, bound) = bound(&room, &binding, test);
    let document = reload(&path);
    assert!(!document.was_encrypted());
    // Every page still says what it said.
    let mut at = 0;
    for part in &bound.parts {
        for n in 1..=part.pages {
            at += 1;
            let page = document.get_pages()[&at];
            let content = String::from_utf8_lossy(&document.get_page_content(page)).into_owned();
            assert!(content.contains(&format!("(original {n})")), "{at}: {content}");
        }
    }
    assert_eq!(at, bound.pages);
}

/// A content of a gigabyte of nothing in a megabyte: copied as it is, never unfolded beyond the bound.
#[test]
fn a_bomb_is_copied_and_not_unfolded() {
    let room = Room::new();
    let mut maker = super::corpus::Maker::new();
    let blanks = vec![b' '; 200 << 20];
    let mut stream = lopdf::Stream::new(lopdf::Dictionary::new(), blanks);
    stream.compress().unwrap();
    let small = stream.content.len();
    assert!(small < 1 << 20);
    let content = maker.document.add_object(stream);
    maker.with_content(b"", super::corpus::A4, lopdf::dictionary! { "Contents" => content });
    let all = binding(vec![stored(room.path(), "bomb.pdf", &maker.bytes())]);
    let out = room.path().join("out.pdf");
    let bound = bind(&all, &out).unwrap();
    assert!(bound.bytes < small as u64 + 10_000);
}

/// Bytes turned over anywhere: bound to the same number of pages, or refused; never a crash.
#[test]
fn garbage_is_survived() {
    let room = Room::new();
    let out = room.path().join("out.pdf");
    for whole in [pages(2), packed(2), saved(Document::load_mem(&encrypted("")).unwrap())] {
        for at in (0..whole.len()).step_by(17) {
            let mut broken = whole.clone();
            broken[at] ^= 0xFF;
            let all = binding(vec![stored_as(&room, &broken, 2)]);
            if let Ok(bound) = bind(&all, &out) {
                assert_eq!(bound.pages, 2, "byte {at}");
                sucheng::papers::binding::read_back(&out, &all, &bound).unwrap();
            }
        }
    }
}

/// Arrays in arrays without end: refused or bound, never the end of the program.
#[test]
fn deep_nesting_is_survived() {
    let room = Room::new();
    let out = room.path().join("out.pdf");
    for depth in [50, 90, 2_000, 100_000] {
        let mut maker = super::corpus::Maker::new();
        maker.page(
            "deep",
            super::corpus::A4,
            lopdf::dictionary! { "Group" => lopdf::Object::Name(b"DEEP".to_vec()) },
        );
        let whole = String::from_utf8_lossy(&maker.bytes()).into_owned();
        let deep = whole.replace("/DEEP", &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        let all = binding(vec![stored_as(&room, deep.as_bytes(), 1)]);
        if let Ok(bound) = bind(&all, &out) {
            assert_eq!(bound.pages, 1);
        }
    }
}

fn stored_as(room: &Room, bytes: &[u8], pages: u32) -> Paper {
    let path = room.write("broken.pdf", bytes);
    let file =
        StoredFile { sha256: hash::of_bytes(bytes), bytes: bytes.len() as u64, pages, media: Media::Pdf };
    Paper::Stored { path, file }
}
