//! Securities and costs: which exhibit proves which, what each giver owes, why the debtor bears the lawyer's fee.

use super::specimens::*;
use super::*;
use crate::domain::contract::{GuaranteeForm, GuaranteeKind};
use crate::domain::money::Amount;

fn text(kind: &str, case: &Case) -> String {
    all_text(&drawn(kind, case, &money(case)).unwrap())
}

fn noted(case: &Case) -> Vec<&'static str> {
    let money = money(case);
    let found = readiness(find("complaint").unwrap(), &Brief::new(case, &money, today()));
    found.into_iter().map(|p| p.code).collect()
}

/// Two guarantors, each with a contract of his own: evidence six and nine.
fn two_guarantors() -> Case {
    let mut case = loan();
    case.guarantees[1].kind = GuaranteeKind::Guarantee;
    case.guarantees[1].form = Some(GuaranteeForm::Joint);
    case.guarantees[1].by = "郑示例".to_owned();
    let mut second = case.evidence[5].clone();
    case.evidence[5].title = "最高额保证合同（示例科技有限公司）".to_owned();
    second.title = "保证合同（郑示例）".to_owned();
    case.evidence.push(second);
    case
}

/// 民诉法 67: who asserts a fact proves it, by the paper that shows that fact.
#[test]
fn each_security_cites_its_own_paper() {
    let case = two_guarantors();
    let said = text("complaint", &case);
    assert!(said.contains("保证期间至2029年4月2日届满（证据六）。"), "{said}");
    assert!(said.contains("郑示例与原告订立保证合同") && said.contains("（证据九）。"), "{said}");
    assert!(!said.contains("（证据六、证据九）"));

    // A guarantee contract proves no mortgage, and a mortgage on a house exists only once registered (民法典 402).
    let mut case = loan();
    case.evidence[5].title = "保证合同".to_owned();
    case.evidence[5].proves = None;
    let said = text("complaint", &case);
    assert!(said.contains("提供抵押担保，并已办理登记。"), "{said}");
    let codes = noted(&case);
    assert!(codes.contains(&"W-DRAFT-SECURITY-PROOF") && codes.contains(&"W-DRAFT-REGISTRATION-PROOF"));
    assert!(
        !noted(&loan()).iter().any(|c| ["W-DRAFT-SECURITY-PROOF", "W-DRAFT-REGISTRATION-PROOF"].contains(c))
    );

    // The number settles it whatever the title.
    case.evidence[5].title = "担保合同BZ-2023-0088".to_owned();
    assert!(text("complaint", &case).contains("届满（证据六）。"));
}

/// 民法典 423: the claims of a maximum-amount security are fixed on a day.
#[test]
fn a_maximum_asks_for_the_day_of_fixing() {
    let mut case = loan();
    assert!(noted(&case).contains(&"N-DRAFT-MAXIMUM-FIXED"));
    case.guarantees[0].fixed_on = Some(today());
    assert!(!noted(&case).contains(&"N-DRAFT-MAXIMUM-FIXED"));
}

/// 民法典 509: the debtor bears the fee because the contract says so; it was incurred, as evidence eight shows.
#[test]
fn the_fee_was_agreed_and_incurred() {
    let mut case = loan_to_preserve();
    for (kind, claimant) in [("complaint", "原告"), ("preservation-application", "申请人")] {
        let said = text(kind, &case);
        let agreed = format!("《个人借款合同》第十一条约定，{claimant}为实现债权支出的律师费由");
        assert!(said.contains(&agreed), "{kind}: {said}");
        assert!(said.contains("委托示例律师事务所代理，支出律师费5,000.00元（证据八）。"), "{kind}");
    }
    assert!(text("preservation-application", &case).contains("（证据五、证据八），至今未获清偿"));
    assert!(!noted(&case).contains(&"W-DRAFT-FEE-CLAUSE"));
    case.debt.costs.as_mut().unwrap().attorney_fee_clause = None;
    assert!(noted(&case).contains(&"W-DRAFT-FEE-CLAUSE"));
    assert!(!text("complaint", &case).contains("支出的律师费由"));
    case.debt.costs.as_mut().unwrap().attorney_fee = Some(Amount::ZERO);
    assert!(!noted(&case).contains(&"W-DRAFT-FEE-CLAUSE"));
    assert!(!text("complaint", &case).contains("实现债权费用"));
}

/// 民法典 687: a general guarantor may refuse until the borrower's property was enforced against; 690: a maximum bounds
/// what is guaranteed. Neither is asked for the whole.
#[test]
fn letters_ask_each_for_what_he_owes() {
    let mut case = loan();
    for kind in ["lawyers-letter", "demand-letter"] {
        let said = text(kind, &case);
        assert!(
            said.contains(
                "保证人示例科技有限公司应当在最高债权额300,000.00元范围内对上述款项承担连带清偿责任。"
            ),
            "{kind}: {said}"
        );
    }
    case.guarantees[0].form = Some(GuaranteeForm::General);
    for kind in ["lawyers-letter", "demand-letter", "acceleration-notice"] {
        let data = drawn(kind, &case, &money(&case)).unwrap();
        assert_eq!(data["payer"], "借款人李示例、共同借款人陈示例", "{kind}");
        assert_eq!(
            data["shares"],
            "保证人示例科技有限公司提供的是一般保证，对借款人李示例、共同借款人陈示例的财产依法强制执行后仍不能清偿的部分承担保证责任（以最高债权额300,000.00元为限）。"
        );
    }
    let data = drawn("lawyers-letter", &card(), &money(&card())).unwrap();
    assert_eq!((data["payer"].as_str(), data.get("shares")), (Some("贵方"), None));
}

/// The parties of a suit are 原告 and 被告 (民诉法 124), those of other proceedings 申请人 and 被申请人 (仲裁法).
#[test]
fn sources_bear_the_names_of_the_proceedings() {
    let mut case = loan();
    case.evidence[0].source = Some("被申请人".to_owned());
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(
        (&data["exhibits"][0]["source"], &data["exhibits"][1]["source"]),
        (&"被告".into(), &"原告".into())
    );
    let mut case = loan_to_arbitrate();
    for (exhibit, source) in case.evidence.iter_mut().zip(["原告", "被告"]) {
        exhibit.source = Some(source.to_owned());
    }
    for kind in ["arbitration-application", "evidence-list"] {
        let data = drawn(
            kind,
            &Case { track: Some(crate::domain::TrackName::Arbitration), ..case.clone() },
            &money(&case),
        )
        .unwrap();
        assert_eq!(
            (&data["exhibits"][0]["source"], &data["exhibits"][1]["source"]),
            (&"申请人".into(), &"被申请人".into()),
            "{kind}"
        );
    }
}
