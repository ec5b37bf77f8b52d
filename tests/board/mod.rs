//! The page of a manager in a real browser, and its printed pages.

mod made;

use std::path::Path;
use std::process::Command;

use sucheng::press::{FontSettings, Library, PageOptions, Press, Role, TextFolder};
use sucheng::reports::board::{self, Board, Frame, KIND, Row};
use sucheng::reports::ledger::{COLUMNS, Cell};

use crate::support::{self, Room};

/// Runs `tests/board/<script>` on the page of this many cases; where there is no browser it says so.
fn browse(script: &str, cases: usize, test: &str) {
    browse_board(script, &made::board(cases), test);
}

/// The same on the page of this board.
fn browse_board(script: &str, board: &Board, test: &str) {
    if !support::installed("chromium", "chromium", test) {
        return;
    }
    let Some(python) = support::python_with("playwright.sync_api", "playwright, by pip", test) else {
        return;
    };
    let room = Room::new();
    let template = TextFolder::open(Library::built_in().folder(KIND).unwrap()).unwrap();
    let page = room.write("board.html", board::html(board, &template).unwrap());
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

/// The ledger of so many cases: every cell says its column and the case, days come near in turn.
fn ledger(cases: usize) -> Board {
    let near = ["2026-11-20", "2026-11-28", "2026-12-21", "2026-12-22"];
    let row = |n: usize| {
        let cells = COLUMNS.iter().map(|column| match column.id {
            "debtor" => Cell::Text("<script>alert(1)</script>".to_owned()),
            "court" => Cell::Text(format!("court {}", n % 3)),
            id if column.sum => Cell::Amount(id.len().to_string().parse().unwrap()),
            _ if column.day => Cell::Day(near[n % 4].parse().unwrap()),
            id => Cell::Text(format!("{id}-{n:03}")),
        });
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            _ => String::new(),
        };
        Row::of_ledger(&cells.collect::<Vec<_>>(), text)
    };
    let frame = Frame {
        wording: |pair| pair[0],
        masked: true,
        as_of: "2026-11-21".parse().unwrap(),
        selection: None,
        headings: COLUMNS.iter().map(|c| if c.id == "court" { "法院" } else { c.id }.to_owned()).collect(),
    };
    Board::ledger((0..cases).map(row).collect(), Vec::new(), frame)
}

/// The account and the headings stay, days are coloured, figures lead to cases; on a telephone a row is a card.
#[test]
fn a_browser_shows_the_ledger() {
    browse_board("ledger.py", &ledger(240), "a_browser_shows_the_ledger");
}

/// The page of the registry: masked unless asked otherwise, the same bytes for the same facts, in either language; and
/// on paper.
#[test]
fn the_command_writes_the_page_and_the_paper() {
    let room = Room::with_case("card-litigation");
    let write = |args: &[&str]| {
        let run = room.run(&[&["report", "portfolio"], args].concat());
        assert_eq!(run.status, 0, "{run}");
    };
    write(&["-o", "a.html", "--lang", "zh-CN"]);
    write(&["-o", "b.html", "--lang", "zh-CN"]);
    let page = room.read("a.html");
    assert_eq!(page, room.read("b.html"));
    // The number of the worked case, whole and as cli.md masks it.
    let (whole, masked) = ("110101198503153011", "110101********3011");
    assert!(page.contains(masked) && !page.contains(whole));
    write(&["-o", "whole.html", "--unmask"]);
    let unmasked = room.read("whole.html");
    assert!(
        unmasked.contains(whole) && unmasked.contains("lang=\"en\"") && unmasked.contains("Recovery rate")
    );
    write(&["-o", "a.pdf", "--lang", "zh-CN"]);
    write(&["-o", "b.pdf", "--lang", "zh-CN"]);
    let bytes = |name: &str| std::fs::read(room.path().join(name)).unwrap();
    assert!(bytes("a.pdf").starts_with(b"%PDF-") && bytes("a.pdf") == bytes("b.pdf"));
    let refused = room.run(&["report", "portfolio", "-o", "a.doc"]);
    assert!(refused.status == 2 && refused.stderr.contains(".html, .pdf"), "{refused}");
}

/// A part says that it is one, a loan number is masked as cli.md masks the number of a card, and sixteen years fit the
/// chart.
#[test]
fn a_part_of_the_portfolio_says_so() {
    let room = Room::with_case("loan-guarantor");
    let write = |args: &[&str]| {
        let run = room.run(&[&["report", "portfolio", "--lang", "zh-CN"], args].concat());
        assert_eq!(run.status, 0, "{run}");
    };
    write(&["-o", "part.html", "--group", "product=personal-loan", "--since", "2010-01-01"]);
    write(&["-o", "part.pdf", "--since", "2010-01-01"]);
    write(&["-o", "all.html", "--unmask"]);
    let (part, all) = (room.read("part.html"), room.read("all.html"));
    // In the scope line, in the footer and in the facts.
    assert_eq!(part.matches("筛选范围：").count(), 3);
    assert_eq!(all.matches("筛选范围：").count(), 0);
    assert!(part.contains("JJ2024*****0317") && !part.contains("JJ2024052000317"));
    assert!(all.contains("JJ2024052000317"));
    assert!(part.contains("每年回款与费用") && !part.contains("每月回款与费用"));
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
