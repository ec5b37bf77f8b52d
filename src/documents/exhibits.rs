//! Evidence by number: 证据一, 证据二… in the order of the case file, the same in every document of the account.

use super::brief::Brief;
use super::wording::{Voice, numeral};
use crate::domain::PageLabel;
use crate::domain::proof::{Evidence, EvidenceKind};

/// The name of the exhibit at an index from 0: `证据一`.
pub fn exhibit(index: usize) -> String {
    format!("证据{}", numeral(index + 1))
}

/// The name of a piece of evidence as an exhibit: by the number it went out with, else by its index from 0.
pub fn exhibit_of(index: usize, evidence: &Evidence) -> String {
    exhibit(evidence.number.map_or(index, |number| (number as usize).saturating_sub(1)))
}

/// The exhibits of these kinds, and those with a page marked for one of these facts, in brackets, as a sentence cites
/// them: `（证据一、证据三）`; in a bundle `（证据一，第3页；证据三，第12-15页）`. Nothing where there are none.
///
/// Facts are fields of the case file: `contract.terms.interest`.
pub(super) fn cite(brief: &Brief, facts: &[&str], kinds: &[EvidenceKind]) -> String {
    cited(brief, facts, |e| kinds.contains(&e.kind))
}

/// The exhibits that show that the loan was called, in brackets: proof of demand that speaks of it.
pub(super) fn called_early(brief: &Brief) -> String {
    let speaks = |text: &str| text.contains("提前到期");
    cited(brief, &["debt.accelerated"], |e| {
        e.kind == EvidenceKind::DemandProof && (speaks(&e.title) || e.proves.as_deref().is_some_and(speaks))
    })
}

fn cited(brief: &Brief, facts: &[&str], fits: impl Fn(&Evidence) -> bool) -> String {
    let exhibits = brief.case.evidence.iter().enumerate();
    bracketed(brief, facts, exhibits.filter(|(_, e)| fits(e) || is_marked(e, facts)).map(|(i, _)| i))
}

/// Whether a page of the exhibit is marked for one of these facts.
pub(super) fn is_marked(exhibit: &Evidence, facts: &[&str]) -> bool {
    exhibit.marks.iter().any(|mark| facts.iter().any(|fact| mark.proves(fact)))
}

/// Exhibits by their indexes from 0, in brackets.
pub(super) fn bracketed(brief: &Brief, facts: &[&str], indexes: impl Iterator<Item = usize>) -> String {
    let mut paged = false;
    let found: Vec<String> = indexes
        .map(|i| {
            let evidence = brief.case.evidence.get(i);
            let pages = evidence.and_then(|e| on_pages(brief, e, facts));
            paged |= pages.is_some();
            let number = evidence.map_or_else(|| exhibit(i), |e| exhibit_of(i, e));
            pages.map_or_else(|| number.clone(), |pages| format!("{number}，第{pages}页"))
        })
        .collect();
    if found.is_empty() {
        return String::new();
    }
    format!("（{}）", found.join(if paged { "；" } else { "、" }))
}

/// Where in the bundle: the pages marked for these facts, else the whole exhibit.
fn on_pages(brief: &Brief, exhibit: &Evidence, facts: &[&str]) -> Option<String> {
    let labels = brief.pages?.get(&exhibit.id)?;
    let marked = exhibit.marks.iter().filter(|mark| facts.iter().any(|fact| mark.proves(fact)));
    let at = |page: u32| labels.get(usize::try_from(page).ok()?.checked_sub(1)?).copied();
    let mut pages: Vec<PageLabel> = marked.filter_map(|mark| at(mark.page)).collect();
    if pages.is_empty() {
        return range(labels);
    }
    pages.sort_unstable();
    pages.dedup();
    Some(pages.iter().map(PageLabel::to_string).collect::<Vec<_>>().join("、"))
}

/// First and last page: `12-15`, or `12` of a single one. `None` of none.
pub(super) fn range(labels: &[PageLabel]) -> Option<String> {
    let (first, last) = (labels.first()?, labels.last()?);
    Some(if first == last { first.to_string() } else { format!("{first}-{last}") })
}

/// Where an exhibit comes from, by the names that the parties have in this document: a file says 原告 or 申请人.
pub(super) fn source(voice: Voice, source: &str) -> String {
    match voice {
        Voice::Court | Voice::Motion | Voice::Appeal => {
            source.replace("被申请人", "被告").replace("申请人", "原告")
        }
        Voice::Arbitration | Voice::Application => {
            source.replace("被告", "被申请人").replace("原告", "申请人")
        }
        Voice::Enforcement => source
            .replace("被申请人", "被告")
            .replace("申请人", "原告")
            .replace("被告", "被执行人")
            .replace("原告", "申请执行人"),
        Voice::Declaration | Voice::Creditor | Voice::Firm => source.to_owned(),
    }
}
