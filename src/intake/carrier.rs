//! What a carrier exports of letters: a row a letter with its state, CSV or workbook. A row that cannot be read is kept
//! with its reason; which letter it is, is the caller's to find out.

use std::path::Path;

use chrono::NaiveDate;

use super::book::{self, Sheet};
use super::logs::{match_headers, missing_column};
use super::normalise;
use super::value::{self, Fault, shown};
use crate::domain::postal::{self, Fate};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::LONGEST;

/// A carrier's list.
#[derive(Debug)]
pub struct CarrierList {
    /// Headings that are not read.
    pub unread: Vec<String>,
    /// Sheets with content that are not read.
    pub other_sheets: Vec<String>,
    /// The rows, in the order of the file.
    pub lines: Vec<CarrierLine>,
}

/// A row of the list.
#[derive(Debug)]
pub struct CarrierLine {
    /// Where it stands.
    pub place: Place,
    /// What it says, or why it cannot be read.
    pub row: Result<CarrierRow, Problem>,
}

/// A letter's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierRow {
    /// The carrier's number, as it is kept.
    pub number: String,
    /// The day of that state, where the row has one.
    pub on: Option<NaiveDate>,
    /// What became of it; none while it is under way.
    pub fate: Option<Fate>,
    /// Who took it, or why it came back.
    pub detail: Option<String>,
}

/// Columns and the headings they go by, the canonical one first.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "number",
        &[
            "单号",
            "邮件号",
            "邮件号码",
            "邮件编号",
            "运单号",
            "快递单号",
            "物流单号",
            "tracking",
            "tracking_number",
        ],
    ),
    (
        "on",
        &[
            "日期",
            "状态日期",
            "状态时间",
            "妥投日期",
            "妥投时间",
            "签收日期",
            "签收时间",
            "处理时间",
            "操作时间",
            "date",
        ],
    ),
    ("status", &["状态", "邮件状态", "投递状态", "投递结果", "妥投状态", "签收状态", "物流状态"]),
    ("detail", &["详情", "备注", "说明", "签收人", "收件人签收", "退回原因", "原因", "未妥投原因"]),
];

/// Words for a letter's state. What is under way has no fate yet.
const STATES: &[(&str, Option<Fate>)] = &[
    ("妥投", Some(Fate::Delivered)),
    ("已妥投", Some(Fate::Delivered)),
    ("投递成功", Some(Fate::Delivered)),
    ("签收", Some(Fate::Delivered)),
    ("投递并签收", Some(Fate::Delivered)),
    ("已签收", Some(Fate::Delivered)),
    ("本人签收", Some(Fate::Delivered)),
    ("他人签收", Some(Fate::Delivered)),
    ("代收", Some(Fate::Delivered)),
    ("他人代收", Some(Fate::Delivered)),
    ("delivered", Some(Fate::Delivered)),
    ("退回", Some(Fate::Returned)),
    ("已退回", Some(Fate::Returned)),
    ("退件", Some(Fate::Returned)),
    ("退回妥投", Some(Fate::Returned)),
    ("退回签收", Some(Fate::Returned)),
    ("退件签收", Some(Fate::Returned)),
    ("拒收", Some(Fate::Returned)),
    ("查无此人", Some(Fate::Returned)),
    ("逾期未领", Some(Fate::Returned)),
    ("returned", Some(Fate::Returned)),
    ("遗失", Some(Fate::Lost)),
    ("丢失", Some(Fate::Lost)),
    ("邮件丢失", Some(Fate::Lost)),
    ("lost", Some(Fate::Lost)),
    ("收寄", None),
    ("已收寄", None),
    ("揽收", None),
    ("已揽收", None),
    ("在途", None),
    ("运输中", None),
    ("投递中", None),
    ("派送中", None),
    ("派件中", None),
    ("未妥投", None),
    ("退回中", None),
    ("退件中", None),
    ("in-transit", None),
];

/// Words beside a delivery that say that the sender got it: 妥投（退回寄件人）, or 妥投 with 寄件人签收 as who took it.
const TO_THE_SENDER: &[&str] = &["退回", "退件", "寄件人", "发件人"];

/// Problems of cells, as this reader tells them.
const OF_CELLS: &[(&str, &str)] = &[
    ("E-PAY-CELL-LONG", "E-RETURN-CELL-LONG"),
    ("E-PAY-CELL-ERROR", "E-RETURN-CELL-ERROR"),
    ("E-PAY-CELL-FORMULA", "E-RETURN-CELL-FORMULA"),
    ("E-PAY-CELL-NO-DAY", "E-RETURN-CELL-NO-DAY"),
];

/// Reads a carrier's list.
///
/// # Errors
/// The file or its headings cannot be read; every problem at once.
pub fn carrier_list(path: &Path) -> Result<CarrierList, Vec<Problem>> {
    let Sheet { table, bad, faults, others: other_sheets, name: sheet } = book::sheet(path)?;
    let (chosen, problems) = match_headers(&table, known, |_| None);
    // A carrier writes many columns; those that mean nothing here are told, not refused.
    let mut problems: Vec<Problem> =
        problems.into_iter().filter(|p| p.code != "E-CSV-HEADER-UNKNOWN").collect();
    for (field, meaning) in [
        ("number", ["单号", "the carrier's number"]),
        ("on", ["日期", "date"]),
        ("status", ["状态", "state"]),
    ] {
        if !chosen.contains(&Some(field)) {
            problems.push(missing_column(&table, field, meaning));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let named = table.headers.iter().zip(&chosen);
    let unread =
        named.filter(|(header, field)| field.is_none() && !header.is_empty()).map(|(h, _)| h.clone());
    let unread = unread.collect();
    let lines = table.rows.iter().map(|row| {
        let place = |at: usize, field: &str| {
            let place = table.cell(row, at, field);
            let line = place.line.filter(|_| sheet.is_none());
            Place { sheet: sheet.clone(), line, ..place }
        };
        let get = |field: &'static str| -> Result<Option<(Place, &str)>, Problem> {
            let Some(at) = chosen.iter().position(|name| *name == Some(field)) else { return Ok(None) };
            if let Some(code) = faults.get(&(row.line, at)) {
                let code = OF_CELLS.iter().find(|(found, _)| found == code).map_or(*code, |(_, own)| own);
                return Err(Problem::error(code, place(at, field)).with("found", shown(&row.cells[at])));
            }
            // An apostrophe makes a spreadsheet keep a number as text.
            let cell = normalise::text(&row.cells[at]).trim_start_matches('\'');
            Ok((!cell.is_empty()).then(|| (place(at, field), cell)))
        };
        let read = match bad.iter().find(|(line, _)| *line == row.line) {
            Some((_, problem)) => Err(problem.clone()),
            None => self::row(&get, &place(0, "")),
        };
        CarrierLine { place: Place { field: None, ..place(0, "") }, row: read }
    });
    let lines = lines.collect();
    Ok(CarrierList { unread, other_sheets, lines })
}

type Get<'a> = dyn Fn(&'static str) -> Result<Option<(Place, &'a str)>, Problem> + 'a;

fn row(get: &Get<'_>, start: &Place) -> Result<CarrierRow, Problem> {
    let must = |field: &'static str, meaning: [&str; 2]| {
        get(field)?.ok_or_else(|| {
            Problem::error("E-CSV-BLANK", Place { field: Some(field.to_owned()), ..start.clone() })
                .with("expected", field)
                .with("meaning_zh", meaning[0])
                .with("meaning_en", meaning[1])
        })
    };
    let (place, cell) = must("number", ["单号", "the carrier's number"])?;
    let Some(number) = postal::number(&normalise::half_width(cell)) else {
        return Err(Problem::error("E-POST-NUMBER", place).with("found", shown(cell)));
    };
    let (place, cell) = must("status", ["状态", "state"])?;
    let Some((fate, more)) = state(cell) else {
        let expected: Vec<&str> = STATES.iter().map(|(word, _)| *word).filter(|w| !w.is_ascii()).collect();
        return Err(Problem::error("E-POST-STATUS", place)
            .with("found", shown(cell))
            .with("expected", expected.join("、")));
    };
    let day = |(place, cell): (Place, &str)| book::day(cell).map_err(|fault| fault.at(place, cell));
    let on = match fate {
        Some(_) => Some(day(must("on", ["日期", "date"])?)?),
        None => get("on")?.map(day).transpose()?,
    };
    let line = |text: &str| -> Result<String, Fault> { value::line(text, LONGEST) };
    let beside = get("detail")?;
    let more = more.map(|more| (place, more));
    let to_the_sender = |text: &&(Place, &str)| TO_THE_SENDER.iter().any(|word| text.1.contains(word));
    let back = beside.iter().chain(&more).find(to_the_sender).filter(|_| fate == Some(Fate::Delivered));
    let fate = if back.is_some() { Some(Fate::Returned) } else { fate };
    let detail = back.or(beside.as_ref()).or(more.as_ref());
    let detail =
        detail.map(|(place, cell)| line(cell).map_err(|fault| fault.at(place.clone(), cell))).transpose()?;
    Ok(CarrierRow { number, on, fate, detail })
}

/// What became of a letter by the word for its state, and what stands behind that word: `已妥投（本人签收）`.
fn state(cell: &str) -> Option<(Option<Fate>, Option<&str>)> {
    let word = |text: &str| {
        let plain = normalise::half_width(text.trim());
        STATES.iter().find(|(word, _)| plain.eq_ignore_ascii_case(word)).map(|(_, fate)| *fate)
    };
    if let Some(fate) = word(cell) {
        // 本人签收, 拒收, 查无此人 say more than that it was delivered or came back.
        let plain = ["妥投", "已妥投", "签收", "已签收", "退回", "已退回", "投递成功"];
        let says_more = fate.is_some() && !cell.is_ascii() && !plain.contains(&cell);
        return Some((fate, says_more.then_some(cell)));
    }
    let (head, more) = cell.split_once(['（', '(', '：', ':', '，', ',', '-', ' '])?;
    let more = more.trim_end_matches(['）', ')']).trim();
    Some((word(head)?, (!more.is_empty()).then_some(more)))
}

fn known(header: &str) -> Option<&'static str> {
    let header = normalise::half_width(header);
    let same = |name: &&str| name.eq_ignore_ascii_case(&header);
    COLUMNS.iter().find(|(field, others)| same(field) || others.iter().any(same)).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;

    fn of(bytes: &[u8]) -> Result<CarrierList, Vec<Problem>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ems.csv");
        std::fs::write(&path, bytes).unwrap();
        carrier_list(&path)
    }

    #[test]
    fn an_export_is_read_as_carriers_write_it() {
        let text = "序号,邮件号,邮件状态,状态时间,签收人\n\
            1,'1234567890123,妥投,2026/7/3 10:22:05,本人签收\n\
            2,ｅｂ123456785cn,已退回（查无此人）,2026年7月5日,\n\
            3,1234567890125,运输中,,\n\
            4,1234567890126,退回妥投,2026-07-09,\n";
        let list = of(&encoding_rs::GB18030.encode(text).0).unwrap();
        assert_eq!(list.unread, ["序号"]);
        let row = |n: usize| list.lines[n].row.clone().unwrap();
        let day = date::parse("2026-07-03");
        let want = CarrierRow {
            number: "1234567890123".into(),
            on: day,
            fate: Some(Fate::Delivered),
            detail: Some("本人签收".into()),
        };
        assert_eq!(row(0), want);
        let back = row(1);
        assert_eq!((back.number.as_str(), back.fate), ("EB123456785CN", Some(Fate::Returned)));
        assert_eq!(back.detail.as_deref(), Some("查无此人"));
        assert_eq!((row(2).fate, row(2).on), (None, None));
        // What was delivered to the sender came back.
        assert_eq!(row(3).fate, Some(Fate::Returned));
    }

    /// What the sender took came back, whichever cell says so.
    #[test]
    fn what_was_delivered_to_the_sender_came_back() {
        let text = "单号,状态,日期,签收人\n\
            1234567890121,妥投（退回寄件人）,2026-07-03,\n\
            1234567890122,已签收 退件,2026-07-03,张三\n\
            1234567890123,妥投,2026-07-03,寄件人签收\n\
            1234567890124,已签收,2026-07-03,退回寄件人\n\
            1234567890125,投递并签收,2026-07-03,本人签收\n\
            1234567890126,退回中,2026-07-03,\n";
        let list = of(text.as_bytes()).unwrap();
        let rows = list.lines.into_iter().map(|line| line.row.unwrap());
        let found: Vec<_> = rows.map(|row| (row.fate, row.detail)).collect();
        let returned = |why: &str| (Some(Fate::Returned), Some(why.to_owned()));
        let want = [
            returned("退回寄件人"),
            returned("退件"),
            returned("寄件人签收"),
            returned("退回寄件人"),
            (Some(Fate::Delivered), Some("本人签收".to_owned())),
            (None, None),
        ];
        assert_eq!(found, want);
    }

    #[test]
    fn a_row_that_cannot_be_read_says_why_and_leaves_the_others() {
        let text = "单号,状态,日期\n123,妥投,2026-07-03\n1234567890123,不明,2026-07-03\n1234567890123,妥投,\n\
            1234567890123,妥投,2026-13-03\n1234567890123,妥投,2026-07-03\n";
        let list = of(text.as_bytes()).unwrap();
        let found: Vec<_> =
            list.lines.iter().map(|l| l.row.as_ref().map_or_else(|p| p.code, |_| "read")).collect();
        assert_eq!(found, ["E-POST-NUMBER", "E-POST-STATUS", "E-CSV-BLANK", "E-VALUE-DATE", "read"]);
        let problems: Vec<Problem> = list.lines.into_iter().filter_map(|l| l.row.err()).collect();
        crate::intake::wording::assert_worded(&problems);
        assert_eq!(problems[1].place.cell.as_deref(), Some("B3"));
        let problems = of(b"number,detail\nx,y\n").unwrap_err();
        assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["E-CSV-HEADER-MISSING"; 2]);
    }
}
