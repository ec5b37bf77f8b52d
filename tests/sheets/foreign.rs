//! Workbooks of other programs: openpyxl, and LibreOffice converting one.

use std::process::Command;

use sucheng::papers::sheets::{Book, Cell};

use super::rows;
use crate::support::{Room, installed, python_with};

const MAKE: &str = r#"
import datetime, sys, openpyxl
wb = openpyxl.Workbook(); ws = wb.active; ws.title = 'S'
ws.append(['案件编号', '本金', '到期日', '时间', '身份证号', '标志', '备注'])
ws.append(['CC-1', 38652.41, datetime.date(2026, 1, 5), datetime.datetime(2026, 3, 2, 10, 15), '110101198503153011', True, ' 前后空格 '])
ws.append(['CC-2', 0.1, datetime.date(1900, 3, 1), datetime.datetime(2026, 3, 2, 23, 59, 59), '6225880123456783', False, '两行\n文字'])
for row in (2, 3):
    ws.cell(row, 3).number_format = 'yyyy"年"m"月"d"日";@'
    ws.cell(row, 5).number_format = '@'
ws['A5'] = '=1+2'
ws.merge_cells('A7:C8'); ws['A7'] = '合并'
ws.row_dimensions[3].hidden = True
ws.column_dimensions['B'].hidden = True
hidden = wb.create_sheet('隐藏'); hidden.sheet_state = 'hidden'; hidden['B2'] = 1
wb.create_chartsheet('图')
wb.save(sys.argv[1])
"#;

fn made(test: &str) -> Option<(Room, std::path::PathBuf)> {
    let python = python_with("openpyxl", "python3-openpyxl", test)?;
    let room = Room::new();
    let path = room.path().join("book.xlsx");
    let run = Command::new(python).args(["-c", MAKE]).arg(&path).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some((room, path))
}

fn check(path: &std::path::Path, formula: &Cell) {
    let mut book = Book::open(path).unwrap();
    let sheets: Vec<_> = book.sheets().iter().map(|s| (s.name.as_str(), s.visible)).collect();
    // A sheet that is a chart has no cells; LibreOffice makes a common one of it.
    assert_eq!(sheets[..2], [("S", true), ("隐藏", false)]);
    assert_eq!(sheets.len() > 2, *formula == Cell::Number("3".into()));
    assert_eq!(book.merged("S").unwrap()[0].to_string(), "A7:C8");
    assert_eq!(book.hidden_columns("S").unwrap(), [(1, 1)]);
    let found = rows(path, "S").unwrap();
    assert_eq!(
        found.iter().map(|r| (r.number, r.hidden)).collect::<Vec<_>>(),
        [(1, false), (2, false), (3, true), (5, false), (7, false)]
    );
    let text = |text: &str| Cell::Text(text.to_owned());
    let cells = |at: usize| found[at].cells.iter().map(|(_, cell)| cell.clone()).collect::<Vec<_>>();
    assert_eq!(
        cells(1),
        [
            text("CC-1"),
            Cell::Number("38652.41".into()),
            Cell::Date("2026-01-05".parse().unwrap()),
            Cell::Minute("2026-03-02T10:15:00".parse().unwrap()),
            text("110101198503153011"),
            Cell::Flag(true),
            text(" 前后空格 "),
        ]
    );
    assert_eq!(
        cells(2),
        [
            text("CC-2"),
            Cell::Number("0.1".into()),
            Cell::Date("1900-03-01".parse().unwrap()),
            Cell::Minute("2026-03-02T23:59:59".parse().unwrap()),
            text("6225880123456783"),
            Cell::Flag(false),
            text("两行\n文字"),
        ]
    );
    assert_eq!(cells(3), std::slice::from_ref(formula));
    assert_eq!(rows(path, "隐藏").unwrap()[0].cells, [(1, Cell::Number("1".into()))]);
}

#[test]
fn openpyxl_is_read_right() {
    let Some((_room, path)) = made("openpyxl_is_read_right") else { return };
    check(&path, &Cell::FormulaWithoutValue("1+2".into()));
}

/// LibreOffice computes the formula and saves its value.
#[test]
fn libreoffice_is_read_right() {
    if !installed("soffice", "libreoffice-calc-nogui", "libreoffice_is_read_right") {
        return;
    }
    let Some((room, path)) = made("libreoffice_is_read_right") else { return };
    let out = room.path().join("out");
    let run = Command::new("soffice")
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .arg(&out)
        .arg(&path)
        .env("HOME", room.path())
        .output()
        .unwrap();
    assert!(out.join("book.xlsx").is_file(), "{}", String::from_utf8_lossy(&run.stderr));
    check(&out.join("book.xlsx"), &Cell::Number("3".into()));
}

/// A workbook that openpyxl writes with its days counted from 1904.
#[test]
fn days_from_1904() {
    let Some(python) = python_with("openpyxl", "python3-openpyxl", "days_from_1904") else { return };
    let room = Room::new();
    let path = room.path().join("book.xlsx");
    let make = "import datetime, sys, openpyxl\nfrom openpyxl.utils.datetime import CALENDAR_MAC_1904\nwb = openpyxl.Workbook(); wb.epoch = CALENDAR_MAC_1904; ws = wb.active; ws.title = 'S'\nws['A1'] = datetime.date(2026, 1, 5)\nwb.save(sys.argv[1])";
    let run = Command::new(python).args(["-c", make]).arg(&path).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(Book::open(&path).unwrap().epoch_1904());
    assert_eq!(super::first(&path), [Cell::Date("2026-01-05".parse().unwrap())]);
}
