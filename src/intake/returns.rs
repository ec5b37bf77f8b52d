//! What counsel sends back: milestones of many accounts, CSV or workbook. A row that cannot be read is kept with its
//! reasons; whose account a row is, and what its milestone may be, is the caller's to find out.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::NaiveDate;

use super::book::{self, Sheet};
use super::logs::{match_headers, missing_column};
use super::milestones::{ACCOUNT, FACTS, Form, MILESTONE, ON, fact};
use super::normalise::{self, unguarded};
use super::table::{Row, Table};
use super::value::{self, Fault, shown};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::LONGEST;

/// A fact that may stand in a column, beside those that every track knows.
#[derive(Clone, Debug)]
pub struct FactColumn {
    /// The name that `--set` takes.
    pub name: String,
    /// How its value is written.
    pub form: Form,
    /// Headings it goes by, its name aside.
    pub headers: Vec<String>,
}

/// A return file.
#[derive(Debug)]
pub struct ReturnList {
    /// The headings as they stand in the file.
    pub headers: Vec<String>,
    /// Headings that are not read.
    pub unread: Vec<String>,
    /// Sheets with content that are not read.
    pub other_sheets: Vec<String>,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The rows, in the order of the file.
    pub lines: Vec<ReturnLine>,
    /// What each column is read as.
    columns: Vec<Option<String>>,
    table: Table,
}

/// A row of the file.
#[derive(Debug)]
pub struct ReturnLine {
    /// Its cells as they stand in the file.
    pub cells: Vec<String>,
    /// What it says, or every reason why it cannot be read.
    pub row: Result<ReturnRow, Vec<Problem>>,
}

/// What a row says. What the form came with and nobody filled in has neither milestone nor day nor facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnRow {
    /// The account, where the row names it.
    pub account: Option<String>,
    /// A debtor's name, to match or to compare.
    pub debtor: Option<String>,
    /// A debtor's identity number, whole, masked or its end.
    pub id: Option<String>,
    /// The case number that the proceeding has, to match.
    pub current: Option<String>,
    /// The milestone as written: an id, `TRACK/ID` or its title.
    pub milestone: Option<String>,
    /// The day it happened.
    pub on: Option<NaiveDate>,
    /// Facts by the names that `--set` takes, in the one way the program reads.
    pub facts: BTreeMap<String, String>,
}

/// Columns of the row's own, the canonical name first. `current_court` is there for people only.
const OWN: &[(&str, &[&str])] = &[
    ("account", ACCOUNT),
    ("milestone", MILESTONE),
    ("on", ON),
    ("debtor", &["被告姓名", "债务人", "债务人姓名", "被告", "被申请人", "姓名"]),
    ("id", &["证件号码", "身份证号", "身份证号码", "身份证后4位", "身份证后四位", "证件号后4位", "id_last4"]),
    ("current_case_number", &["当前案号"]),
    ("current_court", &["当前法院"]),
];

/// Columns and the sheet of our own that say nothing when they are read back. No fact of a track and no column that
/// people keep is called so: `原因` is a fact.
const OURS: &[&str] = &["left-out row", "未登记的行号", "left-out reason", "未登记原因"];
const GUIDE: &[&str] = &["节点说明", "Milestones"];

/// Problems of cells, as a return file's reader tells them.
const OF_CELLS: &[(&str, &str)] = &[
    ("E-PAY-CELL-LONG", "E-RETURN-CELL-LONG"),
    ("E-PAY-CELL-ERROR", "E-RETURN-CELL-ERROR"),
    ("E-PAY-CELL-FORMULA", "E-RETURN-CELL-FORMULA"),
    ("E-PAY-CELL-NO-DAY", "E-RETURN-CELL-NO-DAY"),
];
/// The forms in which a day may be written.
const DAYS: &str = "2026-01-05 / 2026/1/5 / 2026年1月5日";

/// Words for values that a track names by an identifier.
const WORDS: &[(&str, &[(&str, &str)])] = &[
    (
        "asset",
        &[
            ("银行存款", "bank-deposit"),
            ("存款", "bank-deposit"),
            ("动产", "movable"),
            ("不动产", "immovable"),
            ("其他财产权", "other-right"),
            ("其他财产权利", "other-right"),
        ],
    ),
    (
        "procedure",
        &[
            ("普通程序", "ordinary"),
            ("简易程序", "summary"),
            ("小额诉讼", "small-claims"),
            ("小额诉讼程序", "small-claims"),
        ],
    ),
];

/// The facts that every track knows, with the heading each goes by in Chinese, in the order of the form.
pub fn known_facts() -> impl Iterator<Item = (&'static str, &'static str)> {
    FACTS.iter().map(|(name, _, headers)| (*name, headers.first().copied().unwrap_or(name)))
}

/// Whether a heading is one that the list of rows that were left adds to those of the file.
pub fn is_of_list(header: &str) -> bool {
    OURS.contains(&header)
}

/// Reads a return file; `facts` are columns that may stand there beside those that every track knows.
///
/// # Errors
/// The file or its headings cannot be read; every problem at once.
pub fn return_file(path: &Path, facts: &[FactColumn]) -> Result<ReturnList, Vec<Problem>> {
    let Sheet { table, bad, faults, mut others, name } = book::sheet(path)?;
    let bad: HashMap<u64, Problem> = bad.into_iter().collect();
    others.retain(|sheet| !GUIDE.contains(&sheet.as_str()));
    let known = |header: &str| known(header, facts).or_else(|| OURS.contains(&header).then(String::new));
    let (columns, problems) = match_headers(&table, known, |_| None);
    // Counsel keeps columns of its own; those that mean nothing here are told, not refused.
    let ours = |p: &Problem| p.args.iter().any(|(_, value)| OURS.contains(&value.as_str()));
    let mut problems: Vec<Problem> =
        problems.into_iter().filter(|p| p.code != "E-CSV-HEADER-UNKNOWN" && !ours(p)).collect();
    let has = |name: &str| columns.iter().flatten().any(|column| column == name);
    for (name, meaning) in [("milestone", ["节点", "milestone"]), ("on", ["日期", "day it happened"])] {
        if !has(name) {
            problems.push(missing_column(&table, name, meaning));
        }
    }
    let whose =
        has("account") || has("case_number") || has("current_case_number") || (has("debtor") && has("id"));
    if !whose {
        problems.push(Problem::error("E-RETURN-COLUMNS", Place { cell: None, ..table.header(0) }));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let unread =
        table.headers.iter().zip(&columns).filter(|(header, column)| column.is_none() && !header.is_empty());
    let mut list = ReturnList {
        headers: table.headers.clone(),
        unread: unread.map(|(header, _)| header.clone()).collect(),
        other_sheets: others,
        sheet: name,
        lines: Vec::with_capacity(table.rows.len()),
        columns,
        table,
    };
    let lines = list.table.rows.iter().map(|row| {
        let mut reading = Reading { list: &list, row, faults: &faults, facts, problems: Vec::new() };
        // What stands in a row that does not fit may stand in the wrong column.
        let read = match bad.get(&row.line).cloned().or_else(|| list.beyond(row)) {
            Some(problem) => {
                let place = list.in_sheet(problem.place.clone());
                reading.problems.push(Problem { place, ..problem });
                ReturnRow::default()
            }
            None => reading.row(),
        };
        let row = if reading.problems.is_empty() { Ok(read) } else { Err(reading.problems) };
        ReturnLine { cells: reading.row.cells.clone(), row }
    });
    list.lines = lines.collect();
    Ok(list)
}

impl ReturnList {
    /// Where a field of a row stands: its cell, or the row's first where no column holds it.
    pub fn place(&self, line: usize, field: &str) -> Place {
        match self.table.rows.get(line) {
            Some(row) => self.place_in(row, field),
            None => Place { file: Some(self.table.file.clone()), ..Place::default() },
        }
    }

    /// The file's own heading of a field.
    pub fn header(&self, field: &str) -> Option<&str> {
        let at = self.columns.iter().position(|column| column.as_deref() == Some(field))?;
        self.headers.get(at).map(String::as_str)
    }

    fn place_in(&self, row: &Row, field: &str) -> Place {
        let column = self.columns.iter().position(|column| column.as_deref() == Some(field));
        self.in_sheet(self.table.cell(row, column.unwrap_or_default(), field))
    }

    /// What stands under no heading, as in our list of rows that were left for having too many cells.
    fn beyond(&self, row: &Row) -> Option<Problem> {
        let stands = |at: &usize| !normalise::text(&row.cells[*at]).is_empty();
        let at = (0..self.headers.len()).filter(|at| self.headers[*at].is_empty()).find(stands)?;
        let expected = self.headers.iter().filter(|header| !header.is_empty()).count();
        let problem = Problem::error("E-CSV-RAGGED", self.table.cell(row, at, ""));
        Some(problem.with("found", at + 1).with("expected", expected))
    }

    fn in_sheet(&self, place: Place) -> Place {
        let line = place.line.filter(|_| self.sheet.is_none());
        Place { sheet: self.sheet.clone(), line, ..place }
    }
}

struct Reading<'a> {
    list: &'a ReturnList,
    row: &'a Row,
    faults: &'a book::Faults,
    facts: &'a [FactColumn],
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn row(&mut self) -> ReturnRow {
        let mut row = ReturnRow {
            account: self.cell("account", &text),
            debtor: self.cell("debtor", &text),
            id: self.cell("id", &text),
            current: self.cell("current_case_number", &text),
            milestone: self.cell("milestone", &text),
            on: self.cell("on", &book::day),
            facts: BTreeMap::new(),
        };
        let columns: Vec<&String> = self.list.columns.iter().flatten().collect();
        for name in columns.into_iter().filter(|name| !name.is_empty() && !is_own(name)) {
            let form = form(name, self.facts);
            let words = WORDS.iter().find(|(fact, _)| fact == name).map_or(&[][..], |(_, words)| *words);
            let read = |cell: &str| {
                let word = words.iter().find(|(written, _)| *written == cell);
                fact(form, word.map_or(cell, |(_, id)| *id))
            };
            if let Some(value) = self.cell(name, &read) {
                row.facts.insert(name.clone(), value);
            }
        }
        let begun =
            row.milestone.is_some() || row.on.is_some() || row.facts.keys().any(|name| name != "case_number");
        if begun && self.problems.is_empty() {
            for (name, there) in [("milestone", row.milestone.is_some()), ("on", row.on.is_some())] {
                if !there {
                    let place = self.list.place_in(self.row, name);
                    let header = self.list.header(name).unwrap_or(name);
                    self.problems.push(Problem::error("E-CSV-BLANK", place).with("expected", header));
                }
            }
        }
        row
    }

    fn cell<T>(&mut self, name: &str, read: &dyn Fn(&str) -> Result<T, Fault>) -> Option<T> {
        let at = self.list.columns.iter().position(|column| column.as_deref() == Some(name))?;
        let place = || self.list.place_in(self.row, name);
        if let Some(code) = self.faults.get(&(self.row.line, at)) {
            let code = OF_CELLS.iter().find(|(pay, _)| pay == code).map_or(*code, |(_, ours)| *ours);
            self.problems.push(Problem::error(code, place()).with("found", shown(&self.row.cells[at])));
            return None;
        }
        let cell = unguarded(normalise::text(&self.row.cells[at]));
        if cell.is_empty() {
            return None;
        }
        match read(cell) {
            Ok(value) => Some(value),
            Err(fault) => {
                let problem = fault.at(place(), cell);
                let bare =
                    problem.code == "E-VALUE-DATE" && problem.args.iter().all(|(name, _)| *name != "near");
                self.problems.push(if bare { problem.with("near", DAYS) } else { problem });
                None
            }
        }
    }
}

fn text(cell: &str) -> Result<String, Fault> {
    value::line(cell, LONGEST)
}

fn is_own(name: &str) -> bool {
    OWN.iter().any(|(own, _)| *own == name)
}

fn form(name: &str, facts: &[FactColumn]) -> Form {
    let of_all = FACTS.iter().find(|(fact, ..)| *fact == name).map(|(_, form, _)| *form);
    let of_track = || facts.iter().find(|fact| fact.name == name).map(|fact| fact.form);
    of_all.or_else(of_track).unwrap_or(Form::Text)
}

/// The column that a heading names: one of the row's own, or a fact by its name or heading.
fn known(header: &str, facts: &[FactColumn]) -> Option<String> {
    let header = normalise::half_width(header);
    let same = |name: &str| name.eq_ignore_ascii_case(&header);
    let of_all = FACTS.iter().map(|(name, _, headers)| (*name, *headers));
    if let Some((name, _)) = OWN
        .iter()
        .copied()
        .chain(of_all)
        .find(|(name, headers)| same(name) || headers.iter().any(|h| same(h)))
    {
        return Some(name.to_owned());
    }
    let of_track = |fact: &&FactColumn| same(&fact.name) || fact.headers.iter().any(|h| same(h));
    facts.iter().find(of_track).map(|fact| fact.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date;

    fn of(name: &str, bytes: &[u8]) -> Result<ReturnList, Vec<Problem>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let judge =
            FactColumn { name: "judge".into(), form: Form::Text, headers: vec!["承办法官".into()] };
        return_file(&path, &[judge])
    }

    #[test]
    fn columns_and_values_as_people_write_them() {
        let text = "案件编号,被告姓名,身份证后4位,节点,日期,案号,缴费额,履行期限,承办法官,备注\n\
            A-1,李示例,３０１１,立案,2026/7/15,（2026）京0102民初1号,\"¥1,766.31\",１０日,王示例,x\n\
            A-2,,,,,,,,,\n";
        let bytes = encoding_rs::GB18030.encode(text).0;
        let list = of("r.csv", &bytes).unwrap();
        assert_eq!(list.unread, ["备注"]);
        let row = list.lines[0].row.as_ref().unwrap();
        assert_eq!((row.account.as_deref(), row.milestone.as_deref()), (Some("A-1"), Some("立案")));
        assert_eq!(row.on, date::parse("2026-07-15"));
        let facts: Vec<(&str, &str)> = row.facts.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            facts,
            [
                ("amount", "1766.31"),
                ("case_number", "（2026）京0102民初1号"),
                ("judge", "王示例"),
                ("perform_within_days", "10")
            ]
        );
        let blank = list.lines[1].row.as_ref().unwrap();
        assert_eq!(*blank, ReturnRow { account: Some("A-2".into()), ..ReturnRow::default() });
    }

    #[test]
    fn a_bad_row_leaves_the_others_alone() {
        let text = "account,milestone,on,amount,days\nA-1,heard,2026-13-01,abc,\nA-1,heard,2026-07-01,,\nA-1,,2026-07-01,,\n";
        let list = of("r.csv", text.as_bytes()).unwrap();
        let problems = list.lines[0].row.as_ref().unwrap_err();
        crate::intake::wording::assert_worded(problems);
        let found: Vec<_> = problems.iter().map(|p| (p.code, p.place.cell.as_deref().unwrap())).collect();
        assert_eq!(found, [("E-VALUE-DATE", "C2"), ("E-VALUE-AMOUNT", "D2")]);
        assert!(list.lines[1].row.is_ok());
        let blank = list.lines[2].row.as_ref().unwrap_err();
        assert_eq!((blank[0].code, blank[0].place.cell.as_deref()), ("E-CSV-BLANK", Some("B4")));
    }

    #[test]
    fn without_a_column_that_says_whose_it_is_nothing_is_read() {
        let problems = of("r.csv", b"milestone,on\nheard,2026-07-01\n").unwrap_err();
        crate::intake::wording::assert_worded(&problems);
        assert_eq!(problems[0].code, "E-RETURN-COLUMNS");
        let problems = of("r.csv", b"account,on,on\nA-1,x,y\n").unwrap_err();
        assert!(problems.iter().all(|p| p.code == "E-CSV-HEADER-TWICE"), "{problems:?}");
    }
}
