//! A board as HTML.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::content::{Board, Card, Grid, GridRow, MOST_ROWS, account_link, cell_group, link};
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
        "grids": grids(board),
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

/// The tables of figures, with what their rows and cells lead to.
pub(super) fn grids(board: &Board) -> Vec<Value> {
    let groups: HashMap<&str, usize> = board.groups.iter().map(String::as_str).zip(0..).collect();
    let accounts: HashSet<&str> =
        board.rows.iter().take(MOST_ROWS).filter_map(|row| row.cells.first()?.as_str()).collect();
    board.grids.iter().map(|one| grid(one, &groups, &accounts)).collect()
}

fn grid(grid: &Grid, groups: &HashMap<&str, usize>, accounts: &HashSet<&str>) -> Value {
    let columns = grid.columns.iter().map(|(title, figures)| json!({"title": title, "figures": figures}));
    let row = |row: &GridRow| {
        let name = row.cells.first().map_or("", String::as_str);
        let case = || accounts.contains(name).then(|| account_link(name));
        let heads = grid.columns.iter().map(|(title, _)| title.as_str());
        let cells = heads.skip(1).map(|head| groups.get(cell_group(&grid.title, name, head).as_str()));
        let links = std::iter::once(None).chain(cells.map(|group| group.copied().map(link)));
        json!({
            "cells": row.cells,
            "link": row.group.map(link).or_else(case),
            "links": links.collect::<Vec<_>>(),
        })
    };
    json!({
        "id": grid.id,
        "title": grid.title,
        "note": grid.note,
        "columns": columns.collect::<Vec<_>>(),
        "rows": grid.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
