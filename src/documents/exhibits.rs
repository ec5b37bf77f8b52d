//! Evidence by number: 证据一, 证据二… in the order of the case file, the same in every document of the account.

use super::wording::numeral;
use crate::domain::Case;
use crate::domain::proof::EvidenceKind;

/// The name of the exhibit at an index from 0: `证据一`.
pub fn exhibit(index: usize) -> String {
    format!("证据{}", numeral(index + 1))
}

/// The exhibits of these kinds in brackets, as a sentence cites them: `（证据一、证据三）`. Nothing where there are none.
pub(super) fn cite(case: &Case, kinds: &[EvidenceKind]) -> String {
    let found: Vec<String> = case
        .evidence
        .iter()
        .enumerate()
        .filter(|(_, e)| kinds.contains(&e.kind))
        .map(|(i, _)| exhibit(i))
        .collect();
    if found.is_empty() { String::new() } else { format!("（{}）", found.join("、")) }
}
