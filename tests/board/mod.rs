//! The page of a manager in a real browser, and its printed pages.

mod made;

use std::path::Path;
use std::process::Command;

use sucheng::press::{FontSettings, Library, PageOptions, Press, Role, TextFolder};
use sucheng::reports::board::{self, KIND};

use crate::support::{self, Room};

/// Runs `tests/board/<script>` on the page of this many cases; where there is no browser it says so.
fn browse(script: &str, cases: usize, test: &str) {
    if !support::installed("chromium", "chromium", test) {
        return;
    }
    let Some(python) = support::python_with("playwright.sync_api", "playwright, by pip", test) else {
        return;
    };
    let room = Room::new();
    let template = TextFolder::open(Library::built_in().folder(KIND).unwrap()).unwrap();
    let page = room.write("board.html", board::html(&made::board(cases), &template).unwrap());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/board").join(script);
    let run = Command::new(python).arg(script).arg(&page).env("HOME", room.path()).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}");
}

/// Filters, sorting, the way from a figure to its cases, a case and back, print, a telephone; no request, no error.
#[test]
fn a_browser_shows_what_a_manager_asks_for() {
    browse("page.py", 240, "a_browser_shows_what_a_manager_asks_for");
}

/// Ten thousand cases are shown, searched and sorted within a second each.
#[test]
fn ten_thousand_cases_are_still_usable() {
    browse("many.py", 10_000, "ten_thousand_cases_are_still_usable");
}

/// The printed pages say the figures with their formulas and the notes, and the same data print the same bytes.
#[test]
fn it_prints_with_its_charts() {
    let press = Press::new(&FontSettings::default(), Library::built_in()).unwrap();
    let board = made::board(60);
    let data = board::paper(&board, press.fonts().families(Role::Hei));
    let folder = press.library().folder(KIND).unwrap();
    let print = || press.pages(folder, &data, &PageOptions::on(board.as_of)).unwrap();
    let pages = print();
    for card in &board.cards {
        assert!(pages.prints(&card.label) && pages.prints(&card.value) && pages.prints(&card.formula));
    }
    assert!(pages.prints(made::HOSTILE), "a name is text");
    assert_eq!(pages.pdf, print().pdf);
    // Out of the vector drawings, as another program reads them.
    if support::installed("pdftotext", "poppler-utils", "it_prints_with_its_charts") {
        let room = Room::new();
        let path = room.write("board.pdf", &pages.pdf);
        let text = Command::new("pdftotext").arg(path).arg("-").output().unwrap();
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.contains("申请执行"), "the funnel's names are text in the PDF: {text}");
    }
}
