//! Evidence in the groups and the order in which it is handed in.
//!
//! An exhibit's number is its place in the case file, the same in every document. Pages go by groups; a group begins where
//! the case file first names one of its kinds, so that a file that is sorted already is left as it is.

use std::collections::BTreeSet;

use super::tables::{Group, Tables};
use crate::domain::Case;
use crate::domain::bundle::BundleRecord;
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
    /// Its place in the case, from 0; its number is one more.
    pub index: usize,
    /// The evidence.
    pub evidence: &'a Evidence,
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

/// The case with its evidence in the order of the numbers that a bundle gave; what came since follows, wherever the case
/// file has it. `None` where that is the order already.
pub fn as_bundled(case: &Case, earlier: &BundleRecord) -> Option<Case> {
    let mut given: Vec<_> =
        earlier.parts.iter().filter_map(|part| Some((part.number?, part.id.as_str()))).collect();
    given.sort_unstable();
    let of = |id: &str| case.evidence.iter().find(|e| e.id == id);
    let known: BTreeSet<&str> = given.iter().map(|(_, id)| *id).collect();
    let kept = given.iter().filter_map(|(_, id)| of(id));
    let new = case.evidence.iter().filter(|e| !known.contains(e.id.as_str()));
    let evidence: Vec<Evidence> = kept.chain(new).cloned().collect();
    (evidence != case.evidence).then(|| Case { evidence, ..case.clone() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::bundle::{BundleFor, BundlePart, Numbering};
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
        assert_eq!(ids(&as_bundled(&now, &bundled(&["a", "b"])).unwrap()), ["a", "b", "late"]);
        assert!(as_bundled(&now, &bundled(&["a", "late", "b"])).is_none());
        assert!(as_bundled(&now, &bundled(&["a"])).is_none());
    }
}
