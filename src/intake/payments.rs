//! Payments of many accounts as a core system lists them, CSV or workbook. A row that cannot be read is kept with its
//! reason; whose account a row is, is the caller's to find out.

use std::path::Path;

use chrono::NaiveDate;

use super::book::{self, Sheet};
use super::lists::says_totals;
use super::logs::{match_headers, missing_column};
use super::normalise::unguarded;
use super::value::{self, Fault, shown};
use super::{near, normalise};
use crate::domain::money::Amount;
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::shape::{LONGEST, Shape};

/// A list of payments.
#[derive(Debug)]
pub struct PaymentList {
    /// The headings as they stand in the file.
    pub headers: Vec<String>,
    /// Headings that are not read.
    pub unread: Vec<String>,
    /// Sheets with content that are not read.
    pub other_sheets: Vec<String>,
    /// Rows of totals, left out.
    pub totals: Vec<Problem>,
    /// What each column is read as.
    chosen: Vec<Option<&'static str>>,
    /// The rows, in the order of the file.
    pub lines: Vec<PaymentLine>,
}

impl PaymentList {
    /// The problem with the heading of its column beside the field's name.
    pub fn with_header(&self, problem: &Problem) -> Problem {
        let mut problem = problem.clone();
        if let Some(field) = &mut problem.place.field
            && let Some(at) = self.chosen.iter().position(|name| *name == Some(field.as_str()))
            && self.headers[at] != *field
        {
            *field = format!("{} ({field})", shown(&self.headers[at]));
        }
        problem
    }
}

/// A row of the list.
#[derive(Debug)]
pub struct PaymentLine {
    /// Where it stands.
    pub place: Place,
    /// Its cells as they stand in the file.
    pub cells: Vec<String>,
    /// What it says, or why it cannot be read.
    pub row: Result<PaymentRow, Problem>,
}

/// A payment, or one taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// The account, where the row names it.
    pub account: Option<String>,
    /// A card, contract or loan number, for rows without an account.
    pub number: Option<String>,
    /// The day.
    pub on: NaiveDate,
    /// How much; above zero, whichever way it goes.
    pub amount: Amount,
    /// Who paid.
    pub from: Option<String>,
    /// The core system's number of this row (流水号).
    pub reference: Option<String>,
    /// The number of the payment that is taken back, where the row names it (原流水号).
    pub original: Option<String>,
    /// Whether a payment is taken back (冲正).
    pub reversal: bool,
}

/// Columns and the headings they go by, the canonical one first.
const COLUMNS: &[(&str, &[&str])] = &[
    ("account", &["案件编号", "案件账户", "账户编号"]),
    ("on", &["日期", "还款日期", "到账日期", "入账日期", "交易日期", "date"]),
    ("amount", &["金额", "还款金额", "入账金额", "交易金额", "发生额"]),
    ("from", &["付款人", "付款人名称", "付款人户名", "付款方", "payer"]),
    ("reference", &["流水号", "交易流水号", "核心流水号"]),
    ("original", &["原流水号", "原交易流水号", "被冲正流水号"]),
    ("kind", &["类型", "交易类型", "业务类型"]),
    ("card", &["卡号", "信用卡号", "card_number"]),
    ("contract", &["合同编号", "合同号", "contract_number"]),
    ("loan", &["借据号", "借据编号", "贷款编号", "loan_number"]),
];

const KINDS: &[(&str, &str)] = &[
    ("还款", "payment"),
    ("付款", "payment"),
    ("入账", "payment"),
    ("冲正", "reversal"),
    ("冲销", "reversal"),
    ("撤销", "reversal"),
];

/// Columns of our own list of what was not taken; read back, they say nothing.
const OURS: &[&str] = &["row", "行号", "reason", "原因"];

/// Reads a list of payments.
///
/// # Errors
/// The file or its headings cannot be read; every problem at once.
pub fn payment_list(path: &Path) -> Result<PaymentList, Vec<Problem>> {
    let Sheet { table, bad, faults, others: other_sheets, name: sheet } = book::sheet(path)?;
    if !bad.is_empty() {
        return Err(bad.into_iter().take(super::check::ENOUGH).map(|(_, problem)| problem).collect());
    }
    let ours = |header: &str| OURS.contains(&header);
    let (chosen, problems) = match_headers(
        &table,
        |header| known(header).or_else(|| ours(header).then_some("")),
        |header| near::nearest(header, COLUMNS.iter().map(|(field, _)| *field)).map(str::to_owned),
    );
    // A core system writes many columns; those that mean nothing here are told, not refused.
    let mut problems: Vec<Problem> = problems
        .into_iter()
        .filter(|p| p.code != "E-CSV-HEADER-UNKNOWN" && p.args.iter().all(|a| !ours(&a.1)))
        .collect();
    for (field, meaning) in [("on", ["日期", "date"]), ("amount", ["金额", "amount"])] {
        if !chosen.contains(&Some(field)) {
            problems.push(missing_column(&table, field, meaning));
        }
    }
    if !["account", "card", "contract", "loan"].iter().any(|field| chosen.contains(&Some(*field))) {
        let place = Place { cell: None, ..table.header(0) };
        problems.push(Problem::error("E-PAY-COLUMNS", place));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let named = table.headers.iter().zip(&chosen);
    let unread =
        named.filter(|(header, field)| field.is_none() && !header.is_empty()).map(|(h, _)| h.clone());
    let unread = unread.collect();
    let (mut lines, mut totals) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let column = |field: &str| chosen.iter().position(|name| *name == Some(field));
        let place = |at: usize, field: &str| {
            let place = table.cell(row, at, field);
            let line = place.line.filter(|_| sheet.is_none());
            Place { sheet: sheet.clone(), line, ..place }
        };
        let get = |field: &'static str| -> Result<Option<(usize, &str)>, Problem> {
            let Some(at) = column(field) else { return Ok(None) };
            if let Some(code) = faults.get(&(row.line, at)) {
                return Err(Problem::error(code, place(at, field)).with("found", shown(&row.cells[at])));
            }
            let cell = normalise::text(&row.cells[at]);
            Ok((!cell.is_empty()).then_some((at, cell)))
        };
        let said = |field: &&str| {
            column(field).is_some_and(|at| !says_totals(&row.cells[at]) && !row.cells[at].trim().is_empty())
        };
        if let Some(at) = row.cells.iter().position(|cell| says_totals(cell))
            && !["account", "card", "contract", "loan"].iter().any(said)
        {
            let note = Problem::warning("N-LIST-TOTALS", Place { field: None, ..place(at, "") });
            let note = note.with("found", shown(&row.cells[at]));
            totals.push(Problem { severity: Severity::Note, ..note });
            continue;
        }
        let reading = Reading { get: &get, place: &place };
        let read = reading.row();
        lines.push(PaymentLine {
            place: Place { field: None, ..place(0, "") },
            cells: row.cells.clone(),
            row: read,
        });
    }
    Ok(PaymentList { headers: table.headers, unread, other_sheets, totals, chosen, lines })
}

type Get<'a> = dyn Fn(&'static str) -> Result<Option<(usize, &'a str)>, Problem> + 'a;

struct Reading<'a> {
    get: &'a Get<'a>,
    place: &'a dyn Fn(usize, &str) -> Place,
}

impl Reading<'_> {
    fn row(&self) -> Result<PaymentRow, Problem> {
        let written = |cell: &str| normalise::word(cell, KINDS);
        let kind = (self.get)("kind")?;
        let reversal = match kind.map(|(at, cell)| (at, cell, written(cell))) {
            None => false,
            Some((_, _, word)) if word.eq_ignore_ascii_case("payment") => false,
            Some((_, _, word)) if word.eq_ignore_ascii_case("reversal") => true,
            Some((at, cell, _)) => {
                return Err(Problem::error("E-PAY-KIND", (self.place)(at, "kind")).with("found", shown(cell)));
            }
        };
        let on = self.must("on", book::day)?;
        let amount = self.must("amount", |cell| {
            let written = normalise::amount(unguarded(cell));
            // Core systems give a reversal the sign of what it does.
            let plain = if reversal { written.strip_prefix('-').unwrap_or(&written) } else { &written };
            if !reversal
                && plain.strip_prefix('-').is_some_and(|rest| value::scalar(&Shape::Amount, rest).is_ok())
            {
                return Err(Fault { code: "E-PAY-NEGATIVE", args: Vec::new() });
            }
            value::scalar(&Shape::Amount, plain)?;
            let amount = plain.parse::<Amount>().ok().filter(|a| *a > Amount::ZERO);
            amount.ok_or(Fault { code: "E-VALUE-ZERO", args: Vec::new() })
        })?;
        let number = match (self.text("card")?, self.text("contract")?) {
            (Some(card), _) => Some(card),
            (None, Some(contract)) => Some(contract),
            (None, None) => self.text("loan")?,
        };
        let (account, from) = (self.text("account")?, self.text("from")?);
        if account.is_none() && number.is_none() {
            return Err(Problem::error("E-PAY-WHOSE", (self.place)(0, "account")));
        }
        let (reference, original) = (self.text("reference")?, self.text("original")?);
        Ok(PaymentRow { account, number, on, amount, from, reference, original, reversal })
    }

    fn must<T>(
        &self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Result<T, Problem> {
        let Some((at, cell)) = (self.get)(field)? else {
            let meaning = if field == "on" { ["日期", "date"] } else { ["金额", "amount"] };
            return Err(Problem::error("E-CSV-BLANK", (self.place)(0, field))
                .with("expected", field)
                .with("meaning_zh", meaning[0])
                .with("meaning_en", meaning[1]));
        };
        read(cell).map_err(|fault| fault.at((self.place)(at, field), cell))
    }

    /// One line of text, without the `'` that our own CSV puts before what a spreadsheet would run.
    fn text(&self, field: &'static str) -> Result<Option<String>, Problem> {
        let Some((at, cell)) = (self.get)(field)? else { return Ok(None) };
        let plain = unguarded(cell);
        // A number that a spreadsheet wrote in its short form is no account, card or reference any more.
        let name = if field == "card" { "card_number" } else { field };
        value::line(plain, LONGEST).map(Some).map_err(|fault| fault.at((self.place)(at, name), cell))
    }
}

fn known(header: &str) -> Option<&'static str> {
    let header = normalise::half_width(header);
    let same = |name: &&str| name.eq_ignore_ascii_case(&header);
    COLUMNS.iter().find(|(field, others)| same(field) || others.iter().any(same)).map(|(field, _)| *field)
}
