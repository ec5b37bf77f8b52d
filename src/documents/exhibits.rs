//! Evidence by number: 证据一, 证据二… in the order of the case file, the same in every document of the account.

use super::wording::{Voice, numeral};
use crate::domain::Case;
use crate::domain::proof::{Evidence, EvidenceKind};

/// The name of the exhibit at an index from 0: `证据一`.
pub fn exhibit(index: usize) -> String {
    format!("证据{}", numeral(index + 1))
}

/// The exhibits of these kinds in brackets, as a sentence cites them: `（证据一、证据三）`. Nothing where there are none.
pub(super) fn cite(case: &Case, kinds: &[EvidenceKind]) -> String {
    cited(case, |e| kinds.contains(&e.kind))
}

/// The exhibits that show that the loan was called, in brackets: proof of demand that speaks of it.
pub(super) fn called_early(case: &Case) -> String {
    let speaks = |text: &str| text.contains("提前到期");
    cited(case, |e| {
        e.kind == EvidenceKind::DemandProof && (speaks(&e.title) || e.proves.as_deref().is_some_and(speaks))
    })
}

fn cited(case: &Case, fits: impl Fn(&Evidence) -> bool) -> String {
    bracketed(case.evidence.iter().enumerate().filter(|(_, e)| fits(e)).map(|(i, _)| i))
}

/// Exhibits by their indexes from 0, in brackets.
pub(super) fn bracketed(indexes: impl Iterator<Item = usize>) -> String {
    let found: Vec<String> = indexes.map(exhibit).collect();
    if found.is_empty() { String::new() } else { format!("（{}）", found.join("、")) }
}

/// Where an exhibit comes from, by the names that the parties have in this document: a file says 原告 or 申请人.
pub(super) fn source(voice: Voice, source: &str) -> String {
    match voice {
        Voice::Court => source.replace("被申请人", "被告").replace("申请人", "原告"),
        Voice::Arbitration | Voice::Application => {
            source.replace("被告", "被申请人").replace("原告", "申请人")
        }
        Voice::Creditor | Voice::Firm => source.to_owned(),
    }
}
