//! Who acts for the creditor, and what it confirms to the court.

use super::specimens::*;
use super::*;
use crate::domain::case::TrackName;
use crate::domain::party::{Authority, CreditorKind};
use crate::domain::problem::Severity;

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

fn power(case: &Case) -> Value {
    drawn("power-of-attorney", case, &money(case)).unwrap()
}

fn problems(kind: &str, case: &Case) -> Vec<(Severity, &'static str, String)> {
    let money = money(case);
    readiness(find(kind).unwrap(), &Brief::new(case, &money, today()))
        .into_iter()
        .map(|p| (p.severity, p.code, p.place.field.unwrap_or_default()))
        .collect()
}

/// 民诉法 art. 62: each of the six powers on a line of its own, with the article of the day (59 before 2022, law-cn.md §3.2).
#[test]
fn a_special_authority_names_each_power() {
    let case = loan();
    let data = power(&case);
    assert_eq!(data["extent"], "特别授权");
    assert_eq!(
        strings(&data["special"][0]["powers"]),
        [
            "代为承认诉讼请求",
            "代为放弃诉讼请求",
            "代为变更诉讼请求",
            "代为进行和解",
            "代为提起反诉",
            "代为提起上诉"
        ]
    );
    assert_eq!(data["special"][0]["law"], "《中华人民共和国民事诉讼法》第六十二条");
    assert_eq!(data["special"].as_array().unwrap().len(), 1, "no power in enforcement that nobody asked for");
    assert_eq!(strings(&data["opponents"]), ["李示例", "陈示例", "示例科技有限公司"]);
    assert_eq!(data["term"], "本案第一审程序终结（包括提起上诉）");
    assert!(data.get("withheld").is_none());
    let money = money(&case);
    let brief = Brief::new(&case, &money, crate::domain::date::parse("2021-12-31").unwrap());
    let old = super::super::data(find("power-of-attorney").unwrap(), &brief, false).unwrap();
    assert_eq!(old["special"][0]["law"], "《中华人民共和国民事诉讼法》第五十九条");
}

/// 民诉法解释 art. 89: 全权代理 names no power. A general authority names none either, and says so.
#[test]
fn a_general_authority_withholds_what_must_be_named() {
    let mut case = loan();
    case.counsel.as_mut().unwrap().authority = Some(Authority::General);
    let data = power(&case);
    assert_eq!(data["extent"], "一般授权");
    assert!(data["special"].as_array().unwrap().is_empty());
    assert_eq!(data["withheld"], "承认、放弃、变更诉讼请求，进行和解，提起反诉或者上诉");
    assert_eq!(data["term"], "本案第一审程序终结");
    for case in [case, loan(), loan_to_arbitrate()] {
        assert!(!all_text(&power(&case)).contains("全权"));
    }
}

/// 执行工作规定 art. 20: giving up or changing rights, settling and collecting in enforcement need express words, and a special
/// authority to stand in.
#[test]
fn powers_in_enforcement_only_where_asked_for() {
    let mut case = loan();
    case.counsel.as_mut().unwrap().enforcement = true;
    let data = power(&case);
    assert_eq!(
        strings(&data["special"][1]["powers"]),
        ["代为放弃民事权利", "代为变更民事权利", "代为进行执行和解", "代为收取执行款项"]
    );
    assert_eq!(
        data["special"][1]["law"],
        "《最高人民法院关于人民法院执行工作若干问题的规定（试行）》第二十条"
    );
    assert!(data["term"].as_str().unwrap().contains("执行程序"));
    case.counsel.as_mut().unwrap().authority = Some(Authority::General);
    let refused = drawn("power-of-attorney", &case, &money(&case)).unwrap_err();
    assert_eq!(refused[0].code, "E-DRAFT-ENFORCEMENT-AUTHORITY");
}

/// In arbitration no statute of litigation is cited, nothing is appealed, and nobody is a 委托诉讼代理人.
#[test]
fn an_authority_for_arbitration() {
    let mut case = loan_to_arbitrate();
    case.counsel = loan().counsel;
    let text = all_text(&power(&case));
    for word in ["诉讼", "上诉", "人民法院", "民事诉讼法"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("代为变更仲裁请求") && text.contains("选定或者委托指定仲裁员"));
    case.track = Some(TrackName::PaymentOrder);
    assert!(all_text(&power(&case)).contains("代为申请支付令"));
}

/// What must be printed and is missing stops the document by name; a licence number is only missed.
#[test]
fn what_an_authority_must_say() {
    let mut case = loan();
    let counsel = case.counsel.as_mut().unwrap();
    (counsel.lawyer, counsel.phone, counsel.licence, counsel.authority) = (None, None, None, None);
    case.creditor.as_mut().unwrap().head = None;
    let found = problems("power-of-attorney", &case);
    let errors: Vec<&str> =
        found.iter().filter(|(s, ..)| *s == Severity::Error).map(|(.., field)| field.as_str()).collect();
    assert_eq!(errors, ["counsel.authority", "creditor.head", "counsel.lawyer", "counsel.phone"]);
    assert!(found.iter().any(|(_, code, _)| *code == "W-DRAFT-NO-LICENCE"));
    assert!(
        !found
            .iter()
            .any(|(_, code, _)| code.starts_with("W-DRAFT-EVIDENCE") || *code == "W-DRAFT-TERMS-NOTICE"),
        "what argues nothing is not doubted for want of evidence: {found:?}"
    );
    case.counsel = None;
    let found = problems("power-of-attorney", &case);
    assert!(found.contains(&(Severity::Error, "E-DRAFT-MISSING", "counsel".to_owned())));
}

/// 民诉法解释 art. 88: one of the creditor's own staff hands in an identity card and proof of employment, not a licence.
#[test]
fn an_agent_of_the_creditors_own_staff() {
    let mut case = loan();
    let name = case.creditor.as_ref().unwrap().name.clone();
    case.counsel.as_mut().unwrap().firm = name;
    let data = power(&case);
    assert_eq!(data["attorney"]["staff"], true);
    assert!(data["attorney"].get("licence").is_none());
    assert_eq!(
        strings(&data["enclosures"]),
        ["受托人身份证复印件", "受托人与委托人有合法劳动人事关系的证明材料"]
    );
    assert!(problems("power-of-attorney", &case).iter().any(|(_, code, _)| *code == "W-DRAFT-STAFF"));
    let complaint = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(complaint["claimant"]["counsel"]["post"], "该单位工作人员");
}

/// A branch has a head, not a legal representative (民诉法解释 art. 52; law-cn.md §10.16).
#[test]
fn a_certificate_bears_the_title_of_its_kind() {
    let drawn_of = |case: &Case| drawn("representative-certificate", case, &money(case)).unwrap();
    let company = drawn_of(&loan());
    assert_eq!(
        (&company["title"], &company["capacity"]),
        (&"法定代表人身份证明书".into(), &"法定代表人".into())
    );
    let branch = drawn_of(&card());
    assert_eq!(
        (&branch["title"], &branch["capacity"]),
        (&"主要负责人身份证明书".into(), &"主要负责人".into())
    );
    assert_eq!(branch["post"], "负责人");
    let mut case = loan();
    case.creditor.as_mut().unwrap().kind = None;
    case.creditor.as_mut().unwrap().head.as_mut().unwrap().title = None;
    let missing = drawn("representative-certificate", &case, &money(&case)).unwrap_err();
    let fields: Vec<_> = missing.iter().map(|p| p.place.field.clone().unwrap()).collect();
    assert_eq!(fields, ["creditor.kind", "creditor.head.title"]);
    case.creditor.as_mut().unwrap().kind = Some(CreditorKind::Company);
    assert_eq!(drawn("representative-certificate", &case, &money(&case)).unwrap_err().len(), 1);
}

/// 民诉法 art. 90: electronic service needs consent, so that without an answer neither box is ticked.
#[test]
fn a_confirmation_of_service_invents_nothing() {
    let data = drawn("service-address-confirmation", &loan(), &money(&loan())).unwrap();
    assert_eq!(data["address"], "北京市西城区示例大街2号3层");
    assert_eq!(data["electronic"], true);
    assert!(
        !problems("service-address-confirmation", &loan())
            .iter()
            .any(|(_, code, _)| *code == "W-DRAFT-BY-HAND")
    );
    let data = drawn("service-address-confirmation", &card(), &money(&card())).unwrap();
    assert_eq!(
        (&data["address"], &data["phone"]),
        (&"北京市西城区示例大街1号".into(), &"010-00000000".into())
    );
    for blank in ["postcode", "recipient", "electronic"] {
        assert!(data.get(blank).is_none(), "{blank}");
    }
    let found = problems("service-address-confirmation", &card());
    assert!(found.contains(&(Severity::Warning, "W-DRAFT-BY-HAND", "creditor.service".to_owned())));
}

#[test]
fn fees_go_back_to_the_partys_own_account() {
    let mut case = loan();
    let drawn_of = |case: &Case| drawn("refund-account", case, &money(case)).unwrap();
    assert_eq!(drawn_of(&case)["account"]["number"], "0200000000000000018");
    case.creditor.as_mut().unwrap().refund_account = None;
    assert_eq!(drawn_of(&case)["account"]["number"], "0200000000000000000");
    case.creditor.as_mut().unwrap().bank_account.as_mut().unwrap().name = "示例资产管理有限公司".into();
    let doubt = (Severity::Warning, "W-DRAFT-REFUND-HOLDER", "creditor.bank_account.name".to_owned());
    assert!(problems("refund-account", &case).contains(&doubt));
    case.creditor.as_mut().unwrap().bank_account = None;
    let missing = drawn("refund-account", &case, &money(&case)).unwrap_err();
    assert_eq!(missing[0].place.field.as_deref(), Some("creditor.refund_account"));
}
