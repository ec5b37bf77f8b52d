//! Evidence in the groups and the order in which it is handed in.
//!
//! An exhibit's number is its place in the case file, the same in every document. Pages go by groups; a group begins where
//! the case file first names one of its kinds, so that a file that is sorted already is left as it is.

use super::sent::ExhibitNumbers;
use super::tables::{Group, Tables};
use crate::domain::Case;
use crate::domain::proof::Evidence;

/// A group of a bundle and its exhibits.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The group.
    pub group: &'a Group,
    /// Its exhibits, in the order of their numbers.
    pub exhibits: Vec<Exhibit<'a>>,
}

/// A piece of evidence with its number.
#[derive(Clone, Copy, Debug)]
pub struct Exhibit<'a> {
    /// Its place in the case, from 0.
    pub index: usize,
    /// The evidence.
    pub evidence: &'a Evidence,
}

impl Exhibit<'_> {
    /// Its number: the one it went out with, else its place.
    pub fn number(&self) -> u32 {
        self.evidence.number.unwrap_or_else(|| u32::try_from(self.index + 1).unwrap_or(u32::MAX))
    }
}

/// The evidence of a case in its groups.
pub fn sections<'a>(case: &'a Case, tables: &'a Tables) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    for (index, evidence) in case.evidence.iter().enumerate() {
        let Some(group) = tables.group(evidence.kind) else { continue };
        let exhibit = Exhibit { index, evidence };
        match sections.iter_mut().find(|s| s.group.id == group.id) {
            Some(section) => section.exhibits.push(exhibit),
            None => sections.push(Section { group, exhibits: vec![exhibit] }),
        }
    }
    sections
}

/// The case with its evidence in the order of the numbers that went out; what came since follows, wherever the case file
/// has it. Numbers of what is there no more stay free. `None` where that is the order already.
pub fn as_bundled(case: &Case, sent: &ExhibitNumbers) -> Option<Case> {
    let mut kept: Vec<(u32, &Evidence)> =
        case.evidence.iter().filter_map(|e| Some((sent.get(&e.id)?, e))).collect();
    kept.sort_by_key(|(number, _)| *number);
    let new = case.evidence.iter().filter(|e| sent.get(&e.id).is_none());
    let new = (sent.last() + 1..).zip(new);
    let placed = kept.into_iter().chain(new).zip(1..);
    let evidence: Vec<Evidence> = placed
        .map(|((number, e), place)| Evidence { number: (number != place).then_some(number), ..e.clone() })
        .collect();
    (evidence != case.evidence).then(|| Case { evidence, ..case.clone() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::bundle::{BundleFor, BundlePart, BundleRecord, Numbering};
    use chrono::NaiveDate;

    fn case(evidence: &[(&str, &str)]) -> Case {
        let evidence: Vec<_> =
            evidence.iter().map(|(id, kind)| json!({"id": id, "kind": kind, "title": id})).collect();
        Case::from_facts(&json!({"account": "A-1", "debtors": [{"role": "primary", "name": "李示例"}],
            "debt": {"as_of": "2026-06-30", "principal": "100.00"}, "evidence": evidence}))
        .unwrap()
    }

    fn tables() -> Tables {
        Tables::read(&[], &crate::bundles::tests::KINDS).unwrap()
    }

    fn laid(case: &Case) -> Vec<(String, Vec<usize>)> {
        let tables = tables();
        let sections = sections(case, &tables);
        sections
            .iter()
            .map(|s| (s.group.id.clone(), s.exhibits.iter().map(|e| e.index + 1).collect()))
            .collect()
    }

    #[test]
    fn a_sorted_file_stays_as_it_is() {
        let case = case(&[
            ("a", "identity"),
            ("b", "contract"),
            ("c", "terms-notice"),
            ("d", "guarantee"),
            ("e", "statement"),
        ]);
        let groups: Vec<_> = laid(&case);
        assert_eq!(
            groups,
            [("standing", vec![1]), ("terms", vec![2, 3]), ("security", vec![4]), ("account", vec![5])]
                .map(|(id, numbers)| (id.to_owned(), numbers))
        );
    }

    #[test]
    fn what_came_late_joins_its_group_with_its_own_number() {
        let case = case(&[("a", "contract"), ("b", "statement"), ("c", "contract")]);
        assert_eq!(laid(&case), [("terms".to_owned(), vec![1, 3]), ("account".to_owned(), vec![2])]);
    }

    fn bundled(ids: &[&str]) -> BundleRecord {
        let part = |(at, id): (usize, &&str)| BundlePart {
            id: (*id).to_owned(),
            exhibit: true,
            number: Some(u32::try_from(at).unwrap() + 1),
            pages: 1,
            first: None,
            last: None,
            sha256: String::new(),
        };
        BundleRecord {
            whom: BundleFor::Court,
            profile: "single".into(),
            tables_sha256: String::new(),
            numbering: Numbering::Whole,
            renumbered: false,
            files: Vec::new(),
            parts: ids.iter().enumerate().map(part).collect(),
            documents: Vec::new(),
            facts: 1,
            as_of: NaiveDate::default(),
            rules_sha256: String::new(),
            fonts_sha256: String::new(),
            program: String::new(),
        }
    }

    #[test]
    fn numbers_that_went_out_are_kept() {
        let now = case(&[("a", "identity"), ("late", "contract"), ("b", "contract")]);
        let ids = |case: &Case| case.evidence.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
        let sent = |bundles: &[BundleRecord]| ExhibitNumbers::of(bundles.iter());
        let kept = as_bundled(&now, &sent(&[bundled(&["a", "b"])])).unwrap();
        assert_eq!(ids(&kept), ["a", "b", "late"]);
        assert!(kept.evidence.iter().all(|e| e.number.is_none()));
        assert!(as_bundled(&now, &sent(&[bundled(&["a", "late", "b"])])).is_none());
        assert!(as_bundled(&now, &sent(&[bundled(&["a"])])).is_none());
        // One taken out: those after it keep their numbers, and a new one does not get a number that went out.
        let numbers = |bundles: &[BundleRecord]| {
            let case = as_bundled(&now, &sent(bundles)).unwrap();
            let number = |(e, at): (&Evidence, u32)| (e.id.clone(), e.number.unwrap_or(at));
            case.evidence.iter().zip(1..).map(number).collect::<Vec<_>>()
        };
        let of = |given: [(&str, u32); 3]| given.map(|(id, number)| (id.to_owned(), number)).to_vec();
        assert_eq!(numbers(&[bundled(&["a", "gone", "b", "last"])]), of([("a", 1), ("b", 3), ("late", 5)]));
        let afresh = BundleRecord { renumbered: true, ..bundled(&["b", "a"]) };
        assert_eq!(
            numbers(&[bundled(&["a", "gone", "b", "last"]), afresh]),
            of([("b", 1), ("a", 2), ("late", 3)])
        );
    }
}
