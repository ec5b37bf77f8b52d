//! The data of cover and index: what documents say of the case, with the order and the page numbers of the bundle.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::exhibits::Section;
use crate::domain::PageLabel;
use crate::domain::numeral::numeral;

/// What lies on the pages of a volume, as its cover lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// The numbers of its pages.
    pub labels: Vec<PageLabel>,
}

/// What an index says of an exhibit that is handed in on paper.
pub const ON_PAPER: &str = "另附纸质";

/// Page numbers as an index prints them: `12`, `12-14`, `12-12B`.
pub fn range(labels: &[PageLabel]) -> Option<String> {
    match (labels.first(), labels.last()) {
        (Some(first), Some(last)) if first == last => Some(first.to_string()),
        (Some(first), Some(last)) => Some(format!("{first}-{last}")),
        _ => None,
    }
}

/// The heading of a group, by its place from 0: 第一组　主体资格.
pub fn heading(at: usize, section: &Section<'_>) -> String {
    format!("第{}组　{}", numeral(at + 1), section.group.zh)
}

/// Puts the rows of an evidence list into the groups of the bundle: `exhibits` in the order of the pages, the first row
/// of each group with its heading. The rows stand in the order of the exhibits' numbers.
/// An exhibit that is in `on_paper` by its id has no pages here.
pub fn index(data: &mut Value, sections: &[Section<'_>], on_paper: &BTreeSet<String>) {
    let Some(rows) = data.get_mut("exhibits").and_then(Value::as_array_mut) else { return };
    let mut ordered = Vec::with_capacity(rows.len());
    for (at, section) in sections.iter().enumerate() {
        for (place, exhibit) in section.exhibits.iter().enumerate() {
            let Some(mut row) = rows.get(exhibit.index).cloned() else { continue };
            if let Some(row) = row.as_object_mut() {
                if place == 0 {
                    row.insert("group".to_owned(), heading(at, section).into());
                }
                if on_paper.contains(&exhibit.evidence.id) {
                    row.insert("pages".to_owned(), ON_PAPER.into());
                }
            }
            ordered.push(row);
        }
    }
    *rows = ordered;
}

/// Marks data as part of a volume whose pages are stamped: it prints no page numbers of its own, and page numbers that it
/// names lead to the pages.
pub fn bound(data: &mut Value) {
    if let Some(data) = data.as_object_mut() {
        data.insert("bound".to_owned(), true.into());
    }
}

/// The cover. `index` is the data of the evidence list, which names the parties as everything in the bundle does;
/// `forum` whom it is addressed to, `pages` how many are numbered.
pub fn cover(
    title: &str,
    index: &Value,
    forum: Option<&str>,
    entries: &[Entry],
    exhibits: usize,
    pages: usize,
    bound: bool,
) -> Value {
    let rows: Vec<Value> =
        entries.iter().map(|entry| json!({"title": entry.title, "pages": range(&entry.labels)})).collect();
    let mut data = json!({
        "title": title,
        "date": index["date"],
        "cause": index["cause"],
        "claimant": index["claimant"],
        "respondents": index["respondents"],
        "contents": rows,
        "exhibits": exhibits,
        "pages": pages,
        "copies": index["copies"],
        "redacted": false,
    });
    if let (Some(data), Some(forum)) = (data.as_object_mut(), forum) {
        data.insert("forum".to_owned(), forum.into());
    }
    if bound {
        self::bound(&mut data);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let of = |texts: &[&str]| {
            let labels: Vec<PageLabel> = texts.iter().map(|t| t.parse().unwrap()).collect();
            range(&labels)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["12"]).as_deref(), Some("12"));
        assert_eq!(of(&["12", "13", "13A"]).as_deref(), Some("12-13A"));
    }
}
