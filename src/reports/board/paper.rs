//! A board as the data of printed pages.

use serde_json::{Value, json};

use super::content::Board;
use super::page::{card, grids};
use super::words::{ON_PAPER, confidential, some};

/// The data of `page.typ`: figures, the same charts in these families, tables. Cases are left to the page of a browser and
/// to the workbook.
pub fn paper(board: &Board, fonts: &[String]) -> Value {
    let charts = board
        .charts
        .iter()
        .filter(|chart| !chart.is_empty())
        .map(|chart| json!({"title": chart.title, "note": chart.note, "svg": chart.svg(Some(fonts))}));
    let mut words = some(board.wording, ON_PAPER);
    words.insert("confidential".to_owned(), confidential(board));
    json!({
        "lang": (board.wording)(["zh", "en"]),
        "title": board.title,
        "scope": board.scope,
        "selection": board.selection.as_deref().unwrap_or_default(),
        "cards": board.cards.iter().map(card).collect::<Vec<_>>(),
        "charts": charts.collect::<Vec<_>>(),
        "grids": grids(board),
        "notes": board.notes,
        "words": words,
    })
}
