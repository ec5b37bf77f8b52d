//! A board of many columns as the data of printed pages: a table a subject, account and debtor first in each.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::content::{Board, Row, Shape, Wide};
use super::page::card;
use super::words::{ON_PANELS, confidential, some};
use crate::domain::Amount;

/// The folder of its template.
pub const PANELS: &str = "case-ledger";
/// The most cases that it prints: about 170 pages, 11 MB, made in 1 GB of memory (2,000 took 1.7 GB).
/// Whoever needs more needs a workbook.
pub const MOST_PRINTED: usize = 1_000;
/// The columns that name a row.
const NAMES: usize = 2;

/// The last days that count as past, as within a week and as within thirty days, as the workbook colours them.
pub(super) fn days(as_of: NaiveDate) -> [NaiveDate; 3] {
    let after = |days| as_of.checked_add_days(Days::new(days)).unwrap_or(as_of);
    [as_of.pred_opt().unwrap_or(as_of), after(7), after(30)]
}

/// The data of `page.typ` of [`PANELS`]; a board that is not wide has no tables there.
pub fn panels(board: &Board) -> Value {
    let mut words = some(board.wording, ON_PANELS);
    words.insert("confidential".to_owned(), confidential(board));
    let none = Wide::default();
    let wide = board.wide.as_ref().unwrap_or(&none);
    let panel = |(title, columns): &(String, Vec<usize>)| {
        let named = (0..NAMES).filter(|n| !columns.contains(n)).chain(columns.iter().copied());
        let shown: Vec<usize> = named.collect();
        json!({
            "title": title,
            "columns": shown.iter().map(|n| column(board, wide, *n)).collect::<Vec<_>>(),
            "rows": board.rows.iter().map(|row| cells(board, row, &shown)).collect::<Vec<_>>(),
        })
    };
    json!({
        "lang": (board.wording)(["zh", "en"]),
        "title": board.title,
        "scope": board.scope,
        "selection": board.selection.as_deref().unwrap_or_default(),
        "days": days(board.as_of),
        "cards": board.cards.iter().map(card).collect::<Vec<_>>(),
        "notes": board.notes,
        "words": words,
        "panels": wide.panels.iter().map(panel).collect::<Vec<_>>(),
    })
}

fn column(board: &Board, wide: &Wide, n: usize) -> Value {
    let of = board.columns.get(n);
    json!({
        "title": of.map(|c| c.title.as_str()).unwrap_or_default(),
        "width": wide.widths.get(n).copied().unwrap_or(10),
        "figures": of.is_some_and(|c| matches!(c.shape, Shape::Amount | Shape::Number)),
        "watched": wide.watched.contains(&n),
    })
}

fn cells(board: &Board, row: &Row, shown: &[usize]) -> Vec<String> {
    let text = |n: &usize| {
        let told = row.cells.get(*n).and_then(Value::as_str).unwrap_or_default();
        match board.columns.get(*n).map(|c| c.shape) {
            Some(Shape::Amount) => told.parse::<Amount>().map_or_else(|_| told.to_owned(), Amount::grouped),
            _ => told.to_owned(),
        }
    };
    shown.iter().map(text).collect()
}
