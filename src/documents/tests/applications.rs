//! Payment order, preservation, early maturity, the table of the debt, the contact log: what they say and how they print.

use super::printed::{print, printed, prints};
use super::specimens::*;
use super::*;
use crate::domain::contract::GuaranteeForm;
use crate::domain::debt::Preservation;
use crate::domain::party::{Lender, Role, Whereabouts};
use crate::domain::problem::Severity;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome};

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

/// Codes and fields of everything noted.
fn noted(kind: &str, case: &Case, money: &Money, severity: Severity) -> Vec<(&'static str, String)> {
    readiness(find(kind).unwrap(), &Brief::new(case, money, today()))
        .into_iter()
        .filter(|p| p.severity == severity)
        .map(|p| (p.code, p.place.field.unwrap_or_default()))
        .collect()
}

fn errors(kind: &str, case: &Case) -> Vec<(&'static str, String)> {
    noted(kind, case, &Money::stated(&case.debt), Severity::Error)
}

fn warns(kind: &str, case: &Case, code: &str) -> bool {
    noted(kind, case, &Money::stated(&case.debt), Severity::Warning).iter().any(|(c, _)| *c == code)
}

/// Fen of a printed figure; nothing is zero.
fn fen(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| *c != ',' && *c != '.').collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap() }
}

/// 民诉法 225 and 民诉法解释 427 (law-cn.md §3.3): a fixed sum, no 至实际清偿之日, no other dispute, can be served, no preservation
/// before suit, the debtor's own basic court. 38,652.41 + 3,120.55 + 1,200.00 + 3,000.00 = 45,972.96 by hand.
#[test]
fn a_payment_order_is_for_a_fixed_sum() {
    let mut case = card();
    case.contract.forum.as_mut().unwrap().link = Some("被告住所地".to_owned());
    case.debtors[0].whereabouts = Some(Whereabouts::Known);
    let data = drawn("payment-order-application", &case, &money(&case)).unwrap();
    assert_eq!(
        strings(&data["claims"]),
        [
            "请求贵院向被申请人发出支付令，督促被申请人向申请人给付透支本金38,652.41元，截至2026年6月30日的利息3,120.55元、违约金1,200.00元，\
             申请人为实现债权支出的律师费3,000.00元，合计45,972.96元（人民币肆万伍仟玖佰柒拾贰元玖角陆分）；",
            "本案申请费由被申请人负担。",
        ]
    );
    let text = all_text(&data);
    for said in [
        "上述款项均已到期，数额确定；申请人对被申请人没有对待给付义务。",
        "申请人声明，就其所知：申请人与被申请人之间没有其他债务纠纷；申请人未就上述债权向人民法院申请诉前保全。",
        "被申请人在中华人民共和国境内且未下落不明，住所和联系方式如上所列，支付令能够送达。",
        "由债务人住所地基层人民法院管辖；被申请人的经常居住地为北京市朝阳区示例路9号",
        "《中华人民共和国民事诉讼法》第二百二十五条",
        "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第二十三条、第四百二十七条",
    ] {
        assert!(text.contains(said), "{said}");
    }
    for never in ["实际清偿", "原告", "被告", "判令", "起诉"] {
        let own: String = text.lines().filter(|line| !line.starts_with("原告")).collect();
        let own = own.replace("原告营业执照、负责人身份证明及被告身份证复印件", "");
        assert!(!own.contains(never), "{never}: {own}");
    }
    let pages = print("payment-order-application", &data);
    assert!(prints(&pages, "支付令申请书申请人：示例银行股份有限公司信用卡中心"));
    assert!(prints(
        &pages,
        "以上请求为截至2026年6月30日的确定数额45,972.96元（人民币肆万伍仟玖佰柒拾贰元玖角陆分），不包括此后发生的息费。"
    ));
    assert!(prints(
        &pages,
        "此致北京市西城区人民法院附：1.本申请书副本1份2.证据目录及证据材料副本1份申请人：示例银行股份有限公司信用卡中心（盖章）2026年7月20日"
    ));
    assert_eq!(pages.pages, 5);
    // The court is agreed on by the plaintiff's seat, which does not make it the debtor's.
    let case = card();
    assert!(warns("payment-order-application", &case, "W-DRAFT-ORDER-COURT"));
}

/// The text of 民事诉讼法 is cited by the numbers of the day (law-cn.md §3.2): 225 since 2024, 221 before, 214 in 2017.
#[test]
fn the_code_is_cited_by_the_numbers_of_the_day() {
    let case = card();
    let money = money(&case);
    for (day, article, condition) in [
        ("2023-12-31", "第二百二十一条", "第二十三条、第四百二十七条"),
        ("2022-01-05", "第二百二十一条", "第二十三条、第四百二十九条"),
        ("2021-12-31", "第二百一十四条", "第二十三条、第四百二十九条"),
    ] {
        let as_of = crate::domain::date::parse(day).unwrap();
        let kind = find("payment-order-application").unwrap();
        let text = all_text(&data(kind, &Brief::new(&case, &money, as_of), false).unwrap());
        assert!(text.contains(&format!("《中华人民共和国民事诉讼法》{article}")), "{day}");
        assert!(text.contains(condition), "{day}");
    }
}

/// Borrowers together, a joint guarantor beside them up to the ceiling; one who guarantees in general is not called on
/// (民法典 687), and what is missing of the debtors after them keeps its place in the file.
#[test]
fn who_is_called_on_to_pay() {
    let mut case = loan();
    let money = money(&case);
    let data = drawn("payment-order-application", &case, &money).unwrap();
    let claims = strings(&data["claims"]);
    assert!(claims[0].contains("督促被申请人李示例、被申请人陈示例共同向申请人给付借款本金86,543.21元"));
    assert!(
        claims[0].ends_with("合计102,961.99元（人民币壹拾万贰仟玖佰陆拾壹元玖角玖分）；"),
        "{}",
        claims[0]
    );
    assert_eq!(
        claims[1],
        "督促被申请人示例科技有限公司作为连带责任保证人，对上述第一项债务承担连带清偿责任（以最高债权额300,000.00元为限）；"
    );
    assert_eq!(claims[2], "本案申请费由各被申请人共同负担。");
    assert!(warns("payment-order-application", &case, "W-DRAFT-ORDER-SECURITY"));

    case.guarantees[0].form = Some(GuaranteeForm::General);
    case.debtors.rotate_right(1);
    case.debtors.swap(0, 1);
    assert_eq!(case.debtors[1].role, Role::Guarantor);
    case.debtors[2].domicile = None;
    case.debtors[2].residence = None;
    assert_eq!(
        errors("payment-order-application", &case),
        [("E-DRAFT-MISSING", "debtors[2].domicile".to_owned())]
    );
    case.debtors[2].domicile = Some("北京市东城区示例胡同5号".to_owned());
    let data = drawn("payment-order-application", &case, &money).unwrap();
    assert_eq!(data["respondents"].as_array().unwrap().len(), 2);
    assert_eq!(data["copies"], 2);
    assert!(all_text(&data).contains("2023年4月1日，示例科技有限公司与申请人订立最高额保证合同"));
    assert!(warns("payment-order-application", &case, "W-DRAFT-ORDER-GUARANTOR"));
    case.guarantees[0].form = None;
    assert_eq!(
        errors("payment-order-application", &case),
        [("E-DRAFT-MISSING", "guarantees[0].form".to_owned())]
    );
}

/// What would be stated falsely stops it: a loan that is not due, preservation before suit.
#[test]
fn a_payment_order_states_nothing_false() {
    let mut case = loan();
    case.debt.accelerated = None;
    case.contract.due_on = crate::domain::date::parse("2027-04-02");
    assert_eq!(errors("payment-order-application", &case)[0].0, "E-DRAFT-ORDER-NOT-DUE");
    let mut case = card();
    case.preservation = Some(Preservation {
        wanted: true,
        amount: None,
        pre_suit: true,
        security: None,
        court: None,
        ordered_on: None,
        case_number: None,
    });
    assert_eq!(errors("payment-order-application", &case)[0].0, "E-DRAFT-ORDER-PRESERVED");
    case.preservation.as_mut().unwrap().pre_suit = false;
    case.contract.forum.as_mut().unwrap().link = Some("被告住所地".to_owned());
    assert_eq!(errors("payment-order-application", &case), []);
    assert!(!warns("payment-order-application", &case, "W-DRAFT-ORDER-COURT"));
    assert!(!warns("payment-order-application", &case, "W-DRAFT-ORDER-SERVICE"));
    let letter = case.contacts.iter_mut().find(|c| c.channel == Channel::Letter).unwrap();
    letter.outcome = Outcome::Returned;
    assert!(warns("payment-order-application", &case, "W-DRAFT-ORDER-SERVICE"));
    case.contract.forum.as_mut().unwrap().court = Some("北京市第二中级人民法院".to_owned());
    assert!(warns("payment-order-application", &case, "W-DRAFT-ORDER-COURT"));
}

/// 财产保全规定 1 (law-cn.md §6.4): parties, request with its ceiling, reasons, amount, property, security. By default the
/// amount is what the suit claims.
#[test]
fn preservation_with_a_suit() {
    let mut case = loan_to_preserve();
    case.preservation.as_mut().unwrap().security = None;
    let data = drawn("preservation-application", &case, &money(&case)).unwrap();
    assert_eq!(data["form"], "申请书（申请诉讼财产保全用）");
    assert_eq!(data["amount"]["figure"], "102,961.99");
    let complaint = drawn("complaint", &case, &money(&case)).unwrap();
    assert_eq!(data["amount"], complaint["total"]);
    assert_eq!(
        strings(&data["security"]),
        ["申请人系由金融监管部门批准设立、具有独立偿付债务能力的金融机构或者其分支机构，\
          依据《最高人民法院关于人民法院办理财产保全案件若干问题的规定》第九条第（六）项之规定，请求准许申请人不提供担保。"]
    );
    assert!(all_text(&data).contains("《中华人民共和国民事诉讼法》第一百零三条"));
    let pages = print("preservation-application", &data);
    for text in [
        "财产保全申请书申请人",
        "被申请人三：示例科技有限公司",
        "请求在102,961.99元（人民币壹拾万贰仟玖佰陆拾壹元玖角玖分）范围内，对各被申请人的下列财产采取查封、扣押、冻结等保全措施",
        "1车辆京A00000小型轿车（登记在李示例名下）85,000.00查封二年",
        "2银行存款示例银行北京分行账户6225880123456783冻结一年",
        "此致北京市西城区人民法院附：1.本申请书副本3份",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert_eq!(pages.pages, 4);
    // Above what the suit claims, and above what the guarantor answers for.
    case.preservation.as_mut().unwrap().amount = Some(amount("300000.01"));
    assert!(warns("preservation-application", &case, "W-DRAFT-PRESERVATION-OVER"));
    let data = drawn("preservation-application", &case, &money(&case)).unwrap();
    assert_eq!(
        strings(&data["requests"])[1],
        "对被申请人示例科技有限公司财产的保全，以其担保的最高债权额300,000.00元为限。"
    );
}

/// 财产保全规定 5: up to 30 % in a suit, as much as is preserved before one; 民诉法 104: before one security is a must for
/// everyone, and suit follows within thirty days. 102,961.99 × 0.3 = 30,888.597, so 30,888.60.
#[test]
fn security_as_the_rules_ask() {
    let mut case = loan_to_preserve();
    let money = money(&case);
    case.creditor.as_mut().unwrap().lender = Some(Lender::Microloan);
    let security = |case: &Case| {
        let data = drawn("preservation-application", case, &money).unwrap();
        strings(&data["security"]).concat()
    };
    assert_eq!(
        security(&case),
        "由示例财产保险股份有限公司出具财产保全责任险保单保函。依据《最高人民法院关于人民法院办理财产保全案件若干问题的规定》\
         第五条之规定，担保数额不超过请求保全数额的百分之三十，即不超过30,888.60元。"
    );
    case.preservation.as_mut().unwrap().pre_suit = true;
    assert!(security(&case).ends_with("担保数额相当于请求保全数额，即102,961.99元。"));
    case.creditor.as_mut().unwrap().lender = Some(Lender::Licensed);
    assert!(security(&case).ends_with("担保数额相当于请求保全数额，即102,961.99元。"));
    let data = drawn("preservation-application", &case, &money).unwrap();
    assert_eq!(data["form"], "申请书（诉前或者仲裁前申请财产保全用）");
    let text = all_text(&data);
    assert!(text.contains("因情况紧急，不立即申请保全将会使申请人的合法权益受到难以弥补的损害"));
    assert!(text.contains("第一百零四条") && text.contains("三十日内依法提起诉讼"));
    assert!(warns("preservation-application", &case, "W-DRAFT-PRESERVATION-URGENT"));
    case.preservation.as_mut().unwrap().security = None;
    assert_eq!(
        errors("preservation-application", &case),
        [("E-DRAFT-MISSING", "preservation.security".to_owned())]
    );
    case.assets.clear();
    case.preservation = None;
    assert_eq!(
        errors("preservation-application", &case),
        [("E-DRAFT-MISSING", "preservation.wanted".to_owned()), ("E-DRAFT-MISSING", "assets".to_owned()),]
    );
}

/// 仲裁法 39 (2025): through the institution to the court.
#[test]
fn preservation_in_arbitration_goes_through_the_institution() {
    let case = richest("preservation-application");
    let pages = printed("preservation-application", &case, &money(&case));
    for text in [
        "申请人已向示例仲裁委员会申请仲裁。",
        "《中华人民共和国仲裁法》第三十九条",
        "此致有管辖权的人民法院（由示例仲裁委员会依法提交）",
        "3.仲裁案件受理通知书",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert!(warns("preservation-application", &case, "W-DRAFT-PRESERVATION-COURT"));
}

#[test]
fn a_loan_is_called_by_its_clause() {
    let mut case = loan();
    let pages = printed("acceleration-notice", &case, &money(&case));
    for text in [
        "提前到期通知书李示例先生、陈示例女士、示例科技有限公司：",
        "我单位依据借款合同第十条的约定以及《中华人民共和国民法典》",
        "已宣布上述合同项下的全部借款于2026年3月1日提前到期，现再次通知贵方。保证人请依最高额保证合同的约定承担保证责任。",
        "截至2026年6月30日，应还款项合计97,961.99元（人民币玖万柒仟玖佰陆拾壹元玖角玖分）。",
        "账号：0200000000000000000",
        "我单位将依法向人民法院提起诉讼",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    // It does not report of itself, threatens nothing and keeps identity numbers back.
    for never in ["宣布借款提前到期", "110101198503153011", "刑事", "失信", "黑名单", "停止上述信用卡"]
    {
        assert!(!prints(&pages, never), "{never}");
    }
    assert_eq!(pages.pages, 4);
    assert!(warns("acceleration-notice", &case, "W-DRAFT-CALLED-BEFORE"));
    case.debt.accelerated.as_mut().unwrap().notice = None;
    assert_eq!(
        errors("acceleration-notice", &case),
        [("E-DRAFT-MISSING", "debt.accelerated.notice".to_owned())]
    );
    case.debt.accelerated = None;
    assert_eq!(errors("acceleration-notice", &case), [("E-DRAFT-MISSING", "debt.accelerated".to_owned())]);
    // A card only where its contract has such a clause.
    let mut card = card();
    assert_eq!(errors("acceleration-notice", &card), [("E-DRAFT-MISSING", "debt.accelerated".to_owned())]);
    card.debt.accelerated = Some(crate::domain::debt::Accelerated {
        on: crate::domain::date::parse("2026-07-31").unwrap(),
        notice: Some("领用合约第十二条".to_owned()),
    });
    let pages = printed("acceleration-notice", &card, &money(&card));
    assert!(prints(&pages, "停止上述信用卡的使用，该卡项下全部欠款于2026年7月31日提前到期。"));
    assert!(!warns("acceleration-notice", &card, "W-DRAFT-CALLED-BEFORE"));
}

const COLUMNS: [&str; 16] = [
    "期间起",
    "期间止",
    "天数",
    "计息本金",
    "利率",
    "应计利息",
    "罚息",
    "复利",
    "违约金",
    "费用",
    "还款日",
    "还款额",
    "冲抵费用",
    "冲抵利息",
    "冲抵本金",
    "余额",
];

/// Every column of the last row is the sum of the rows above it, and what was lent and charged less what was paid is the
/// last balance, which is what the debt adds up to.
fn adds_up(data: &Value) {
    let rows = data["rows"].as_array().unwrap();
    let sum = |key: &str| rows.iter().map(|row| fen(row[key].as_str().unwrap())).sum::<i64>();
    for key in [
        "interest",
        "overdue",
        "compound",
        "penalty",
        "fees",
        "paid",
        "to_fees",
        "to_interest",
        "to_principal",
    ] {
        assert_eq!(sum(key), fen(data["sums"][key].as_str().unwrap()), "{key}");
    }
    let last = rows.last().unwrap()["balance"].as_str().unwrap();
    assert_eq!(data["sums"]["balance"], last);
    let charged: i64 = ["interest", "overdue", "compound", "penalty", "fees"].iter().map(|k| sum(k)).sum();
    let proof = data["proof"].as_str().unwrap();
    let figure = |after: &str| fen(proof.split(after).nth(1).unwrap().split('元').next().unwrap());
    let lent = fen(proof.split('元').next().unwrap().trim_start_matches(|c: char| !c.is_ascii_digit()));
    assert_eq!(charged, figure("合计"));
    assert_eq!(sum("paid"), figure("还款"));
    assert_eq!(lent + charged - sum("paid"), fen(last));
    let total = &data["debt"]["total"];
    let of = |key: &str| fen(total[key].as_str().unwrap());
    assert_eq!(fen(last), of("stated") - of("paid"));
    assert_eq!(of("claimed"), fen(data["total"]["figure"].as_str().unwrap()));
}

/// 40,000.00 + 3,000.55 + 120.00 + 1,200.00 - 1,347.59 = 42,972.96, less 1,000.00 paid since. The payment of 2026-07-15 is on
/// day 252 overdue: principal first (信用卡办法 57).
#[test]
fn the_debt_by_its_statements() {
    let case = card_with_statements();
    let money = figured(&case);
    let data = drawn("debt-statement", &case, &money).unwrap();
    adds_up(&data);
    assert_eq!(data["sums"]["balance"], "41,972.96");
    assert_eq!(data["total"]["figure"], "41,972.96");
    assert_eq!(
        data["sums"]["overdue"], "120.00",
        "the bank's own words say which interest is default interest"
    );
    assert_eq!(data["rows"].as_array().unwrap().last().unwrap()["to_principal"], "1,000.00");
    // The rate that the contract agrees for what a row charges: 万分之五 a day for interest, none for a penalty, and none is
    // agreed for default interest.
    let rate_of = |data: &Value, column: &str| {
        let rows = data["rows"].as_array().unwrap();
        rows.iter().find(|row| row[column] != "").unwrap()["rate"].as_str().unwrap().to_owned()
    };
    assert_eq!(rate_of(&data, "interest"), "日0.05%");
    assert_eq!(rate_of(&data, "penalty"), "");
    assert_eq!(rate_of(&data, "overdue"), "");
    let mut agreed = card_with_statements();
    let terms = agreed.contract.terms.as_mut().unwrap();
    terms.overdue_interest = Some(serde_yaml::from_str("{rate: '0.18', per: year, day_basis: 365}").unwrap());
    let data_agreed = drawn("debt-statement", &agreed, &figured(&agreed)).unwrap();
    assert_eq!(rate_of(&data_agreed, "overdue"), "年18%");
    let complaint = drawn("complaint", &case, &money).unwrap();
    assert_eq!(data["debt"], complaint["debt"]);
    let pages = print("debt-statement", &data);
    assert!(prints(&pages, &COLUMNS.concat()), "the columns of law-cn.md §6.4, in order");
    for text in [
        "截至日：2026年6月30日尚欠本金：38,652.41元",
        "利率或标准：利息：日利率万分之五",
        "日计基准：按日利率和实际天数计算",
        "冲抵顺序：逾期第90日（含）以前：费用、利息、违约金、本金；逾期第91日起：本金、费用、利息、违约金",
        "合计3,000.55120.000.001,200.000.002,347.590.000.002,347.5941,972.96",
        "24%上限校验：",
        "制表：复核：示例银行股份有限公司信用卡中心（盖章）2026年7月20日",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    assert_eq!(pages.pages, 2);
}

/// Figures without statements, or with statements that come to something else, have no breakdown.
#[test]
fn totals_are_given_as_totals() {
    for (case, warned) in [
        (card(), false),
        (
            {
                let mut case = card_with_statements();
                case.statements.pop();
                case
            },
            true,
        ),
    ] {
        let money = figured(&case);
        let data = drawn("debt-statement", &case, &money).unwrap();
        adds_up(&data);
        let rows = data["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2, "the totals, and the payment since");
        assert_eq!(
            (&rows[0]["from"], &rows[0]["days"], &rows[0]["rate"]),
            (&"—".into(), &"—".into(), &"—".into())
        );
        assert_eq!((&rows[0]["interest"], &rows[0]["balance"]), (&"3,120.55".into(), &"42,972.96".into()));
        assert!(all_text(&data).contains("只提供截至2026年6月30日的汇总数额，本表照列，不作分期推算"));
        let codes = noted("debt-statement", &case, &money, Severity::Warning);
        assert_eq!(codes.iter().any(|(c, _)| *c == "W-DRAFT-STATEMENTS-DIFFER"), warned);
    }
}

/// A loan of 10,000.00 at 7.2 % a year (360 days), interest not posted: 31 days bear 62.00; 5,062.00 paid leave 5,000.00,
/// which bear 30.00 in the 30 days after it (by hand).
#[test]
fn interest_that_no_statement_posts_is_computed_row_by_row() {
    let mut case = private();
    let lines = "[{date: 2026-05-01, kind: cash, amount: '10000.00'}, {date: 2026-06-01, kind: payment, amount: '5062.00'}]";
    case.statements = serde_yaml::from_str(lines).unwrap();
    case.contract.terms.as_mut().unwrap().interest =
        serde_yaml::from_str("{rate: '0.072', per: year, day_basis: 360}").unwrap();
    case.debt = serde_yaml::from_str(
        "{overdue_since: 2026-06-02, as_of: 2026-07-01, principal: '5000.00', interest: '30.00'}",
    )
    .unwrap();
    let data = drawn("debt-statement", &case, &figured(&case)).unwrap();
    adds_up(&data);
    let rows = data["rows"].as_array().unwrap();
    let cells = |row: &Value, keys: &[&str]| {
        keys.iter().map(|k| row[*k].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let keys =
        ["from", "to", "days", "base", "rate", "interest", "paid", "to_interest", "to_principal", "balance"];
    assert_eq!(cells(&rows[0], &["from", "to", "days", "balance"]), "2026-05-01 2026-05-01 0 10,000.00");
    assert_eq!(
        cells(&rows[1], &keys),
        "2026-05-02 2026-06-01 31 10,000.00 年7.2% 62.00 5,062.00 62.00 5,000.00 5,000.00"
    );
    assert_eq!(
        cells(&rows[2], &["from", "to", "days", "interest", "balance"]),
        "2026-06-02 2026-07-01 30 30.00 5,030.00"
    );
    assert_eq!(rows.len(), 3);
    assert_eq!(
        data["ceiling"]["name"], "四倍LPR上限（14.6%）校验",
        "four times the LPR of 3.65 % of 2022-08-22"
    );
}

/// Sixty months of an instalment loan: several pages, each under the header, closed by sums, seal and date.
#[test]
fn sixty_months_paginate() {
    let mut case = private();
    let mut lines = String::from("- {date: 2021-06-20, kind: cash, amount: '600000.00'}\n");
    for month in 0..60 {
        let (year, month) = (2021 + (month + 6) / 12, (month + 6) % 12 + 1);
        lines.push_str(&format!("- {{date: {year}-{month:02}-20, kind: interest, amount: '1000.00'}}\n"));
        lines.push_str(&format!("- {{date: {year}-{month:02}-20, kind: payment, amount: '2000.00'}}\n"));
    }
    case.statements = serde_yaml::from_str(&lines).unwrap();
    case.debt.principal = amount("540000.00");
    case.debt.interest = Some(amount("0.00"));
    let data = drawn("debt-statement", &case, &figured(&case)).unwrap();
    adds_up(&data);
    assert_eq!(data["sums"]["balance"], "540,000.00");
    let pages = print("debt-statement", &data);
    assert_eq!(pages.pages, 4);
    let with_rows = pages.text.iter().filter(|page| page.contains("-20"));
    assert!(with_rows.clone().count() >= 3);
    for page in with_rows {
        let tight: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(tight.contains(&COLUMNS.concat()));
    }
}

#[test]
fn the_contact_log_tells_what_was_done() {
    let mut case = card();
    case.contacts.push(Contact {
        at: crate::domain::date::parse_minute("2026-05-01 23:30").unwrap(),
        channel: Channel::Phone,
        party: Contacted::Contact,
        to: Some("13911112222".to_owned()),
        outcome: Outcome::Refused,
        summary: None,
        record: Some("LY-1".to_owned()),
        registered: None,
    });
    case.contacts.reverse();
    let data = drawn("contact-log", &case, &money(&case)).unwrap();
    let at: Vec<&str> = data["rows"].as_array().unwrap().iter().map(|r| r["at"].as_str().unwrap()).collect();
    assert_eq!(
        at,
        [
            "2025-12-01 10:15",
            "2025-12-08 10:20",
            "2026-01-05 09:00",
            "2026-03-02 14:00",
            "2026-05-01 23:30",
            "2026-06-10 16:30"
        ],
        "oldest first, nothing after the day of the document"
    );
    let pages = print("contact-log", &data);
    for text in [
        "序号时间方式对象号码或者地址结果内容摘要记录编号",
        "记录期间：2025年12月1日至2026年6月10日",
        "22025-12-0810:20电话本人13800000001承诺还款承诺月底还款",
        "52026-05-0123:30电话联系人139****2222拒绝LY-1",
        "催收方式电话短信信函合计次数4116其中接通、送达或者已读3115",
        "记录单位：示例银行股份有限公司信用卡中心（盖章）2026年7月20日",
    ] {
        assert!(prints(&pages, text), "{text}");
    }
    // It judges nothing: an entry in quiet hours stands there like any other.
    for never in ["合规", "违规", "禁止时段", "提示", "13911112222"] {
        assert!(!prints(&pages, never), "{never}");
    }
    assert_eq!(pages.pages, 1);
    let masked = data_masked("contact-log", &case);
    assert!(!all_text(&masked).contains("13800000001") && all_text(&masked).contains("138****0001"));
    case.contacts.clear();
    assert_eq!(errors("contact-log", &case), [("E-DRAFT-MISSING", "contacts".to_owned())]);
}

fn data_masked(kind: &str, case: &Case) -> Value {
    data(find(kind).unwrap(), &Brief::new(case, &money(case), today()), true).unwrap()
}

/// Five hundred entries, long texts without a space among them.
#[test]
fn a_long_contact_log_paginates() {
    let mut case = card();
    let base = case.contacts[0].clone();
    let start = base.at;
    case.contacts = (0..500)
        .map(|i| Contact {
            at: start + chrono::Duration::hours(i),
            summary: Some(if i % 50 == 0 { "A1".repeat(200) } else { format!("第{i}次") }),
            record: Some(format!("LY-20260101-{i:030}")),
            ..base.clone()
        })
        .collect();
    let pages = printed("contact-log", &case, &money(&case));
    assert!((25..70).contains(&pages.pages), "{}", pages.pages);
    assert!(prints(&pages, "第499次") && pages.prints("500"));
    for page in &pages.text[..pages.text.len() - 1] {
        let tight: String = page.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(tight.contains("序号时间方式对象"));
    }
    assert!(pages.text.last().unwrap().contains("盖章"));
}

/// Twenty debtors, very long names, names that look like code, rare characters: each prints as it is.
#[test]
fn hostile_facts() {
    let kinds = [
        "payment-order-application",
        "preservation-application",
        "acceleration-notice",
        "debt-statement",
        "contact-log",
    ];
    let long = "很长的名称".repeat(20);
    for name in ["#read(\"x\")", "李㛃𬭚䶮𠅤", "*李* $1$ _李_ `x` = @ref", long.as_str()] {
        let mut case = loan_to_preserve();
        let base = case.debtors[1].clone();
        case.debtors[0].name = name.to_owned();
        for i in 0..17 {
            case.debtors
                .insert(2, crate::domain::party::Debtor { name: format!("{name}{i}"), ..base.clone() });
        }
        case.contract.title = Some(name.to_owned());
        case.assets[0].detail = format!("{name}{}", "9".repeat(300));
        case.contacts[0].to = Some(name.to_owned());
        case.contacts[0].summary = Some(name.to_owned());
        case.statements.clear();
        for kind in kinds {
            let pages = printed(kind, &case, &figured(&case));
            assert!(prints(&pages, name), "{kind}: {name}");
            assert!(pages.pages < 60, "{kind}: {}", pages.pages);
            if kind.ends_with("-application") {
                assert!(prints(&pages, &format!("被申请人二十：{}", case.debtors[19].name)), "{kind}");
            }
        }
    }
    // Sums of billions stay in their columns.
    let mut case = card();
    case.debt.principal = amount("12345678901.23");
    case.debt.interest = Some(amount("9876543210.12"));
    let pages = printed("debt-statement", &case, &figured(&case));
    assert!(prints(&pages, "12,345,678,901.23"));
}

/// What a track needs, in the order of the folder.
#[test]
fn what_each_track_files() {
    // Papers of authority and confirmation are the same on every track: 02, 03, 06, 08.
    let papers = |d: &&&Document| !matches!(d.number, 2 | 3 | 6 | 8);
    let kinds = |case: &Case| filing(case).iter().filter(papers).map(|d| d.kind).collect::<Vec<_>>();
    let mut case = card_with_statements();
    assert_eq!(
        kinds(&case),
        ["complaint", "complaint-elements", "evidence-list", "debt-statement", "contact-log"]
    );
    case.track = Some(crate::domain::TrackName::PaymentOrder);
    assert_eq!(kinds(&case), ["payment-order-application", "evidence-list", "debt-statement", "contact-log"]);
    let list = drawn("evidence-list", &case, &money(&case)).unwrap();
    assert_eq!(
        (&list["claimant"]["role"], &list["respondents"][0]["role"]),
        (&"申请人".into(), &"被申请人".into())
    );
    case.contacts.clear();
    case.statements.clear();
    assert_eq!(kinds(&case), ["payment-order-application", "evidence-list"]);
    let mut case = loan_to_preserve();
    assert!(kinds(&case).contains(&"preservation-application"));
    case.preservation.as_mut().unwrap().wanted = false;
    assert!(!kinds(&case).contains(&"preservation-application"));
}
