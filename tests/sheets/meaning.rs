//! What cells mean. Day numbers are those of ECMA-376 part 1, §18.17.4.1; the formats are those Chinese Excel and WPS write.

use sucheng::papers::sheets::{Book, Cell};

use super::{Parts, first, rows};
use crate::support::Room;

fn cell(attributes: &str, inside: &str) -> Cell {
    let room = Room::new();
    let parts = Parts {
        strings: "<si><t>a</t></si><si><r><t>富</t></r><r><rPr/><t xml:space=\"preserve\"> 文本 </t></r><rPh sb=\"0\" eb=\"1\"><t>フ</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>x_x000D_y_x005F_x0041_&amp;&#20013;</t></si>".into(),
        ..Parts::of(format!("<row><c {attributes}>{inside}</c></row>"))
    };
    first(&parts.file(&room)).remove(0)
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn text_in_all_its_forms() {
    assert_eq!(cell("t=\"s\"", "<v>0</v>"), text("a"));
    assert_eq!(cell("t=\"s\"", "<v>1</v>"), text("富 文本 "), "runs joined, no phonetic guide");
    assert_eq!(cell("t=\"s\"", "<v>2</v>"), text("x\ry_x0041_&中"));
    assert_eq!(
        cell("t=\"inlineStr\"", "<is><r><t>甲</t></r><r><t> 乙</t></r><rPh><t>X</t></rPh></is>"),
        text("甲 乙")
    );
    assert_eq!(cell("t=\"str\"", "<f>A1&amp;\"x\"</f><v>ax</v>"), text("ax"));
    assert_eq!(cell("t=\"inlineStr\"", "<is><t><![CDATA[<b>]]></t></is>"), text("<b>"));
}

#[test]
fn numbers_as_a_person_sees_them() {
    for (written, seen) in [
        ("38652.41", "38652.41"),
        ("38652.410000000003", "38652.41"),
        ("0.30000000000000004", "0.3"),
        ("42517.651000000005", "42517.651"),
        ("1E-4", "0.0001"),
        ("1.5E3", "1500"),
        ("-0.0", "0"),
        ("-12.50", "-12.5"),
        ("007", "7"),
        ("110101198503153011", "110101198503153011"),
        ("1.10101198503153E+17", "110101198503153000"),
        ("123456789012345", "123456789012345"),
    ] {
        let found = cell("", &format!("<v>{written}</v>"));
        assert_eq!(found, Cell::Number(seen.to_owned()), "{written}");
        assert_eq!(found.is_long_integer(), seen.len() > 15, "{written}");
    }
}

#[test]
fn what_is_no_value() {
    assert_eq!(cell("t=\"b\"", "<v>1</v>"), Cell::Flag(true));
    assert_eq!(cell("t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>"), Cell::Error("#DIV/0!".into()));
    for unsaved in ["<f>SUM(A1:A9)</f>", "<f>SUM(A1:A9)</f><v></v>", "<f>SUM(A1:A9)</f><v/>"] {
        assert_eq!(cell("", unsaved), Cell::FormulaWithoutValue("SUM(A1:A9)".into()), "{unsaved}");
    }
    assert_eq!(cell("", "<f>1+1</f><v>2</v>"), Cell::Number("2".into()));
    // A formula that gave the empty text was saved: the cell is empty.
    let room = Room::new();
    let parts = Parts::of(
        "<row r=\"3\"><c r=\"B3\" t=\"str\"><f>IF(1,\"\")</f><v></v></c><c r=\"D3\"><v>1</v></c></row>",
    );
    assert_eq!(rows(&parts.file(&room), "S").unwrap()[0].cells, [(3, Cell::Number("1".into()))]);
}

fn formatted(code: &'static str, value: &str, properties: &'static str) -> Cell {
    let room = Room::new();
    let data = format!("<row><c s=\"1\"><v>{value}</v></c></row>");
    first(&Parts { formats: vec![code], properties, ..Parts::of(data) }.file(&room)).remove(0)
}

/// 46027 is 2026-01-05 in the system of 1900, and 1462 days less in that of 1904.
#[test]
fn formats_that_make_a_day_of_a_number() {
    let day = Cell::Date("2026-01-05".parse().unwrap());
    for code in [
        "yyyy\"年\"m\"月\"d\"日\"",
        "yyyy\"年\"m\"月\"d\"日\";@",
        "[$-804]yyyy\"年\"m\"月\"d\"日\"",
        "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@",
        "yyyy/m/d;@",
        "yyyy\\-mm\\-dd",
        "m/d/yy",
        "e\"年\"m\"月\"",
        "[$-409]d-mmm-yyyy",
        "aaaa yyyy-mm-dd",
    ] {
        assert_eq!(formatted(code, "46027", ""), day, "{code}");
        assert_eq!(formatted(code, "44565", "date1904=\"1\""), day, "{code}");
    }
    for code in [
        "General",
        "0.00",
        "#,##0.00_);[Red](#,##0.00)",
        "0\"日\"",
        "\"d\"0",
        "0.00E+00",
        "@",
        "[Red]0",
        "_-* #,##0.00_-",
        "\\d0",
        "General\"年\"",
    ] {
        assert_eq!(formatted(code, "46027", ""), Cell::Number("46027".into()), "{code}");
    }
}

#[test]
fn times_and_days_that_never_were() {
    let minute = |text: &str| Cell::Minute(text.parse().unwrap());
    // 10:15 is 0.427083333…
    assert_eq!(formatted("yyyy/m/d h:mm", "46027.4270833333", ""), minute("2026-01-05T10:15:00"));
    assert_eq!(
        formatted("yyyy-mm-dd", "46027.427083333336", ""),
        minute("2026-01-05T10:15:00"),
        "hidden time"
    );
    assert_eq!(formatted("yyyy/m/d h:mm", "46027", ""), minute("2026-01-05T00:00:00"));
    assert_eq!(formatted("h:mm AM/PM", "0.427083333333333", ""), text("10:15"));
    assert_eq!(formatted("[h]:mm:ss", "1.5", ""), text("36:00"));
    assert_eq!(formatted("mm:ss.0", "0.000011574074074074", ""), text("00:00:01"));
    for (number, day) in
        [("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("2958465", "9999-12-31")]
    {
        assert_eq!(formatted("yyyy-mm-dd", number, ""), Cell::Date(day.parse().unwrap()));
    }
    for number in ["60", "60.5", "0", "-1", "2958466", "1e15"] {
        assert!(matches!(formatted("yyyy-mm-dd", number, ""), Cell::NoDay(_)), "{number}");
    }
    assert_eq!(formatted("yyyy-mm-dd", "0", "date1904=\"true\""), Cell::Date("1904-01-01".parse().unwrap()));
    assert_eq!(formatted("yyyy-mm-dd", "60", "date1904=\"1\""), Cell::Date("1904-03-01".parse().unwrap()));
    assert_eq!(cell("t=\"d\"", "<v>2026-01-05T00:00:00</v>"), Cell::Date("2026-01-05".parse().unwrap()));
}

#[test]
fn places_rows_and_layout() {
    let room = Room::new();
    let parts = Parts {
        before: "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"5\" max=\"5\"/></cols>".into(),
        after: "<mergeCells><mergeCell ref=\"A1:C2\"/><mergeCell ref=\"XFD1048576\"/></mergeCells>".into(),
        ..Parts::of(
            "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r=\"5\" hidden=\"1\"><c r=\"AA5\"><v>2</v></c></row><row r=\"6\"><c r=\"A6\" s=\"0\"/></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>9</v></c></row>",
        )
    };
    let path = parts.file(&room);
    let found: Vec<_> = rows(&path, "S")
        .unwrap()
        .into_iter()
        .map(|r| (r.number, r.hidden, r.cells.iter().map(|c| c.0).collect::<Vec<_>>()))
        .collect();
    assert_eq!(found, [(1, false, vec![0, 2]), (5, true, vec![26]), (1_048_576, false, vec![16_383])]);
    let mut book = Book::open(&path).unwrap();
    assert_eq!(
        book.merged("S").unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["A1:C2", "XFD1048576:XFD1048576"]
    );
    assert_eq!(book.hidden_columns("S").unwrap(), [(1, 2)]);
    assert_eq!(book.merged("T").unwrap_err().code(), "E-SHEET-NO-SUCH");
}
