//! What documents say.

use std::collections::BTreeSet;

use super::printed::{print, printed, prints};
use super::specimens::*;
use super::*;
use crate::docket::money::{CapKind, Money};
use crate::domain::change;
use crate::domain::date;

fn claims(data: &Value) -> Vec<&str> {
    data["claims"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect()
}

fn paragraphs(data: &Value, part: &str) -> String {
    let sections = data["facts"].as_array().unwrap();
    let section = sections.iter().find(|s| s["part"] == part);
    section.map_or_else(String::new, |s| {
        s["paragraphs"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect()
    })
}

/// The sample of a template has exactly the fields of the data that the richest case gives, so that it cannot rot.
#[test]
fn samples_have_the_fields_of_the_data() {
    for document in all() {
        let path = format!("{}/templates/cn/{}/sample.yaml", env!("CARGO_MANIFEST_DIR"), document.kind);
        let sample: Value = serde_yaml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let case = richest(document.kind);
        let data = drawn_in_full(document.kind, &case, &richest_money(document.kind, &case));
        let fields = |v: &Value| texts(v).into_iter().map(|(path, _)| path).collect::<BTreeSet<_>>();
        assert_eq!(fields(&sample), fields(&data), "{path}");
        // One certificate bears one of two titles, a settlement one of three.
        let title = sample["title"].as_str().unwrap();
        let several = ["representative-certificate", "settlement-agreement"];
        assert!(title == document.title || several.contains(&document.kind), "{title}");
    }
}

/// Sums by hand: 3,120.55 + 1,200.00 = 4,320.55; 38,652.41 + 4,320.55 + 3,000.00 = 45,972.96. Words by the rules of
/// 银发〔1997〕393号 附一. Interest runs from the day after 截止日 (law-cn.md §10.6).
#[test]
fn claims_of_a_card_suit() {
    let case = card();
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(
        claims(&data),
        [
            "判令被告向原告偿还透支本金38,652.41元（人民币叁万捌仟陆佰伍拾贰元肆角壹分）；",
            "判令被告向原告支付截至2026年6月30日的利息3,120.55元、违约金1,200.00元，合计4,320.55元（人民币肆仟叁佰贰拾元伍角伍分），\
             以及自2026年7月1日起至实际清偿之日止的利息、复利、违约金，其中利息以尚欠透支本金为基数，按日利率万分之五计算，复利按月计收，\
             违约金按最低还款额未还部分的5%计算，以上息费合计以不超过年利率24%为限；",
            "判令被告承担原告为实现债权支出的律师费3,000.00元（人民币叁仟元整）；",
            "判令本案案件受理费等诉讼费用由被告承担。",
        ]
    );
    assert_eq!(data["total"]["figure"], "45,972.96");
    assert_eq!(data["total"]["words"], "人民币肆万伍仟玖佰柒拾贰元玖角陆分");
}

/// 86,543.21 + 3,120.55 + 6,210.07 + 88.16 + 2,000.00 + 5,000.00 = 102,961.99; the guarantor answers for claims one to three.
#[test]
fn claims_against_several() {
    let case = loan();
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    let claims = claims(&data);
    assert!(claims[0].starts_with("判令被告李示例、被告陈示例共同向原告偿还借款本金86,543.21元（"));
    assert!(claims[1].contains("罚息以尚欠借款本金为基数，按年利率16.2%（一年按360日计）计算"));
    assert!(
        !claims[1].contains("其中利息"),
        "the loan is called: default interest stands in the place of interest"
    );
    assert_eq!(
        claims[3],
        "判令被告示例科技有限公司对上述第一项至第三项债务承担连带清偿责任（以最高债权额300,000.00元为限）；"
    );
    assert_eq!(
        claims[4],
        "判令原告对被告李示例提供抵押的北京市东城区示例胡同5号房屋折价或者拍卖、变卖所得价款，\
         在上述第一项至第三项债权范围内享有优先受偿权；"
    );
    assert_eq!(claims[5], "判令本案案件受理费、财产保全费（1,020.00元）等诉讼费用由各被告共同承担。");
    assert_eq!(data["total"]["figure"], "102,961.99");
    assert_eq!(data["copies"], 3);
    let roles: Vec<&str> =
        data["respondents"].as_array().unwrap().iter().map(|r| r["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["被告一", "被告二", "被告三"]);
    // 民法典 518, 688, 690, 691, 389, 394, 410 for joint debtors, joint maximum guarantee and mortgage.
    let law = paragraphs(&data, "law");
    for article in ["五百一十八", "六百八十八", "六百九十一", "三百九十四", "四百一十"]
    {
        assert!(law.contains(&format!("第{article}条")), "{article}");
    }
    assert!(law.contains("《中华人民共和国民事诉讼法》第三十五条、第一百二十二条"));
}

/// A private lender's cap is four times the LPR when the contract was made (法释〔2020〕17号 art. 25): 4 × 3.65 % = 14.6 % on
/// 2022-09-01. A general guarantor answers only after the debtor (民法典 687).
#[test]
fn claims_of_a_private_lender() {
    let case = private();
    let money = Money { cap: Some(cap(CapKind::FourTimesLpr, "0.146")), ..money(&case) };
    let data = drawn("complaint", &case, &money).unwrap();
    assert_eq!(
        claims(&data)[1],
        "判令被告示例贸易有限公司向原告支付自2026年7月1日起至实际清偿之日止，以尚欠借款本金为基数、按年利率15%计算的利息，\
         以上利息、违约金等合计以不超过合同成立时一年期贷款市场报价利率的四倍（即年利率14.6%）为限；"
    );
    assert_eq!(
        claims(&data)[2],
        "判令被告钱示例对上述第一、二项债务，在被告示例贸易有限公司的财产依法强制执行后仍不能清偿的部分，承担保证责任；"
    );
    assert_eq!(data["cause"], "民间借贷纠纷");
    assert_eq!(data["claimant"]["head"]["label"], "法定代表人");
    let law = paragraphs(&data, "law");
    assert!(law.contains("《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》第二十五条、第二十九条"));
    assert!(law.contains("第六百八十七条") && !law.contains("第六百八十八条"));
}

/// Without a cap no cap is promised; without ongoing interest (a fixed sum) none is claimed.
#[test]
fn nothing_is_claimed_that_is_not_there() {
    let case = card();
    let money = Money { ongoing: None, ..Money::stated(&case.debt) };
    let data = drawn("complaint", &case, &money).unwrap();
    let text = all_text(&data);
    assert!(!text.contains("为限") && !text.contains("实际清偿之日"), "{text}");
}

/// 1,000.00 came in after 截止日 and went to interest: 3,120.55 − 1,000.00 = 2,120.55; 200.00 of the penalty is given up:
/// 1,200.00 − 200.00 = 1,000.00. Claimed: 38,652.41 + 2,120.55 + 1,000.00 = 41,772.96.
#[test]
fn payments_since_and_sums_given_up_are_told() {
    let case = card();
    let data = drawn("complaint", &case, &cut(&case)).unwrap();
    let told = paragraphs(&data, "breach");
    assert!(told.contains(
        "合计42,972.96元（证据四）。此后，被告于2026年7月15日还款1,000.00元，已抵充利息1,000.00元。"
    ));
    assert!(told.contains("上述息费超过年利率24%的部分计200.00元，原告不予主张。扣除上述还款及不予主张部分后，原告现主张41,772.96元。"));
    assert!(claims(&data)[1].contains("利息2,120.55元、违约金1,000.00元，合计3,120.55元"));
    assert_eq!(data["debt"]["total"]["claimed"], "41,772.96");
    assert_eq!(
        (&data["debt"]["has_paid"], &data["debt"]["has_given_up"]),
        (&Value::Bool(true), &Value::Bool(true))
    );
}

/// Counted by hand in card.yaml: three calls, one SMS, one letter up to the day of the document, one call without
/// answer; the call of 2026-08-01 lies after it.
#[test]
fn demands_are_counted_up_to_the_day() {
    let case = card();
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(
        paragraphs(&data, "collection"),
        "2025年12月1日至2026年6月10日期间，原告先后以电话3次、短信1条、信函1封向被告催收，其中接通、送达或者已读共4次（证据五）；\
         被告曾于2025年12月8日承诺还款。但上述欠款至今未获清偿。"
    );
}

#[test]
fn one_who_arbitrates_is_called_applicant() {
    let case = loan_to_arbitrate();
    let data = drawn("arbitration-application", &case, &money(&case)).unwrap();
    let text = all_text(&data);
    for word in ["原告", "被告", "判令", "贵院", "诉讼"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("裁决本案仲裁费用及财产保全费1,020.00元由各被申请人共同承担。"));
    assert_eq!(data["forum"], "示例仲裁委员会");
}

/// 仲裁法 2025 is in force from 2026-03-01: arts. 27 and 33 in the place of 16 and 22 (law-cn.md §0, §6.4). A debt overdue before
/// 2021 falls under 合同法. 民诉法 35 and 122 were 34 and 119 before 2022 (law-cn.md §3.2).
#[test]
fn the_law_of_the_day_is_cited() {
    let case = loan_to_arbitrate();
    let cited = |day: &str| {
        let money = money(&case);
        let brief = Brief::new(&case, &money, date::parse(day).unwrap());
        paragraphs(&data(find("arbitration-application").unwrap(), &brief, false).unwrap(), "law")
    };
    assert!(cited("2026-03-01").contains("《中华人民共和国仲裁法》第二十七条、第三十三条"));
    assert!(cited("2026-02-28").contains("《中华人民共和国仲裁法》第十六条、第二十二条"));

    let mut case = card();
    case.debt.overdue_since = date::parse("2020-06-01");
    let money = money(&case);
    let brief = Brief::new(&case, &money, date::parse("2021-12-31").unwrap());
    let law = paragraphs(&data(find("complaint").unwrap(), &brief, false).unwrap(), "law");
    assert!(
        law.contains("《中华人民共和国合同法》第六十条、第一百零七条、第一百一十四条、第二百零五条"),
        "{law}"
    );
    assert!(law.contains("《中华人民共和国民事诉讼法》第三十四条、第一百一十九条"), "{law}");
    assert!(!law.contains("民法典"));
}

/// The seven contents of 信用卡办法 art. 69 are in the data; a letter prints no identity number, no whole card number and
/// none of the debtor's addresses but its own.
#[test]
fn a_demand_letter_keeps_numbers_back() {
    let case = card();
    let data = drawn("demand-letter", &case, &money(&case)).unwrap();
    let text = all_text(&data);
    assert!(!text.contains("110101198503153011") && !text.contains("6225880123456783"));
    assert!(paragraphs(&data, "contract").contains("卡号：622588******6783"));
    assert_eq!(data["addressees"][0]["salutation"], "先生");
    assert!(
        data["law"]
            .as_str()
            .unwrap()
            .contains("《商业银行信用卡业务监督管理办法》第六十八条、第六十九条、第七十条")
    );
    assert!(!text.contains("证据"), "a letter comes without exhibits");
}

#[test]
fn pages_of_exhibits_follow_one_another() {
    let case = card();
    let data = drawn("evidence-list", &case, &money(&case)).unwrap();
    let pages: Vec<&str> =
        data["exhibits"].as_array().unwrap().iter().map(|e| e["pages"].as_str().unwrap()).collect();
    // Pages of the specimens' files: 1, 2, 3, 4, 1, 2.
    assert_eq!(pages, ["1", "2-3", "4-6", "7-10", "11", "12-13"]);

    let mut unknown = card();
    unknown.evidence[1].stored = None;
    let data = drawn("evidence-list", &unknown, &money(&unknown)).unwrap();
    let known = data["exhibits"].as_array().unwrap().iter().filter(|e| e.get("pages").is_some()).count();
    assert_eq!(known, 1, "what follows an exhibit of unknown length has no page");

    let bundle =
        [("contract".to_owned(), ["9", "10", "11", "11A"].map(|l| l.parse().unwrap()).to_vec())].into();
    let money = money(&unknown);
    let brief = Brief { pages: Some(&bundle), ..Brief::new(&unknown, &money, today()) };
    let data = super::super::data(find("evidence-list").unwrap(), &brief, false).unwrap();
    assert_eq!(data["exhibits"][1]["pages"], "9-11A");
}

/// What the program prints from facts counts its own pages and is sealed by the creditor, a printout of electronic data (证据规定 15): neither
/// cell is blank, and what follows is numbered on: 1, 2-3, 4-6, its own, 11, 12-13 with the specimens' 1, 2, 3, -, 1, 2 pages.
#[test]
fn an_exhibit_made_from_facts_leaves_no_cell_blank() {
    let mut case = card();
    case.evidence[3].stored = None;
    case.evidence[3].original = None;
    case.evidence[3].from = Some(crate::domain::proof::DerivedFrom::Contacts);
    let data = drawn("evidence-list", &case, &money(&case)).unwrap();
    let rows = data["exhibits"].as_array().unwrap();
    let pages: Vec<&str> = rows.iter().map(|e| e["pages"].as_str().unwrap()).collect();
    assert_eq!(pages, ["1", "2-3", "4-6", "见该证据内页码", "7", "8-9"]);
    assert_eq!(rows[3]["form"], "打印件");
    case.evidence[3].original = Some(true);
    let data = drawn("evidence-list", &case, &money(&case)).unwrap();
    assert_eq!(data["exhibits"][3]["form"], "打印件", "no paper that was signed");
}

/// 案号 of the court stands in the forms once there is one; before, the cell is there to be filled by hand.
#[test]
fn forms_print_the_number_of_the_case() {
    for kind in ["service-address-confirmation", "refund-account"] {
        let case = richest(kind);
        let money = money(&case);
        let number = "（2026）京0102民初1234号";
        let brief = Brief { case_number: Some(number), ..Brief::new(&case, &money, today()) };
        let drawn_up = data(find(kind).unwrap(), &brief, false).unwrap();
        assert_eq!(drawn_up["case_number"], number);
        assert!(prints(&print(kind, &drawn_up), "案号（2026）京0102民初1234号"), "{kind}");
        assert!(drawn(kind, &case, &money).unwrap().get("case_number").is_none());
    }
}

/// A company's name is public; who heads it, its telephones and mailboxes, and the numbers of recordings and parcels are not.
#[test]
fn the_masked_twin_hides_people_of_companies_and_records() {
    let mut case = richest("contact-log");
    let log = &mut case.contacts[0];
    log.record = Some("EMS1029384756CN".to_owned());
    log.summary = Some("邮件EMS1029384756CN已签收".to_owned());
    let mut company = case.debtors[0].clone();
    company.name = "演示商贸有限公司".to_owned();
    company.id = Some(crate::domain::party::Identity {
        kind: crate::domain::party::IdentityKind::Uscc,
        number: "91110000100001231J".to_owned(),
    });
    company.head =
        Some(crate::domain::party::Head { name: "冯示例".to_owned(), title: Some("经理".to_owned()) });
    company.phones = vec!["0571-88880001".to_owned()];
    company.emails = vec!["feng@shop.example".to_owned()];
    company.service_address = None;
    assert!(company.is_company());
    case.debtors.push(company);
    let mut said = serde_json::json!({
        "a": "法定代表人冯示例，电话0571-88880001", "b": "feng@shop.example", "c": "EMS1029384756CN", "d": "演示商贸有限公司"
    });
    let stated = Money::stated(&case.debt);
    redact::redact(&mut said, &Brief::new(&case, &stated, today()));
    let text = all_text(&said);
    for secret in ["冯示例", "88880001", "feng@", "EMS1029384756CN"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("演示商贸有限公司"), "{text}");
    let money = money(&case);
    let masked = data(find("contact-log").unwrap(), &Brief::new(&case, &money, today()), true).unwrap();
    assert!(!all_text(&masked).contains("1029384756"));
}

/// Neither the plate of a car nor the end of an account number stays readable; of a home, the district does.
#[test]
fn the_masked_twin_hides_what_the_debtor_owns() {
    let mut case = richest("preservation-application");
    case.assets = serde_json::from_value(serde_json::json!([
        {"kind": "vehicle", "detail": "浙A12345 小型轿车", "note": "登记在李示例名下"},
        {"kind": "bank-account", "detail": "示例银行 尾号0317", "value": "85000.00"},
        {"kind": "real-estate", "detail": "江苏省南京市玄武区演示花园6幢502室"},
    ]))
    .unwrap();
    let money = money(&case);
    let kind = find("preservation-application").unwrap();
    let masked = all_text(&data(kind, &Brief::new(&case, &money, today()), true).unwrap());
    for secret in ["A1", "345", "0317", "演示花园", "502", "李示例"] {
        assert!(!masked.contains(secret), "{secret} in {masked}");
    }
    assert!(masked.contains("江苏省南京市***"), "{masked}");
}

/// The letter gives seven days from receipt, a line for how it is sent, and a blank number where the firm gave none.
#[test]
fn the_letter_of_a_firm_gives_a_deadline() {
    let case = richest("lawyers-letter");
    let page = printed("lawyers-letter", &case, &money(&case));
    for words in [
        "请贵方在收到本函之日起7日内向委托人偿还",
        "送达方式：□邮寄",
        "（）函字第号",
        "承办律师（签名）：＿＿＿＿＿＿",
    ] {
        assert!(prints(&page, words), "{words}");
    }
}

/// No secret of the case stands anywhere in the masked twin, and the twin has the same fields.
#[test]
fn the_masked_twin_tells_nobody() {
    for document in all() {
        let case = richest(document.kind);
        let money = cut(&case);
        let brief = brief(document.kind, &case, &money);
        let open = data(document, &brief, false).unwrap();
        let masked = data(document, &brief, true).unwrap();
        let text = all_text(&masked);
        for secret in [
            "110101198503153011",
            "6225880123456783",
            "13800000001",
            "李示例",
            "陈示例",
            "li@example.com",
            "示例胡同5号",
            "示例路9号",
            "1985年3月15日",
        ] {
            assert!(!text.contains(secret), "{}: {secret}", document.kind);
        }
        // What concerns the creditor alone names no debtor.
        let own = [
            "representative-certificate",
            "service-address-confirmation",
            "refund-account",
            "payment-account",
        ];
        assert_eq!(all_text(&open).contains("李示例"), !own.contains(&document.kind), "{}", document.kind);
        // A company is no person: the creditor's code and the guarantor's name stay.
        let open_text = all_text(&open);
        let named = open_text.contains("示例科技有限公司") && case.debtors.iter().any(|d| d.is_company());
        assert_eq!(text.contains("示例科技有限公司"), named, "{}", document.kind);
        assert_eq!(text.contains("91110000100001231J"), open_text.contains("91110000100001231J"));
        let fields = |v: &Value| texts(v).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
        assert_eq!(fields(&open), fields(&masked));
        assert_eq!(masked["redacted"], true);
    }
}

/// Marks of a clause that was dropped badly.
const SCARS: [&str; 22] = [
    "（）", "《》", "，，", "。。", "，。", "；。", "、。", "，；", "；；", "、、", "，、", "、，", "（，",
    "，）", "（。", "。）", "：。", "：；", "None", "null", "1970年", "（、",
];

/// Takes each fact of a rich case away in turn: either the document is refused for want of it, or it is dropped without
/// a scar.
#[test]
fn an_absent_fact_leaves_no_scar() {
    fn leaves(path: &str, value: &Value, out: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    out.push(path.clone());
                    leaves(&path, value, out);
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, v)| leaves(&format!("{path}[{i}]"), v, out));
            }
            _ => {}
        }
    }
    let mut drafted = 0;
    for document in all() {
        let whole = serde_json::to_value(richest(document.kind)).unwrap();
        let mut paths = Vec::new();
        leaves("", &whole, &mut paths);
        for path in paths {
            let mut less = whole.clone();
            change::set(&mut less, &path, Value::Null).unwrap();
            let Ok(case) = serde_json::from_value::<Case>(less) else { continue };
            let money = if case.debt.interest.is_some() { cut(&case) } else { money(&case) };
            match drawn(document.kind, &case, &money) {
                Ok(data) => {
                    drafted += 1;
                    for (at, text) in texts(&data) {
                        let scar = SCARS.iter().find(|s| text.contains(*s));
                        assert_eq!(scar, None, "{} without {path}: {at}: {text}", document.kind);
                        assert!(
                            !text.contains("  ") && !text.starts_with('，') && !text.ends_with('，'),
                            "{text}"
                        );
                    }
                }
                Err(problems) => {
                    assert!(
                        problems.iter().all(|p| p.blocks == [document.kind]),
                        "{} without {path}: {problems:?}",
                        document.kind
                    );
                }
            }
        }
    }
    assert!(drafted > 300, "{drafted}");
}

/// Without a clause nobody agreed on the court: at the defendant's domicile or the place of performance it has
/// jurisdiction by 民诉法 24 (23 before 2022, law-cn.md §3.2 and §4), and 民诉法 35 is not cited.
#[test]
fn r_a_forum_without_a_clause_is_not_called_agreed() {
    let mut case = loan();
    let forum = case.contract.forum.as_mut().unwrap();
    (forum.clause, forum.link) = (None, Some("被告住所地".to_owned()));
    let data = drawn("complaint", &case, &money(&case)).unwrap();
    let said = paragraphs(&data, "forum");
    assert!(said.contains("系被告住所地人民法院，对本案依法享有管辖权"), "{said}");
    assert!(!said.contains("约定"), "{said}");
    assert!(!all_text(&data).contains("管辖约定"));
    let law = paragraphs(&data, "law");
    assert!(law.contains("《中华人民共和国民事诉讼法》第二十四条、第一百二十二条"), "{law}");
}

/// A court is asked for 判令, a tribunal for 裁决; the letter asked for “判令或者裁决”.
#[test]
fn r_a_lawyers_letter_asks_on_the_way_it_names() {
    let court = loan();
    assert_eq!(drawn("lawyers-letter", &court, &money(&court)).unwrap()["plea"], "判令");
    let tribunal = Case { counsel: court.counsel.clone(), ..loan_to_arbitrate() };
    assert_eq!(drawn("lawyers-letter", &tribunal, &money(&tribunal)).unwrap()["plea"], "裁决");
}
