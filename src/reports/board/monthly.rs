//! The chart of what came in and what was spent.

use chrono::{Datelike, NaiveDate};

use super::content::{Chart, Drawn, Wording};
use super::numbers::{axis, in_unit};
use crate::domain::Amount;
use crate::reports::charts;
use crate::reports::portfolio::{Month, Portfolio};

/// The most columns: more are too narrow to be told apart.
const MOST: usize = 36;
/// Months that a column may stand for: a month, a quarter, a year, ten years, a hundred.
const SPANS: [i32; 5] = [1, 3, 12, 120, 1200];

/// A column: its first day, what came in, what was spent.
type Column = (NaiveDate, Option<Amount>, Option<Amount>);

/// By month; by quarter, year or more where there would be too many columns.
pub(super) fn chart(portfolio: &Portfolio, wording: Wording) -> Chart {
    let say = |pair: [&str; 2]| wording(pair).to_owned();
    let (span, columns) = columns(&portfolio.months);
    let (came_in, spent) = (say(["回款", "received"]), say(["费用", "costs"]));
    let fen = |amount: Option<Amount>| amount.map_or(0, Amount::fen);
    let comma = wording(["，", ", "]);
    let column = |(first, received, costs): &Column| charts::Month {
        name: name(*first, span),
        came_in: fen(*received),
        spent: fen(*costs),
        shown: format!(
            "{came_in} {}{comma}{spent} {}",
            in_unit(*received, wording),
            in_unit(*costs, wording)
        ),
        link: None,
    };
    let title = match span {
        1 => ["每月回款与费用", "Received and spent by month"],
        3 => ["每季回款与费用", "Received and spent by quarter"],
        12 => ["每年回款与费用", "Received and spent by year"],
        _ => ["各年代回款与费用", "Received and spent over the years"],
    };
    let mut note = say([
        "现金回款；费用为垫付减退回，负数不画",
        "cash received; costs advanced less refunds, none drawn below zero; in yuan",
    ]);
    if let (true, Some(first)) = (span > 1, portfolio.months.first()) {
        note += &format!("{}{}", say(["；自 ", "; from "]), first.month.format("%Y-%m"));
        note += wording([" 起", " on"]);
    }
    Chart {
        id: "chart-months",
        title: say(title),
        note,
        drawn: Drawn::Months {
            list: columns.iter().map(column).collect(),
            figure: if wording(["zh", "en"]) == "zh" {
                |fen| axis(fen, 1_000_000, ["万元", "元"])
            } else {
                |fen| axis(fen, 100_000, ["k", ""])
            },
            came_in: came_in.clone(),
            spent: spent.clone(),
        },
    }
}

/// The number of the column of a month.
fn number(month: NaiveDate, span: i32) -> i32 {
    (month.year() * 12 + month.month0().cast_signed()).div_euclid(span)
}

/// How many months a column stands for, and the columns. A sum beyond the range is none.
fn columns(months: &[Month]) -> (i32, Vec<Column>) {
    let many = |span: &i32| match (months.first(), months.last()) {
        (Some(a), Some(z)) => number(z.month, *span).abs_diff(number(a.month, *span)) as usize + 1,
        _ => 0,
    };
    let span = SPANS.into_iter().find(|span| many(span) <= MOST).unwrap_or(SPANS[SPANS.len() - 1]);
    let sum = |a: Option<Amount>, b: Option<Amount>| a?.checked_add(b?);
    let of = |one: &[Month]| {
        let none = Some(Amount::ZERO);
        let start = (one[0].month, none, none);
        one.iter()
            .fold(start, |(day, received, costs), m| (day, sum(received, m.recovered), sum(costs, m.costs)))
    };
    (span, months.chunk_by(|a, b| number(a.month, span) == number(b.month, span)).map(of).collect())
}

/// `2026-03`, `2026Q1`, `2026`, `2020–`.
fn name(first: NaiveDate, span: i32) -> String {
    match span {
        1 => first.format("%Y-%m").to_string(),
        3 => format!("{}Q{}", first.year(), first.month0() / 3 + 1),
        12 => first.year().to_string(),
        _ => format!("{}–", number(first, span) * (span / 12)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One yuan a month from a month of this year on.
    fn since(year: i32, month: u32, count: u32) -> Vec<Month> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let one = |n| Month {
            recovered: Some(Amount::from_fen(100)),
            costs: None,
            ..Month::empty(first.checked_add_months(chrono::Months::new(n)).unwrap())
        };
        (0..count).map(one).collect()
    }

    /// Counted by hand: 36 months as they are; from February 2024 the first quarter has two months; 2010 to 2026 are 17
    /// years, the last of 11 months.
    #[test]
    fn many_months_become_quarters_and_years() {
        let told = |months: &[Month]| {
            let (span, columns) = columns(months);
            let of = |c: &Column| (name(c.0, span), c.1.unwrap().fen() / 100);
            (columns.len(), of(&columns[0]), of(&columns[columns.len() - 1]))
        };
        let is = |name: &str, yuan: i64| (name.to_owned(), yuan);
        assert_eq!(told(&since(2024, 1, 36)), (36, is("2024-01", 1), is("2026-12", 1)));
        assert_eq!(told(&since(2023, 2, 46)), (16, is("2023Q1", 2), is("2026Q4", 2)));
        assert_eq!(told(&since(2010, 1, 203)), (17, is("2010", 12), is("2026", 11)));
        assert_eq!(told(&since(1900, 1, 1523)), (13, is("1900–", 120), is("2020–", 83)));
        assert_eq!(columns(&since(2010, 1, 203)).1[0].2, None, "a sum beyond the range stays none");
        assert_eq!(columns(&[]).1.len(), 0);
    }
}
