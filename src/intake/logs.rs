//! The contact log and the statements: columns by their Chinese or English names, values as people write them.

use serde_json::{Map, Value};

use super::check::ENOUGH;
use super::table::{self, Row, Table};
use super::value::{self, Fault, shown};
use super::{near, normalise};
use crate::domain::date;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{CONTACT, Field, STATEMENT, Shape};

/// A column: the field it fills, other names that its header goes by, and the words that its values go by.
pub(super) struct Column {
    pub(super) field: &'static str,
    pub(super) headers: &'static [&'static str],
    pub(super) words: &'static [(&'static str, &'static str)],
}

const fn column(
    field: &'static str,
    headers: &'static [&'static str],
    words: &'static [(&'static str, &'static str)],
) -> Column {
    Column { field, headers, words }
}

pub(super) const CONTACT_COLUMNS: &[Column] = &[
    column("at", &["催收时间", "联系时间", "日期时间", "time"], &[]),
    column(
        "channel",
        &["渠道", "催收方式", "联系方式"],
        &[
            ("电话", "phone"),
            ("短信", "sms"),
            ("邮件", "email"),
            ("电子邮件", "email"),
            ("信函", "letter"),
            ("外访", "visit"),
            ("上门", "visit"),
            ("应用内", "app"),
            ("APP", "app"),
        ],
    ),
    column(
        "party",
        &["联系对象", "催收对象"],
        &[("本人", "debtor"), ("保证人", "guarantor"), ("联系人", "contact"), ("其他", "other")],
    ),
    column("to", &["号码", "电话号码", "地址", "联系号码"], &[]),
    column(
        "outcome",
        &["联系结果", "催收结果"],
        &[
            ("接通", "reached"),
            ("已接通", "reached"),
            ("未接", "no-answer"),
            ("未接通", "no-answer"),
            ("无人接听", "no-answer"),
            ("承诺还款", "promised"),
            ("承诺", "promised"),
            ("拒绝", "refused"),
            ("拒绝还款", "refused"),
            ("送达", "delivered"),
            ("已送达", "delivered"),
            ("退回", "returned"),
            ("已退回", "returned"),
            ("已读", "read"),
            ("已发出", "sent"),
            ("已发送", "sent"),
        ],
    ),
    column("summary", &["摘要", "催收内容", "沟通内容"], &[]),
    column("record", &["录音", "单号", "录音编号", "快递单号"], &[]),
];

pub(super) const STATEMENT_COLUMNS: &[Column] = &[
    column("date", &["交易日期", "记账日", "记账日期", "交易日"], &[]),
    column(
        "kind",
        &["交易类型", "类别"],
        &[
            ("消费", "purchase"),
            ("取现", "cash"),
            ("分期", "instalment"),
            ("利息", "interest"),
            ("复利", "compound"),
            ("违约金", "penalty"),
            ("费用", "fee"),
            ("还款", "payment"),
            ("冲正", "reversal"),
        ],
    ),
    column("amount", &["交易金额", "发生额"], &[]),
    column("memo", &["备注", "说明", "交易摘要"], &[]),
];

/// Reads `contacts.csv` into the contact log, in the order of the file.
pub(super) fn contacts(bytes: &[u8], file: &str) -> (Vec<Value>, Vec<Problem>) {
    records(bytes, file, CONTACT, CONTACT_COLUMNS)
}

/// Reads `statements.csv` into the statements, in the order of the file.
pub(super) fn statements(bytes: &[u8], file: &str) -> (Vec<Value>, Vec<Problem>) {
    records(bytes, file, STATEMENT, STATEMENT_COLUMNS)
}

fn records(
    bytes: &[u8],
    file: &str,
    fields: &'static [Field],
    columns: &'static [Column],
) -> (Vec<Value>, Vec<Problem>) {
    let table = match table::read(bytes, file) {
        Ok(table) => table,
        Err(problems) => return (Vec::new(), problems),
    };
    let (chosen, mut problems) = match_headers(
        &table,
        |header| known(header, fields, columns),
        |header| nearest_header(header, fields, columns),
    );
    for field in fields.iter().filter(|f| f.required && !chosen.contains(&Some(f.name))) {
        problems.push(missing_column(&table, field.name, field.meaning));
    }
    if !problems.is_empty() {
        return (Vec::new(), problems);
    }
    let mut out = Vec::new();
    for row in &table.rows {
        if problems.len() >= ENOUGH {
            break;
        }
        let mut record = Map::new();
        for field in fields {
            let Some(column) = chosen.iter().position(|name| *name == Some(field.name)) else { continue };
            let words = columns.iter().find(|c| c.field == field.name).map_or(&[][..], |c| c.words);
            match read_cell(&table, row, column, field, words) {
                Ok(Some(value)) => {
                    record.insert(field.name.to_owned(), value);
                }
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        out.push(Value::Object(record));
    }
    (out, problems)
}

fn read_cell(
    table: &Table,
    row: &Row,
    column: usize,
    field: &Field,
    words: &[(&'static str, &'static str)],
) -> Result<Option<Value>, Problem> {
    let cell = normalise::unguarded(normalise::text(&row.cells[column]));
    let place = table.cell(row, column, field.name);
    if cell.is_empty() {
        let meaning = |problem: Problem| {
            problem.with("meaning_zh", field.meaning[0]).with("meaning_en", field.meaning[1])
        };
        return if field.required {
            Err(meaning(Problem::error("E-CSV-BLANK", place).with("expected", field.name)))
        } else {
            Ok(None)
        };
    }
    let read = match field.shape {
        _ if field.name == "at" => minute(cell),
        Shape::Date => value::scalar(&Shape::Date, &normalise::date(cell)),
        Shape::Amount => positive(cell),
        Shape::OneOf(_) => value::scalar(&field.shape, &normalise::word(cell, words)),
        _ => value::scalar(&field.shape, cell),
    };
    read.map(Some).map_err(|fault| {
        let mut problem = fault.at(place, cell);
        // The words of the file's own language are what a reader of the message can choose from.
        if problem.code == "E-VALUE-WORD" {
            problem.code = "E-VALUE-WORD-ZH";
            let chinese: Vec<&str> = words.iter().map(|(written, _)| *written).collect();
            problem = problem.with("words", chinese.join("、"));
        }
        problem
    })
}

/// A day and a time.
pub(super) fn minute(cell: &str) -> Result<Value, Fault> {
    let written = normalise::minute(cell);
    match date::parse_minute(&written) {
        Some(_) => Ok(written.into()),
        None => Err(Fault { code: "E-VALUE-MINUTE", args: Vec::new() }),
    }
}

/// An amount above zero: the kind of a line says which way it goes.
fn positive(cell: &str) -> Result<Value, Fault> {
    match value::scalar(&Shape::Amount, &normalise::amount(cell))? {
        Value::String(zero) if zero == "0.00" => Err(Fault { code: "E-VALUE-ZERO", args: Vec::new() }),
        amount => Ok(amount),
    }
}

/// Which field each column fills; a column without a header and without values fills none.
pub(super) fn match_headers<F: AsRef<str> + Clone + PartialEq>(
    table: &Table,
    known: impl Fn(&str) -> Option<F>,
    near: impl Fn(&str) -> Option<String>,
) -> (Vec<Option<F>>, Vec<Problem>) {
    let mut chosen: Vec<Option<F>> = Vec::new();
    let mut problems = Vec::new();
    for (column, header) in table.headers.iter().enumerate() {
        let used = table.rows.iter().any(|row| !normalise::text(&row.cells[column]).is_empty());
        if header.is_empty() && !used {
            chosen.push(None);
            continue;
        }
        let place: Place = table.header(column);
        let field = known(header);
        match &field {
            None => {
                let mut problem = Problem::error("E-CSV-HEADER-UNKNOWN", place).with("found", shown(header));
                if let Some(near) = near(header) {
                    problem = problem.with("near", near);
                }
                problems.push(problem);
            }
            Some(name) => {
                if let Some(first) = chosen.iter().position(|other| other.as_ref() == Some(name)) {
                    problems.push(
                        Problem::error("E-CSV-HEADER-TWICE", place)
                            .with("found", shown(header))
                            .with("first", table::letters(first)),
                    );
                }
            }
        }
        chosen.push(field);
    }
    (chosen, problems)
}

/// A column that must be there and is not.
pub(super) fn missing_column(table: &Table, name: &str, meaning: [&str; 2]) -> Problem {
    Problem::error("E-CSV-HEADER-MISSING", Place { cell: None, ..table.header(0) })
        .with("expected", name)
        .with("meaning_zh", meaning[0])
        .with("meaning_en", meaning[1])
}

fn known(header: &str, fields: &'static [Field], columns: &'static [Column]) -> Option<&'static str> {
    let header = normalise::half_width(header);
    let same = |name: &str| name.eq_ignore_ascii_case(&header);
    fields
        .iter()
        .find(|f| {
            let others = columns.iter().find(|c| c.field == f.name).map_or(&[][..], |c| c.headers);
            same(f.name) || f.meaning.iter().chain(others).any(|name| same(name))
        })
        .map(|f| f.name)
}

fn nearest_header(header: &str, fields: &'static [Field], columns: &'static [Column]) -> Option<String> {
    let names = fields.iter().flat_map(|f| [f.name, f.meaning[0]]);
    let others = columns.iter().flat_map(|c| c.headers.iter().copied());
    near::nearest(header, names.chain(others)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;
    use serde_json::json;

    fn at(problems: &[Problem]) -> Vec<(&'static str, String)> {
        assert_worded(problems);
        problems.iter().map(|p| (p.code, p.place.cell.clone().unwrap_or_default())).collect()
    }

    #[test]
    fn english_and_chinese_say_the_same() {
        let english = "at,channel,party,to,outcome,summary,record\n\
            2026-03-02 10:15,phone,debtor,13800000001,promised,\"答应月底还款, 无异议\",LY-1\n";
        let chinese = "时间；方式；对象；号码；结果；内容；录音".replace('；', ";")
            + "\n２０２６/３/２ １０：１５;电话; 本人 ;13800000001;承诺还款;答应月底还款, 无异议;LY-1\n";
        let (one, problems) = contacts(english.as_bytes(), "contacts.csv");
        assert_eq!(problems, []);
        let (other, problems) = contacts(chinese.as_bytes(), "contacts.csv");
        assert_eq!(problems, []);
        assert_eq!(one, other);
        assert_eq!(one[0]["summary"], "答应月底还款, 无异议");
        let gb = encoding_rs::GB18030.encode(&chinese).0.into_owned();
        assert_eq!(contacts(&gb, "contacts.csv").0, one);
    }

    #[test]
    fn statements_as_banks_write_them() {
        let (lines, problems) = statements(
            "交易日期\t类型\t金额\t摘要\n2025年10月5日\t消费\t¥1,280.00\t商户\n2025/11/5\t利息\t1.2万\t\n"
                .as_bytes(),
            "s.csv",
        );
        assert_eq!(problems, []);
        assert_eq!(
            lines,
            [
                json!({"date": "2025-10-05", "kind": "purchase", "amount": "1280.00", "memo": "商户"}),
                json!({"date": "2025-11-05", "kind": "interest", "amount": "12000.00"}),
            ]
        );
    }

    /// Each wrong cell is named, all of them at once.
    #[test]
    fn every_wrong_cell_is_named() {
        let (_, problems) = contacts(
            "at,channel,party,outcome,summary\n2026-03-02,fax,本人,接通,x\n2026-03-02 10:15,phone,debtor,,a\u{202E}b\n"
                .as_bytes(),
            "c.csv",
        );
        assert_eq!(
            at(&problems),
            [
                ("E-VALUE-MINUTE", "A2".to_owned()),
                ("E-VALUE-WORD-ZH", "B2".to_owned()),
                ("E-CSV-BLANK", "D3".to_owned()),
                ("E-VALUE-CHARACTER", "E3".to_owned()),
            ]
        );
        assert_eq!((problems[1].place.line, problems[1].place.field.as_deref()), (Some(2), Some("channel")));
        let (_, problems) =
            statements("date,kind,amount\n2025.10.5,消費,-5\n2025-10-05,消费,0\n".as_bytes(), "s.csv");
        assert_eq!(
            at(&problems),
            [
                ("E-VALUE-DATE", "A2".to_owned()),
                ("E-VALUE-WORD-ZH", "B2".to_owned()),
                ("E-VALUE-NEGATIVE", "C2".to_owned()),
                ("E-VALUE-ZERO", "C3".to_owned()),
            ]
        );
    }

    #[test]
    fn headers_are_named_when_unknown_missing_or_twofold() {
        let (_, problems) = contacts("at,chanel,party,对象,outcome\n".as_bytes(), "c.csv");
        assert_eq!(
            at(&problems),
            [
                ("E-CSV-HEADER-UNKNOWN", "B1".to_owned()),
                ("E-CSV-HEADER-TWICE", "D1".to_owned()),
                ("E-CSV-HEADER-MISSING", String::new()),
            ]
        );
        assert!(problems[0].args.contains(&("near", "channel".to_owned())));
        // Two names of one column never both go by the same header.
        for columns in [(CONTACT, CONTACT_COLUMNS), (STATEMENT, STATEMENT_COLUMNS)] {
            for column in columns.1 {
                assert_eq!(known(column.field, columns.0, columns.1), Some(column.field));
                for header in column.headers {
                    assert_eq!(known(header, columns.0, columns.1), Some(column.field), "{header}");
                }
            }
        }
    }
}
