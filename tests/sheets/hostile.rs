//! What is no table, or would fill the machine. Each is refused by its own name, soon, and in little memory.

use std::time::{Duration, Instant};

use sucheng::papers::sheets::{Book, Content, content};

use super::{Parts, archive, rows};
use crate::support::Room;

/// The code under which a file of this name and content is refused.
fn refused(name: &str, bytes: impl AsRef<[u8]>) -> &'static str {
    let room = Room::new();
    let path = room.write(name, bytes);
    let started = Instant::now();
    let found = Book::open(&path).map(drop).and_then(|()| rows(&path, "S").map(drop));
    assert!(started.elapsed() < Duration::from_secs(60), "{name}");
    let error = found.expect_err(name);
    let problem = error.problem(&path);
    assert_eq!(problem.place.file.as_deref(), path.to_str());
    error.code()
}

fn with_sheet(sheet: &[u8]) -> Vec<u8> {
    let mut entries = Parts::default().entries();
    entries.pop();
    entries.push(("xl/worksheets/sheet1.xml", sheet.to_vec()));
    archive(&entries.iter().map(|(n, c)| (*n, c.as_slice())).collect::<Vec<_>>())
}

#[test]
fn other_kinds_go_by_their_names() {
    let ole = |stream: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(70_000, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(80_000, 0);
        bytes
    };
    for (name, bytes, code) in [
        ("a.xls", ole("Workbook"), "E-SHEET-LEGACY"),
        ("a.xlsx", ole("EncryptedPackage"), "E-SHEET-PASSWORD"),
        ("a.xlsx", ole("WordDocument"), "E-SHEET-OTHER"),
        ("a.xlsb", archive(&[("xl/workbook.bin", b"x")]), "E-SHEET-BINARY"),
        (
            "a.ods",
            archive(&[("content.xml", b"x"), ("META-INF/manifest.xml", b"x")]),
            "E-SHEET-OPEN-DOCUMENT",
        ),
        ("a.numbers", archive(&[("Index/Document.iwa", b"x")]), "E-SHEET-NUMBERS"),
        ("a.xlsx", archive(&[("word/document.xml", b"x")]), "E-SHEET-OTHER"),
        ("a.xlsx", archive(&[("a.txt", b"x")]), "E-SHEET-OTHER"),
        ("a.xlsx", b"%PDF-1.7\n".to_vec(), "E-SHEET-OTHER"),
        ("a.xls", b"\xEF\xBB\xBF\n<html><table><tr><td>1</td></tr></table>".to_vec(), "E-SHEET-WEB-PAGE"),
        (
            "a.xls",
            b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"
                .to_vec(),
            "E-SHEET-XML-2003",
        ),
        ("a.xlsx", "案件编号,金额\n1,2\n".as_bytes().to_vec(), "E-SHEET-TEXT"),
        ("a.csv", Parts::default().bytes(), "E-SHEET-NAMED-AS-TEXT"),
        ("a.xlsx", Vec::new(), "E-PAPER-EMPTY"),
    ] {
        assert_eq!(refused(name, bytes), code, "{name}");
    }
    let room = Room::new();
    assert_eq!(Book::open(room.path()).err().unwrap().code(), "E-PAPER-NOT-A-FILE");
    assert_eq!(Book::open(&room.path().join("no.xlsx")).err().unwrap().code(), "E-PAPER-MISSING");
    assert_eq!(content(&room.write("a.csv", "a,b\n")).unwrap(), Content::Text);
    assert_eq!(content(&Parts::default().file(&room)).unwrap(), Content::Workbook);
}

/// Wherever a workbook is cut, it is refused; nothing of it is taken for the whole.
#[test]
fn a_workbook_cut_anywhere() {
    let whole = Parts::of("<row><c><v>1</v></c></row>").bytes();
    for at in (4..whole.len()).step_by(97).chain([whole.len() - 1]) {
        assert_eq!(refused("a.xlsx", &whole[..at]), "E-SHEET-CUT-SHORT", "{at} of {}", whole.len());
    }
    // Cut before it was packed, or damaged in a byte of its content.
    assert_eq!(refused("a.xlsx", with_sheet(b"<worksheet><sheetData><row><c><v>1")), "E-SHEET-CUT-SHORT");
    let mut flipped = whole.clone();
    let at = flipped.windows(8).position(|w| w == b"heet1.xm").unwrap() + 20;
    flipped[at] ^= 0xFF;
    assert_eq!(refused("a.xlsx", flipped), "E-SHEET-DAMAGED");
}

#[test]
fn entries_that_lead_out_or_crowd() {
    let mut entries = Parts::default().entries();
    entries.push(("../../etc/passwd", Vec::new()));
    let entries: Vec<_> = entries.iter().map(|(n, c)| (*n, c.as_slice())).collect();
    assert_eq!(refused("a.xlsx", archive(&entries)), "E-SHEET-ESCAPES");
    let names: Vec<String> = (0..10_001).map(|n| format!("xl/{n}")).collect();
    let crowd: Vec<_> =
        names.iter().map(|n| (n.as_str(), &b""[..])).chain([("xl/workbook.xml", &b""[..])]).collect();
    assert_eq!(refused("a.xlsx", archive(&crowd)), "E-SHEET-CROWDED");
    // One that says it has 65,000 entries and has none.
    let mut liar = b"PK\x05\x06\0\0\0\0".to_vec();
    liar.extend([0xE8, 0xFD, 0xE8, 0xFD]);
    liar.resize(22, 0);
    assert_eq!(refused("a.xlsx", liar), "E-SHEET-CROWDED");
}

#[test]
fn entities_are_refused() {
    for sheet in [
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&lol;</t></is></c></row></sheetData></worksheet>",
    ] {
        assert_eq!(refused("a.xlsx", with_sheet(sheet.as_bytes())), "E-SHEET-ENTITY");
    }
}

/// 88 MB of nothing pack into less than 1 MB; the same where the directory says that they are small.
#[test]
fn a_bomb_is_stopped_while_it_inflates() {
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    let row = b"<a></a><b/>".repeat(1000);
    for _ in 0..8_000 {
        sheet.extend_from_slice(&row);
    }
    let bomb = with_sheet(&sheet);
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    assert_eq!(refused("a.xlsx", &bomb), "E-SHEET-BOMB");
    let size = (sheet.len() as u32).to_le_bytes();
    let mut liar = bomb.clone();
    let at: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..at + 4] == size).collect();
    assert!(!at.is_empty());
    at.iter().for_each(|at| liar[*at..at + 4].copy_from_slice(&100_u32.to_le_bytes()));
    let code = refused("a.xlsx", liar);
    assert!(matches!(code, "E-SHEET-BOMB" | "E-SHEET-DAMAGED"), "{code}");
}

#[test]
fn text_and_tags_without_end() {
    let long = format!(
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData></worksheet>",
        "x".repeat(5_000_000)
    );
    assert_eq!(refused("a.xlsx", with_sheet(long.as_bytes())), "E-SHEET-TOO-MUCH-TEXT");
    let deep = format!("<worksheet>{}", "<a>".repeat(100_000));
    assert_eq!(refused("a.xlsx", with_sheet(deep.as_bytes())), "E-SHEET-DAMAGED");
    // A shared string of 3 MB in each cell of one row.
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(16_384);
    let parts = Parts {
        strings: format!("<si><t>{}</t></si>", "字".repeat(1_000_000)),
        ..Parts::of(format!("<row>{cells}</row>"))
    };
    assert_eq!(refused("a.xlsx", parts.bytes()), "E-SHEET-TOO-MUCH-TEXT");
}

#[test]
fn rows_and_cells_where_none_can_be() {
    for data in [
        "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>1</v></c></row>",
        "<row r=\"0\"/>",
        "<row r=\"1048577\"><c><v>1</v></c></row>",
        "<row r=\"x\"/>",
        "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>one</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>NaN</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1e999</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"z\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</w></c></row>",
    ] {
        assert_eq!(refused("a.xlsx", Parts::of(data).bytes()), "E-SHEET-DAMAGED", "{data}");
    }
    assert_eq!(refused("a.xlsx", with_sheet(b"\xFF\xFE<\0")), "E-SHEET-DAMAGED");
}

/// Formatting down to the last row is what many people do with a table of ten; only the ten are seen.
#[test]
fn a_million_empty_styled_rows_are_skipped() {
    let mut data = String::from("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    for row in 2..=1_048_576 {
        data.push_str(&format!(
            "<row r=\"{row}\" s=\"1\"><c r=\"A{row}\" s=\"1\"/><c r=\"B{row}\" s=\"1\"/></row>"
        ));
    }
    let room = Room::new();
    let path = Parts::of(data).file(&room);
    let started = Instant::now();
    assert_eq!(rows(&path, "S").unwrap().len(), 1);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
