//! Page numbers: one row of them afresh, or, once a bundle has gone out, its numbers kept and late pages inserted as 12A.

use std::collections::BTreeSet;

use crate::domain::PageLabel;
use crate::domain::bundle::BundlePart;

/// What is to be numbered: something with pages, in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The evidence id of an exhibit, the kind of a document.
    pub id: String,
    /// Whether it is an exhibit.
    pub exhibit: bool,
    /// Its pages; 0 of what is handed in on paper.
    pub pages: u32,
}

/// Why the numbers of an earlier bundle could not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Afresh {
    /// This part has fewer pages than before.
    Shorter(String),
    /// This part lies elsewhere than before, or there is no number left between two pages that went out.
    Moved(String),
}

/// Numbers for every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// For each row, the number of each of its pages.
    pub labels: Vec<Vec<PageLabel>>,
    /// Why earlier numbers were given up.
    pub afresh: Option<Afresh>,
}

/// Numbers the rows: from 1, or so that every page that an earlier bundle numbered keeps its number. Pages that came
/// since take letters after the page before them; behind the last page they go on with the next number.
pub fn number(rows: &[Row], earlier: Option<&[BundlePart]>) -> Numbered {
    match earlier.map(|parts| kept(rows, parts)) {
        Some(Ok(labels)) => Numbered { labels, afresh: None },
        Some(Err(why)) => Numbered { labels: afresh(rows), afresh: Some(why) },
        None => Numbered { labels: afresh(rows), afresh: None },
    }
}

fn afresh(rows: &[Row]) -> Vec<Vec<PageLabel>> {
    let mut next = 0;
    let mut pages = |count: u32| {
        (0..count)
            .map(|_| {
                next += 1;
                PageLabel::plain(next)
            })
            .collect()
    };
    rows.iter().map(|row| pages(row.pages)).collect()
}

fn kept(rows: &[Row], earlier: &[BundlePart]) -> Result<Vec<Vec<PageLabel>>, Afresh> {
    let same = |part: &BundlePart, row: &Row| part.id == row.id && part.exhibit == row.exhibit;
    // What went out and is there no more leaves a gap: nobody else gets its numbers.
    let gone: BTreeSet<PageLabel> =
        earlier.iter().filter(|part| !rows.iter().any(|row| same(part, row))).flat_map(spread).collect();
    let mut all: Vec<Vec<Option<PageLabel>>> = Vec::with_capacity(rows.len());
    for row in rows {
        let had = earlier.iter().find(|part| same(part, row)).map(spread).unwrap_or_default();
        let pages = row.pages as usize;
        if had.len() > pages {
            return Err(Afresh::Shorter(row.id.clone()));
        }
        all.push((0..pages).map(|at| had.get(at).copied()).collect());
    }
    // From the back, the number that each new page must stay before.
    let mut before: Option<PageLabel> = None;
    let mut limits: Vec<Vec<Option<PageLabel>>> = Vec::with_capacity(all.len());
    for row in all.iter().rev() {
        let mut of_row = vec![None; row.len()];
        for (at, label) in row.iter().enumerate().rev() {
            of_row[at] = before;
            before = label.or(before);
        }
        limits.push(of_row);
    }
    limits.reverse();
    let mut last: Option<PageLabel> = None;
    let mut numbered = Vec::with_capacity(rows.len());
    for ((row, had), limits) in rows.iter().zip(&all).zip(&limits) {
        let mut labels: Vec<PageLabel> = Vec::with_capacity(had.len());
        let fresh = had.iter().all(Option::is_none);
        for (label, limit) in had.iter().zip(limits) {
            let behind = gone.last().filter(|gone| limit.is_none() && last.is_none_or(|last| last < **gone));
            let label = label.or_else(|| match (last, limit) {
                // A part that went out grows by letters rather than jumping over those that are gone.
                (Some(last), _) if limit.is_some() || (behind.is_some() && !labels.is_empty() && !fresh) => {
                    (last.insert + 1..).map(|insert| PageLabel { insert, ..last }).find(|l| !gone.contains(l))
                }
                (_, None) => {
                    let after = behind.copied().or(last).map_or(0, |label| label.number);
                    Some(PageLabel::plain(after + 1))
                }
                // Nothing can lie before the first page.
                _ => None,
            });
            let fits =
                |l: &PageLabel| last.is_none_or(|last| last < *l) && limit.is_none_or(|limit| *l < limit);
            let Some(label) = label.filter(fits) else { return Err(Afresh::Moved(row.id.clone())) };
            labels.push(label);
            last = Some(label);
        }
        // First, last and count must say it all.
        let said = BundlePart {
            id: row.id.clone(),
            exhibit: row.exhibit,
            number: None,
            pages: row.pages,
            first: labels.first().copied(),
            last: labels.last().copied(),
            sha256: String::new(),
        };
        if spread(&said) != labels {
            return Err(Afresh::Moved(row.id.clone()));
        }
        numbered.push(labels);
    }
    Ok(numbered)
}

/// The numbers of a part's pages, from its first, its last and their count: 10 to 12B are 10, 11, 12, 12A, 12B.
pub fn spread(part: &BundlePart) -> Vec<PageLabel> {
    let (Some(first), Some(last)) = (part.first, part.last) else { return Vec::new() };
    let whole = (first.number + 1..=last.number).map(PageLabel::plain);
    let inserted = (1..=last.insert).map(|insert| PageLabel { number: last.number, insert });
    let rest = if first.number == last.number {
        (first.insert + 1..=last.insert).map(|insert| PageLabel { number: first.number, insert }).collect()
    } else {
        whole.chain(inserted).collect::<Vec<_>>()
    };
    std::iter::once(first).chain(rest).take(part.pages as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, pages: u32) -> Row {
        Row { id: id.into(), exhibit: true, pages }
    }

    fn part(id: &str, first: &str, last: &str, pages: u32) -> BundlePart {
        BundlePart {
            id: id.into(),
            exhibit: true,
            number: None,
            pages,
            first: first.parse().ok(),
            last: last.parse().ok(),
            sha256: String::new(),
        }
    }

    fn shown(numbered: &Numbered) -> Vec<String> {
        let row =
            |labels: &Vec<PageLabel>| labels.iter().map(PageLabel::to_string).collect::<Vec<_>>().join(" ");
        numbered.labels.iter().map(row).collect()
    }

    #[test]
    fn afresh_from_one() {
        let numbered = number(&[row("a", 2), row("paper", 0), row("b", 3)], None);
        assert_eq!(shown(&numbered), ["1 2", "", "3 4 5"]);
    }

    /// A late exhibit between two: 12A, 12B; what went out is as it was.
    #[test]
    fn late_pages_take_letters() {
        let earlier = [part("a", "1", "12", 12), part("b", "13", "15", 3)];
        let numbered = number(&[row("a", 12), row("late", 2), row("b", 3)], Some(&earlier));
        assert_eq!(shown(&numbered)[1..], ["12A 12B", "13 14 15"]);
        assert_eq!(numbered.afresh, None);
        // And one more, after the letters that are given.
        let earlier = [part("a", "1", "12", 12), part("late", "12A", "12B", 2), part("b", "13", "15", 3)];
        let rows = [row("a", 12), row("late", 2), row("later", 1), row("b", 3), row("last", 2)];
        let numbered = number(&rows, Some(&earlier));
        assert_eq!(shown(&numbered)[1..], ["12A 12B", "12C", "13 14 15", "16 17"]);
    }

    /// A contact log that grew keeps its numbers and goes on by letters.
    #[test]
    fn a_longer_part_goes_on_by_letters() {
        let earlier = [part("a", "1", "3", 3), part("b", "4", "4", 1)];
        let numbered = number(&[row("a", 5), row("b", 1)], Some(&earlier));
        assert_eq!(shown(&numbered), ["1 2 3 3A 3B", "4"]);
        let earlier = [part("a", "1", "3B", 5), part("b", "4", "4", 1)];
        assert_eq!(shown(&number(&[row("a", 6), row("b", 1)], Some(&earlier))), ["1 2 3 3A 3B 3C", "4"]);
    }

    /// What is taken out leaves its numbers to nobody; what comes later goes on behind or takes the next letter.
    #[test]
    fn what_is_gone_leaves_a_gap() {
        let earlier =
            [part("a", "1", "3", 3), part("b", "4", "5", 2), part("c", "6", "6", 1), part("d", "7", "8", 2)];
        let now = |rows: &[Row]| {
            let numbered = number(rows, Some(&earlier));
            assert_eq!(numbered.afresh, None);
            shown(&numbered)
        };
        assert_eq!(now(&[row("a", 3), row("c", 1), row("d", 2)]), ["1 2 3", "6", "7 8"]);
        assert_eq!(now(&[row("a", 3), row("new", 2), row("c", 1), row("d", 2)])[1], "3A 3B");
        // The last one gone: a new one does not get its numbers, and one that grows does not run into them.
        assert_eq!(
            now(&[row("a", 3), row("b", 2), row("c", 2), row("new", 2)]),
            ["1 2 3", "4 5", "6 6A", "9 10"]
        );
        let earlier = [part("a", "1", "3", 3), part("late", "3A", "3B", 2), part("b", "4", "4", 1)];
        let numbered = number(&[row("a", 3), row("new", 1), row("b", 1)], Some(&earlier));
        assert_eq!(shown(&numbered), ["1 2 3", "3C", "4"]);
        // 3, then 3C, is no row that its ends tell of.
        let numbered = number(&[row("a", 4), row("b", 1)], Some(&earlier));
        assert_eq!(numbered.afresh, Some(Afresh::Moved("a".into())));
    }

    #[test]
    fn what_cannot_be_kept_is_numbered_afresh_and_said() {
        let earlier = [part("a", "1", "3", 3), part("late", "3A", "3A", 1), part("b", "4", "4", 1)];
        let why = |rows: &[Row]| number(rows, Some(&earlier)).afresh;
        assert_eq!(why(&[row("a", 2), row("late", 1), row("b", 1)]), Some(Afresh::Shorter("a".into())));
        assert_eq!(why(&[row("b", 1), row("a", 3), row("late", 1)]), Some(Afresh::Moved("b".into())));
        // No room between 3 and 3A, and none before 1.
        assert_eq!(why(&[row("a", 4), row("late", 1), row("b", 1)]), Some(Afresh::Moved("a".into())));
        assert_eq!(
            why(&[row("new", 1), row("a", 3), row("late", 1), row("b", 1)]),
            Some(Afresh::Moved("new".into()))
        );
        let numbered = number(&[row("a", 2), row("late", 1), row("b", 1)], Some(&earlier));
        assert_eq!(shown(&numbered), ["1 2", "3", "4"]);
    }
}
