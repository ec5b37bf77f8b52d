//! What is missing or doubtful.

use super::specimens::*;
use super::*;
use crate::domain::case::TrackName;
use crate::domain::contract::GuaranteeForm;
use crate::domain::money::Amount;
use crate::domain::party::CreditorKind;
use crate::domain::problem::Severity;

fn found(kind: &str, case: &Case, severity: Severity) -> Vec<(&'static str, String)> {
    let money = Money::stated(&case.debt);
    readiness(find(kind).unwrap(), &Brief::new(case, &money, today()))
        .into_iter()
        .filter(|p| p.severity == severity)
        .map(|p| (p.code, p.place.field.unwrap_or_default()))
        .collect()
}

fn errors(kind: &str, case: &Case) -> Vec<String> {
    found(kind, case, Severity::Error).into_iter().map(|(_, field)| field).collect()
}

fn codes(kind: &str, case: &Case, severity: Severity) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> =
        found(kind, case, severity).into_iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A row of a spreadsheet: everything a complaint must print is named at once, each with the field it belongs to.
#[test]
fn everything_missing_at_once() {
    let case = bare();
    let mut missing = errors("complaint", &case);
    missing.sort();
    assert_eq!(
        missing,
        [
            "contract.disbursed_on",
            "contract.forum.court",
            "contract.principal",
            "contract.signed_on",
            "contract.terms.interest",
            "contract.title",
            "creditor",
            "debt.interest",
            "debt.overdue_since",
            "debtors[0].domicile",
            "debtors[0].id",
            "product",
        ]
    );
    let money = Money::stated(&case.debt);
    let problems = readiness(find("complaint").unwrap(), &Brief::new(&case, &money, today()));
    for problem in problems.iter().filter(|p| p.severity == Severity::Error) {
        assert_eq!(problem.blocks, ["complaint"]);
        let named: Vec<&str> = problem.args.iter().map(|(name, _)| *name).collect();
        assert_eq!(named, ["field", "meaning_zh", "meaning_en", "example"], "{:?}", problem.place);
    }
}

#[test]
fn a_ready_case_has_no_error() {
    for (kind, case) in [
        ("complaint", card()),
        ("complaint", loan()),
        ("complaint", private()),
        ("arbitration-application", online()),
        ("arbitration-application", loan_to_arbitrate()),
        ("evidence-list", online()),
        ("demand-letter", card()),
        ("lawyers-letter", loan()),
    ] {
        assert_eq!(errors(kind, &case), [""; 0], "{kind} {}", case.account);
    }
}

/// 民诉法 art. 124: a legal person acts through its representative, a branch through its head; 民诉法解释 art. 209: the defendant
/// can be told from others.
#[test]
fn parties_as_the_law_wants_them() {
    let mut case = card();
    let creditor = case.creditor.as_mut().unwrap();
    (creditor.kind, creditor.head, creditor.phone) = (None, None, None);
    case.debtors[0].domicile = None;
    case.debtors[0].residence = None;
    assert_eq!(
        errors("complaint", &case),
        ["creditor.kind", "creditor.head", "creditor.phone", "debtors[0].domicile"]
    );
    let mut case = card();
    case.creditor.as_mut().unwrap().kind = Some(CreditorKind::Company);
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(data["claimant"]["head"]["label"], "法定代表人");
    case.debtors[0].id = None;
    assert!(codes("complaint", &case, Severity::Warning).contains(&"W-DRAFT-NO-ID"));
    assert_eq!(errors("complaint", &case), [""; 0], "name, sex and abode tell one from others");
}

#[test]
fn a_guarantee_of_unknown_form_is_not_claimed() {
    let mut case = loan();
    case.guarantees[0].form = None;
    assert_eq!(errors("complaint", &case), ["guarantees[0].form"]);
    case.guarantees.clear();
    assert_eq!(codes("complaint", &case, Severity::Error), ["E-DRAFT-GUARANTEE"]);
    let mut case = loan();
    case.guarantees[0].form = Some(GuaranteeForm::General);
    assert_eq!(errors("complaint", &case), [""; 0]);
    case.guarantees[1].object = None;
    assert_eq!(errors("complaint", &case), ["guarantees[1].object"]);
}

#[test]
fn the_forum_decides_which_document() {
    assert_eq!(codes("complaint", &online(), Severity::Error), ["E-DRAFT-ARBITRATION-CLAUSE"]);
    assert_eq!(codes("arbitration-application", &card(), Severity::Error), ["E-DRAFT-NO-ARBITRATION-CLAUSE"]);
    let kinds = |case: &Case| filing(case).iter().map(|d| d.kind).collect::<Vec<_>>();
    let (authority, confirmed) =
        (["representative-certificate", "power-of-attorney"], "service-address-confirmation");
    let suit = [
        &["complaint", "complaint-elements"],
        &authority[..],
        &["evidence-list", "contact-log", confirmed, "refund-account"],
    ]
    .concat();
    assert_eq!(kinds(&card()), suit);
    // A tribunal's fees are not a court's; without counsel nobody is given powers.
    assert_eq!(
        kinds(&online()),
        ["arbitration-application", "representative-certificate", "evidence-list", confirmed]
    );
    let mut none = card();
    (none.evidence, none.counsel) = (Vec::new(), None);
    none.creditor.as_mut().unwrap().bank_account = None;
    assert_eq!(
        kinds(&none),
        ["complaint", "complaint-elements", "representative-certificate", "contact-log", confirmed]
    );
    let order = Case { track: Some(TrackName::PaymentOrder), ..card() };
    assert!(suit.iter().filter(|k| !k.starts_with("complaint")).all(|k| kinds(&order).contains(k)));
    // The order of the folder, in which file names sort too.
    for case in [card(), online(), loan(), private(), order] {
        let numbers: Vec<u8> = filing(&case).iter().map(|d| d.number).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }
}

#[test]
fn nothing_owed_is_nothing_to_claim() {
    let mut case = card();
    case.debt.principal = Amount::ZERO;
    case.debt.interest = Some(Amount::ZERO);
    case.debt.penalty = None;
    assert_eq!(codes("complaint", &case, Severity::Error), ["E-DRAFT-NOTHING-OWED"]);
    case.debt.principal = Amount::from_fen(8_000_000_000_000_000_000);
    case.debt.interest = Some(Amount::from_fen(8_000_000_000_000_000_000));
    assert_eq!(codes("complaint", &case, Severity::Error), ["E-DRAFT-AMOUNT"]);
}

/// Evidence that is missing, doubtful or blank is a warning, and the document is drafted.
#[test]
fn evidence_never_stops_a_draft() {
    let mut case = loan();
    case.evidence.clear();
    for kind in ["complaint", "evidence-list"] {
        assert_eq!(errors(kind, &case), [""; 0]);
        assert!(drawn(kind, &case, &money(&case)).is_ok());
    }
    // Notice of terms, disbursement, the notice that called the loan, statement, collection, guarantee, address for
    // service; and what a court sends back without: identity, contract with its clauses, lawyer's fee (登记立案规定 6).
    let missing = found("complaint", &case, Severity::Warning);
    let count = |wanted: &str| missing.iter().filter(|(code, _)| *code == wanted).count();
    assert_eq!((count("W-DRAFT-EVIDENCE"), count("W-DRAFT-EVIDENCE-NEEDED")), (7, 3));
    // The loan was called, and no exhibit shows the notice.
    let called = ["W-DRAFT-EVIDENCE", "W-DRAFT-MIXED-SECURITY", "W-DRAFT-NO-CAP", "W-DRAFT-NO-ID"];
    assert_eq!(codes("complaint", &loan(), Severity::Warning), called);

    let mut case = card();
    case.evidence.retain(|e| e.kind != crate::domain::proof::EvidenceKind::AttorneyFee);
    case.evidence[0].proves = None;
    let warned = found("evidence-list", &case, Severity::Warning);
    assert!(warned.contains(&("W-DRAFT-BLANK-CELL", "evidence[0].proves".to_owned())));
    assert!(warned.contains(&("W-DRAFT-EVIDENCE-NEEDED", "evidence".to_owned())));
}

#[test]
fn doubts_are_named() {
    let mut case = card();
    case.debtors[0].phones.clear();
    case.contract.terms.as_mut().unwrap().highlighted = None;
    case.contacts.clear();
    case.creditor.as_mut().unwrap().uscc = None;
    assert_eq!(
        codes("complaint", &case, Severity::Warning),
        [
            "W-DRAFT-NO-CAP",
            "W-DRAFT-NO-CONTACTS",
            "W-DRAFT-NO-PHONE",
            "W-DRAFT-NO-USCC",
            "W-DRAFT-TERMS-NOTICE",
        ]
    );
    assert_eq!(errors("complaint", &case), [""; 0]);
    let mut case = loan();
    case.guarantees[1].registered = None;
    assert!(codes("complaint", &case, Severity::Warning).contains(&"W-DRAFT-UNREGISTERED"));
    // Old arbitration clauses without an institution, or with a court beside it, keep nobody from court.
    let mut case = online();
    case.contract.forum.as_mut().unwrap().court = Some("广州市越秀区人民法院".into());
    assert!(!codes("complaint", &case, Severity::Error).contains(&"E-DRAFT-ARBITRATION-CLAUSE"));
}

/// Every code this layer can give has words in both languages, and they use only values that the problem has.
#[test]
fn every_code_has_its_words() {
    type Words = std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>;
    let mut words: Words = serde_yaml::from_str(include_str!("../../cli/messages/documents.yaml")).unwrap();
    let forms: Words = serde_yaml::from_str(include_str!("../../cli/messages/element-forms.yaml")).unwrap();
    words.extend(forms);
    let later: Words = serde_yaml::from_str(include_str!("../../cli/messages/later.yaml")).unwrap();
    // Told by the command that draws what enforcement calls for.
    words.extend(later.into_iter().filter(|(code, _)| code != "E-DRAFT-NOTHING-CALLED-FOR"));
    let sources = [
        include_str!("../desk.rs"),
        include_str!("../halted.rs"),
        include_str!("../proof.rs"),
        include_str!("../readiness.rs"),
        include_str!("../wording/claims.rs"),
        include_str!("../wording/decision.rs"),
        include_str!("../wording/facts.rs"),
        include_str!("../wording/security.rs"),
        include_str!("../context/parts.rs"),
        include_str!("../context/filing.rs"),
        include_str!("../context/evidence.rs"),
        include_str!("../context/letter.rs"),
        include_str!("../context/notice_proof.rs"),
        include_str!("../context/authority.rs"),
        include_str!("../context/confirmation.rs"),
        include_str!("../context/acceleration.rs"),
        include_str!("../context/agreement/clauses.rs"),
        include_str!("../context/agreement/confirmation.rs"),
        include_str!("../context/agreement/contract.rs"),
        include_str!("../context/agreement/debt.rs"),
        include_str!("../context/agreement/meanwhile.rs"),
        include_str!("../context/agreement/sides.rs"),
        include_str!("../context/contacts.rs"),
        include_str!("../context/account_statement.rs"),
        include_str!("../context/debt_statement.rs"),
        include_str!("../context/payment_order.rs"),
        include_str!("../context/preservation.rs"),
        include_str!("../context/elements/sheet.rs"),
        include_str!("../context/enforcement/application.rs"),
        include_str!("../context/enforcement/basis.rs"),
        include_str!("../context/enforcement/clues.rs"),
        include_str!("../context/enforcement/papers.rs"),
        include_str!("../context/enforcement/requests.rs"),
        include_str!("../context/enforcement/seizures.rs"),
        include_str!("../context/enforcement/auction.rs"),
        include_str!("../context/enforcement/participation.rs"),
        include_str!("../context/suit/motion.rs"),
        include_str!("../context/suit/withdrawal.rs"),
        include_str!("../context/suit/notice.rs"),
        include_str!("../context/suit/appeal.rs"),
        include_str!("../context/change/assignment.rs"),
        include_str!("../context/change/insolvency.rs"),
    ];
    let mut used = std::collections::BTreeSet::new();
    for source in sources {
        for piece in source.split('"') {
            if ["E-DRAFT-", "W-DRAFT-", "N-DRAFT-"].iter().any(|start| piece.starts_with(start)) {
                used.insert(piece.to_owned());
            }
        }
    }
    assert_eq!(used, words.keys().cloned().collect());
    assert!(words.values().all(|w| w.contains_key("en") && w.contains_key("zh")));

    let mut cases = vec![bare(), card(), loan(), online(), private()];
    cases.push({
        let mut case = loan();
        case.guarantees.clear();
        case.evidence.clear();
        case
    });
    for case in cases {
        for document in all() {
            let money = Money::stated(&case.debt);
            for problem in readiness(document, &Brief::new(&case, &money, today())) {
                for language in ["en", "zh"] {
                    for placeholder in words[problem.code][language].split('{').skip(1) {
                        let name = placeholder.split('}').next().unwrap();
                        assert!(problem.args.iter().any(|(n, _)| *n == name), "{} {name}", problem.code);
                    }
                }
            }
        }
    }
}
