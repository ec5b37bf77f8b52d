//! Which exhibits a sentence cites, on which page, and what is unproved.

use super::specimens::*;
use super::*;
use crate::domain::PageLabel;
use crate::domain::proof::{EvidenceKind, Mark};

/// The narrative of the complaint in a bundle where each exhibit has these pages.
fn bound(case: &Case, pages: &Paging) -> String {
    let money = money(case);
    let brief = Brief { pages: Some(pages), ..Brief::new(case, &money, today()) };
    all_text(&data(find("complaint").unwrap(), &brief, false).unwrap())
}

fn labels(texts: &[&str]) -> Vec<PageLabel> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// One exhibit after the other, from page 3 of the bundle on, as many pages as its file has.
fn paged(case: &Case) -> Paging {
    let mut next = 3;
    let mut pages = Paging::new();
    for evidence in &case.evidence {
        let count = evidence.stored.as_ref().map_or(0, |s| s.pages);
        pages.insert(evidence.id.clone(), (next..next + count).map(PageLabel::plain).collect());
        next += count;
    }
    pages
}

#[test]
fn a_plain_draft_names_exhibits_and_a_bundle_their_pages() {
    let case = card();
    let plain = all_text(&drawn("complaint", &case, &money(&case)).unwrap());
    assert!(plain.contains("已构成违约（证据四）"), "{plain}");
    assert!(!plain.contains("（证据四，"));
    // Files of 1, 2, 3, 4, 1, 2 pages from page 3 on: 3, 4-5, 6-8, 9-12, 13, 14-15.
    let text = bound(&case, &paged(&case));
    for said in [
        "（证据二，第4-5页）",
        "（证据三，第6-8页）",
        "已构成违约（证据四，第9-12页）",
        "（证据五，第13页）",
        "（证据六，第14-15页）",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[test]
fn a_marked_page_is_cited_for_its_fact_and_for_no_other() {
    let mut case = card();
    let mark = |fact: &str, page| Mark { fact: fact.to_owned(), page };
    case.evidence[1].marks = vec![
        mark("contract.terms.interest", 2),
        mark("contract.terms.penalty", 2),
        mark("contract.forum", 1),
        mark("debtors[0].service_address", 2),
    ];
    case.evidence[3].marks = vec![mark("debt.principal", 4), mark("debt.interest", 2), mark("debt.fees", 4)];
    // Of a page that the bundle does not have, nothing is said.
    case.evidence[4].marks = vec![mark("contacts", 7)];
    let text = bound(&case, &paged(&case));
    for said in [
        "签订《示例银行信用卡领用合约》（编号：HT-2021-0456）",
        "（证据二，第4-5页）",
        "违约金为最低还款额未还部分的5%（第九条）（证据二，第5页）。",
        "管辖（证据二，第4页）",
        "li@example.com（证据二，第5页）。",
        "尚欠",
        "（证据四，第10、12页）",
        "（证据五，第13页）",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let plain = all_text(&drawn("complaint", &case, &money(&case)).unwrap());
    assert!(plain.contains("（第九条）（证据二）。"), "{plain}");
}

/// A late exhibit stands on 12A to 12C; several exhibits in one sentence are told apart.
#[test]
fn late_pages_and_several_exhibits() {
    let mut case = card();
    case.evidence[5].kind = EvidenceKind::DemandProof;
    case.debt.costs = None;
    let pages = Paging::from([
        ("contacts".to_owned(), labels(&["9"])),
        ("fee".to_owned(), labels(&["12A", "12B", "12C"])),
    ]);
    let text = bound(&case, &pages);
    assert!(text.contains("（证据五，第9页；证据六，第12A-12C页）"), "{text}");
    // An exhibit without a page in the bundle is cited by its number.
    assert!(text.contains("（证据二）"), "{text}");
}

#[test]
fn a_letter_comes_without_exhibits_in_a_bundle_too() {
    let case = card();
    let (money, pages) = (money(&case), paged(&case));
    let brief = Brief { pages: Some(&pages), ..Brief::new(&case, &money, today()) };
    let letter = data(find("lawyers-letter").unwrap(), &brief, false).unwrap();
    assert!(!all_text(&letter).contains("证据"));
}

fn doubts(case: &Case) -> Vec<Problem> {
    let money = money(case);
    let all = readiness(find("complaint").unwrap(), &Brief::new(case, &money, today()));
    all.into_iter().filter(|p| p.code.starts_with("W-DRAFT-EVIDENCE")).collect()
}

#[test]
fn what_is_unproved_is_told_with_what_would_prove_it() {
    let mut case = card();
    assert_eq!(doubts(&case), []);
    case.evidence.retain(|e| e.kind != EvidenceKind::TermsNotice);
    let [problem] = &doubts(&case)[..] else { panic!("{:?}", doubts(&case)) };
    let arg = |name: &str| problem.args.iter().find(|(n, _)| *n == name).unwrap().1.clone();
    assert_eq!((problem.code, arg("kinds").as_str()), ("W-DRAFT-EVIDENCE", "terms-notice"));
    assert_eq!(arg("facts_zh"), "格式条款的提示和说明");
    assert!(arg("documents_zh").starts_with("民事起诉状、") && arg("documents_zh").ends_with("、证据目录"));
    // The page of another exhibit proves it as well.
    case.evidence[1].marks = vec![Mark { fact: "contract.terms.highlighted.how".to_owned(), page: 1 }];
    assert_eq!(doubts(&case), []);
    // Without the contract, its clauses are unproved with it, in one warning.
    case.evidence.clear();
    let contract: Vec<_> =
        doubts(&case).into_iter().filter(|p| p.args.contains(&("kinds", "contract".to_owned()))).collect();
    assert_eq!(contract.len(), 1);
    let (_, facts) = contract[0].args.iter().find(|(name, _)| *name == "facts_zh").unwrap();
    assert_eq!(facts, "合同成立；利息、罚息、违约金的约定；管辖或仲裁的约定");
}

#[test]
fn evidence_that_proves_nothing_claimed_is_named() {
    let mut case = card();
    case.debt.costs = None;
    case.evidence[3].kind = EvidenceKind::Other;
    case.evidence[3].proves = None;
    case.evidence[4].kind = EvidenceKind::Guarantee;
    let idle = |case: &Case| -> Vec<String> {
        let found = doubts(case).into_iter().filter(|p| p.code == "W-DRAFT-EVIDENCE-IDLE");
        found.map(|p| p.place.field.unwrap()).collect()
    };
    // Of no known kind and silent; a guarantee where none is claimed; a lawyer's fee likewise.
    assert_eq!(idle(&case), ["evidence[3]", "evidence[4]", "evidence[5]"]);
    case.evidence[3].proves = Some("被告用卡情况".to_owned());
    case.evidence[4].marks = vec![Mark { fact: "contacts".to_owned(), page: 1 }];
    assert_eq!(idle(&case), ["evidence[5]"]);
}
