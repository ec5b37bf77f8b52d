//! The official complaint by elements: its rows against the list of law-cn.md §6.2, ticks, sums, pages.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::printed::{printed, prints};
use super::specimens::*;
use super::*;
use crate::docket::money::{CapKind, Money, Part};
use crate::domain::contract::{Disbursement, GuaranteeForm, Registration};
use crate::domain::date;
use crate::domain::debt::{Mediation, Preservation};
use crate::domain::money::Amount;
use crate::domain::party::{Authority, CreditorKind, EntityType, Lender, Ownership};
use crate::domain::problem::Severity;
use crate::domain::proof::{StatementKind, StatementLine};

/// What `tests/documents/cn/element_rows_82.yaml` lists.
#[derive(Deserialize)]
struct Listed {
    common: Common,
    forms: BTreeMap<String, ListedForm>,
}

#[derive(Deserialize)]
struct Common {
    title: String,
    notes: Vec<String>,
    warning: Vec<String>,
    sign: [String; 2],
    natural: Vec<String>,
    entity: Vec<String>,
    parties: Vec<ListedRow>,
    约定管辖和诉前保全: Vec<ListedRow>,
    对纠纷解决方式的意愿: Vec<ListedRow>,
}

#[derive(Deserialize)]
struct ListedForm {
    inferred: Vec<String>,
    诉讼请求: Vec<ListedRow>,
    事实与理由: Vec<ListedRow>,
}

#[derive(Clone, Deserialize)]
struct ListedRow {
    label: Option<String>,
    prompt: Option<String>,
    like: Option<String>,
    #[serde(default)]
    says: Vec<String>,
}

fn listed() -> Listed {
    serde_yaml::from_str(include_str!("../../../tests/documents/cn/element_rows_82.yaml")).unwrap()
}

/// Rows of a form by section: heading, then label or prompt with the lines of the answer.
type Rows = Vec<(String, Vec<(String, Vec<String>)>)>;

fn rows(data: &Value) -> Rows {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let row = |row: &Value| {
        let head = row.get("label").or(row.get("prompt")).unwrap();
        (text(head), row["lines"].as_array().unwrap().iter().map(text).collect())
    };
    let sections = data["sections"].as_array().unwrap().iter();
    sections.map(|s| (text(&s["heading"]), s["rows"].as_array().unwrap().iter().map(row).collect())).collect()
}

fn form(case: &Case, money: &Money) -> Value {
    drawn("complaint-elements", case, money).unwrap()
}

/// The lines of the row whose label ends so, joined.
fn says(data: &Value, label: &str) -> String {
    let all = rows(data);
    let found: Vec<String> = all
        .iter()
        .flat_map(|(_, rows)| rows)
        .filter(|(head, _)| head.ends_with(label))
        .map(|(_, lines)| lines.join("\n"))
        .collect();
    assert_eq!(found.len(), 1, "{label}");
    found.into_iter().next().unwrap()
}

/// A private loan between a company and a person, secured by guarantee, mortgage and pledge.
fn lent() -> Case {
    let mut case = loan();
    let creditor = case.creditor.as_mut().unwrap();
    (creditor.lender, creditor.kind) = (Some(Lender::Private), Some(CreditorKind::Company));
    case
}

fn specimens() -> [(&'static str, Case); 3] {
    [("信用卡纠纷", card()), ("金融借款合同纠纷", loan()), ("民间借贷纠纷", lent())]
}

/// Every form has the headings, rows, options and fixed words of the list, in its order and no others.
#[test]
fn every_row_of_the_list_in_its_order() {
    let listed = listed();
    for (cause, case) in specimens() {
        let data = form(&case, &money(&case));
        let wanted = &listed.forms[cause];
        assert_eq!(data["form"]["title"], listed.common.title.as_str());
        assert_eq!(data["form"]["cause"], format!("（{cause}）"));
        assert_eq!(data["notes"]["heading"], "说明：");
        assert_eq!(data["notes"]["lines"], serde_json::json!(listed.common.notes));
        assert_eq!(data["warning"]["heading"], "★特别提示★");
        assert_eq!(data["warning"]["lines"], serde_json::json!(listed.common.warning));
        assert_eq!(data["sign"]["label"], format!("{}：", listed.common.sign[0]));
        assert_eq!(data["sign"]["dated"], format!("{}：", listed.common.sign[1]));

        let sections = rows(&data);
        let headings: Vec<&str> = sections.iter().map(|(h, _)| h.as_str()).collect();
        assert_eq!(
            headings,
            ["当事人信息", "诉讼请求", "约定管辖和诉前保全", "事实与理由", "对纠纷解决方式的意愿"]
        );
        let parties: Vec<ListedRow> = listed.common.parties.iter().map(|row| like(row, &listed)).collect();
        let expected = [
            parties,
            wanted.诉讼请求.clone(),
            listed.common.约定管辖和诉前保全.clone(),
            wanted.事实与理由.clone(),
            listed.common.对纠纷解决方式的意愿.clone(),
        ];
        for ((heading, rows), expected) in sections.iter().zip(expected) {
            let mut heads: Vec<&String> = rows.iter().map(|(head, _)| head).collect();
            // A block of parties is repeated where there are several.
            if heading == "当事人信息" {
                heads.dedup();
            }
            let wanted: Vec<&String> =
                expected.iter().map(|r| r.label.as_ref().or(r.prompt.as_ref()).unwrap()).collect();
            assert_eq!(heads, wanted, "{cause} {heading}");
            for (head, lines) in rows {
                let row =
                    expected.iter().find(|r| r.label.as_ref().or(r.prompt.as_ref()) == Some(head)).unwrap();
                agrees(&format!("{cause} {head}"), &lines.join("\n"), &row.says);
            }
        }
    }
}

fn like(row: &ListedRow, listed: &Listed) -> ListedRow {
    let says = match row.like.as_deref() {
        Some("natural") => listed.common.natural.clone(),
        Some("entity") => listed.common.entity.clone(),
        _ => row.says.clone(),
    };
    ListedRow { says, ..row.clone() }
}

/// The words stand in the answer one after the other, and it has as many boxes as they, ticked or not.
fn agrees(what: &str, answer: &str, says: &[String]) {
    let unmarked = answer.replace('√', "□");
    let mut rest = unmarked.as_str();
    for words in says {
        let at = rest.find(words.as_str());
        assert!(at.is_some(), "{what}: {words} is not in {rest}");
        rest = &rest[at.unwrap() + words.len()..];
    }
    let boxes = |text: &str| text.matches('□').count();
    if !says.is_empty() {
        // law-cn.md writes the last choice of 所有制性质 without its box.
        let unlisted = usize::from(says.last().is_some_and(|w| w == "其他") && what.contains("法人"));
        assert_eq!(boxes(&unmarked), boxes(&says.concat()) + unlisted, "{what}: {answer}");
    }
}

/// Rows that law-cn.md inferred are named in one note; a form that was read whole has none.
#[test]
fn inferred_rows_are_to_be_compared() {
    for (cause, case) in specimens() {
        let money = money(&case);
        let problems = readiness(find("complaint-elements").unwrap(), &Brief::new(&case, &money, today()));
        let notes: Vec<&Problem> = problems.iter().filter(|p| p.code == "N-DRAFT-FORM-INFERRED").collect();
        let inferred = &listed().forms[cause].inferred;
        assert_eq!(notes.len(), usize::from(!inferred.is_empty()), "{cause}");
        if let Some(note) = notes.first() {
            assert_eq!(note.severity, Severity::Note);
            let told = &note.args.iter().find(|(name, _)| *name == "rows").unwrap().1;
            let told: Vec<&str> = told.split('；').map(|row| row.split_once(' ').unwrap().1).collect();
            assert_eq!(&told, inferred, "{cause}");
        }
        let text = all_text(&form(&case, &money));
        assert!(!text.contains("核对"), "the note is not printed");
    }
}

/// Boxes: the row, then the box's place in it.
type Boxes = BTreeSet<(String, usize)>;

/// All boxes of the forms of these cases, and those that are ever ticked.
fn ticked(cases: &[Case]) -> (Boxes, Boxes) {
    let (mut all, mut ticked) = (Boxes::new(), Boxes::new());
    for case in cases {
        for (_, rows) in rows(&form(case, &Money { ongoing: ongoing(case), ..money(case) })) {
            for (head, lines) in rows {
                let text = lines.concat();
                for (i, mark) in text.chars().filter(|c| matches!(c, '□' | '√')).enumerate() {
                    all.insert((head.clone(), i));
                    if mark == '√' {
                        ticked.insert((head.clone(), i));
                    }
                }
            }
        }
    }
    (all, ticked)
}

/// Interest until payment, but for the case that claims a fixed sum.
fn ongoing(case: &Case) -> Option<crate::docket::money::Ongoing> {
    money(case).ongoing.filter(|_| case.contract.repayment.as_deref() != Some("等额本金"))
}

/// Facts that together reach every option of these rows.
fn variants(base: &Case) -> Vec<Case> {
    let mut out = vec![base.clone()];
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut case = base.clone();
        change(&mut case);
        out.push(case);
    };
    with(&|case| {
        case.counsel = None;
        case.guarantees.clear();
        case.debtors.retain(|d| d.role != crate::domain::party::Role::Guarantor);
        case.debt.costs = None;
        case.debt.accelerated = None;
        case.contract.forum.as_mut().unwrap().clause = None;
        case.contract.forum.as_mut().unwrap().link = Some("被告住所地".into());
        case.contract.due_on = date::parse("2027-04-02");
        case.mediation = Some(Mediation::Yes);
        let terms = case.contract.terms.as_mut().unwrap();
        terms.highlighted.as_mut().unwrap().given = false;
    });
    with(&|case| {
        case.counsel.as_mut().unwrap().authority = Some(Authority::General);
        case.mediation = Some(Mediation::No);
        case.contract.disbursed_by = Some(Disbursement::Cash);
        case.debtors[0].sex = Some(crate::domain::party::Sex::Female);
        case.preservation = Some(wanted(true));
        for given in &mut case.guarantees {
            given.form = given.form.map(|_| GuaranteeForm::General);
            given.registered = Some(Registration::Preliminary);
            given.maximum = Some(amount("300000"));
        }
    });
    with(&|case| {
        case.counsel.as_mut().unwrap().authority = Some(Authority::Special);
        case.mediation = Some(Mediation::Undecided);
        case.contract.disbursed_by = Some(Disbursement::Transfer);
        case.preservation = Some(wanted(false));
        case.guarantees.iter_mut().for_each(|g| g.registered = Some(Registration::No));
    });
    for words in [
        "等额本金",
        "到期一次性还本付息",
        "按月付息，到期还本",
        "按季计息、到期一次性还本",
        "按年计息、到期一次性还本",
        "随借随还",
    ] {
        with(&|case| case.contract.repayment = Some(words.to_owned()));
    }
    for kind in TYPES {
        with(&|case| {
            case.creditor.as_mut().unwrap().entity_type = Some(kind);
            case.debtors.iter_mut().filter(|d| d.is_company()).for_each(|d| d.entity_type = Some(kind));
        });
    }
    for owner in [
        Ownership::State,
        Ownership::StateControlled,
        Ownership::StateInvested,
        Ownership::Private,
        Ownership::Other,
    ] {
        with(&|case| {
            case.creditor.as_mut().unwrap().ownership = Some(owner);
            case.debtors.iter_mut().filter(|d| d.is_company()).for_each(|d| d.ownership = Some(owner));
        });
    }
    out
}

const TYPES: [EntityType; 15] = [
    EntityType::Limited,
    EntityType::JointStock,
    EntityType::Listed,
    EntityType::OtherEnterprise,
    EntityType::PublicInstitution,
    EntityType::Association,
    EntityType::Foundation,
    EntityType::SocialService,
    EntityType::StateOrgan,
    EntityType::RuralCollective,
    EntityType::Cooperative,
    EntityType::SelfGoverning,
    EntityType::SoleProprietorship,
    EntityType::Partnership,
    EntityType::ProfessionalService,
];

fn wanted(pre_suit: bool) -> Preservation {
    let ordered = pre_suit.then(|| "（2026）京0102财保1号".to_owned());
    serde_json::from_value(
        serde_json::json!({ "wanted": true, "pre_suit": pre_suit, "case_number": ordered }),
    )
    .unwrap()
}

/// What no fact can tick: the program has no such party, claim or security, or never says it for the creditor. Row (its
/// end) and place of the box.
const NEVER: [(&str, &[usize]); 10] = [
    // A creditor is a company or branch, and nobody is joined as third party.
    ("原告（自然人）", &[0, 1]),
    ("第三人（自然人）", &[0, 1]),
    // The complaint always asks for the costs of the proceedings; it never asks to end the contract.
    ("是否主张诉讼费用", &[1]),
    ("是否要求提前还款或解除合同", &[2]),
    // No fact says that a contract words default interest as a rise.
    ("借款利率", &[1]),
    // Without a day overdue nothing can be claimed; that no demand is on record does not say that there was none.
    ("是否存在逾期还款", &[1]),
    ("是否向被告进行通知和催收", &[1]),
    ("其他担保方式", &[0]),
    // Nobody says of himself that he does not know what the form tells him.
    ("不伤和气地解决纠纷", &[1]),
    ("是否了解先行调解解决纠纷的好处", &[1, 3, 5, 7, 9]),
];

#[test]
fn every_option_is_reached_by_facts() {
    for (cause, base) in specimens() {
        let mut base = base;
        // A card with securities, so that their rows are reached there too.
        if cause == "信用卡纠纷" {
            base.guarantees = loan().guarantees;
            base.debtors.push(loan().debtors[2].clone());
        }
        let (all, ticked) = ticked(&variants(&base));
        let never = |(row, at): &(String, usize)| {
            row.ends_with("第三人（法人、非法人组织）")
                || NEVER.iter().any(|(end, boxes)| row.ends_with(end) && boxes.contains(at))
        };
        let unreached: Vec<_> = all.difference(&ticked).filter(|b| !never(b)).collect();
        assert!(unreached.is_empty(), "{cause}: {unreached:?}");
        let wrong: Vec<_> = ticked.iter().filter(|b| never(b)).collect();
        assert!(wrong.is_empty(), "{cause}: {wrong:?}");
    }
}

/// A row of exclusive options has one tick at most.
#[test]
fn yes_and_no_exclude_each_other() {
    for (_, base) in specimens() {
        for case in variants(&base) {
            for (_, rows) in rows(&form(&case, &money(&case))) {
                for (head, lines) in rows {
                    let text = lines.concat();
                    for pair in [["是√", "否√"], ["有√", "无√"], ["了解√", "不了解√"], ["男√", "女√"]]
                    {
                        let both = text.contains(pair[1]) && text.replace(pair[1], "").contains(pair[0]);
                        // Two questions in one row: 是否到期 stands alone, 了解 is asked five times.
                        assert!(!both, "{head}: {text}");
                    }
                }
            }
        }
    }
}

fn figures(text: &str) -> Vec<Amount> {
    let mut out = Vec::new();
    let mut number = String::new();
    for c in text.chars().chain(['\n']) {
        match c {
            '0'..='9' | '.' | ',' => number.push(c),
            _ => {
                let plain = number.replace(',', "");
                if c == '元' && plain.contains('.') {
                    out.push(plain.parse().unwrap());
                }
                number.clear();
            }
        }
    }
    out
}

/// The row without what sums were before payments since: `38,652.41元，扣除…后为37,652.41元` says the latter.
fn now(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some((before, after)) = out.split_once("，扣除") {
        let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let before = before.trim_end_matches('元').trim_end_matches(figure);
        out = format!("{before}{}", after.split_once("后为").unwrap().1);
    }
    out
}

/// The form claims what the complaint in prose claims: the same sentences, and sums that add up to the same total.
#[test]
fn the_same_claim_as_in_prose() {
    for (cause, mut case) in specimens() {
        case.debt.fees = Some(amount("150.00"));
        for money in [money(&case), paid(&case), cut(&case)] {
            let prose = drawn("complaint", &case, &money).unwrap();
            let data = form(&case, &money);
            let sections = rows(&data);
            let claims = &sections[1].1;
            let numbered: Vec<&str> =
                claims[0].1.iter().map(|text| text.split_once('、').unwrap().1).collect();
            let sentences: Vec<&str> =
                prose["claims"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
            assert_eq!(numbered, sentences, "{cause}");

            let last = &claims.last().unwrap().1[0];
            let (figure, words) = (&prose["total"]["figure"], &prose["total"]["words"]);
            assert_eq!(last, &format!("{}元（{}）", figure.as_str().unwrap(), words.as_str().unwrap()));
            // Principal, charges (a loan's without its fees), lawyer's fee, other claims make the total.
            let sum = |label: &str| figures(&now(&says(&data, label))).first().copied().unwrap_or_default();
            let interest = now(&claims[2].1.join(""));
            let fee = sum("是否主张实现债权的费用");
            let parts = [sum("本金"), figures(&interest)[0], fee, sum("其他请求")];
            assert_eq!(parts.into_iter().sum::<Amount>(), figures(last)[0], "{cause}");
            assert_eq!(fee, case.debt.costs.as_ref().unwrap().attorney_fee.unwrap());
            // What a loan's row splits the interest into adds up to it.
            if cause == "金融借款合同纠纷" {
                let split = figures(&interest);
                assert_eq!(split[0], split[1] + split[2] + split[3], "{interest}");
            }
            let claimed = |part| money.claimed(part).grouped();
            assert!(interest.contains(&format!("利息{}元", claimed(Part::Interest))), "{interest}");
        }
    }
}

/// Sums by hand: 3,120.55 + 1,200.00 = 4,320.55; with 38,652.41 and 3,000.00 it is 45,972.96 (as in the complaint).
#[test]
fn the_card_form() {
    let mut case = card();
    case.mediation = Some(Mediation::Yes);
    case.preservation = Some(wanted(false));
    case.creditor.as_mut().unwrap().entity_type = Some(EntityType::JointStock);
    case.creditor.as_mut().unwrap().ownership = Some(Ownership::StateControlled);
    let line = |on: &str, kind, sum: &str| StatementLine {
        date: date::parse(on).unwrap(),
        kind,
        amount: amount(sum),
        memo: None,
    };
    case.statements = vec![
        line("2025-11-05", StatementKind::Payment, "700.00"),
        line("2025-11-06", StatementKind::Payment, "200.00"),
        line("2026-02-01", StatementKind::Interest, "99.00"),
        line("2026-06-30", StatementKind::Payment, "300.00"),
    ];
    let data = form(&case, &money(&case));
    for (label, text) in [
        (
            "委托诉讼代理人",
            "有√\n姓名：王示例\n单位：示例律师事务所　职务：律师　联系电话：010-11111111\n代理权限：一般授权□　特别授权√\n无□",
        ),
        (
            "被告（自然人）",
            "姓名：李示例\n性别：男√　女□\n出生日期：1985年3月15日　民族：汉族\n工作单位：示例科技有限公司　职务：\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}　联系电话：13800000001\n住所地（户籍所在地）：北京市东城区示例胡同5号\n经常居住地：北京市朝阳区示例路9号\n证件类型：居民身份证\n证件号码：110101198503153011",
        ),
        ("透支本金", "截至2026年6月30日止，尚欠本金38,652.41元（人民币，下同；如为外币需特别注明）"),
        (
            "违约金、手续费等",
            "截至2026年6月30日止，欠利息、罚息、复利、滞纳金、违约金、手续费等共计4,320.55元\n自2026年6月30日之后的利息、罚息、复利、滞纳金、违约金以及手续费等各项费用按照信用卡领用协议计算至实际清偿之日止\n明细：利息3,120.55元、违约金1,200.00元；自2026年7月1日起至实际清偿之日止的利息、复利、违约金，其中利息以尚欠透支本金为基数，按日利率万分之五计算，复利按月计收，违约金按最低还款额未还部分的5%计算；以上息费合计以不超过年利率24%为限。",
        ),
        ("是否主张担保权利", "是□　内容：\n否√"),
        ("是否主张实现债权的费用", "是√　费用明细：律师费3,000.00元\n否□"),
        ("是否主张诉讼费用", "是√\n否□"),
        ("其他请求", "无"),
        ("标的总额", "45,972.96元（人民币肆万伍仟玖佰柒拾贰元玖角陆分）"),
        (
            "有无仲裁、法院管辖约定",
            "有√　合同条款及内容：《示例银行信用卡领用合约》第二十条约定，因履行合同发生的争议由北京市西城区人民法院（原告住所地）管辖\n无□",
        ),
        (
            "（信用卡卡号、信用卡登记权利人、办卡时间、办卡行等）",
            "信用卡卡号：6225880123456783；信用卡登记权利人：李示例；办卡时间：2021年3月18日；办卡行：示例银行股份有限公司信用卡中心",
        ),
        (
            "主要条款进行提示注意",
            "是√　提示说明的具体方式以及时间地点：2021年3月18日，加黑加粗条款，抄录确认\n否□",
        ),
        // 200.00 + 300.00: payments from the first day overdue to the day of the figures, both included.
        ("被告逾期部分已还金额", "500.00元（计至2026年6月30日）"),
        (
            "被告逾期未还款金额",
            "逾期时间：自2025年11月6日起\n截至2026年6月30日，被告欠付信用卡本金38,652.41元、利息3,120.55元、罚息\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}元、复利\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}元、滞纳金\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}元、违约金1,200.00元、手续费\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}元",
        ),
        ("担保人、担保物", "担保人：无\n担保物：无"),
        ("保证方式", "一般保证□\n连带责任保证□"),
        ("是否考虑先行调解", "是√　否□　暂不确定，想要了解更多内容□"),
    ] {
        assert_eq!(says(&data, label), text, "{label}");
    }
    let third = &rows(&data)[0].1[5];
    assert_eq!((third.0.as_str(), third.1[0].as_str()), ("第三人（自然人）", "姓名：无"));
    let creditor = says(&data, "原告（法人、非法人组织）");
    assert!(creditor.contains("股份有限公司√") && creditor.matches('√').count() == 3, "{creditor}");
    assert!(creditor.contains("所有制性质：国有√（控股√　参股□）　民营□　其他□"));
    let pages = printed("complaint-elements", &case, &money(&case));
    assert!(prints(&pages, "具状人（签字、盖章）：示例银行股份有限公司信用卡中心日期：2026年7月20日"));
    assert!(prints(&pages, "民事起诉状（信用卡纠纷）说明：为了方便您更好地参加诉讼"));
    assert_eq!(pages.pages, 7);
}

/// 86,543.21 + 3,120.55 + 6,210.07 + 88.16 + 2,000.00 + 5,000.00 = 102,961.99; 6,210.07 + 2,000.00 = 8,210.07;
/// 3,120.55 + 88.16 + 8,210.07 = 11,418.78. From 2025-11-06 to 2026-07-20 are 257 days (25 + 31 + 31 + 28 + 31 + 30 + 31 + 30
/// + 20), both included.
#[test]
fn the_loan_form() {
    let case = loan();
    let data = form(&case, &money(&case));
    let names: Vec<String> =
        rows(&data)[0].1.iter().filter(|(l, _)| l.starts_with("被告")).map(|(_, l)| l[0].clone()).collect();
    assert_eq!(names, ["姓名：李示例", "姓名：陈示例", "名称：示例科技有限公司"]);
    for (label, text) in [
        (
            "被告（法人、非法人组织）",
            "名称：示例科技有限公司\n住所地（主要办事机构所在地）：北京市朝阳区示例路100号\n注册地/登记地：\n法定代表人/负责人：吴示例　职务：执行董事　联系电话：010-22222222\n统一社会信用代码：91110000100001231J",
        ),
        (
            "利息（期内利息、复利、罚息）",
            "截至2026年6月30日止，欠利息11,418.78元、期内利息3,120.55元、复利88.16元、罚息（违约金）8,210.07元；计算方式：以上欠息由利息3,120.55元、罚息6,210.07元、复利88.16元、违约金2,000.00元组成；",
        ),
        ("是否要求提前还款或解除合同", "是√　提前还款（加速到期）√/解除合同□\n否□"),
        (
            "是否主张担保权利",
            "是√　内容：判令被告示例科技有限公司对上述借款本金、利息、罚息、复利、违约金（含2026年6月30日后至实际清偿之日止的息费）、律师费债务承担连带清偿责任（以最高债权额300,000.00元为限）；判令原告对被告李示例提供抵押的北京市东城区示例胡同5号房屋折价或者拍卖、变卖所得价款，在上述借款本金、利息、罚息、复利、违约金（含2026年6月30日后至实际清偿之日止的息费）、律师费债权范围内享有优先受偿权\n否□",
        ),
        ("标的总额", "102,961.99元（人民币壹拾万贰仟玖佰陆拾壹元玖角玖分）"),
        ("合同主体", "贷款人：示例消费金融有限公司\n借款人：李示例、陈示例"),
        ("借款金额", "约定：200,000.00元\n实际发放：200,000.00元"),
        ("借款期限", "是否到期：是√　否□\n约定期限：2023年4月3日起至2026年4月2日止"),
        (
            "借款利率",
            "利率√　10.8%/年（季/月）（合同条款：第四条）\n逾期上浮□　\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}%/年（合同条款：第\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}条）\n复利√（合同条款：第五条）（按月计收）\n罚息（违约金）√　16.2%/年（合同条款：第五条）（违约金为合同金额的1%（第九条））",
        ),
        ("借款提供时间", "2023年4月3日，200,000.00元"),
        (
            "还款方式",
            "等额本息√　等额本金□\n到期一次性还本付息□\n按月计息、到期一次性还本□\n按季计息、到期一次性还本□\n按年计息、到期一次性还本□\n其他□",
        ),
        ("还款情况", "已还本金：113,456.79元\n已还利息：21,000.00元，还息至2025年10月5日"),
        ("是否存在逾期还款", "是√　逾期时间：自2025年11月6日起　至今已逾期257日（计至2026年7月20日）\n否□"),
        ("是否签订物的担保（抵押、质押）合同", "是√　签订时间：2023年4月1日\n否□"),
        (
            "担保人、担保物",
            "担保人：李示例\n担保物：北京市东城区示例胡同5号房屋，由李示例抵押（已办理正式登记，编号：DY-2023-0088）",
        ),
        ("是否最高额担保（抵押、质押）", "是□\n否√\n担保债权的确定时间：\n担保额度："),
        ("是否办理抵押、质押登记", "是√　正式登记√　预告登记□\n否□"),
        (
            "是否签订保证合同/保函",
            "是√　签订时间：2023年4月1日　保证人：示例科技有限公司\n主要内容：示例科技有限公司提供连带责任保证，担保的最高债权额为300,000.00元，保证期间至2029年4月2日届满（编号：BZ-2023-0088）\n否□",
        ),
        ("保证方式", "一般保证□\n连带责任保证√"),
        (
            "请求承担责任的依据",
            "合同约定：《个人借款合同》第四条、第五条、第九条、第十一条、与示例科技有限公司的最高额保证合同（编号：BZ-2023-0088）、与李示例的抵押合同（编号：DY-2023-0088）",
        ),
    ] {
        let found = says(&data, label);
        assert!(found.starts_with(text), "{label}: {found}");
    }
    let pages = printed("complaint-elements", &case, &money(&case));
    assert!(prints(&pages, "（金融借款合同纠纷）"));
    assert_eq!(pages.pages, 8);
}

#[test]
fn the_private_form() {
    let mut case = lent();
    case.contract.disbursed_by = Some(Disbursement::Transfer);
    let money = Money { cap: Some(cap(CapKind::FourTimesLpr, "0.146")), ..money(&case) };
    let data = form(&case, &money);
    for (label, text) in [
        (
            "2. 利息",
            "截至2026年6月30日止，欠利息11,418.78元；计算方式：以上欠息由利息3,120.55元、罚息6,210.07元、复利88.16元、违约金2,000.00元组成；合同约定：利息按年利率10.8%",
        ),
        ("签订主体", "出借人：示例消费金融有限公司\n借款人：李示例、陈示例"),
        ("借款金额", "约定：200,000.00元\n实际提供：200,000.00元\n提供方式：现金□　转账√　其他："),
        ("借款利率", "利率√　10.8%/年（季/月）（合同条款：第四条）"),
        // The private form has no box for level instalments.
        (
            "还款方式",
            "到期一次性还本付息□\n按月计息、到期一次性还本□\n按季计息、到期一次性还本□\n按年计息、到期一次性还本□\n其他：等额本息",
        ),
        ("是否签订保证合同", "是√　签订时间：2023年4月1日　保证人：示例科技有限公司\n主要内容："),
        ("其他担保方式", "是□　形式："),
    ] {
        let found = says(&data, label);
        assert!(found.starts_with(text), "{label}: {found}");
    }
    let guarantee = says(&data, "是否签订保证合同");
    assert!(guarantee.contains("保证方式：一般保证□　连带责任保证√"), "{guarantee}");
    let pages = printed("complaint-elements", &case, &money);
    assert!(prints(&pages, "（民间借贷纠纷）"));
    assert_eq!(pages.pages, 8);
}

/// A rate by the day is told as such, and by the year only where the contract says how long one is: 0.0005 × 365 = 18.25 %.
#[test]
fn rates_by_the_day() {
    let mut case = loan();
    let terms = case.contract.terms.as_mut().unwrap();
    let interest = terms.interest.as_mut().unwrap();
    interest.per = crate::domain::contract::Per::Day;
    interest.rate = "0.0005".parse().unwrap();
    interest.day_basis = Some(365);
    interest.clause = Some("合同首部".into());
    let told = |case: &Case| says(&form(case, &money(case)), "借款利率").lines().next().unwrap().to_owned();
    let blank = "\u{a0}".repeat(8);
    assert_eq!(
        told(&case),
        format!(
            "利率√　18.25%/年（季/月）（合同条款：第{blank}条）（合同首部；合同约定日利率万分之五，按一年365日折算）"
        )
    );
    case.contract.terms.as_mut().unwrap().interest.as_mut().unwrap().day_basis = None;
    assert!(told(&case).starts_with(&format!("利率√　{blank}%/年")), "{}", told(&case));
}

/// Several guarantors and securities: each with what is its own; what all share once.
#[test]
fn several_securities() {
    let mut case = loan();
    let mut pledge = case.guarantees[1].clone();
    pledge.kind = crate::domain::contract::GuaranteeKind::Pledge;
    (pledge.by, pledge.object) = ("陈示例".into(), Some("示例科技有限公司10%股权".into()));
    (pledge.registered, pledge.number) = (Some(Registration::Preliminary), None);
    (pledge.signed_on, pledge.maximum) = (date::parse("2023-05-01"), Some(amount("50000")));
    pledge.fixed_on = date::parse("2026-05-01");
    case.guarantees.push(pledge);
    let mut second = case.guarantees[0].clone();
    (second.by, second.form) = ("钱示例".into(), Some(GuaranteeForm::General));
    case.guarantees.push(second);
    let mut debtor = case.debtors[1].clone();
    (debtor.role, debtor.name) = (crate::domain::party::Role::Guarantor, "钱示例".into());
    case.debtors.push(debtor);
    let data = form(&case, &money(&case));
    assert!(
        says(&data, "是否签订物的担保（抵押、质押）合同")
            .contains("签订时间：李示例：2023年4月1日；陈示例：2023年5月1日")
    );
    let things = says(&data, "担保人、担保物");
    assert!(things.starts_with("担保人：李示例、陈示例\n"), "{things}");
    assert!(things.ends_with("；示例科技有限公司10%股权，由陈示例质押（已办理预告登记）"), "{things}");
    assert_eq!(
        says(&data, "是否最高额担保（抵押、质押）"),
        "是√\n否□\n担保债权的确定时间：2026年5月1日\n担保额度：50,000.00元"
    );
    assert!(says(&data, "是否办理抵押、质押登记").starts_with("是√　正式登记√　预告登记√"));
    let guarantee = says(&data, "是否签订保证合同/保函");
    assert!(
        guarantee.starts_with("是√　签订时间：2023年4月1日　保证人：示例科技有限公司、钱示例\n"),
        "{guarantee}"
    );
    assert!(guarantee.contains("；钱示例提供一般保证"), "{guarantee}");
    assert_eq!(says(&data, "保证方式"), "一般保证√\n连带责任保证√");
}

/// What is not known is not ticked, and named in one note.
#[test]
fn unknown_facts_stay_blank() {
    let case = card();
    let data = form(&case, &money(&case));
    assert_eq!(says(&data, "是否考虑先行调解"), "是□　否□　暂不确定，想要了解更多内容□");
    assert!(says(&data, "是否已经诉前保全").starts_with("是□"));
    assert!(says(&data, "是否已经诉前保全").contains("否□"));
    assert!(says(&data, "被告逾期部分已还金额").starts_with('\u{a0}'));
    let money = money(&case);
    let problems = readiness(find("complaint-elements").unwrap(), &Brief::new(&case, &money, today()));
    let notes: Vec<&Problem> = problems.iter().filter(|p| p.code == "N-DRAFT-FORM-BLANK").collect();
    assert_eq!((notes.len(), notes[0].severity), (1, Severity::Note));
    let (_, fields) = notes[0].args.iter().find(|(name, _)| *name == "fields").unwrap();
    let fields: Vec<&str> = fields.split(", ").collect();
    for field in ["mediation", "preservation", "creditor.entity_type", "debt.ledger"] {
        assert!(fields.contains(&field), "{fields:?}");
    }
    assert!(fields.iter().all(|path| crate::domain::shape::at(path).is_some()), "{fields:?}");
    assert_eq!(problems.last().unwrap().severity, Severity::Note, "worst first");
}

/// 小额借款合同纠纷 has no form: the complaint in prose serves, and `draft filing` asks for no other.
#[test]
fn a_cause_without_a_form() {
    let mut case = card();
    case.cause = Some("小额借款合同纠纷".into());
    let problems = drawn("complaint-elements", &case, &money(&case)).unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["E-DRAFT-NO-FORM"]);
    assert_eq!(problems[0].blocks, ["complaint-elements"]);
    let complaints = |case: &Case| -> Vec<&str> {
        filing(case).iter().map(|d| d.kind).filter(|kind| kind.starts_with("complaint")).collect()
    };
    assert_eq!(complaints(&case), ["complaint"]);
    assert_eq!(complaints(&card()), ["complaint", "complaint-elements"]);
    let problems = drawn("complaint-elements", &online(), &money(&online())).unwrap_err();
    let codes: Vec<&str> = problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, ["E-DRAFT-ARBITRATION-CLAUSE", "E-DRAFT-NO-FORM"]);
}

/// Names are data, rare characters print, nothing of a long value is lost, and the signature stays with the last row.
#[test]
fn odd_names_and_long_values() {
    for name in ["李㛃𬭚䶮𠅤", "{name}□{yes}", "#read(\"x\")*_$", "是□　否□"] {
        let mut case = loan();
        case.debtors[0].name = name.to_owned();
        case.guarantees[1].by = name.to_owned();
        let pages = printed("complaint-elements", &case, &money(&case));
        assert!(prints(&pages, &format!("姓名：{name}性别")), "{name}");
    }
    let mut case = loan();
    case.debtors[0].domicile = Some("北京市东城区".to_owned() + &"示例胡同".repeat(400));
    case.guarantees[1].object = Some("房屋及车位".repeat(300));
    case.creditor.as_mut().unwrap().name = "示例消费金融有限公司".repeat(15);
    let pages = printed("complaint-elements", &case, &money(&case));
    assert!(prints(&pages, case.debtors[0].domicile.as_ref().unwrap()));
    assert!(pages.pages < 25, "{}", pages.pages);
    for exhibits in 1..=12 {
        case = loan();
        case.evidence.truncate(exhibits % 8 + 1);
        case.contract.title = Some("个人借款合同及补充条款".repeat(exhibits));
        let pages = printed("complaint-elements", &case, &money(&case));
        let last: String = pages.text.last().unwrap().split_whitespace().collect();
        assert!(last.contains("是否考虑先行调解") && last.contains("日期：2026年7月20日"), "{last}");
    }
}
