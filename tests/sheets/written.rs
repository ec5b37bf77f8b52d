//! Our own workbooks, read back by openpyxl and by ourselves.

use std::process::Command;

use sucheng::papers::sheets::Cell;
use sucheng::reports::write::xlsx;
use sucheng::reports::{Column, Field, Mark, Table, Value};

use super::rows;
use crate::support::{Room, python_with};

fn table() -> Table {
    let columns = ["案件编号", "金额", "日期", "笔数", "比例", "公式"];
    let mut table = Table::new("账户/清单", columns.map(|c| Column::new(c, 20)).to_vec());
    table.push(vec![
        Field::text("110101198503153011"),
        Value::Amount("38652.41".parse().unwrap()).into(),
        Value::Date("2026-01-05".parse().unwrap()).into(),
        Value::Integer(3).into(),
        Value::Percent("0.24".parse().unwrap()).into(),
        Field::text("=1+1").noted(Mark::Error, "原因：金额不符"),
    ]);
    table.push(vec![
        Field::text("+86"),
        Value::Amount("90000000000000000.00".parse().unwrap()).into(),
        Value::Date("1899-12-31".parse().unwrap()).into(),
        Value::Integer(i64::MIN).into(),
        Field::from(Value::Empty).noted(Mark::Warning, "待补"),
        Field::text("@SUM(A1)\u{7}\r\n"),
    ]);
    table
}

const SEE: &str = r#"
import sys, openpyxl
wb = openpyxl.load_workbook(sys.argv[1]); ws = wb.worksheets[0]
print(ws.title, ws.freeze_panes, ws.auto_filter.ref, wb.properties.created)
for row in ws.iter_rows():
    for c in row:
        print(c.coordinate, c.data_type, repr(c.value), c.number_format, c.comment.text if c.comment else '', c.fill.fgColor.rgb if c.fill.fill_type else '', sep='|')
"#;

/// The expected lines are what is asked of the workbook: IDs and formulas as text, figures as numbers with formats.
#[test]
fn openpyxl_sees_what_was_meant() {
    let Some(python) = python_with("openpyxl", "python3-openpyxl", "openpyxl_sees_what_was_meant") else {
        return;
    };
    let room = Room::new();
    let path = room.write("own.xlsx", xlsx(&[table()]).unwrap());
    let run =
        Command::new(python).args(["-c", SEE]).arg(&path).env("PYTHONIOENCODING", "utf-8").output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let seen = String::from_utf8(run.stdout).unwrap();
    for line in [
        "账户_清单 A2 A1:F3 2000-01-01 00:00:00",
        "A1|s|'案件编号'|General||FFE7E6E6",
        "A2|s|'110101198503153011'|@||",
        "B2|n|38652.41|#,##0.00||",
        "C2|d|datetime.datetime(2026, 1, 5, 0, 0)|yyyy-mm-dd||",
        "D2|n|3|0||",
        "E2|n|0.24|0.00%||",
        "F2|s|'=1+1'|@|原因：金额不符|FFFFC7CE",
        "A3|s|'+86'|@||",
        "B3|s|'90000000000000000.00'|#,##0.00||",
        "C3|s|'1899-12-31'|yyyy-mm-dd||",
        "D3|s|'-9223372036854775808'|0||",
        "E3|n|None|@|待补|FFFFEB9C",
    ] {
        assert!(seen.lines().any(|l| l == line), "{line}\n{seen}");
    }
}

#[test]
fn our_own_reader_sees_it_too_and_the_bytes_are_the_same_each_time() {
    let room = Room::new();
    let bytes = xlsx(&[table()]).unwrap();
    let path = room.write("own.xlsx", &bytes);
    let found = rows(&path, "账户_清单").unwrap();
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(found[1].cells[0].1, text("110101198503153011"));
    assert_eq!(found[1].cells[5].1, text("=1+1"));
    assert_eq!(found[2].cells.last().unwrap().1, text("@SUM(A1)\u{7}\r\n"));
    assert_eq!(found[1].cells[2].1, Cell::Date("2026-01-05".parse().unwrap()));
    // ZIP times count in steps of two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(xlsx(&[table()]).unwrap() == bytes);
}

#[test]
fn too_long_and_too_many() {
    let mut table = Table::new("'x'", vec![Column::new("h", 1)]);
    table.push(vec![Field::text("字".repeat(40_000)).noted(Mark::Error, "n".repeat(40_000))]);
    let room = Room::new();
    let path = room.write("own.xlsx", xlsx(&[table.clone()]).unwrap());
    let found = rows(&path, "x").unwrap();
    assert!(matches!(&found[1].cells[0].1, Cell::Text(t) if t.chars().count() == 32_767 && t.ends_with('…')));
    assert!(xlsx(&[table.clone(), table]).is_err(), "two sheets of one name");
}
