//! Whether a bundle that was put together is the one that was planned. Told before anyone is told that it is made.

use std::collections::BTreeMap;

use serde_json::Value;

use super::contents::{Held, ON_PAPER, range, volumes};
use super::pages::Row;
use crate::domain::PageLabel;
use crate::domain::problem::{Place, Problem};

/// Holds the numbers on the pages of a finished volume against those that were planned: none too many, none missing.
pub fn numbers(planned: &[Vec<PageLabel>], found: &[Option<PageLabel>]) -> Option<Problem> {
    let planned: Vec<PageLabel> = planned.iter().flatten().copied().collect();
    let found: Vec<PageLabel> = found.iter().flatten().copied().collect();
    let at = (0..planned.len().max(found.len())).find(|at| planned.get(*at) != found.get(*at))?;
    let shown = |label: Option<&PageLabel>| label.map_or_else(|| "—".to_owned(), PageLabel::to_string);
    Some(disagrees("number", &shown(found.get(at)), &shown(planned.get(at))))
}

/// Holds what the index prints of each exhibit against the pages on which it lies. `ids` are the exhibits' evidence ids in
/// the order of the index.
/// `held` are the files of a volume of several.
pub fn index(
    printed: &Value,
    ids: &[&str],
    rows: &[Row],
    labels: &[Vec<PageLabel>],
    held: &[Held],
) -> Option<Problem> {
    let lies: BTreeMap<&str, &Vec<PageLabel>> = rows
        .iter()
        .zip(labels)
        .filter(|(row, _)| row.exhibit)
        .map(|(row, labels)| (row.id.as_str(), labels))
        .collect();
    let listed = printed["exhibits"].as_array().map_or(&[][..], Vec::as_slice);
    if listed.len() != lies.len() || ids.len() != lies.len() {
        return Some(disagrees("index", &listed.len().to_string(), &lies.len().to_string()));
    }
    ids.iter().zip(listed).find_map(|(id, row)| {
        let expected = lies
            .get(id)
            .and_then(|labels| Some(range(labels)? + &volumes(labels, held)))
            .unwrap_or_else(|| ON_PAPER.to_owned());
        let found = row["pages"].as_str().unwrap_or_default();
        (found != expected).then(|| disagrees("index", found, &expected))
    })
}

/// A volume that is not as planned.
pub fn disagrees(what: &str, found: &str, expected: &str) -> Problem {
    Problem::error("E-BUNDLE-DISAGREES", Place::default())
        .with("what", what)
        .with("found", found)
        .with("expected", expected)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn labels(texts: &[&str]) -> Vec<PageLabel> {
        texts.iter().map(|t| t.parse().unwrap()).collect()
    }

    #[test]
    fn a_page_too_many_or_another_number_is_found() {
        let planned = [labels(&["1", "2"]), labels(&["2A"])];
        let some = |texts: &[&str]| labels(texts).into_iter().map(Some).collect::<Vec<_>>();
        assert_eq!(numbers(&planned, &some(&["1", "2", "2A"])), None);
        for wrong in [&["1", "2"][..], &["1", "2", "3"], &["1", "2", "2A", "3"]] {
            assert_eq!(numbers(&planned, &some(wrong)).unwrap().code, "E-BUNDLE-DISAGREES", "{wrong:?}");
        }
    }

    #[test]
    fn an_index_that_lies_is_found() {
        let row = |id: &str, pages| Row { id: id.to_owned(), exhibit: true, pages };
        let rows = [row("a", 2), row("paper", 0)];
        let numbers = [labels(&["3", "4"]), Vec::new()];
        let of = |first: &str, second: &str| json!({"exhibits": [{"pages": first}, {"pages": second}]});
        assert_eq!(index(&of("3-4", ON_PAPER), &["a", "paper"], &rows, &numbers, &[]), None);
        assert!(index(&of("3-5", ON_PAPER), &["a", "paper"], &rows, &numbers, &[]).is_some());
        assert!(index(&of("3-4", ""), &["a", "paper"], &rows, &numbers, &[]).is_some());
        assert!(
            index(&json!({"exhibits": [{"pages": "3-4"}]}), &["a", "paper"], &rows, &numbers, &[]).is_some()
        );
    }
}
