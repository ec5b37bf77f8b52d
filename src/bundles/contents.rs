//! The data of cover and index: what documents say of the case, with the order and the page numbers of the bundle.

use std::collections::{BTreeMap, BTreeSet};

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

/// One of several files of a volume, and the numbers of the pages in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The file's name.
    pub file: String,
    /// The number of the first page that has one.
    pub first: PageLabel,
    /// And of the last.
    pub last: PageLabel,
}

impl Held {
    /// A file with pages of these numbers, in their order; none where no page is numbered.
    pub fn of<'a>(file: &str, labels: impl Iterator<Item = &'a PageLabel>) -> Option<Held> {
        let labels: Vec<&PageLabel> = labels.collect();
        let (first, last) = (**labels.first()?, **labels.last()?);
        Some(Held { file: file.to_owned(), first, last })
    }
}

/// Which of several files pages lie in, as an index says it behind their numbers: （第二册）, （第一至二册）.
pub fn volumes(labels: &[PageLabel], held: &[Held]) -> String {
    let of = |label: Option<&PageLabel>| {
        let label = label?;
        held.iter().position(|held| held.first <= *label && *label <= held.last)
    };
    match (of(labels.first()), of(labels.last())) {
        (Some(first), Some(last)) if first == last => format!("（第{}册）", numeral(first + 1)),
        (Some(first), Some(last)) => format!("（第{}至{}册）", numeral(first + 1), numeral(last + 1)),
        _ => String::new(),
    }
}

/// The files of a volume as its cover lists them.
pub fn files(held: &[Held]) -> impl Iterator<Item = Entry> {
    held.iter().enumerate().map(|(at, held)| Entry {
        title: format!("第{}册（{}）", numeral(at + 1), held.file),
        labels: if held.first == held.last { vec![held.first] } else { vec![held.first, held.last] },
    })
}

/// The heading of a group, by its place from 0: 第一组　主体资格.
pub fn heading(at: usize, section: &Section<'_>) -> String {
    format!("第{}组　{}", numeral(at + 1), section.group.zh)
}

/// Puts the rows of an evidence list into the groups of the bundle: `exhibits` in the order of the pages, the first row
/// of each group with its heading. The rows stand in the order of the exhibits' numbers.
/// An exhibit that is in `on_paper` by its id has no pages here; `marks` by id say which file the pages lie in.
pub fn index(
    data: &mut Value,
    sections: &[Section<'_>],
    on_paper: &BTreeSet<String>,
    marks: &BTreeMap<String, String>,
) {
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
                } else if let (Some(mark), Some(pages)) = (
                    marks.get(&exhibit.evidence.id).filter(|mark| !mark.is_empty()),
                    row.get("pages").and_then(Value::as_str).map(str::to_owned),
                ) {
                    row.insert("pages".to_owned(), format!("{pages}{mark}").into());
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

    #[test]
    fn pages_are_told_by_file() {
        let labels = |texts: &[&str]| texts.iter().map(|t| t.parse().unwrap()).collect::<Vec<PageLabel>>();
        let held: Vec<Held> = [("a_1.pdf", ["1", "12"]), ("a_2.pdf", ["12A", "30"])]
            .iter()
            .filter_map(|(file, ends)| Held::of(file, labels(ends).iter()))
            .collect();
        assert_eq!(volumes(&labels(&["3", "4"]), &held), "（第一册）");
        assert_eq!(volumes(&labels(&["12A"]), &held), "（第二册）");
        assert_eq!(volumes(&labels(&["12", "12A"]), &held), "（第一至二册）");
        assert_eq!(volumes(&labels(&["3"]), &[]), "");
    }
}
