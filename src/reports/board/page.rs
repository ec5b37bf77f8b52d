//! A board as HTML.

use serde_json::{Value, json};

use super::content::{Board, Card, Grid, MOST_ROWS, link};
use super::facts::{embedded, facts};
use super::words::{ON_PAGE, confidential, some, word};
use crate::papers::hash;
use crate::press::{PressError, TextFolder};

/// The template's file.
pub const PAGE: &str = "board.html.j2";

/// The page as one file: the template, then the facts for its script. They are no part of the template's data, which has
/// a limit that thousands of cases would pass. The same board gives the same bytes.
///
/// # Errors
/// Those of [`TextFolder::render`].
pub fn html(board: &Board, template: &TextFolder) -> Result<String, PressError> {
    let facts = embedded(&facts(board));
    // Only the script that bears it runs. Whoever has a name put into the page cannot know it: it depends on all the rest.
    let nonce = hash::of_bytes(facts.as_bytes());
    let mut page = template.render(PAGE, &shell(board, &nonce))?;
    page.push_str("<script type=\"application/json\" id=\"facts\">");
    page.push_str(&facts);
    page.push_str("</script>\n</body>\n</html>\n");
    Ok(page)
}

/// The data of the template: all but the cases.
fn shell(board: &Board, nonce: &str) -> Value {
    let charts = board.charts.iter().filter(|chart| !chart.is_empty()).map(
        |chart| json!({"id": chart.id, "title": chart.title, "note": chart.note, "svg": chart.svg(None)}),
    );
    let mut notes = board.notes.clone();
    if board.rows.len() > MOST_ROWS {
        let numbers = [("rows", MOST_ROWS), ("all", board.rows.len())];
        notes.push(word(board.wording, "rows_cut", &numbers));
    }
    let mut words = some(board.wording, ON_PAGE);
    words.insert("confidential".to_owned(), confidential(board));
    json!({
        "lang": (board.wording)(["zh-CN", "en"]),
        "nonce": nonce,
        "title": board.title,
        "scope": board.scope,
        "selection": board.selection.as_deref().unwrap_or_default(),
        "cards": board.cards.iter().map(card).collect::<Vec<_>>(),
        "charts": charts.collect::<Vec<_>>(),
        "grids": board.grids.iter().map(grid).collect::<Vec<_>>(),
        "notes": notes,
        "words": words,
    })
}

pub(super) fn card(card: &Card) -> Value {
    json!({
        "label": card.label,
        "value": card.value,
        "unit": card.unit,
        "formula": card.formula,
        "worked": card.worked,
        "link": card.group.filter(|_| card.count > 0).map(link),
        "count": card.count,
    })
}

pub(super) fn grid(grid: &Grid) -> Value {
    let columns = grid.columns.iter().map(|(title, figures)| json!({"title": title, "figures": figures}));
    let rows = grid.rows.iter().map(|row| json!({"cells": row.cells, "link": row.group.map(link)}));
    json!({
        "id": grid.id,
        "title": grid.title,
        "note": grid.note,
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}
