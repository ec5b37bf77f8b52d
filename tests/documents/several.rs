//! One primary debtor, two joint debtors, two guarantors, a mortgage and a pledge, as a court expects to read them.

use super::*;

/// Everyone who can be sued for one loan.
pub fn everyone() -> Case {
    specimen(include_str!("everyone.yaml"))
}

/// The same with an arbitration clause.
pub fn everyone_arbitrates() -> Case {
    let court = "{kind: court, court: 杭州市上城区人民法院, clause: 第二十条, link: 原告住所地}";
    let clause = "{kind: arbitration, institution: 示例仲裁委员会, clause: 第二十条}";
    let yaml = include_str!("everyone.yaml");
    assert!(yaml.contains(court));
    specimen(&yaml.replace(court, clause).replace("原告", "申请人"))
}

fn texts(data: &Value, key: &str) -> Vec<String> {
    data[key].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

fn said(kind: &str, case: &Case) -> Value {
    drawn(documents::find(kind).unwrap(), case).unwrap().unwrap()
}

/// Each party by number; borrowers together; each guarantor with its own form (民法典 687, 688) and maximum (690); each
/// thing with its own priority (410, 436); the order of 民事诉讼文书样式. Sums by hand: 8,000.00 + 15,000.00 − 600.00 + 4,000.00 =
/// 26,400.00, after 1,000.00 paid on 2026-11-05 went to fees 100.00, then interest: compound 300.00, default 600.00.
#[test]
fn claims_against_everyone() {
    let claims = texts(&said("complaint", &everyone()), "claims");
    assert_eq!(claims.len(), 8);
    let borrowers = "被告赵示例、被告钱样例、被告孙范例";
    assert_eq!(claims[0], format!("判令{borrowers}共同向原告偿还借款本金400,000.00元（人民币肆拾万元整）；"));
    assert!(claims[1].starts_with(&format!(
        "判令{borrowers}共同向原告支付截至2026年10月31日（扣除其后还款抵充的1,000.00元后）的利息8,000.00元、罚息14,400.00元、违约金4,000.00元，\
         合计26,400.00元（人民币贰万陆仟肆佰元整），以及自2026年11月1日起"
    )));
    assert!(claims[1].ends_with("以上息费合计以不超过年利率24%为限；"));
    assert_eq!(claims[3], "判令被告龚𬭚对上述第一项至第三项债务承担连带清偿责任；");
    assert_eq!(
        claims[4],
        format!(
            "判令被告演示商贸有限公司对上述第一项至第三项债务，在{borrowers}的财产依法强制执行后仍不能清偿的部分，\
             承担保证责任（以最高债权额250,000.00元为限）；"
        )
    );
    assert_eq!(
        claims[5],
        "判令原告对被告赵示例提供抵押的浙江省杭州市上城区演示路8号房屋（浙（2020）杭州市不动产权第0000001号）折价或者拍卖、\
         变卖所得价款，在上述第一项至第三项债权范围内享有优先受偿权；"
    );
    assert_eq!(
        claims[6],
        "判令原告对被告演示商贸有限公司提供质押的演示商贸有限公司持有的样例建材有限公司20%股权折价或者拍卖、变卖所得价款，\
         在上述第一项至第三项债权范围内享有优先受偿权（以最高债权额150,000.00元为限）；"
    );
    assert_eq!(claims[7], "判令本案案件受理费、财产保全费（2,520.00元）等诉讼费用由各被告共同承担。");
    // 518 joint debt, 687 and 688 guarantees, 690 maximum guarantee, 691 its scope, 394 and 410 mortgage, 436 pledge, 439
    // maximum pledge. No maximum mortgage here: not 420.
    let all = said("complaint", &everyone()).to_string();
    for article in [
        "五百一十八",
        "六百八十七",
        "六百八十八",
        "六百九十",
        "六百九十一",
        "三百九十四",
        "四百一十",
        "四百三十六",
        "四百三十九",
    ] {
        assert!(all.contains(&format!("第{article}条")), "{article}");
    }
    assert!(!all.contains("第四百二十条"));
}

/// The same of a tribunal, in its own words.
#[test]
fn claims_against_everyone_in_arbitration() {
    let court = texts(&said("complaint", &everyone()), "claims");
    let tribunal = texts(&said("arbitration-application", &everyone_arbitrates()), "claims");
    let translated =
        |claim: &String| claim.replace("判令", "裁决").replace("被告", "被申请人").replace("原告", "申请人");
    assert_eq!(tribunal[..7], court[..7].iter().map(translated).collect::<Vec<_>>());
    assert_eq!(tribunal[7], "裁决本案仲裁费用及财产保全费2,520.00元由各被申请人共同承担。");
}

/// Every party has a heading of its own with what tells it from others (民诉法解释 209), and there are as many copies.
#[test]
fn everyone_is_a_party() {
    let pages = print("complaint", &said("complaint", &everyone()));
    for text in [
        "被告一：赵示例，男",
        "被告二：钱样例，女",
        "被告三：孙范例，男",
        "被告四：龚𬭚，女",
        "被告五：演示商贸有限公司，统一社会信用代码91330102MA0000B74B",
        "本起诉状副本5份",
    ] {
        assert!(pages.prints(text), "{text}");
    }
    let list = said("evidence-list", &everyone());
    assert_eq!(list["copies"], 5);
    let power = texts(&said("power-of-attorney", &everyone()), "opponents");
    assert_eq!(power, ["赵示例", "钱样例", "孙范例", "龚𬭚", "演示商贸有限公司"]);
}

/// Who mortgaged a thing for another's debt and gave no guarantee answers with the thing alone: no joint liability is asked
/// for, and no form of a guarantee is missed.
#[test]
fn a_third_partys_mortgage_alone() {
    let mut case = everyone();
    case.guarantees.retain(|g| g.number.as_deref() != Some("ZGBZ-2024-0902"));
    let data = said("complaint", &case);
    let claims = texts(&data, "claims");
    assert_eq!(claims.len(), 7);
    assert_eq!(claims.iter().filter(|c| c.contains("演示商贸有限公司")).count(), 1, "{claims:?}");
    assert!(claims.iter().all(|c| !c.contains("承担保证责任")));
    let letter = said("lawyers-letter", &case);
    let capacities: Vec<&str> =
        letter["addressees"].as_array().unwrap().iter().map(|a| a["capacity"].as_str().unwrap()).collect();
    assert_eq!(capacities, ["借款人", "共同借款人", "共同借款人", "保证人", "出质人"]);
}

/// 民法典 392: the debtor's own thing comes first where nothing else was agreed.
#[test]
fn mixed_security_is_a_doubt() {
    let doubted = |case: &Case| {
        let money = claim(case).unwrap();
        let problems = documents::readiness(
            documents::find("complaint").unwrap(),
            &brief(documents::find("complaint").unwrap(), case, &money),
        );
        problems.iter().any(|p| p.code == "W-DRAFT-MIXED-SECURITY")
    };
    let mut case = everyone();
    assert!(doubted(&case));
    case.guarantees.retain(|g| g.by != "赵示例");
    assert!(!doubted(&case), "none of the debtor's own");
    let mut case = everyone();
    case.guarantees.retain(|g| g.by == "赵示例");
    assert!(!doubted(&case), "none of others");
}
