//! Milestones from a table: an account's history, or what counsel sends back. Which milestones exist and which facts
//! they need is the tracks' business, not this reader's.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::check::ENOUGH;
use super::logs::{match_headers, minute, missing_column};
use super::table::{self, Row, Table};
use super::value::{self, Fault};
use super::{near, normalise};
use crate::domain::date;
use crate::domain::problem::Problem;
use crate::domain::shape::{LONGEST, Shape};

/// A row: a milestone that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRow {
    /// The file, as problems name it.
    pub file: String,
    /// The line of the file, from 1.
    pub line: u64,
    /// The account, where the file names it.
    pub account: Option<String>,
    /// The track, where the file names it: `litigation/judgment`.
    pub track: Option<String>,
    /// The milestone.
    pub milestone: String,
    /// The day it happened.
    pub on: NaiveDate,
    /// Its facts, by the names that `--set` takes; amounts, dates and counts in the one way the program reads.
    pub facts: BTreeMap<String, String>,
}

/// How a fact's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One line of text.
    Text,
    /// An amount in yuan.
    Amount,
    /// A day.
    Date,
    /// A day and a time.
    Minute,
    /// A whole number.
    Count,
}

/// Facts whose form is the same in every track, with the Chinese headers they go by.
pub(super) const FACTS: &[(&str, Form, &[&str])] = &[
    ("court", Form::Text, &["法院", "受理法院"]),
    ("institution", Form::Text, &["仲裁机构", "仲裁委员会"]),
    ("case_number", Form::Text, &["案号"]),
    ("party", Form::Text, &["当事人", "受送达人"]),
    ("why", Form::Text, &["原因"]),
    ("asset", Form::Text, &["财产类型"]),
    ("detail", Form::Text, &["财产信息", "明细"]),
    ("found", Form::Text, &["查控结果"]),
    ("at", Form::Minute, &["开庭时间"]),
    ("expires", Form::Date, &["查封到期日", "冻结到期日", "到期日"]),
    ("amount", Form::Amount, &["金额", "缴费额"]),
    ("principal", Form::Amount, &["本金", "判决本金"]),
    ("interest", Form::Amount, &["利息", "判决利息"]),
    ("costs", Form::Amount, &["费用", "判决费用"]),
    ("value", Form::Amount, &["评估价"]),
    ("price", Form::Amount, &["成交价"]),
    ("days", Form::Count, &["天数"]),
    ("perform_within_days", Form::Count, &["履行期限"]),
    ("round", Form::Count, &["轮次", "拍卖轮次"]),
];

pub(super) const ACCOUNT: &[&str] = &["案件编号", "账户"];
pub(super) const MILESTONE: &[&str] = &["节点"];
pub(super) const ON: &[&str] = &["日期", "发生日期"];

/// Reads a table of milestones, in the order of the file. In a case folder `account` is the case's own, and a row that
/// names another is refused.
///
/// # Errors
/// Every cell that is wrong.
pub fn milestone_rows(
    bytes: &[u8],
    file: &str,
    account: Option<&str>,
) -> Result<Vec<MilestoneRow>, Vec<Problem>> {
    let table = table::read(bytes, file)?;
    let (columns, mut problems) =
        match_headers(&table, known, |header| near::nearest(header, all_names()).map(str::to_owned));
    let has = |name: &str| columns.iter().flatten().any(|column| column == name);
    for (name, meaning) in [("milestone", ["节点", "milestone"]), ("on", ["日期", "day it happened"])] {
        if !has(name) {
            problems.push(missing_column(&table, name, meaning));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut out = Vec::new();
    for row in &table.rows {
        if problems.len() >= ENOUGH {
            break;
        }
        let mut reading = Reading { table: &table, row, columns: &columns, problems: &mut problems };
        if let Some(row) = reading.row(account) {
            out.push(row);
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

struct Reading<'a> {
    table: &'a Table,
    row: &'a Row,
    columns: &'a [Option<String>],
    problems: &'a mut Vec<Problem>,
}

impl Reading<'_> {
    fn row(&mut self, expected: Option<&str>) -> Option<MilestoneRow> {
        let account = self.cell("account", &|cell| text(cell));
        if let (Some(account), Some(expected)) = (&account, expected)
            && account != expected
        {
            let column = self.column("account").unwrap_or_default();
            let place = self.table.cell(self.row, column, "account");
            let problem = Problem::error("E-CSV-ACCOUNT", place).with("found", value::shown(account));
            self.problems.push(problem.with("expected", expected));
        }
        let milestone = self.required("milestone", &|cell| text(cell));
        let on = self.required("on", &|cell| day(cell));
        let mut facts = BTreeMap::new();
        for name in self.columns.iter().flatten().filter(|name| !is_own(name)) {
            let form = FACTS.iter().find(|(fact, ..)| fact == name).map_or(Form::Text, |(_, form, _)| *form);
            if let Some(value) = self.cell(name, &|cell| fact(form, cell)) {
                facts.insert(name.clone(), value);
            }
        }
        let (milestone, on) = (milestone?, date::parse(&on?)?);
        let (track, milestone) = match milestone.split_once('/') {
            Some((track, id)) => (Some(track.trim().to_owned()), id.trim().to_owned()),
            None => (None, milestone),
        };
        Some(MilestoneRow {
            file: self.table.file.clone(),
            line: self.row.line,
            account,
            track,
            milestone,
            on,
            facts,
        })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.as_deref() == Some(name))
    }

    fn required(&mut self, name: &str, read: &dyn Fn(&str) -> Result<String, Fault>) -> Option<String> {
        let column = self.column(name)?;
        if normalise::text(&self.row.cells[column]).is_empty() {
            let place = self.table.cell(self.row, column, name);
            self.problems.push(Problem::error("E-CSV-BLANK", place).with("expected", name));
            return None;
        }
        self.cell(name, read)
    }

    fn cell(&mut self, name: &str, read: &dyn Fn(&str) -> Result<String, Fault>) -> Option<String> {
        let column = self.column(name)?;
        let cell = normalise::text(&self.row.cells[column]);
        if cell.is_empty() {
            return None;
        }
        match read(cell) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.problems.push(fault.at(self.table.cell(self.row, column, name), cell));
                None
            }
        }
    }
}

fn text(cell: &str) -> Result<String, Fault> {
    value::line(normalise::unguarded(cell), LONGEST)
}

fn day(cell: &str) -> Result<String, Fault> {
    string(value::scalar(&Shape::Date, &normalise::date(cell)))
}

/// A fact's value in the one way the program reads.
pub(super) fn fact(form: Form, cell: &str) -> Result<String, Fault> {
    match form {
        Form::Text => text(cell),
        Form::Amount => string(value::scalar(&Shape::Amount, &normalise::amount(cell))),
        Form::Date => day(cell),
        Form::Minute => string(minute(cell)),
        Form::Count => {
            let plain = normalise::half_width(cell);
            let plain = plain.trim_end_matches(['天', '日']).trim_end().to_owned();
            let good = (1..=5).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit());
            if good { Ok(plain) } else { Err(Fault { code: "E-VALUE-COUNT", args: Vec::new() }) }
        }
    }
}

fn string(value: Result<serde_json::Value, Fault>) -> Result<String, Fault> {
    value.map(|value| value.as_str().unwrap_or_default().to_owned())
}

/// Whether a column is the row's own rather than a fact.
fn is_own(name: &str) -> bool {
    ["account", "milestone", "on"].contains(&name)
}

/// The column that a header names: one of the row's own, a fact by its Chinese name, or any fact's name as it is.
fn known(header: &str) -> Option<String> {
    let header = normalise::half_width(header);
    let own = [("account", ACCOUNT), ("milestone", MILESTONE), ("on", ON)];
    let facts = FACTS.iter().map(|(name, _, headers)| (*name, *headers));
    let named = own.into_iter().chain(facts);
    if let Some((name, _)) = named
        .into_iter()
        .find(|(name, headers)| name.eq_ignore_ascii_case(&header) || headers.contains(&&*header))
    {
        return Some(name.to_owned());
    }
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let fact = header.starts_with(|c: char| c.is_ascii_lowercase()) && header.chars().all(letters);
    (fact && header.len() <= 64).then_some(header)
}

fn all_names() -> impl Iterator<Item = &'static str> {
    let own = ["account", "milestone", "on"].into_iter();
    let chinese = ACCOUNT.iter().chain(MILESTONE).chain(ON).copied();
    own.chain(chinese).chain(
        FACTS.iter().flat_map(|(name, _, headers)| std::iter::once(*name).chain(headers.iter().copied())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_facts() {
        let rows = milestone_rows(
            "account,milestone,on,court,amount,case_number,perform_within_days\n\
             A-1,filed,2026-07-06,北京市西城区人民法院,,,\n\
             ,litigation/fee-noticed,2026/7/10,,\"¥766.31\",（2026）京0102民初1234号,\n\
             A-1,judgment,2026年9月1日,,,,１０\n"
                .as_bytes(),
            "milestones.csv",
            Some("A-1"),
        )
        .unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].line, rows[0].track.as_deref(), rows[0].milestone.as_str()), (2, None, "filed"));
        assert_eq!(rows[0].facts["court"], "北京市西城区人民法院");
        assert_eq!(rows[1].track.as_deref(), Some("litigation"));
        // Full-width brackets of a case number are part of it.
        assert_eq!(rows[1].facts["case_number"], "（2026）京0102民初1234号");
        assert_eq!(rows[1].facts["amount"], "766.31");
        assert_eq!(
            (rows[2].on.to_string().as_str(), rows[2].facts["perform_within_days"].as_str()),
            ("2026-09-01", "10")
        );
    }

    #[test]
    fn chinese_headers_and_no_account_column() {
        let rows = milestone_rows("节点,日期,案号\naccepted,2026/7/15,x\n".as_bytes(), "m.csv", Some("A-1"))
            .unwrap();
        assert_eq!((rows[0].account.as_deref(), rows[0].facts["case_number"].as_str()), (None, "x"));
    }

    #[test]
    fn wrong_cells_are_named_all_at_once() {
        let problems = milestone_rows(
            "account,milestone,on,amount,days,at\nA-2,,2026-13-01,abc,ten,2026-07-06\n".as_bytes(),
            "m.csv",
            Some("A-1"),
        )
        .unwrap_err();
        crate::intake::wording::assert_worded(&problems);
        let found: Vec<_> = problems.iter().map(|p| (p.code, p.place.cell.as_deref().unwrap())).collect();
        assert_eq!(
            found,
            [
                ("E-CSV-ACCOUNT", "A2"),
                ("E-CSV-BLANK", "B2"),
                ("E-VALUE-DATE", "C2"),
                ("E-VALUE-AMOUNT", "D2"),
                ("E-VALUE-COUNT", "E2"),
                ("E-VALUE-MINUTE", "F2"),
            ]
        );
        let problems = milestone_rows("milestone,Amt ¥\n".as_bytes(), "m.csv", None).unwrap_err();
        let found: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert_eq!(found, ["E-CSV-HEADER-UNKNOWN", "E-CSV-HEADER-MISSING"]);
    }

    /// Any bytes at all end in rows or in problems, whichever table they are taken for.
    #[test]
    fn scrambled_tables_never_end_the_program() {
        let good = "account,milestone,on,at,date,kind,amount\n\"A-1\",filed,2026/7/6,\"2026-07-06 9:00\",￥1.2万,\"x\ny\"\n";
        let gb = encoding_rs::GB18030
            .encode("时间;方式;对象;结果\n２０２６年３月２日１０时;电话;本人;接通\n")
            .0
            .into_owned();
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for round in 0..4000_usize {
            let mut bytes = if round % 2 == 0 { good.as_bytes().to_vec() } else { gb.clone() };
            for _ in 0..=round % 5 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (state >> 33) as usize % bytes.len();
                bytes[at] = [b'"', b'\n', b'\r', b',', b';', 0x80, 0xFF, (state >> 20) as u8]
                    [(state >> 40) as usize % 8];
            }
            let _ = milestone_rows(&bytes, "m.csv", Some("A-1"));
            let _ = super::super::logs::contacts(&bytes, "c.csv");
            let _ = super::super::logs::statements(&bytes, "s.csv");
        }
    }
}
