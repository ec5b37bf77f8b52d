//! A schedule of instalments, CSV or workbook: a day and an amount a row.

use std::path::Path;

use super::book::{self, Sheet};
use super::lists::says_totals;
use super::logs::{match_headers, missing_column};
use super::normalise::unguarded;
use super::value::{self, Fault, shown};
use super::{near, normalise};
use crate::domain::money::Amount;
use crate::domain::plan::Instalment;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Shape;

/// Columns and the headings they go by, the canonical one first.
const COLUMNS: &[(&str, &[&str])] = &[
    ("due", &["到期日", "还款日", "还款日期", "应还日期", "日期", "date"]),
    ("amount", &["金额", "应还金额", "还款金额", "期供", "每期金额", "金额(元)", "应还金额(元)"]),
];

/// Columns that people number or explain their rows with.
const ASIDE: &[&str] = &["期数", "期次", "序号", "备注", "number", "no", "remark"];

/// Reads a schedule, in the order of its days. A row of totals is left out.
///
/// # Errors
/// Every cell that is wrong; two instalments on one day.
pub fn schedule(path: &Path) -> Result<Vec<Instalment>, Vec<Problem>> {
    let Sheet { table, bad, faults, name: sheet, .. } = book::sheet(path)?;
    if !bad.is_empty() {
        return Err(bad.into_iter().take(super::check::ENOUGH).map(|(_, problem)| problem).collect());
    }
    let aside = |header: &str| ASIDE.iter().any(|name| name.eq_ignore_ascii_case(header.trim()));
    let (chosen, mut problems) = match_headers(
        &table,
        |header| known(header).or_else(|| aside(header).then_some("")),
        |header| near::nearest(header, COLUMNS.iter().map(|(field, _)| *field)).map(str::to_owned),
    );
    // Several that merely explain are no two columns of one thing.
    problems.retain(|p| p.code == "E-CSV-HEADER-UNKNOWN" || p.args.iter().all(|a| !aside(&a.1)));
    for (field, meaning) in [("due", ["到期日", "due"]), ("amount", ["金额", "amount"])] {
        if !chosen.contains(&Some(field)) {
            problems.push(missing_column(&table, field, meaning));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut out: Vec<(Instalment, Place)> = Vec::new();
    for row in &table.rows {
        if row.cells.iter().any(|cell| says_totals(cell)) {
            continue;
        }
        let place = |at: usize, field: &str| {
            let place = table.cell(row, at, field);
            let line = place.line.filter(|_| sheet.is_none());
            Place { sheet: sheet.clone(), line, ..place }
        };
        let get = |field: &'static str, meaning: [&str; 2]| -> Result<(usize, &str), Problem> {
            let at = chosen.iter().position(|name| *name == Some(field)).unwrap_or_default();
            if let Some(code) = faults.get(&(row.line, at)) {
                return Err(Problem::error(code, place(at, field)).with("found", shown(&row.cells[at])));
            }
            let cell = normalise::text(&row.cells[at]);
            if cell.is_empty() {
                return Err(Problem::error("E-CSV-BLANK", place(at, field))
                    .with("expected", field)
                    .with("meaning_zh", meaning[0])
                    .with("meaning_en", meaning[1]));
            }
            Ok((at, cell))
        };
        let due = get("due", ["到期日", "day"])
            .and_then(|(at, cell)| Ok((book::day(cell).map_err(|f| f.at(place(at, "due"), cell))?, at)));
        let amount = get("amount", ["金额", "amount"])
            .and_then(|(at, cell)| above_zero(cell).map_err(|f| f.at(place(at, "amount"), cell)));
        match (due, amount) {
            (Ok((due, at)), Ok(amount)) => out.push((Instalment { due, amount }, place(at, "due"))),
            (due, amount) => problems.extend(due.err().into_iter().chain(amount.err())),
        }
    }
    out.sort_by_key(|(instalment, _)| instalment.due);
    for pair in out.windows(2) {
        if pair[0].0.due == pair[1].0.due {
            problems.push(Problem::error("E-PLAN-SAME-DAY", pair[1].1.clone()).with("found", pair[1].0.due));
        }
    }
    if problems.is_empty() { Ok(out.into_iter().map(|(one, _)| one).collect()) } else { Err(problems) }
}

fn above_zero(cell: &str) -> Result<Amount, Fault> {
    let written = normalise::amount(unguarded(cell));
    value::scalar(&Shape::Amount, &written)?;
    let amount = written.parse::<Amount>().ok().filter(|a| *a > Amount::ZERO);
    amount.ok_or(Fault { code: "E-VALUE-ZERO", args: Vec::new() })
}

fn known(header: &str) -> Option<&'static str> {
    let header = normalise::half_width(header);
    let same = |name: &&str| name.eq_ignore_ascii_case(&header);
    COLUMNS.iter().find(|(field, others)| same(field) || others.iter().any(same)).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Code, line and cell.
    type Wrong = (&'static str, Option<u64>, Option<String>);

    fn read(text: &str) -> Result<Vec<(String, String)>, Vec<Wrong>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("schedule.csv");
        std::fs::write(&path, text).unwrap();
        let list = schedule(&path);
        list.map(|l| l.iter().map(|i| (i.due.to_string(), i.amount.to_string())).collect())
            .map_err(|all| all.into_iter().map(|p| (p.code, p.place.line, p.place.cell)).collect())
    }

    fn row(due: &str, amount: &str) -> (String, String) {
        (due.to_owned(), amount.to_owned())
    }

    /// As people write days and amounts, in any order, with a row of totals.
    #[test]
    fn a_schedule_as_people_write_it() {
        let text =
            "期数,到期日,金额,备注\n2,2026年9月30日,\"1,500.50\",\n1,2026/8/31,1000元,首期\n合计,,2500.50,\n";
        assert_eq!(read(text).unwrap(), [row("2026-08-31", "1000.00"), row("2026-09-30", "1500.50")]);
        assert_eq!(read("due,amount\n2026-08-31,1\n").unwrap(), [row("2026-08-31", "1.00")]);
    }

    /// Everything that is wrong at once, with line and cell.
    #[test]
    fn what_is_wrong_has_its_place() {
        let text = "到期日,金额\n2026-02-30,100.00\n2026-03-31,-1\n,5.00\n2026-04-30,0\n";
        let wrong: Vec<_> = read(text).unwrap_err();
        let places: Vec<_> =
            wrong.iter().map(|(_, line, cell)| (line.unwrap(), cell.as_deref().unwrap())).collect();
        assert_eq!(places, [(2, "A2"), (3, "B3"), (4, "A4"), (5, "B5")]);
        let twice = read("到期日,金额\n2026-03-31,1\n2026-03-31,2\n").unwrap_err();
        assert_eq!(twice[0].0, "E-PLAN-SAME-DAY");
        assert_eq!(read("到期日\n2026-03-31\n").unwrap_err().len(), 1);
    }
}
